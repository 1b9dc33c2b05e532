/* SPDX-License-Identifier: ISC */
#include "fcgi/model/library.h"

#include <string.h>

#include "common/base/hashid.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "fcgi/serve/route.h"

static void contents(struct ctx *c, struct jsonw *w, struct json_object *o);

/* Stored ids are numbers, digits, or already hash ids. */
static int
playlist_id(struct ctx *c, int64_t *id, struct json_object *o)
{
	const char *s;

	if (jsonr_opt_int(id, o, "playlist_id") == 1)
		return *id >= 0 && *id <= LIM_ID ? 0 : -1;
	if (jsonr_opt_text(c, &s, o, "playlist_id") == 1)
		return hashid_decode(id, s);
	return -1;
}

static void
playlist(struct ctx *c, struct jsonw *w, struct json_object *o)
{
	int64_t id;

	if (playlist_id(c, &id, o) != 0)
		return;
	jsonw_obj(w, NULL);
	jsonw_id(w, "playlist_id", id);
	jsonw_str(w, "type", "playlist");
	jsonw_end(w);
}

static void
explore_playlist(struct ctx *c, struct jsonw *w, struct json_object *o)
{
	const char *s;

	if (jsonr_opt_text(c, &s, o, "playlist_id") != 1)
		return;
	jsonw_obj(w, NULL);
	jsonw_str(w, "playlist_id", s);
	jsonw_str(w, "type", "explore_playlist");
	jsonw_end(w);
}

static void
folder(struct ctx *c, struct jsonw *w, struct json_object *o)
{
	const char *id, *name;

	if (jsonr_opt_text(c, &id, o, "id") != 1)
		id = "";
	if (jsonr_opt_text(c, &name, o, "name") != 1)
		name = "";
	jsonw_obj(w, NULL);
	contents(c, w, o);
	jsonw_str(w, "id", id);
	jsonw_str(w, "name", name);
	jsonw_str(w, "type", "folder");
	jsonw_end(w);
}

static void
item(struct ctx *c, struct jsonw *w, struct json_object *o)
{
	static const struct {
		const char *type;
		void (
		    *write)(struct ctx *, struct jsonw *, struct json_object *);
	} tab[] = {
		{ "explore_playlist", explore_playlist },
		{ "folder", folder },
		{ "playlist", playlist },
	};
	const char *type;
	size_t i;

	if (jsonr_opt_text(c, &type, o, "type") != 1)
		return;
	for (i = 0; i < sizeof(tab) / sizeof(tab[0]); i++)
		if (strcmp(tab[i].type, type) == 0)
			tab[i].write(c, w, o);
}

/* LIM_JSON_DEPTH bounds how deep folders nest. */
static void
contents(struct ctx *c, struct jsonw *w, struct json_object *o)
{
	struct json_object *arr, *one;
	size_t i;

	jsonw_arr(w, "contents");
	if (jsonr_opt_arr(&arr, o, "contents") == 1)
		for (i = 0; i < json_object_array_length(arr); i++) {
			one = jsonr_at(arr, i);
			if (json_object_is_type(one, json_type_object))
				item(c, w, one);
		}
	jsonw_end(w);
}

void
library_write(struct call *k, struct jsonw *w, const char *key,
    const char *text)
{
	struct err keep = k->c->err;
	struct json_object *o;

	if (on_is_legacy(k->on)) {
		jsonw_json(w, key, text);
		return;
	}
	if (jsonr_doc(k->c, &o, text, strlen(text)) != RC_OK ||
	    !json_object_is_type(o, json_type_object)) {
		k->c->err = keep;
		jsonw_null(w, key);
		return;
	}
	jsonw_obj(w, key);
	contents(k->c, w, o);
	jsonw_end(w);
}
