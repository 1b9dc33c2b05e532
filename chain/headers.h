/* SPDX-License-Identifier: ISC */
/*
 * Single headers: the head of the chain, a start block, a fork's blocks.
 * Numbers are the stored ones.  Each proves itself as far as ch->verify asks
 * for: RC_DATA says which does not.
 */
#ifndef DP_CHAIN_HEADERS_H
#define DP_CHAIN_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain/block.h"
#include "chain/chain.h"

/* The newest block. */
enum rc headers_newest(struct ctx *c, struct chain_block *b,
    const struct chain *ch) MUST_CHECK;

/* By hash text; RC_NOTFOUND without a message when the chain lacks it. */
enum rc headers_by_hash(struct ctx *c, struct chain_block *b,
    const struct chain *ch, const char *hash) MUST_CHECK;

/* By number, n at once; there[i] is false when the chain is shorter.  None is
 * below the chain's block 0. */
enum rc headers_by_number(struct ctx *c, struct chain_block *b, bool *there,
    const struct chain *ch, const uint64_t *numbers, size_t n) MUST_CHECK;

#endif
