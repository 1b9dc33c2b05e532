/* SPDX-License-Identifier: ISC */
/* Whose balance is read in this pass. */
#ifndef DP_JOBS_ETH_PICK_H
#define DP_JOBS_ETH_PICK_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"

struct pick {
	int64_t *id;       /* who has waited first; arena */
	const char **seqs; /* rows of balance_refresh: "{1,2}", or NULL */
	size_t n;
	const char *next; /* where the next look for new users begins */
};

/*
 * Everybody who is in the queue, at most LIM_REFRESH; behind them at most
 * LIM_REFRESH_OLD whose balance was never read, or longest ago.
 */
enum rc pick_users(struct ctx *c, struct pick *p) MUST_CHECK;

/* Keep next, so that in the end everybody's turn comes. */
enum rc pick_done(struct ctx *c, const struct pick *p) MUST_CHECK;

#endif
