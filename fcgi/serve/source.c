/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/source.h"

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "fcgi/serve/app.h"

#define REDIAL_MS 1000 /* a database that was away is asked this often */

static struct source_state *
in_use(struct app *app)
{
	return &app->source[app->source_used];
}

static void
change(struct app *app, enum source which)
{
	in_use(app)->db = app->c.db;
	app->source_used = which;
	app->c.db = in_use(app)->db;
}

static enum rc
open_it(struct app *app)
{
	struct ctx *c = &app->c;

	if (c->db != NULL)
		return db_reopen(c);
	if (app->source_used == SOURCE_PRIMARY)
		return db_open_primary(c, &c->db);
	return db_open(c, &c->db, DB_READER);
}

static enum rc
dial(struct app *app)
{
	struct source_state *s = in_use(app);
	struct ctx *c = &app->c;
	enum rc rc;

	if (c->db != NULL && !db_is_lost(c->db))
		return RC_OK;
	if (now_ms() < s->redial_ms)
		return err_set(&c->err, RC_DB, "database: not reachable");
	s->planned = false;
	if ((rc = open_it(app)) != RC_OK)
		s->redial_ms = now_ms() + REDIAL_MS;
	return rc;
}

/* Half of a database is none.  An import waits until all have looked. */
static enum rc
look_for_import(struct app *app)
{
	struct ctx *c = &app->c;
	int64_t now = now_ms();
	PGresult *res;
	enum rc rc;

	if (now >= app->import_look_ms) {
		if ((rc = db_run(c, &res, SQL_IMPORT_OPEN, NULL)) != RC_OK ||
		    (rc = db_bool(c, &app->importing, res, 0, 0)) != RC_OK)
			return rc;
		app->import_look_ms = now + LIM_IMPORT_SEEN_MS;
	}
	if (!app->importing)
		return RC_OK;
	return err_set(&c->err, RC_DB,
	    "database: 'discprov import' fills it, or was ended before the "
	    "end");
}

enum rc
source_use(struct app *app, enum source which)
{
	enum rc rc;

	change(app, which);
	rc = dial(app);
	if (rc == RC_OK && !in_use(app)->planned)
		rc = source_plan(app, PLAN_GENERIC);
	return rc == RC_OK ? look_for_import(app) : rc;
}

bool
source_is_to_retry(const struct app *app)
{
	return app->c.db != NULL && db_is_lost(app->c.db) &&
	       now_ms() >= app->source[app->source_used].redial_ms;
}

enum rc
source_plan(struct app *app, enum plan plan)
{
	static const char *const mode[] = {
		[PLAN_GENERIC] = "force_generic_plan",
		[PLAN_CUSTOM] = "force_custom_plan",
	};
	struct source_state *s = in_use(app);
	const char *p[] = { mode[plan] };
	enum rc rc;

	s->planned = false;
	rc = db_exec(&app->c, SQL_API_PLAN, p);
	s->planned = rc == RC_OK && plan == PLAN_GENERIC;
	return rc;
}

void
source_free(struct app *app)
{
	size_t i;

	in_use(app)->db = app->c.db;
	app->c.db = NULL;
	for (i = 0; i < SOURCE__MAX; i++) {
		db_close(app->source[i].db);
		app->source[i].db = NULL;
	}
}
