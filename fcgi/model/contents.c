/* SPDX-License-Identifier: ISC */
#include "fcgi/model/contents.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonv.h"

static bool
read_one(struct entry *e, struct span o)
{
	e->time = 0;
	if (jsonv_int(&e->track_id, jsonv_member(o, "track")) != 0 ||
	    e->track_id < 0 || e->track_id > LIM_ID)
		return false;
	(void)jsonv_int(&e->time, jsonv_member(o, "time"));
	e->has_metadata_time =
	    jsonv_int(&e->metadata_time, jsonv_member(o, "metadata_time")) == 0;
	return true;
}

static size_t
count(struct span list)
{
	struct jsonv_walk w;
	size_t n = 0;

	for (w = jsonv_open(list, '['); jsonv_next(&w);)
		n++;
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
	*v = arena_zalloc(k->c->a, count(list) + 1, sizeof(**v));
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
