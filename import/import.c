/* SPDX-License-Identifier: ISC */
#include "import/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "import/copy.h"
#include "import/finish.h"
#include "import/report.h"
#include "import/source.h"
#include "jobs/job.h"

/* Nobody else. */

static enum rc
one_lock(struct ctx *c, enum lock_key key)
{
	enum rc rc = lock_db(c, key);

	if (rc == RC_BUSY)
		err_add(&c->err,
		    "somebody else works with the database; stop the timers: "
		    "systemctl stop discprov-index.timer discprov-jobs.target "
		    "discprov-jobs-ethereum.target discprov-catch-up");
	return rc;
}

static enum rc
lock_all(struct ctx *c)
{
	enum rc rc;
	size_t i;

	if ((rc = one_lock(c, LOCK_IMPORT)) != RC_OK ||
	    (rc = one_lock(c, LOCK_INDEX)) != RC_OK ||
	    (rc = one_lock(c, LOCK_IMPORT_PLAYS)) != RC_OK)
		return rc;
	for (i = 0; rc == RC_OK && i < njobs; i++)
		rc = one_lock(c, jobs[i].lock);
	return rc;
}

/* Where it is. */

void
part_reason(struct part *p, const char *text, int64_t more)
{
	size_t i;

	for (i = 0; i < p->nreasons; i++)
		if (strcmp(p->reason[i].text, text) == 0)
			break;
	if (i == IMPORT_REASONS)
		i--; /* the last one stands for others, too */
	if (i == p->nreasons) {
		p->reason[i].text = i + 1 == IMPORT_REASONS
					? "other reasons"
					: arena_strdup(p->a, text);
		p->nreasons++;
	}
	p->reason[i].count += more;
}

/* The list with its n-th name, from 0 on. */
const char *
import_name(struct arena *a, const char *list, size_t n, const char *name)
{
	if (n >= IMPORT_NAMES)
		return list;
	return arena_printf(a, "%s%s%s", list, n > 0 ? ", " : "", name);
}

/* The list of n names, as far as they are in it. */
const char *
import_names_end(struct arena *a, const char *list, size_t n)
{
	if (n <= IMPORT_NAMES)
		return list;
	return arena_printf(a, "%s and %zu more", list, n - IMPORT_NAMES);
}

const struct relation *
import_relation(const struct import *im, const char *name)
{
	size_t i;

	for (i = 0; i < im->nrelations; i++)
		if (strcmp(im->relation[i].name, name) == 0)
			return &im->relation[i];
	return NULL;
}

void
import_show(struct import *im, const char *table, int64_t rows, int64_t bytes)
{
	const struct relation *r;
	char words[96], pairs[160];
	int64_t done;

	if (!bar_due(&im->bar))
		return;
	r = import_relation(im, table);
	done =
	    im->bytes_done + (r != NULL && bytes > r->bytes ? r->bytes : bytes);
	snprintf(words, sizeof(words), "%.40s", table);
	snprintf(pairs, sizeof(pairs), "table=%.64s rows=%" PRId64, table,
	    rows);
	bar_show(&im->bar, (double)done, (double)im->bytes, words, pairs);
}

/* What runs before this one have done. */
static enum rc
read_parts(struct import *im)
{
	struct ctx *c = im->c;
	int64_t count;
	PGresult *res;
	struct part *p;
	enum rc rc;
	size_t k;
	int i;

	im->part = arena_zalloc(c->a, nmappings, sizeof(*im->part));
	for (k = 0; k < nmappings; k++) {
		im->part[k].name = mappings[k].table;
		im->part[k].a = c->a;
	}
	rc = db_run(c, &res, SQL_IMPORT_PARTS, NULL);
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		for (p = NULL, k = 0; p == NULL && k < nmappings; k++)
			if (strcmp(mappings[k].table,
				db_text(res, i, IMPORT_PARTS_name)) == 0)
				p = &im->part[k];
		if (p == NULL)
			continue;
		if ((rc = db_i64(c, &p->read, res, i, IMPORT_PARTS_read)) !=
			RC_OK ||
		    (rc = db_i64(c, &p->taken, res, i, IMPORT_PARTS_taken)) !=
			RC_OK ||
		    (rc = db_bool(c, &p->done, res, i, IMPORT_PARTS_done)) !=
			RC_OK ||
		    db_text(res, i, IMPORT_PARTS_reason) == NULL)
			continue;
		if ((rc = db_i64(c, &count, res, i, IMPORT_PARTS_count)) ==
		    RC_OK)
			part_reason(p, db_text(res, i, IMPORT_PARTS_reason),
			    count);
	}
	return rc;
}

/* The key behind which a table goes on; NULL: from its beginning. */
static enum rc
read_place(struct import *im, const char *table, const char *const **place)
{
	const char **cell;
	PGresult *res;
	enum rc rc;
	int i, n;

	*place = NULL;
	rc = db_run(im->c, &res, SQL_IMPORT_PLACE, &table);
	if (rc != RC_OK || (n = PQntuples(res)) == 0)
		return rc;
	cell = arena_zalloc(im->c->a, (size_t)n, sizeof(*cell));
	for (i = 0; i < n; i++)
		cell[i] = db_text(res, i, 0);
	*place = cell;
	return RC_OK;
}

/* Tables. */

static void
tell_table(struct import *im, const struct part *p, int64_t rows, int64_t ms)
{
	bar_end(&im->bar);
	if (rows > 0)
		log_info(&im->c->log,
		    "table=%s rows=%" PRId64 " ms=%" PRId64
		    " rows_s=%.0f msg=\"taken\"",
		    p->name, rows, ms,
		    (double)rows * 1000 / (double)(ms > 0 ? ms : 1));
}

static enum rc
take_table(struct import *im, size_t i)
{
	const struct mapping *m = &mappings[i];
	struct part *p = &im->part[i];
	int64_t begin_ms = now_ms(), was = p->taken;
	const char *const *place;
	struct plan plan;
	enum rc rc;

	if ((rc = read_place(im, m->table, &place)) != RC_OK)
		return rc;
	rc = plan_make(im, &plan, m, place);
	if (rc == RC_NOTFOUND) {
		p->done = true;
		return part_put(im->c, p, NULL);
	}
	if (rc == RC_OK)
		rc = copy_table(im, &plan, p);
	if (rc == RC_OK)
		tell_table(im, p, p->taken - was, now_ms() - begin_ms);
	return rc;
}

static int64_t
bytes_of(const struct import *im, size_t i)
{
	const struct relation *r = import_relation(im, mappings[i].table);

	return r != NULL ? r->bytes : 0;
}

static enum rc
take_tables(struct import *im)
{
	struct arena *keep;
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; i < nmappings; i++) {
		im->bytes += bytes_of(im, i);
		if (im->part[i].done)
			im->bytes_done += bytes_of(im, i);
	}
	bar_begin(&im->bar, &im->c->log, true, "importing", "bytes",
	    (double)im->bytes_done);
	keep = ctx_in(im->c, arena_new(LIM_ARENA_BLOCK));
	for (i = 0; rc == RC_OK && i < nmappings; i++) {
		if (im->part[i].done)
			continue;
		im->src.a = im->c->a;
		rc = take_table(im, i);
		arena_reset(im->c->a);
		im->bytes_done += bytes_of(im, i);
	}
	arena_free(im->c->a);
	ctx_back(im->c, keep);
	im->src.a = keep;
	bar_end(&im->bar);
	return rc;
}

/*
 * All that would be refused in the middle is refused in the beginning: each
 * table is matched, and those that must be there are.
 */
static enum rc
look_at_tables(struct import *im)
{
	struct ctx *c = im->c;
	const char *missing = "";
	enum rc rc = RC_OK;
	struct plan plan;
	size_t i;

	for (i = 0; rc == RC_OK && i < nmappings; i++) {
		rc = plan_make(im, &plan, &mappings[i], NULL);
		if (rc != RC_NOTFOUND)
			continue;
		rc = RC_OK;
		missing = arena_printf(c->a, "%s%s%s", missing,
		    *missing != '\0' ? ", " : "", mappings[i].table);
	}
	if (rc == RC_OK && *missing != '\0')
		log_info(&c->log,
		    "msg=\"the source does not have, and empty stay: %s\"",
		    missing);
	source_tell_tables(im);
	im->told = true;
	return rc;
}

/* Begin, or go on. */

static const char *
names(struct arena *a, unsigned with, unsigned without)
{
	struct pgarr *list = pgarr_new(a);
	size_t i;

	for (i = 0; i < nmappings; i++)
		if ((mappings[i].flags & with) == with &&
		    (mappings[i].flags & without) == 0)
			pgarr_text(list, mappings[i].table);
	return pgarr_done(list);
}

/* Pools look now and then whether they may answer. */
static void
let_see(void)
{
	struct timespec t = { 0, 100 * 1000 * 1000 };
	int64_t end = now_ms() + 2 * LIM_IMPORT_SEEN_MS;

	while (now_ms() < end && !stop_asked())
		(void)nanosleep(&t, NULL);
}

enum rc
import_begin(struct ctx *c, const struct import_begins *b)
{
	const char *param[3] = { b->empty };
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IMPORT_FULL, param)) != RC_OK)
		return rc;
	if (!PQgetisnull(res, 0, 0))
		return err_set(&c->err, RC_CONFIG,
		    "database: disc.%s has rows: %s wants an empty database. "
		    "Make another one (createdb, roles.sql, 'discprov "
		    "migrate') and name it in db.url",
		    db_text(res, 0, 0), b->what);
	param[0] = b->source;
	param[1] = b->tables;
	param[2] = b->jobs;
	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = db_run(c, &res, SQL_IMPORT_BEGIN, param);
	if (rc == RC_OK) /* nobody keeps sums meanwhile */
		rc = db_exec(c, SQL_DIGEST_STOP, NULL);
	if (rc == RC_OK && b->more != NULL)
		rc = b->more(c);
	if ((rc = db_end(c, rc)) == RC_OK)
		let_see();
	return rc;
}

static enum rc
begin(struct ctx *c, const char *source)
{
	return import_begin(c, &(struct import_begins){
				   .what = "an import",
				   .source = source,
				   .empty = names(c->a, 0, MAP_JOBS),
				   .tables = names(c->a, 0, 0),
				   .jobs = names(c->a, MAP_JOBS, 0),
			       });
}

static enum rc
another_source(struct ctx *c, const char *was, const char *is)
{
	return err_set(&c->err, RC_CONFIG,
	    "database: it is half of another source (%.160s), and this one is "
	    "%.160s. Go on with that one; or begin anew: psql -c 'DROP SCHEMA "
	    "disc CASCADE', roles.sql, 'discprov migrate'",
	    was, is);
}

/* done: there is nothing left to do. */
static enum rc
begin_or_go_on(struct import *im, const char *source, bool *done)
{
	struct ctx *c = im->c;
	PGresult *res;
	enum rc rc;

	*done = false;
	if ((rc = db_run(c, &res, SQL_IMPORT_KNOWN, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return begin(c, source);
	if ((rc = db_bool(c, done, res, 0, 1)) != RC_OK)
		return rc;
	if (strcmp(db_text(res, 0, 0), source) == 0) {
		log_info(&c->log, "msg=\"%s\"",
		    *done ? "this source was imported before"
			  : "going on where an earlier run got to");
		return RC_OK;
	}
	if (!*done)
		return another_source(c, db_text(res, 0, 0), source);
	return err_set(&c->err, RC_CONFIG,
	    "database: another source was imported into it (%.300s), and the "
	    "next one wants an empty database",
	    db_text(res, 0, 0));
}

static enum rc
run(struct import *im, const char *url)
{
	struct ctx *c = im->c;
	const char *source = NULL;
	bool done;
	enum rc rc;

	if ((rc = source_open(im, url, &source)) != RC_OK ||
	    (rc = look_at_tables(im)) != RC_OK ||
	    (rc = begin_or_go_on(im, source, &done)) != RC_OK ||
	    (rc = read_parts(im)) != RC_OK)
		return rc;
	if (!done) {
		if ((rc = take_tables(im)) != RC_OK)
			return rc;
		db_close(im->src.db); /* its snapshot keeps old rows alive */
		im->src.db = NULL;
		if ((rc = finish(im)) != RC_OK)
			return rc;
	}
	report_print(im);
	log_info(&c->log, "block=%" PRId64 " hash=%s msg=\"imported\"",
	    im->at.number, im->at.hash);
	return RC_OK;
}

enum rc
import_open(struct ctx *c)
{
	enum rc rc;

	if ((rc = lock_file(c, "import")) != RC_OK ||
	    (rc = db_open(c, &c->db, DB_WRITER)) != RC_OK)
		return rc;
	if ((rc = lock_all(c)) == RC_OK)
		rc = migrate_check_step(c);
	if (rc != RC_OK)
		db_close(c->db);
	if (rc != RC_OK)
		c->db = NULL;
	return rc;
}

enum rc
import(struct ctx *c, const char *url)
{
	struct import im = { .c = c };
	enum rc rc;

	if ((rc = import_open(c)) != RC_OK)
		return rc;
	rc = run(&im, url);
	db_close(im.src.db);
	db_close(c->db);
	c->db = NULL;
	return rc;
}
