/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/demand.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/db.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/lead.h"
#include "fcgi/serve/source.h"

#define LOOK_NS 10000000 /* who waits looks a hundred times a second */
#define RETRY_S 1

static const char *const levels[] = {
	[CONSISTENCY_ONE] = "one",
	[CONSISTENCY_QUORUM] = "quorum",
	[CONSISTENCY_ALL] = "all",
};

/* What stands between a request and its answer. */
struct state {
	bool has_block, is_confirmed;
	int64_t live;      /* other nodes that answer */
	int64_t confirmed; /* the newest block that is; or HEIGHT_UNKNOWN */
};

const char *
consistency_name(enum consistency level)
{
	return levels[level];
}

static enum rc
read_block(struct call *k)
{
	const char *text = k->rq->min_block;
	uint64_t n;

	if (text == NULL)
		return RC_OK;
	if (num_u64(&n, text, 0, INT64_MAX) != 0)
		return reply_fail(k, 400,
		    "X-Min-Block: '%.64s' is not the number of a block.", text);
	k->demand.is_there = true;
	k->demand.min_block = (int64_t)n;
	return RC_OK;
}

static enum rc
read_level(struct call *k)
{
	const char *text = k->rq->consistency;
	size_t i;

	if (text == NULL)
		return RC_OK;
	for (i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(text, levels[i]) == 0) {
			k->demand.level = (enum consistency)i;
			k->demand.is_there |= i != CONSISTENCY_ONE;
			return RC_OK;
		}
	return reply_fail(k, 400,
	    "X-Consistency: '%.64s' is none of one, quorum, all.", text);
}

enum rc
demand_read(struct call *k)
{
	enum rc rc;

	k->demand = (struct demand){ 0 };
	return (rc = read_block(k)) != RC_OK ? rc : read_level(k);
}

bool
demand_allows(const struct call *k, int64_t height)
{
	return !k->demand.is_there ||
	       (height > 0 && height >= k->demand.min_block);
}

/* Do other nodes hold what this transaction sees? */
static enum rc
look_at_peers(struct call *k, struct state *s)
{
	bool is_all = k->demand.level == CONSISTENCY_ALL;
	int col = is_all ? API_CONFIRMED_every : API_CONFIRMED_most;
	PGresult *res;
	enum rc rc;

	if (k->demand.level == CONSISTENCY_ONE)
		return RC_OK;
	if ((rc = db_run(k->c, &res, SQL_API_CONFIRMED, NULL)) != RC_OK ||
	    (rc = db_i64(k->c, &s->live, res, 0, API_CONFIRMED_live)) !=
		RC_OK ||
	    (rc = db_bool(k->c, &s->is_confirmed, res, 0,
		 is_all ? API_CONFIRMED_every_has : API_CONFIRMED_most_has)) !=
		RC_OK ||
	    PQgetisnull(res, 0, col))
		return rc;
	return db_i64(k->c, &s->confirmed, res, 0, col);
}

static bool
is_met(const struct state *s)
{
	return s->has_block && s->is_confirmed;
}

/* Begin; unless the state is as demanded, end again.  The heights are read. */
static enum rc
look(struct call *k, struct state *s)
{
	enum rc rc;

	*s = (struct state){ .is_confirmed = k->demand.level == CONSISTENCY_ONE,
		.confirmed = HEIGHT_UNKNOWN };
	k->heights.read = false;
	if ((rc = db_snapshot(k->c, SQL_API_HEIGHTS)) != RC_OK)
		return rc;
	if ((rc = heights_read(k->c, &k->heights)) == RC_OK)
		rc = look_at_peers(k, s);
	s->has_block = k->demand.min_block == 0 ||
		       k->heights.indexed >= k->demand.min_block;
	return rc == RC_OK && is_met(s) ? RC_OK : db_end(k->c, rc);
}

/*
 * Not for a block that no chain has, nor for nodes that are not there: anybody
 * can ask for them, and a process that waits answers nobody else.
 */
static bool
may_come(const struct call *k, const struct state *s)
{
	const struct heights *h = &k->heights;
	int64_t newest = h->chain > h->indexed ? h->chain : h->indexed;

	if (!s->has_block)
		return k->demand.min_block - newest <= LIM_DEMAND_AHEAD;
	return s->live >= (k->demand.level == CONSISTENCY_ALL ? 1 : 2);
}

static enum rc
wait_while(struct call *k, struct state *s, int64_t begin_ms)
{
	const struct timespec nap = { 0, LOOK_NS };
	enum rc rc = RC_OK;

	while (rc == RC_OK && !is_met(s) && may_come(k, s) &&
	       now_ms() - begin_ms <
		   (s->has_block ? LIM_CONFIRM_WAIT_MS : LIM_DEMAND_WAIT_MS)) {
		(void)nanosleep(&nap, NULL); /* a signal only shortens it */
		rc = look(k, s);
	}
	return rc;
}

/* At most LIM_DEMAND_WAITERS of the pool wait, the others work on. */
static enum rc
wait_here(struct call *k, struct state *s)
{
	int64_t begin_ms = now_ms();
	struct lead place = { 0 };
	enum rc rc;
	int i;

	if ((rc = look(k, s)) != RC_OK || is_met(s) || !may_come(k, s))
		return rc;
	for (i = 0; i < LIM_DEMAND_WAITERS; i++) {
		const char *name =
		    arena_printf(k->c->a, "waits for a block %d", i);

		if (!lead_try(&place, span_str(name)))
			continue;
		rc = wait_while(k, s, begin_ms);
		lead_end(&place);
		break;
	}
	return rc;
}

/* A primary that does not answer has no block: that is no failure of ours. */
static enum rc
ask_primary(struct call *k, struct state *s)
{
	struct heights here = k->heights;
	struct state was = *s;
	enum rc rc = source_use(k->app, SOURCE_PRIMARY);

	if (rc == RC_OK)
		rc = look(k, s);
	if (rc != RC_DB)
		return rc;
	log_warn(&k->c->log,
	    "msg=\"the primary was asked for block %" PRId64 ": %s\"",
	    k->demand.min_block, k->c->err.msg);
	err_clear(&k->c->err);
	k->heights = here;
	*s = was;
	return RC_OK;
}

static const char *
height(struct call *k, int64_t n)
{
	return n == HEIGHT_UNKNOWN ? "unknown"
				   : arena_printf(k->c->a, "%" PRId64, n);
}

static enum rc
unmet(struct call *k, const struct state *s)
{
	struct arena *a = k->c->a;
	const char *have = height(k, k->heights.indexed);
	enum rc rc;

	rc = reply_broken(k, 503,
	    !s->has_block
		? arena_printf(a,
		      "Service Unavailable: block %" PRId64
		      " is not here yet; the newest is %s",
		      k->demand.min_block, have)
		: arena_printf(a,
		      "Service Unavailable: the newest block is %s, and the "
		      "newest that %s the other nodes confirm is %s",
		      have,
		      k->demand.level == CONSISTENCY_ALL ? "all of" : "most of",
		      height(k, s->confirmed)));
	k->out->retry_s = RETRY_S;
	return rc;
}

enum rc
demand_begin(struct call *k)
{
	struct state s;
	enum rc rc;

	if (!k->demand.is_there)
		return db_snapshot(k->c, SQL_API_HEIGHTS);
	rc = wait_here(k, &s);
	if (rc == RC_OK && !s.has_block && k->app->has_primary)
		rc = ask_primary(k, &s);
	if (rc != RC_OK || is_met(&s))
		return rc;
	return unmet(k, &s);
}
