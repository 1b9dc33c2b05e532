/* SPDX-License-Identifier: ISC */
/*
 * One run of the indexer.  The timer's reads block_processing_window blocks at
 * most, and none more once run_seconds have passed; a catch-up goes on until
 * no new block has come.  Blocks that the chain contradicts are undone first.
 */
#ifndef DP_INDEXER_RUN_RUN_H
#define DP_INDEXER_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "indexer/run/commit.h"

struct run {
	/* of the command line */
	bool catch_up, dry, receipts, has_until;
	uint64_t until;

	/* for the summary */
	bool began;
	uint64_t from, to, head;
	struct commit_result res;
	/* where the time went: waiting for others, for the database, our own */
	int64_t fetch_us, write_us, decode_us;
};

/*
 * The job; arg is a struct run.  What was committed is in it whatever comes
 * back: RC_BUSY  another run holds the lock; RC_UPSTREAM, RC_DATA  no node
 * could be used; RC_DB; RC_CONFIG; any code of a block that cannot be indexed.
 * Being asked to stop is RC_OK.
 */
enum rc run_job(struct ctx *c, void *arg, int argc, char **argv) MUST_CHECK;

#endif
