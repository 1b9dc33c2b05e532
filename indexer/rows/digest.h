/* SPDX-License-Identifier: ISC */
/*
 * The state's digest, for rows that are held in memory: terms of rows, and
 * differences of sums on their way to the database.  What a term is made of
 * says ARCHITECTURE; which tables and columns count, and who else sums, the
 * schema step that keeps the sums (disc.digest_table, disc.digest_column).
 */
#ifndef DP_INDEXER_ROWS_DIGEST_H
#define DP_INDEXER_ROWS_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/u256.h"
#include "sql/tables.h"

struct digest;

/* Begin or cease to keep sums, when that is not as wanted; counts all rows. */
enum rc digest_set(struct ctx *c, bool wanted) MUST_CHECK;

/*
 * Which columns count.  core_id, base: the chain at work, if it is a core
 * chain that is not remembered yet, else NULL.  *d: NULL when no sums are kept.
 * c->a holds it.
 */
enum rc digest_open(struct ctx *c, struct digest **d, const char *core_id,
    int64_t base) MUST_CHECK;

/* Is it one of the tables that are summed here? */
bool digest_covers(const struct digest *d, const struct table *t);

/* The term of a row with these cells, which are as they were sent or read. */
void digest_term(struct digest *d, struct u256 *term, const struct table *t,
    const char *const *cell);

/* What was not sent is of a transaction that has failed. */
void digest_begin(struct digest *d);

/* A row is another one now; NULL: it was not there before. */
void digest_change(struct digest *d, const struct table *t,
    const char *const *cell, const struct u256 *old, const struct u256 *new);

/* Queue what has changed since the last time; c->a is for parameters. */
enum rc digest_send(struct ctx *c, struct digest *d) MUST_CHECK;

/* The cell of col was written by a block: it is not as jobs have left it. */
void digest_turn_back(struct arena *a, const struct table *t, const char **cell,
    unsigned col);

#endif
