/* SPDX-License-Identifier: ISC */
#include "crawler/wire/pager.h"

#include <nettle/sha2.h>
#include <string.h>
#include <strings.h>

#include "common/base/hex.h"
#include "crawler/tree/path.h"

#define MARK_BYTES 16

static struct json_object *
at_path(struct call *k, const char *member, struct json_object *tree)
{
	const char *text = crawl_text(k->page, member);
	struct path *p;

	if (*text == '\0' || tree == NULL)
		return NULL;
	if (path_read(k->c, &p, text) != RC_OK) {
		err_clear(&k->c->err);
		return NULL;
	}
	return path_one(p, tree);
}

/* Text or a number, neither empty nor too long. */
static bool
is_cursor(struct json_object *v)
{
	if (json_object_is_type(v, json_type_int))
		return true;
	return json_object_is_type(v, json_type_string) &&
	       json_object_get_string_len(v) > 0 &&
	       json_object_get_string_len(v) <= LIM_WIRE_CURSOR &&
	       strlen(json_object_get_string(v)) ==
		   (size_t)json_object_get_string_len(v);
}

/* There, and "false", false, or 0: the provider says that it was all. */
static bool
says_no_more(struct call *k, struct json_object *tree)
{
	struct json_object *v = at_path(k, "more", tree);
	const char *text;

	if (v == NULL)
		return false;
	text = json_object_get_string(v);
	return strcasecmp(text, "false") == 0 || strcmp(text, "0") == 0 ||
	       *text == '\0';
}

static enum crawl_end
ask_param(struct call *k, struct request *r, struct json_object *at)
{
	enum pager_where where = pager_where(k->request);
	const char *in = crawl_text(k->page, "in");

	if (where == IN_JSON)
		json_object_object_add(k->json, in, json_object_get(at));
	else if (!pairs_set(where == IN_FORM ? &k->form : &r->query, in,
		     json_object_get_string(at)))
		return crawl_failed(k->p, CRAWL_BROKEN, "too many parameters");
	return CRAWL_OK;
}

static enum crawl_end
token_next(struct call *k, const struct request *r, struct json_object *tree,
    struct json_object *items, struct json_object **at)
{
	struct json_object *v = at_path(k, "out", tree);

	(void)r, (void)items;
	if (v == NULL || says_no_more(k, tree) ||
	    (json_object_is_type(v, json_type_string) &&
		json_object_get_string_len(v) == 0))
		return CRAWL_OK;
	if (!is_cursor(v))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "page %u: the next page's token is no text of up to %d "
		    "bytes",
		    k->number, LIM_WIRE_CURSOR);
	*at = json_object_get(v);
	return CRAWL_OK;
}

/*
 * Our own origin and path are kept whatever the link says; that it means the
 * same ones is checked all the same.  A server behind a proxy may know
 * itself by another scheme or port, or by the end of its path.
 */
static bool
is_same_place(const struct request *r, const char *link)
{
	const char *host = strstr(link, "://"), *path = link;
	size_t n, m, own = strcspn(r->host, ":");

	if (*r->host == '[')
		own = strcspn(r->host, "]");
	if (host != NULL && host < link + strcspn(link, "/?")) {
		host += 3;
		n = *host == '[' ? strcspn(host, "]/") : strcspn(host, ":/?");
		if (n != own || strncasecmp(host, r->host, n) != 0)
			return false;
		path = host + strcspn(host, "/?");
	}
	n = strcspn(path, "?");
	m = strlen(r->path);
	return n > 0 && *path == '/' && n <= m &&
	       strncasecmp(r->path + m - n, path, n) == 0;
}

static enum crawl_end
link_next(struct call *k, const struct request *r, struct json_object *tree,
    struct json_object *items, struct json_object **at)
{
	struct json_object *v = at_path(k, "next", tree);
	const char *link, *query;

	(void)items;
	if (v == NULL || (json_object_is_type(v, json_type_string) &&
			     json_object_get_string_len(v) == 0))
		return CRAWL_OK;
	if (!json_object_is_type(v, json_type_string) || !is_cursor(v))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "page %u: the link to the next page is no text of up to "
		    "%d bytes",
		    k->number, LIM_WIRE_CURSOR);
	link = json_object_get_string(v);
	query = strchr(link, '?');
	if (!is_printable(link) || strpbrk(link, " #\"<>\\") != NULL ||
	    query == NULL || !is_same_place(r, link))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "page %u: the link to the next page, '%.100s', leads away "
		    "from %s%s",
		    k->number, arena_memdup(k->c->a, link, strcspn(link, "?")),
		    r->origin, r->path);
	*at = json_object_new_string(query + 1);
	return CRAWL_OK;
}

static enum crawl_end
link_ask(struct call *k, struct request *r, struct json_object *at)
{
	const char *query = json_object_get_string(at);

	if (!is_printable(query) || strpbrk(query, " #\"<>\\") != NULL)
		return crawl_failed(k->p, CRAWL_BROKEN, "no such cursor");
	r->raw_query = query;
	return CRAWL_OK;
}

static enum crawl_end
page_next(struct call *k, const struct request *r, struct json_object *tree,
    struct json_object *items, struct json_object **at)
{
	bool asks = *crawl_text(k->page, "more") != '\0';
	bool more = json_object_array_length(items) > 0;

	(void)r;
	if (asks)
		more =
		    at_path(k, "more", tree) != NULL && !says_no_more(k, tree);
	if (more)
		*at = json_object_new_int64((int64_t)k->number + 1);
	return CRAWL_OK;
}

static enum crawl_end
marker_next(struct call *k, const struct request *r, struct json_object *tree,
    struct json_object *items, struct json_object **at)
{
	size_t n = json_object_array_length(items);
	struct json_object *v;

	(void)r, (void)tree;
	if (n == 0 || says_no_more(k, tree))
		return CRAWL_OK;
	v = at_path(k, "from", json_object_array_get_idx(items, n - 1));
	if (!is_cursor(v))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "page %u: the last item has no '%s' to go on from",
		    k->number, crawl_text(k->page, "from"));
	*at = json_object_get(v);
	return CRAWL_OK;
}

static enum crawl_end
none_next(struct call *k, const struct request *r, struct json_object *tree,
    struct json_object *items, struct json_object **at)
{
	(void)k, (void)r, (void)tree, (void)items, (void)at;
	return CRAWL_OK;
}

static const struct pager styles[] = {
	{ "none", NULL, none_next, { NULL } },
	{ "token", ask_param, token_next, { "in", "out" } },
	{ "link", link_ask, link_next, { "next" } },
	{ "page", ask_param, page_next, { "in" } },
	{ "marker", ask_param, marker_next, { "in", "from" } },
};

const struct pager *
pager_find(struct json_object *page)
{
	const char *style = crawl_text(page, "style");
	size_t i;

	if (page == NULL)
		style = "none";
	for (i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		if (strcmp(styles[i].style, style) == 0)
			return &styles[i];
	return NULL;
}

enum pager_where
pager_where(struct json_object *request)
{
	return member_of(request, "form") != NULL   ? IN_FORM
	       : member_of(request, "json") != NULL ? IN_JSON
						    : IN_QUERY;
}

/* What a page is known by: how many items, the first and the last one. */
static const char *
mark_of(struct call *k, struct json_object *items)
{
	size_t n = json_object_array_length(items);
	uint8_t digest[MARK_BYTES];
	struct sha256_ctx ctx;
	const char *text;
	size_t i, len;

	sha256_init(&ctx);
	sha256_update(&ctx, sizeof(n), (const uint8_t *)&n);
	for (i = 0; i<n; i += n> 1 ? n - 1 : 1) {
		text = json_object_to_json_string_length(
		    json_object_array_get_idx(items, i), JSON_C_TO_STRING_PLAIN,
		    &len);
		sha256_update(&ctx, len, (const uint8_t *)text);
	}
	sha256_digest(&ctx, MARK_BYTES, digest);
	return hex_text(k->c->a, digest, MARK_BYTES);
}

/*
 * A ring of pages of any length is found in no more than three times its
 * length: the mark of the pages 1, 2, 4, 8 ... is kept, and every page behind
 * is compared with the last one kept.
 */
static enum crawl_end
put_mark(struct call *k, struct json_object *cursor, struct json_object *items,
    struct json_object *next)
{
	const char *was = crawl_text(cursor, "mark"), *is;
	bool keep = (k->number & (k->number - 1)) == 0 || *was == '\0';

	if (json_object_array_length(items) == 0) {
		is = was; /* pages without items may come in a row */
	} else {
		is = mark_of(k, items);
		if (strcmp(is, was) == 0)
			return crawl_failed(k->p, CRAWL_BROKEN,
			    "page %u: the items of an earlier page, so pages "
			    "come round again",
			    k->number);
		if (!keep)
			is = was;
	}
	if (*is != '\0')
		json_object_object_add(next, "mark",
		    json_object_new_string(is));
	return CRAWL_OK;
}

static bool
is_equal(struct json_object *x, struct json_object *y)
{
	return x != NULL && y != NULL &&
	       strcmp(json_object_get_string(x), json_object_get_string(y)) ==
		   0;
}

enum crawl_end
pager_next(struct call *k, const struct pager *g, const struct request *r,
    struct json_object *cursor, struct json_object *tree,
    struct json_object *items, struct json_object **out)
{
	struct json_object *at = NULL, *next;
	enum crawl_end end = g->next(k, r, tree, items, &at);

	*out = NULL;
	if (end != CRAWL_OK || at == NULL)
		return end;
	next = json_object_new_object();
	json_object_object_add(next, "at", at);
	json_object_object_add(next, "page",
	    json_object_new_int64((int64_t)k->number + 1));
	if (is_equal(at, member_of(cursor, "at")))
		end = crawl_failed(k->p, CRAWL_BROKEN,
		    "page %u: the next page is to be this one again",
		    k->number);
	else if (k->number >= LIM_WIRE_PAGES)
		end = crawl_failed(k->p, CRAWL_BROKEN,
		    "page %u: a listing has no more than %d", k->number,
		    LIM_WIRE_PAGES);
	else
		end = put_mark(k, cursor, items, next);
	if (end != CRAWL_OK) {
		json_object_put(next);
		return end;
	}
	*out = next;
	return CRAWL_OK;
}
