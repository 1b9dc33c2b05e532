/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/demand.h"

#include <inttypes.h>
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

enum rc
demand_read(struct call *k)
{
	const char *text = k->rq->min_block;
	uint64_t n;

	k->demand = (struct demand){ 0 };
	if (text == NULL)
		return RC_OK;
	if (num_u64(&n, text, 0, INT64_MAX) != 0)
		return reply_fail(k, 400,
		    "X-Min-Block: '%.64s' is not the number of a block.", text);
	k->demand =
	    (struct demand){ .is_there = true, .min_block = (int64_t)n };
	return RC_OK;
}

bool
demand_allows(const struct call *k, int64_t height)
{
	return !k->demand.is_there ||
	       (height > 0 && height >= k->demand.min_block);
}

/* Begin; unless the state is as demanded, end again.  The heights are read. */
static enum rc
look(struct call *k, bool *met)
{
	enum rc rc;

	*met = false;
	k->heights.read = false;
	if ((rc = db_snapshot(k->c, SQL_API_HEIGHTS)) != RC_OK)
		return rc;
	rc = heights_read(k->c, &k->heights);
	*met = rc == RC_OK && (k->demand.min_block == 0 ||
				  k->heights.indexed >= k->demand.min_block);
	return *met ? RC_OK : db_end(k->c, rc);
}

/*
 * Not for a block that no chain has: anybody can name one, and a process that
 * waits answers nobody else.
 */
static bool
may_come(const struct call *k)
{
	const struct heights *h = &k->heights;
	int64_t newest = h->chain > h->indexed ? h->chain : h->indexed;

	return k->demand.min_block - newest <= LIM_DEMAND_AHEAD;
}

static enum rc
wait_while(struct call *k, bool *met, int64_t until_ms)
{
	const struct timespec nap = { 0, LOOK_NS };
	enum rc rc = RC_OK;

	while (rc == RC_OK && !*met && may_come(k) && now_ms() < until_ms) {
		(void)nanosleep(&nap, NULL); /* a signal only shortens it */
		rc = look(k, met);
	}
	return rc;
}

/* At most LIM_DEMAND_WAITERS of the pool wait, the others work on. */
static enum rc
wait_here(struct call *k, bool *met)
{
	int64_t until_ms = now_ms() + LIM_DEMAND_WAIT_MS;
	struct lead place = { 0 };
	enum rc rc;
	int i;

	if ((rc = look(k, met)) != RC_OK || *met || !may_come(k))
		return rc;
	for (i = 0; i < LIM_DEMAND_WAITERS; i++) {
		const char *name =
		    arena_printf(k->c->a, "waits for a block %d", i);

		if (!lead_try(&place, span_str(name)))
			continue;
		rc = wait_while(k, met, until_ms);
		lead_end(&place);
		break;
	}
	return rc;
}

/* A primary that does not answer has no block: that is no failure of ours. */
static enum rc
ask_primary(struct call *k, bool *met)
{
	struct heights here = k->heights;
	enum rc rc = source_use(k->app, SOURCE_PRIMARY);

	if (rc == RC_OK)
		rc = look(k, met);
	if (rc != RC_DB)
		return rc;
	log_warn(&k->c->log,
	    "msg=\"the primary was asked for block %" PRId64 ": %s\"",
	    k->demand.min_block, k->c->err.msg);
	err_clear(&k->c->err);
	k->heights = here;
	*met = false;
	return RC_OK;
}

static enum rc
too_low(struct call *k)
{
	int64_t have = k->heights.indexed;
	enum rc rc;

	rc = reply_broken(k, 503,
	    arena_printf(k->c->a,
		"Service Unavailable: block %" PRId64 " is not here yet; the "
		"newest is %s",
		k->demand.min_block,
		have == HEIGHT_UNKNOWN
		    ? "unknown"
		    : arena_printf(k->c->a, "%" PRId64, have)));
	k->out->retry_s = RETRY_S;
	return rc;
}

enum rc
demand_begin(struct call *k)
{
	bool met = false;
	enum rc rc;

	if (!k->demand.is_there)
		return db_snapshot(k->c, SQL_API_HEIGHTS);
	rc = wait_here(k, &met);
	if (rc == RC_OK && !met && k->app->has_primary)
		rc = ask_primary(k, &met);
	if (rc != RC_OK || met)
		return rc;
	return too_low(k);
}
