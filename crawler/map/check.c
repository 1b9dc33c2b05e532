/* SPDX-License-Identifier: ISC */
#include "crawler/map/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "crawler/map/impl.h"
#include "crawler/tree/xml.h"

#define AROUND 60 /* bytes shown of where documents differ */

/* Files. */

static enum rc
read_all(struct ctx *c, struct span *body, const char *path)
{
	char *buf = arena_alloc(c->a, LIM_MAP_DOC + 1);
	size_t len;
	FILE *f;

	if ((f = fopen(path, "re")) == NULL)
		return err_set(&c->err, RC_DATA, "%s: %s", path,
		    strerror(errno));
	len = fread(buf, 1, LIM_MAP_DOC + 1, f);
	fclose(f);
	if (len > LIM_MAP_DOC)
		return err_set(&c->err, RC_DATA, "%s: more than %u bytes", path,
		    LIM_MAP_DOC);
	body->p = (const uint8_t *)buf;
	body->len = len;
	return RC_OK;
}

static enum rc
read_json(struct ctx *c, struct json_object **o, const char *path)
{
	struct span body;
	enum rc rc;

	if ((rc = read_all(c, &body, path)) != RC_OK)
		return rc;
	if ((rc = jsonr_doc(c, o, body.p, body.len)) != RC_OK)
		return err_add(&c->err, "%s", path);
	return RC_OK;
}

static const char *const *
names_of(struct ctx *c, const struct map_command *cmd, const char *kind)
{
	struct json_object *list =
	    map_member(map_member(cmd->json, "xml"), kind);
	size_t n = json_object_is_type(list, json_type_array)
		       ? json_object_array_length(list)
		       : 0,
	       i;
	const char **names = arena_zalloc(c->a, n + 1, sizeof(*names));

	for (i = 0; i < n; i++)
		names[i] =
		    json_object_get_string(json_object_array_get_idx(list, i));
	return names;
}

static enum rc
read_page(struct ctx *c, const struct map_command *cmd,
    struct json_object **tree, const char *path)
{
	struct xml_lists lists;
	struct span body;
	enum rc rc;

	if ((rc = read_all(c, &body, path)) != RC_OK)
		return rc;
	if (body.len > 0 && *body.p == '<') {
		lists.wrapped = names_of(c, cmd, "wrapped");
		lists.flat = names_of(c, cmd, "flat");
		rc = xml_doc(c, tree, body, &lists);
	} else {
		rc = jsonr_doc(c, tree, body.p, body.len);
	}
	return rc == RC_OK ? rc : err_add(&c->err, "%s", path);
}

/* What a page is looked at with. */

static struct json_object *
find(void *arg, const char *entity, const char *by, const char *value)
{
	struct json_object *list = map_member(arg, entity), *v;
	size_t i;

	for (i = 0; json_object_is_type(list, json_type_array) &&
		    i < json_object_array_length(list);
	     i++) {
		v = json_object_array_get_idx(list, i);
		if (map_member(v, by) != NULL &&
		    strcmp(json_object_get_string(map_member(v, by)), value) ==
			0)
			return v;
	}
	return NULL;
}

static const char *
text_of(struct json_object *o, const char *member)
{
	struct json_object *v = map_member(o, member);

	return json_object_is_type(v, json_type_string)
		   ? json_object_get_string(v)
		   : "";
}

static struct map_context
context_of(struct json_object *o)
{
	return (struct map_context){
		.connection = text_of(o, "connection"),
		.dc = text_of(o, "dc"),
		.dc_id = text_of(o, "dc_id"),
		.provider = text_of(o, "provider"),
		.region = text_of(o, "region"),
		.roles = map_member(o, "roles"),
		.now_s = json_object_get_int64(map_member(o, "now")),
		.find = find,
		.arg = map_member(o, "found"),
	};
}

/* What a page is made into. */

static struct json_object *
refs_of(const struct map_doc *d)
{
	struct json_object *list = map_made(json_object_new_array()), *one;
	size_t i;

	for (i = 0; i < d->n_refs; i++) {
		one = map_made(json_object_new_array());
		map_push(one, map_text(d->refs[i].role));
		map_push(one, map_text(d->refs[i].entity));
		map_push(one, map_text(d->refs[i].unique_id));
		map_push(list, one);
	}
	return list;
}

static struct json_object *
shown(const struct map_doc *d)
{
	struct json_object *o = map_made(json_object_new_object());

	map_put(o, "unique_id", map_text(d->unique_id));
	map_put(o, "status", map_text(d->status));
	map_put(o, "active", map_made(json_object_new_boolean(d->active)));
	map_put(o, "refs", refs_of(d));
	map_put(o, "document", json_object_get(d->doc));
	return o;
}

struct making {
	struct ctx *c;
	const struct map_command *cmd;
	const struct map_context *context;
	struct json_object *out;
	enum rc rc;
};

static bool
make(void *arg, struct json_object *item)
{
	struct making *k = arg;
	const struct map_doc *docs;
	size_t i, n;

	k->rc = map_item(k->c, k->cmd, item, k->context, &docs, &n);
	for (i = 0; i < n; i++)
		map_push(k->out, shown(&docs[i]));
	return k->rc == RC_OK;
}

static enum rc
make_all(struct making *k, struct json_object *tree)
{
	struct json_object *items = map_member(k->cmd->json, "items");
	struct path *p;
	enum rc rc;

	if (!json_object_is_type(items, json_type_string))
		return err_set(&k->c->err, RC_CONFIG, "no items");
	rc = path_read(k->c, &p, json_object_get_string(items));
	if (rc != RC_OK)
		return rc;
	k->out = map_passing(k->c, json_object_new_array());
	path_each(p, tree, make, k);
	return k->rc;
}

static enum rc
differ(struct ctx *c, const char *got, const char *want)
{
	size_t i = 0, from;

	while (got[i] != '\0' && got[i] == want[i])
		i++;
	if (got[i] == want[i])
		return RC_OK;
	from = i > AROUND / 2 ? i - AROUND / 2 : 0;
	return err_set(&c->err, RC_DATA, "byte %zu: made '%.*s', not '%.*s'", i,
	    AROUND, got + from, AROUND, want + from);
}

static enum rc
check(struct ctx *c, const struct map_command *cmd, const char *folder,
    struct map_checked *out)
{
	struct json_object *tree, *want, *about;
	struct map_context context;
	struct making k = { c, cmd, &context, NULL, RC_OK };
	const char *base;
	enum rc rc;

	base = arena_printf(c->a, "%s/%s", folder, cmd->provider);
	if ((rc = read_json(c, &about,
		 arena_printf(c->a, "%s/context.json", base))) != RC_OK)
		return rc;
	context = context_of(about);
	if ((rc = read_page(c, cmd, &tree,
		 arena_printf(c->a, "%s/%s.page", base, cmd->name))) != RC_OK)
		return rc;
	if ((rc = read_json(c, &want,
		 arena_printf(c->a, "%s/%s.out.json", base, cmd->name))) !=
	    RC_OK)
		return rc;
	if ((rc = make_all(&k, tree)) != RC_OK)
		return rc;
	out->commands++;
	out->documents += (unsigned)json_object_array_length(k.out);
	return differ(c, map_canonical(c, k.out), map_canonical(c, want));
}

enum rc
map_check_one(struct ctx *c, const struct map_command *cmd, const char *folder,
    struct map_checked *out)
{
	if (check(c, cmd, folder, out) == RC_OK)
		return RC_OK;
	return err_add(&c->err, "%s/%s", cmd->provider, cmd->name);
}

enum rc
map_check(struct ctx *c, const struct map_set *set, const char *folder,
    struct map_checked *out)
{
	enum rc rc;
	size_t i, k;

	*out = (struct map_checked){ 0 };
	for (i = 0; i < set->n; i++)
		for (k = 0; k < set->providers[i].n; k++) {
			rc = map_check_one(c, &set->providers[i].commands[k],
			    folder, out);
			if (rc != RC_OK)
				return rc;
		}
	return RC_OK;
}
