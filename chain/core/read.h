/* SPDX-License-Identifier: ISC */
/*
 * Reads a range of blocks of a core chain and believes little.
 *
 * Blocks come by GetBlocks, as many at once as the node answers well, several
 * such questions under way.  A height that is not in the answer is asked for by
 * itself, and a node that does not have it then is given up: heights have no
 * gaps.
 *
 * Checked are: the chain's name, height and block of everything, that no height
 * is missing, that time does not run backwards, the hash of each transaction
 * that we read, and that the block before the first is still the one it was
 * (the first one's parent, which nodes do not tell).  Order is restored by the
 * network's rule, whatever order is served.  The block's hash, and that the
 * list of transactions is complete, are proven where the node shows headers
 * (chain/core/proof.h); else nothing proves them.  When several nodes are
 * named, the last block of the range must be the same at the next one.
 */
#ifndef DP_CHAIN_CORE_READ_H
#define DP_CHAIN_CORE_READ_H

#include "chain/chain.h"
#include "chain/reader.h"

/* As reader_start(); contracts do not matter. */
void core_read(struct reader *rd, const struct ctx *c, struct arena *a,
    const struct chain *ch, struct habits *h, const struct contracts *k,
    const struct reader_want *want);

#endif
