/* SPDX-License-Identifier: ISC */
/*
 * Scheduled releases: hidden tracks and albums whose day has come are public.
 * A pass does a hundred of each.  Albums have their turn in a pass that
 * released a track, as in the original.
 */
#include <inttypes.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "jobs/job.h"

#define AT_ONCE "100"

/* Who waits for the contest on a track of these hears that it is there. */
static enum rc
tell_contests(struct job_run *r, const PGresult *tracks)
{
	struct ctx *c = r->c;
	struct pgarr *ids = pgarr_new(c->a);
	const char *list, *param[5] = { NULL };
	PGresult *res;
	enum rc rc;
	int i;

	for (i = 0; i < PQntuples(tracks); i++)
		pgarr_text(ids, db_text(tracks, i, 0));
	list = pgarr_done(ids);
	rc = db_run(c, &res, SQL_JOB_RELEASE_CONTESTS, &list);
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		param[0] = db_text(res, i, JOB_RELEASE_CONTESTS_event_id);
		param[1] = db_text(res, i, JOB_RELEASE_CONTESTS_track_id);
		param[2] = db_text(res, i, JOB_RELEASE_CONTESTS_host);
		param[4] = db_text(res, i, JOB_RELEASE_CONTESTS_now);
		rc = db_exec(c, SQL_IDX_TELL_CONTEST_STARTED, param);
	}
	return rc;
}

static enum rc
release(struct job_run *r)
{
	static const char *const count = AT_ONCE;
	struct ctx *c = r->c;
	PGresult *tracks, *albums = NULL;
	enum rc rc;
	int n, m = 0;

	if ((rc = db_run(c, &tracks, SQL_JOB_RELEASE_TRACKS, &count)) != RC_OK)
		return rc;
	if ((n = PQntuples(tracks)) == 0)
		return RC_OK;
	if ((rc = tell_contests(r, tracks)) != RC_OK ||
	    (rc = db_run(c, &albums, SQL_JOB_RELEASE_ALBUMS, &count)) != RC_OK)
		return rc;
	m = PQntuples(albums);
	r->read = r->changed = (size_t)n + (size_t)m;
	job_did(r, "released %d tracks, %d albums", n, m);
	return RC_OK;
}

enum rc
releases_run(struct job_run *r)
{
	enum rc rc;

	if ((rc = job_begin_rows(r->c)) != RC_OK)
		return rc;
	return db_end(r->c, release(r));
}
