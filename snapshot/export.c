/* SPDX-License-Identifier: ISC */
/*
 * The state becomes files.  One session exports its moment, and keeps it until
 * all others have taken it; so blocks may come meanwhile.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/copy.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "sql/steps.h"
#include "snapshot/file.h"
#include "snapshot/sign.h"
#include "snapshot/snapshot.h"
#include "snapshot/workers.h"

#define PART_PAGES 8192 /* of a file; 64 MiB of a table */

/* What a worker has made of a part. */
struct made {
	int64_t bytes, rows;
	uint8_t sha256[32];
};

struct job {
	const char *file, *table, *columns;
	const char *first, *last; /* pages; last may be NULL */
	int64_t pages;            /* bytes of them, about */
	size_t of;                /* of manifest.table */
};

struct export
{
	struct ctx *c;
	const char *dir;
	const char *moment;
	struct manifest m;
	struct job *job;
	size_t n;
	int64_t bytes;
	struct made *made; /* shared by all processes */
};

/* The folder. */

/* ".tmp", a part or the list: what a run before this one has left. */
static bool
is_ours(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (strcmp(name, MANIFEST_FILE) == 0 ||
	    strcmp(name, SIGNATURE_FILE) == 0)
		return true;
	return dot != NULL &&
	       (strcmp(dot, ".tmp") == 0 ||
		   (strlen(dot) == 7 && strspn(dot + 1, "0123456789") == 6));
}

static enum rc
leftover(struct ctx *c, const char *dir, const char *name)
{
	const char *path = arena_printf(c->a, "%s/%s", dir, name);

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return RC_OK;
	if (!is_ours(name))
		return err_set(&c->err, RC_CONFIG,
		    "%s: it is no part of a snapshot; name a folder of its own",
		    path);
	if (unlink(path) != 0)
		return err_set(&c->err, RC_SYS, "%s: %s", path,
		    strerror(errno));
	return RC_OK;
}

/* What was cut off is of another moment, and begun anew. */
static enum rc
make_folder(struct ctx *c, const char *dir)
{
	struct dirent *e;
	enum rc rc = RC_OK;
	struct stat st;
	DIR *d;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return err_set(&c->err, RC_SYS, "%s: %s", dir, strerror(errno));
	if (stat(arena_printf(c->a, "%s/" MANIFEST_FILE, dir), &st) == 0)
		return err_set(&c->err, RC_CONFIG,
		    "%s: there is a whole snapshot in it; name another folder",
		    dir);
	if ((d = opendir(dir)) == NULL)
		return err_set(&c->err, RC_SYS, "%s: %s", dir, strerror(errno));
	while (rc == RC_OK && (e = readdir(d)) != NULL)
		rc = leftover(c, dir, e->d_name);
	closedir(d);
	return rc;
}

/* Workers. */

static enum rc
same_moment(struct ctx *c, void *arg)
{
	const struct export *x = arg;
	enum rc rc;

	if ((rc = db_open(c, &c->db, DB_WRITER)) != RC_OK)
		return rc;
	return db_script(c, "snapshot",
	    arena_printf(c->a,
		"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET "
		"TRANSACTION SNAPSHOT %s",
		db_literal(c, x->moment)));
}

static enum rc
copy_rows(struct ctx *c, const struct job *j, struct file *f, int64_t *rows)
{
	const char *sql;
	char *row;
	size_t len;
	enum rc rc;

	sql = arena_printf(c->a,
	    "COPY (SELECT %s FROM disc.%s WHERE ctid >= '(%s,0)'%s%s%s) TO "
	    "STDOUT",
	    j->columns, db_name(c, j->table), j->first,
	    j->last != NULL ? " AND ctid < '(" : "",
	    j->last != NULL ? j->last : "", j->last != NULL ? ",0)'" : "");
	if ((rc = db_copy_out(c, j->table, sql)) != RC_OK)
		return rc;
	for (;;) {
		if ((rc = db_copy_get(c, j->table, &row, &len)) != RC_OK ||
		    row == NULL)
			return rc;
		rc = file_put(c, f, row, len);
		db_copy_free(row);
		++*rows;
		if (rc != RC_OK)
			return rc;
		if (*rows % 1024 == 0 && workers_stop())
			return err_set(&c->err, RC_BUSY, "asked to stop");
	}
}

static enum rc
one_part(struct ctx *c, void *arg, size_t i)
{
	struct export *x = arg;
	struct made *made = &x->made[i];
	struct file f;
	enum rc rc;

	if ((rc = file_make(c, &f, x->dir, x->job[i].file)) == RC_OK &&
	    (rc = copy_rows(c, &x->job[i], &f, &made->rows)) == RC_OK)
		rc = file_keep(c, &f, made->sha256);
	made->bytes = f.bytes;
	file_end(&f);
	workers_done(x->job[i].pages);
	return rc;
}

/* What there is. */

static enum rc
read_block(struct export *x)
{
	struct manifest *m = &x->m;
	struct ctx *c = x->c;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_SNAPSHOT_BLOCK, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_NOTFOUND,
		    "database: nothing is indexed yet");
	m->hash = db_text(res, 0, SNAPSHOT_BLOCK_blockhash);
	m->parent = db_text(res, 0, SNAPSHOT_BLOCK_parenthash);
	m->chain = db_text(res, 0, SNAPSHOT_BLOCK_chain);
	m->digest = db_text(res, 0, SNAPSHOT_BLOCK_digest);
	if (m->digest == NULL)
		return err_set(&c->err, RC_CONFIG,
		    "the state's digest is not kept, and nobody could tell "
		    "what the files hold: turn [discprov] digest on, and let "
		    "the indexer run once");
	if ((rc = db_i64(c, &m->number, res, 0, SNAPSHOT_BLOCK_number)) !=
		RC_OK ||
	    m->chain == NULL)
		return rc;
	if ((rc = db_i64(c, &m->core, res, 0, SNAPSHOT_BLOCK_core)) != RC_OK)
		return rc;
	return db_i64(c, &m->height, res, 0, SNAPSHOT_BLOCK_height);
}

static enum rc
read_tables(struct export *x)
{
	struct manifest_table *t;
	PGresult *res;
	enum rc rc = db_run(x->c, &res, SQL_SNAPSHOT_TABLES, NULL);
	int i;

	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		t = manifest_add_table(&x->m, x->c->a);
		t->name = db_text(res, i, SNAPSHOT_TABLES_name);
		t->columns = db_text(res, i, SNAPSHOT_TABLES_columns);
		t->sum = db_text(res, i, SNAPSHOT_TABLES_sum);
	}
	return rc;
}

static size_t
table_of(const struct manifest *m, const char *name)
{
	size_t i = 0;

	while (strcmp(m->table[i].name, name) != 0)
		i++; /* both are of one view */
	return i;
}

static enum rc
read_parts(struct export *x)
{
	const char *pages = arena_printf(x->c->a, "%d", PART_PAGES);
	struct ctx *c = x->c;
	struct job *j;
	int64_t number;
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_SNAPSHOT_PARTS, &pages)) != RC_OK)
		return rc;
	x->n = (size_t)PQntuples(res);
	x->job = arena_zalloc(c->a, x->n, sizeof(*x->job));
	for (i = 0; i < PQntuples(res); i++) {
		j = &x->job[i];
		j->table = db_text(res, i, SNAPSHOT_PARTS_name);
		j->of = table_of(&x->m, j->table);
		j->columns = x->m.table[j->of].columns;
		j->first = db_text(res, i, SNAPSHOT_PARTS_first);
		j->last = db_text(res, i, SNAPSHOT_PARTS_last);
		if ((rc = db_i64(c, &number, res, i, SNAPSHOT_PARTS_number)) !=
			RC_OK ||
		    (rc = db_i64(c, &j->pages, res, i, SNAPSHOT_PARTS_bytes)) !=
			RC_OK)
			return rc;
		j->file = arena_printf(c->a, "%s.%06" PRId64, j->table, number);
		x->bytes += j->pages;
	}
	return RC_OK;
}

static enum rc
look(struct export *x)
{
	PGresult *res;
	enum rc rc;

	if ((rc = db_begin_frozen(x->c)) != RC_OK ||
	    (rc = db_run(x->c, &res, SQL_SNAPSHOT_TAKE, NULL)) != RC_OK)
		return rc;
	x->moment = db_text(res, 0, 0);
	if ((rc = read_block(x)) != RC_OK || (rc = read_tables(x)) != RC_OK)
		return rc;
	return read_parts(x);
}

static int
by_file(const void *a, const void *b)
{
	const struct manifest_part *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	return strcmp(x->file, y->file);
}

static void
list_parts(struct export *x, int64_t *bytes, int64_t *rows)
{
	struct manifest_part *p;
	size_t i;

	for (i = 0; i < x->n; i++) {
		p = manifest_add_part(&x->m, x->c->a);
		p->table = x->job[i].of;
		p->file = x->job[i].file;
		p->bytes = x->made[i].bytes;
		p->rows = x->made[i].rows;
		memcpy(p->sha256, x->made[i].sha256, sizeof(p->sha256));
		*bytes += p->bytes;
		*rows += p->rows;
	}
	if (x->m.nparts > 0)
		qsort(x->m.part, x->m.nparts, sizeof(*x->m.part), by_file);
}

static enum rc
copy_all(struct export *x, unsigned jobs)
{
	const struct workers w = {
		.what = "exporting",
		.unit = "bytes",
		.all = (double)x->bytes,
		.jobs = jobs,
		.n = x->n,
		.open = same_moment,
		.one = one_part,
		.arg = x,
	};

	x->made = workers_memory(x->n, sizeof(*x->made));
	return workers_run(x->c, &w);
}

static enum rc
run(struct export *x, const struct snapshot_how *how)
{
	int64_t began = now_ms(), bytes = 0, rows = 0;
	struct ctx *c = x->c;
	uint8_t key[32];
	enum rc rc;

	x->m.step = sql_step_count;
	if ((rc = manifest_key(c, &x->m, key)) == RC_OK &&
	    (rc = make_folder(c, how->dir)) == RC_OK &&
	    (rc = look(x)) == RC_OK && (rc = copy_all(x, how->jobs)) == RC_OK) {
		list_parts(x, &bytes, &rows);
		rc = manifest_write(c, &x->m, how->dir, key);
	}
	explicit_bzero(key, sizeof(key));
	if (rc == RC_OK)
		log_info(&c->log,
		    "block=%" PRId64 " hash=%s files=%zu rows=%" PRId64
		    " bytes=%" PRId64 " ms=%" PRId64
		    " digest=%s msg=\"exported\"",
		    manifest_height(&x->m), x->m.hash, x->n, rows, bytes,
		    now_ms() - began, x->m.digest);
	return rc;
}

enum rc
snapshot_export(struct ctx *c, const struct snapshot_how *how)
{
	struct export x = { .c = c, .dir = how->dir };
	enum rc rc;

	if ((rc = lock_file(c, "snapshot")) != RC_OK ||
	    (rc = db_open(c, &c->db, DB_WRITER)) != RC_OK)
		return rc;
	if ((rc = migrate_check(c)) == RC_OK)
		rc = run(&x, how);
	db_close(c->db); /* and with it the moment */
	c->db = NULL;
	return rc;
}
