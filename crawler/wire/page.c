/* SPDX-License-Identifier: ISC */
/*
 * A command's request in one region and at one cursor is made, signed and
 * sent; its items are taken out of the answer.
 */
#include <stdlib.h>
#include <string.h>

#include "crawler/tree/path.h"
#include "crawler/wire/answer.h"
#include "crawler/wire/login.h"
#include "crawler/wire/pager.h"

static enum crawl_end
too_many(struct call *k)
{
	return crawl_failed(k->p, CRAWL_BROKEN,
	    "more than %d parameters or headers", LIM_WIRE_PARAMS);
}

/* "$name" is a variable, NULL when it is not there; else the value's text. */
static const char *
param(struct call *k, struct json_object *v)
{
	const char *text = json_object_get_string(v);

	if (text != NULL && *text == '$')
		return var_value(k, text + 1, false);
	return text;
}

static enum crawl_end
put_params(struct call *k, struct json_object *from, struct pairs *to)
{
	const char *text;

	if (from == NULL)
		return CRAWL_OK;
	json_object_object_foreach(from, name, v)
	{
		text = param(k, v);
		if (text != NULL && !pairs_set(to, name, text))
			return too_many(k);
	}
	return CRAWL_OK;
}

static enum crawl_end
put_headers(struct call *k, struct request *r)
{
	struct json_object *h = member_of(k->request, "headers");
	const char *text;

	if (h == NULL)
		return CRAWL_OK;
	json_object_object_foreach(h, name, v)
	{
		text = param(k, v);
		if (strcasecmp(name, "Content-Type") == 0)
			r->type = text;
		else if (text != NULL && !pairs_set(&r->headers, name, text))
			return too_many(k);
	}
	return CRAWL_OK;
}

/* A number where the file has one of ours, text where it has another. */
static void
put_json(struct call *k, struct json_object *from)
{
	const char *text;

	json_object_put(k->json);
	k->json = json_object_new_object();
	json_object_object_foreach(from, name, v)
	{
		if (!json_object_is_type(v, json_type_string)) {
			json_object_object_add(k->json, name,
			    json_object_get(v));
			continue;
		}
		if ((text = param(k, v)) == NULL)
			continue;
		json_object_object_add(k->json, name,
		    strcmp(json_object_get_string(v), "$page_size") == 0
			? json_object_new_int64((int64_t)k->page_size)
			: json_object_new_string(text));
	}
}

/* A catalog's URL may end in the version that a path begins with. */
static const char *
without_version(struct call *k, const char *base, const char *path)
{
	const char *last = strrchr(base, '/');

	if (last != NULL && last[1] == 'v' && strncmp(path, "/v", 2) == 0 &&
	    strspn(last + 2, "0123456789.") == strlen(last + 2) &&
	    strspn(path + 2, "0123456789") > 0)
		return arena_memdup(k->c->a, base, (size_t)(last - base));
	return base;
}

static enum crawl_end
put_path(struct call *k, struct request *r)
{
	const char *path = var_fill(k, crawl_text(k->request, "path"), false);

	if (path == NULL)
		return k->p->end;
	r->path = arena_printf(k->c->a, "%s%s",
	    without_version(k, k->srv.base, path), path);
	if (*r->path == '\0')
		r->path = "/";
	return CRAWL_OK;
}

static void
put_body(struct call *k, struct request *r)
{
	const char *text, *type;

	switch (pager_where(k->request)) {
	case IN_FORM:
		text = pairs_encoded(k->c->a, &k->form, false);
		type = "application/x-www-form-urlencoded; charset=utf-8";
		break;
	case IN_JSON:
		text = arena_strdup(k->c->a,
		    json_object_to_json_string_ext(k->json,
			JSON_C_TO_STRING_PLAIN |
			    JSON_C_TO_STRING_NOSLASHESCAPE));
		type = "application/json";
		break;
	default:
		return;
	}
	r->body = span_str(text);
	if (r->type == NULL)
		r->type = type;
}

static enum crawl_end
make_request(struct call *k, const struct pager *g, struct json_object *cursor,
    struct request *r)
{
	struct json_object *at = member_of(cursor, "at");
	enum crawl_end end;

	*r = (struct request){ .method = crawl_text(k->request, "method"),
		.origin = k->srv.origin,
		.host = k->srv.host,
		.is_private = k->srv.is_private };
	k->form.n = 0;
	if (member_of(k->request, "json") != NULL)
		put_json(k, member_of(k->request, "json"));
	if (*r->method == '\0')
		r->method =
		    pager_where(k->request) != IN_QUERY ? "POST" : "GET";
	if ((end = put_path(k, r)) != CRAWL_OK ||
	    (end = put_params(k, member_of(k->request, "query"), &r->query)) !=
		CRAWL_OK ||
	    (end = put_params(k, member_of(k->request, "form"), &k->form)) !=
		CRAWL_OK ||
	    (end = put_headers(k, r)) != CRAWL_OK ||
	    (at != NULL && g->ask != NULL &&
		(end = g->ask(k, r, at)) != CRAWL_OK))
		return end;
	put_body(k, r);
	return CRAWL_OK;
}

static enum crawl_end
ask(struct call *k, const struct pager *g, struct json_object *cursor,
    struct request *r, struct answer *a)
{
	enum crawl_end end;

	if ((end = login(k)) != CRAWL_OK ||
	    (end = service_find(k, &k->srv,
		 crawl_text(k->request, "service"))) != CRAWL_OK ||
	    (end = make_request(k, g, cursor, r)) != CRAWL_OK ||
	    (end = auth_find(k->w->provider)->put(k, r)) != CRAWL_OK)
		return end;
	return answer_get(k, r, k->srv.file, a);
}

static bool
append(void *arg, struct json_object *v)
{
	struct json_object *items = arg;

	json_object_array_add(items, json_object_get(v));
	return json_object_array_length(items) <= LIM_WIRE_ITEMS;
}

/*
 * Is the list there, empty or not?  Without it this is another document than
 * the one asked for, and must not be taken for "there are none".
 */
static bool
has_list(struct call *k, const char *path, struct json_object *tree)
{
	const char *name = arena_memdup(k->c->a, path, strcspn(path, ".[*"));
	struct json_object *flag = member_of(k->srv.file, "lacks_empty");

	if (*name == '\0')
		return tree != NULL;
	if (!json_object_is_type(tree, json_type_object))
		return false;
	return json_object_get_boolean(flag) ||
	       json_object_object_get_ex(tree, name, NULL);
}

static enum crawl_end
take_items(struct call *k, struct json_object *tree)
{
	const char *text = crawl_text(k->command, "items");
	struct path *p;

	if (path_read(k->c, &p, text) != RC_OK) {
		crawl_failed(k->p, CRAWL_BROKEN, "items: %.200s",
		    k->c->err.msg);
		err_clear(&k->c->err);
		return k->p->end;
	}
	if (!has_list(k, text, tree))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "%s: page %u: the answer has no '%s'", k->srv.origin,
		    k->number, text);
	k->p->items = json_object_new_array();
	path_each(p, tree, append, k->p->items);
	if (json_object_array_length(k->p->items) > LIM_WIRE_ITEMS)
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "%s: page %u: more than %d items", k->srv.origin, k->number,
		    LIM_WIRE_ITEMS);
	return CRAWL_OK;
}

static unsigned
page_size(struct call *k)
{
	unsigned size = number_of(k->page, "size");
	unsigned min = number_of(k->page, "min");
	unsigned max = number_of(k->page, "max");

	if (size == 0)
		return 0; /* it takes none */
	if (k->w->rules != NULL && k->w->rules->page_size != 0)
		size = k->w->rules->page_size;
	if (size < min)
		size = min;
	return max != 0 && size > max ? max : size;
}

/* What the page is asked with; a cursor is ours, but comes from a table. */
static enum crawl_end
begin(struct call *k, const char *region, struct json_object *cursor,
    const struct pager **g)
{
	struct json_object *at = member_of(cursor, "at");

	k->request = member_of(k->command, "request");
	k->page = member_of(k->command, "page");
	k->region = crawl_region(k->c->a, region);
	if (strcmp(k->region, CRAWL_ALL) == 0)
		k->region = "";
	k->page_size = page_size(k);
	k->number = cursor == NULL ? 1 : number_of(cursor, "page");
	if ((*g = pager_find(k->page)) == NULL || k->request == NULL)
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "the command has no request, or pages of no known style");
	if (cursor != NULL && (at == NULL || k->number < 2))
		return crawl_failed(k->p, CRAWL_BROKEN, "this is no cursor");
	return CRAWL_OK;
}

static enum crawl_end
one_page(struct call *k, const char *region, struct json_object *cursor)
{
	bool had_token = k->w->token != NULL;
	const struct pager *g;
	struct request r;
	struct answer a;
	enum crawl_end end = begin(k, region, cursor, &g);

	if (end != CRAWL_OK)
		return end;
	end = ask(k, g, cursor, &r, &a);
	if (end == CRAWL_REFUSED && had_token && login_forget(k->w))
		end = ask(k, g, cursor, &r, &a);
	if (end != CRAWL_OK || (end = take_items(k, a.tree)) != CRAWL_OK)
		return end;
	return pager_next(k, g, &r, cursor, a.tree, k->p->items, &k->p->next);
}

enum crawl_end
wire_page(struct ctx *c, struct wire *w, struct json_object *command,
    const char *region, struct json_object *cursor, struct crawl_page *p)
{
	struct call k = { .c = c, .w = w, .p = p, .command = command };

	*p = (struct crawl_page){ .end = CRAWL_OK };
	p->end = one_page(&k, region, cursor);
	json_object_put(k.json);
	return p->end;
}

/* The file's path instead of the listing's, and none of its parameters. */
static enum crawl_end
one_file(struct call *k, const char *region, const char *name, size_t max,
    struct span *file)
{
	const struct pager *g;
	struct request r;
	struct answer a;
	enum crawl_end end = begin(k, region, NULL, &g);

	if (end != CRAWL_OK || (end = login(k)) != CRAWL_OK ||
	    (end = service_find(k, &k->srv,
		 crawl_text(k->request, "service"))) != CRAWL_OK)
		return end;
	r = (struct request){ .method = "GET",
		.origin = k->srv.origin,
		.host = k->srv.host,
		.is_private = k->srv.is_private,
		.raw_max = max };
	if ((end = put_path(k, &r)) != CRAWL_OK)
		return end;
	r.path = arena_printf(k->c->a, "%s/%s", r.path,
	    uri_encode(k->c->a, name, "/"));
	if ((end = auth_find(k->w->provider)->put(k, &r)) != CRAWL_OK ||
	    (end = answer_get(k, &r, k->srv.file, &a)) != CRAWL_OK)
		return end;
	*file = a.file;
	return CRAWL_OK;
}

enum crawl_end
wire_file(struct ctx *c, struct wire *w, struct json_object *listing,
    const char *region, const char *name, size_t max, struct span *file,
    struct crawl_page *p)
{
	struct call k = { .c = c, .w = w, .p = p, .command = listing };

	*p = (struct crawl_page){ .end = CRAWL_OK };
	return p->end = one_file(&k, region, name, max, file);
}
