/* SPDX-License-Identifier: ISC */
/*
 * The ops: what a rule makes of what it is given.
 *
 *	get    the value, as the type says; prefix, suffix, cut: of its text
 *	cap    its text, the first letter large and the others small
 *	const  what the rule says
 *	enum   what the table says about it, or else
 *	tag    of a list of keys and values the value of this key
 *	tags   a list of keys and values, or an object, as {key, value}
 *	auth   a key's name as what a server lets in
 *	link   documents that a tag names
 *	obj    an object, or one for each, made by rules of its own
 *	count  how many elements or members
 *	div1000, now, azid, hook
 */
#include <ctype.h>
#include <math.h>
#include <nettle/sha1.h>
#include <string.h>
#include <strings.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "crawler/map/impl.h"

static struct json_object *
listed(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_typed(m, map_from(m, &r->from), T_ANY);

	if (v != NULL && r->sort && json_object_is_type(v, json_type_array))
		map_sort(m->c, v);
	return v;
}

/* So many characters, of UTF-8 that is clean. */
static const char *
cut(struct map_run *m, const char *s, size_t chars)
{
	size_t len = strlen(s), at = 0;

	for (; chars > 0 && at < len; chars--)
		at += text_char_len((const uint8_t *)s + at, len - at);
	return arena_memdup(m->c->a, s, at);
}

static struct json_object *
op_get(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v;
	const char *s;

	if (r->type == T_ANY && r->cut == 0 && *r->prefix == '\0' &&
	    *r->suffix == '\0')
		return listed(m, r);
	v = map_first(m, &r->from);
	if (r->type != T_ANY || v == NULL)
		return map_typed(m, v, r->type);
	if ((s = map_word(m, v)) == NULL) {
		map_left_out(m, v, "text");
		return NULL;
	}
	if (r->cut > 0)
		s = cut(m, s, r->cut);
	return map_text(
	    arena_printf(m->c->a, "%s%s%s", r->prefix, s, r->suffix));
}

/* What is not of ASCII stays as it is. */
static char *
folded(struct map_run *m, const char *s, int (*fold)(int))
{
	char *out = arena_strdup(m->c->a, s), *p;

	for (p = out; *p != '\0'; p++)
		if ((unsigned char)*p < 0x80)
			*p = (char)fold((unsigned char)*p);
	return out;
}

static struct json_object *
op_cap(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_first(m, &r->from);
	const char *s;
	char *out;

	if (v == NULL)
		return NULL;
	if ((s = map_word(m, v)) == NULL) {
		map_left_out(m, v, "text");
		return NULL;
	}
	out = folded(m, s, tolower);
	if ((unsigned char)*out < 0x80)
		*out = (char)toupper((unsigned char)*out);
	return map_text(out);
}

static struct json_object *
op_const(struct map_run *m, const struct map_rule *r)
{
	return map_copy(m, r->value, LIM_MAP_DEPTH);
}

static struct json_object *
op_enum(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_first(m, &r->from), *out;
	const char *s = v != NULL ? map_word(m, v) : NULL;

	if (s != NULL && r->fold != CASE_ASIS)
		s = folded(m, s, r->fold == CASE_UPPER ? toupper : tolower);
	if (s != NULL && json_object_object_get_ex(r->table, s, &out))
		return map_copy(m, out, LIM_MAP_DEPTH);
	return map_copy(m, r->otherwise, LIM_MAP_DEPTH);
}

/* Tags. */

/* Providers write "key", "Key" and "TagKey"; and so the value. */
static struct json_object *
half(struct json_object *tag, const char *name)
{
	json_object_object_foreach(tag, key, v)
	{
		if (strncasecmp(key, "tag", 3) == 0)
			key += 3;
		if (strcasecmp(key, name) == 0)
			return v;
	}
	return NULL;
}

struct tag_seek {
	struct map_run *m;
	const char *key;
	const char *value;
};

static bool
is_tag(void *arg, struct json_object *tag)
{
	struct tag_seek *t = arg;
	const char *key;

	if (!json_object_is_type(tag, json_type_object) ||
	    (key = map_word(t->m, half(tag, "key"))) == NULL ||
	    strcasecmp(key, t->key) != 0)
		return true;
	t->value = map_word(t->m, half(tag, "value"));
	return t->value == NULL || *t->value == '\0';
}

/* The value of a tag, whether tags are a list or an object; or NULL. */
static const char *
tag_value(struct map_run *m, const struct map_sources *from, const char *key)
{
	struct tag_seek t = { m, key, NULL };
	struct json_object *v = map_from(m, from);

	if (!json_object_is_type(v, json_type_object)) {
		map_each(m, from, is_tag, &t);
		return t.value;
	}
	json_object_object_foreach(v, name, value)
	{
		if (strcasecmp(name, key) == 0)
			return map_word(m, value);
	}
	return NULL;
}

static struct json_object *
op_tag(struct map_run *m, const struct map_rule *r)
{
	const char *s = tag_value(m, &r->from, r->key);

	return s != NULL && *s != '\0' ? map_text(s) : NULL;
}

static void
push_tag(struct map_run *m, struct json_object *list, const char *key,
    struct json_object *value)
{
	struct json_object *o;

	if (!map_takes(m, strlen(key)))
		return;
	o = map_made(json_object_new_object());
	map_put(o, "key", map_text(text_clean(m->c->a, key, strlen(key))));
	map_put(o, "value", map_copy(m, value, LIM_MAP_DEPTH));
	map_push(list, o);
}

struct tag_list {
	struct map_run *m;
	struct json_object *list;
};

static bool
add_tag(void *arg, struct json_object *tag)
{
	struct tag_list *t = arg;
	struct json_object *value;
	const char *key;

	if (!json_object_is_type(tag, json_type_object))
		return true;
	key = map_word(t->m, half(tag, "key"));
	value = half(tag, "value");
	if (key != NULL && *key != '\0' && !map_is_empty(value))
		push_tag(t->m, t->list, key, value);
	return true;
}

/* In one order, whatever order they come in. */
static struct json_object *
op_tags(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_from(m, &r->from), *list;
	struct tag_list t = { m, NULL };

	if (v == NULL)
		return NULL;
	t.list = list = map_made(json_object_new_array());
	if (json_object_is_type(v, json_type_object)) {
		json_object_object_foreach(v, key, value)
		{
			if (*key != '\0' && value != NULL && m->rc == RC_OK)
				push_tag(m, list, key, value);
		}
	} else {
		map_each(m, &r->from, add_tag, &t);
	}
	map_sort(m->c, list);
	return list;
}

static struct json_object *
op_auth(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_first(m, &r->from), *list, *o;
	const char *s = v != NULL ? map_word(m, v) : NULL;

	if (s == NULL)
		return NULL;
	list = map_made(json_object_new_array());
	o = map_made(json_object_new_object());
	map_put(o, "name", map_text(s));
	map_put(o, "type", map_text("PKI"));
	map_push(list, o);
	return list;
}

/* Links. */

struct json_object *
map_find(struct map_run *m, const char *entity, const char *by,
    const char *value)
{
	const struct map_context *x = m->context;

	return x->find == NULL || *value == '\0'
		   ? NULL
		   : x->find(x->arg, entity, by, value);
}

static void
link_one(struct map_run *m, struct json_object *list, const char *entity,
    const char *by, const char *value)
{
	static const char *const members[] = { "_id", "name", "family" };
	struct json_object *found = map_find(m, entity, by, value), *o;
	size_t i;

	if (found == NULL)
		return;
	o = map_made(json_object_new_object());
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		map_put(o, members[i],
		    map_copy(m, map_member(found, members[i]), LIM_MAP_DEPTH));
	map_push(list, o);
}

/* "a, b": each of them; blanks around are none of theirs. */
static void
link_listed(struct map_run *m, struct json_object *list,
    const struct map_rule *r, const char *tag, const char *by)
{
	const char *s = tag_value(m, &r->from, tag), *end;
	unsigned n;

	for (n = 0; s != NULL && n < LIM_MAP_LINKS; n++) {
		s += strspn(s, " \t,");
		if (*s == '\0')
			return;
		end = s + strcspn(s, ",");
		while (end[-1] == ' ' || end[-1] == '\t')
			end--;
		link_one(m, list, r->entity, by,
		    arena_memdup(m->c->a, s, (size_t)(end - s)));
		s = end + strcspn(end, ",");
	}
	if (s != NULL && *s != '\0')
		map_reject(m, "more than %u links", LIM_MAP_LINKS);
}

static struct json_object *
op_link(struct map_run *m, const struct map_rule *r)
{
	struct json_object *list = map_made(json_object_new_array());

	link_listed(m, list, r, r->entity, "name");
	link_listed(m, list, r, arena_printf(m->c->a, "%s_id", r->entity),
	    "_id");
	return list;
}

/* Objects. */

struct each {
	struct map_run *m;
	const struct map_rule *r;
	struct json_object *list;
};

static bool
add_each(void *arg, struct json_object *v)
{
	struct each *e = arg;
	struct json_object *was = e->m->item, *o;

	if (!map_takes(e->m, 0))
		return false;
	e->m->item = v;
	o = map_apply(e->m, e->r->of);
	e->m->item = was;
	if (map_is_empty(o))
		json_object_put(o);
	else
		map_push(e->list, o);
	return e->m->rc == RC_OK;
}

static struct json_object *
op_obj(struct map_run *m, const struct map_rule *r)
{
	struct each e = { m, r, NULL };
	struct json_object *o;
	size_t i;

	if (r->n_each == 0 && !r->as_list)
		return map_apply(m, r->of);
	e.list = map_made(json_object_new_array());
	for (i = 0; i < r->n_each; i++)
		map_each(m, &r->each[i], add_each, &e);
	if (r->n_each == 0) {
		o = map_apply(m, r->of);
		map_push(e.list, o);
	}
	if (r->sort)
		map_sort(m->c, e.list);
	return e.list;
}

static struct json_object *
op_count(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_from(m, &r->from);

	switch (json_object_get_type(v)) {
	case json_type_array:
		return map_made(json_object_new_int64(
		    (int64_t)json_object_array_length(v)));
	case json_type_object:
		return map_made(
		    json_object_new_int64(json_object_object_length(v)));
	default:
		return NULL;
	}
}

static struct json_object *
op_div1000(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_typed(m, map_first(m, &r->from), T_NUM);
	double d;

	if (v == NULL)
		return NULL;
	d = json_object_get_double(v) / 1000;
	json_object_put(v);
	if (r->round)
		return map_made(json_object_new_int64((int64_t)llround(
		    fmin(fmax(d, -9007199254740992.0), 9007199254740992.0))));
	return map_made(json_object_new_double(d));
}

static struct json_object *
op_now(struct map_run *m, const struct map_rule *r)
{
	struct json_object *now = map_made(
			       json_object_new_int64(m->context->now_s)),
			   *v = map_typed(m, now, T_TIME);

	(void)r;
	json_object_put(now);
	return v;
}

/* Azure. */

/* Behind s in *p, whatever the case; or NULL. */
static const char *
behind(const char *p, const char *s)
{
	return strncasecmp(p, s, strlen(s)) == 0 ? p + strlen(s) : NULL;
}

/*
 * Resource ids of Azure mean the same in any case, and its services write the
 * one of another service as they like: all small, or links lead nowhere.
 */
const char *
map_arm_key(struct map_run *m, const char *id, const char *arm)
{
	const char *sub, *group, *name, *text, *end, *mark;
	uint8_t digest[SHA1_DIGEST_SIZE];
	struct sha1_ctx sha;

	mark = arena_printf(m->c->a, "/providers/%s/", arm);
	if ((sub = behind(id, "/subscriptions/")) == NULL ||
	    (end = map_within(sub, "/resourceGroups/")) == NULL)
		return NULL;
	group = end + strlen("/resourceGroups/");
	if ((name = map_within(group, mark)) == NULL)
		return NULL;
	text = arena_printf(m->c->a, "%.*s_%.*s_%s", (int)(end - sub), sub,
	    (int)(name - group), group, name + strlen(mark));
	text = folded(m, text, tolower);
	sha1_init(&sha);
	sha1_update(&sha, strlen(text), (const uint8_t *)text);
	sha1_digest(&sha, sizeof(digest), digest);
	return hex_text(m->c->a, digest, sizeof(digest)) + strlen("0x");
}

static struct json_object *
op_azid(struct map_run *m, const struct map_rule *r)
{
	struct json_object *v = map_first(m, &r->from);
	const char *s = v != NULL ? map_word(m, v) : NULL;
	const char *key = s != NULL ? map_arm_key(m, s, r->arm) : NULL;

	if (v != NULL && key == NULL)
		map_left_out(m, v, "id of that kind");
	return key != NULL ? map_text(key) : NULL;
}

static struct json_object *
op_hook(struct map_run *m, const struct map_rule *r)
{
	return r->hook(m, r);
}

/* clang-format off */
static const struct map_op ops[] = {
	/* name      fn          needs                      may */
	{ "get",     op_get,     R_FROM,                    R_TYPE | R_WORDS | R_SORT },
	{ "cap",     op_cap,     R_FROM,                    0 },
	{ "const",   op_const,   R_VALUE,                   0 },
	{ "enum",    op_enum,    R_FROM | R_TABLE,          R_CASE | R_ELSE },
	{ "tag",     op_tag,     R_FROM | R_KEY,            0 },
	{ "tags",    op_tags,    R_FROM,                    0 },
	{ "auth",    op_auth,    R_FROM,                    0 },
	{ "link",    op_link,    R_FROM | R_ENTITY,         0 },
	{ "obj",     op_obj,     R_OF,                      R_EACH | R_LIST | R_SORT },
	{ "count",   op_count,   R_FROM,                    0 },
	{ "div1000", op_div1000, R_FROM,                    R_ROUND },
	{ "now",     op_now,     0,                         0 },
	{ "azid",    op_azid,    R_FROM | R_ARM,            0 },
	{ "hook",    op_hook,    R_NAME,                    R_FROM },
};
/* clang-format on */

const struct map_op *
map_op_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (strcmp(ops[i].name, name) == 0)
			return &ops[i];
	return NULL;
}
