/* SPDX-License-Identifier: ISC */
/* Hexadecimal as JSON-RPC writes it: exact, with "0x" in front. */
#ifndef DP_COMMON_BASE_HEX_H
#define DP_COMMON_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/attr.h"
#include "common/base/u256.h"

/* The value of one digit of either case, or -1. */
int hex_digit(char ch);

/*
 * Decode exactly outlen bytes from the inlen characters at in, which must be
 * "0x" and then 2 * outlen hexadecimal digits of either case.  Returns 0, or
 * -1 leaving out untouched.
 */
int hex_decode(uint8_t *out, size_t outlen, const char *in,
    size_t inlen) MUST_CHECK;

/* The same without "0x" in front. */
int hex_bare(uint8_t *out, size_t outlen, const char *in,
    size_t inlen) MUST_CHECK;

/* Write "0x", 2 * len lower-case digits and a NUL: 2 * len + 3 bytes. */
void hex_encode(char *out, const uint8_t *in, size_t len);
/* The same, as memory of a. */
char *hex_text(struct arena *a, const uint8_t *in, size_t len);

/*
 * A JSON-RPC quantity: "0x" and digits without a leading zero ("0x0" is
 * zero), at most 64 bits.  Returns 0, or -1 leaving *n untouched.
 */
int hex_qty(uint64_t *n, const char *in, size_t inlen) MUST_CHECK;

/*
 * "0x" and 1 to 64 digits, as nodes show numbers of 256 bits: some with
 * leading zeros.  Returns 0, or -1 leaving *n untouched.
 */
int hex_u256(struct u256 *n, const char *in, size_t inlen) MUST_CHECK;

#endif
