/* SPDX-License-Identifier: ISC */
/*
 * Values on their way from an item into a document: copied within bounds,
 * cleaned, and of the type that the inventory wants.  Everything that enters a
 * document passes here.
 */
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"
#include "common/json/jsonv.h"
#include "common/json/jsonw.h"
#include "crawler/map/impl.h"

#define MSG 300 /* bytes of one, as far as it is told */

struct json_object *
map_made(struct json_object *o)
{
	if (o == NULL)
		err_die("map", "no memory for a document");
	return o;
}

struct json_object *
map_text(const char *s)
{
	return map_made(json_object_new_string(s));
}

static void
put_later(void *o)
{
	json_object_put(o);
}

struct json_object *
map_passing(struct ctx *c, struct json_object *o)
{
	arena_defer(c->a, put_later, map_made(o));
	return o;
}

void
map_reject(struct map_run *m, const char *fmt, ...)
{
	char msg[MSG];
	va_list ap;

	if (m->rc != RC_OK)
		return;
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	m->rc = err_set(&m->c->err, RC_REJECT, "%s/%s: %s: %s",
	    m->cmd->provider, m->cmd->name, m->to, msg);
}

void
map_left_out(struct map_run *m, struct json_object *v, const char *what)
{
	const char *s = json_object_is_type(v, json_type_string)
			    ? text_clean(m->c->a, json_object_get_string(v),
				  (size_t)json_object_get_string_len(v))
			    : json_type_to_name(json_object_get_type(v));

	if (m->n_left_out++ == 0)
		m->left_out = arena_printf(m->c->a, "%s: '%.60s' is no %s",
		    m->to, s, what);
}

bool
map_is_empty(struct json_object *v)
{
	switch (json_object_get_type(v)) {
	case json_type_null:
		return true;
	case json_type_string:
		return json_object_get_string_len(v) == 0;
	case json_type_array:
		return json_object_array_length(v) == 0;
	case json_type_object:
		return json_object_object_length(v) == 0;
	default:
		return false;
	}
}

const char *
map_within(const char *s, const char *what)
{
	size_t n = strlen(what);

	for (; *s != '\0'; s++)
		if (strncasecmp(s, what, n) == 0)
			return s;
	return NULL;
}

struct json_object *
map_member(struct json_object *o, const char *name)
{
	struct json_object *v;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, name, &v))
		return NULL;
	return v;
}

void
map_push(struct json_object *list, struct json_object *v)
{
	if (v != NULL && json_object_array_add(list, v) != 0)
		err_die("map", "no memory for a document");
}

void
map_put(struct json_object *o, const char *key, struct json_object *v)
{
	if (v != NULL && json_object_object_add(o, key, v) != 0)
		err_die("map", "no memory for a document");
}

bool
map_takes(struct map_run *m, size_t bytes)
{
	if (bytes > LIM_MAP_TEXT)
		map_reject(m, "a text of more than %u bytes", LIM_MAP_TEXT);
	else if (m->values == 0)
		map_reject(m, "more than %u values", LIM_MAP_VALUES);
	else if (bytes > m->bytes)
		map_reject(m, "more than %u bytes", LIM_MAP_DOC);
	if (m->rc != RC_OK)
		return false;
	m->values--;
	m->bytes -= bytes;
	return true;
}

static struct json_object *
copy_text(struct map_run *m, struct json_object *v)
{
	size_t len = (size_t)json_object_get_string_len(v);

	if (!map_takes(m, len))
		return NULL;
	return map_text(text_clean(m->c->a, json_object_get_string(v), len));
}

static struct json_object *
copy_int(struct json_object *v)
{
	uint64_t u = json_object_get_uint64(v);

	if (u > INT64_MAX && json_object_get_int64(v) > 0)
		return map_made(json_object_new_uint64(u));
	return map_made(json_object_new_int64(json_object_get_int64(v)));
}

static struct json_object *
copy_num(double d)
{
	return isfinite(d) ? map_made(json_object_new_double(d)) : NULL;
}

static struct json_object *
copy_list(struct map_run *m, struct json_object *v, unsigned depth)
{
	struct json_object *out = map_made(json_object_new_array());
	size_t i, n = json_object_array_length(v);

	for (i = 0; i < n && m->rc == RC_OK; i++)
		map_push(out,
		    map_copy(m, json_object_array_get_idx(v, i), depth));
	return out;
}

static struct json_object *
copy_object(struct map_run *m, struct json_object *v, unsigned depth)
{
	struct json_object *out = map_made(json_object_new_object());

	json_object_object_foreach(v, key, member)
	{
		if (m->rc != RC_OK || !map_takes(m, strlen(key)))
			break;
		map_put(out, text_clean(m->c->a, key, strlen(key)),
		    map_copy(m, member, depth));
	}
	return out;
}

struct json_object *
map_copy(struct map_run *m, struct json_object *v, unsigned depth)
{
	if (v == NULL || m->rc != RC_OK)
		return NULL;
	if (depth == 0) {
		map_reject(m, "nested deeper than %u", LIM_MAP_DEPTH);
		return NULL;
	}
	switch (json_object_get_type(v)) {
	case json_type_string:
		return copy_text(m, v);
	case json_type_array:
		return map_takes(m, 0) ? copy_list(m, v, depth - 1) : NULL;
	case json_type_object:
		return map_takes(m, 0) ? copy_object(m, v, depth - 1) : NULL;
	case json_type_int:
		return map_takes(m, 0) ? copy_int(v) : NULL;
	case json_type_double:
		return map_takes(m, 0) ? copy_num(json_object_get_double(v))
				       : NULL;
	default:
		if (!map_takes(m, 0))
			return NULL;
		return map_made(
		    json_object_new_boolean(json_object_get_boolean(v)));
	}
}

const char *
map_word(struct map_run *m, struct json_object *v)
{
	size_t len;

	switch (json_object_get_type(v)) {
	case json_type_string:
		len = (size_t)json_object_get_string_len(v);
		if (len > LIM_MAP_TEXT) {
			map_reject(m, "a text of more than %u bytes",
			    LIM_MAP_TEXT);
			return NULL;
		}
		return text_clean(m->c->a, json_object_get_string(v), len);
	case json_type_int:
	case json_type_boolean:
		return arena_strdup(m->c->a, json_object_get_string(v));
	case json_type_double:
		return map_canonical(m->c, v);
	default:
		return NULL;
	}
}

/* Types. */

static struct json_object *
as_text(struct map_run *m, struct json_object *v)
{
	const char *s = map_word(m, v);

	return s != NULL && map_takes(m, strlen(s)) ? map_text(s) : NULL;
}

static struct json_object *
as_int(struct map_run *m, struct json_object *v)
{
	const char *s;
	int64_t n;
	double d;

	(void)m;
	if (json_object_is_type(v, json_type_int))
		return copy_int(v);
	if (json_object_is_type(v, json_type_double)) {
		d = json_object_get_double(v);
		/* What a double holds exactly. */
		if (!(fabs(d) <= 9007199254740992.0) || d != floor(d))
			return NULL;
		return map_made(json_object_new_int64((int64_t)d));
	}
	if (!json_object_is_type(v, json_type_string))
		return NULL;
	s = json_object_get_string(v);
	if (num_i64(&n, s, INT64_MIN, INT64_MAX) != 0)
		return NULL;
	return map_made(json_object_new_int64(n));
}

static struct json_object *
as_num(struct map_run *m, struct json_object *v)
{
	struct jsonv_fault f;
	struct span text;
	double d;

	(void)m;
	if (json_object_is_type(v, json_type_int))
		return copy_int(v);
	if (json_object_is_type(v, json_type_double))
		return copy_num(json_object_get_double(v));
	if (!json_object_is_type(v, json_type_string))
		return NULL;
	text.p = (const uint8_t *)json_object_get_string(v);
	text.len = (size_t)json_object_get_string_len(v);
	if (jsonv_check(&f, (const char *)text.p, text.len, 1) != 0 ||
	    jsonv_num(&d, text) != 0)
		return NULL;
	return copy_num(d);
}

static struct json_object *
as_bool(struct map_run *m, struct json_object *v)
{
	const char *s;

	(void)m;
	if (json_object_is_type(v, json_type_boolean))
		return map_made(
		    json_object_new_boolean(json_object_get_boolean(v)));
	if (!json_object_is_type(v, json_type_string))
		return NULL;
	s = json_object_get_string(v);
	if (strcasecmp(s, "true") != 0 && strcasecmp(s, "false") != 0)
		return NULL;
	return map_made(json_object_new_boolean(tolower(*s) == 't'));
}

/* Seconds since 1970, as some providers write them; 1..9999 in years. */
static bool
from_epoch(struct iso_time *t, double d)
{
	if (!(d > -62135596800.0 && d < 253402300800.0))
		return false;
	t->s = (int64_t)floor(d);
	t->us = (int32_t)((d - floor(d)) * 1e6);
	return true;
}

static struct json_object *
as_time(struct map_run *m, struct json_object *v)
{
	const char *cell;
	struct iso_time t;
	char *s;

	if (json_object_is_type(v, json_type_int) ||
	    json_object_is_type(v, json_type_double)) {
		if (!from_epoch(&t, json_object_get_double(v)))
			return NULL;
	} else if (!json_object_is_type(v, json_type_string) ||
		   !iso_time_read(&t, json_object_get_string(v))) {
		return NULL;
	}
	if ((cell = iso_time_cell(m->c->a, &t)) == NULL)
		return NULL;
	s = arena_printf(m->c->a, "%sZ", cell);
	s[strcspn(s, " ")] = 'T';
	return map_text(s);
}

struct json_object *
map_typed(struct map_run *m, struct json_object *v, enum map_type type)
{
	static const struct {
		struct json_object *(
		    *fn)(struct map_run *m, struct json_object *v);
		const char *what;
	} types[T__MAX] = {
		[T_TEXT] = { as_text, "text" },
		[T_INT] = { as_int, "whole number" },
		[T_NUM] = { as_num, "number" },
		[T_BOOL] = { as_bool, "true or false" },
		[T_TIME] = { as_time, "point in time" },
	};
	struct json_object *out;

	if (map_is_empty(v))
		return NULL;
	if (type == T_ANY)
		return map_copy(m, v, LIM_MAP_DEPTH);
	if (!map_takes(m, 0))
		return NULL;
	out = types[type].fn(m, v);
	if (out == NULL && m->rc == RC_OK)
		map_left_out(m, v, types[type].what);
	return out;
}

/* Order. */

const char *
map_canonical(struct ctx *c, struct json_object *o)
{
	struct jsonw *w = jsonw_new(c->a);
	struct span s;

	jsonw_json(w, NULL, jsonr_text(c, o));
	s = jsonw_done(w);
	return arena_memdup(c->a, s.p, s.len);
}

struct sorted {
	const char *text;
	struct json_object *v;
};

static int
by_text(const void *x, const void *y)
{
	return strcmp(((const struct sorted *)x)->text,
	    ((const struct sorted *)y)->text);
}

void
map_sort(struct ctx *c, struct json_object *list)
{
	size_t i, n = json_object_array_length(list);
	struct sorted *s = arena_zalloc(c->a, n, sizeof(*s));

	for (i = 0; i < n; i++) {
		s[i].v = json_object_get(json_object_array_get_idx(list, i));
		s[i].text = map_canonical(c, s[i].v);
	}
	qsort(s, n, sizeof(*s), by_text);
	for (i = 0; i < n; i++)
		json_object_array_put_idx(list, i, s[i].v);
}
