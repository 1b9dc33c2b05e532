/* SPDX-License-Identifier: ISC */
/* One run of the indexer: one window, or windows until the head. */
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

/* The job; arg is a struct run. */
enum rc run_job(struct ctx *c, void *arg, int argc, char **argv) MUST_CHECK;

#endif
