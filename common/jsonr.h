/* SPDX-License-Identifier: ISC */
/*
 * Reading JSON that we did not write.  json-c converts quietly; nobody else
 * calls its getters.
 *
 * Getters demand the exact type and name the key in the message (RC_DATA).
 * Results borrow from the document, which dies with c->a.
 */
#ifndef DP_COMMON_JSONR_H
#define DP_COMMON_JSONR_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/ctx.h"
#include "common/span.h"

/*
 * Parse a whole document: valid UTF-8, at most LIM_JSON_DEPTH deep, end of
 * document is end of buffer, strict syntax, no duplicate keys needed.
 * RC_DATA with the offset otherwise.  The object is deferred to c->a.
 */
enum rc jsonr_doc(struct ctx *c, struct json_object **o, const void *buf,
    size_t len) MUST_CHECK;

/* Members of an object; absent or of another type is RC_DATA. */
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
enum rc jsonr_arr(struct ctx *c, struct json_object **arr, size_t *n,
    struct json_object *o, const char *key, size_t max) MUST_CHECK;

/*
 * Optional members, for documents of users: 1 when present with this type,
 * 0 when absent, null or of another type.  Text comes cleaned (D2).
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

#endif
