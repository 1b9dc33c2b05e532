/* SPDX-License-Identifier: ISC */
#include "common/db/migrate.h"

#include <inttypes.h>
#include <stdio.h>

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

static enum rc
ahead(struct ctx *c, int64_t step)
{
	return err_set(&c->err, RC_CONFIG,
	    "schema: the database stands at step %" PRId64
	    ", this program knows %d; install the newer program",
	    step, sql_step_count);
}

static enum rc
apply(struct ctx *c, const struct sql_step *s)
{
	char number[12];
	const char *const params[] = { number, s->name };
	enum rc rc;

	snprintf(number, sizeof(number), "%d", s->number);
	if ((rc = db_script(c, s->name, s->text)) != RC_OK)
		return rc;
	return db_exec(c, SQL_SCHEMA_STEP_ADD, params);
}

/*
 * One step in its own transaction.  The lock comes first, so what
 * migrate_step() then sees is what the other migration committed.
 */
static enum rc
apply_next(struct ctx *c, int64_t *step,
    void (*tell)(void *arg, const struct migrate_at *at), void *arg)
{
	struct migrate_at at = { .all = sql_step_count };
	char key[12];
	const char *const params[] = { LOCK_SPACE, key };
	enum rc rc;

	snprintf(key, sizeof(key), "%d", LOCK_MIGRATE);
	if ((rc = db_exec(c, SQL_LOCK_WAIT, params)) != RC_OK)
		return rc;
	if ((rc = migrate_step(c, step)) != RC_OK)
		return rc;
	if (*step > sql_step_count)
		return ahead(c, *step);
	if (*step == sql_step_count)
		return RC_OK;
	at.done = *step;
	at.name = sql_step[*step].name;
	if (tell != NULL)
		tell(arg, &at);
	return apply(c, &sql_step[*step]);
}

enum rc
migrate_apply(struct ctx *c,
    void (*tell)(void *arg, const struct migrate_at *at), void *arg)
{
	int64_t step = 0;
	enum rc rc;

	do {
		if ((rc = db_begin(c)) != RC_OK)
			return rc;
		if ((rc = db_end(c, apply_next(c, &step, tell, arg))) != RC_OK)
			return rc;
		if (step < sql_step_count)
			log_info(&c->log, "step=%s msg=\"schema step applied\"",
			    sql_step[step].name);
	} while (step < sql_step_count);
	return RC_OK;
}

enum rc
migrate_check_step(struct ctx *c)
{
	int64_t step = 0;
	enum rc rc;

	if ((rc = migrate_step(c, &step)) != RC_OK)
		return rc;
	if (step > sql_step_count)
		return ahead(c, step);
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
