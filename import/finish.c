/* SPDX-License-Identifier: ISC */
/*
 * Each step is a transaction, and is on record with it: who is killed goes on
 * behind the last one.
 */
#include "import/finish.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/db/db.h"
#include "import/copy.h"
#include "import/import.h"
#include "import/mapping.h"

static enum rc
go_on(struct import *im, const char *what)
{
	log_info(&im->c->log, "msg=\"%s\"", what);
	if (!stop_asked())
		return RC_OK;
	return err_set(&im->c->err, RC_BUSY,
	    "asked to stop before %s; the next run goes on there", what);
}

static enum rc
took(struct import *im, const char *what, int64_t begin_ms, enum rc rc)
{
	if (rc == RC_OK)
		log_info(&im->c->log, "ms=%" PRId64 " msg=\"done: %s\"",
		    now_ms() - begin_ms, what);
	return rc;
}

/* How many of a step are done; drawn while the server works, too. */
static void
counted(struct import *im, const char *what, const char *unit, double all)
{
	bar_begin(&im->bar, &im->c->log, true, what, unit, 0);
	im->at_done = 0;
	im->at_all = all;
	im->at_name = "";
}

static void
show(void *arg)
{
	struct import *im = arg;
	char words[96], pairs[128];

	if (!bar_due(&im->bar))
		return;
	snprintf(words, sizeof(words), "%.60s", im->at_name);
	snprintf(pairs, sizeof(pairs), "name=%.64s", im->at_name);
	bar_show(&im->bar, im->at_done, im->at_all, words, pairs);
}

static void
next(struct import *im, const char *name)
{
	im->at_name = name;
	db_tick(im->c->db, show, im);
	show(im);
}

static void
counted_all(struct import *im)
{
	db_tick(im->c->db, NULL, NULL);
	bar_end(&im->bar);
}

/* Statistics for the plans of all that follows; seen pages for index scans. */
static enum rc
vacuum(struct import *im)
{
	static const char what[] = "collecting statistics";
	int64_t begin_ms = now_ms();
	struct ctx *c = im->c;
	enum rc rc = go_on(im, what);
	size_t i;

	counted(im, what, "tables", (double)nmappings);
	for (i = 0; rc == RC_OK && i < nmappings && !stop_asked(); i++) {
		next(im, mappings[i].table);
		if (im->part[i].taken > 0)
			rc = db_script(c, "vacuum",
			    arena_printf(c->a, "VACUUM (ANALYZE) disc.%s",
				db_name(c, mappings[i].table)));
		im->at_done++;
	}
	counted_all(im);
	return took(im, what, begin_ms, rc);
}

static enum rc
indexes(struct import *im)
{
	static const char what[] = "making indexes";
	int64_t begin_ms = now_ms();
	struct ctx *c = im->c;
	const char *name;
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_IMPORT_INDEXES, NULL)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	rc = go_on(im, what);
	counted(im, what, "indexes", PQntuples(res));
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		name = db_text(res, i, 0);
		if (stop_asked()) {
			rc = go_on(im, name);
			break;
		}
		next(im, name);
		log_debug(&c->log, "index=%s msg=\"making it\"", name);
		if ((rc = db_exec(c, SQL_IMPORT_INDEX, &name)) != RC_OK)
			err_add(&c->err, "index %s", name);
		im->at_done++;
	}
	counted_all(im);
	return took(im, what, begin_ms, rc);
}

/* A step that is one statement. */
struct step {
	const char *name, *what;
	enum sql_id id;
	const char *unless; /* a table of the source that says it, or NULL */
};

static const struct step steps[] = {
	{ "(members)", "finding which playlists hold a track",
	    SQL_IMPORT_MEMBERS, "playlist_tracks" },
	{ "(counters)", "counting", SQL_IMPORT_COUNT, NULL },
	{ "(plays)", "counting plays", SQL_IMPORT_COUNT_PLAYS, NULL },
	{ "(search)", "making the words of the search", SQL_IMPORT_SEARCH,
	    NULL },
};

static enum rc
is_done(struct import *im, const char *name, bool *done)
{
	PGresult *res;
	enum rc rc;
	int i;

	*done = false;
	rc = db_run(im->c, &res, SQL_IMPORT_PARTS, NULL);
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++)
		if (strcmp(db_text(res, i, IMPORT_PARTS_name), name) == 0)
			rc = db_bool(im->c, done, res, i, IMPORT_PARTS_done);
	return rc;
}

static enum rc
make(struct import *im, const struct step *s)
{
	struct part p = { .name = s->name, .done = true };
	int64_t begin_ms = now_ms();
	struct ctx *c = im->c;
	bool done;
	enum rc rc;

	if (s->unless != NULL && import_relation(im, s->unless) != NULL)
		return RC_OK;
	if ((rc = is_done(im, s->name, &done)) != RC_OK || done)
		return rc;
	if ((rc = go_on(im, s->what)) != RC_OK || (rc = db_begin(c)) != RC_OK)
		return rc;
	if ((rc = db_exec(c, s->id, NULL)) == RC_OK)
		rc = part_put(c, &p, NULL);
	return took(im, s->what, begin_ms, db_end(c, rc));
}

/* The tables that the steps have filled. */
static enum rc
analyze(struct import *im)
{
	return db_script(im->c, "analyze",
	    "ANALYZE disc.aggregate_user, disc.aggregate_track, "
	    "disc.aggregate_playlist, disc.aggregate_plays, "
	    "disc.search_docs, disc.search_words, disc.search_vocabulary, "
	    "disc.search_keys");
}

enum rc
import_put_time(struct ctx *c)
{
	const char *param[] = { NULL };
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IMPORT_BLOCK_TIME, NULL)) != RC_OK)
		return rc;
	param[0] = db_text(res, 0, 0);
	return db_exec(c, SQL_IDX_PUBLISH, param);
}

static const char *
number(struct arena *a, int64_t n)
{
	return arena_printf(a, "%" PRId64, n);
}

static enum rc
put_cores(struct import *im)
{
	struct arena *a = im->c->a;
	const char *param[4];
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < im->ncores; i++) {
		param[0] = number(a, (int64_t)i + 1);
		param[1] = im->core[i].chain_id;
		param[2] = number(a, im->core[i].base);
		param[3] = number(a, im->core[i].first);
		rc = db_exec(im->c, SQL_IDX_CORE_CHAIN_PUT, param);
	}
	return rc;
}

static enum rc
put_position(struct import *im)
{
	const struct position *at = &im->at;
	struct arena *a = im->c->a;
	const char *param[] = { at->hash, number(a, at->number), at->parent,
		at->core > 0 ? number(a, at->core) : NULL,
		at->core > 0 ? number(a, at->height) : NULL };

	return db_exec(im->c, SQL_IMPORT_END, param);
}

/* From here on it is a database like any other. */
static enum rc
open_up(struct import *im)
{
	struct ctx *c = im->c;
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	if ((rc = put_cores(im)) == RC_OK && (rc = put_position(im)) == RC_OK)
		rc = import_put_time(c);
	return db_end(c, rc);
}

enum rc
finish(struct import *im)
{
	struct ctx *c = im->c;
	PGresult *res;
	enum rc rc;
	size_t i;

	if ((rc = db_run(c, &res, SQL_IMPORT_MEMORY, NULL)) != RC_OK ||
	    (rc = indexes(im)) != RC_OK || (rc = vacuum(im)) != RC_OK)
		return rc;
	for (i = 0; rc == RC_OK && i < sizeof(steps) / sizeof(steps[0]); i++)
		rc = make(im, &steps[i]);
	if (rc != RC_OK || (rc = analyze(im)) != RC_OK ||
	    (rc = go_on(im, "opening it")) != RC_OK)
		return rc;
	return open_up(im);
}
