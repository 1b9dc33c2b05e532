/* SPDX-License-Identifier: ISC */
/*
 * JSON as text (RFC 8259): is it, and walking over text that is.
 *
 * json-c takes more than the standard allows even when told to be strict
 * (NaN, leading zeros, single quotes around keys, control bytes in strings),
 * so every foreign document is checked here before json-c sees it.
 */
#ifndef DP_COMMON_JSONV_H
#define DP_COMMON_JSONV_H

#include <stddef.h>

#include "common/arena.h"
#include "common/attr.h"
#include "common/span.h"

struct jsonv_fault {
	size_t offset;   /* of the byte that breaks the rule */
	const char *why; /* static text */
};

/*
 * One value in valid UTF-8, objects and arrays nested at most depth deep, not
 * so many values that json-c would make much memory of little text, blanks
 * around it and nothing else.  0, or -1 and fault filled in.
 */
int jsonv_check(struct jsonv_fault *fault, const char *text, size_t len,
    unsigned depth) MUST_CHECK;

/*
 * For text that jsonv_check() accepted: the end of the blanks, or of the
 * value, that begins at p.
 */
const char *jsonv_blanks(const char *p, const char *end);
const char *jsonv_value(const char *p, const char *end);

/*
 * What the string token from p to end (with its quotes) means.  Borrowed
 * from the text when it has no escapes, else arena memory.  A lone surrogate
 * becomes U+FFFD.
 */
struct span jsonv_unescape(struct arena *a, const char *p, const char *end);

/*
 * A copy of checked text without the escapes for NUL and lone surrogates;
 * NULL when there are none.
 */
char *jsonv_drop_escapes(struct arena *a, size_t *outlen, const char *text,
    size_t len);

#endif
