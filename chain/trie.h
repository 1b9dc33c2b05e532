/* SPDX-License-Identifier: ISC */
/*
 * The root of an ordered list: transactionsRoot and receiptsRoot of a block
 * (yellow paper 4.3, appendix D).  Value i stands in a Merkle-Patricia trie at
 * the key RLP(i).
 */
#ifndef DP_CHAIN_TRIE_H
#define DP_CHAIN_TRIE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/span.h"

/* Of n values; borrowed.  What it needs while it works is memory of a. */
void trie_root(uint8_t root[32], struct arena *a, const struct span *value,
    size_t n);

#endif
