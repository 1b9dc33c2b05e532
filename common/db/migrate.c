/* SPDX-License-Identifier: ISC */
#include "common/db/migrate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/db/db.h"
#include "common/db/lock.h"
#include "sql/steps.h"

enum rc
migrate_step(struct ctx *c, int64_t *step)
{
	bool is_there = false;
	PGresult *res;
	enum rc rc;

	*step = 0;
	if ((rc = db_run(c, &res, SQL_SCHEMA_EXISTS, NULL)) != RC_OK ||
	    (rc = db_bool(c, &is_there, res, 0, 0)) != RC_OK || !is_there)
		return rc;
	if ((rc = db_run(c, &res, SQL_SCHEMA_STEP, NULL)) != RC_OK)
		return rc;
	return db_i64(c, step, res, 0, 0);
}

/* How long a step waits for a lock, and how often it begins again. */
#define WAIT_MS   "100"
#define LONG_MS   "2000"
#define LONG_EACH 30
#define TRIES     600
#define PAUSE_MS  1000
#define LOOK_MS   200 /* at the lock of another migration */

struct migration {
	const struct sql_step *list;
	int n;
	void (*tell)(void *arg, const struct migrate_at *at);
	void *arg;
};

static enum rc
ahead(struct ctx *c, int64_t step, int n)
{
	return err_set(&c->err, RC_CONFIG,
	    "schema: the database stands at step %" PRId64
	    ", this program knows %d; install the newer program",
	    step, n);
}

static void
pause_ms(long ms)
{
	const struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL); /* a signal only shortens it */
}

static enum rc
record(struct ctx *c, const struct sql_step *s)
{
	char number[12];
	const char *const params[] = { number, s->name };

	snprintf(number, sizeof(number), "%d", s->number);
	return db_exec(c, SQL_SCHEMA_STEP_ADD, params);
}

/* What stands between two semicolons at the ends of lines. */
static enum rc
apply_apart(struct ctx *c, const struct sql_step *s)
{
	const char *from = s->text, *end;
	enum rc rc;

	while ((end = strstr(from, ";\n")) != NULL) {
		if ((rc = db_script(c, s->name,
			 arena_printf(c->a, "%.*s", (int)(end - from),
			     from))) != RC_OK)
			return rc;
		from = end + 2;
	}
	return record(c, s);
}

static enum rc
apply_once(struct ctx *c, const struct sql_step *s, bool long_wait)
{
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = db_script(c, "lock_timeout",
	    long_wait ? "SET LOCAL lock_timeout = " LONG_MS
		      : "SET LOCAL lock_timeout = " WAIT_MS);
	if (rc == RC_OK && (rc = db_script(c, s->name, s->text)) == RC_OK)
		rc = record(c, s);
	return db_end(c, rc);
}

/* Somebody may read what the step wants for itself: then again. */
static enum rc
apply(struct ctx *c, const struct sql_step *s)
{
	enum rc rc = RC_OK;
	int i;

	if (s->is_apart)
		return apply_apart(c, s);
	for (i = 1; i <= TRIES; i++) {
		rc = apply_once(c, s, i % LONG_EACH == 0);
		if (rc == RC_OK || !db_is_in_use(c->db))
			return rc;
		if (i % LONG_EACH == 1)
			log_info(&c->log,
			    "step=%s tries=%d msg=\"a table is in use for "
			    "long; "
			    "tried again each second\"",
			    s->name, i);
		err_clear(&c->err);
		pause_ms(PAUSE_MS);
	}
	return err_set(&c->err, RC_BUSY,
	    "schema step %s: a table that it changes was in use all the time; "
	    "see who: SELECT pid, query FROM pg_stat_activity WHERE xact_start "
	    "< now() - interval '10 minutes'",
	    s->name);
}

/*
 * Looked at again and again, not waited for: who waits inside a statement has a
 * snapshot, which CREATE INDEX CONCURRENTLY of the holder would wait for.
 */
static enum rc
take_turn(struct ctx *c)
{
	enum rc rc;

	while ((rc = lock_db(c, LOCK_MIGRATE)) == RC_BUSY) {
		err_clear(&c->err);
		pause_ms(LOOK_MS);
	}
	return rc;
}

static enum rc
apply_missing(struct ctx *c, const struct migration *m)
{
	struct migrate_at at = { .all = m->n };
	int64_t step = 0;
	enum rc rc;

	if ((rc = migrate_step(c, &step)) != RC_OK)
		return rc;
	if (step > m->n)
		return ahead(c, step, m->n);
	for (; step < m->n; step++) {
		at.done = step;
		at.name = m->list[step].name;
		if (m->tell != NULL)
			m->tell(m->arg, &at);
		if ((rc = apply(c, &m->list[step])) != RC_OK)
			return rc;
		log_info(&c->log, "step=%s msg=\"schema step applied\"",
		    m->list[step].name);
	}
	return RC_OK;
}

enum rc
migrate_apply_list(struct ctx *c, const struct sql_step *list, int n,
    void (*tell)(void *arg, const struct migrate_at *at), void *arg)
{
	const struct migration m = { list, n, tell, arg };
	enum rc rc;

	if ((rc = take_turn(c)) != RC_OK)
		return rc;
	rc = apply_missing(c, &m);
	lock_release(c, LOCK_MIGRATE);
	return rc;
}

enum rc
migrate_apply(struct ctx *c,
    void (*tell)(void *arg, const struct migrate_at *at), void *arg)
{
	return migrate_apply_list(c, sql_step, sql_step_count, tell, arg);
}

enum rc
migrate_check_step(struct ctx *c)
{
	int64_t step = 0;
	enum rc rc;

	if ((rc = migrate_step(c, &step)) != RC_OK)
		return rc;
	if (step > sql_step_count)
		return ahead(c, step, sql_step_count);
	if (step < sql_step_count)
		return err_set(&c->err, RC_CONFIG,
		    "schema: the database stands at step %" PRId64
		    " of %d; run 'discprov migrate'",
		    step, sql_step_count);
	return RC_OK;
}

enum rc
migrate_check(struct ctx *c)
{
	bool is_open = false;
	PGresult *res;
	enum rc rc;

	if ((rc = migrate_check_step(c)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_IMPORT_OPEN, NULL)) != RC_OK ||
	    (rc = db_bool(c, &is_open, res, 0, 0)) != RC_OK || !is_open)
		return rc;
	return err_set(&c->err, RC_CONFIG,
	    "schema: the database is half of another one: 'discprov import' is "
	    "at work, or was ended; run it again with the same URL, and it "
	    "goes on");
}
