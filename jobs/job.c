/* SPDX-License-Identifier: ISC */
#include "jobs/job.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chain/eth.h"
#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/migrate.h"

const struct job *
job_find(const char *name)
{
	size_t i;

	for (i = 0; i < njobs; i++)
		if (strcmp(jobs[i].name, name) == 0)
			return &jobs[i];
	return NULL;
}

bool
job_go_on(const struct job_run *r)
{
	return !stop_asked() && now_ms() < r->end_ms;
}

enum rc
job_done(struct ctx *c, const char *key)
{
	const char *param[] = { key };

	return db_exec(c, SQL_JOB_DONE, param);
}

enum rc
job_begin_rows(struct ctx *c)
{
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	if ((rc = lock_transaction(c, LOCK_ROWS)) == RC_OK)
		rc = db_exec(c, SQL_JOB_BLOCK_JOIN, NULL);
	return rc == RC_OK ? RC_OK : db_end(c, rc);
}

#define LATE_LEAST 300 /* seconds; a host may be busy */

int64_t
job_late_s(const struct job *job, const struct conf *cf)
{
	int64_t spare = job->every_s / 4;

	if (spare < LATE_LEAST)
		spare = LATE_LEAST;
	return job->every_s + (int64_t)cf->run_seconds + spare;
}

void
job_did(struct job_run *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->did, sizeof(r->did), fmt, ap);
	va_end(ap);
}

static const char *
number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%" PRId64, n);
}

static enum rc
note_began(struct job_run *r)
{
	struct ctx *c = r->c;
	const char *param[] = { r->job->name,
		number(c->a, job_late_s(r->job, c->cf)) };

	return db_exec(c, SQL_JOB_BEGAN, param);
}

static enum rc
note(struct ctx *c, const struct job_run *r, const char *error, int64_t ms)
{
	const char *param[] = { r->job->name, number(c->a, ms),
		r->did[0] != '\0' ? r->did : NULL,
		number(c->a, (int64_t)r->read),
		number(c->a, (int64_t)r->changed),
		number(c->a, (int64_t)r->failed), error,
		number(c->a, job_late_s(r->job, c->cf)) };
	enum rc rc = RC_OK;

	if (db_is_lost(c->db))
		rc = db_reopen(c);
	else
		db_rollback(c);
	return rc != RC_OK ? rc : db_exec(c, SQL_JOB_ENDED, param);
}

/* How the run went, which is not changed by what comes of this. */
static void
note_ended(const struct job_run *r, enum rc rc, int64_t ms)
{
	struct ctx aside = *r->c;

	err_clear(&aside.err);
	if (note(&aside, r, rc == RC_OK ? NULL : r->c->err.msg, ms) != RC_OK)
		log_err(&aside.log, "job=%s msg=\"not on record: %s\"",
		    r->job->name, aside.err.msg);
}

static enum rc
run(struct job_run *r)
{
	int64_t begin_ms = now_ms();
	enum rc rc;

	if ((rc = note_began(r)) != RC_OK)
		return rc;
	if (r->job->needs_eth)
		rc = eth_new(r->c, &r->eth);
	r->end_ms = begin_ms + (int64_t)r->c->cf->run_seconds * 1000;
	if (rc == RC_OK)
		rc = r->job->run(r);
	note_ended(r, rc, now_ms() - begin_ms);
	return rc;
}

static enum rc
locked(struct job_run *r)
{
	struct ctx *c = r->c;
	enum rc rc;

	rc = lock_file(c, arena_printf(c->a, "job-%s", r->job->name));
	if (rc != RC_OK || (rc = db_open(c, &c->db, DB_WRITER)) != RC_OK ||
	    (rc = lock_db(c, r->job->lock)) != RC_OK ||
	    (rc = migrate_check(c)) != RC_OK)
		return rc;
	return run(r);
}

enum rc
job_run(struct job_run *r)
{
	enum rc rc = locked(r);

	eth_free(r->eth);
	db_close(r->c->db);
	r->eth = NULL;
	r->c->db = NULL;
	return rc;
}
