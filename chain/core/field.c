/* SPDX-License-Identifier: ISC */
#include "chain/core/field.h"

#include <inttypes.h>
#include <nettle/base64.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/json/jsonr.h"

#define MOST ((size_t)LIM_RPC_BODY) /* of a text: as much as an answer */

struct json_object *
field_of(struct json_object *o, const char *key)
{
	struct json_object *v;

	return json_object_object_get_ex(o, key, &v) ? v : NULL;
}

/* What is not there is empty, as protobuf has it. */
enum rc
field_text(struct ctx *c, struct span *s, struct json_object *o,
    const char *key)
{
	if (field_of(o, key) != NULL)
		return jsonr_str(c, s, o, key, MOST);
	*s = span_str("");
	return RC_OK;
}

/* 64-bit numbers are texts. */
enum rc
field_number(struct ctx *c, int64_t *n, struct json_object *o, const char *key)
{
	const char *s;
	enum rc rc;

	*n = 0;
	if (field_of(o, key) == NULL)
		return RC_OK;
	if ((rc = jsonr_cstr(c, &s, o, key, 20)) != RC_OK)
		return rc;
	if (num_i64(n, s, INT64_MIN, INT64_MAX) != 0)
		return err_set(&c->err, RC_DATA, "%s is no number", key);
	return RC_OK;
}

enum rc
field_height(struct ctx *c, int64_t *n, struct json_object *o, const char *key)
{
	enum rc rc = field_number(c, n, o, key);

	if (rc == RC_OK && (*n < -1 || *n > LIM_ID))
		return err_set(&c->err, RC_DATA,
		    "%s is %" PRId64 ", which is no height", key, *n);
	return rc;
}

/* Digits behind the seconds, as a number of so many of them. */
static int32_t
fraction(const char *s)
{
	const char *dot = strchr(s, '.');
	int32_t n = 0;
	int i;

	for (i = 0; i < 9; i++) {
		n *= 10;
		if (dot != NULL && dot[1] >= '0' && dot[1] <= '9')
			n += *++dot - '0';
		else
			dot = NULL;
	}
	return n;
}

enum rc
field_time(struct ctx *c, int64_t *s, int32_t *ns, struct json_object *o,
    const char *key)
{
	struct iso_time t;
	const char *str;
	enum rc rc;

	if ((rc = jsonr_cstr(c, &str, o, key, 40)) != RC_OK)
		return rc;
	if (!iso_time_rfc3339(&t, str))
		return err_set(&c->err, RC_DATA, "%s is no time", key);
	*s = t.s;
	*ns = fraction(str);
	return RC_OK;
}

/* Exactly 64 digits, of either case. */
enum rc
field_hash(struct ctx *c, uint8_t hash[32], struct json_object *o,
    const char *key)
{
	struct span s;
	enum rc rc;

	if ((rc = jsonr_str(c, &s, o, key, 64)) != RC_OK)
		return rc;
	if (hex_bare(hash, 32, (const char *)s.p, s.len) != 0)
		return err_set(&c->err, RC_DATA, "%s is no hash", key);
	return RC_OK;
}

enum rc
field_hex(struct ctx *c, struct field_bytes *b, struct json_object *o,
    const char *key)
{
	struct span s;
	enum rc rc;

	if ((rc = jsonr_str(c, &s, o, key, 2 * sizeof(b->p))) != RC_OK)
		return rc;
	b->n = (uint8_t)(s.len / 2);
	if (hex_bare(b->p, b->n, (const char *)s.p, s.len) != 0)
		return err_set(&c->err, RC_DATA, "%s is no hexadecimal", key);
	return RC_OK;
}

enum rc
field_base64(struct ctx *c, struct span *out, struct json_object *o,
    const char *key)
{
	struct base64_decode_ctx b;
	uint8_t *p;
	struct span s;
	enum rc rc;

	if ((rc = jsonr_str(c, &s, o, key, MOST)) != RC_OK)
		return rc;
	out->len = BASE64_DECODE_LENGTH(s.len);
	out->p = p = arena_alloc(c->a, out->len + 1);
	base64_decode_init(&b);
	if (!base64_decode_update(&b, &out->len, p, s.len, (const char *)s.p) ||
	    !base64_decode_final(&b))
		return err_set(&c->err, RC_DATA, "%s is no base64",
		    key == NULL ? "a text" : key);
	return RC_OK;
}
