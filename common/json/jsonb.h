/* SPDX-License-Identifier: ISC */
/*
 * JSON as PostgreSQL's jsonb prints it: members by length and bytes of their
 * names, the last of a name counts, numbers without exponents, blanks behind
 * commas and colons.  What is written comes back so from the database.
 */
#ifndef DP_COMMON_JSON_JSONB_H
#define DP_COMMON_JSON_JSONB_H

#include <stdbool.h>

#include "common/base/buf.h"

/*
 * Add text so.  false: it is no JSON, or nested deeper than anything that is
 * stored; b is then as it was.  b->a also holds what is needed meanwhile.
 */
bool jsonb_add(struct buf *b, const char *text);

#endif
