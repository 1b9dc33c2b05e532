/* SPDX-License-Identifier: ISC */
#include "indexer/run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/conf.h"
#include "common/db.h"
#include "common/limits.h"
#include "common/lock.h"
#include "common/migrate.h"
#include "common/oneshot.h"
#include "indexer/fork.h"
#include "indexer/headers.h"
#include "indexer/progress.h"

#define RETRIES 5 /* of a catch-up, when the node or a gateway fails */

struct state {
	struct ctx *c;
	struct run *run;
	struct sig *sig;
	struct source src;
	struct contracts contracts;
	struct abi *abi;
	struct arena *kept;  /* what lives as long as the run */
	struct cursor cur;
	struct chain_block head;
	struct window *w, *ahead; /* at work, and being read already */
	struct progress progress;
	int64_t end_ms; /* soft deadline */
	unsigned failures;
	bool final; /* trying again at once would not help */
};

/* Opening and closing. */

static enum rc
open_database(struct ctx *c, bool dry)
{
	enum rc rc;

	if ((rc = lock_file(c, "index")) != RC_OK ||
	    (rc = db_open(c, &c->db, DB_WRITER)) != RC_OK ||
	    (rc = lock_db(c, LOCK_INDEX)) != RC_OK)
		return rc;
	return c->cf->run_migrations && !dry ? migrate_apply(c)
					     : migrate_check(c);
}

static enum rc
open_sources(struct state *s)
{
	struct ctx *c = s->c;
	enum rc rc;

	s->abi = abi_new();
	s->sig = sig_new();
	s->src.sig = s->sig;
	s->kept = arena_new(LIM_ARENA_BLOCK);
	s->w = window_new();
	s->ahead = window_new();
	s->src.contracts = &s->contracts;
	s->src.rpc = rpc_new(
	    c->cf->web3_url, (unsigned)c->cf->web3_timeout_s * 1000);
	s->src.receipts = c->cf->web3_receipts || s->run->receipts;
	if ((rc = fetch_new(c, &s->src.fetch)) != RC_OK ||
	    (rc = skip_read(c, &s->src.skip, s->kept)) != RC_OK)
		return rc;
	return contracts_read(c, &s->contracts, s->src.rpc, s->abi, s->kept);
}

static void
close_all(struct state *s)
{
	/* What is in flight writes into the windows until it is cancelled. */
	rpc_free(s->src.rpc);
	fetch_free(s->src.fetch);
	window_free(s->w);
	window_free(s->ahead);
	arena_free(s->kept);
	sig_free(s->sig);
	abi_free(s->abi);
	db_close(s->c->db);
	s->c->db = NULL;
}

/* Where we are, and where the chain is. */

static enum rc
look(struct state *s)
{
	struct ctx *c = s->c;
	enum rc rc;

	if ((rc = headers_newest(c, &s->head, s->src.rpc)) != RC_OK)
		return rc;
	if (!s->run->dry && (rc = publish_head(c, &s->head)) != RC_OK)
		return rc;
	s->run->head = s->head.number;
	rc = cursor_read(c, &s->cur);
	if (rc == RC_NOTFOUND)
		rc = cursor_start(c, &s->cur, s->src.rpc, s->run->dry);
	if (rc != RC_OK)
		return rc;
	/* A head at or below our block must be a block of ours. */
	if (s->cur.has_number && s->head.number <= s->cur.number)
		return fork_resolve(c, &s->cur, s->src.rpc, s->run->dry);
	return RC_OK;
}

/* The blocks read do not follow ours: somebody has changed its mind. */
static enum rc
forked(struct state *s)
{
	uint64_t before = cursor_next(&s->cur);
	enum rc rc;

	rc = fork_resolve(s->c, &s->cur, s->src.rpc, s->run->dry);
	if (rc == RC_OK && cursor_next(&s->cur) == before && !s->run->dry)
		return err_set(&s->c->err, RC_DATA,
		    "eth_getBlockByNumber: block %" PRIu64
		    " does not name block %" PRIu64
		    " (%s) as its parent, which the chain has nevertheless",
		    before, before - 1, s->cur.hash);
	return rc;
}

static uint64_t
last_wanted(const struct state *s)
{
	uint64_t last = s->head.number;

	if (s->run->has_until && s->run->until < last)
		last = s->run->until;
	return last;
}

/* Begin to read what comes after block number next - 1; false: nothing. */
static bool
start(struct state *s, struct window *w, uint64_t next)
{
	uint64_t last = last_wanted(s), n = s->c->cf->block_processing_window;

	if (next > last)
		return false;
	if (n > LIM_WINDOW_BLOCKS)
		n = LIM_WINDOW_BLOCKS;
	window_start(
	    w, s->c, &s->src, next, last - next < n ? last : next + n - 1);
	return true;
}

/* Windows. */

static bool
go_on(void *arg)
{
	const struct state *s = arg;

	return !stop_asked() && (s->run->catch_up || now_ms() < s->end_ms);
}

static void
meanwhile(void *arg)
{
	const struct state *s = arg;

	rpc_step(s->src.rpc, 0);
}

/*
 * Near the head every block counts at once, so it gets a transaction of its
 * own.  Far below it nobody will ask for blocks to be undone, and no journal
 * is kept.
 */
static struct commit_mode
mode_of(struct state *s, const struct window *w)
{
	uint64_t depth = s->c->cf->undo_depth, head = s->head.number;
	struct commit_mode m = {
		.undo_depth = depth,
		.go_on = go_on,
		.meanwhile = meanwhile,
		.arg = s,
	};

	m.dry = s->run->dry;
	m.journal = depth > 0 && (head < depth || w->rd.to > head - depth);
	m.single = w->rd.to >= head && !m.dry;
	return m;
}

static enum rc
report_trouble(struct state *s, const struct window *w)
{
	struct ctx *c = s->c;
	struct ctx aside = *c;

	s->final = true;
	(void)err_set(&c->err, w->err.rc, "%s", w->err.msg);
	if (s->run->dry)
		return w->err.rc;
	aside.err = w->err;
	if (publish_trouble(&aside, &w->what) != RC_OK)
		log_err(&c->log, "msg=\"%s\"", aside.err.msg);
	return w->err.rc;
}

static void
note(struct state *s, const struct window *w, uint64_t before)
{
	struct run *r = s->run;

	if (!s->cur.has_number ||
	    (r->began && s->cur.number + 1 == before))
		return;
	if (!r->began)
		r->from = before;
	r->began = true;
	r->to = s->cur.number;
	r->logs += w->rd.nlogs;
	s->progress.blocks = r->res.blocks;
	s->progress.events = r->res.events;
	progress_show(&s->progress, r->to, last_wanted(s));
}

/*
 * Commit the window that is read, while the next one is being read.
 * RC_NOTFOUND: it does not follow our block; undo and look again.
 */
static enum rc
one_window(struct state *s, bool *more)
{
	struct ctx *c = s->c;
	struct window *w = s->w;
	uint64_t next = cursor_next(&s->cur);
	struct commit_mode m;
	enum rc rc;

	*more = false;
	if ((rc = window_prepare(c, w, &s->src)) != RC_OK || stop_asked())
		return rc;
	if (!cursor_links(&s->cur, &w->rd.blocks[0]))
		return RC_NOTFOUND;
	if (s->run->catch_up && w->err.rc == RC_OK)
		*more = start(s, s->ahead, next + w->n);
	m = mode_of(s, w);
	rc = commit_window(c, w, &s->src, &s->cur, &m, &s->run->res);
	note(s, w, next);
	if (rc != RC_OK || stop_asked())
		return rc;
	s->failures = 0;
	return w->err.rc != RC_OK ? report_trouble(s, w) : RC_OK;
}

static void
swap(struct state *s)
{
	struct window *w = s->w;

	s->w = s->ahead;
	s->ahead = w;
}

/* From our block up to the head as it is now. */
static enum rc
up_to_head(struct state *s)
{
	bool more;
	enum rc rc;

	more = start(s, s->w, cursor_next(&s->cur));
	while (more && go_on(s)) {
		rc = one_window(s, &more);
		if (rc == RC_NOTFOUND)
			return forked(s);
		if (rc != RC_OK)
			return rc;
		swap(s);
		arena_reset(s->c->a);
	}
	return RC_OK;
}

/* A catch-up of hours does not give up for a node that stumbles. */
static bool
try_again(struct state *s)
{
	int64_t until;

	if (!s->run->catch_up || s->c->err.rc != RC_UPSTREAM || s->final ||
	    s->failures++ >= RETRIES || stop_asked())
		return false;
	progress_end(&s->progress);
	log_info(&s->c->log, "try=%u rc=upstream msg=\"%s\"", s->failures,
	    s->c->err.msg);
	err_clear(&s->c->err);
	until = now_ms() + ((int64_t)500 << s->failures);
	while (now_ms() < until && !stop_asked())
		rpc_step(s->src.rpc, 100);
	return true;
}

/*
 * After a fork was undone the run goes on with the other branch; a catch-up
 * goes on until no new block has come meanwhile.
 */
static enum rc
index_all(struct state *s)
{
	uint64_t before;
	enum rc rc;

	do {
		if ((rc = look(s)) == RC_OK) {
			before = cursor_next(&s->cur);
			rc = up_to_head(s);
		}
		if (rc != RC_OK && !try_again(s))
			return rc;
		if (rc == RC_OK && s->cur.has_number && !s->run->catch_up &&
		    cursor_next(&s->cur) >= before)
			break;
	} while (!stop_asked() &&
	    (rc != RC_OK || cursor_next(&s->cur) <= last_wanted(s)));
	return RC_OK;
}

static void
print_dry(const struct run *r)
{
	enum table_id t;

	for (t = 0; t < T__MAX; t++)
		if (r->res.table[t] > 0)
			printf("%-22s %zu\n", tables[t].name, r->res.table[t]);
}

enum rc
run_job(struct ctx *c, void *arg, int argc, char **argv)
{
	struct state s = { .c = c, .run = arg };
	enum rc rc;

	(void)argc, (void)argv;
	s.end_ms = now_ms() + (int64_t)c->cf->run_seconds * 1000;
	progress_begin(&s.progress, &c->log, s.run->catch_up);
	if ((rc = open_database(c, s.run->dry)) == RC_OK &&
	    (rc = open_sources(&s)) == RC_OK)
		rc = index_all(&s);
	progress_end(&s.progress);
	if (rc == RC_OK && s.run->dry)
		print_dry(s.run);
	close_all(&s);
	return rc;
}

enum rc
run_test(struct ctx *c, void *arg)
{
	enum rc rc;

	(void)arg;
	if ((rc = db_open(c, &c->db, DB_WRITER)) == RC_OK)
		rc = migrate_check(c);
	db_close(c->db);
	c->db = NULL;
	return rc;
}
