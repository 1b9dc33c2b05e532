/* SPDX-License-Identifier: ISC */
/*
 * That blocks are those of the chain: by their headers, which the CometBFT of a
 * node shows when it lets others do so (/core/crpc).
 *
 * A header has the block's hash, which it proves, and in it time, the block
 * before, the list of transactions and who votes on this block and the next.
 * So the signatures of more than two thirds of those who vote on the last block
 * of a range prove all of it, when voters changed in between those of that
 * block, too.  Who votes on the first block is said by the one before it,
 * whose hash we have; of the first block that is read of a chain at all it is
 * believed.
 *
 * A node that shows no headers, or not these (it keeps them for a week or so),
 * is believed as if there were none, unless that is refused (core_verify).
 */
#ifndef DP_CHAIN_CORE_PROOF_H
#define DP_CHAIN_CORE_PROOF_H

#include "chain/chain.h"
#include "chain/reader.h"

struct proof;

/*
 * Of n blocks from this height on, the first one being known when first is
 * false.  NULL: nothing is asked.  Borrows all of it; asks in rd->g.
 */
struct proof *proof_begin(struct reader *rd, const struct chain *ch,
    struct arena *a, uint64_t from, size_t n, bool first);
/* A block has come; known: without its transactions. */
void proof_block(struct proof *p, const struct chain_block *b, bool known);
/*
 * All that was asked has come, all is linked.  Asks for votes: after these are
 * answered comes the next one.  What is wrong stays in c->err, too.
 */
enum rc proof_headers(struct ctx *c, struct proof *p);
enum rc proof_votes(struct ctx *c, struct proof *p);

/* The same hashes, in any order. */
bool proof_same(struct arena *a, const uint8_t (*x)[32], size_t nx,
    const uint8_t (*y)[32], size_t ny);

#endif
