/* SPDX-License-Identifier: ISC */
/* What is due becomes a run, and a step of each command in each region. */
#include "common/base/limits.h"
#include "common/db/db.h"
#include "crawler/queue/begin.h"
#include "crawler/run/run.h"

#define DUE_AT_ONCE "100"

enum rc
run_begin(struct run *r, const char *connection, const char *task, int64_t *run)
{
	enum rc rc;

	*run = 0;
	if ((rc = db_begin(r->c)) != RC_OK)
		return rc;
	rc = db_end(r->c, queue_begin(r->c, r->set, connection, task, run));
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
