/* SPDX-License-Identifier: ISC */
/*
 * Trending: scores of tracks and playlists as of an hour of block time, and
 * the lists, notices and winners that follow from them.  The work is SQL: a
 * run is a list of statements in one transaction that sees one moment.  It
 * goes on from what the last one remembers, or counts everything anew.
 *
 * Must not: ask any clock; write rows that blocks own, but for notices, which
 * it writes while the indexer writes none.
 */
#include <string.h>

#include "common/base/pgarr.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "jobs/job.h"

/* What statements want to know, by number. */
enum param {
	P_END,
	P_AS_OF,
	P_PLAY_ID,
	P_SINCE,
	P_VERSIONS,
	P_WHOLE,
	P_WORDS, /* the versions as they were asked for */
	P_YEARS, /* does a version look at the plays of a year? */
	P__MAX
};

struct step {
	enum sql_id id;
	enum param param[4]; /* $1 to $4, ended by P_END when there are fewer */
};

/* clang-format off */

/* Everything anew. */
static const struct step whole[] = {
	{ SQL_JOB_TRENDING_FORGET,         { P_END } },
	{ SQL_JOB_TRENDING_WEIGHTS_ALL,    { P_END } },
	{ SQL_JOB_TRENDING_PLAYS_ALL,      { P_AS_OF, P_YEARS } },
	{ SQL_JOB_TRENDING_ALL,            { P_END } },
	{ SQL_JOB_TRENDING_ANALYZE,        { P_END } },
};

/* What has changed since the last run. */
static const struct step news[] = {
	{ SQL_JOB_TRENDING_WEIGHTS,        { P_SINCE } },
	{ SQL_JOB_TRENDING_CHANGED,        { P_AS_OF, P_SINCE } },
	{ SQL_JOB_TRENDING_PLAYS,          { P_AS_OF, P_YEARS, P_PLAY_ID } },
	{ SQL_JOB_TRENDING_PLAYS_NONE,     { P_END } },
	{ SQL_JOB_TRENDING_GONE,           { P_END } },
};

static const struct step scores[] = {
	{ SQL_JOB_TRENDING_TRACKS,         { P_AS_OF, P_YEARS } },
	{ SQL_JOB_TRENDING_SCORE,          { P_AS_OF, P_VERSIONS } },
	{ SQL_JOB_TRENDING_PLAYLISTS,      { P_AS_OF, P_VERSIONS } },
};

static const struct step sweep[] = {
	{ SQL_JOB_TRENDING_SWEEP,          { P_VERSIONS } },
};

static const struct step lists[] = {
	{ SQL_JOB_TRENDING_LISTS_CLEAR,    { P_END } },
	{ SQL_JOB_TRENDING_UNDERGROUND,    { P_AS_OF, P_VERSIONS } },
	{ SQL_JOB_TRENDING_PLAYLISTS_2022, { P_AS_OF, P_VERSIONS } },
	{ SQL_JOB_TRENDING_SHOWN,          { P_END } },
	{ SQL_JOB_TRENDING_TOUCHED_DONE,   { P_END } },
	{ SQL_JOB_TRENDING_END,            { P_AS_OF, P_PLAY_ID, P_WORDS, P_WHOLE } },
};
/* clang-format on */

struct trending {
	struct job_run *r;
	const char *param[P__MAX];
	bool due, whole;
};

/* Versions that are known, and whether they look at a year. */
static const struct {
	const char *name;
	bool years;
} versions[] = {
	{ "pnagD", false },
	{ "AnlGe", false },
	{ "EJ57D", false },
	{ "BDNxn", false },
	{ "ML51L", false },
	{ "aSPET", true },
	{ "ePWJD", true },
};

static enum rc
take_version(struct trending *t, struct pgarr *list, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (strcmp(versions[i].name, name) == 0)
			break;
	if (i == sizeof(versions) / sizeof(versions[0]))
		return err_set(&t->r->c->err, RC_CONFIG,
		    "trending: version '%s' is not known", name);
	if (versions[i].years)
		t->param[P_YEARS] = "t";
	pgarr_text(list, name);
	return RC_OK;
}

/* "pnagD, AnlGe" */
static enum rc
read_versions(struct trending *t)
{
	struct ctx *c = t->r->c;
	char *left = arena_strdup(c->a, c->cf->trending_versions), *word, *next;
	struct pgarr *list = pgarr_new(c->a);
	enum rc rc = RC_OK;

	t->param[P_WORDS] = c->cf->trending_versions;
	t->param[P_YEARS] = "f";
	for (word = strtok_r(left, ", ", &next); rc == RC_OK && word != NULL;
	     word = strtok_r(NULL, ", ", &next))
		rc = take_version(t, list, word);
	t->param[P_VERSIONS] = pgarr_done(list);
	return rc;
}

static enum rc
run_steps(struct trending *t, const struct step *step, size_t n)
{
	const char *param[4];
	enum rc rc = RC_OK;
	size_t i, j;

	for (i = 0; rc == RC_OK && i < n; i++) {
		for (j = 0; j < 4; j++)
			param[j] = t->param[step[i].param[j]];
		rc = db_exec(t->r->c, step[i].id, param);
	}
	return rc;
}
#define RUN(t, steps) run_steps(t, steps, sizeof(steps) / sizeof(steps[0]))

/* Is a run due, and for when? */
static enum rc
look(struct trending *t)
{
	struct ctx *c = t->r->c;
	const char *param[] = {
		arena_printf(c->a, "%llu",
		    (unsigned long long)c->cf->trending_refresh_seconds),
		t->r->as_of < 0
		    ? NULL
		    : arena_printf(c->a, "%lld", (long long)t->r->as_of),
		t->param[P_WORDS]
	};
	PGresult *res;
	enum rc rc;

	rc = db_run(c, &res, SQL_JOB_TRENDING_BEGIN, param);
	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	rc = db_bool(c, &t->due, res, 0, 1);
	if (rc == RC_OK)
		rc = db_bool(c, &t->whole, res, 0, 2);
	t->param[P_AS_OF] = db_text(res, 0, 0);
	t->param[P_WHOLE] = t->whole ? "t" : "f";
	t->param[P_SINCE] = db_text(res, 0, 3);
	t->param[P_PLAY_ID] = db_text(res, 0, 4);
	return rc;
}

static enum rc
count(struct trending *t, enum sql_id id, size_t *n)
{
	struct ctx *c = t->r->c;
	PGresult *res;
	enum rc rc;
	int64_t more;
	int i;

	rc = db_run(c, &res, id, &t->param[P_VERSIONS]);
	for (i = 0; rc == RC_OK && i < PQnfields(res); i++)
		if ((rc = db_i64(c, &more, res, 0, i)) == RC_OK)
			*n += (size_t)more;
	return rc;
}

static enum rc
compute(struct trending *t)
{
	enum rc rc;

	rc = db_exec(t->r->c, SQL_JOB_TRENDING_PLANS, &t->param[P_WHOLE]);
	if (rc == RC_OK)
		rc = t->whole ? RUN(t, whole) : RUN(t, news);
	if (rc == RC_OK)
		rc = RUN(t, scores);
	if (rc == RC_OK && t->whole)
		rc = RUN(t, sweep);
	if (rc == RC_OK)
		rc = RUN(t, lists);
	if (rc == RC_OK)
		rc = count(t, SQL_JOB_TRENDING_WORK_DONE, &t->r->read);
	return rc;
}

static enum rc
score(struct trending *t)
{
	struct ctx *c = t->r->c;
	enum rc rc;

	if ((rc = db_begin_frozen(c)) != RC_OK)
		return rc;
	if ((rc = look(t)) == RC_OK && t->due)
		rc = compute(t);
	return db_end(c, rc);
}

static enum rc
tell_all(struct trending *t)
{
	static const enum sql_id part[] = { SQL_JOB_TRENDING_NOTICES,
		SQL_JOB_TRENDING_TASTEMAKERS, SQL_JOB_TRENDING_RESULTS };
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < sizeof(part) / sizeof(part[0]); i++)
		rc = count(t, part[i], &t->r->changed);
	return rc == RC_OK ? db_exec(t->r->c, SQL_JOB_TRENDING_TOLD, NULL) : rc;
}

/*
 * Notices get their numbers where the indexer gets its own, so they are
 * written between its blocks.  Killed before this, a run has it made up for
 * by the next one.
 */
static enum rc
tell(struct trending *t)
{
	struct ctx *c = t->r->c;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_JOB_TRENDING_UNTOLD, NULL)) != RC_OK ||
	    PQntuples(res) == 0 || (rc = db_begin(c)) != RC_OK)
		return rc;
	rc = lock_transaction(c, LOCK_ROWS);
	if (rc == RC_OK)
		rc = tell_all(t);
	return db_end(c, rc);
}

enum rc
trending_run(struct job_run *r)
{
	struct trending t = { .r = r };
	enum rc rc;

	if ((rc = read_versions(&t)) != RC_OK || (rc = score(&t)) != RC_OK ||
	    (rc = tell(&t)) != RC_OK || !t.due)
		return rc;
	if ((rc = job_done(r->c, "trending:tracks:last-completion")) == RC_OK)
		rc = job_done(r->c, "trending-playlists:last-completion");
	return rc;
}
