/* SPDX-License-Identifier: ISC */
#include "common/base/keccak.h"

#include <endian.h>
#include <nettle/sha2.h>
#include <string.h>

#define RATE 136 /* bytes absorbed at once: 1600 bits less twice 256 */

#define ROUNDS 24

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/* One text, made for two kinds of processor; which one it is, it says. */
#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_TARGET_BMI2
#define HAS_BMI2                                                               \
	(__builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
#else
#define HAS_BMI2 0
#endif

static inline uint64_t
turn(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

/* Five lanes of a row: chi. */
static inline void
row(uint64_t to[5], uint64_t b0, uint64_t b1, uint64_t b2, uint64_t b3,
    uint64_t b4)
{
	to[0] = b0 ^ (~b1 & b2);
	to[1] = b1 ^ (~b2 & b3);
	to[2] = b2 ^ (~b3 & b4);
	to[3] = b3 ^ (~b4 & b0);
	to[4] = b4 ^ (~b0 & b1);
}

/* Theta, rho and pi are in what the rows are made of. */
ALWAYS_INLINE void
permute_once(uint64_t to[25], const uint64_t a[25], uint64_t iota)
{
	uint64_t c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
	uint64_t c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
	uint64_t c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
	uint64_t c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
	uint64_t c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
	uint64_t d0 = c4 ^ turn(c1, 1), d1 = c0 ^ turn(c2, 1);
	uint64_t d2 = c1 ^ turn(c3, 1), d3 = c2 ^ turn(c4, 1);
	uint64_t d4 = c3 ^ turn(c0, 1);

	row(to, a[0] ^ d0, turn(a[6] ^ d1, 44), turn(a[12] ^ d2, 43),
	    turn(a[18] ^ d3, 21), turn(a[24] ^ d4, 14));
	to[0] ^= iota;
	row(to + 5, turn(a[3] ^ d3, 28), turn(a[9] ^ d4, 20),
	    turn(a[10] ^ d0, 3), turn(a[16] ^ d1, 45), turn(a[22] ^ d2, 61));
	row(to + 10, turn(a[1] ^ d1, 1), turn(a[7] ^ d2, 6),
	    turn(a[13] ^ d3, 25), turn(a[19] ^ d4, 8), turn(a[20] ^ d0, 18));
	row(to + 15, turn(a[4] ^ d4, 27), turn(a[5] ^ d0, 36),
	    turn(a[11] ^ d1, 10), turn(a[17] ^ d2, 15), turn(a[23] ^ d3, 56));
	row(to + 20, turn(a[2] ^ d2, 62), turn(a[8] ^ d3, 55),
	    turn(a[14] ^ d4, 39), turn(a[15] ^ d0, 41), turn(a[21] ^ d1, 2));
}

/*
 * Most of what a long answer costs that is signed; nettle's own takes a
 * third more.
 */
ALWAYS_INLINE void
rounds(uint64_t a[25])
{
	static const uint64_t iota[ROUNDS] = { 0x1, 0x8082, 0x800000000000808a,
		0x8000000080008000, 0x808b, 0x80000001, 0x8000000080008081,
		0x8000000000008009, 0x8a, 0x88, 0x80008009, 0x8000000a,
		0x8000808b, 0x800000000000008b, 0x8000000000008089,
		0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
		0x800a, 0x800000008000000a, 0x8000000080008081,
		0x8000000000008080, 0x80000001, 0x8000000080008008 };
	uint64_t b[25];
	int i;

	for (i = 0; i < ROUNDS; i += 2) {
		permute_once(b, a, iota[i]);
		permute_once(a, b, iota[i + 1]);
	}
}

static void
permute_any(uint64_t a[25])
{
	rounds(a);
}

#ifdef HAVE_TARGET_BMI2
/* "Not, and" as one instruction, and turns that leave their source alone. */
__attribute__((target("bmi,bmi2"))) static void
permute_bmi2(uint64_t a[25])
{
	rounds(a);
}
#else
#define permute_bmi2 permute_any
#endif

static void
permute(uint64_t a[25])
{
	if (HAS_BMI2)
		permute_bmi2(a);
	else
		permute_any(a);
}

static void
absorb(uint64_t a[25], const uint8_t block[RATE])
{
	uint64_t w;
	int i;

	for (i = 0; i < RATE / 8; i++) {
		memcpy(&w, block + 8 * i, sizeof(w));
		a[i] ^= le64toh(w);
	}
	permute(a);
}

void
keccak256(uint8_t out[32], const void *in, size_t len)
{
	uint64_t a[25] = { 0 };
	uint8_t last[RATE] = { 0 };
	const uint8_t *p = in;
	int i;

	for (; len >= RATE; p += RATE, len -= RATE)
		absorb(a, p);
	if (len > 0)
		memcpy(last, p, len);
	last[len] = 0x01; /* Keccak as submitted; SHA-3 writes 0x06 here */
	last[RATE - 1] |= 0x80;
	absorb(a, last);
	for (i = 0; i < 32; i++)
		out[i] = (uint8_t)(a[i / 8] >> (8 * (i % 8)));
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
