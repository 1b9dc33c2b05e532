/* SPDX-License-Identifier: ISC */
/*
 * What users hear of rewards as time goes by: that one which had to wait may be
 * claimed, and that a streak of listening is about to be lost.  Who has earned
 * what is not ours to find out: the tables are filled by those who read the
 * other chain.
 */
#include "common/db/db.h"
#include "jobs/job.h"

#define AT_ONCE   "500"
#define AT_ONCE_N 500

/* One transaction; *told of it. */
static enum rc
tell(struct job_run *r, PGresult **res, enum sql_id id, int col,
    const char *const *param, int64_t *told)
{
	struct ctx *c = r->c;
	enum rc rc;

	*told = 0;
	if ((rc = job_begin_rows(c)) != RC_OK)
		return rc;
	if ((rc = db_run(c, res, id, param)) == RC_OK)
		rc = db_i64(c, told, *res, 0, col);
	if ((rc = db_end(c, rc)) == RC_OK) {
		r->read += (size_t)*told;
		r->changed += (size_t)*told;
	}
	return rc;
}

static enum rc
done(struct job_run *r, enum rc rc)
{
	if (r->changed > 0)
		job_did(r, "told %zu", r->changed);
	return rc;
}

enum rc
rewards_run(struct job_run *r)
{
	const char *param[] = { AT_ONCE };
	int64_t told = AT_ONCE_N;
	enum rc rc = RC_OK;
	PGresult *res;

	while (rc == RC_OK && told == AT_ONCE_N && job_go_on(r))
		rc = tell(r, &res, SQL_JOB_REWARDS_TELL, JOB_REWARDS_TELL_told,
		    param, &told);
	return done(r, rc);
}

enum rc
streaks_run(struct job_run *r)
{
	const char *param[] = { "-1", AT_ONCE };
	enum rc rc = RC_OK;
	PGresult *res;
	int64_t told;

	while (rc == RC_OK && param[0] != NULL && job_go_on(r)) {
		rc = tell(r, &res, SQL_JOB_STREAKS_TELL, JOB_STREAKS_TELL_told,
		    param, &told);
		if (rc == RC_OK)
			param[0] = db_text(res, 0, JOB_STREAKS_TELL_last);
	}
	return done(r, rc);
}
