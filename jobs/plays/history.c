/* SPDX-License-Identifier: ISC */
/*
 * Listening histories: for each user the tracks heard last.  Plays enter them
 * in the order of their ids, and the place moves in the same transaction.
 */
#include <inttypes.h>

#include "common/base/limits.h"
#include "common/db/db.h"
#include "jobs/job.h"

#define PAGE 20000 /* plays of one transaction */

static enum rc
read_place(struct ctx *c, const char **id)
{
	PGresult *res;
	enum rc rc;

	rc = db_run(c, &res, SQL_HISTORY_PLACE, NULL);
	if (rc == RC_OK)
		*id = db_text(res, 0, 0);
	return rc;
}

/* *over: there was no more than this. */
static enum rc
add_plays(struct job_run *r, bool *over)
{
	struct ctx *c = r->c;
	const char *param[3], *upto;
	int64_t read, changed;
	PGresult *res;
	enum rc rc;

	param[1] = arena_printf(c->a, "%d", PAGE);
	param[2] = arena_printf(c->a, "%d", LIM_HISTORY);
	if ((rc = read_place(c, &param[0])) != RC_OK ||
	    (rc = db_run(c, &res, SQL_HISTORY_ADD, param)) != RC_OK ||
	    (rc = db_i64(c, &read, res, 0, 1)) != RC_OK ||
	    (rc = db_i64(c, &changed, res, 0, 2)) != RC_OK)
		return rc;
	r->read += (size_t)read;
	r->changed += (size_t)changed;
	*over = read < PAGE;
	upto = db_text(res, 0, 0);
	return upto == NULL ? RC_OK : db_exec(c, SQL_HISTORY_PLACE_PUT, &upto);
}

enum rc
listening_history_run(struct job_run *r)
{
	struct ctx *c = r->c;
	struct arena *keep;
	bool over = false;
	enum rc rc = RC_OK;

	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	while (rc == RC_OK && !over && job_go_on(r)) {
		if ((rc = db_begin(c)) == RC_OK)
			rc = db_end(c, add_plays(r, &over));
		arena_reset(c->a);
	}
	arena_free(c->a);
	ctx_back(c, keep);
	return rc != RC_OK ? rc
			   : job_done(c, "listening_history:last-completion");
}
