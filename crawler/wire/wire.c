/* SPDX-License-Identifier: ISC */
/* Sessions, and the regions that a provider has. */
#include "crawler/wire/wire.h"

#include <stdlib.h>
#include <string.h>

#include "crawler/wire/impl.h"
#include "crawler/wire/login.h"

struct wire *
wire_new(struct http *h, struct json_object *provider,
    const struct crawl_conn *conn, const struct wire_rules *rules)
{
	struct wire *w = calloc(1, sizeof(*w));

	if (w == NULL)
		err_die("wire", "no memory");
	w->h = h;
	w->provider = provider;
	w->conn = conn;
	w->rules = rules;
	w->a = arena_new(LIM_WIRE_LOGIN);
	return w;
}

void
wire_free(struct wire *w)
{
	if (w == NULL)
		return;
	login_forget(w);
	arena_free(w->a);
	free(w);
}

unsigned
wire_requests(const struct wire *w)
{
	return w->requests;
}

bool
wire_is_global(struct json_object *command)
{
	return strcmp(crawl_text(command, "scope"), "global") == 0;
}

static bool
has(struct json_object *names, const char *name)
{
	size_t i, n = json_object_array_length(names);

	for (i = 0; i < n; i++)
		if (strcmp(json_object_get_string(
			       json_object_array_get_idx(names, i)),
			name) == 0)
			return true;
	return false;
}

static void
add_regions(struct json_object *entry, struct json_object *names)
{
	struct json_object *eps = member_of(entry, "endpoints"), *e;
	size_t i, n = json_object_is_type(eps, json_type_array)
			  ? json_object_array_length(eps)
			  : 0;
	const char *name;

	for (i = 0; i < n; i++) {
		e = json_object_array_get_idx(eps, i);
		name = crawl_text(e, "region_id");
		if (*name == '\0')
			name = crawl_text(e, "region");
		if (*name != '\0' && !has(names, name))
			json_object_array_add(names,
			    json_object_new_string(name));
	}
}

static enum crawl_end
of_catalog(struct ctx *c, struct wire *w, struct crawl_page *p)
{
	struct call k = { .c = c, .w = w, .p = p };
	enum crawl_end end = login(&k);
	size_t i, n;

	if (end != CRAWL_OK)
		return end;
	p->items = json_object_new_array();
	n = w->catalog != NULL ? json_object_array_length(w->catalog) : 0;
	for (i = 0; i < n; i++)
		add_regions(json_object_array_get_idx(w->catalog, i), p->items);
	return CRAWL_OK;
}

enum crawl_end
wire_regions(struct ctx *c, struct wire *w, struct crawl_page *p)
{
	struct json_object *how = member_of(w->provider, "regions");

	*p = (struct crawl_page){ .end = CRAWL_OK };
	if (how == NULL)
		return crawl_failed(p, CRAWL_GONE,
		    "the provider has no regions");
	if (json_object_is_type(how, json_type_object))
		return wire_page(c, w, how, crawl_text(how, "region"), NULL, p);
	return p->end = of_catalog(c, w, p);
}
