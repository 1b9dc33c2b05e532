/* SPDX-License-Identifier: ISC */
/*
 * Rows in memory between loading and writing.
 *
 * A table (tables.h) says which columns a row has, the first ones being its
 * key, and which statements load and write many of them at once.  Rows are
 * asked for by key, changed cell by cell, and written in key order, so that
 * the database comes out the same however the work was cut.
 *
 * Cells are text as PostgreSQL reads and prints it; NULL is NULL.  Keys,
 * cells and rows live as long as the arena of rows_new().
 */
#ifndef DP_INDEXER_ROWS_ROWS_H
#define DP_INDEXER_ROWS_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "sql/tables.h"

struct rows;
struct digest;
struct u256;

struct row {
	const struct table *t;
	bool there;     /* exists, in the database or since */
	bool dirty;     /* to be written */
	unsigned batch; /* in which it was last changed; 0: none */
	bool was_live;  /* social rows: live before that batch */
	void *aux;      /* of the module that handles the table */
	/* makes cell late_col when the row is written; NULL: none */
	const char *(*late)(struct arena *a, const struct row *r);
	unsigned late_col;
	/* private */
	struct rows *rs;
	struct row *chain; /* hash collisions */
	size_t hash;
	bool loaded, wanted;
	bool stored;       /* the database has it */
	bool known;        /* what follows is; of tables that are counted */
	bool live;         /* the database counts it */
	bool turned;       /* a track has become a remix, or another one's */
	bool termed;       /* term is known */
	bool blind;        /* changed without having been loaded */
	struct u256 *term; /* what the sums hold of it; NULL: nothing */
	unsigned block;    /* in which it was last changed */
	unsigned round;    /* in which it is written */
	struct row *of;    /* an earlier state of this one; NULL: none */
	/* the cells, t->ncols of them; the first t->nkeys are the key */
	const char *cell[];
};

struct rows *rows_new(struct ctx *c);
/* What is written is summed in d (digest.h), unless that is NULL. */
void rows_digest(struct rows *rs, struct digest *d);

/*
 * Name a row that will be asked for; rows_load() then fetches all of them
 * with one statement a table.
 */
void rows_want(struct rows *rs, enum table_id t, const char *const *key);
enum rc rows_load(struct ctx *c, struct rows *rs) MUST_CHECK;
/*
 * The same up to LIM_ROWS_AHEAD bytes of rows; what is left out is not named
 * any more, and loaded when it is asked for.
 */
enum rc rows_load_ahead(struct ctx *c, struct rows *rs) MUST_CHECK;

/*
 * Is there room for more rows?  RC_ROOM when they take LIM_ROWS_BLOCK bytes
 * already.  rows_load() and rows_get() ask by themselves, so that no loop
 * over rows outgrows it; loops that only write have to ask.
 */
enum rc rows_room(struct ctx *c, const struct rows *rs) MUST_CHECK;

/* The row, loaded if it was not yet; there is false when none exists. */
enum rc rows_get(struct ctx *c, struct rows *rs, struct row **r,
    enum table_id t, const char *const *key) MUST_CHECK;
/* The row, for tables that are only written; there may be false. */
struct row *rows_put(struct rows *rs, enum table_id t, const char *const *key);
/* The row if it is in memory and loaded, else NULL. */
struct row *rows_peek(struct rows *rs, enum table_id t, const char *const *key);

/* Call fn for every row of the table that is in memory and exists. */
void rows_each(struct rows *rs, enum table_id t,
    void (*fn)(struct rows *rs, const struct row *r));

/* The same with keys that are ids. */
void rows_want_id(struct rows *rs, enum table_id t, int64_t id);
enum rc rows_get_id(struct ctx *c, struct rows *rs, struct row **r,
    enum table_id t, int64_t id) MUST_CHECK;
const char *rows_int(struct rows *rs, int64_t n); /* as a cell */

/*
 * What is known of an index row (a table that is only read) without asking:
 * it is there, and col holds s.
 */
void rows_know(struct row *r, unsigned col, const char *s);

/* What is changed from here on is changed by another block than before. */
void rows_block(struct rows *rs);

/*
 * The row is going to be changed, otherwise than by what follows: what an
 * earlier block has made of it stays to be told.
 */
void rows_before(struct row *r);

/* Change a cell and mark the row.  s must live long enough (see above). */
void rows_set(struct row *r, unsigned col, const char *s);
void rows_touch(struct row *r); /* mark it only */

/*
 * From here on rows are those of many blocks, or of one, which is when the
 * database counts what they count (counts.h).
 */
void rows_many(struct rows *rs, bool many);

/*
 * Queue what is dirty, table by table, in rounds if it takes several (see
 * rounds.h).  c->a is for the parameters only, and is reset.
 */
enum rc rows_write(struct ctx *c, struct rows *rs) MUST_CHECK;

size_t rows_size(const struct row *r); /* bytes of its cells, about */

/* Rows written since it was asked last, by table, for reports. */
size_t rows_written(struct rows *rs, enum table_id t);

#endif
