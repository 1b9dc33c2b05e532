/* SPDX-License-Identifier: ISC */
#include "common/json/jsonr.h"

#include <limits.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/text.h"

static void
put(void *o)
{
	json_object_put(o);
}

static enum rc
too_long(struct ctx *c, size_t len)
{
	return err_set(&c->err, RC_DATA, "json: %zu bytes", len);
}

static enum rc
is_no_json(struct ctx *c, const struct jsonv_fault *f)
{
	return err_set(&c->err, RC_DATA, "json: byte %zu: %s", f->offset,
	    f->why);
}

static enum rc
check(struct ctx *c, const char *buf, size_t len)
{
	struct jsonv_fault f;

	if (len > INT_MAX)
		return too_long(c, len);
	if (jsonv_check(&f, buf, len, LIM_JSON_DEPTH) != 0)
		return is_no_json(c, &f);
	return RC_OK;
}

/* json-c has the last word, but after check() it should find nothing. */
static enum rc
parse(struct ctx *c, struct json_object **o, const char *buf, size_t len)
{
	struct json_tokener *t;
	enum json_tokener_error e;

	if ((t = json_tokener_new_ex(LIM_JSON_DEPTH + 2)) == NULL)
		return err_set(&c->err, RC_SYS, "json: no memory");
	json_tokener_set_flags(t,
	    JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	*o = json_tokener_parse_ex(t, buf, (int)len);
	e = json_tokener_get_error(t);
	if (e == json_tokener_continue) {
		/* A number at the top ends where something follows it. */
		*o = json_tokener_parse_ex(t, "\n", 1);
		e = json_tokener_get_error(t);
	}
	json_tokener_free(t);
	if (*o != NULL)
		arena_defer(c->a, put, *o);
	if (e != json_tokener_success)
		return err_set(&c->err, RC_DATA, "json: %s",
		    json_tokener_error_desc(e));
	return RC_OK;
}

enum rc
jsonr_doc(struct ctx *c, struct json_object **o, const void *buf, size_t len)
{
	enum rc rc;

	if ((rc = check(c, buf, len)) != RC_OK)
		return rc;
	return parse(c, o, buf, len);
}

enum rc
jsonr_doc_without(struct ctx *c, struct json_object **o, char *buf, size_t len,
    const struct jsonv_names *without)
{
	struct jsonv_fault f;

	if (len > INT_MAX)
		return too_long(c, len);
	if (jsonv_copy(&f, buf, &len, buf, len, LIM_JSON_DEPTH, without) != 0)
		return is_no_json(c, &f);
	return parse(c, o, buf, len);
}

enum rc
jsonr_user_doc(struct ctx *c, struct json_object **o, const void *buf,
    size_t len)
{
	enum rc rc;
	char *less;

	if ((rc = check(c, buf, len)) != RC_OK)
		return rc;
	if ((less = jsonv_drop_escapes(c->a, &len, buf, len)) != NULL)
		buf = less;
	return parse(c, o, buf, len);
}

/* The member, or o itself; NULL when there is none or it is null. */
static struct json_object *
member(struct json_object *o, const char *key)
{
	struct json_object *v = NULL;

	if (key == NULL)
		return o;
	if (!json_object_object_get_ex(o, key, &v))
		return NULL;
	return v;
}

static const char *
name(const char *key)
{
	return key != NULL ? key : "(value)";
}

static enum rc
fault(struct ctx *c, const char *key, const char *what)
{
	return err_set(&c->err, RC_DATA, "json: '%s' %s", name(key), what);
}

static enum rc
typed(struct ctx *c, struct json_object **v, struct json_object *o,
    const char *key, enum json_type type)
{
	struct json_object *m = member(o, key);

	if (m == NULL)
		return fault(c, key, "is absent or null");
	if (!json_object_is_type(m, type))
		return err_set(&c->err, RC_DATA,
		    "json: '%s' is of type %s, not %s", name(key),
		    json_type_to_name(json_object_get_type(m)),
		    json_type_to_name(type));
	*v = m;
	return RC_OK;
}

enum rc
jsonr_str(struct ctx *c, struct span *s, struct json_object *o, const char *key,
    size_t max)
{
	struct json_object *v;
	enum rc rc;
	size_t len;

	if ((rc = typed(c, &v, o, key, json_type_string)) != RC_OK)
		return rc;
	len = (size_t)json_object_get_string_len(v);
	if (len > max)
		return err_set(&c->err, RC_DATA,
		    "json: '%s' is longer than %zu bytes", name(key), max);
	s->p = (const uint8_t *)json_object_get_string(v);
	s->len = len;
	return RC_OK;
}

enum rc
jsonr_cstr(struct ctx *c, const char **s, struct json_object *o,
    const char *key, size_t max)
{
	struct span v;
	enum rc rc;

	if ((rc = jsonr_str(c, &v, o, key, max)) != RC_OK)
		return rc;
	if (memchr(v.p, 0, v.len) != NULL)
		return fault(c, key, "contains NUL");
	*s = (const char *)v.p; /* json-c ends it with NUL */
	return RC_OK;
}

enum rc
jsonr_hex(struct ctx *c, uint8_t *out, size_t outlen, struct json_object *o,
    const char *key)
{
	struct span v;
	enum rc rc;

	if ((rc = jsonr_str(c, &v, o, key, SIZE_MAX)) != RC_OK)
		return rc;
	if (hex_decode(out, outlen, (const char *)v.p, v.len) != 0)
		return err_set(&c->err, RC_DATA,
		    "json: '%s' is not the hexadecimal form of %zu bytes",
		    name(key), outlen);
	return RC_OK;
}

enum rc
jsonr_bytes(struct ctx *c, struct span *out, struct json_object *o,
    const char *key, size_t max)
{
	struct span v;
	uint8_t *p;
	enum rc rc;
	size_t n;

	if ((rc = jsonr_str(c, &v, o, key, SIZE_MAX)) != RC_OK)
		return rc;
	n = v.len < 2 ? 0 : (v.len - 2) / 2;
	if (n > max)
		return err_set(&c->err, RC_DATA,
		    "json: '%s' holds more than %zu bytes", name(key), max);
	p = arena_alloc(c->a, n);
	if (hex_decode(p, n, (const char *)v.p, v.len) != 0)
		return fault(c, key, "is not hexadecimal");
	out->p = p;
	out->len = n;
	return RC_OK;
}

enum rc
jsonr_qty(struct ctx *c, uint64_t *n, struct json_object *o, const char *key)
{
	struct span v;
	enum rc rc;

	if ((rc = jsonr_str(c, &v, o, key, SIZE_MAX)) != RC_OK)
		return rc;
	if (hex_qty(n, (const char *)v.p, v.len) != 0)
		return fault(c, key, "is not a quantity of 64 bits");
	return RC_OK;
}

enum rc
jsonr_number(struct ctx *c, struct u256 *n, struct json_object *o,
    const char *key)
{
	struct span v;
	enum rc rc;

	if ((rc = jsonr_str(c, &v, o, key, SIZE_MAX)) != RC_OK)
		return rc;
	if (hex_u256(n, (const char *)v.p, v.len) != 0)
		return fault(c, key, "is not a quantity of 256 bits");
	return RC_OK;
}

enum rc
jsonr_arr(struct ctx *c, struct json_object **arr, size_t *n,
    struct json_object *o, const char *key, size_t max)
{
	struct json_object *v;
	enum rc rc;

	if ((rc = typed(c, &v, o, key, json_type_array)) != RC_OK)
		return rc;
	if (json_object_array_length(v) > max)
		return err_set(&c->err, RC_DATA,
		    "json: '%s' has more than %zu elements", name(key), max);
	*n = json_object_array_length(v);
	*arr = v;
	return RC_OK;
}

struct json_object *
jsonr_at(struct json_object *arr, size_t i)
{
	return json_object_array_get_idx(arr, i);
}

bool
jsonr_has(struct json_object *o, const char *key)
{
	return member(o, key) != NULL;
}

static struct json_object *
optional(struct json_object *o, const char *key, enum json_type type)
{
	struct json_object *v = member(o, key);

	return json_object_is_type(v, type) ? v : NULL;
}

int
jsonr_opt_text(struct ctx *c, const char **s, struct json_object *o,
    const char *key)
{
	struct json_object *v;

	if ((v = optional(o, key, json_type_string)) == NULL)
		return 0;
	*s = text_clean(c->a, json_object_get_string(v),
	    (size_t)json_object_get_string_len(v));
	return 1;
}

int
jsonr_opt_int(int64_t *n, struct json_object *o, const char *key)
{
	struct json_object *v;
	int64_t i;

	if ((v = optional(o, key, json_type_int)) == NULL)
		return 0;
	/* json-c cuts what does not fit down to the nearest that does. */
	i = json_object_get_int64(v);
	if (i == INT64_MIN || (i > 0 && json_object_get_uint64(v) > INT64_MAX))
		return 0;
	*n = i;
	return 1;
}

int
jsonr_opt_num(double *n, struct json_object *o, const char *key)
{
	struct json_object *v = member(o, key);

	if (!json_object_is_type(v, json_type_int) &&
	    !json_object_is_type(v, json_type_double))
		return 0;
	*n = json_object_get_double(v);
	return 1;
}

int
jsonr_opt_bool(bool *b, struct json_object *o, const char *key)
{
	struct json_object *v;

	if ((v = optional(o, key, json_type_boolean)) == NULL)
		return 0;
	*b = json_object_get_boolean(v);
	return 1;
}

int
jsonr_opt_obj(struct json_object **v, struct json_object *o, const char *key)
{
	struct json_object *m;

	if ((m = optional(o, key, json_type_object)) == NULL)
		return 0;
	*v = m;
	return 1;
}

int
jsonr_opt_arr(struct json_object **v, struct json_object *o, const char *key)
{
	struct json_object *m;

	if ((m = optional(o, key, json_type_array)) == NULL)
		return 0;
	*v = m;
	return 1;
}

char *
jsonr_text(struct ctx *c, struct json_object *o)
{
	size_t len;
	const char *s;

	s = json_object_to_json_string_length(o,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);
	if (s == NULL)
		return arena_strdup(c->a, "null");
	return arena_memdup(c->a, s, len);
}
