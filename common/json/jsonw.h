/* SPDX-License-Identifier: ISC */
/*
 * Writing JSON: canonical text (no blanks, only the escapes that JSON needs,
 * raw UTF-8, numbers as JavaScript prints them).  The writer keeps a scope
 * stack and refuses to finish unbalanced.  Keys are written in the order
 * given; an answer that is to be signed writes them sorted, and a debug
 * assertion checks each object's order when jsonw_sorted() was called.
 *
 * Memory is the arena's; growing never fails.
 */
#ifndef DP_COMMON_JSON_JSONW_H
#define DP_COMMON_JSON_JSONW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/span.h"

struct jsonw;

struct jsonw *jsonw_new(struct arena *a);
void jsonw_sorted(struct jsonw *w); /* from now on keys must ascend */

/* key is NULL inside arrays and at the top. */
void jsonw_obj(struct jsonw *w, const char *key);
void jsonw_arr(struct jsonw *w, const char *key);
void jsonw_end(struct jsonw *w); /* closes the innermost scope */

void jsonw_str(struct jsonw *w, const char *key,
    const char *s); /* NULL: null */
void jsonw_strn(struct jsonw *w, const char *key, const char *s, size_t len);
void jsonw_int(struct jsonw *w, const char *key, int64_t n);
/* null when n is the number that stands for one that is not known. */
void jsonw_int_known(struct jsonw *w, const char *key, int64_t n,
    int64_t unknown);
void jsonw_num(struct jsonw *w, const char *key, double d); /* NaN, inf: null */
void jsonw_bool(struct jsonw *w, const char *key, bool b);
void jsonw_null(struct jsonw *w, const char *key);
/* The hash id of id as a string. */
void jsonw_id(struct jsonw *w, const char *key, int64_t id);
/*
 * A number that comes as decimal text from the database; NULL and what is
 * not a number ("NaN"): null.  Integers are copied, however long; others
 * are written as jsonw_num() would.
 */
void jsonw_numtext(struct jsonw *w, const char *key, const char *digits);
/*
 * JSON text of a jsonb column, re-written canonically with keys sorted;
 * NULL: null, and so is what is nested deeper, or holds more values, than what
 * is ever indexed: rows may have been taken over.  Numbers as in
 * jsonw_numtext().
 */
void jsonw_json(struct jsonw *w, const char *key, const char *text);
/* Bytes that are already canonical JSON: copied as they are. */
void jsonw_raw(struct jsonw *w, const char *key, const char *text, size_t len);

size_t jsonw_len(const struct jsonw *w); /* bytes so far */

/* The whole text; asserts that all scopes are closed. */
struct span jsonw_done(struct jsonw *w);

#endif
