/* SPDX-License-Identifier: ISC */
/*
 * One row of the source as COPY writes it, looked at and put together for our
 * database.  What does not fit there is left empty where null is allowed, or
 * else the row is left out; the reason is counted.
 */
#ifndef DP_IMPORT_CELLS_H
#define DP_IMPORT_CELLS_H

#include "common/base/span.h"
#include "import/plan.h"

/* Bytes that grow, in memory of their own. */
struct buffer {
	char *p;
	size_t len, cap;
};

void buffer_add(struct buffer *b, const char *p, size_t len);
void buffer_free(struct buffer *b);

struct cells {
	const struct plan *plan;
	struct span *cell;   /* one a column, escaped */
	struct arena *arena; /* of one row; reset by cells_read() */
	int64_t last_block;  /* the newest that there is */
};

/* Split a row; false: it has not as many cells as the plan has columns. */
bool cells_read(struct cells *k, const char *row, size_t len);

/* Look at all cells.  False: the row is left out, as p has noted. */
bool cells_check(struct cells *k, struct part *p);

/* The row with its line end, behind what is in the buffer. */
void cells_write(const struct cells *k, struct buffer *b);

/* The cells of the row's key, and: has it the same ones? */
void cells_key(const struct cells *k, struct buffer *key);
bool cells_same_key(const struct cells *k, const struct buffer *key);

/* These cells, not escaped, as an array of texts; NULL: one is null. */
const char *key_place(const struct buffer *key, struct arena *a);

#endif
