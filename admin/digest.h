/* SPDX-License-Identifier: ISC */
/*
 * discprov digest: what is kept, on the way down from a block's digest to a
 * row, or whether it is what the rows are when they are counted.  Changes
 * nothing.
 */
#ifndef DP_ADMIN_DIGEST_H
#define DP_ADMIN_DIGEST_H

#include "common/base/ctx.h"

/*
 * The n words are nothing, a block, a table, or a table and a bucket.
 * RC_NOTFOUND: nothing is kept of that.
 */
enum rc digest_print(struct ctx *c, int n, char *const *word) MUST_CHECK;

/* RC_DATA: it is not; each bucket that differs is printed. */
enum rc digest_recount(struct ctx *c) MUST_CHECK;

#endif
