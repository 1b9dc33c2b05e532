/* SPDX-License-Identifier: ISC */
/* How far the chain is and how far we are: fresh, or unknown. */
#ifndef DP_FCGI_SERVE_HEIGHTS_H
#define DP_FCGI_SERVE_HEIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"

#define HEIGHT_UNKNOWN (-1)
#define HEIGHT_HASH    67 /* "0x", 64 digits, NUL */

struct app;

struct heights {
	bool read;
	int64_t at_ms;          /* when, monotonic */
	int64_t indexed, chain; /* block numbers, or HEIGHT_UNKNOWN */
	char indexed_hash[HEIGHT_HASH], chain_hash[HEIGHT_HASH]; /* or "" */
};

/*
 * Bring app->heights up to date when it is older than max_age_ms.  The
 * chain's height is unknown when the indexer has not seen the chain lately.
 */
enum rc heights_refresh(struct app *app, int64_t max_age_ms) MUST_CHECK;

/* Nothing is known. */
void heights_forget(struct heights *h);

#endif
