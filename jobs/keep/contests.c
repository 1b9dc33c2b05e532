/* SPDX-License-Identifier: ISC */
/*
 * Remix contests that end soon, or have just ended: host and fans hear of it,
 * each once.
 */
#include <inttypes.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/db/db.h"
#include "jobs/job.h"

#define AT_ONCE "10" /* contests; the crowd of one may be everybody */

/* Whom a notice is for, and when: hours from now in which the end lies. */
static const struct notice {
	const char *type, *first, *last;
	const char *host, *remixers;
} notices[] = {
	{ "fan_remix_contest_ended", "-24", "0", "f", "t" },
	{ "fan_remix_contest_ending_soon", "0", "72", "f", "f" },
	{ "artist_remix_contest_ended", "-24", "0", "t", "f" },
	{ "artist_remix_contest_ending_soon", "0", "48", "t", "f" },
};

/* Some of them behind *after; over: there are no more. */
static enum rc
tell_some(struct job_run *r, const struct notice *n, const char **after,
    bool *over)
{
	struct ctx *c = r->c;
	const char *param[] = { n->type, n->first, n->last, n->host,
		n->remixers, *after, AT_ONCE };
	int64_t told = 0;
	PGresult *res;
	enum rc rc;

	if ((rc = job_begin_rows(c)) != RC_OK)
		return rc;
	rc = db_run(c, &res, SQL_JOB_CONTESTS_TELL, param);
	if (rc == RC_OK)
		rc = db_i64(c, &told, res, 0, JOB_CONTESTS_TELL_told);
	if ((rc = db_end(c, rc)) != RC_OK)
		return rc;
	r->read += (size_t)told;
	r->changed += (size_t)told;
	*after = db_text(res, 0, JOB_CONTESTS_TELL_last);
	*over = *after == NULL;
	return RC_OK;
}

enum rc
contests_run(struct job_run *r)
{
	const char *after;
	enum rc rc = RC_OK;
	bool over;
	size_t i;

	for (i = 0; i < sizeof(notices) / sizeof(notices[0]); i++)
		for (after = "-1", over = false; !over && job_go_on(r);)
			if ((rc = tell_some(r, &notices[i], &after, &over)) !=
			    RC_OK)
				return rc;
	if (r->changed > 0)
		job_did(r, "told %zu", r->changed);
	return RC_OK;
}
