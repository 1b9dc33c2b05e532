/* SPDX-License-Identifier: ISC */
#include "fcgi/contents.h"

#include <string.h>

#include "common/jsonr.h"
#include "common/limits.h"

static bool
read_one(struct entry *e, struct json_object *o)
{
	e->time = 0;
	if (jsonr_opt_int(&e->track_id, o, "track") != 1 || e->track_id < 0 ||
	    e->track_id > LIM_ID)
		return false;
	(void)jsonr_opt_int(&e->time, o, "time");
	e->has_metadata_time =
	    jsonr_opt_int(&e->metadata_time, o, "metadata_time") == 1;
	return true;
}

size_t
contents_read(struct call *k, struct entry **v, const char *text)
{
	struct err keep = k->c->err;
	struct json_object *o, *arr;
	size_t i, n = 0, len;

	*v = NULL;
	if (text == NULL || jsonr_doc(k->c, &o, text, strlen(text)) != RC_OK) {
		k->c->err = keep;
		return 0;
	}
	if (jsonr_opt_arr(&arr, o, "track_ids") != 1)
		return 0;
	len = json_object_array_length(arr);
	*v = arena_zalloc(k->c->a, len + 1, sizeof(**v));
	for (i = 0; i < len; i++)
		n += read_one(&(*v)[n], jsonr_at(arr, i));
	return n;
}

struct span
contents_json(struct call *k, const struct entry *v, size_t n)
{
	struct jsonw *w = jsonw_new(k->c->a);
	size_t i;

	jsonw_sorted(w);
	jsonw_arr(w, NULL);
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
	return jsonw_done(w);
}
