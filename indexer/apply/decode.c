/* SPDX-License-Identifier: ISC */
#include "indexer/apply/decode.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/cid.h"
#include "common/base/limits.h"

static const uint8_t zero[20];

const struct event_row *
event_row_of(enum abi_event_id id)
{
	size_t i;

	for (i = 0; i < events_nrows; i++)
		if (events_row[i].event == id)
			return &events_row[i];
	return NULL;
}

void
events_read(bool reads[ABI_EVENT__MAX])
{
	size_t i;

	for (i = 0; i < ABI_EVENT__MAX; i++)
		reads[i] = event_row_of((enum abi_event_id)i) != NULL;
}

int64_t
event_id(const struct event *e, size_t i)
{
	uint64_t n = 0;
	int rc;

	rc = u256_u64(&n, &e->arg[i].num, LIM_ID);
	assert(rc == 0);
	return (int64_t)n;
}

const char *
event_cid(struct arena *a, const struct event *e, size_t i)
{
	char cid[CID_TEXT];

	if (i + 1 < e->abi->nparams && e->arg[i + 1].type == ABI_UINT8)
		cid_multihash(cid, e->arg[i + 1].u8, e->arg[i].bytes32);
	else
		cid_v0(cid, e->arg[i].bytes32);
	return arena_strdup(a, cid);
}

static bool
array_fits(const struct abi_value *v)
{
	struct u256 x;
	uint64_t n;
	size_t i;

	for (i = 0; i < abi_count(v); i++) {
		x = abi_element(v, i);
		if (u256_u64(&n, &x, LIM_ID) != 0)
			return false;
	}
	return true;
}

static bool
id_fits(const struct abi_value *v)
{
	uint64_t n;

	switch (v->type) {
	case ABI_UINT256:
		return u256_u64(&n, &v->num, LIM_ID) == 0;
	case ABI_UINT256_ARRAY:
	case ABI_UINT256_3:
		return array_fits(v);
	default:
		return true;
	}
}

/* The id columns have 32 bits; never cut an id. */
void
event_check_ids(struct ctx *c, struct event *e)
{
	size_t i;

	for (i = 0; i < e->abi->nparams && e->bad == NULL; i++)
		if (!(e->row->not_ids & 1u << i) && !id_fits(&e->arg[i]))
			e->bad = arena_printf(c->a, "%s is above %d",
			    e->abi->params[i].name, LIM_ID);
}

static enum rc
decode(struct ctx *c, struct event *e, const struct chain_log *l)
{
	enum rc rc;

	e->arg = arena_zalloc(c->a, e->abi->nparams, sizeof(*e->arg));
	if (l->abi.data.len > LIM_LOG_DATA) {
		e->bad = arena_printf(c->a, "more than %u bytes of data",
		    LIM_LOG_DATA);
		return RC_OK;
	}
	rc = abi_decode(c, e->arg, e->abi->nparams, e->abi, &l->abi);
	if (rc == RC_OK)
		event_check_ids(c, e);
	return rc;
}

/* The event behind a log of a transaction sent to its contract, or NULL. */
static const struct abi_event *
event_of(const struct contracts *k, const struct chain_tx *t,
    const struct chain_log *l)
{
	enum abi_contract ct;

	if (!t->has_to || memcmp(t->to, zero, 20) == 0 ||
	    memcmp(t->to, l->address, 20) != 0 || l->abi.ntopics == 0)
		return NULL;
	ct = contracts_find(k, l->address);
	if (ct == ABI_CONTRACT__MAX)
		return NULL;
	return abi_find(k->abi, ct, l->abi.topics[0]);
}

struct place {
	const struct chain_tx *tx;
	size_t txpos;
};

static int
by_hash_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return memcmp(x->tx->hash, y->tx->hash, 32);
}

/* Positions of b->txs, which stand by index. */
static size_t *
tx_positions(struct ctx *c, const struct chain_block *b, bool by_hash)
{
	struct place *p = arena_zalloc(c->a, b->ntxs, sizeof(*p));
	size_t *pos = arena_zalloc(c->a, b->ntxs, sizeof(*pos));
	size_t i;

	for (i = 0; i < b->ntxs; i++)
		p[i].tx = &b->txs[i];
	if (by_hash)
		qsort(p, b->ntxs, sizeof(*p), by_hash_cmp);
	for (i = 0; i < b->ntxs; i++)
		pos[p[i].tx - b->txs] = i;
	return pos;
}

static int
order_cmp(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (event_batch(x) != event_batch(y))
		return event_batch(x) < event_batch(y) ? -1 : 1;
	if (x->txpos != y->txpos)
		return x->txpos < y->txpos ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->logindex < y->logindex ? -1 : x->logindex > y->logindex;
}

enum rc
events_decode(struct ctx *c, struct event_list *list,
    const struct chain_tx **culprit, const struct contracts *k,
    const struct chain_block *b, bool by_hash, events_skip_fn *skip,
    const void *skip_arg)
{
	size_t *pos = tx_positions(c, b, by_hash);
	size_t i, t = 0;

	list->e = arena_zalloc(c->a, b->nlogs, sizeof(*list->e));
	list->n = 0;
	for (i = 0; i < b->nlogs; i++) {
		const struct chain_log *l = &b->logs[i];
		struct event *e = &list->e[list->n];

		while (b->txs[t].index != l->txindex)
			t++;
		e->abi = event_of(k, &b->txs[t], l);
		if (e->abi == NULL ||
		    (e->row = event_row_of(e->abi->id)) == NULL ||
		    skip(skip_arg, b->txs[t].hash))
			continue;
		e->tx = &b->txs[t];
		e->txpos = pos[t];
		e->logindex = l->logindex;
		e->bad = NULL;
		e->meta = NULL;
		if (decode(c, e, l) != RC_OK) {
			*culprit = e->tx;
			return err_add(&c->err,
			    "block %" PRIu64 ": log %" PRIu32, b->number,
			    l->logindex);
		}
		list->n++;
	}
	qsort(list->e, list->n, sizeof(*list->e), order_cmp);
	return RC_OK;
}
