/* SPDX-License-Identifier: ISC */
/* What is due becomes a run, and a step of each command in each region. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "crawler/run/run.h"
#include "crawler/store/conn.h"
#include "crawler/wire/wire.h"

#define DUE_AT_ONCE "100"

/* What is the same everywhere is asked for once. */
static void
add_steps(const struct map_command *cmd, const struct conn_row *row,
    struct pgarr *commands, struct pgarr *regions)
{
	size_t i, n;
	bool is_global = wire_is_global(cmd->json);

	n = is_global ? 1 : row->n_regions;

	for (i = 0; i < n; i++) {
		pgarr_text(commands, cmd->name);
		pgarr_text(regions, is_global ? CRAWL_ALL : row->regions[i]);
	}
}

static enum rc
steps(struct run *r, const struct conn_row *row, const char *task,
    const char *run)
{
	struct ctx *c = r->c;
	const struct map_provider *p = map_provider(r->set, row->conn.provider);
	struct pgarr *commands = pgarr_new(c->a), *regions = pgarr_new(c->a);
	const struct map_command *cmd;
	const char *param[3] = { run };
	size_t i;

	for (i = 0; p != NULL && (cmd = map_task(p, task, i)) != NULL; i++)
		add_steps(cmd, row, commands, regions);
	param[1] = pgarr_done(commands);
	param[2] = pgarr_done(regions);
	return db_exec(c, SQL_CRAWL_RUN_STEPS, param);
}

static enum rc
begin(struct run *r, const char *connection, const char *task, int64_t *run)
{
	struct ctx *c = r->c;
	const char *param[3] = { connection, task };
	struct conn_row row;
	PGresult *res;
	enum rc rc;

	if ((rc = conn_load(c, connection, &row)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_CRAWL_RUN_OPEN, param)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	if ((rc = db_i64(c, run, res, 0, 0)) != RC_OK)
		return rc;
	param[2] = run_number(c, *run);
	rc = steps(r, &row, task, param[2]);
	return rc == RC_OK ? db_exec(c, SQL_CRAWL_TASK_BEGAN, param) : rc;
}

enum rc
run_begin(struct run *r, const char *connection, const char *task, int64_t *run)
{
	enum rc rc;

	*run = 0;
	if ((rc = db_begin(r->c)) != RC_OK)
		return rc;
	rc = db_end(r->c, begin(r, connection, task, run));
	if (rc == RC_OK && *run != 0) {
		r->planned++;
		stage_done(&r->stages, STAGE_SETUP, 1);
	}
	return rc;
}

enum rc
run_plan(struct run *r)
{
	struct arena *a = arena_new(LIM_ARENA_REQUEST), *was = ctx_in(r->c, a);
	const char *param[] = { DUE_AT_ONCE };
	PGresult *res;
	int64_t run;
	enum rc rc;
	int i;

	rc = db_run(r->c, &res, SQL_CRAWL_DUE, param);
	for (i = 0; rc == RC_OK && i < PQntuples(res) && run_go_on(r); i++)
		rc = run_begin(r, db_text(res, i, 0), db_text(res, i, 1), &run);
	ctx_back(r->c, was);
	arena_free(a);
	return rc;
}
