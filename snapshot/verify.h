/* SPDX-License-Identifier: ISC */
/*
 * "discprov verify": our rows held against a re-index of their blocks, which
 * another database is for.  Nothing of ours is changed.
 */
#ifndef DP_SNAPSHOT_VERIFY_H
#define DP_SNAPSHOT_VERIFY_H

#include "common/base/ctx.h"

struct verify_how {
	const char *from, *to; /* heights; to: NULL for our newest block */
	const char *base;      /* folder of a snapshot of FROM - 1, or "" */
	const char *signer;    /* see snapshot.h */
	const char *scratch;   /* URL of the other database */
	unsigned jobs;
};

/*
 * RC_OK: ours is what the chain gives.  RC_DATA: it is not, and what differs
 * was printed.  RC_CONFIG: it cannot be told from there, and why.
 */
enum rc verify(struct ctx *c, const struct verify_how *how) MUST_CHECK;

#endif
