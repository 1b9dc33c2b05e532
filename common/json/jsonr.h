/* SPDX-License-Identifier: ISC */
/*
 * Reading JSON that we did not write.  json-c converts quietly, so whoever
 * calls a getter of its own has asked for the type before.
 *
 * jsonr_str() and its kin demand a member of the exact type and name the key
 * in the message (RC_DATA); for the optional ones another type is absence.
 * Results borrow from the document or are arena memory: both die with c->a.
 */
#ifndef DP_COMMON_JSON_JSONR_H
#define DP_COMMON_JSON_JSONR_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/span.h"
#include "common/base/u256.h"
#include "common/json/jsonv.h"

/*
 * Parse a whole document: valid UTF-8, at most LIM_JSON_DEPTH deep, of no more
 * than LIM_JSON_MEMORY and LIM_JSON_TIMES its length, end of document is end
 * of buffer, nothing but what RFC 8259 allows; of a repeated
 * key the last value counts.  RC_DATA with the offset otherwise.  The object is
 * deferred to c->a.
 */
enum rc jsonr_doc(struct ctx *c, struct json_object **o, const void *buf,
    size_t len) MUST_CHECK;

/*
 * The same without the members of these names, wherever they are; NULL: with
 * all.  The text is lost.
 */
enum rc jsonr_doc_without(struct ctx *c, struct json_object **o, char *buf,
    size_t len, const struct jsonv_names *without) MUST_CHECK;

/*
 * The same for a document that a user wrote: escapes that stand for NUL or
 * for no character (a lone surrogate) are dropped, in keys too, so that
 * whatever is taken from the document can be stored.
 */
enum rc jsonr_user_doc(struct ctx *c, struct json_object **o, const void *buf,
    size_t len) MUST_CHECK;

/*
 * Members of an object; absent or of another type is RC_DATA.  o may be
 * NULL (JSON null); key NULL means o itself.
 */
enum rc jsonr_str(struct ctx *c, struct span *s, struct json_object *o,
    const char *key, size_t max) MUST_CHECK;
/* NUL-terminated and without NUL inside. */
enum rc jsonr_cstr(struct ctx *c, const char **s, struct json_object *o,
    const char *key, size_t max) MUST_CHECK;
/* "0x" and exactly outlen bytes. */
enum rc jsonr_hex(struct ctx *c, uint8_t *out, size_t outlen,
    struct json_object *o, const char *key) MUST_CHECK;
/* "0x", any even number of digits, at most max bytes; arena memory. */
enum rc jsonr_bytes(struct ctx *c, struct span *out, struct json_object *o,
    const char *key, size_t max) MUST_CHECK;
enum rc jsonr_qty(struct ctx *c, uint64_t *n, struct json_object *o,
    const char *key) MUST_CHECK;
/* A quantity of up to 256 bits; leading zeros are no harm. */
enum rc jsonr_number(struct ctx *c, struct u256 *n, struct json_object *o,
    const char *key) MUST_CHECK;
/* At most max elements. */
enum rc jsonr_arr(struct ctx *c, struct json_object **arr, size_t *n,
    struct json_object *o, const char *key, size_t max) MUST_CHECK;

/* Element i of an array, i below its length; NULL is JSON null. */
struct json_object *jsonr_at(struct json_object *arr, size_t i);
/* Is the member there and not null? */
bool jsonr_has(struct json_object *o, const char *key);

/*
 * Optional members, for documents of users: 1 when present with this type,
 * 0 when absent, null or of another type.  Text comes cleaned.  An
 * integer is one that is written as such and fits; the smallest int64 does
 * not.  key NULL means o itself.
 */
int jsonr_opt_text(struct ctx *c, const char **s, struct json_object *o,
    const char *key);
int jsonr_opt_int(int64_t *n, struct json_object *o, const char *key);
int jsonr_opt_num(double *n, struct json_object *o, const char *key);
int jsonr_opt_bool(bool *b, struct json_object *o, const char *key);
int jsonr_opt_obj(struct json_object **v, struct json_object *o,
    const char *key);
int jsonr_opt_arr(struct json_object **v, struct json_object *o,
    const char *key);

/*
 * A value (NULL: null) as JSON text, for a jsonb column; arena memory.
 * Integers beyond 64 bits have been cut to the nearest that fits.
 */
char *jsonr_text(struct ctx *c, struct json_object *o);

#endif
