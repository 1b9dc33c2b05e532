/* SPDX-License-Identifier: ISC */
/* What the indexer tells others through the key-value table. */
#ifndef DP_INDEXER_RUN_PUBLISH_H
#define DP_INDEXER_RUN_PUBLISH_H

#include "chain/block.h"
#include "chain/chain.h"
#include "common/base/ctx.h"

/* The head of the chain, at the start of a run, and what it is called. */
enum rc publish_head(struct ctx *c, const struct chain_block *head,
    uint64_t shown) MUST_CHECK;

/* Remember which chain the blocks are of; nothing, when that is known. */
enum rc publish_chain(struct ctx *c, struct chain *ch) MUST_CHECK;

/*
 * Queue: the last indexed block, its time (Unix seconds; 0: unknown), and the
 * last one with a blacklist event, as the tables have them.  Belongs into the
 * transaction that changes them.
 */
enum rc publish_indexed(struct ctx *c, uint64_t time) MUST_CHECK;

#endif
