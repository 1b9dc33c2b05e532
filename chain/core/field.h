/* SPDX-License-Identifier: ISC */
/*
 * Members of what core nodes answer: protobuf as JSON, where numbers of 64 bits
 * are texts, and what is not there is empty.  RC_DATA names the key.
 */
#ifndef DP_CHAIN_CORE_FIELD_H
#define DP_CHAIN_CORE_FIELD_H

#include <json-c/json.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

/* A hash, or nothing; of an application's hash nobody says how long it is. */
struct field_bytes {
	uint8_t n;
	uint8_t p[64];
};

struct json_object *field_of(struct json_object *o, const char *key);
enum rc field_text(struct ctx *c, struct span *s, struct json_object *o,
    const char *key) MUST_CHECK;
enum rc field_number(struct ctx *c, int64_t *n, struct json_object *o,
    const char *key) MUST_CHECK;
/* -1, or what fits a column. */
enum rc field_height(struct ctx *c, int64_t *n, struct json_object *o,
    const char *key) MUST_CHECK;
enum rc field_time(struct ctx *c, int64_t *s, int32_t *ns,
    struct json_object *o, const char *key) MUST_CHECK;
/* Exactly 64 digits, of either case, without "0x". */
enum rc field_hash(struct ctx *c, uint8_t hash[32], struct json_object *o,
    const char *key) MUST_CHECK;
/* So many as there are, up to 128. */
enum rc field_hex(struct ctx *c, struct field_bytes *b, struct json_object *o,
    const char *key) MUST_CHECK;
/* Memory of c->a. */
enum rc field_base64(struct ctx *c, struct span *out, struct json_object *o,
    const char *key) MUST_CHECK;

#endif
