/* SPDX-License-Identifier: ISC */
#include "common/base/keccak.h"

#include <endian.h>
#include <nettle/sha2.h>
#include <nettle/sha3.h>
#include <string.h>

#define RATE 136 /* bytes absorbed at once: 1600 bits less twice 256 */

static void
absorb(struct sha3_state *st, const uint8_t block[RATE])
{
	uint64_t w;
	int i;

	for (i = 0; i < RATE / 8; i++) {
		memcpy(&w, block + 8 * i, sizeof(w));
		st->a[i] ^= le64toh(w);
	}
	sha3_permute(st);
}

void
keccak256(uint8_t out[32], const void *in, size_t len)
{
	struct sha3_state st;
	uint8_t last[RATE] = { 0 };
	const uint8_t *p = in;
	int i;

	memset(&st, 0, sizeof(st));
	for (; len >= RATE; p += RATE, len -= RATE)
		absorb(&st, p);
	if (len > 0)
		memcpy(last, p, len);
	last[len] = 0x01; /* Keccak as submitted; SHA-3 writes 0x06 here */
	last[RATE - 1] |= 0x80;
	absorb(&st, last);
	for (i = 0; i < 32; i++)
		out[i] = (uint8_t)(st.a[i / 8] >> (8 * (i % 8)));
}

void
sha256(uint8_t out[32], const void *in, size_t len)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	if (len > 0)
		sha256_update(&ctx, len, in);
	sha256_digest(&ctx, 32, out);
}

int
bloom_has(const uint8_t bloom[256], const uint8_t *in, size_t len)
{
	uint8_t hash[32];
	unsigned bit;
	int i;

	keccak256(hash, in, len);
	for (i = 0; i < 6; i += 2) {
		bit = ((unsigned)hash[i] << 8 | hash[i + 1]) & 2047;
		if ((bloom[255 - bit / 8] >> (bit % 8) & 1) == 0)
			return 0;
	}
	return 1;
}
