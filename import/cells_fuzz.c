/* SPDX-License-Identifier: ISC */
/*
 * A row of a source, of whatever bytes: what is taken of it fits the columns it
 * is for, is written as one row of as many cells, and is the same when it is
 * read again.
 */
#include <stdio.h>
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "import/cells.h"

#define NEWEST 1000 /* block */

/* One column of each kind, and the rules that a mapping can give. */
static struct column columns[] = {
	{ .name = "id", .check = CHECK_ID, .needed = true, .is_key = true },
	{ .name = "word",
	    .check = CHECK_WORD,
	    .needed = true,
	    .is_key = true,
	    .words = "\tuser\ttrack\t" },
	{ .name = "number", .check = CHECK_INT },
	{ .name = "blocknumber", .check = CHECK_ID, .is_block = true },
	{ .name = "at",
	    .check = CHECK_TIME,
	    .needed = true,
	    .value = "1970-01-01 00:00:00" },
	{ .name = "date", .check = CHECK_DATE },
	{ .name = "data", .check = CHECK_JSON, .most = 64 },
	{ .name = "list", .check = CHECK_LIST },
	{ .name = "territories", .check = CHECK_TERRITORIES },
	{ .name = "text", .check = CHECK_NONE, .needed = true, .most = 64 },
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static bool
is_empty(const struct span *s)
{
	return s->len == 2 && memcmp(s->p, "\\N", 2) == 0;
}

static void
has_number(const struct span *s, int64_t min, int64_t max)
{
	char text[24];
	int64_t n;

	if (s->len >= sizeof(text))
		__builtin_trap();
	memcpy(text, s->p, s->len);
	text[s->len] = '\0';
	if (num_i64(&n, text, min, max) != 0)
		__builtin_trap();
}

static void
fits(const struct column *col, const struct span *s)
{
	if (memchr(s->p, '\t', s->len) != NULL)
		__builtin_trap();
	if (is_empty(s)) {
		if (col->needed)
			__builtin_trap();
		return;
	}
	if (col->most > 0 && s->len > col->most)
		__builtin_trap();
	if (col->check == CHECK_INT)
		has_number(s, INT32_MIN, INT32_MAX);
	if (col->check == CHECK_ID)
		has_number(s, 0, col->is_block ? NEWEST : INT32_MAX);
}

/* Its key is its own, and that of no row with more in it. */
static void
has_key(const struct cells *k, struct arena *a)
{
	struct buffer key = { 0 };

	cells_key(k, &key);
	if (!cells_same_key(k, &key) || key_place(&key, a) == NULL)
		__builtin_trap();
	buffer_add(&key, "x\t", 2);
	if (cells_same_key(k, &key))
		__builtin_trap();
	buffer_free(&key);
}

/* But for dates: what they become is no date as clients wrote it. */
static void
is_same_again(const struct cells *k, struct part *p)
{
	struct cells again = { .plan = k->plan, .last_block = NEWEST };
	struct span cell[COLUMNS];
	struct buffer row = { 0 };
	size_t i;

	again.cell = cell;
	again.arena = arena_new(LIM_ARENA_BLOCK);
	cells_write(k, &row);
	if (!cells_read(&again, row.p, row.len) || !cells_check(&again, p))
		__builtin_trap();
	for (i = 0; i < COLUMNS; i++)
		if (columns[i].check != CHECK_DATE &&
		    (cell[i].len != k->cell[i].len ||
			memcmp(cell[i].p, k->cell[i].p, cell[i].len) != 0))
			__builtin_trap();
	arena_free(again.arena);
	buffer_free(&row);
}

/* Each thing that was left has a reason, and words that fit. */
static void
has_reasons(const struct part *p, bool taken)
{
	size_t i;

	if (!taken && p->nreasons == 0)
		__builtin_trap();
	for (i = 0; i < p->nreasons; i++)
		if (p->reason[i].count < 1 || p->reason[i].text[0] == '\0')
			__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct plan plan = { .column = columns,
		.ncolumns = COLUMNS,
		.key = { 0, 1 },
		.nkeys = 2 };
	struct span cell[COLUMNS];
	struct cells k = { .plan = &plan, .cell = cell, .last_block = NEWEST };
	struct part p = { .name = "fuzz", .a = arena_new(LIM_ARENA_BLOCK) };
	size_t i;
	bool taken;

	k.arena = arena_new(LIM_ARENA_BLOCK);
	if (cells_read(&k, (const char *)data, len)) {
		taken = cells_check(&k, &p);
		has_reasons(&p, taken);
		for (i = 0; taken && i < COLUMNS; i++)
			fits(&columns[i], &cell[i]);
		if (taken) {
			has_key(&k, p.a);
			is_same_again(&k, &p);
		}
	}
	arena_free(k.arena);
	arena_free(p.a);
	return 0;
}
