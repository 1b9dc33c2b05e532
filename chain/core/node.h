/* SPDX-License-Identifier: ISC */
/*
 * Nodes of a core chain: which chain they are of, its newest block, and single
 * blocks.  Numbers are the stored ones.
 */
#ifndef DP_CHAIN_CORE_NODE_H
#define DP_CHAIN_CORE_NODE_H

#include "chain/block.h"
#include "chain/chain.h"
#include "common/base/ctx.h"

/* Each node is asked for its chain before anything it says is used. */
void core_demand(struct chain *ch, struct arena *a);

/*
 * The newest block.  RC_UPSTREAM also when the node has none, as long as it
 * starts.
 */
enum rc core_newest(struct ctx *c, struct chain_block *b,
    const struct chain *ch) MUST_CHECK;

/* Of these numbers; there[i] is false when the node has none so high. */
enum rc core_by_number(struct ctx *c, struct chain_block *b, bool *there,
    const struct chain *ch, const uint64_t *numbers, size_t n) MUST_CHECK;

/* What is asked for; params are memory of a. */
struct rpc_call core_call_blocks(struct arena *a, const uint64_t *heights,
    size_t n);
struct rpc_call core_call_block(struct arena *a, uint64_t height);

#endif
