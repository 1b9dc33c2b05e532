/* SPDX-License-Identifier: ISC */
#include "indexer/apply/apply.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/cid.h"
#include "common/base/hex.h"
#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/sig.h"
#include "common/base/text.h"
#include "indexer/apply/metadata.h"
#include "indexer/docs/docs.h"

#define GREEDY 4 /* so many such transactions are too many */

const char *
apply_time(struct arena *a, int64_t seconds)
{
	const struct iso_time t = { .s = seconds };

	return iso_time_cell(a, &t);
}

/* What is said of the block in cells, in the arena of the rows. */
static void
write_cells(struct apply *ap)
{
	struct arena *a = ap->c->a;

	ap->blockhash = block_hash_cell(a, ap->b);
	ap->blocknumber = arena_printf(a, "%" PRIu64, ap->b->number);
	/* block.c keeps it below year 10000 */
	ap->time = apply_time(a, (int64_t)ap->b->time);
}

static void
begin(struct apply *ap, const struct chain_block *b)
{
	ap->b = b;
	ap->at = NULL;
	if (ap->once != NULL)
		arena_reset(ap->block);
	ap->once = NULL;
	rows_block(ap->rows);
	write_cells(ap);
}

bool
apply_first(struct apply *ap, enum table_id t, const char *const *key)
{
	struct ctx k = { .a = ap->block };
	struct row *r;

	if (ap->once == NULL)
		ap->once = rows_new(&k);
	r = rows_put(ap->once, t, key);
	if (r->there)
		return false;
	r->there = true;
	return true;
}

bool
apply_is_half_full(const struct apply *ap)
{
	size_t held = arena_held(ap->c->a);

	return held > LIM_ROWS_STRETCH &&
	       held - ap->base > LIM_ROWS_STRETCH / 4;
}

enum rc
apply_room(struct apply *ap)
{
	return rows_room(ap->c, ap->rows);
}

static void
note_at(struct apply *ap, const struct event *e)
{
	if (ap->at == NULL || ap->at->tx != e->tx)
		ap->tx_base = arena_held(ap->c->a);
	ap->at = e;
}

/* One of many that each take a little is not to blame for all. */
static bool
is_greedy(const struct apply *ap)
{
	return arena_held(ap->c->a) - ap->tx_base > LIM_ROWS_BLOCK / GREEDY;
}

/* One that waits on disk is written at once: that is done once in a block. */
static bool
is_written(struct apply *ap, const struct meta *m)
{
	const char *const key[] = { m->doc->cid };

	return !meta_is_at_hand(m) && !apply_first(ap, T_CID_DATA, key);
}

/* Its document is in memory, and among the rows. */
static enum rc
open_document(struct apply *ap, const struct event *e)
{
	enum rc rc;

	if (e->meta == NULL)
		return RC_OK;
	if (!meta_is_at_hand(e->meta)) {
		rc = doc_bring(ap->c, e->meta->doc, ap->page);
		if (rc != RC_OK)
			return rc;
		meta_read(ap->c, e->meta, ap->c->a, ap->sig, event_id(e, 0));
	}
	return is_written(ap, e->meta) ? RC_OK : meta_keep(ap, e->meta);
}

static void
shut_document(struct apply *ap, const struct event *e)
{
	if (e->meta == NULL || meta_is_at_hand(e->meta))
		return;
	doc_leave(e->meta->doc);
	arena_reset(ap->page);
}

static enum rc
apply_event(struct apply *ap, const struct event *e,
    const struct event **culprit)
{
	enum rc rc;

	note_at(ap, e);
	if ((rc = open_document(ap, e)) == RC_OK)
		rc = e->bad != NULL ? apply_reject(ap, e, e->bad)
				    : e->row->apply(ap, e);
	shut_document(ap, e);
	if (rc == RC_OK)
		rc = apply_room(ap);
	if (rc != RC_OK && (rc != RC_ROOM || is_greedy(ap)))
		*culprit = e;
	return rc;
}

/*
 * Rows of EntityManager need nothing of what was before them in the block; a
 * transaction stays in one piece.
 */
static bool
is_time_for_portion(const struct apply *ap, const struct event *e, size_t n)
{
	return apply_is_half_full(ap) && n > 1 &&
	       event_batch(e) == BATCH_ENTITY_MANAGER && e[1].tx != e->tx;
}

static enum rc
begin_portion(struct apply *ap, const struct event *rest, size_t n)
{
	enum rc rc;

	ap->at = NULL;
	rc = ap->portion(ap->portion_arg, rest, n);
	write_cells(ap);
	return rc;
}

/* Events of one batch stand side by side. */
static enum rc
apply_batch(struct apply *ap, const struct event *e, size_t n,
    const struct event **culprit)
{
	batch_prepare_fn *prepare = batch_prepare[event_batch(e)];
	enum rc rc = RC_OK;

	ap->batch++;
	if (prepare != NULL && (rc = prepare(ap, e, n)) != RC_OK)
		return rc;
	for (; rc == RC_OK && n > 0; e++, n--) {
		rc = apply_event(ap, e, culprit);
		if (rc == RC_OK && is_time_for_portion(ap, e, n))
			rc = begin_portion(ap, e + 1, n - 1);
	}
	return rc;
}

enum rc
apply_block(struct apply *ap, const struct chain_block *b,
    const struct event_list *list, const struct event **culprit)
{
	enum rc rc;
	size_t i, n;

	begin(ap, b);
	for (i = 0; i < list->n; i += n) {
		const struct event *e = &list->e[i];

		for (n = 1; i + n < list->n; n++)
			if (event_batch(&e[n]) != event_batch(e))
				break;
		if ((rc = apply_batch(ap, e, n, culprit)) != RC_OK)
			return rc;
	}
	ap->at = NULL;
	return RC_OK;
}

void
apply_skip(struct apply *ap, const char *txhash, const char *level)
{
	const char *const key[] = { ap->blocknumber, txhash, level };
	struct row *r = rows_put(ap->rows, T_SKIPPED, key);

	if (r->there)
		return;
	rows_set(r, SK_BLOCKHASH, ap->blockhash);
	rows_set(r, SK_TIME, ap->time);
}

enum rc
apply_reject(struct apply *ap, const struct event *e, const char *why)
{
	char txhash[HASH_TEXT];

	block_tx_text(txhash, e->tx);
	log_debug(&ap->c->log,
	    "block=%s tx=%s log=%" PRIu32 " event=%s msg=\"rejected: %s\"",
	    ap->blocknumber, txhash, e->logindex, e->abi->name, why);
	ap->rejected++;
	apply_skip(ap, txhash, "node");
	return RC_OK;
}

void
apply_touch(struct apply *ap, const struct event *e, struct row *r)
{
	unsigned k = r->t->nkeys;

	if (r->batch == ap->batch) {
		rows_touch(r);
		return;
	}
	r->batch = ap->batch;
	rows_set(r, k, ap->blockhash);
	rows_set(r, k + 1, ap->blocknumber);
	rows_set(r, k + 2, block_tx_cell(ap->c->a, e->tx));
}

const char *
apply_id(struct apply *ap, const struct event *e, size_t i)
{
	return rows_int(ap->rows, event_id(e, i));
}

const char *
apply_text(struct apply *ap, const struct event *e, size_t i)
{
	const struct abi_value *v = &e->arg[i];

	switch (v->type) {
	case ABI_BYTES32:
		return text_from_bytes(ap->c->a, v->bytes32, 32);
	case ABI_BYTES16:
		return text_from_bytes(ap->c->a, v->bytes16, 16);
	default:
		assert(v->type == ABI_STRING);
		return text_clean(ap->c->a, v->bytes.p, v->bytes.len);
	}
}

const char *
apply_bool(const struct event *e, size_t i)
{
	return e->arg[i].b ? "t" : "f";
}

const char *
apply_cid(struct apply *ap, const struct event *e, size_t i)
{
	return event_cid(ap->c->a, e, i);
}

const char *
apply_address(struct apply *ap, const struct event *e, size_t i)
{
	char text[ADDRESS_TEXT];

	address_eip55(text, e->arg[i].address);
	return arena_strdup(ap->c->a, text);
}

const char *
apply_ids(struct apply *ap, const struct event *e, size_t i)
{
	const struct abi_value *v = &e->arg[i];
	size_t j, n = abi_count(v), len = 1;
	char *s = arena_alloc(ap->c->a, n * 12 + 3);
	struct u256 x;
	uint64_t id = 0;

	s[0] = '{';
	for (j = 0; j < n; j++) {
		x = abi_element(v, j);
		if (u256_u64(&id, &x, UINT32_MAX) != 0)
			id =
			    0; /* event_check_ids() let none of these through */
		len += (size_t)snprintf(s + len, 13, "%s%" PRIu64,
		    j > 0 ? "," : "", id);
	}
	s[len] = '}';
	s[len + 1] = '\0';
	return s;
}
