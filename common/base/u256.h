/* SPDX-License-Identifier: ISC */
/* 256-bit unsigned numbers, kept as their bytes until a checked conversion. */
#ifndef DP_COMMON_BASE_U256_H
#define DP_COMMON_BASE_U256_H

#include <stdint.h>

#include "common/base/attr.h"

#define U256_TEXT 79 /* bytes of the longest decimal text with its NUL */

struct u256 {
	uint8_t be[32]; /* big-endian */
};

/* Returns 0, or -1 when x is above max. */
int u256_u64(uint64_t *n, const struct u256 *x, uint64_t max) MUST_CHECK;
void u256_text(char out[U256_TEXT], const struct u256 *x);
/* Decimal digits only, the whole text, below 2^256.  0 or -1. */
int u256_parse(struct u256 *x, const char *s) MUST_CHECK;
/* *sum += x.  0, or -1 leaving it untouched when that does not fit. */
int u256_add(struct u256 *sum, const struct u256 *x) MUST_CHECK;
/* The same modulo 2^256. */
void u256_plus(struct u256 *sum, const struct u256 *x);
void u256_minus(struct u256 *sum, const struct u256 *x);

#endif
