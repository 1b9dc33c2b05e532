/* SPDX-License-Identifier: ISC */
/* An item through all of its command's rules: documents. */
#include <ctype.h>
#include <nettle/sha2.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "crawler/map/impl.h"

/* Storing. */

static bool
is_list(struct json_object *v)
{
	return json_object_is_type(v, json_type_array);
}

/* The object at the first n names, made where there is none. */
static struct json_object *
object_at(struct json_object *o, const struct map_names *names, size_t n)
{
	struct json_object *v;
	size_t i;

	for (i = 0; i < n; i++) {
		v = map_member(o, names->at[i]);
		if (!json_object_is_type(v, json_type_object)) {
			v = map_made(json_object_new_object());
			map_put(o, names->at[i], v);
		}
		o = v;
	}
	return o;
}

/* Lists of two rules are one behind the other.  Takes v. */
static void
store_at(struct json_object *doc, const struct map_names *into,
    struct json_object *v)
{
	struct json_object *o = object_at(doc, into, into->n - 1), *was;
	const char *last = into->at[into->n - 1];
	size_t i;

	was = map_member(o, last);
	if (!is_list(was) || !is_list(v)) {
		map_put(o, last, v);
		return;
	}
	for (i = 0; i < json_object_array_length(v); i++)
		map_push(was, json_object_get(json_object_array_get_idx(v, i)));
	json_object_put(v);
}

static void
store_merged(struct json_object *doc, const struct map_names *merged,
    struct json_object *v)
{
	struct json_object *one;
	size_t i;

	for (i = 0; i < merged->n; i++)
		if ((one = map_member(v, merged->at[i])) != NULL &&
		    !map_is_empty(one))
			map_put(doc, merged->at[i], json_object_get(one));
	json_object_put(v);
}

struct json_object *
map_apply(struct map_run *m, const struct map_rules *rules)
{
	struct json_object *doc = map_made(json_object_new_object()), *v;
	const struct map_rule *r;
	const char *was = m->to;
	size_t i;

	for (i = 0; i < rules->n && m->rc == RC_OK; i++) {
		r = &rules->at[i];
		m->to = r->to;
		v = r->op->fn(m, r);
		if (map_is_empty(v))
			json_object_put(v);
		else if (r->merged.n > 0)
			store_merged(doc, &r->merged, v);
		else
			store_at(doc, &r->into, v);
	}
	m->to = was;
	return doc;
}

/* What every document has. */

static void
put_owner(struct json_object *doc, const struct map_context *x)
{
	struct json_object *o = map_made(json_object_new_object());

	map_put(o, "refs", map_text("connections"));
	map_put(o, "name", map_text(x->dc));
	map_put(o, "_id", map_text(x->connection));
	map_put(doc, "owner", o);
}

static void
put_tail(struct map_run *m, struct json_object *doc)
{
	const struct map_rules *rules = m->cmd->rules;
	const struct map_context *x = m->context;
	struct json_object *list = map_made(json_object_new_array());

	m->to = "datacenters";
	if (rules->datacenters != NULL)
		map_put(doc, "datacenters", map_apply(m, rules->datacenters));
	map_push(list, map_text(x->connection));
	map_put(doc, "accountant", list);
	if (rules->is_ownerless)
		return;
	put_owner(doc, x);
	m->to = "roles";
	if (x->roles != NULL)
		map_put(doc, "roles", map_copy(m, x->roles, LIM_MAP_DEPTH));
}

/* What tells it from others. */
static const char *
key_of(struct map_run *m, struct json_object *doc)
{
	const struct map_rule *r = m->cmd->rules->key;
	struct json_object *v;
	const char *s;

	m->to = "unique_id";
	if (r != NULL && m->rc == RC_OK) {
		v = r->op->fn(m, r);
		if (map_is_empty(v))
			json_object_put(v);
		else
			map_put(doc, "unique_id", v);
	}
	if ((v = map_member(doc, "unique_id")) == NULL ||
	    (s = map_word(m, v)) == NULL) {
		map_reject(m, "there is none");
		return "";
	}
	if (*s == '\0' || strlen(s) > LIM_MAP_KEY)
		map_reject(m, "%zu bytes, of 1 to %u", strlen(s), LIM_MAP_KEY);
	return s;
}

/* References. */

struct refs {
	struct map_run *m;
	const struct map_ref_rule *rule;
	struct map_ref *at;
	size_t n, cap;
};

static bool
is_there(const struct refs *r, const char *id)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->at[i].unique_id, id) == 0 &&
		    strcmp(r->at[i].role, r->rule->role) == 0 &&
		    strcmp(r->at[i].entity, r->rule->entity) == 0)
			return true;
	return false;
}

static void
keep_ref(struct refs *r, const char *id)
{
	size_t cap = r->cap == 0 ? 8 : 2 * r->cap;

	if (r->n == LIM_MAP_REFS) {
		map_reject(r->m, "more than %u references", LIM_MAP_REFS);
		return;
	}
	if (r->n == r->cap) {
		r->at = arena_grow(r->m->c->a, r->at, r->cap * sizeof(*r->at),
		    cap * sizeof(*r->at));
		r->cap = cap;
	}
	r->at[r->n++] = (struct map_ref){ r->rule->role, r->rule->entity, id };
}

static bool
add_ref(void *arg, struct json_object *v)
{
	struct refs *r = arg;
	const char *id = map_word(r->m, v);

	if (id != NULL && r->rule->arm != NULL)
		id = map_arm_key(r->m, id, r->rule->arm);
	if (id != NULL && *id != '\0' && strlen(id) <= LIM_MAP_KEY &&
	    !is_there(r, id))
		keep_ref(r, id);
	return r->m->rc == RC_OK;
}

static void
refs_of(struct map_run *m, struct map_doc *d)
{
	const struct map_rules *rules = m->cmd->rules;
	struct refs r = { .m = m };
	size_t i;

	m->to = "refs";
	for (i = 0; i < rules->n_refs && m->rc == RC_OK; i++) {
		r.rule = &rules->refs[i];
		map_each(m, &r.rule->from, add_ref, &r);
	}
	d->refs = r.at;
	d->n_refs = r.n;
}

/* Has it changed? */

static void
drop(struct json_object *o, const struct map_names *names)
{
	size_t i;

	for (i = 0; o != NULL && i + 1 < names->n; i++)
		o = map_member(o, names->at[i]);
	if (json_object_is_type(o, json_type_object))
		json_object_object_del(o, names->at[names->n - 1]);
}

static void
checksum(struct map_run *m, struct map_doc *d)
{
	const struct map_rules *rules = m->cmd->rules;
	struct json_object *less = NULL;
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	const char *text;
	size_t i;

	if (json_object_deep_copy(d->doc, &less, NULL) != 0)
		err_die("map", "no memory for a document");
	for (i = 0; i < rules->n_no_change; i++)
		drop(less, &rules->no_change[i]);
	text = map_canonical(m->c, less);
	json_object_put(less);
	sha256_init(&sha);
	sha256_update(&sha, strlen(text), (const uint8_t *)text);
	sha256_digest(&sha, sizeof(digest), digest);
	text = hex_text(m->c->a, digest, sizeof(digest)) + strlen("0x");
	memcpy(d->checksum, text, sizeof(d->checksum));
}

/* Its word, spelt as the original did not. */
static const char *
status_of(struct map_run *m, struct json_object *doc)
{
	struct json_object *v = map_member(doc, "status");
	char *s, *p;

	if (!json_object_is_type(v, json_type_string))
		return "";
	s = arena_strdup(m->c->a, json_object_get_string(v));
	for (p = s; *p != '\0'; p++)
		if ((unsigned char)*p < 0x80)
			*p = (char)tolower((unsigned char)*p);
	return strcmp(s, "avaliable") == 0 ? "available" : s;
}

static void
columns(struct map_run *m, struct map_doc *d)
{
	struct json_object *v = map_member(d->doc, "name");

	d->name = json_object_is_type(v, json_type_string)
		      ? arena_strdup(m->c->a, json_object_get_string(v))
		      : "";
	d->status = status_of(m, d->doc);
	v = map_member(d->doc, "active");
	d->active = v == NULL || json_object_get_boolean(v);
}

static enum rc
one(struct map_run *m, struct json_object *item, struct map_doc *d)
{
	*d = (struct map_doc){ .name = "", .status = "", .unique_id = "" };
	m->item = item;
	m->values = LIM_MAP_VALUES;
	m->bytes = LIM_MAP_DOC;
	m->n_left_out = 0;
	m->left_out = NULL;
	d->doc = map_passing(m->c, map_apply(m, m->cmd->rules));
	d->unique_id = key_of(m, d->doc);
	put_tail(m, d->doc);
	refs_of(m, d);
	if (m->rc != RC_OK)
		return m->rc;
	columns(m, d);
	checksum(m, d);
	d->n_left_out = m->n_left_out;
	d->left_out = m->left_out;
	return RC_OK;
}

/* Spreading. */

static struct json_object *
with_key(const char *name, struct json_object *v)
{
	struct json_object *o = map_made(json_object_new_object());

	json_object_object_foreach(v, key, member)
	{
		map_put(o, key, json_object_get(member));
	}
	map_put(o, "_key", map_text(name));
	return o;
}

static bool
push_thing(void *arg, struct json_object *v)
{
	struct json_object *list = arg;

	map_push(list, json_object_get(v));
	return json_object_array_length(list) <= LIM_MAP_SPREAD;
}

/* Members that are objects themselves, and know their names. */
static void
push_members(struct json_object *list, struct json_object *o)
{
	json_object_object_foreach(o, name, thing)
	{
		if (json_object_array_length(list) > LIM_MAP_SPREAD)
			break;
		if (json_object_is_type(thing, json_type_object))
			map_push(list, with_key(name, thing));
	}
}

static struct json_object *
things_of(struct map_run *m)
{
	struct json_object *list = map_passing(m->c, json_object_new_array());
	const struct map_rules *rules = m->cmd->rules;
	struct json_object *v;
	size_t i;

	m->item = m->whole;
	for (i = 0; i < rules->n_spread; i++) {
		v = map_from(m, &rules->spread[i]);
		if (json_object_is_type(v, json_type_object))
			push_members(list, v);
		else
			map_each(m, &rules->spread[i], push_thing, list);
	}
	return list;
}

static enum rc
spread(struct map_run *m, const struct map_doc **docs, size_t *n)
{
	struct json_object *list;
	struct map_doc *d;
	size_t i, len;
	enum rc rc;

	m->to = "spread";
	list = things_of(m);
	if ((len = json_object_array_length(list)) > LIM_MAP_SPREAD)
		map_reject(m, "more than %u things", LIM_MAP_SPREAD);
	if (m->rc != RC_OK)
		return m->rc;
	d = arena_zalloc(m->c->a, len + 1, sizeof(*d));
	for (i = 0; i < len; i++) {
		rc = one(m, json_object_array_get_idx(list, i), &d[i]);
		if (rc != RC_OK)
			return rc;
	}
	*docs = d;
	*n = len;
	return RC_OK;
}

enum rc
map_item(struct ctx *c, const struct map_command *cmd, struct json_object *item,
    const struct map_context *context, const struct map_doc **docs, size_t *n)
{
	struct map_run m = { .c = c,
		.cmd = cmd,
		.context = context,
		.whole = item,
		.to = "" };
	struct map_doc *d;
	enum rc rc;

	*docs = NULL;
	*n = 0;
	if (item == NULL)
		return err_set(&c->err, RC_REJECT, "%s/%s: an item is null",
		    cmd->provider, cmd->name);
	if (cmd->rules->n_spread > 0)
		return spread(&m, docs, n);
	d = arena_zalloc(c->a, 1, sizeof(*d));
	if ((rc = one(&m, item, d)) != RC_OK)
		return rc;
	*docs = d;
	*n = 1;
	return RC_OK;
}
