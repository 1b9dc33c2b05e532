/* SPDX-License-Identifier: ISC */
#include "import/copy.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/copy.h"
#include "common/db/db.h"
#include "import/cells.h"

#define PORTION_ROWS  50000       /* of one transaction */
#define PORTION_BYTES (16u << 20) /* the same; a longer row is one alone */
#define ROW_BYTES     (32u << 20) /* a longer one is left out */
#define SEND_BYTES    (64u << 10) /* sent at once */
#define TOLD_ROWS     20          /* refused ones that are logged, of a table */

struct copy {
	struct import *im;
	struct ctx *c; /* ours */
	const struct plan *plan;
	struct part *part;
	struct cells cells;
	struct buffer last;  /* key of the last row that was read */
	struct buffer taken; /* and of the last one that was taken */
	struct buffer rows;  /* of this portion, to be written again in parts */
	size_t *start;       /* where each begins */
	size_t n, sent;      /* rows, and bytes that the server has */
	int64_t bytes;       /* of all rows that were read */
	unsigned told;       /* refused rows that have a log line */
};

/* portions */

enum rc
part_put(struct ctx *c, const struct part *p, const char *place)
{
	struct pgarr *text = pgarr_new(c->a), *count = pgarr_new(c->a);
	const char *param[7] = { p->name, place };
	size_t i;

	for (i = 0; i < p->nreasons; i++) {
		pgarr_text(text, p->reason[i].text);
		pgarr_int(count, p->reason[i].count);
	}
	param[2] = arena_printf(c->a, "%" PRId64, p->read);
	param[3] = arena_printf(c->a, "%" PRId64, p->taken);
	param[4] = pgarr_done(text);
	param[5] = pgarr_done(count);
	param[6] = p->done ? "t" : "f";
	return db_exec(c, SQL_IMPORT_PART_PUT, param);
}

static size_t
start_of(const struct copy *k, size_t row)
{
	return row < k->n ? k->start[row] : k->rows.len;
}

/*
 * Rows from..to, inside the transaction.  One that the database refuses all
 * the same is found by halves and left out.
 */
static enum rc
put_again(struct copy *k, size_t from, size_t to)
{
	size_t begin = start_of(k, from), half = from + (to - from) / 2;
	const char *name = k->plan->map->table;
	struct ctx *c = k->c;
	int64_t rows = 0;
	enum rc rc;

	if ((rc = db_script(c, name, "SAVEPOINT portion")) != RC_OK)
		return rc;
	if ((rc = db_copy_in(c, name, k->plan->in)) == RC_OK &&
	    (rc = db_copy_put(c, name, k->rows.p + begin,
		 start_of(k, to) - begin)) == RC_OK)
		rc = db_copy_in_end(c, name, &rows);
	if (rc == RC_OK) {
		k->part->taken += rows;
		return db_script(c, name, "RELEASE SAVEPOINT portion");
	}
	if (!db_is_refused(c->db))
		return rc;
	if (to - from == 1 && k->told++ < TOLD_ROWS)
		log_warn(&c->log, "table=%s msg=\"row left out: %s\"", name,
		    c->err.msg);
	err_clear(&c->err);
	rc = db_script(c, name,
	    "ROLLBACK TO SAVEPOINT portion; RELEASE SAVEPOINT portion");
	if (rc != RC_OK)
		return rc;
	if (to - from == 1) {
		part_reason(k->part, "refused by the database, row left out",
		    1);
		return RC_OK;
	}
	if ((rc = put_again(k, from, half)) != RC_OK)
		return rc;
	return put_again(k, half, to);
}

static enum rc
begin(struct copy *k)
{
	const char *name = k->plan->map->table;
	enum rc rc;

	k->rows.len = k->n = k->sent = 0;
	if ((rc = db_begin(k->c)) != RC_OK ||
	    (rc = db_exec(k->c, SQL_IMPORT_PORTION, NULL)) != RC_OK)
		return rc;
	return db_copy_in(k->c, name, k->plan->in);
}

static enum rc
send(struct copy *k)
{
	size_t from = k->sent;

	k->sent = k->rows.len;
	return db_copy_put(k->c, k->plan->map->table, k->rows.p + from,
	    k->rows.len - from);
}

/* The rows are with the server; when it refused one, all are put again. */
static enum rc
settle(struct copy *k)
{
	struct ctx *c = k->c;
	int64_t rows = 0;
	enum rc rc;

	if ((rc = send(k)) == RC_OK)
		rc = db_copy_in_end(c, k->plan->map->table, &rows);
	k->part->taken += rows;
	if (rc == RC_OK || !db_is_refused(c->db))
		return rc;
	db_rollback(c);
	err_clear(&c->err);
	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	return put_again(k, 0, k->n);
}

static enum rc
end(struct copy *k, bool done)
{
	struct ctx *c = k->c;
	struct arena *keep = ctx_in(c, k->cells.arena);
	enum rc rc = settle(k);

	k->part->done = done;
	if (rc == RC_OK)
		rc = part_put(c, k->part, key_place(&k->last, c->a));
	rc = db_end(c, rc);
	arena_reset(c->a);
	ctx_back(c, keep);
	return rc;
}

/* rows */

static bool
is_full(const struct copy *k)
{
	return k->n == PORTION_ROWS || k->rows.len >= PORTION_BYTES;
}

static void
take_row(struct copy *k, size_t len)
{
	struct part *p = k->part;

	cells_key(&k->cells, &k->last);
	if (len > ROW_BYTES) {
		part_reason(p, "too long, row left out", 1);
		return;
	}
	if (k->taken.len > 0 && cells_same_key(&k->cells, &k->taken)) {
		part_reason(p, "another row of the same key, row left out", 1);
		return;
	}
	if (!cells_check(&k->cells, p))
		return;
	k->taken.len = 0;
	buffer_add(&k->taken, k->last.p, k->last.len);
	k->start[k->n++] = k->rows.len;
	cells_write(&k->cells, &k->rows);
}

/* A portion ends between two keys, so that none is cut. */
static enum rc
add_row(struct copy *k, const char *row, size_t len)
{
	enum rc rc;

	if (!cells_read(&k->cells, row, len))
		return err_set(&k->c->err, RC_BUG,
		    "table %s: row behind %" PRId64 " has other columns",
		    k->plan->map->table, k->part->read);
	if (is_full(k) && !cells_same_key(&k->cells, &k->last) &&
	    ((rc = end(k, false)) != RC_OK || (rc = begin(k)) != RC_OK))
		return rc;
	k->part->read++;
	k->bytes += (int64_t)len;
	take_row(k, len);
	return k->rows.len - k->sent < SEND_BYTES ? RC_OK : send(k);
}

/* One row; RC_NOTFOUND behind the last. */
static enum rc
next(struct copy *k)
{
	struct ctx *src = &k->im->src;
	char *row;
	size_t len;
	enum rc rc;

	if ((rc = db_copy_get(src, k->plan->from->name, &row, &len)) != RC_OK) {
		k->c->err = src->err;
		return err_add(&k->c->err, "source");
	}
	if (row == NULL)
		return RC_NOTFOUND;
	rc = add_row(k, row, len);
	db_copy_free(row);
	return rc;
}

static enum rc
all_rows(struct copy *k)
{
	const char *table = k->plan->map->table;
	enum rc rc;

	if ((rc = begin(k)) != RC_OK)
		return rc;
	while ((rc = next(k)) == RC_OK && !stop_asked())
		import_show(k->im, table, k->part->read, k->bytes);
	if (rc == RC_NOTFOUND)
		return end(k, true);
	if (rc != RC_OK)
		return rc;
	return err_set(&k->c->err, RC_BUSY,
	    "asked to stop in table %s; the next run goes on there", table);
}

enum rc
copy_table(struct import *im, const struct plan *plan, struct part *p)
{
	struct copy k = { .im = im, .c = im->c, .plan = plan, .part = p };
	enum rc rc;

	k.cells.plan = plan;
	k.cells.last_block = im->at.number;
	k.cells.arena = arena_new(LIM_ARENA_BLOCK);
	k.cells.cell =
	    arena_zalloc(im->c->a, plan->ncolumns, sizeof(*k.cells.cell));
	k.start = calloc(PORTION_ROWS, sizeof(*k.start));
	if (k.start == NULL)
		err_die("import", "no memory");
	rc = db_copy_out(&im->src, plan->from->name, plan->out);
	if (rc != RC_OK) {
		im->c->err = im->src.err;
		rc = err_add(&im->c->err, "source");
	} else if ((rc = all_rows(&k)) != RC_OK) {
		db_rollback(im->c);
	}
	buffer_free(&k.last);
	buffer_free(&k.taken);
	buffer_free(&k.rows);
	free(k.start);
	arena_free(k.cells.arena);
	return rc;
}
