/* SPDX-License-Identifier: ISC */
/*
 * What users hear of is made by the database out of the rows that a statement
 * writes (sql/schema/0022).  Rows of several blocks may stand in one statement
 * as long as what comes out is what block after block would have given.
 * Rounds are made so: in each, every table is written once at most, and a row
 * is in the first round that is behind what it has to follow.
 *
 * Relies on the order of tables in which rows.c writes a round.
 */
#ifndef DP_INDEXER_ROWS_ROUNDS_H
#define DP_INDEXER_ROWS_ROUNDS_H

#include "indexer/rows/rows.h"

/* Does somebody hear of what is written to this table? */
bool rounds_tell(enum table_id t);

/*
 * Give each row its round, from 0; rows stand in the order of their blocks and
 * tables, and are then in that of their rounds, fewer when of some earlier
 * state nobody hears.  Returns how many rounds there are, 0 without rows.  A
 * table has at most limit bytes of one round, unless one block has more.
 * counted: by us, so that how counts go up and down does not matter, and no
 * owner changes on the way.
 */
unsigned rounds_cut(struct arena *a, struct row **r, size_t n, size_t limit,
    bool counted);

#endif
