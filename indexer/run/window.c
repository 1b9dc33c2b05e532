/* SPDX-License-Identifier: ISC */
#include "indexer/run/window.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "chain/core/block.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "indexer/apply/acts.h"
#include "indexer/apply/metadata.h"
#include "indexer/em/em.h"
#include "indexer/run/how.h"
#include "indexer/run/plays.h"

struct window *
window_new(void)
{
	struct window *w = calloc(1, sizeof(*w));

	if (w == NULL)
		err_die("window", "no memory");
	w->a = arena_new(LIM_ARENA_BLOCK);
	w->work = arena_new(LIM_ARENA_BLOCK);
	return w;
}

void
window_free(struct window *w)
{
	if (w == NULL)
		return;
	arena_free(w->work);
	arena_free(w->a);
	free(w);
}

void
window_drop(struct window *w)
{
	bool large = w->rd.held > LIM_AHEAD_READ;

	reader_cancel(&w->rd); /* of a window that nobody came back for */
	arena_reset(w->a);
	arena_reset(w->work);
	w->rd.nlogs = 0;
	if (large)
		malloc_trim(0); /* or it stays with us, in pieces */
}

void
window_start(struct window *w, const struct ctx *c, const struct source *s,
    uint64_t from, uint64_t to)
{
	const struct reader_want want = { .from = from - s->ch->base,
		.to = to - s->ch->base,
		.verify = s->ch->verify,
		.receipts = s->receipts,
		.bare = from == to && skip_names(&s->skip, from) };

	window_drop(w);
	err_clear(&w->err);
	w->begin = w->end = 0;
	w->ch = s->ch;
	how_of(s->ch)->read(&w->rd, c, w->a, s->ch, s->habits, s->contracts,
	    &want);
}

void
window_fails(struct ctx *c, struct window *w, size_t i,
    const struct chain_tx *tx)
{
	w->end = i;
	w->err = c->err;
	err_clear(&c->err);
	w->what.number = w->rd.blocks[i].number;
	w->what.shown = w->rd.blocks[i].shown;
	w->what.blockhash = block_hash_cell(w->work, &w->rd.blocks[i]);
	w->what.txhash = tx != NULL ? block_tx_cell(w->work, tx) : SKIP_WHOLE;
}

/* Whose hosts may have the document of this event? */
static int64_t
user_of(const struct event *e)
{
	return event_id(e, e->meta->kind == META_TRACK ? 1 : 0);
}

static enum meta_kind
kind_of(const struct event *e)
{
	switch (event_batch(e)) {
	case BATCH_USERS:
		return META_USER;
	case BATCH_TRACKS:
		return META_TRACK;
	default:
		return META_OTHER;
	}
}

static const char *
type_of(const struct event *e)
{
	if (event_batch(e) == BATCH_ENTITY_MANAGER)
		return em_document_type(e);
	return event_batch(e) == BATCH_USERS ? "user" : "track";
}

/*
 * The second chain never had bare CIDs: there they are no JSON, so that
 * nobody can make us wait for a document that does not exist.
 */
static void
collect_docs(struct ctx *c, struct window *w, const struct source *s,
    struct event_list *list)
{
	const char *cid;
	struct event *e;
	size_t i;

	for (i = 0; i < list->n; i++) {
		e = &list->e[i];
		if (e->bad != NULL)
			continue;
		if (e->abi->id == ABI_USERFACTORY_UPDATECREATORNODEENDPOINT)
			docs_endpoints(w->docs, event_id(e, 0),
			    text_clean(w->work, e->arg[1].bytes.p,
				e->arg[1].bytes.len));
		if (event_batch(e) == BATCH_ENTITY_MANAGER)
			cid =
			    s->contracts->documents ? em_bare_cid(c, e) : NULL;
		else
			cid = e->row->cid_arg < 0
				  ? NULL
				  : event_cid(w->work, e,
					(size_t)e->row->cid_arg);
		if (cid == NULL)
			continue;
		e->meta = arena_zalloc(w->work, 1, sizeof(*e->meta));
		e->meta->kind = kind_of(e);
		e->meta->type = type_of(e);
		e->meta->doc = docs_get(w->docs, cid, user_of(e));
	}
}

static bool
by_hash(const struct ctx *c, const struct chain_block *b)
{
	return b->number <= c->cf->sort_by_index_from;
}

static enum rc
decode_block(struct ctx *c, struct window *w, const struct source *s, size_t i)
{
	const struct chain_block *b = &w->rd.blocks[i];
	const struct skip_in in = { &s->skip, b };
	const struct chain_tx *culprit = NULL;
	enum rc rc;

	if (skip_block(&s->skip, b) != SKIP_NOT)
		return RC_OK;
	if (b->core != NULL) {
		acts_decode(c, &w->events[i], s->sig, s->domain, b, skip_is_out,
		    &in);
		plays_read(c, s, b);
		return RC_OK;
	}
	if (b->nlogs == 0)
		return RC_OK;
	rc = events_decode(c, &w->events[i], &culprit, s->contracts, b,
	    by_hash(c, b), skip_is_out, &in);
	if (rc != RC_OK)
		window_fails(c, w, i, culprit);
	return rc;
}

static size_t
bytes_of(const struct chain_block *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->nlogs; i++)
		n += b->logs[i].abi.data.len;
	return b->core != NULL ? core_bytes(b->core) : n;
}

bool
window_stretch(struct ctx *c, struct window *w, const struct source *s)
{
	struct arena *keep;
	size_t nevents = 0, bytes = 0;

	w->begin = w->end;
	if (w->begin == w->rd.n || w->err.rc != RC_OK)
		return false;
	arena_reset(w->work);
	keep = ctx_in(c, w->work);
	w->docs = docs_new(w->work);
	w->events = arena_zalloc(w->work, w->rd.n, sizeof(*w->events));
	while (w->end < w->rd.n && docs_count(w->docs) < LIM_WINDOW_DOCS &&
	       nevents < LIM_WINDOW_EVENTS && bytes < LIM_WINDOW_BYTES &&
	       decode_block(c, w, s, w->end) == RC_OK) {
		nevents += w->events[w->end].n;
		bytes += bytes_of(&w->rd.blocks[w->end]);
		collect_docs(c, w, s, &w->events[w->end++]);
	}
	ctx_back(c, keep);
	return true;
}

static enum rc
missing(struct ctx *c, const struct window *w, size_t i, const struct event *e)
{
	char tx[HASH_TEXT];

	block_tx_text(tx, e->tx);
	return err_set(&c->err, RC_UPSTREAM,
	    "block %llu: metadata document %s of transaction %s not found "
	    "(%s). The next run asks again; to step over it, name the "
	    "transaction in [discprov] skip",
	    (unsigned long long)w->rd.blocks[i].number, e->meta->doc->cid, tx,
	    e->meta->doc->asked[0] != '\0' ? e->meta->doc->asked
					   : "no time left to ask");
}

/*
 * Read the documents in memory, others when their events are applied; the
 * window ends where one is missing.
 */
static void
read_metas(struct ctx *c, struct window *w, const struct source *s)
{
	struct event *e;
	size_t i, j, end = w->end;

	for (i = w->begin; i < end; i++)
		for (j = 0; j < w->events[i].n; j++) {
			e = &w->events[i].e[j];
			if (e->meta == NULL)
				continue;
			if (!doc_is_found(e->meta->doc) &&
			    e->meta->doc->why == NULL) {
				(void)missing(c, w, i, e);
				window_fails(c, w, i, e->tx);
				return;
			}
			if (meta_is_at_hand(e->meta))
				meta_read(c, e->meta, w->work, s->sig,
				    event_id(e, 0));
		}
}

/* The reader has the node's numbers; from here on the stored ones count. */
static enum rc
stored_numbers(struct ctx *c, struct window *w)
{
	struct reader *rd = &w->rd;
	struct chain_block *b;
	enum rc rc;
	size_t j;

	for (b = rd->blocks; b < rd->blocks + rd->n; b++) {
		if ((rc = chain_number(c, &b->number, w->ch)) != RC_OK)
			return rc;
		b->shown = chain_shown(w->ch, b->number);
		for (j = 0; j < b->nlogs; j++)
			b->logs[j].number = b->number;
	}
	rd->from += w->ch->base;
	rd->to += w->ch->base;
	return RC_OK;
}

enum rc
window_read(struct ctx *c, struct window *w)
{
	enum rc rc;

	if ((rc = reader_wait(c, &w->rd)) != RC_OK || !w->rd.done)
		return rc;
	return stored_numbers(c, w);
}

enum rc
window_fetch(struct ctx *c, struct window *w, const struct source *s)
{
	struct arena *keep;
	enum rc rc;

	if (docs_count(w->docs) == 0)
		return RC_OK;
	keep = ctx_in(c, w->work);
	if ((rc = docs_lookup(c, w->docs)) == RC_OK)
		rc = docs_fetch(c, w->docs, s->fetch, s->meanwhile, s->arg);
	if (rc == RC_OK)
		read_metas(c, w, s);
	ctx_back(c, keep);
	return rc;
}
