/* SPDX-License-Identifier: ISC */
/*
 * The order of a block's transactions, which is the network's and not that of
 * the chain: what nodes serve, and every indexer applies.
 */
#ifndef DP_CHAIN_CORE_ORDER_H
#define DP_CHAIN_CORE_ORDER_H

#include "chain/core/block.h"
#include "common/base/arena.h"

uint32_t order_fnv(struct span s); /* FNV-1a, 32 bits */

/*
 * Acts before plays; of acts those that create (in any case) before others;
 * then by the FNV-1a of their signatures' texts, the largest first; and by
 * hash, since nodes promise no order among what is then equal.
 */
void order_txs(struct arena *a, struct core_tx *tx, size_t n);

#endif
