/* SPDX-License-Identifier: ISC */
/*
 * A command's file, read strictly: it is ours, so that a slip of the pen is a
 * fault and ends the program.
 */
#include <string.h>

#include "common/base/limits.h"
#include "crawler/map/impl.h"

struct reading {
	struct ctx *c;
	struct map_command *cmd;
	struct map_rules *rules;
	struct json_object *v, *shapes, *same, *map;
};

static enum rc
want(struct reading *d, const char **text, const char *place)
{
	*text = "";
	if (!json_object_is_type(d->v, json_type_string) ||
	    *json_object_get_string(d->v) == '\0')
		return map_fault(d->c, place, "a text is wanted");
	*text = json_object_get_string(d->v);
	return RC_OK;
}

static enum rc
read_task(struct reading *d)
{
	return want(d, &d->cmd->task, "task");
}

static enum rc
read_entity(struct reading *d)
{
	return want(d, &d->cmd->entity, "entity");
}

static enum rc
read_kind(struct reading *d)
{
	return want(d, &d->cmd->kind, "kind");
}

/* crawler/wire reads it, and checks it. */
static enum rc
read_wire(struct reading *d)
{
	(void)d;
	return RC_OK;
}

static enum rc
read_spread(struct reading *d)
{
	return map_source_list(d->c, &d->rules->spread, &d->rules->n_spread,
	    d->v, "spread");
}

static enum rc
read_datacenters(struct reading *d)
{
	struct map_rules *r = arena_zalloc(d->c->a, 1, sizeof(*r));
	struct json_object *shape;
	const char *name;
	enum rc rc;

	if ((rc = want(d, &name, "datacenters")) != RC_OK)
		return rc;
	if (!json_object_is_type(d->shapes, json_type_object) ||
	    !json_object_object_get_ex(d->shapes, name, &shape))
		return map_fault(d->c, "datacenters", "no shape '%s'", name);
	d->rules->datacenters = r;
	return map_rules_read(d->c, r, shape,
	    arena_printf(d->c->a, "datacenters.%s", name));
}

static enum rc
read_key(struct reading *d)
{
	struct map_rule *r = arena_zalloc(d->c->a, 1, sizeof(*r));
	enum rc rc;

	d->rules->key = r;
	if (!json_object_is_type(d->v, json_type_string))
		return map_rule_read(d->c, r, d->v, false, "unique_id");
	*r = (struct map_rule){ .to = "", .prefix = "", .suffix = "" };
	r->op = map_op_find("get");
	rc = map_source_read(d->c, &r->from, json_object_get_string(d->v));
	return rc == RC_OK ? rc : err_add(&d->c->err, "unique_id");
}

static enum rc
read_same(struct reading *d)
{
	d->same = d->v;
	return json_object_is_type(d->v, json_type_array)
		   ? RC_OK
		   : map_fault(d->c, "same", "a list is wanted");
}

static enum rc
read_map(struct reading *d)
{
	d->map = d->v;
	return json_object_is_type(d->v, json_type_array)
		   ? RC_OK
		   : map_fault(d->c, "map", "a list is wanted");
}

static enum rc
read_tail(struct reading *d)
{
	const char *text;
	enum rc rc;

	if ((rc = want(d, &text, "tail")) != RC_OK)
		return rc;
	if (strcmp(text, "no owner") != 0)
		return map_fault(d->c, "tail", "'%s' is unknown", text);
	d->rules->is_ownerless = true;
	return RC_OK;
}

/* References. */

static enum rc
read_ref_member(struct ctx *c, struct map_ref_rule *r, const char *place,
    const char *key, struct json_object *v)
{
	const char *text;

	if (!json_object_is_type(v, json_type_string))
		return map_fault(c, place, "%s: a text is wanted", key);
	text = json_object_get_string(v);
	if (strcmp(key, "role") == 0)
		r->role = text;
	else if (strcmp(key, "to") == 0)
		r->entity = text;
	else if (strcmp(key, "azid") == 0)
		r->arm = text;
	else if (strcmp(key, "from") != 0)
		return map_fault(c, place, "%s: is unknown", key);
	else if (map_source_read(c, &r->from, text) != RC_OK)
		return err_add(&c->err, "%s.from", place);
	return RC_OK;
}

static enum rc
read_ref(struct ctx *c, struct map_ref_rule *r, struct json_object *o, size_t i)
{
	const char *place = arena_printf(c->a, "refs[%zu]", i);
	enum rc rc;

	if (!json_object_is_type(o, json_type_object))
		return map_fault(c, place, "an object is wanted");
	json_object_object_foreach(o, key, v)
	{
		if ((rc = read_ref_member(c, r, place, key, v)) != RC_OK)
			return rc;
	}
	if (r->role == NULL || r->entity == NULL || r->from.n == 0)
		return map_fault(c, place, "role, to and from are wanted");
	return RC_OK;
}

static enum rc
list_of(struct reading *d, size_t *n, const char *place)
{
	*n = 0;
	if (!json_object_is_type(d->v, json_type_array))
		return map_fault(d->c, place, "a list is wanted");
	*n = json_object_array_length(d->v);
	return *n <= LIM_MAP_RULES
		   ? RC_OK
		   : map_fault(d->c, place, "more than %u", LIM_MAP_RULES);
}

static enum rc
read_refs(struct reading *d)
{
	struct map_ref_rule *r;
	enum rc rc;
	size_t i, n;

	if ((rc = list_of(d, &n, "refs")) != RC_OK)
		return rc;
	r = arena_zalloc(d->c->a, n + 1, sizeof(*r));
	for (i = 0; i < n; i++) {
		rc = read_ref(d->c, &r[i], json_object_array_get_idx(d->v, i),
		    i);
		if (rc != RC_OK)
			return rc;
	}
	d->rules->refs = r;
	d->rules->n_refs = n;
	return RC_OK;
}

static enum rc
read_volatile(struct reading *d)
{
	struct map_names *names;
	struct json_object *one;
	enum rc rc;
	size_t i, n;

	if ((rc = list_of(d, &n, "volatile")) != RC_OK)
		return rc;
	names = arena_zalloc(d->c->a, n + 1, sizeof(*names));
	for (i = 0; i < n; i++) {
		one = json_object_array_get_idx(d->v, i);
		if (!json_object_is_type(one, json_type_string))
			return map_fault(d->c, "volatile", "texts are wanted");
		rc = map_names_read(d->c, &names[i],
		    json_object_get_string(one), '.');
		if (rc != RC_OK)
			return err_add(&d->c->err, "volatile[%zu]", i);
	}
	d->rules->no_change = names;
	d->rules->n_no_change = n;
	return RC_OK;
}

/* clang-format off */
static const struct {
	const char *name;
	enum rc (*read)(struct reading *d);
	bool needed;
} members[] = {
	{ "task",        read_task,        true },
	{ "entity",      read_entity,      true },
	{ "kind",        read_kind,        true },
	{ "scope",       read_wire,        false },
	{ "request",     read_wire,        false },
	{ "page",        read_wire,        false },
	{ "items",       read_wire,        false },
	{ "beside",      read_wire,        false },
	{ "xml",         read_wire,        false },
	{ "spread",      read_spread,      false },
	{ "datacenters", read_datacenters, false },
	{ "unique_id",   read_key,         false },
	{ "same",        read_same,        false },
	{ "map",         read_map,         true },
	{ "tail",        read_tail,        false },
	{ "refs",        read_refs,        false },
	{ "volatile",    read_volatile,    false },
};
/* clang-format on */
#define N_MEMBERS (sizeof(members) / sizeof(members[0]))

/* "same" as the rules that it stands for. */
static struct json_object *
rules_of(struct reading *d)
{
	struct json_object *list, *rule, *name;
	size_t i;

	list = map_passing(d->c, json_object_new_array());
	for (i = 0;
	     i < (d->same != NULL ? json_object_array_length(d->same) : 0);
	     i++) {
		name = json_object_array_get_idx(d->same, i);
		rule = map_made(json_object_new_object());
		map_put(rule, "to", json_object_get(name));
		map_put(rule, "op", map_text("get"));
		map_put(rule, "from", json_object_get(name));
		map_push(list, rule);
	}
	for (i = 0; i < json_object_array_length(d->map); i++)
		map_push(list,
		    json_object_get(json_object_array_get_idx(d->map, i)));
	return list;
}

/* A look at the clock is no change, and others' documents are asked for. */
static void
note_ops(struct reading *d)
{
	struct map_names *names = arena_zalloc(d->c->a,
	    d->rules->n_no_change + d->rules->n + 1, sizeof(*names));
	size_t i, n = d->rules->n_no_change;
	const struct map_rule *r;

	if (n > 0)
		memcpy(names, d->rules->no_change, n * sizeof(*names));
	for (i = 0; i < d->rules->n; i++) {
		r = &d->rules->at[i];
		if (strcmp(r->op->name, "now") == 0 && r->merged.n == 0)
			names[n++] = r->into;
		d->cmd->wants = d->cmd->wants || r->finds;
		d->cmd->gathers = d->cmd->gathers || r->merge == M_GATHER;
	}
	d->rules->no_change = names;
	d->rules->n_no_change = n;
}

static enum rc
read_members(struct reading *d)
{
	struct json_object *o = d->cmd->json;
	enum rc rc;
	size_t i;

	json_object_object_foreach(o, key, v)
	{
		d->v = v;
		for (i = 0; i < N_MEMBERS; i++)
			if (strcmp(members[i].name, key) == 0)
				break;
		if (i == N_MEMBERS)
			return map_fault(d->c, key, "is unknown");
		if ((rc = members[i].read(d)) != RC_OK)
			return rc;
	}
	for (i = 0; i < N_MEMBERS; i++)
		if (members[i].needed &&
		    !json_object_object_get_ex(o, members[i].name, NULL))
			return map_fault(d->c, members[i].name, "is missing");
	return RC_OK;
}

enum rc
map_read(struct ctx *c, struct map_command *cmd, struct json_object *json,
    struct json_object *shapes)
{
	struct map_rules *rules = arena_zalloc(c->a, 1, sizeof(*rules));
	struct reading d = { .c = c,
		.cmd = cmd,
		.rules = rules,
		.shapes = shapes };
	enum rc rc;

	cmd->json = json;
	cmd->rules = rules;
	if (!json_object_is_type(json, json_type_object))
		return map_fault(c, cmd->name, "an object is wanted");
	if ((rc = read_members(&d)) != RC_OK)
		return rc;
	rc = map_rules_read(c, rules, rules_of(&d), "map");
	if (rc == RC_OK)
		note_ops(&d);
	return rc;
}
