/* SPDX-License-Identifier: ISC */
/*
 * Each transaction takes in some lines and moves the file's place on, so that
 * no line counts twice however often we are killed.  A line that is no play
 * stops nobody: it is told, counted and left out.
 */
#include "jobs/plays/import.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "common/json/jsonr.h"
#include "common/prog/bar.h"
#include "jobs/plays/lines.h"
#include "jobs/plays/listens.h"
#include "jobs/plays/play.h"

#define CHUNK_LINES 50000       /* of one transaction */
#define CHUNK_BYTES (16u << 20) /* the same; a longer line ends it as well */
#define TOLD        20          /* bad lines by their number */

struct import {
	struct ctx *c;
	struct plays_import *sum;
	struct lines *l;
	struct arena *line, *chunk;
	struct plays *plays; /* of this chunk, as the next one */
	struct listens *listens;
	int64_t lines, bad;       /* of the file, in runs before this one */
	const char *was;          /* digest of the place in the database */
	char place[LINES_DIGEST]; /* where it is kept once we have moved on */
	struct bar bar;
};

/* Lines. */

static void
note_bad(struct import *im, const char *why)
{
	const struct log *log = &im->c->log;

	if (im->sum->bad++ < TOLD) {
		bar_end(&im->bar); /* or the line would stand behind it */
		log_warn(log, "line=%" PRId64 " msg=\"left out: %s\"",
		    im->lines + im->sum->lines, why);
	}
	if (im->sum->bad == TOLD)
		log_warn(log, "msg=\"further lines that are left out are "
			      "only counted\"");
}

/* Each total that is none is a bad line of its own. */
static void
take_answer(struct import *im, struct json_object *listens)
{
	size_t i, n = json_object_array_length(listens);
	struct iso_time updated;
	const char *why;

	for (i = 0; i < n; i++) {
		why = listens_add(im->c, im->listens,
		    json_object_array_get_idx(listens, i), &updated);
		if (why != NULL)
			note_bad(im, why);
	}
}

static void
take_object(struct import *im, struct json_object *o)
{
	struct json_object *listens;
	struct iso_time updated;
	const char *why = NULL;

	if (jsonr_opt_arr(&listens, o, "listens"))
		take_answer(im, listens);
	else if (listens_is(o))
		why = listens_add(im->c, im->listens, o, &updated);
	else
		why = plays_add(im->c, im->plays, o);
	if (why != NULL)
		note_bad(im, why);
}

static bool
is_blank(const struct span *line)
{
	size_t i;

	for (i = 0; i < line->len; i++)
		if (line->p[i] != ' ' && line->p[i] != '\t' &&
		    line->p[i] != '\r')
			return false;
	return true;
}

/* What it is parsed into dies with it. */
static void
take_line(struct import *im, const struct span *line)
{
	struct ctx *c = im->c;
	struct json_object *o;
	struct arena *keep;

	im->sum->lines++;
	if (line->p == NULL) {
		note_bad(im, "too long");
		return;
	}
	if (is_blank(line))
		return;
	keep = ctx_in(c, im->line);
	if (jsonr_user_doc(c, &o, line->p, line->len) != RC_OK) {
		note_bad(im, c->err.msg);
		err_clear(&c->err);
	} else if (!json_object_is_type(o, json_type_object)) {
		note_bad(im, "no JSON object");
	} else {
		take_object(im, o);
	}
	arena_reset(im->line);
	ctx_back(c, keep);
}

/* Transactions. */

static enum rc
read_chunk(struct import *im, bool *end)
{
	uint64_t begin = lines_at(im->l);
	struct span line;
	enum rc rc;
	int n;

	arena_reset(im->chunk);
	im->plays = plays_new(im->chunk);
	im->listens = listens_new(im->chunk);
	for (n = 0; n < CHUNK_LINES && lines_at(im->l) - begin < CHUNK_BYTES;
	     n++) {
		if ((rc = lines_next(im->c, im->l, &line)) == RC_NOTFOUND) {
			*end = true;
			return RC_OK;
		}
		if (rc != RC_OK)
			return rc;
		take_line(im, &line);
	}
	return RC_OK;
}

static enum rc
put_listens(struct import *im, int64_t *added)
{
	int64_t some, more = (int64_t)listens_len(im->listens);
	enum rc rc = RC_OK;

	while (rc == RC_OK && more > 0) {
		if (stop_asked())
			return RC_BUSY;
		rc = listens_take(im->c, im->listens, &some, &more);
		if (rc == RC_OK)
			*added += some;
	}
	return rc;
}

static enum rc
put_place(struct import *im, bool end)
{
	struct ctx *c = im->c;
	char digest[LINES_DIGEST];
	const char *param[6] = { im->was, digest };
	enum rc rc;

	lines_digest(im->l, digest);
	param[2] = arena_printf(c->a, "%" PRIu64, lines_at(im->l));
	param[3] = arena_printf(c->a, "%" PRId64, im->lines + im->sum->lines);
	param[4] = arena_printf(c->a, "%" PRId64, im->bad + im->sum->bad);
	param[5] = end ? "t" : "f";
	if ((rc = db_exec(c, SQL_PLAYS_FILES_PUT, param)) != RC_OK)
		return rc;
	snprintf(im->place, sizeof(im->place), "%s", digest);
	im->was = im->place;
	return RC_OK;
}

static enum rc
write_chunk(struct import *im, bool end)
{
	struct ctx *c = im->c;
	int64_t added = 0;
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = db_exec(c, SQL_PLAYS_TURN, NULL);
	if (rc == RC_OK && plays_len(im->plays) > 0)
		rc = plays_put(c, im->plays, &added);
	if (rc == RC_OK)
		rc = put_listens(im, &added);
	if (rc == RC_OK)
		rc = put_place(im, end);
	if ((rc = db_end(c, rc)) == RC_OK)
		im->sum->added += added;
	return rc;
}

static void
show(struct import *im)
{
	char words[96], pairs[160];

	if (!bar_due(&im->bar))
		return;
	snprintf(words, sizeof(words), "%" PRId64 " plays  %" PRId64 " bad",
	    im->sum->added, im->sum->bad);
	snprintf(pairs, sizeof(pairs),
	    "line=%" PRId64 " plays=%" PRId64 " bad=%" PRId64,
	    im->lines + im->sum->lines, im->sum->added, im->sum->bad);
	bar_show(&im->bar, (double)lines_at(im->l), (double)lines_size(im->l),
	    words, pairs);
}

static enum rc
all_chunks(struct import *im)
{
	bool end = false;
	enum rc rc = RC_OK;

	bar_begin(&im->bar, &im->c->log, true, "importing", "bytes",
	    (double)lines_at(im->l));
	while (rc == RC_OK && !end && !stop_asked()) {
		if ((rc = read_chunk(im, &end)) == RC_OK)
			rc = write_chunk(im, end);
		show(im);
	}
	bar_end(&im->bar);
	if (rc == RC_BUSY || (rc == RC_OK && !end))
		rc = err_set(&im->c->err, RC_BUSY,
		    "asked to stop behind line %" PRId64
		    "; the next run goes on there",
		    im->lines + im->sum->lines);
	return rc;
}

/* The place. */

/* A row of plays_files; true: it is how our file begins. */
static enum rc
is_ours(struct import *im, const PGresult *res, int row, bool *same)
{
	int64_t bytes;
	enum rc rc;

	*same = false;
	if ((rc = db_i64(im->c, &bytes, res, row, 1)) != RC_OK ||
	    (uint64_t)bytes > lines_size(im->l))
		return rc;
	return lines_pass(im->c, im->l, (uint64_t)bytes, db_text(res, row, 0),
	    same);
}

static enum rc
go_on(struct import *im, const PGresult *res, int row)
{
	struct ctx *c = im->c;
	bool done;
	enum rc rc;

	if ((rc = db_i64(c, &im->lines, res, row, 2)) != RC_OK ||
	    (rc = db_i64(c, &im->bad, res, row, 3)) != RC_OK ||
	    (rc = db_bool(c, &done, res, row, 4)) != RC_OK)
		return rc;
	/* Where a file ended stays known when another one goes on there. */
	im->was = done ? NULL : db_text(res, row, 0);
	log_info(&c->log, "line=%" PRId64 " msg=\"an earlier run got here\"",
	    im->lines);
	return RC_OK;
}

/* The farthest place that is known. */
static enum rc
find_place(struct import *im)
{
	struct ctx *c = im->c;
	struct lines_mark *mark = lines_mark(c->a, im->l);
	PGresult *res;
	int row, best = -1;
	bool same;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_PLAYS_FILES, NULL)) != RC_OK)
		return rc;
	for (row = 0; row < PQntuples(res) && !stop_asked(); row++) {
		if ((rc = is_ours(im, res, row, &same)) != RC_OK)
			return rc;
		if (!same)
			continue;
		mark = lines_mark(c->a, im->l);
		best = row;
	}
	if ((rc = lines_return(c, im->l, mark)) != RC_OK || best == -1)
		return rc;
	return go_on(im, res, best);
}

static enum rc
import(struct import *im)
{
	struct ctx *c = im->c;
	struct arena *keep;
	enum rc rc;

	if ((rc = find_place(im)) != RC_OK)
		return rc;
	im->line = arena_new(LIM_ARENA_BLOCK);
	im->chunk = arena_new(LIM_ARENA_BLOCK);
	keep = ctx_in(c, im->chunk);
	rc = all_chunks(im);
	ctx_back(c, keep);
	arena_free(im->line);
	arena_free(im->chunk);
	return rc;
}

static enum rc
locked(struct import *im)
{
	struct ctx *c = im->c;
	enum rc rc;

	if ((rc = lock_file(c, "import-plays")) != RC_OK ||
	    (rc = db_open(c, &c->db, DB_WRITER)) != RC_OK ||
	    (rc = lock_db(c, LOCK_IMPORT_PLAYS)) != RC_OK ||
	    (rc = migrate_check(c)) != RC_OK)
		return rc;
	return import(im);
}

enum rc
plays_import(struct ctx *c, const char *path, struct plays_import *sum)
{
	struct import im = { .c = c, .sum = sum };
	enum rc rc;

	*sum = (struct plays_import){ 0 };
	if ((rc = lines_open(c, &im.l, path)) != RC_OK)
		return rc;
	rc = locked(&im);
	lines_close(im.l);
	db_close(c->db);
	c->db = NULL;
	if (rc == RC_OK && sum->bad > 0)
		rc = err_set(&c->err, RC_DATA,
		    "file %s: %" PRId64 " lines are no plays, and left out",
		    path, sum->bad);
	return rc;
}
