/* SPDX-License-Identifier: ISC */
/*
 * The crawler, for people: what is due, and each stage of its pipeline.  What
 * providers say is an owner's business, so that a task that fails is told and
 * makes nothing red; what makes it red is that nobody works.
 */
#include <inttypes.h>

#include "common/db/db.h"
#include "watch/watch.h"

#define LATE 900 /* seconds that something may be due */

struct seen {
	int64_t tasks, failing, paused, waiting, working, oldest, overdue;
};

static enum rc
look(struct watch *w, struct seen *n)
{
	int64_t *const to[] = { &n->tasks, &n->failing, &n->paused, &n->waiting,
		&n->working, &n->oldest, &n->overdue };
	PGresult *res;
	enum rc rc = db_run(w->c, &res, SQL_CRAWL_WATCH, NULL);
	int i;

	for (i = 0; rc == RC_OK && i < 7; i++)
		rc = db_i64(w->c, to[i], res, 0, i);
	return rc;
}

/* What failed last, and which word helps. */
static void
help(struct watch *w, const struct seen *n, bool is_late)
{
	if (is_late)
		watch_below(w,
		    "is its timer on? systemctl status discprov-crawl.timer");
	if (n->failing + n->paused > 0)
		watch_below(w,
		    "which: discprov-crawl list; again: discprov-crawl now; "
		    "no more: discprov-crawl stop");
}

static enum rc
stages(struct watch *w)
{
	const char *age, *why;
	int64_t failed, s;
	PGresult *res;
	enum rc rc = db_run(w->c, &res, SQL_CRAWL_WATCH_STAGES, NULL);
	int i;

	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		if ((rc = db_i64(w->c, &failed, res, i, 2)) != RC_OK)
			break;
		age = "never";
		if (db_text(res, i, 3) != NULL &&
		    (rc = db_i64(w->c, &s, res, i, 3)) == RC_OK)
			age = arena_printf(w->c->a, "%s ago",
			    watch_duration(w->c, s));
		watch_line(w, LIGHT_GOOD, db_text(res, i, 0), "stage",
		    "%s done, the last %s; %" PRId64 " failed",
		    db_text(res, i, 1), age, failed);
		if ((why = db_text(res, i, 5)) != NULL)
			watch_because(w, "%s", why);
	}
	return rc;
}

enum rc
watch_crawler(struct watch *w)
{
	struct seen n = { 0 };
	bool is_late;
	enum rc rc = look(w, &n);

	if (rc != RC_OK)
		return rc;
	if (n.tasks == 0) {
		watch_line(w, LIGHT_OFF, "crawler", "off",
		    "no connection to a provider is registered");
		return RC_OK;
	}
	is_late = n.overdue > LATE || n.oldest > LATE;
	watch_line(w, is_late ? LIGHT_RED : LIGHT_GOOD, "crawler",
	    is_late ? "late" : "ok",
	    "%" PRId64 " tasks, %" PRId64 " failing, %" PRId64
	    " paused; %" PRId64 " steps wait, %" PRId64 " are at work",
	    n.tasks, n.failing, n.paused, n.waiting, n.working);
	help(w, &n, is_late);
	return stages(w);
}
