/* SPDX-License-Identifier: ISC */
#include "indexer/run/run.h"

#include <inttypes.h>
#include <stdio.h>

#include "chain/core/typed.h"
#include "chain/last_node.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "common/prog/steps.h"
#include "indexer/apply/endpoints.h"
#include "indexer/rows/digest.h"
#include "indexer/run/how.h"
#include "indexer/run/impl.h"
#include "indexer/run/plays.h"
#include "indexer/run/publish.h"

#define NEAR    50    /* blocks below the head that get a transaction each */
#define LOOK_MS 15000 /* so old may the head be in a catch-up */

static void
meanwhile(void *arg)
{
	const struct state *s = arg;

	(void)rpc_step(s->src.ch->rpc, 0);
}

/* While the database works, the next windows are read. */
static bool
while_writing(void *arg)
{
	const struct state *s = arg;

	return s->src.ch != NULL && rpc_step(s->src.ch->rpc, 0);
}

/* Where the time goes. */

static int64_t
busy_us(const struct state *s)
{
	int64_t us = db_busy_us(s->c->db);
	size_t i;

	for (i = 0; i < s->nchains; i++)
		us += rpc_busy_us(s->chain[i].rpc);
	return us;
}

/* Since began nothing but waiting was done, unless we were busy. */
static void
waited(struct state *s, int64_t began, int64_t busy)
{
	s->run->fetch_us += now_us() - began - (busy_us(s) - busy);
}

static enum rc
read_window(struct state *s, struct window *w)
{
	int64_t began = now_us(), busy = busy_us(s);
	enum rc rc = window_read(s->c, w);

	waited(s, began, busy);
	return rc;
}

static enum rc
fetch_window(struct state *s, struct window *w)
{
	int64_t began = now_us(), busy = busy_us(s);
	enum rc rc = window_fetch(s->c, w, &s->src);

	waited(s, began, busy);
	return rc;
}

static void
sum_times(struct state *s)
{
	struct run *r = s->run;

	r->write_us = db_busy_us(s->c->db);
	r->decode_us = now_us() - s->begin_us - r->fetch_us - r->write_us;
}

/* Opening and closing. */

static enum rc
open_database(struct ctx *c, bool dry)
{
	enum rc rc;

	if ((rc = lock_file(c, "index")) != RC_OK ||
	    (rc = db_open(c, &c->db, DB_WRITER)) != RC_OK ||
	    (rc = lock_db(c, LOCK_INDEX)) != RC_OK)
		return rc;
	if (c->cf->run_migrations && !dry &&
	    (rc = steps_apply(c, false)) != RC_OK)
		return rc;
	rc = migrate_check(c);
	return rc == RC_OK && !dry ? digest_set(c, c->cf->digest) : rc;
}

static enum rc
open_sources(struct state *s)
{
	struct ctx *c = s->c;
	enum rc rc;
	size_t i;

	s->abi = abi_new();
	s->sig = sig_new();
	s->src.sig = s->sig;
	s->src.dates = &s->dates;
	s->kept = arena_new(LIM_ARENA_BLOCK);
	s->agreed = arena_new(LIM_ARENA_BLOCK);
	for (i = 0; i < AHEAD; i++)
		s->queue[i] = window_new();
	s->nchains = chain_list(s->chain, c->cf);
	if ((rc = chain_check(c, s->chain, s->nchains)) != RC_OK)
		return rc;
	for (i = 0; i < s->nchains; i++) {
		s->chain[i].rpc =
		    rpc_new(s->chain[i].urls, s->chain[i].timeout_ms);
		rpc_setting(s->chain[i].rpc, s->chain[i].setting);
		prefer_read(c, s->chain[i].rpc, i);
		habits_init(&s->habits[i]);
	}
	stride_init(&s->window,
	    c->cf->block_processing_window < LIM_WINDOW_BLOCKS
		? c->cf->block_processing_window
		: LIM_WINDOW_BLOCKS);
	s->src.meanwhile = meanwhile;
	s->src.arg = s;
	db_meanwhile(c->db, while_writing, s);
	s->src.tally = &s->tally;
	s->src.plays = c->cf->core_plays != PLAYS_OFF;
	typed_domain(s->src.domain, c->cf->core_chain_id);
	s->src.receipts = c->cf->web3_receipts || s->run->receipts;
	if ((rc = fetch_new(c, &s->src.fetch)) != RC_OK ||
	    (rc = nodes_new(c, &s->src.nodes)) != RC_OK)
		return rc;
	if ((rc = rule_dates_read(c, &s->dates, c->cf->rule_dates)) != RC_OK)
		return rc;
	return skip_read(c, &s->src.skip, s->kept);
}

static void
close_all(struct state *s)
{
	size_t i;

	/* What is in flight writes into the windows until it is cancelled. */
	for (i = 0; i < CHAINS; i++)
		rpc_free(s->chain[i].rpc);
	fetch_free(s->src.fetch);
	nodes_free(s->src.nodes);
	for (i = 0; i < AHEAD; i++)
		window_free(s->queue[i]);
	arena_free(s->agreed);
	arena_free(s->kept);
	sig_free(s->sig);
	abi_free(s->abi);
	db_close(s->c->db);
	s->c->db = NULL;
}

/* The newest block that may be had of the chain. */
static uint64_t
top(const struct state *s)
{
	return s->head.number < s->src.ch->last ? s->head.number
						: s->src.ch->last;
}

static uint64_t
last_wanted(const struct state *s)
{
	uint64_t last = top(s);

	if (s->run->has_until && s->run->until < last)
		last = s->run->until;
	if (!s->run->catch_up && s->limit < last)
		last = s->limit;
	return last;
}

/* Nobody will ask for the block, or one below it, to be undone. */
static bool
is_far(const struct state *s, uint64_t number)
{
	uint64_t depth = s->c->cf->undo_depth, head = top(s);

	if (!how_of(s->src.ch)->forks)
		return true;
	return depth == 0 || (head >= depth && number <= head - depth);
}

/* Each block counts at once, and is undone by itself. */
static bool
is_near(const struct state *s, uint64_t number)
{
	return !is_far(s, number) && number + NEAR > top(s);
}

static uint64_t
end_of_window(const struct state *s, uint64_t last)
{
	uint64_t n = s->window.now;

	if (s->run->catch_up && n == s->window.most &&
	    !is_near(s, s->next + s->pace.length - 1))
		n = s->pace.length;
	return last - s->next < n ? last : s->next + n - 1;
}

/* A catch-up of hours looks now and then how far the head has come. */
static bool
is_stale(const struct state *s)
{
	return s->run->catch_up && now_ms() - s->looked_ms > LOOK_MS;
}

/*
 * Begin to read as much as there is and may be read at once.  Before the head
 * is looked at again, what is being read comes to its end.
 */
static void
read_ahead(struct state *s)
{
	uint64_t last = last_wanted(s), to;

	for (; s->n < s->max && s->next <= last && !is_stale(s); s->n++) {
		to = skip_cut(&s->src.skip, s->next, end_of_window(s, last));
		window_start(s->queue[(s->first + s->n) % AHEAD], s->c, &s->src,
		    s->next, to);
		s->next = to + 1;
	}
}

/* What is being read does not fit any more, or does not yet. */
static void
read_anew(struct state *s)
{
	size_t i;

	for (i = 0; i < AHEAD; i++)
		reader_cancel(&s->queue[i]->rd);
	s->n = 0;
	s->next = cursor_next(&s->cur);
}

/* Windows. */

static bool
go_on(void *arg)
{
	const struct state *s = arg;

	return !stop_asked() && (s->run->catch_up || now_ms() < s->end_ms);
}

/*
 * Near the head every block counts at once, so it gets a transaction of its
 * own.  Far below it nobody will ask for blocks to be undone, and no journal
 * is kept.
 */
static struct commit_mode
mode_of(struct state *s, const struct window *w)
{
	struct commit_mode m = {
		.undo_depth = s->c->cf->undo_depth,
		.go_on = go_on,
		.arg = s,
	};

	m.dry = s->run->dry;
	m.journal = !is_far(s, w->rd.to);
	m.single_from = m.dry            ? UINT64_MAX
			: top(s) >= NEAR ? top(s) - NEAR + 1
					 : 0;
	return m;
}

/* For the summary: blocks from first on were committed, if any. */
static void
note(struct state *s, const struct window *w, uint64_t first, size_t before)
{
	struct run *r = s->run;
	struct progress_at at;

	if (r->res.blocks == before)
		return;
	if (!r->began)
		r->from = first;
	r->began = true;
	r->to = s->cur.number;
	s->progress.blocks = r->res.blocks;
	s->progress.events = r->res.events;
	at.block = r->to;
	at.last = last_wanted(s);
	at.head = s->head.number;
	at.behind_s =
	    (int64_t)(s->head.time - w->rd.blocks[r->to - w->rd.from].time);
	progress_show(&s->progress, &at);
}

/* Fetch and commit a stretch of it, while other windows are being read. */
static enum rc
one_stretch(struct state *s, struct window *w)
{
	uint64_t next = cursor_next(&s->cur);
	size_t before = s->run->res.blocks;
	int64_t t[3] = { now_ms() };
	struct commit_mode m;
	enum rc rc;

	if ((rc = fetch_window(s, w)) != RC_OK || stop_asked())
		return rc;
	t[1] = now_ms();
	m = mode_of(s, w);
	rc = commit_window(s->c, w, &s->src, &s->cur, &m, &s->run->res);
	note(s, w, next, before);
	t[2] = now_ms();
	log_debug(&s->c->log,
	    "from=%" PRIu64 " to=%" PRIu64 " fetch_ms=%" PRId64
	    " commit_ms=%" PRId64 " msg=\"blocks\"",
	    next, s->cur.number, t[1] - t[0], t[2] - t[1]);
	arena_reset(s->c->a);
	return rc;
}

/* The window is more than we can hold: it is read again, in parts. */
static void
read_less(struct state *s, const struct window *w)
{
	log_info(&s->c->log, "from=%" PRIu64 " to=%" PRIu64 " msg=\"%s\"",
	    w->rd.from, w->rd.to, s->c->err.msg);
	err_clear(&s->c->err);
	stride_shorten(&s->window, w->rd.n / 2);
	pace_begin(&s->pace, s->window.most);
}

/* Only its header was read, but it is not the block to leave out. */
static bool
is_another(struct state *s, const struct window *w)
{
	if (!w->rd.bare ||
	    skip_block(&s->src.skip, &w->rd.blocks[0]) != SKIP_NOT)
		return false;
	s->src.skip.agreed.whole = false;
	return true;
}

static struct chain *
at_work(struct state *s)
{
	return &s->chain[s->src.ch - s->chain];
}

/*
 * The first window.  RC_NOTFOUND: it does not follow our block; undo and look
 * again.
 */
static enum rc
one_window(struct state *s)
{
	struct window *w = s->queue[s->first];
	uint64_t before = cursor_next(&s->cur);
	enum rc rc;

	rc = read_window(s, w);
	if (rc == RC_DATA && w->rd.too_much && w->rd.n > 1) {
		read_less(s, w);
		return RC_OK;
	}
	s->final = s->final || (rc != RC_OK && w->rd.disputed);
	if (rc != RC_OK || stop_asked())
		return rc;
	if (!cursor_links(&s->cur, &w->rd.blocks[0], w->a))
		return RC_NOTFOUND;
	if (is_another(s, w))
		return RC_OK;
	s->max = w->rd.held > LIM_AHEAD_READ ? 1 : AHEAD;
	pace_seen(&s->pace, w->rd.n, w->rd.nlogs);
	/* However long reading took, a run gets on by one stretch. */
	while (!stop_asked() && window_stretch(s->c, w, &s->src)) {
		if ((rc = one_stretch(s, w)) != RC_OK)
			return rc;
		if (!go_on(s))
			break;
	}
	s->failures = 0;
	stride_well(&s->window, w->rd.n);
	if (cursor_next(&s->cur) > before) {
		rpc_settled(s->src.ch->rpc);
		if (!s->run->dry && (rc = how_of(s->src.ch)->remember(s->c,
					 at_work(s))) != RC_OK)
			return rc;
	}
	/* A document that we stopped waiting for is no trouble. */
	if (w->err.rc == RC_OK || stop_asked() ||
	    cursor_next(&s->cur) != w->what.number)
		return RC_OK;
	/* What no contract emits may be the node's invention. */
	if (w->err.rc == RC_DATA && rpc_next(s->c, s->src.ch->rpc, &w->err))
		return RC_OK;
	return run_trouble(s, w);
}

/* The first window is done; if not all of it, those behind it do not fit. */
static void
next_window(struct state *s)
{
	if (cursor_next(&s->cur) != s->queue[s->first]->rd.to + 1) {
		read_anew(s);
		return;
	}
	window_drop(s->queue[s->first]);
	s->first = (s->first + 1) % AHEAD;
	s->n--;
}

/* From our block up to the last one wanted, as the head is now. */
static enum rc
up_to_last(struct state *s)
{
	enum rc rc;

	s->max = 1; /* until we know how much a window holds */
	pace_begin(&s->pace, s->window.most);
	s->limit = cursor_next(&s->cur) + s->c->cf->block_processing_window - 1;
	read_anew(s);
	do {
		read_ahead(s);
		if (s->n == 0)
			return RC_OK;
		rc = one_window(s);
		if (rc == RC_NOTFOUND) {
			s->forking = true;
			return run_forked(s);
		}
		if (rc != RC_OK)
			return rc;
		next_window(s);
	} while (go_on(s));
	return RC_OK;
}

/* Where we are, where the chain is, and what is left out of it. */
static enum rc
look_around(struct state *s)
{
	enum rc rc;

	if ((rc = run_revive(s)) != RC_OK || (rc = run_look(s)) != RC_OK)
		return rc;
	s->forking = false;
	s->looked_ms = now_ms();
	return run_agreed(s);
}

/* Is there anything to be done at once? */
static bool
more(const struct state *s)
{
	uint64_t next = cursor_next(&s->cur);

	if (next <= last_wanted(s))
		return true;
	return s->cur.has_number && next > s->src.ch->last &&
	       !run_is_last_chain(s) && !s->run->dry &&
	       !(s->run->has_until && next > s->run->until);
}

/*
 * Behind the last block that there was: has a catch-up to look whether there
 * are more by now?  When it took no longer than a run that is none, it has met
 * the head.
 */
static bool
may_be_behind(const struct state *s, uint64_t before)
{
	uint64_t next = cursor_next(&s->cur);

	return s->run->catch_up &&
	       !(s->run->has_until && next > s->run->until) && next > before &&
	       next - before > s->c->cf->block_processing_window;
}

/*
 * After a fork was undone the run goes on with the other branch; a catch-up
 * goes on until it has met the head, which moves meanwhile.
 */
static enum rc
index_all(struct state *s)
{
	uint64_t before = 0;
	enum rc rc;

	do {
		if ((rc = look_around(s)) == RC_OK) {
			before = cursor_next(&s->cur);
			rc = up_to_last(s);
		}
		if (rc != RC_OK && !run_next_node(s, rc) && !run_again(s))
			return rc;
		if (rc == RC_OK && !s->run->catch_up &&
		    cursor_next(&s->cur) >= before)
			break;
	} while (!stop_asked() &&
		 (rc != RC_OK || more(s) || may_be_behind(s, before)));
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
	s.begin_us = now_us();
	s.end_ms = now_ms() + (int64_t)c->cf->run_seconds * 1000;
	progress_begin(&s.progress, &c->log, s.run->catch_up);
	if ((rc = open_database(c, s.run->dry)) == RC_OK &&
	    (rc = open_sources(&s)) == RC_OK)
		rc = index_all(&s);
	progress_end(&s.progress);
	if (stop_asked() && rc == RC_UPSTREAM) {
		err_clear(&c->err); /* we have cut the wait short ourselves */
		rc = RC_OK;
	}
	if (rc == RC_OK && s.run->dry)
		print_dry(s.run);
	else if (rc == RC_OK && s.run->res.blocks > 0)
		prefer_write(c, s.src.ch->rpc, (size_t)(s.src.ch - s.chain));
	plays_tell(c, &s.tally);
	sum_times(&s);
	close_all(&s);
	return rc;
}
