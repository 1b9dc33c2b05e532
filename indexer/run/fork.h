/* SPDX-License-Identifier: ISC */
/* Find what the chain contradicts, and undo it. */
#ifndef DP_INDEXER_RUN_FORK_H
#define DP_INDEXER_RUN_FORK_H

#include "indexer/run/cursor.h"

/*
 * Walk back over the stored blocks of this chain to the newest one that is on
 * it still; undo the blocks above it, newest first, in one transaction.  head:
 * the newest block of the chain.  A chain that is merely shorter than ours
 * contradicts nothing: its node is behind.  When nothing is to be undone, or
 * dry, k stays as it is.
 *
 * RC_CONFIG    the fork lies deeper than the journal reaches, the start block
 *              is not on this chain, or no block at all is common to both:
 *              nothing is undone, and the message says what to do.
 * RC_UPSTREAM, RC_DATA  what the node shows is no branch.
 */
enum rc fork_resolve(struct ctx *c, struct cursor *k, const struct chain *ch,
    const struct chain_block *head, bool dry) MUST_CHECK;

#endif
