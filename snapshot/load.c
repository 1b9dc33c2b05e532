/* SPDX-License-Identifier: ISC */
/*
 * Files become the state.  A part is a transaction that is on record with it;
 * nobody sees any of it before the last one, which counts the digest from the
 * rows and wants it to be the one that was signed.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/pgarr.h"
#include "common/db/copy.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "import/import.h"
#include "snapshot/agree.h"
#include "snapshot/file.h"
#include "snapshot/sign.h"
#include "snapshot/snapshot.h"
#include "snapshot/workers.h"
#include "sql/steps.h"

struct load {
	struct ctx *c;
	const struct snapshot_how *how;
	struct manifest m;
	uint8_t sum[32]; /* of the list */
	bool *done;      /* of its parts */
	const PGresult *index;
};

/* Does it fit here? */

static enum rc
check_tables(struct load *l)
{
	const struct manifest *m = &l->m;
	struct ctx *c = l->c;
	PGresult *res;
	size_t i;
	enum rc rc = db_run(c, &res, SQL_SNAPSHOT_TABLES, NULL);

	if (rc != RC_OK)
		return rc;
	for (i = 0; i < m->ntables && i < (size_t)PQntuples(res); i++)
		if (strcmp(m->table[i].name,
			db_text(res, (int)i, SNAPSHOT_TABLES_name)) != 0 ||
		    strcmp(m->table[i].columns,
			db_text(res, (int)i, SNAPSHOT_TABLES_columns)) != 0)
			break;
	if (i == m->ntables && i == (size_t)PQntuples(res))
		return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "the snapshot has other tables or columns than the database, from "
	    "%s on",
	    i < m->ntables ? m->table[i].name : "its end");
}

static enum rc
check_files(struct load *l)
{
	const struct manifest_part *p;
	struct ctx *c = l->c;
	struct stat st;
	const char *path;

	for (p = l->m.part; p < l->m.part + l->m.nparts; p++) {
		path = arena_printf(c->a, "%s/%s", l->how->dir, p->file);
		if (stat(path, &st) != 0)
			return err_set(&c->err, RC_DATA, "%s: %s", path,
			    strerror(errno));
		if ((int64_t)st.st_size != p->bytes)
			return err_set(&c->err, RC_DATA,
			    "%s: %" PRId64 " bytes, and %" PRId64
			    " were signed",
			    path, (int64_t)st.st_size, p->bytes);
	}
	return RC_OK;
}

static enum rc
check(struct load *l)
{
	struct ctx *c = l->c;
	enum rc rc;

	if (l->m.step != sql_step_count)
		return err_set(&c->err, RC_CONFIG,
		    "the snapshot is of schema step %" PRId64
		    ", and this version works with %d: take the version that "
		    "made it, then upgrade; or a snapshot of this one",
		    l->m.step, sql_step_count);
	if ((rc = check_tables(l)) != RC_OK || (rc = check_files(l)) != RC_OK)
		return rc;
	return l->how->alone ? RC_OK : agree(c, &l->m);
}

/* Begin, or go on. */

static const char *
names(struct load *l, bool with_sum)
{
	struct pgarr *list = pgarr_new(l->c->a);
	size_t i;

	for (i = 0; i < l->m.ntables; i++)
		if (!with_sum || l->m.table[i].sum != NULL ||
		    strcmp(l->m.table[i].name, "blocks") == 0)
			pgarr_text(list, l->m.table[i].name);
	return pgarr_done(list);
}

static enum rc
clear(struct ctx *c)
{
	return db_exec(c, SQL_SNAPSHOT_CLEAR, NULL);
}

static enum rc
begin(struct load *l, const char *source)
{
	return import_begin(l->c, &(struct import_begins){
				      .what = "a snapshot",
				      .source = source,
				      .empty = names(l, true),
				      .tables = names(l, false),
				      .jobs = "{}",
				      .more = clear,
				  });
}

static enum rc
begin_or_go_on(struct load *l, bool *done)
{
	struct ctx *c = l->c;
	const char *source = arena_printf(c->a,
	    "snapshot of block %" PRId64 ", %s", manifest_height(&l->m),
	    hex_text(c->a, l->sum, sizeof(l->sum)) + 2);
	PGresult *res;
	enum rc rc;

	*done = false;
	if ((rc = db_run(c, &res, SQL_IMPORT_KNOWN, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return begin(l, source);
	if ((rc = db_bool(c, done, res, 0, 1)) != RC_OK)
		return rc;
	if (strcmp(db_text(res, 0, 0), source) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "database: something else was begun in it (%.200s); a "
		    "snapshot wants an empty database. To begin anew: psql -c "
		    "'DROP SCHEMA disc CASCADE', roles.sql, 'discprov migrate'",
		    db_text(res, 0, 0));
	log_info(&c->log, "msg=\"%s\"",
	    *done ? "this snapshot was imported before"
		  : "going on where an earlier run got to");
	return RC_OK;
}

/* Parts. */

static enum rc
put_rows(struct ctx *c, const struct manifest *m, const struct manifest_part *p,
    struct file *f)
{
	const struct manifest_table *t = &m->table[p->table];
	uint8_t sum[32];
	int64_t rows = 0;
	size_t n = 0;
	enum rc rc;

	rc = db_copy_in(c, p->file,
	    arena_printf(c->a, "COPY disc.%s (%s) FROM STDIN",
		db_name(c, t->name), t->columns));
	while (rc == RC_OK && (rc = file_get(c, f, &n)) == RC_OK && n > 0) {
		if (workers_stop())
			return err_set(&c->err, RC_BUSY, "asked to stop");
		rc = db_copy_put(c, p->file, (const char *)f->buf, n);
		workers_done((int64_t)n);
	}
	if (rc != RC_OK)
		return rc;
	file_sum(f, sum);
	if (f->bytes != p->bytes || memcmp(sum, p->sha256, sizeof(sum)) != 0)
		return err_set(&c->err, RC_DATA,
		    "%s: it is not what was signed; fetch it again, and run "
		    "the import again: it goes on",
		    f->path);
	if ((rc = db_copy_in_end(c, p->file, &rows)) != RC_OK ||
	    rows == p->rows)
		return rc;
	return err_set(&c->err, RC_DATA,
	    "%s: %" PRId64 " rows, and %" PRId64 " were signed", f->path, rows,
	    p->rows);
}

/* Who was left behind by a run that was killed may be at it still. */
static enum rc
one_part(struct ctx *c, void *arg, size_t i)
{
	const struct load *l = arg;
	const struct manifest_part *p = &l->m.part[i];
	const char *param[] = { p->file,
		arena_printf(c->a, "%" PRId64, p->rows) };
	PGresult *res;
	struct file f;
	enum rc rc;

	if (l->done[i])
		return RC_OK;
	if ((rc = db_begin(c)) != RC_OK ||
	    (rc = db_exec(c, SQL_IMPORT_PORTION, NULL)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_SNAPSHOT_PART_TAKE, param)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0) {
		db_rollback(c);
		return RC_OK;
	}
	if ((rc = file_open(c, &f, l->how->dir, p->file)) == RC_OK)
		rc = put_rows(c, &l->m, p, &f);
	file_end(&f);
	if (rc == RC_OK)
		return db_commit(c);
	db_close(c->db); /* in the middle of COPY: nothing of it stays */
	c->db = NULL;
	return rc;
}

static enum rc
read_done(struct load *l, double *done, double *all)
{
	struct ctx *c = l->c;
	PGresult *res;
	enum rc rc = RC_OK;
	size_t i;

	l->done = arena_zalloc(c->a, l->m.nparts + 1, sizeof(*l->done));
	for (i = 0; rc == RC_OK && i < l->m.nparts; i++) {
		*all += (double)l->m.part[i].bytes;
		rc =
		    db_run(c, &res, SQL_SNAPSHOT_PART_DONE, &l->m.part[i].file);
		if (rc == RC_OK)
			rc = db_bool(c, &l->done[i], res, 0, 0);
		if (rc == RC_OK && l->done[i])
			*done += (double)l->m.part[i].bytes;
	}
	return rc;
}

static enum rc
load_parts(struct load *l)
{
	struct workers w = {
		.what = "importing",
		.unit = "bytes",
		.jobs = l->how->jobs,
		.n = l->m.nparts,
		.one = one_part,
		.arg = l,
	};
	enum rc rc = read_done(l, &w.done, &w.all);

	return rc == RC_OK ? workers_run(l->c, &w) : rc;
}

/* Behind the rows. */

static enum rc
with_memory(struct ctx *c, void *arg)
{
	enum rc rc = db_open(c, &c->db, DB_WRITER);

	(void)arg;
	return rc == RC_OK ? db_exec(c, SQL_IMPORT_MEMORY, NULL) : rc;
}

static enum rc
one_index(struct ctx *c, void *arg, size_t i)
{
	const struct load *l = arg;
	const char *name = db_text(l->index, (int)i, 0);
	PGresult *res;
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = db_run(c, &res, SQL_SNAPSHOT_INDEX_TAKE, &name);
	if (rc == RC_OK && PQntuples(res) > 0)
		rc = db_exec(c, SQL_IMPORT_INDEX, &name);
	workers_done(1);
	if ((rc = db_end(c, rc)) == RC_OK)
		return RC_OK;
	return err_add(&c->err, "index %s", name);
}

static enum rc
make_indexes(struct load *l)
{
	struct workers w = {
		.what = "making indexes",
		.unit = "indexes",
		.jobs = l->how->jobs,
		.open = with_memory,
		.one = one_index,
		.arg = l,
	};
	PGresult *res;
	enum rc rc = db_run(l->c, &res, SQL_IMPORT_INDEXES, NULL);

	if (rc != RC_OK)
		return rc;
	l->index = res;
	w.n = (size_t)PQntuples(res);
	w.all = (double)w.n;
	return workers_run(l->c, &w);
}

static enum rc
one_vacuum(struct ctx *c, void *arg, size_t i)
{
	const struct load *l = arg;

	workers_done(1);
	return db_script(c, "vacuum",
	    arena_printf(c->a, "VACUUM (ANALYZE) disc.%s",
		db_name(c, l->m.table[i].name)));
}

static enum rc
vacuum(struct load *l)
{
	const struct workers w = {
		.what = "collecting statistics",
		.unit = "tables",
		.all = (double)l->m.ntables,
		.jobs = l->how->jobs,
		.n = l->m.ntables,
		.one = one_vacuum,
		.arg = l,
	};

	return workers_run(l->c, &w);
}

static const char *
opt_number(struct arena *a, int64_t n, bool there)
{
	return there ? arena_printf(a, "%" PRId64, n) : NULL;
}

/* The first table whose rows are not what was signed, or "". */
static enum rc
find_other(struct load *l, const char **name)
{
	const struct manifest_table *t;
	const char *sum;
	PGresult *res;
	size_t i;
	enum rc rc = db_run(l->c, &res, SQL_SNAPSHOT_TABLES, NULL);

	*name = "";
	for (i = 0; rc == RC_OK && i < l->m.ntables; i++) {
		t = &l->m.table[i];
		sum = db_text(res, (int)i, SNAPSHOT_TABLES_sum);
		if (t->sum != NULL &&
		    (sum == NULL || strcmp(sum, t->sum) != 0)) {
			*name = t->name;
			break;
		}
	}
	return rc;
}

static enum rc
compare(struct load *l)
{
	const struct manifest *m = &l->m;
	const char *name, *digest, *hash;
	struct ctx *c = l->c;
	PGresult *res;
	enum rc rc;

	if ((rc = find_other(l, &name)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_SNAPSHOT_BLOCK, NULL)) != RC_OK)
		return rc;
	digest =
	    PQntuples(res) > 0 ? db_text(res, 0, SNAPSHOT_BLOCK_digest) : NULL;
	hash =
	    PQntuples(res) > 0 ? db_text(res, 0, SNAPSHOT_BLOCK_blockhash) : "";
	if (*name == '\0' && digest != NULL && strcmp(digest, m->digest) == 0 &&
	    strcmp(hash, m->hash) == 0)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "the rows have not the digest that was signed with them%s%s: do "
	    "not use this snapshot, nor its signer's. Begin anew: psql -c "
	    "'DROP SCHEMA disc CASCADE', roles.sql, 'discprov migrate'",
	    *name != '\0' ? "; first in " : "", name);
}

static enum rc
settle(struct load *l)
{
	const struct manifest *m = &l->m;
	struct ctx *c = l->c;
	const char *param[] = { m->hash, opt_number(c->a, m->number, true),
		m->parent, opt_number(c->a, m->core, m->core > 0),
		opt_number(c->a, m->height, m->core > 0) };
	PGresult *res;
	enum rc rc;

	log_info(&c->log, "msg=\"counting the digest\"");
	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	if ((rc = db_run(c, &res, SQL_SNAPSHOT_SETTLE, NULL)) == RC_OK &&
	    (rc = compare(l)) == RC_OK &&
	    (rc = db_exec(c, SQL_IMPORT_END, param)) == RC_OK)
		rc = import_put_time(c);
	return db_end(c, rc);
}

static enum rc
run(struct load *l)
{
	int64_t began = now_ms();
	struct ctx *c = l->c;
	bool done;
	enum rc rc;

	if ((rc = check(l)) != RC_OK ||
	    (rc = begin_or_go_on(l, &done)) != RC_OK)
		return rc;
	if (!done &&
	    ((rc = load_parts(l)) != RC_OK || (rc = make_indexes(l)) != RC_OK ||
		(rc = vacuum(l)) != RC_OK || (rc = settle(l)) != RC_OK))
		return rc;
	log_info(&c->log,
	    "block=%" PRId64 " hash=%s digest=%s ms=%" PRId64
	    " msg=\"imported\"",
	    manifest_height(&l->m), l->m.hash, l->m.digest, now_ms() - began);
	return RC_OK;
}

enum rc
snapshot_import(struct ctx *c, const struct snapshot_how *how)
{
	struct load l = { .c = c, .how = how };
	enum rc rc;

	if ((rc = manifest_read(c, &l.m, how->dir, l.sum)) != RC_OK ||
	    (rc = manifest_is_known(c, &l.m, how->signer)) != RC_OK ||
	    (rc = import_open(c)) != RC_OK)
		return rc;
	rc = run(&l);
	db_close(c->db);
	c->db = NULL;
	return rc;
}
