/* SPDX-License-Identifier: ISC */
/* The hash functions of the chain (Keccak-256, original padding) and of IPFS.
 */
#ifndef DP_COMMON_BASE_KECCAK_H
#define DP_COMMON_BASE_KECCAK_H

#include <stddef.h>
#include <stdint.h>

void keccak256(uint8_t out[32], const void *in, size_t len);
void sha256(uint8_t out[32], const void *in, size_t len);

/*
 * Is topic (or address) possibly in this 256-byte logsBloom?  Ethereum yellow
 * paper 4.3.1: three bits from the Keccak hash.  Returns 1 or 0.
 */
int bloom_has(const uint8_t bloom[256], const uint8_t *in, size_t len);

#endif
