/* SPDX-License-Identifier: ISC */
#include "crawler/file/file.h"

#include <json-c/json.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "crawler/file/impl.h"
#include "crawler/tree/path.h"

struct file {
	const struct crawl_conn *conn;
	const struct reach *reach;
	struct file_rules rules;
	struct json_object *names; /* owned; NULL before the first page */
	/* of the file that is read; owned, or NULL */
	struct json_object *tree, *items;
	int64_t open; /* its place in names */
};

static const struct reach *const reaches[] = { &reach_upload };

struct file *
file_new(struct ctx *c, const struct crawl_conn *conn,
    const struct file_rules *rules)
{
	struct file *f = arena_zalloc(c->a, 1, sizeof(*f));
	size_t i;

	f->conn = conn;
	f->rules = *rules;
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
}

static bool
collect(void *arg, struct json_object *v)
{
	json_object_array_add(arg, json_object_get(v));
	return true;
}

/* A file's items, by the command's path. */
static enum crawl_end
pick(struct ctx *c, struct file *f, struct json_object *command,
    struct crawl_page *p)
{
	struct path *path;

	if (path_read(c, &path, crawl_text(command, "items")) != RC_OK) {
		crawl_failed(p, CRAWL_BROKEN, "%s", c->err.msg);
		err_clear(&c->err);
		return p->end;
	}
	f->items = json_object_new_array();
	(void)path_each(path, f->tree, collect, f->items);
	return p->end = CRAWL_OK;
}

static enum crawl_end
parse(struct file *f, const char *name, const char *bytes, size_t len,
    struct crawl_page *p)
{
	struct json_tokener *t = json_tokener_new_ex(LIM_JSON_DEPTH);

	if (t == NULL)
		err_die("file", "no memory");
	json_tokener_set_flags(t,
	    JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	f->tree = json_tokener_parse_ex(t, bytes, (int)len + 1);
	if (f->tree == NULL)
		crawl_failed(p, CRAWL_BROKEN, "%.200s: no JSON: %s", name,
		    json_tokener_error_desc(json_tokener_get_error(t)));
	json_tokener_free(t);
	return f->tree == NULL ? p->end : (p->end = CRAWL_OK);
}

static enum crawl_end
open_nr(struct ctx *c, struct file *f, struct json_object *command, int64_t nr,
    struct crawl_page *p)
{
	const char *name = json_object_get_string(
	    json_object_array_get_idx(f->names, (size_t)nr));
	char *bytes;
	size_t len;

	let_go(f);
	f->open = nr;
	if (f->reach->read(c, f->conn, &f->rules, name, &bytes, &len, p) !=
	    CRAWL_OK)
		return p->end;
	parse(f, name, bytes, len, p);
	free(bytes);
	malloc_trim(0); /* the text may have been large */
	return p->end == CRAWL_OK ? pick(c, f, command, p) : p->end;
}

static int64_t
number(struct json_object *cursor, const char *member)
{
	struct json_object *v;

	if (cursor == NULL || !json_object_object_get_ex(cursor, member, &v))
		return 0;
	return json_object_get_int64(v);
}

/* What follows: more of this file, or the next one. */
static struct json_object *
cursor_of(const struct file *f, int64_t nr, size_t at)
{
	struct json_object *o;

	if (at >= json_object_array_length(f->items)) {
		nr++;
		at = 0;
	}
	if ((size_t)nr >= json_object_array_length(f->names))
		return NULL;
	o = json_object_new_object();
	json_object_object_add(o, "file", json_object_new_int64(nr));
	json_object_object_add(o, "item", json_object_new_int64((int64_t)at));
	return o;
}

static enum crawl_end
ready(struct ctx *c, struct file *f, struct crawl_page *p)
{
	if (f->reach == NULL)
		return crawl_failed(p, CRAWL_GONE,
		    "transport %s: files are not read by it",
		    f->conn->transport);
	if (f->names == NULL &&
	    (f->names = f->reach->list(c, f->conn, &f->rules, p)) == NULL)
		return p->end;
	return p->end = CRAWL_OK;
}

enum crawl_end
file_page(struct ctx *c, struct file *f, struct json_object *command,
    const char *region, struct json_object *cursor, struct crawl_page *p)
{
	int64_t nr = number(cursor, "file");
	size_t at = (size_t)number(cursor, "item"), i;

	(void)region;
	memset(p, 0, sizeof(*p));
	if (ready(c, f, p) != CRAWL_OK)
		return p->end;
	if ((size_t)nr >= json_object_array_length(f->names))
		return p->end = CRAWL_OK; /* there are none */
	if ((f->items == NULL || f->open != nr) &&
	    open_nr(c, f, command, nr, p) != CRAWL_OK)
		return p->end;
	p->items = json_object_new_array();
	for (i = at;
	     i < at + f->rules.items && i < json_object_array_length(f->items);
	     i++)
		json_object_array_add(p->items,
		    json_object_get(json_object_array_get_idx(f->items, i)));
	p->next = cursor_of(f, nr, i);
	return p->end = CRAWL_OK;
}
