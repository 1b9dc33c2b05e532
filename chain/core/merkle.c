/* SPDX-License-Identifier: ISC */
#include "chain/core/merkle.h"

#include <nettle/sha2.h>
#include <string.h>

#include "common/base/keccak.h"

void
merkle_leaf(uint8_t hash[32], const void *p, size_t n)
{
	static const uint8_t mark = 0;
	struct sha256_ctx s;

	sha256_init(&s);
	sha256_update(&s, 1, &mark);
	sha256_update(&s, n, p);
	sha256_digest(&s, 32, hash);
}

static void
node(uint8_t hash[32], const uint8_t left[32], const uint8_t right[32])
{
	uint8_t b[1 + 2 * 32] = { 1 };

	memcpy(b + 1, left, 32);
	memcpy(b + 33, right, 32);
	sha256(hash, b, sizeof(b));
}

/* As deep as the number of leaves has binary digits. */
void
merkle_root(uint8_t root[32], const uint8_t (*leaf)[32], size_t n)
{
	uint8_t left[32], right[32];
	size_t half = 1;

	if (n == 0) {
		sha256(root, "", 0);
		return;
	}
	if (n == 1) {
		memcpy(root, leaf[0], 32);
		return;
	}
	while (half * 2 < n)
		half *= 2;
	merkle_root(left, leaf, half);
	merkle_root(right, leaf + half, n - half);
	node(root, left, right);
}
