/* SPDX-License-Identifier: ISC */
#include "indexer/rows/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/fnv.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/base/u256.h"
#include "common/db/db.h"
#include "indexer/rows/counts.h"
#include "indexer/rows/digest.h"
#include "indexer/rows/rounds.h"

#define BUCKETS   16384               /* a power of two */
#define STATEMENT ((size_t)4 << 20)   /* bytes of cells in one statement */
#define LATE_SIZE ((size_t)256 << 10) /* counted for a late cell */

struct list {
	struct row **r;
	size_t n, cap;
};

struct rows {
	struct arena *a;
	struct row **bucket;
	struct list wanted[T__MAX], dirty[T__MAX];
	struct list past; /* states of rows that later blocks have changed */
	struct list told, some; /* while rows are written */
	unsigned block;         /* which changes rows now */
	bool many;              /* blocks are written at once */
	bool moved; /* who hears of a thing was changed since it was written */
	size_t written[T__MAX];
	struct digest *digest; /* NULL: nothing is summed */
};

struct rows *
rows_new(struct ctx *c)
{
	struct rows *rs = arena_zalloc(c->a, 1, sizeof(*rs));

	rs->a = c->a;
	rs->bucket = arena_zalloc(c->a, BUCKETS, sizeof(struct row *));
	return rs;
}

void
rows_digest(struct rows *rs, struct digest *d)
{
	rs->digest = d;
}

static void
list_add(struct rows *rs, struct list *l, struct row *r)
{
	size_t sz = sizeof(struct row *), cap;

	if (l->n == l->cap) {
		cap = l->cap == 0 ? 32 : 2 * l->cap;
		l->r = arena_grow(rs->a, l->r, l->cap * sz, cap * sz);
		l->cap = cap;
	}
	l->r[l->n++] = r;
}

static size_t
hash_of(const struct table *t, const char *const *key)
{
	uint64_t h = FNV_BEGIN ^ (uint64_t)(t - tables);
	unsigned i;

	for (i = 0; i < t->nkeys; i++)
		h = fnv_byte(fnv_text(h, key[i]), 0x1f);
	return (size_t)(h ^ h >> 29);
}

static bool
same_key(const struct row *r, const struct table *t, size_t h,
    const char *const *key)
{
	unsigned i;

	if (r->hash != h || r->t != t)
		return false;
	for (i = 0; i < t->nkeys; i++)
		if (strcmp(r->cell[i], key[i]) != 0)
			return false;
	return true;
}

static struct row *
find_hashed(struct rows *rs, const struct table *t, size_t h,
    const char *const *key)
{
	struct row *r;

	for (r = rs->bucket[h & (BUCKETS - 1)]; r != NULL; r = r->chain)
		if (same_key(r, t, h, key))
			return r;
	return NULL;
}

static struct row *
find(struct rows *rs, const struct table *t, const char *const *key)
{
	return find_hashed(rs, t, hash_of(t, key), key);
}

static struct row *
find_or_make(struct rows *rs, enum table_id id, const char *const *key)
{
	const struct table *t = &tables[id];
	size_t h = hash_of(t, key);
	struct row *r = find_hashed(rs, t, h, key);
	unsigned i;

	if (r != NULL)
		return r;
	r = arena_zalloc(rs->a, 1,
	    sizeof(*r) + t->ncols * sizeof(const char *));
	r->t = t;
	r->rs = rs;
	for (i = 0; i < t->nkeys; i++)
		r->cell[i] = arena_strdup(rs->a, key[i]);
	r->hash = h;
	r->chain = rs->bucket[h & (BUCKETS - 1)];
	rs->bucket[h & (BUCKETS - 1)] = r;
	return r;
}

void
rows_want(struct rows *rs, enum table_id t, const char *const *key)
{
	struct row *r = find_or_make(rs, t, key);

	if (!r->loaded && !r->wanted) {
		r->wanted = true;
		list_add(rs, &rs->wanted[t], r);
	}
}

static void
take_cells(struct rows *rs, const struct table *t, const PGresult *res, int i)
{
	const char *key[TABLE_KEYS];
	struct row *r;
	unsigned k;

	for (k = 0; k < t->nkeys; k++)
		key[k] = db_text(res, i, (int)k);
	if ((r = find(rs, t, key)) == NULL)
		return;
	r->there = true;
	r->stored = true;
	for (k = t->nkeys; k < t->ncols; k++)
		r->cell[k] = db_text(res, i, (int)k);
	if (counts_table((enum table_id)(t - tables)))
		r->live =
		    r->cell[counts_gone((enum table_id)(t - tables))][0] == 'f';
}

/* What the database has of n rows. */
static enum rc
ask(struct ctx *c, PGresult **res, const struct table *t,
    struct row *const *row, size_t n)
{
	const char *param[TABLE_KEYS];
	struct pgarr *arr;
	unsigned k;
	size_t i;

	for (k = 0; k < t->nkeys; k++) {
		arr = pgarr_new(c->a);
		for (i = 0; i < n; i++)
			pgarr_text(arr, row[i]->cell[k]);
		param[k] = pgarr_done(arr);
	}
	return db_run(c, res, t->load, param);
}

/* The last n of those wanted, with one statement. */
static enum rc
load_slice(struct ctx *c, struct rows *rs, const struct table *t,
    struct list *l, size_t n)
{
	struct row **first = l->r + l->n - n, **end = l->r + l->n, **r;
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = ask(c, &res, t, first, n)) != RC_OK)
		return rc;
	for (r = first; r < end; r++) {
		(*r)->loaded = true;
		(*r)->known = true;
		(*r)->wanted = false;
	}
	for (i = 0; i < PQntuples(res); i++)
		take_cells(rs, t, res, i);
	l->n -= n;
	return RC_OK;
}

/*
 * Rows may be large, and how many are asked for is up to others: so many at
 * once, as long as there is room.
 */
static enum rc
load_table(struct ctx *c, struct rows *rs, enum table_id id, size_t room)
{
	struct list *l = &rs->wanted[id];
	enum rc rc = RC_OK;

	while (rc == RC_OK && l->n > 0 && arena_held(rs->a) <= room)
		rc = load_slice(c, rs, &tables[id], l,
		    l->n < LIM_ROWS_LOADED ? l->n : LIM_ROWS_LOADED);
	return rc;
}

static enum rc
load_tables(struct ctx *c, struct rows *rs, size_t room)
{
	enum table_id t;
	enum rc rc;

	/* Queued writes come first: a result must not stand between them. */
	rc = db_flush(c);
	for (t = 0; rc == RC_OK && t < T__MAX; t++)
		rc = load_table(c, rs, t, room);
	return rc;
}

enum rc
rows_room(struct ctx *c, const struct rows *rs)
{
	if (arena_held(rs->a) <= LIM_ROWS_BLOCK)
		return RC_OK;
	return err_set(&c->err, RC_ROOM,
	    "rows of the block take more than %u bytes", LIM_ROWS_BLOCK);
}

enum rc
rows_load(struct ctx *c, struct rows *rs)
{
	enum rc rc;

	if ((rc = load_tables(c, rs, LIM_ROWS_BLOCK)) != RC_OK)
		return rc;
	return rows_room(c, rs);
}

/* Nobody asks for these now. */
static void
forget_wanted(struct list *l)
{
	while (l->n > 0)
		l->r[--l->n]->wanted = false;
}

enum rc
rows_load_ahead(struct ctx *c, struct rows *rs)
{
	enum table_id t;
	enum rc rc;

	rc = load_tables(c, rs, LIM_ROWS_AHEAD);
	for (t = 0; t < T__MAX; t++)
		forget_wanted(&rs->wanted[t]);
	return rc;
}

enum rc
rows_get(struct ctx *c, struct rows *rs, struct row **r, enum table_id t,
    const char *const *key)
{
	enum rc rc;

	*r = NULL;
	if ((rc = rows_room(c, rs)) != RC_OK)
		return rc;
	*r = find_or_make(rs, t, key);
	if ((*r)->loaded)
		return RC_OK;
	rows_want(rs, t, key);
	return rows_load(c, rs);
}

struct row *
rows_put(struct rows *rs, enum table_id t, const char *const *key)
{
	return find_or_make(rs, t, key);
}

struct row *
rows_peek(struct rows *rs, enum table_id t, const char *const *key)
{
	struct row *r = find(rs, &tables[t], key);

	return r != NULL && r->loaded ? r : NULL;
}

void
rows_each(struct rows *rs, enum table_id t,
    void (*fn)(struct rows *rs, const struct row *r))
{
	const struct row *r;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		for (r = rs->bucket[i]; r != NULL; r = r->chain)
			if (r->t == &tables[t] && r->there)
				fn(rs, r);
}

const char *
rows_int(struct rows *rs, int64_t n)
{
	return arena_printf(rs->a, "%lld", (long long)n);
}

void
rows_block(struct rows *rs)
{
	rs->block++;
}

void
rows_many(struct rows *rs, bool many)
{
	rs->many = many;
}

void
rows_before(struct row *r)
{
	size_t size = sizeof(*r) + r->t->ncols * sizeof(const char *);
	struct rows *rs = r->rs;
	struct row *was;

	if (!r->dirty || r->block == rs->block ||
	    !rounds_tell((enum table_id)(r->t - tables)))
		return;
	was = arena_alloc(rs->a, size);
	memcpy(was, r, size);
	if (r->late != NULL)
		was->cell[r->late_col] = r->late(rs->a, r);
	was->late = NULL;
	was->of = r;
	list_add(rs, &rs->past, was);
	r->block = rs->block;
}

/* Who hears of it, and of what, may be another one now. */
static void
note_change(struct row *r, unsigned col, const char *s)
{
	const char *was = r->cell[col];

	if (was == NULL || s == NULL ? was == s : strcmp(was, s) == 0)
		return;
	if (r->t == &tables[T_TRACKS] && col == TR_REMIX_OF)
		r->turned = true;
	else if (was != NULL)
		r->rs->moved = true;
}

static struct u256 *
term_of(struct rows *rs, const struct table *t, const char *const *cell)
{
	struct u256 *term = arena_alloc(rs->a, sizeof(*term));

	digest_term(rs->digest, term, t, cell);
	return term;
}

/* What the sums hold of a row that is going to be changed. */
static void
remember(struct row *r)
{
	if (r->termed || !digest_covers(r->rs->digest, r->t))
		return;
	r->termed = true;
	r->blind = !r->loaded;
	if (r->loaded && r->stored)
		r->term = term_of(r->rs, r->t, r->cell);
}

void
rows_set(struct row *r, unsigned col, const char *s)
{
	assert(col >= r->t->nkeys && col < r->t->ncols);
	remember(r);
	rows_before(r);
	if (counts_owner((enum table_id)(r->t - tables), col) ||
	    (r->t == &tables[T_TRACKS] && col == TR_REMIX_OF))
		note_change(r, col, s);
	r->block = r->rs->block;
	r->cell[col] = s;
	digest_turn_back(r->rs->a, r->t, r->cell, col);
	rows_touch(r);
}

void
rows_know(struct row *r, unsigned col, const char *s)
{
	r->there = true;
	r->loaded = true;
	r->cell[col] = s;
}

void
rows_touch(struct row *r)
{
	remember(r);
	r->there = true;
	r->loaded = true; /* what the database says of it is out of date */
	rows_before(r);
	r->block = r->rs->block;
	if (r->dirty)
		return;
	r->dirty = true;
	list_add(r->rs, &r->rs->dirty[r->t - tables], r);
}

/* Ids are digits without leading zeros: the longer is the larger. */
static int
int_cmp(const char *x, const char *y)
{
	size_t a = strlen(x), b = strlen(y);

	return a != b ? (a < b ? -1 : 1) : strcmp(x, y);
}

static int
key_cmp(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a;
	const struct row *y = *(struct row *const *)b;
	unsigned i;
	int d = 0;

	for (i = 0; i < x->t->nkeys && d == 0; i++)
		d = x->t->int_keys & 1u << i ? int_cmp(x->cell[i], y->cell[i])
					     : strcmp(x->cell[i], y->cell[i]);
	return d;
}

static const char *
cell_of(struct ctx *c, const struct row *r, unsigned col)
{
	return r->late != NULL && r->late_col == col ? r->late(c->a, r)
						     : r->cell[col];
}

size_t
rows_size(const struct row *r)
{
	size_t n = r->late != NULL ? LATE_SIZE : 0;
	unsigned k;

	for (k = 0; k < r->t->ncols; k++)
		n += r->cell[k] != NULL ? strlen(r->cell[k]) : 0;
	return n;
}

/* Rows from first up to last, with one statement. */
static enum rc
write_slice(struct ctx *c, const struct table *t, struct row **first,
    struct row **last)
{
	const char *param[TABLE_COLS];
	struct pgarr *arr;
	struct row **r;
	unsigned k;

	for (k = 0; k < t->ncols; k++) {
		arr = pgarr_new(c->a);
		for (r = first; r < last; r++)
			pgarr_text(arr, cell_of(c, *r, k));
		param[k] = pgarr_done(arr);
	}
	for (r = first; r < last; r++)
		(*r)->dirty = false;
	return db_queue(c, t->put, param);
}

/* One statement, or several when the rows are very large. */
static enum rc
write_list(struct ctx *c, enum table_id id, struct list *l)
{
	struct row **first, **last, **end = l->r + l->n;
	enum rc rc = RC_OK;
	size_t bytes;

	qsort(l->r, l->n, sizeof(struct row *), key_cmp);
	for (first = l->r; rc == RC_OK && first < end; first = last) {
		bytes = 0;
		for (last = first; last < end && bytes < STATEMENT; last++)
			bytes += rows_size(*last);
		rc = write_slice(c, &tables[id], first, last);
		arena_reset(c->a);
	}
	l->n = 0;
	return rc;
}

/* By block, and by table in one. */
static int
block_cmp(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a;
	const struct row *y = *(struct row *const *)b;

	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	return x->t != y->t ? (x->t < y->t ? -1 : 1) : key_cmp(a, b);
}

/* All states that somebody may hear of, in the order of their blocks. */
static void
list_states(struct rows *rs)
{
	struct list *all = &rs->told;
	enum table_id t;
	size_t i;

	all->n = 0;
	for (i = 0; i < rs->past.n; i++)
		list_add(rs, all, rs->past.r[i]);
	rs->past.n = 0;
	for (t = 0; t < T__MAX; t++)
		for (i = 0; rounds_tell(t) && i < rs->dirty[t].n; i++)
			list_add(rs, all, rs->dirty[t].r[i]);
	if (all->n > 0)
		qsort(all->r, all->n, sizeof(struct row *), block_cmp);
}

/*
 * Rows from first up to last are told, in this round; in front of the first
 * round stands what is not.
 */
static enum rc
write_round(struct ctx *c, struct rows *rs, struct row **first,
    struct row **last)
{
	struct list *l;
	enum rc rc = RC_OK;
	enum table_id t;
	struct row **r;

	for (t = 0; rc == RC_OK && t < T__MAX; t++) {
		l = rounds_tell(t) ? &rs->some : &rs->dirty[t];
		for (r = first; rounds_tell(t) && r < last; r++)
			if ((*r)->t == &tables[t])
				list_add(rs, l, *r);
		if (l->n > 0)
			rc = write_list(c, t, l);
	}
	return rc;
}

/* The old terms of the last n rows that were changed without being loaded. */
static enum rc
read_terms(struct ctx *c, struct rows *rs, const struct table *t,
    struct row **first, size_t n)
{
	const char *cell[TABLE_COLS];
	PGresult *res;
	struct row *r;
	unsigned k;
	enum rc rc;
	int j;

	if ((rc = ask(c, &res, t, first, n)) != RC_OK)
		return rc;
	for (; n > 0; n--)
		first[n - 1]->blind = false;
	for (j = 0; j < PQntuples(res); j++) {
		for (k = 0; k < t->ncols; k++)
			cell[k] = db_text(res, j, (int)k);
		if ((r = find(rs, t, cell)) != NULL)
			r->term = term_of(rs, t, cell);
	}
	return RC_OK;
}

static enum rc
read_blind(struct ctx *c, struct rows *rs, enum table_id id)
{
	struct list *l = &rs->dirty[id], blind = { 0 };
	enum rc rc = RC_OK;
	size_t i, n;

	for (i = 0; i < l->n; i++)
		if (l->r[i]->blind)
			list_add(rs, &blind, l->r[i]);
	if (blind.n > 0)
		rc = db_flush(c);
	for (i = 0; rc == RC_OK && i < blind.n; i += n) {
		n = blind.n - i < LIM_ROWS_LOADED ? blind.n - i
						  : LIM_ROWS_LOADED;
		rc = read_terms(c, rs, &tables[id], blind.r + i, n);
		arena_reset(c->a);
	}
	return rc;
}

/* One row that is going to be written, in the sums. */
static void
sum_row(struct ctx *c, struct rows *rs, struct row *r)
{
	const char *cell[TABLE_COLS];
	struct u256 *old = r->term;

	memcpy(cell, r->cell, r->t->ncols * sizeof(cell[0]));
	if (r->late != NULL)
		cell[r->late_col] = r->late(c->a, r);
	r->term = term_of(rs, r->t, cell);
	digest_change(rs->digest, r->t, cell, old, r->term);
	if (r->late != NULL)
		arena_reset(c->a);
}

static enum rc
sum_rows(struct ctx *c, struct rows *rs)
{
	enum rc rc = RC_OK;
	enum table_id t;
	size_t i;

	digest_begin(rs->digest);
	for (t = 0; rc == RC_OK && t < T__MAX; t++) {
		if (!digest_covers(rs->digest, &tables[t]))
			continue;
		rc = read_blind(c, rs, t);
		for (i = 0; rc == RC_OK && i < rs->dirty[t].n; i++)
			sum_row(c, rs, rs->dirty[t].r[i]);
	}
	if (rc == RC_OK)
		rc = digest_send(c, rs->digest);
	arena_reset(c->a);
	return rc;
}

static enum rc
write_rounds(struct ctx *c, struct rows *rs, unsigned rounds)
{
	struct row **first = rs->told.r, **last, **end;
	unsigned round = 0;
	enum rc rc;

	end = first == NULL ? NULL : first + rs->told.n;
	do {
		for (last = first; last < end && (*last)->round == round;)
			last++;
		rc = write_round(c, rs, first, last);
		first = last;
	} while (rc == RC_OK && ++round < rounds);
	return rc;
}

enum rc
rows_write(struct ctx *c, struct rows *rs)
{
	struct counts *counts;
	enum rc rc = RC_OK;
	enum table_id t;

	if (rs->digest != NULL && (rc = sum_rows(c, rs)) != RC_OK)
		return rc;
	for (t = 0; t < T__MAX; t++)
		rs->written[t] += rs->dirty[t].n;
	list_states(rs);
	counts =
	    counts_take(rs->a, rs->told.r, rs->told.n, rs->many && !rs->moved);
	rs->moved = false;
	if (counts != NULL)
		rc = counts_write(c, rs, counts);
	if (rc == RC_OK)
		rc = write_rounds(c, rs,
		    rounds_cut(c->a, rs->told.r, rs->told.n, STATEMENT,
			counts != NULL));
	if (rc == RC_OK && counts != NULL)
		rc = counts_tell(c, counts);
	for (t = 0; rc == RC_OK && t < T__MAX; t++)
		rs->dirty[t].n = 0;
	return rc;
}

size_t
rows_written(struct rows *rs, enum table_id t)
{
	size_t n = rs->written[t];

	rs->written[t] = 0;
	return n;
}
