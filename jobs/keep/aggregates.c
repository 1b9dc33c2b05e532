/* SPDX-License-Identifier: ISC */
/*
 * Counters that are counted again, and mended where they differ; and what is
 * not kept row by row, the genres and scores of users.
 *
 * A pass goes through all ids in portions and remembers its place between
 * them, so that a run that ends early is gone on with.  Counting reads only;
 * when something differs it is counted once more while the indexer waits, and
 * what is written is the current block's.
 */
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "jobs/job.h"

#define PORTION "1000"       /* users, tracks and playlists each, at most */
#define BEHIND  "2147483647" /* no id is larger */

struct pass {
	struct job_run *r;
	const char *above, *upto;         /* the portion; above is not in it */
	int64_t users, tracks, playlists; /* mended so far */
	int64_t judged;                   /* genres and scores */
};

static enum rc
one_number(struct pass *p, enum sql_id id, const char *const *param, int64_t *n)
{
	struct ctx *c = p->r->c;
	PGresult *res;
	int64_t more = 0;
	enum rc rc;

	if ((rc = db_run(c, &res, id, param)) == RC_OK)
		rc = db_i64(c, &more, res, 0, 0);
	*n += more;
	p->r->changed += (size_t)more;
	return rc;
}

/* One transaction. */
static enum rc
mend(struct pass *p)
{
	const char *param[] = { p->above, p->upto };
	enum rc rc;

	if ((rc = job_begin_rows(p->r->c)) != RC_OK)
		return rc;
	rc = one_number(p, SQL_JOB_RECOUNT_USERS, param, &p->users);
	if (rc == RC_OK)
		rc = one_number(p, SQL_JOB_RECOUNT_TRACKS, param, &p->tracks);
	if (rc == RC_OK)
		rc = one_number(p, SQL_JOB_RECOUNT_PLAYLISTS, param,
		    &p->playlists);
	return db_end(p->r->c, rc);
}

static enum rc
count(struct pass *p)
{
	const char *param[] = { p->above, p->upto };
	struct ctx *c = p->r->c;
	bool differs = false;
	PGresult *res;
	enum rc rc;

	rc = db_run(c, &res, SQL_JOB_RECOUNT_DIFFERS, param);
	if (rc == RC_OK)
		rc = db_bool(c, &differs, res, 0, 0);
	return rc == RC_OK && differs ? mend(p) : rc;
}

/* One transaction. */
static enum rc
judge_put(struct pass *p, const PGresult *found)
{
	const char *param[4];
	struct pgarr *v;
	int i, col;
	enum rc rc;

	for (col = 0; col < 4; col++) {
		v = pgarr_new(p->r->c->a);
		for (i = 0; i < PQntuples(found); i++)
			pgarr_text(v, db_text(found, i, col));
		param[col] = pgarr_done(v);
	}
	if ((rc = job_begin_rows(p->r->c)) != RC_OK)
		return rc;
	return db_end(p->r->c,
	    one_number(p, SQL_JOB_JUDGE_PUT, param, &p->judged));
}

static enum rc
judge(struct pass *p)
{
	const char *param[] = { p->above, p->upto };
	PGresult *found;
	enum rc rc;

	rc = db_run(p->r->c, &found, SQL_JOB_JUDGE, param);
	return rc == RC_OK && PQntuples(found) > 0 ? judge_put(p, found) : rc;
}

/* *over: it was the last one. */
static enum rc
portion(struct pass *p, bool *over)
{
	struct ctx *c = p->r->c;
	const char *param[2];
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_JOB_RECOUNT_PLACE, NULL)) != RC_OK)
		return rc;
	p->above = PQntuples(res) > 0 ? db_text(res, 0, 0) : "-1";
	param[0] = p->above;
	param[1] = PORTION;
	if ((rc = db_run(c, &res, SQL_JOB_RECOUNT_UPTO, param)) != RC_OK)
		return rc;
	p->upto = db_text(res, 0, 0);
	*over = p->upto == NULL;
	if (*over)
		p->upto = BEHIND;
	if ((rc = count(p)) != RC_OK || (rc = judge(p)) != RC_OK)
		return rc;
	param[0] = *over ? NULL : p->upto;
	return db_exec(c, SQL_JOB_RECOUNT_PLACE_PUT, param);
}

static void
tell(struct pass *p, bool over)
{
	job_did(p->r,
	    "mended %lld users, %lld tracks, %lld playlists; %lld genres or "
	    "scores%s",
	    (long long)p->users, (long long)p->tracks, (long long)p->playlists,
	    (long long)p->judged, over ? "" : "; more to count");
}

enum rc
aggregates_run(struct job_run *r)
{
	struct pass p = { .r = r };
	struct ctx *c = r->c;
	struct arena *keep;
	bool over = false;
	enum rc rc = RC_OK;

	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	while (rc == RC_OK && !over && job_go_on(r)) {
		rc = portion(&p, &over);
		arena_reset(c->a);
	}
	arena_free(c->a);
	ctx_back(c, keep);
	tell(&p, over);
	if (rc == RC_OK && p.users + p.tracks + p.playlists > 0)
		log_warn(&c->log,
		    "job=%s msg=\"counters were wrong: %lld users, %lld "
		    "tracks, "
		    "%lld playlists; they are mended\"",
		    r->job->name, (long long)p.users, (long long)p.tracks,
		    (long long)p.playlists);
	return rc == RC_OK && over
		   ? job_done(c, "update_aggregates:last-completion")
		   : rc;
}
