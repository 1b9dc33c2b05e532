/* SPDX-License-Identifier: ISC */
#include "fcgi/model/contents.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonv.h"

static bool
is_named(struct span key, const char *name, size_t len)
{
	return key.len == len + 2 && memcmp(key.p + 1, name, len) == 0;
}
#define IS(key, name) is_named(key, "" name, sizeof(name) - 1)

/* One walk: of each name the last member counts. */
static bool
read_one(struct entry *e, struct span o)
{
	struct jsonv_walk w;
	bool is_entry = false;

	e->time = 0;
	e->has_metadata_time = false;
	for (w = jsonv_open(o, '{'); jsonv_next(&w);)
		if (IS(w.key, "track"))
			is_entry = jsonv_int(&e->track_id, w.value) == 0 &&
				   e->track_id >= 0 && e->track_id <= LIM_ID;
		else if (IS(w.key, "time"))
			(void)jsonv_int(&e->time, w.value);
		else if (IS(w.key, "metadata_time"))
			e->has_metadata_time =
			    jsonv_int(&e->metadata_time, w.value) == 0;
	return is_entry;
}

/* How many objects there are in it at most. */
static size_t
objects(struct span list)
{
	size_t n = 0, i;

	for (i = 0; i < list.len; i++)
		n += list.p[i] == '{';
	return n;
}

size_t
contents_read(struct call *k, struct entry **v, const char *text)
{
	struct jsonv_walk w;
	struct jsonv_fault f;
	struct span list;
	size_t n = 0;

	*v = NULL;
	if (text == NULL ||
	    jsonv_check(&f, text, strlen(text), LIM_JSON_DEPTH) != 0)
		return 0;
	list = jsonv_member(span_str(text), "track_ids");
	*v = arena_zalloc(k->c->a, objects(list) + 1, sizeof(**v));
	for (w = jsonv_open(list, '['); jsonv_next(&w);)
		n += read_one(&(*v)[n], w.value);
	return n;
}

void
contents_write(struct jsonw *w, const char *key, const struct entry *v,
    size_t n)
{
	size_t i;

	jsonw_arr(w, key);
	for (i = 0; i < n; i++) {
		jsonw_obj(w, NULL);
		if (v[i].has_metadata_time)
			jsonw_int(w, "metadata_timestamp", v[i].metadata_time);
		else
			jsonw_null(w, "metadata_timestamp");
		jsonw_int(w, "timestamp", v[i].time);
		jsonw_id(w, "track_id", v[i].track_id);
		jsonw_end(w);
	}
	jsonw_end(w);
}
