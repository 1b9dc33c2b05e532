/* SPDX-License-Identifier: ISC */
/* Two databases of ours, from table by bucket and row to column. */
#ifndef DP_SNAPSHOT_COMPARE_H
#define DP_SNAPSHOT_COMPARE_H

#include <stdint.h>

#include "common/base/ctx.h"

struct compared {
	int64_t buckets, rows; /* that differ */
	int64_t hidden;        /* buckets whose kept sum is the other's */
};

/*
 * Print each column that differs between the rows of ours and of chain's, which
 * stand at the same block; both have a connection, and share an arena.
 */
enum rc compare_rows(struct ctx *ours, struct ctx *chain,
    struct compared *sum) MUST_CHECK;

/* The same of sums of tables behind a block that both have kept a digest of. */
enum rc compare_sums(struct ctx *ours, struct ctx *chain, const char *height,
    struct compared *sum) MUST_CHECK;

#endif
