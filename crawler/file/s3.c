/* SPDX-License-Identifier: ISC */
/*
 * Files of a bucket, or below a path in it.  The store is asked by
 * crawler/wire, as any provider: signed, bounded, not where it must not be.
 */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "crawler/file/impl.h"

#define REGION "us-east-1" /* of a store that has no regions, too */

static const char *
region(const struct reaching *r)
{
	const char *v = reach_text(r, "region");

	return *v != '\0' ? v : REGION;
}

/* "facts" is asked for: "facts" itself and "facts/a" are meant, "facts2" not.
 */
static bool
is_below(const char *key, const char *path)
{
	size_t n = strlen(path);

	return n == 0 || (strncmp(key, path, n) == 0 &&
			     (key[n] == '\0' || key[n] == '/'));
}

static enum crawl_end
add(struct json_object *names, struct json_object *item, const char *path,
    struct crawl_page *p)
{
	const char *key = crawl_text(item, "Key");

	if (!is_below(key, path) || !name_is_wanted(key))
		return CRAWL_OK;
	if (json_object_array_length(names) >= LIM_CRAWL_FILES)
		return crawl_failed(p, CRAWL_BROKEN,
		    "more than %d files lie there", LIM_CRAWL_FILES);
	json_object_array_add(names, json_object_new_string(key));
	return CRAWL_OK;
}

/* The connection as the store is asked for it: its path has no outer slashes.
 */
struct session {
	struct crawl_conn conn;
	struct json_object *settings, *listing;
	struct wire *wire;
};

static void
let_go(struct reaching *r)
{
	struct session *s = r->session;

	if (s == NULL)
		return;
	wire_free(s->wire);
	json_object_put(s->settings);
	free(s);
	r->session = NULL;
}

static enum crawl_end
ready(struct ctx *c, struct reaching *r, struct crawl_page *p)
{
	struct json_object *listing;
	struct session *s;

	if (r->session != NULL)
		return CRAWL_OK;
	if (r->rules->store == NULL ||
	    !json_object_object_get_ex(r->rules->store, "files", &listing))
		return crawl_failed(p, CRAWL_BROKEN,
		    "no file says how an object store is asked: "
		    "s3/provider.json");
	if ((r->session = s = calloc(1, sizeof(*s))) == NULL)
		err_die("file", "no memory");
	s->conn = *r->conn;
	s->listing = listing;
	if (json_object_deep_copy(r->conn->settings, &s->settings, NULL) != 0)
		s->settings = json_object_new_object();
	json_object_object_add(s->settings, "path",
	    json_object_new_string(reach_path(c, r, false)));
	s->conn.settings = s->settings;
	s->wire =
	    wire_new(r->rules->http, r->rules->store, &s->conn, r->rules->net);
	return CRAWL_OK;
}

/* One page of the listing; *cursor moves on. */
static enum crawl_end
some(struct ctx *c, struct reaching *r, const char *path,
    struct json_object **cursor, struct json_object *names,
    struct crawl_page *p)
{
	struct arena *a = arena_new(LIM_ARENA_BLOCK), *was = ctx_in(c, a);
	struct session *s = r->session;
	enum crawl_end end =
	    wire_page(c, s->wire, s->listing, region(r), *cursor, p);
	size_t i;

	json_object_put(*cursor);
	*cursor = p->next;
	p->next = NULL;
	for (i = 0; end == CRAWL_OK && i < json_object_array_length(p->items);
	     i++)
		end =
		    add(names, json_object_array_get_idx(p->items, i), path, p);
	if (end == CRAWL_GONE) /* that there is no bucket is not "no files" */
		end = p->end = CRAWL_BROKEN;
	json_object_put(p->items);
	p->items = NULL;
	ctx_back(c, was);
	arena_free(a);
	return end;
}

static struct json_object *
list(struct ctx *c, struct reaching *r, struct crawl_page *p)
{
	const char *path = reach_path(c, r, false);
	struct json_object *names = json_object_new_array(), *cursor = NULL;
	enum crawl_end end = ready(c, r, p);

	if (end == CRAWL_OK)
		do
			end = some(c, r, path, &cursor, names, p);
		while (end == CRAWL_OK && cursor != NULL);
	json_object_put(cursor);
	if (end == CRAWL_OK)
		return names;
	json_object_put(names);
	return NULL;
}

static enum crawl_end
read_one(struct ctx *c, struct reaching *r, const char *name,
    struct span *bytes, struct crawl_page *p)
{
	enum crawl_end end = ready(c, r, p);
	struct session *s = r->session;

	if (end == CRAWL_OK)
		end = wire_file(c, s->wire, s->listing, region(r), name,
		    LIM_CRAWL_FILE, bytes, p);
	/* it was listed: whoever took it away may not be done */
	return end == CRAWL_GONE ? (p->end = CRAWL_LATER) : end;
}

const struct reach reach_s3 = { "s3", list, read_one, let_go };
