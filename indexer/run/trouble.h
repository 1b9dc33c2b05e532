/* SPDX-License-Identifier: ISC */
/*
 * A block that cannot be indexed: "indexing:error" in the key-value table.
 *
 * It holds count, blocknumber, blockhash, txhash, message and has_consensus,
 * as other nodes know them, "number", where that is stored under another one,
 * and "agreed": what other nodes have agreed on of this very block, one
 * transaction after the other, or "commit" for all of it.
 */
#ifndef DP_INDEXER_RUN_TROUBLE_H
#define DP_INDEXER_RUN_TROUBLE_H

#include "common/base/ctx.h"
#include "indexer/run/skip.h"

struct trouble {
	uint64_t number, shown; /* as it is stored, and as others know it */
	const char *blockhash, *txhash; /* SKIP_WHOLE: none is to blame */
};

/*
 * Which block cannot be indexed, why (c->err, which stays as it is), and how
 * often that was so already.
 */
enum rc trouble_note(struct ctx *c, const struct trouble *t) MUST_CHECK;
/* Enough other nodes have failed at it as well. */
enum rc trouble_agree(struct ctx *c, const struct trouble *t) MUST_CHECK;
/* Queue: no trouble up to this block (any more). */
enum rc trouble_over(struct ctx *c, uint64_t number) MUST_CHECK;

/* What is agreed now, memory of a; none when there is no trouble. */
enum rc trouble_agreed(struct ctx *c, struct skip_agreed *s,
    struct arena *a) MUST_CHECK;

#endif
