/* SPDX-License-Identifier: ISC */
/*
 * json-c never refuses what our own check accepts; canonical text is a fixed
 * point and is read again as a document; a user's document holds neither NUL
 * nor half a character; a copy without members is what is left when these are
 * deleted.
 */
#include <math.h>
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"
#include "common/json/jsonv.h"
#include "common/json/jsonw.h"

static const char *
canonical(struct arena *a, const char *text)
{
	struct jsonw *w = jsonw_new(a);
	struct span s;

	jsonw_json(w, NULL, text);
	s = jsonw_done(w);
	return arena_memdup(a, s.p, s.len);
}

static void
getters(struct ctx *c, struct json_object *o)
{
	struct json_object *v;
	uint8_t out[32];
	const char *s;
	struct span b;
	uint64_t u;
	int64_t i;
	size_t n;

	if (jsonr_opt_text(c, &s, o, NULL) && !text_is_clean(s, strlen(s)))
		__builtin_trap();
	if (jsonr_opt_int(&i, o, "a") && i == INT64_MIN)
		__builtin_trap();
	if (jsonr_hex(c, out, 32, o, "h") != RC_OK ||
	    jsonr_bytes(c, &b, o, "b", 64) != RC_OK || b.len > 64 ||
	    jsonr_qty(c, &u, o, "q") != RC_OK ||
	    jsonr_cstr(c, &s, o, "s", 16) != RC_OK || strlen(s) > 16 ||
	    jsonr_arr(c, &v, &n, o, "l", 4) != RC_OK)
		err_clear(&c->err);
}

/* Walking over the text meets as many values as json-c makes. */
static void
walked(struct json_object *o, const char *text, size_t len)
{
	struct span whole = { (const uint8_t *)text, len };
	struct jsonv_walk w;
	size_t n = 0;
	bool is_num;
	double d;

	for (w = jsonv_open(whole, '['); jsonv_next(&w); n++) {
		is_num = jsonr_opt_num(&d, jsonr_at(o, n), NULL) == 1 &&
			 isfinite(d) && w.value.len < 64;
		if (w.value.len == 0 || (jsonv_num(&d, w.value) == 0) != is_num)
			__builtin_trap();
	}
	if (json_object_is_type(o, json_type_array) &&
	    n != json_object_array_length(o))
		__builtin_trap();
	for (n = 0, w = jsonv_open(whole, '{'); jsonv_next(&w); n++)
		if (w.key.len < 2 || w.value.len == 0)
			__builtin_trap();
	if (json_object_is_type(o, json_type_object) &&
	    n < (size_t)json_object_object_length(o))
		__builtin_trap();
}

static void
delete_all(struct json_object *o, const struct jsonv_names *names)
{
	size_t i;

	for (i = 0; json_object_is_type(o, json_type_array) &&
		    i < json_object_array_length(o);
	     i++)
		delete_all(jsonr_at(o, i), names);
	if (!json_object_is_type(o, json_type_object))
		return;
	for (i = 0; i < names->n; i++)
		json_object_object_del(o, names->name[i]);
	json_object_object_foreach(o, key, v)
	{
		(void)key;
		delete_all(v, names);
	}
}

static void
without(struct ctx *c, const char *text, size_t len, bool is_json)
{
	static const char *const name[] = { "", "a", "ab", "b", "id" };
	static const struct jsonv_names names = { name, 5 };
	struct json_object *more, *less;
	struct jsonv_fault f;
	char *out = arena_alloc(c->a, len + 1);
	size_t n = 0;

	if ((jsonv_copy(&f, out, &n, text, len, LIM_JSON_DEPTH, &names) == 0) !=
	    is_json)
		__builtin_trap();
	if (!is_json)
		return;
	if (n > len || jsonr_doc(c, &less, out, n) != RC_OK)
		__builtin_trap();
	if (memchr(text, '\\', len) != NULL) /* then names may hide */
		return;
	if (jsonr_doc(c, &more, text, len) != RC_OK)
		__builtin_trap();
	delete_all(more, &names);
	if (strcmp(jsonr_text(c, more), jsonr_text(c, less)) != 0)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ctx c = { .a = arena_new(256 << 20) };
	struct json_object *o;
	struct jsonv_fault f;
	const char *text, *once;
	int is_json = jsonv_check(&f, (const char *)data, len, LIM_JSON_DEPTH);

	if ((jsonr_doc(&c, &o, data, len) == RC_OK) != (is_json == 0))
		__builtin_trap();
	err_clear(&c.err);
	without(&c, (const char *)data, len, is_json == 0);
	if (is_json == 0) {
		getters(&c, o);
		walked(o, (const char *)data, len);
		text = arena_memdup(c.a, data, len);
		once = canonical(c.a, text);
		if (strcmp(canonical(c.a, once), once) != 0 ||
		    jsonr_doc(&c, &o, once, strlen(once)) != RC_OK)
			__builtin_trap();
		if (jsonr_user_doc(&c, &o, data, len) != RC_OK)
			__builtin_trap();
		text = jsonr_text(&c, o);
		if (!text_is_clean(text, strlen(text)) ||
		    jsonv_drop_escapes(c.a, &len, text, strlen(text)) != NULL)
			__builtin_trap();
	}
	arena_free(c.a);
	return 0;
}
