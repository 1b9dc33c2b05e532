/* SPDX-License-Identifier: ISC */
/* Where we are: the last block that is in the database. */
#ifndef DP_INDEXER_RUN_CURSOR_H
#define DP_INDEXER_RUN_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "chain/block.h"
#include "chain/chain.h"
#include "common/base/ctx.h"

/* How the parent of the chain's first block is stored. */
#define CURSOR_ZERO "0x0"

struct cursor {
	bool has_number; /* a first row of height 0 has none */
	uint64_t number;
	uint64_t base;        /* of the chain that is read */
	char hash[HASH_TEXT]; /* or CURSOR_ZERO: before the first block */
};

/* RC_NOTFOUND without a message: no block at all. */
enum rc cursor_read(struct ctx *c, struct cursor *k) MUST_CHECK;

/*
 * First run: write the configured start block, unless dry.  RC_CONFIG: this
 * chain does not have it.
 */
enum rc cursor_start(struct ctx *c, struct cursor *k, const struct chain *ch,
    bool dry) MUST_CHECK;

/* Number of the block to index next. */
uint64_t cursor_next(const struct cursor *k);
/*
 * Does b follow?  On the last block of the first chain the second one's block
 * 1 follows, whatever it names as its parent: it is given that one, so that
 * the stored blocks hang together.
 */
bool cursor_links(const struct cursor *k, struct chain_block *b);
/* Move to b. */
void cursor_move(struct cursor *k, const struct chain_block *b);

#endif
