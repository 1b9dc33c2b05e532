/* SPDX-License-Identifier: ISC */
/*
 * What follows, reposts and saves count.  Triggers do it row by row
 * (sql/schema/0008, 0022); where many blocks are written at once it is added up
 * here, one statement a table of counters writes the sums in front of the rows,
 * and the triggers keep still.  Round numbers that were passed on the way are
 * found here, too, and told behind the rows.
 *
 * Must not be used when it could come out otherwise than by the triggers: then
 * counts_take() gives NULL.  Relies on rows.c, which says of each row what the
 * database counts it as.
 */
#ifndef DP_INDEXER_ROWS_COUNTS_H
#define DP_INDEXER_ROWS_COUNTS_H

#include "indexer/rows/rows.h"

/* Are rows of this table counted here, and which cell says that one is gone? */
bool counts_table(enum table_id t);
unsigned counts_gone(enum table_id t);

/* Does it matter for what is told of acts on the row that the cell changes? */
bool counts_owner(enum table_id t, unsigned col);

/*
 * States of rows in the order of their blocks.  What the database will count
 * each row as is noted.  NULL unless all are to be added up here.
 */
struct counts *counts_take(struct arena *a, struct row *const *r, size_t n,
    bool add_up);

/* In front of the rows: queued statements are waited for. */
enum rc counts_write(struct ctx *c, struct rows *rs,
    struct counts *k) MUST_CHECK;
/* Behind them. */
enum rc counts_tell(struct ctx *c, struct counts *k) MUST_CHECK;

#endif
