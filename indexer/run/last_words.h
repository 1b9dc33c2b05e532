/* SPDX-License-Identifier: ISC */
/*
 * What a run that has to end in the middle of a block leaves behind.
 */
#ifndef DP_INDEXER_RUN_LAST_WORDS_H
#define DP_INDEXER_RUN_LAST_WORDS_H

#include "chain/block.h"
#include "common/base/ctx.h"

/*
 * There is no memory for block b, at tx (NULL: none of them): undo what is
 * under way, put the block on record as one that cannot be indexed, and ask
 * other nodes what they think of it, as run_trouble() does.
 *
 * Uses memory and a session of its own, and nothing of c but configuration
 * and log; c->db is closed.  What goes wrong is logged.
 */
void last_words(struct ctx *c, const struct chain_block *b,
    const struct chain_tx *tx);

#endif
