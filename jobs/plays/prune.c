/* SPDX-License-Identifier: ISC */
/*
 * Old plays go, when the configuration says so.  What they were counted for
 * stays, and so do histories: none goes that a history has not read.
 */
#include <inttypes.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "jobs/job.h"

#define PAGE 50000 /* plays of one transaction */

static enum rc
remove_some(struct job_run *r, size_t *n)
{
	struct ctx *c = r->c;
	const char *param[2];
	uint64_t gone = 0;
	PGresult *res;
	enum rc rc;

	param[0] = arena_printf(c->a, "%" PRIu64, c->cf->plays_keep_days);
	param[1] = arena_printf(c->a, "%d", PAGE);
	if ((rc = db_exec(c, SQL_PLAYS_PRUNE_BEGIN, NULL)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_PLAYS_PRUNE, param)) != RC_OK)
		return rc;
	if (num_u64(&gone, PQcmdTuples(res), 0, PAGE) != 0)
		return err_set(&c->err, RC_BUG, "plays_prune: no count");
	*n = (size_t)gone;
	return RC_OK;
}

enum rc
prune_plays_run(struct job_run *r)
{
	struct ctx *c = r->c;
	size_t n = PAGE;
	enum rc rc = RC_OK;

	if (c->cf->plays_keep_days == 0) {
		job_did(r, "plays are kept for ever");
		return RC_OK;
	}
	while (rc == RC_OK && n == PAGE && job_go_on(r)) {
		if ((rc = db_begin(c)) == RC_OK)
			rc = db_end(c, remove_some(r, &n));
		if (rc == RC_OK)
			r->changed += n;
	}
	return rc != RC_OK ? rc : job_done(c, "prune_plays:last-completion");
}
