/* SPDX-License-Identifier: ISC */
/*
 * How the chains of each kind are read.  Nothing else asks which kind one is
 * of, but who writes down what is known of a block.
 */
#ifndef DP_INDEXER_RUN_HOW_H
#define DP_INDEXER_RUN_HOW_H

#include "chain/chain.h"
#include "chain/contracts.h"
#include "chain/reader.h"

struct how {
	bool forks; /* what was read may be contradicted later, and undone */
	/* Ask each of its nodes who it is, before anything else. */
	void (*demand)(struct chain *ch, struct arena *a);
	/* As headers.h says. */
	enum rc (*newest)(struct ctx *c, struct chain_block *b,
	    const struct chain *ch);
	enum rc (*by_number)(struct ctx *c, struct chain_block *b, bool *there,
	    const struct chain *ch, const uint64_t *numbers, size_t n);
	/* As reader_start(). */
	void (*read)(struct reader *rd, const struct ctx *c, struct arena *a,
	    const struct chain *ch, struct habits *h, const struct contracts *k,
	    const struct reader_want *want);
	/* What the database knows of it, and later that it does. */
	enum rc (*recall)(struct ctx *c, struct chain *ch);
	enum rc (*remember)(struct ctx *c, struct chain *ch);
};

const struct how *how_of(const struct chain *ch);

#endif
