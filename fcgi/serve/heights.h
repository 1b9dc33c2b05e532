/* SPDX-License-Identifier: ISC */
/*
 * How far the chain is and how far we are, as the database says it now.  No
 * process remembers it: answers of several would go back and forth, and an
 * answer would name another height than that of its rows.
 */
#ifndef DP_FCGI_SERVE_HEIGHTS_H
#define DP_FCGI_SERVE_HEIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"

#define HEIGHT_UNKNOWN (-1)
#define HEIGHT_HASH    67 /* "0x", 64 digits, NUL */

struct heights {
	bool read;
	int64_t indexed, chain; /* block numbers, or HEIGHT_UNKNOWN */
	char indexed_hash[HEIGHT_HASH], chain_hash[HEIGHT_HASH]; /* or "" */
};

/*
 * Fill h, unless that was done.  Within a transaction it is the height of
 * what its statements see.  The chain's is unknown when the indexer has not
 * seen the chain lately.
 */
enum rc heights_read(struct ctx *c, struct heights *h) MUST_CHECK;

/* Nothing is known. */
void heights_unknown(struct heights *h);

#endif
