/* SPDX-License-Identifier: ISC */
/* When a run meets what it cannot do. */
#include <poll.h>

#include "common/base/clock.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "indexer/run/impl.h"
#include "indexer/run/peers.h"

#define RETRIES 5 /* of a catch-up, when the node or the database fails */

/*
 * Would another node say otherwise?  A node that is of another chain, or has
 * not got far, looks like a wrong configuration.
 */
bool
run_next_node(struct state *s, enum rc rc)
{
	struct ctx *c = s->c;

	if ((rc != RC_UPSTREAM && rc != RC_DATA && rc != RC_CONFIG) ||
	    s->src.ch == NULL || s->final || stop_asked() ||
	    !rpc_next(c, s->src.ch->rpc, &c->err))
		return false;
	err_clear(&c->err);
	return true;
}

/* Of the node, the database or a fork; never of a block. */
static bool
may_pass(const struct state *s)
{
	switch (s->c->err.rc) {
	case RC_UPSTREAM:
	case RC_BUSY: /* our own lost session may hold the lock still */
		return !s->final;
	case RC_DB:
		return !s->final && !db_is_refused(s->c->db);
	case RC_DATA:
		return !s->final && s->forking;
	default:
		return false;
	}
}

bool
run_again(struct state *s)
{
	int64_t until;

	if (!s->run->catch_up || !may_pass(s) || s->failures++ >= RETRIES ||
	    stop_asked())
		return false;
	progress_end(&s->progress);
	log_info(&s->c->log, "try=%u rc=%s msg=\"%s\"", s->failures,
	    rc_info[s->c->err.rc].name, s->c->err.msg);
	err_clear(&s->c->err);
	until = now_ms() + ((int64_t)500 << s->failures);
	while (now_ms() < until && !stop_asked())
		poll(NULL, 0, 100);
	return true;
}

enum rc
run_revive(struct state *s)
{
	enum rc rc;

	if (!db_is_lost(s->c->db))
		return RC_OK;
	rc = db_reopen(s->c);
	return rc == RC_OK ? lock_db(s->c, LOCK_INDEX) : rc;
}

enum rc
run_agreed(struct state *s)
{
	arena_reset(s->agreed);
	return trouble_agreed(s->c, &s->src.skip.agreed, s->agreed);
}

enum rc
run_trouble(struct state *s, const struct window *w)
{
	struct ctx *c = s->c;
	struct ctx aside = *c;
	/* Then agreeing once more would not help. */
	bool was_out =
	    skip_is_named(&s->src.skip, &w->rd.blocks[w->end], w->what.txhash);
	bool agreed = false;
	enum rc rc = RC_OK;

	aside.err = w->err;
	if (!s->run->dry)
		rc = peers_consensus(&aside, &w->what, &agreed);
	if (rc == RC_OK && agreed && !was_out && s->run->catch_up &&
	    !stop_asked()) {
		log_info(&c->log, "rc=%s msg=\"%s\"", rc_info[w->err.rc].name,
		    w->err.msg);
		return run_agreed(s);
	}
	if (rc != RC_OK)
		log_info(&c->log, "rc=%s msg=\"%s\"", rc_info[rc].name,
		    aside.err.msg);
	s->final = true;
	return err_set(&c->err, w->err.rc, "%s", w->err.msg);
}
