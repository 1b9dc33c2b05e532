/* SPDX-License-Identifier: ISC */
/* Public ids: Hashids, salt "azowernasdfoia", minimum length 5. */
#ifndef DP_COMMON_BASE_HASHID_H
#define DP_COMMON_BASE_HASHID_H

#include <stdint.h>

#include "common/base/attr.h"

#define HASHID_TEXT 24 /* bytes of the longest hash id with its NUL */

void hashid_encode(char out[HASHID_TEXT], uint64_t id);

/*
 * A hash id, exactly (re-encoding must give the same text; of several
 * numbers the first counts), or, after that fails, plain decimal digits; at
 * most LIM_ID.  0, or -1 leaving *id untouched.
 */
int hashid_decode(int64_t *id, const char *s) MUST_CHECK;

#endif
