/* SPDX-License-Identifier: ISC */
/*
 * A listing that was read to its end, without an error, says what is no more.
 * Only then, only within its command and region, and not when so much would
 * vanish that it is more likely to be a mistake: that is held until the next
 * such listing says the same, or somebody confirms it.  Where items could not
 * be read, one of them may be what is missed: that waits for somebody, always.
 */
#include <inttypes.h>
#include <stdio.h>

#include "common/base/limits.h"
#include "common/db/db.h"
#include "crawler/run/run.h"

#define FEW 20 /* so many may always go; else at most half of them */

struct scope {
	const char *step, *run, *connection, *task, *command, *region;
	int64_t run_nr, left_out;
};

static enum rc
vanish(struct run *r, const struct scope *s, int64_t *n)
{
	const char *param[] = { s->connection, s->command, s->region, s->run };
	PGresult *res;
	enum rc rc = db_run(r->c, &res, SQL_CRAWL_SWEEP, param);

	if (rc == RC_OK)
		rc = db_i64(r->c, n, res, 0, 0);
	return rc == RC_OK ? db_exec(r->c, SQL_CRAWL_SWEEP_FREE, param) : rc;
}

static enum rc
done(struct run *r, const struct scope *s, const char *outcome, int64_t n,
    const char *why)
{
	const char *param[] = { s->step, outcome, run_number(r->c, n), why };

	stage_done(&r->stages, STAGE_LAST, 1);
	stage_done(&r->stages, STAGE_AUDIT, (size_t)n);
	r->vanished += (size_t)n;
	return db_exec(r->c, SQL_CRAWL_SWEEP_DONE, param);
}

static const char *
why_held(struct run *r, const struct scope *s, int64_t active, int64_t n)
{
	if (s->left_out > 0)
		return arena_printf(r->c->a,
		    "vanish held: %" PRId64 " of %" PRId64 " are not listed "
		    "any more, but %" PRId64 " items could not be read; they "
		    "go when all can be, or by 'discprov-crawl confirm'",
		    n, active, s->left_out);
	return arena_printf(r->c->a,
	    "mass vanish held: %" PRId64 " of %" PRId64 " are not listed any "
	    "more; they go when the next run says the same, or by "
	    "'discprov-crawl confirm'",
	    n, active);
}

static enum rc
held(struct run *r, const struct scope *s, int64_t active, int64_t n,
    const char *digest)
{
	const char *param[] = { s->connection, s->command, s->region, s->run,
		run_number(r->c, n), digest };
	const char *why = why_held(r, s, active, n);
	enum rc rc = db_exec(r->c, SQL_CRAWL_SWEEP_HELD, param);

	if (rc != RC_OK)
		return rc;
	log_warn(&r->c->log,
	    "connection=%s task=%s command=%s region=\"%s\" "
	    "msg=\"%s\"",
	    s->connection, s->task, s->command, s->region, why);
	return done(r, s, "held", 0, why);
}

static enum rc
sweep(struct run *r, const struct scope *s)
{
	const char *param[] = { s->connection, s->command, s->region, s->run };
	int64_t active, gone, n = 0;
	bool is_again, is_confirmed, is_much;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(r->c, &res, SQL_CRAWL_SWEEP_COUNT, param)) != RC_OK ||
	    (rc = db_i64(r->c, &active, res, 0, 0)) != RC_OK ||
	    (rc = db_i64(r->c, &gone, res, 0, 1)) != RC_OK ||
	    (rc = db_bool(r->c, &is_again, res, 0, 3)) != RC_OK ||
	    (rc = db_bool(r->c, &is_confirmed, res, 0, 4)) != RC_OK)
		return rc;
	is_much = gone > FEW && gone > active / 2;
	if (gone > 0 && !is_confirmed &&
	    (s->left_out > 0 || (is_much && !is_again)))
		return held(r, s, active, gone, db_text(res, 0, 2));
	rc = gone > 0 ? vanish(r, s, &n)
		      : db_exec(r->c, SQL_CRAWL_SWEEP_FREE, param);
	return rc == RC_OK ? done(r, s, "ok", n, NULL) : rc;
}

static enum rc
next(struct run *r, struct scope *s, bool *some)
{
	PGresult *res;
	enum rc rc = db_run(r->c, &res, SQL_CRAWL_SWEEP_NEXT, NULL);

	*some = rc == RC_OK && PQntuples(res) > 0;
	if (!*some)
		return rc;
	*s = (struct scope){ db_text(res, 0, 0), db_text(res, 0, 1),
		db_text(res, 0, 2), db_text(res, 0, 3), db_text(res, 0, 4),
		db_text(res, 0, 5), 0, 0 };
	if ((rc = db_i64(r->c, &s->run_nr, res, 0, 1)) == RC_OK &&
	    (rc = db_i64(r->c, &s->left_out, res, 0, 6)) == RC_OK)
		rc = sweep(r, s);
	return rc;
}

/* Runs whose closing a process did not live to see. */
static enum rc
close_others(struct run *r)
{
	int64_t run;
	PGresult *res;
	enum rc rc;
	int i;

	rc = db_run(r->c, &res, SQL_CRAWL_UNCLOSED, NULL);
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++)
		if ((rc = db_i64(r->c, &run, res, i, 0)) == RC_OK)
			rc = run_close(r, run);
	return rc;
}

enum rc
run_sweep(struct run *r)
{
	struct arena *a = arena_new(LIM_ARENA_REQUEST), *was = ctx_in(r->c, a);
	bool some = true;
	struct scope s;
	enum rc rc = RC_OK;

	while (rc == RC_OK && some) {
		if ((rc = db_begin(r->c)) != RC_OK)
			break;
		rc = db_end(r->c, next(r, &s, &some));
		if (rc != RC_OK)
			stage_failed(&r->stages, STAGE_LAST, r->c->err.msg);
		else if (some)
			rc = run_close(r, s.run_nr);
	}
	if (rc == RC_OK)
		rc = close_others(r);
	ctx_back(r->c, was);
	arena_free(a);
	return rc;
}
