/* SPDX-License-Identifier: ISC */
/* base58 with the Bitcoin alphabet, for short inputs (at most 64 bytes). */
#ifndef DP_COMMON_BASE_BASE58_H
#define DP_COMMON_BASE_BASE58_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attr.h"

#define BASE58_IN  64
#define BASE58_OUT 90 /* bytes of the longest text with its NUL */

/* len <= BASE58_IN.  Returns the length of the text. */
size_t base58_encode(char out[BASE58_OUT], const uint8_t *in, size_t len);
/* Decode to exactly outlen bytes.  0, or -1 leaving out untouched. */
int base58_decode(uint8_t *out, size_t outlen, const char *in) MUST_CHECK;

#endif
