/* SPDX-License-Identifier: ISC */
/*
 * Many rows in or out of c->db by COPY in text format, one at a time.  The
 * statement is made by the caller, of names quoted by db_name(); name is for
 * messages.  No other statement between begin and end, but several connections
 * may copy at the same time.
 *
 * Errors are those of db_run().  After one the copy has ended, and the
 * transaction can only be rolled back.
 */
#ifndef DP_COMMON_DB_COPY_H
#define DP_COMMON_DB_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"

enum rc db_copy_in(struct ctx *c, const char *name, const char *sql) MUST_CHECK;
/* Whole rows with their line ends, or parts of them. */
enum rc db_copy_put(struct ctx *c, const char *name, const char *p,
    size_t len) MUST_CHECK;
/* *rows: that the server has taken. */
enum rc db_copy_in_end(struct ctx *c, const char *name,
    int64_t *rows) MUST_CHECK;

enum rc db_copy_out(struct ctx *c, const char *name,
    const char *sql) MUST_CHECK;
/*
 * The next row with its line end, to be given to db_copy_free(); NULL behind
 * the last one, and then the copy has ended.
 */
enum rc db_copy_get(struct ctx *c, const char *name, char **row,
    size_t *len) MUST_CHECK;
void db_copy_free(char *row);

#endif
