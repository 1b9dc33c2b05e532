/* SPDX-License-Identifier: ISC */
/*
 * Trees of hashes as CometBFT builds them: a leaf is the hash of 0 and its
 * bytes, a node that of 1 and its two sides, the left one with the largest
 * power of two of leaves that is less than all.
 */
#ifndef DP_CHAIN_CORE_MERKLE_H
#define DP_CHAIN_CORE_MERKLE_H

#include <stddef.h>
#include <stdint.h>

void merkle_leaf(uint8_t hash[32], const void *p, size_t n);
/* Of leaves in order; of none it is the hash of nothing. */
void merkle_root(uint8_t root[32], const uint8_t (*leaf)[32], size_t n);

#endif
