/* SPDX-License-Identifier: ISC */
#include "crawler/file/file.h"

#include <json-c/json.h>
#include <malloc.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "crawler/file/impl.h"
#include "crawler/tree/path.h"

#define DIGEST 16 /* bytes of one that are kept */

struct file {
	struct reaching at;
	const struct reach *reach;
	struct file_rules rules;
	struct json_object *names; /* owned, in order; NULL before a page */
	/* of the file that is open; owned, or NULL */
	struct json_object *tree, *items;
	size_t open; /* its place in names */
	char digest[2 * DIGEST + 3];
};

static const struct reach *const reaches[] = { &reach_upload, &reach_ssh,
	&reach_s3 };

struct file *
file_new(struct ctx *c, const struct crawl_conn *conn,
    const struct file_rules *rules)
{
	struct file *f = arena_zalloc(c->a, 1, sizeof(*f));
	size_t i;

	f->rules = *rules;
	f->at.conn = conn;
	f->at.rules = &f->rules;
	for (i = 0; i < sizeof(reaches) / sizeof(reaches[0]); i++)
		if (strcmp(reaches[i]->transport, conn->transport) == 0)
			f->reach = reaches[i];
	return f;
}

static void
let_go(struct file *f)
{
	json_object_put(f->items);
	json_object_put(f->tree);
	f->items = f->tree = NULL;
}

void
file_free(struct file *f)
{
	if (f == NULL)
		return;
	let_go(f);
	json_object_put(f->names);
	if (f->reach != NULL && f->reach->let_go != NULL)
		f->reach->let_go(&f->at);
	free(f->at.host_key);
	f->at.host_key = NULL;
}

const char *
file_host_key(const struct file *f)
{
	return f->at.host_key;
}

/* The list. */

static const char *
name_of(const struct file *f, size_t nr)
{
	return json_object_get_string(json_object_array_get_idx(f->names, nr));
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(json_object_get_string(*(struct json_object *const *)x),
	    json_object_get_string(*(struct json_object *const *)y));
}

/* In order, each once. */
static enum crawl_end
put_in_order(struct file *f, struct json_object *names, struct crawl_page *p)
{
	size_t i, n = json_object_array_length(names);
	struct json_object *v;

	for (i = 0; i < n; i++)
		if (!json_object_is_type(json_object_array_get_idx(names, i),
			json_type_string)) {
			json_object_put(names);
			return crawl_failed(p, CRAWL_BROKEN,
			    "the name of file %zu is no text", i + 1);
		}
	f->names = json_object_new_array();
	if (n > 0)
		json_object_array_sort(names, by_name);
	for (i = 0; i < n; i++) {
		v = json_object_array_get_idx(names, i);
		if (i == 0 ||
		    strcmp(json_object_get_string(v),
			name_of(f, json_object_array_length(f->names) - 1)) !=
			0)
			json_object_array_add(f->names, json_object_get(v));
	}
	json_object_put(names);
	return p->end = CRAWL_OK;
}

static enum crawl_end
ready(struct ctx *c, struct file *f, struct crawl_page *p)
{
	struct json_object *names;

	if (f->reach == NULL)
		return crawl_failed(p, CRAWL_GONE,
		    "transport %s: files are not read by it",
		    f->at.conn->transport);
	if (f->names != NULL)
		return p->end = CRAWL_OK;
	if ((names = f->reach->list(c, &f->at, p)) == NULL)
		return p->end;
	return put_in_order(f, names, p);
}

/* One file. */

static enum crawl_end
parse(struct file *f, const char *name, struct span bytes, struct crawl_page *p)
{
	struct json_tokener *t = json_tokener_new_ex(LIM_JSON_DEPTH);
	enum json_tokener_error bad;

	if (t == NULL)
		err_die("file", "no memory");
	json_tokener_set_flags(t,
	    JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* with the NUL behind them, so that a number is known to end */
	f->tree =
	    json_tokener_parse_ex(t, (const char *)bytes.p, (int)bytes.len + 1);
	bad = json_tokener_get_error(t);
	if (f->tree == NULL)
		crawl_failed(p, CRAWL_BROKEN, "%.200s: no JSON: %s", name,
		    bad == json_tokener_success ? "null"
						: json_tokener_error_desc(bad));
	json_tokener_free(t);
	return f->tree == NULL ? p->end : (p->end = CRAWL_OK);
}

static void
digest(struct file *f, struct span bytes)
{
	uint8_t out[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, bytes.len, bytes.p);
	sha256_digest(&sha, sizeof(out), out);
	hex_encode(f->digest, out, DIGEST);
}

static bool
collect(void *arg, struct json_object *v)
{
	json_object_array_add(arg, json_object_get(v));
	return true;
}

static bool
has(struct json_object *tree, const char *member)
{
	return json_object_is_type(tree, json_type_object) &&
	       json_object_object_get_ex(tree, member, NULL);
}

/* Is the list there, empty or not, or may it be missing? */
static bool
has_list(struct ctx *c, const struct file *f, struct json_object *command)
{
	const char *path = crawl_text(command, "items");
	const char *name = arena_memdup(c->a, path, strcspn(path, ".[*"));
	struct json_object *beside;
	size_t i;

	if (*name == '\0' || has(f->tree, name))
		return true;
	if (!json_object_object_get_ex(command, "beside", &beside))
		return false;
	for (i = 0; i < json_object_array_length(beside); i++)
		if (has(f->tree, json_object_get_string(
				     json_object_array_get_idx(beside, i))))
			return true;
	return false;
}

/* A file's items, by the command's path. */
static enum crawl_end
pick(struct ctx *c, struct file *f, struct json_object *command,
    struct crawl_page *p)
{
	const char *text = crawl_text(command, "items");
	struct path *path;

	if (path_read(c, &path, text) != RC_OK) {
		crawl_failed(p, CRAWL_BROKEN, "%s", c->err.msg);
		err_clear(&c->err);
		return p->end;
	}
	f->items = json_object_new_array();
	if (has_list(c, f, command))
		(void)path_each(path, f->tree, collect, f->items);
	else
		crawl_left_out(p, "%.200s: has no '%s'", name_of(f, f->open),
		    text);
	return p->end = CRAWL_OK;
}

static void
read_tree(struct ctx *c, struct file *f, struct crawl_page *p)
{
	const char *name = name_of(f, f->open);
	struct span bytes = { NULL, 0 };

	if (f->reach->read(c, &f->at, name, &bytes, p) != CRAWL_OK)
		return;
	digest(f, bytes);
	parse(f, name, bytes, p);
}

static enum crawl_end
open_nr(struct ctx *c, struct file *f, struct json_object *command, size_t nr,
    struct crawl_page *p)
{
	struct arena *a = arena_new(LIM_ARENA_BLOCK), *was = ctx_in(c, a);

	let_go(f);
	f->open = nr;
	read_tree(c, f, p);
	ctx_back(c, was);
	arena_free(a);
	malloc_trim(0); /* the text may have been large */
	return p->end == CRAWL_OK ? pick(c, f, command, p) : p->end;
}

/* Pages. */

/* The cursor's place in the list: its file, or the one behind where it was. */
static size_t
file_at(const struct file *f, struct json_object *cursor)
{
	const char *name = crawl_text(cursor, "file");
	size_t low = 0, high = json_object_array_length(f->names), mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(name_of(f, mid), name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The cursor's place in the open file, when it is still the same. */
static size_t
item_at(const struct file *f, struct json_object *cursor)
{
	struct json_object *v;
	int64_t n = 0;

	if (cursor != NULL &&
	    strcmp(crawl_text(cursor, "file"), name_of(f, f->open)) == 0 &&
	    strcmp(crawl_text(cursor, "digest"), f->digest) == 0 &&
	    json_object_object_get_ex(cursor, "item", &v))
		n = json_object_get_int64(v);
	return n < 0 ? 0 : (size_t)n;
}

static void
put_text(struct json_object *o, const char *member, const char *v)
{
	json_object_object_add(o, member, json_object_new_string(v));
}

/* What follows: more of this file, or the next one. */
static struct json_object *
cursor_of(const struct file *f, size_t at)
{
	bool more = at < json_object_array_length(f->items);
	size_t nr = more ? f->open : f->open + 1;
	struct json_object *o;

	if (nr >= json_object_array_length(f->names))
		return NULL;
	o = json_object_new_object();
	put_text(o, "file", name_of(f, nr));
	if (more) {
		json_object_object_add(o, "item",
		    json_object_new_int64((int64_t)at));
		put_text(o, "digest", f->digest);
	}
	return o;
}

enum crawl_end
file_page(struct ctx *c, struct file *f, struct json_object *command,
    const char *region, struct json_object *cursor, struct crawl_page *p)
{
	size_t nr, i;

	(void)region;
	memset(p, 0, sizeof(*p));
	if (ready(c, f, p) != CRAWL_OK)
		return p->end;
	nr = cursor == NULL ? 0 : file_at(f, cursor);
	if (nr >= json_object_array_length(f->names))
		return p->end = CRAWL_OK; /* there are none, or none more */
	if ((f->items == NULL || f->open != nr) &&
	    open_nr(c, f, command, nr, p) != CRAWL_OK)
		return p->end;
	p->items = json_object_new_array();
	for (i = item_at(f, cursor);
	     i < json_object_array_length(f->items) &&
	     json_object_array_length(p->items) < f->rules.items;
	     i++)
		json_object_array_add(p->items,
		    json_object_get(json_object_array_get_idx(f->items, i)));
	p->next = cursor_of(f, i);
	p->is_counted = true;
	return p->end = CRAWL_OK;
}
