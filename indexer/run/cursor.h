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
	int core;        /* whose block it is: disc.core_chains; 0: none */
	uint64_t height; /* of it there; 0: none */
	/* by cursor_on() */
	uint64_t next;        /* stored number of the block to index next */
	bool joins;           /* which is the first of its chain */
	char hash[HASH_TEXT]; /* or CURSOR_ZERO: before the first block */
};

/* RC_NOTFOUND without a message: no block at all. */
enum rc cursor_read(struct ctx *c, struct cursor *k) MUST_CHECK;

/* The next block is taken from this chain, whose base is known. */
void cursor_on(struct cursor *k, const struct chain *ch);

/*
 * First run: write the block to begin behind, unless dry.  RC_CONFIG: this
 * chain does not have it.
 */
enum rc cursor_start(struct ctx *c, struct cursor *k, const struct chain *ch,
    bool dry) MUST_CHECK;

/* Number of the block to index next. */
uint64_t cursor_next(const struct cursor *k);
/*
 * Does b follow?  On the last block of a chain the first one of the next
 * follows, whatever it names as its parent: it is given that one, memory of a,
 * so that the stored blocks hang together.
 */
bool cursor_links(const struct cursor *k, struct chain_block *b,
    struct arena *a);
/* Move to b, which is of this chain. */
void cursor_move(struct cursor *k, const struct chain_block *b,
    const struct chain *ch);

#endif
