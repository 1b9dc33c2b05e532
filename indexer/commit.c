/* SPDX-License-Identifier: ISC */
#include "indexer/commit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/conf.h"
#include "common/db.h"
#include "common/hex.h"
#include "common/limits.h"
#include "common/num.h"
#include "common/pgarr.h"
#include "indexer/em.h"
#include "indexer/metadata.h"
#include "indexer/routes.h"

#define BREATH                                                                 \
	4 /* blocks whose statements are sent before we wait for them          \
	   */

static const uint8_t zero[32];

/* A window being applied. */
struct work {
	struct ctx *c; /* c->a is the stretch's */
	struct window *w;
	const struct source *s;
	const struct commit_mode *m;
	struct apply ap;
	struct arena *scratch; /* parameters of statements */
};

/* Rows. */

static void
want_events(struct work *k)
{
	const struct event *e;
	size_t i, j;

	for (i = k->w->begin; i < k->w->end; i++)
		for (j = 0; j < k->w->events[i].n; j++) {
			e = &k->w->events[i].e[j];
			if (e->bad != NULL)
				continue;
			if (event_batch(e) == BATCH_ENTITY_MANAGER)
				em_want(&k->ap, e);
			else if (e->row->want != NULL)
				e->row->want(k->ap.rows, e);
		}
}

/* The owner of a playlist that is named: stored, or told by its creation. */
static int64_t
owner_of(struct work *k, const struct event *e, int64_t id)
{
	char text[24];
	const char *const key[] = { text };
	const struct row *r;
	int64_t owner = -1;

	snprintf(text, sizeof(text), "%" PRId64, id);
	r = rows_peek(k->ap.rows, T_PLAYLISTS, key);
	if (r != NULL && r->there) {
		if (num_i64(&owner, r->cell[P_OWNER_ID], 0, LIM_ID) != 0)
			owner = -1;
		return owner;
	}
	if (e[-1].abi->id == ABI_PLAYLISTFACTORY_PLAYLISTCREATED &&
	    e[-1].bad == NULL && event_id(&e[-1], 0) == id)
		owner = event_id(&e[-1], 1);
	return owner;
}

/* Routes are asked for by what documents and rows say. */
static void
want_route(struct work *k, const struct event_list *list, size_t j)
{
	const struct event *e = &list->e[j];
	const char *title = NULL;
	int64_t owner;

	if (e->bad != NULL)
		return;
	if (e->meta != NULL && e->meta->kind == META_TRACK &&
	    meta_usable(e->meta))
		title = e->meta->track.cell[TR_TITLE];
	if (title != NULL)
		routes_want(k->c, k->ap.rows, ROUTE_TRACK, event_id(e, 1),
		    event_id(e, 0), title);
	if (e->abi->id != ABI_PLAYLISTFACTORY_PLAYLISTNAMEUPDATED || j == 0)
		return;
	if ((owner = owner_of(k, e, event_id(e, 0))) >= 0)
		routes_want(k->c, k->ap.rows, ROUTE_PLAYLIST, owner,
		    event_id(e, 0), apply_text(&k->ap, e, 1));
}

/*
 * Bring in at once what the events will ask for.  What is left out here is
 * loaded when it is asked for, one by one.
 */
static enum rc
load(struct work *k)
{
	size_t i, j;
	enum rc rc;

	want_events(k);
	if ((rc = rows_load(k->c, k->ap.rows)) != RC_OK)
		return rc;
	for (i = k->w->begin; i < k->w->end; i++)
		for (j = 0; j < k->w->events[i].n; j++)
			want_route(k, &k->w->events[i], j);
	return rows_load(k->c, k->ap.rows);
}

/* Parameters die when the statement is queued. */
static enum rc
write_rows(struct work *k)
{
	struct arena *keep = k->c->a;
	enum rc rc;

	k->c->a = k->scratch;
	rc = rows_write(k->c, k->ap.rows);
	k->c->a = keep;
	return rc;
}

/* Blocks. */

static const char *
hash_text(struct arena *a, const uint8_t hash[32])
{
	char text[HASH_TEXT];

	hex_encode(text, hash, 32);
	return arena_strdup(a, text);
}

/* The parent of the chain's first block is the row before it. */
static const char *
parent_text(struct arena *a, const struct chain_block *b)
{
	return memcmp(b->parent, zero, 32) == 0 ? CURSOR_ZERO
						: hash_text(a, b->parent);
}

static enum rc
begin_journaled(struct work *k, const struct chain_block *b)
{
	const char *param[] = { arena_printf(k->c->a, "%" PRIu64, b->number),
		hash_text(k->c->a, b->hash), parent_text(k->c->a, b), "t" };

	rows_queued(k->ap.rows);
	return db_queue(k->c, SQL_IDX_BLOCK_BEGIN, param);
}

/* Blocks first..last that will never be undone, with one statement. */
static enum rc
put_blocks(struct work *k, size_t first, size_t last)
{
	struct pgarr *number = pgarr_new(k->c->a);
	struct pgarr *hash = pgarr_new(k->c->a);
	struct pgarr *parent = pgarr_new(k->c->a);
	const char *param[3];
	size_t i;

	for (i = first; i <= last; i++) {
		const struct chain_block *b = &k->w->rd.blocks[i];

		pgarr_int(number, (int64_t)b->number);
		pgarr_text(hash, hash_text(k->c->a, b->hash));
		pgarr_text(parent, parent_text(k->c->a, b));
	}
	param[0] = pgarr_done(number);
	param[1] = pgarr_done(hash);
	param[2] = pgarr_done(parent);
	rows_queued(k->ap.rows);
	return db_queue(k->c, SQL_IDX_BLOCKS_PUT, param);
}

/* What the operator wants left out is on record as the network's word. */
static void
record_skips(struct work *k, const struct chain_block *b)
{
	size_t i;

	if (skip_has_block(&k->s->skip, b->number)) {
		apply_skip(&k->ap, "commit", "network");
		return;
	}
	for (i = 0; i < b->ntxs; i++)
		if (skip_has_tx(&k->s->skip, b->txs[i].hash))
			apply_skip(&k->ap, hash_text(k->c->a, b->txs[i].hash),
			    "network");
}

static enum rc
one_block(struct work *k, size_t i)
{
	const struct chain_block *b = &k->w->rd.blocks[i];
	const struct event *culprit = NULL;
	enum rc rc;

	if (k->m->journal && (rc = begin_journaled(k, b)) != RC_OK)
		return rc;
	rc = apply_block(&k->ap, b, &k->w->events[i], &culprit);
	if (rc != RC_OK)
		return err_add(&k->c->err, "block %" PRIu64 ": %s", b->number,
		    culprit != NULL ? culprit->abi->name : "rows");
	record_skips(k, b);
	return k->m->journal ? write_rows(k) : RC_OK;
}

/* Transactions. */

static enum rc
finish(struct work *k, size_t first, size_t last)
{
	uint64_t number = k->w->rd.blocks[last].number;
	const char *param[1];
	enum rc rc;

	if (!k->m->journal && ((rc = put_blocks(k, first, last)) != RC_OK ||
				  (rc = write_rows(k)) != RC_OK))
		return rc;
	if (number >= k->m->undo_depth) {
		param[0] = arena_printf(k->c->a, "%" PRIu64,
		    number - k->m->undo_depth + 1);
		rc = db_queue(k->c, SQL_IDX_UNDO_PRUNE, param);
		if (rc != RC_OK)
			return rc;
	}
	if ((rc = publish_indexed(k->c)) != RC_OK ||
	    (rc = publish_no_trouble(k->c, number)) != RC_OK)
		return rc;
	rows_queued(k->ap.rows);
	return rows_flush(k->c, k->ap.rows);
}

/* While the database works, the next window is read. */
static enum rc
breathe(struct work *k)
{
	k->s->meanwhile(k->s->arg);
	return rows_flush(k->c, k->ap.rows);
}

static enum rc
transaction(struct work *k, size_t first, size_t last)
{
	enum rc rc;
	size_t i;

	if ((rc = db_begin(k->c)) != RC_OK)
		return rc;
	for (i = first; rc == RC_OK && i <= last; i++) {
		rc = one_block(k, i);
		if (rc == RC_OK && i % BREATH == 0)
			rc = breathe(k);
	}
	if (rc == RC_OK)
		rc = finish(k, first, last);
	if (rc == RC_OK && !k->m->dry)
		rc = db_commit(k->c);
	if (rc != RC_OK || k->m->dry)
		db_rollback(k->c);
	return rc;
}

static void
sum_up(const struct work *k, struct commit_result *res, size_t end)
{
	enum table_id t;
	size_t i;

	res->rejected += k->ap.rejected;
	for (i = k->w->begin; i < end; i++) {
		res->blocks++;
		res->logs += k->w->rd.blocks[i].nlogs;
		res->events += k->w->events[i].n;
	}
	for (t = 0; t < T__MAX; t++) {
		res->table[t] += rows_written(k->ap.rows, t);
		res->rows += rows_written(k->ap.rows, t);
	}
}

static enum rc
all_blocks(struct work *k, struct cursor *cur, struct commit_result *res)
{
	size_t i, last, done = k->w->begin;
	enum rc rc;

	if ((rc = load(k)) != RC_OK)
		return rc;
	for (i = done; i < k->w->end; i = done) {
		/* Even a run that is late gets on by one transaction. */
		if (i > k->w->begin && !k->m->go_on(k->m->arg))
			break;
		last = k->m->single ? i : k->w->end - 1;
		if ((rc = transaction(k, i, last)) != RC_OK)
			break;
		cursor_move(cur, &k->w->rd.blocks[last]);
		done = last + 1;
	}
	sum_up(k, res, done);
	return rc;
}

enum rc
commit_window(struct ctx *c, struct window *w, const struct source *s,
    struct cursor *cur, const struct commit_mode *m, struct commit_result *res)
{
	struct work k = { .c = c, .w = w, .s = s, .m = m };
	struct arena *keep = c->a;
	enum rc rc;

	c->a = w->work;
	k.scratch = arena_new(LIM_ARENA_BLOCK);
	k.ap.c = c;
	k.ap.rows = rows_new(c);
	k.ap.sig = s->sig;
	k.ap.nodes = s->nodes;
	k.ap.scratch = arena_new(LIM_ARENA_BLOCK);
	rc = all_blocks(&k, cur, res);
	arena_free(k.ap.scratch);
	arena_free(k.scratch);
	c->a = keep;
	return rc;
}
