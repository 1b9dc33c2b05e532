/* SPDX-License-Identifier: ISC */
/*
 * JSON as text (RFC 8259): is it, and walking over text that is.
 *
 * json-c takes more than the standard allows even when told to be strict
 * (NaN, leading zeros, single quotes around keys, control bytes in strings),
 * so every foreign document is checked here before json-c sees it.
 */
#ifndef DP_COMMON_JSON_JSONV_H
#define DP_COMMON_JSON_JSONV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/attr.h"
#include "common/base/span.h"

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
 * The same with a copy, for a reader who knows what it will never read: most
 * of what a chain node sends.  Members of these names, at any depth, are left
 * out of it; they are checked all the same.  A name written with escapes is
 * not known by them, and stays.  out has room for len bytes; it may be the
 * text itself, which is lost then.
 */
struct jsonv_names {
	const char *const *name; /* sorted as strcmp() does */
	size_t n;
};

int jsonv_copy(struct jsonv_fault *fault, char *out, size_t *outlen,
    const char *text, size_t len, unsigned depth,
    const struct jsonv_names *without) MUST_CHECK;

/*
 * For text that jsonv_check() accepted: the end of the blanks, or of the
 * value, that begins at p.
 */
const char *jsonv_blanks(const char *p, const char *end);
const char *jsonv_value(const char *p, const char *end);

/*
 * Walking over the members of an object or the elements of an array of
 * checked text, without building anything of it:
 *
 *	for (w = jsonv_open(value, '['); jsonv_next(&w);)
 *		... w.value, and of an object w.key, both as they are written
 *
 * Of a value of another kind there is nothing to walk over.
 */
struct jsonv_walk {
	const char *p, *end;
	char open; /* '{' or '[' */
	struct span key, value;
};

struct jsonv_walk jsonv_open(struct span value, char open);
bool jsonv_next(struct jsonv_walk *w);

/*
 * The last member of this name, as it is written; len 0: none.  The key must
 * be written without escapes, as PostgreSQL writes it.
 */
struct span jsonv_member(struct span object, const char *key);
/* A number as it is written: 0, or -1 when it is none or does not fit. */
int jsonv_int(int64_t *n, struct span token);
int jsonv_num(double *n, struct span token);

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
