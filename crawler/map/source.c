/* SPDX-License-Identifier: ISC */
/* Where values come from: paths into an item, or what the context knows. */
#include <string.h>

#include "common/base/limits.h"
#include "crawler/map/impl.h"

/* Read. */

static const char *const context_names[] = { "connection", "dc", "dc_id", "now",
	"provider", "region", "region_name" };

static bool
is_context(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(context_names) / sizeof(context_names[0]); i++)
		if (strcmp(context_names[i], name) == 0)
			return true;
	return false;
}

static enum rc
read_one(struct ctx *c, struct map_source *s, const char *text)
{
	struct path *p;
	enum rc rc;

	s->is_list = strstr(text, "[]") != NULL;
	if (*text == '\0')
		return err_set(&c->err, RC_CONFIG, "a source is missing");
	if (*text == '$') {
		s->from = FROM_CONTEXT;
		s->name = text + 1;
		return is_context(s->name) ? RC_OK
					   : err_set(&c->err, RC_CONFIG,
						 "'%s' is unknown", text);
	}
	if (*text == '^') {
		s->from = FROM_WHOLE;
		text++;
	}
	if ((rc = path_read(c, &p, strcmp(text, ".") == 0 ? "" : text)) ==
	    RC_OK)
		s->path = p;
	return rc;
}

/* Up to the next "|" that is not in brackets. */
static size_t
one_len(const char *text)
{
	bool in = false;
	size_t i;

	for (i = 0; text[i] != '\0' && (in || text[i] != '|'); i++)
		in = text[i] == '[' || (in && text[i] != ']');
	return i;
}

enum rc
map_source_read(struct ctx *c, struct map_sources *s, const char *text)
{
	struct map_source *at =
	    arena_zalloc(c->a, LIM_MAP_SOURCES, sizeof(*at));
	enum rc rc;
	size_t n;

	for (s->at = at, s->n = 0;; text += n + 1) {
		if (s->n == LIM_MAP_SOURCES)
			return err_set(&c->err, RC_CONFIG,
			    "more than %u alternatives", LIM_MAP_SOURCES);
		n = one_len(text);
		rc = read_one(c, &at[s->n++], arena_memdup(c->a, text, n));
		if (rc != RC_OK || text[n] == '\0')
			return rc;
	}
}

enum rc
map_source_list(struct ctx *c, const struct map_sources **list, size_t *n,
    struct json_object *o, const char *place)
{
	bool is_list = json_object_is_type(o, json_type_array);
	struct map_sources *s;
	struct json_object *v;
	size_t i;

	*n = is_list ? json_object_array_length(o) : 1;
	if (*n == 0 || *n > LIM_MAP_SOURCES)
		return map_fault(c, place, "1 to %u sources are wanted",
		    LIM_MAP_SOURCES);
	*list = s = arena_zalloc(c->a, *n, sizeof(*s));
	for (i = 0; i < *n; i++) {
		v = is_list ? json_object_array_get_idx(o, i) : o;
		if (!json_object_is_type(v, json_type_string))
			return map_fault(c, place, "a text is wanted");
		if (map_source_read(c, &s[i], json_object_get_string(v)) !=
		    RC_OK)
			return err_add(&c->err, "%s", place);
	}
	return RC_OK;
}

/* Ask. */

static struct json_object *
from_context(struct map_run *m, const char *name)
{
	const struct map_context *x = m->context;
	const char *text = "";

	if (strcmp(name, "now") == 0)
		return map_passing(m->c, json_object_new_int64(x->now_s));
	if (strcmp(name, "connection") == 0)
		text = x->connection;
	else if (strcmp(name, "dc") == 0)
		text = x->dc;
	else if (strcmp(name, "dc_id") == 0)
		text = x->dc_id;
	else if (strcmp(name, "provider") == 0)
		text = x->provider;
	else if (strcmp(name, "region") == 0)
		text = x->region;
	else
		return map_passing(m->c, json_object_new_string_len(x->region,
					     (int)strcspn(x->region, " ")));
	return map_passing(m->c, json_object_new_string(text));
}

static struct json_object *
root(const struct map_run *m, const struct map_source *s)
{
	return s->from == FROM_WHOLE ? m->whole : m->item;
}

static bool
keep_it(void *arg, struct json_object *v)
{
	*(struct json_object **)arg = v;
	return map_is_empty(v);
}

static struct json_object *
first_of(struct map_run *m, const struct map_source *s)
{
	struct json_object *v = NULL;

	if (s->from == FROM_CONTEXT)
		return from_context(m, s->name);
	path_each(s->path, root(m, s), keep_it, &v);
	return map_is_empty(v) ? NULL : v;
}

struct json_object *
map_first(struct map_run *m, const struct map_sources *s)
{
	struct json_object *v;
	size_t i;

	for (i = 0; i < s->n; i++)
		if ((v = first_of(m, &s->at[i])) != NULL && !map_is_empty(v))
			return v;
	return NULL;
}

static bool
push_it(void *arg, struct json_object *v)
{
	struct json_object *list = arg;

	if (!map_is_empty(v))
		map_push(list, json_object_get(v));
	return json_object_array_length(list) <= LIM_MAP_VALUES;
}

static struct json_object *
all_of(struct map_run *m, const struct map_source *s)
{
	struct json_object *list = map_passing(m->c, json_object_new_array());

	path_each(s->path, root(m, s), push_it, list);
	if (json_object_array_length(list) > LIM_MAP_VALUES)
		map_reject(m, "more than %u values", LIM_MAP_VALUES);
	return list;
}

struct json_object *
map_from(struct map_run *m, const struct map_sources *s)
{
	struct json_object *v;
	size_t i;

	for (i = 0; i < s->n; i++) {
		v = s->at[i].is_list ? all_of(m, &s->at[i])
				     : first_of(m, &s->at[i]);
		if (!map_is_empty(v))
			return v;
	}
	return NULL;
}

void
map_each(struct map_run *m, const struct map_sources *s,
    bool (*fn)(void *arg, struct json_object *v), void *arg)
{
	struct json_object *v = map_from(m, s);
	size_t i, n;

	if (v == NULL)
		return;
	if (!json_object_is_type(v, json_type_array)) {
		fn(arg, v);
		return;
	}
	n = json_object_array_length(v);
	for (i = 0; i < n && m->rc == RC_OK; i++)
		if (!fn(arg, json_object_array_get_idx(v, i)))
			return;
}
