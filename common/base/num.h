/* SPDX-License-Identifier: ISC */
/* Text to numbers: the whole text, in range, or nothing. */
#ifndef DP_COMMON_BASE_NUM_H
#define DP_COMMON_BASE_NUM_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attr.h"

/*
 * Decimal digits only (num_i64 also takes one leading '-'), the whole text,
 * min..max.  Returns 0, or -1 leaving *n untouched.
 */
int num_u64(uint64_t *n, const char *s, uint64_t min, uint64_t max) MUST_CHECK;
int num_i64(int64_t *n, const char *s, int64_t min, int64_t max) MUST_CHECK;

#endif
