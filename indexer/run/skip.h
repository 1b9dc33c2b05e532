/* SPDX-License-Identifier: ISC */
/*
 * What is left out of blocks: by the operator's word ([discprov] skip),
 * or because other nodes could not index it either.
 */
#ifndef DP_INDEXER_RUN_SKIP_H
#define DP_INDEXER_RUN_SKIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain/block.h"
#include "common/base/ctx.h"

#define SKIP_WHOLE "commit" /* in place of a transaction: the block */

/* Of one block, by other nodes' word; see trouble.h. */
struct skip_agreed {
	uint64_t number;
	uint8_t blockhash[32];
	bool whole; /* all of it */
	uint8_t (*tx)[32];
	size_t ntx;
	int64_t recorded; /* rows of level network so far */
};

struct skip {
	/* by the operator's word */
	uint8_t (*tx)[32];
	size_t ntx;
	uint64_t *block;
	size_t nblocks;
	struct skip_agreed agreed;
};

enum skip_by { SKIP_NOT, SKIP_OPERATOR, SKIP_NETWORK };

/* Memory of a.  RC_CONFIG: an item is neither hash nor number. */
enum rc skip_read(struct ctx *c, struct skip *s, struct arena *a) MUST_CHECK;

/* Is all of the block left out? */
enum skip_by skip_block(const struct skip *s, const struct chain_block *b);
enum skip_by skip_tx(const struct skip *s, const struct chain_block *b,
    const uint8_t txhash[32]);
/* The same for a hash as text, or SKIP_WHOLE. */
bool skip_is_named(const struct skip *s, const struct chain_block *b,
    const char *txhash);
/*
 * Blocks from..to are to be read: up to which one together?  A block that may
 * be left out stands alone, so that nobody need read what is in it.
 */
uint64_t skip_cut(const struct skip *s, uint64_t from, uint64_t to);
/* Its number is one that is left out; its hash may say otherwise. */
bool skip_names(const struct skip *s, uint64_t number);

/* An events_skip_fn; arg is a struct skip_in. */
struct skip_in {
	const struct skip *s;
	const struct chain_block *b;
};
bool skip_is_out(const void *arg, const uint8_t txhash[32]);

#endif
