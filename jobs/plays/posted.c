/* SPDX-License-Identifier: ISC */
/*
 * Listens that clients have posted to this host's pool become plays.  Each has
 * a name, so that lines which a killed run had taken in are not counted again.
 */
#include <inttypes.h>

#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/prog/spool.h"
#include "jobs/job.h"
#include "jobs/plays/lines.h"
#include "jobs/plays/play.h"

#define PAGE 5000 /* lines of one transaction */

/* A line that is no play was cut off by a stop of the machine. */
static void
take_line(struct job_run *r, struct plays *p, const struct span *line)
{
	struct ctx *c = r->c;
	struct json_object *o;
	const char *why = NULL;

	r->read++;
	if (line->p == NULL)
		why = "too long";
	else if (jsonr_user_doc(c, &o, line->p, line->len) != RC_OK)
		why = c->err.msg;
	else if (!json_object_is_type(o, json_type_object))
		why = "no JSON object";
	else
		why = plays_add(c, p, o);
	if (why == NULL)
		return;
	r->failed++;
	log_warn(&c->log, "line=%zu msg=\"a listen is left out: %s\"", r->read,
	    why);
	err_clear(&c->err);
}

/* The next lines, at most PAGE of them. */
static enum rc
read_page(struct job_run *r, struct lines *l, struct plays *p, bool *end)
{
	struct span line;
	enum rc rc = RC_OK;
	int n;

	for (n = 0; n < PAGE && (rc = lines_next(r->c, l, &line)) == RC_OK; n++)
		if (line.len > 0 || line.p == NULL)
			take_line(r, p, &line);
	*end = rc == RC_NOTFOUND;
	return *end ? RC_OK : rc;
}

static enum rc
write_page(struct job_run *r, struct plays *p)
{
	struct ctx *c = r->c;
	int64_t added = 0;
	enum rc rc;

	if (plays_len(p) == 0)
		return RC_OK;
	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	if ((rc = db_exec(c, SQL_PLAYS_TURN, NULL)) == RC_OK)
		rc = plays_put(c, p, &added);
	if ((rc = db_end(c, rc)) == RC_OK)
		r->changed += (size_t)added;
	return rc;
}

static enum rc
take_page(struct job_run *r, struct lines *l, bool *end)
{
	struct ctx *c = r->c;
	struct arena *keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	struct plays *p = plays_new(c->a);
	enum rc rc;

	if ((rc = read_page(r, l, p, end)) == RC_OK)
		rc = write_page(r, p);
	arena_free(c->a);
	ctx_back(c, keep);
	return rc;
}

/* A run whose time is over leaves the file for the next one. */
static enum rc
take_file(struct job_run *r, const char *path)
{
	struct ctx *c = r->c;
	struct lines *l = NULL;
	bool end = false;
	enum rc rc;

	rc = lines_open(c, &l, path);
	while (rc == RC_OK && !end && job_go_on(r))
		rc = take_page(r, l, &end);
	lines_close(l);
	return rc == RC_OK && end ? spool_done(c, path) : rc;
}

enum rc
listens_run(struct job_run *r)
{
	struct ctx *c = r->c;
	const char *path;
	enum rc rc;

	if (c->cf->listens_dir[0] == '\0') {
		job_did(r, "clients post none, see listens_dir");
		return RC_OK;
	}
	while (job_go_on(r) &&
	       (rc = spool_take(c, c->cf->listens_dir, &path)) == RC_OK)
		if ((rc = take_file(r, path)) != RC_OK)
			return rc;
	return rc == RC_OK || rc == RC_NOTFOUND
		   ? job_done(c, "listens:last-completion")
		   : rc;
}
