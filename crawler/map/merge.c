/* SPDX-License-Identifier: ISC */
/*
 * A document over the one that is stored.  What the provider says replaces
 * what it said before, so that what it takes away goes; what people have
 * written, where no rule writes, stays.
 */
#include <string.h>

#include "common/base/limits.h"
#include "crawler/map/impl.h"

/* A member of each, by the same names. */
struct pair {
	struct json_object *old, *new; /* or NULL */
};

static struct json_object *
copied(struct json_object *o)
{
	struct json_object *out = NULL;

	if (o != NULL && json_object_deep_copy(o, &out, NULL) != 0)
		err_die("map", "no memory for a document");
	return out;
}

static bool
is_list(struct json_object *v)
{
	return json_object_is_type(v, json_type_array);
}

static size_t
length(struct json_object *v)
{
	return is_list(v) ? json_object_array_length(v) : 0;
}

/* The element whose member is the same, or NULL. */
static struct json_object *
same_in(struct json_object *list, struct json_object *one, const char *by)
{
	struct json_object *id = map_member(one, by), *other;
	size_t i;

	for (i = 0; id != NULL && i < length(list); i++) {
		other = json_object_array_get_idx(list, i);
		if (json_object_equal(map_member(other, by), id) != 0)
			return other;
	}
	return NULL;
}

static bool
is_in(struct json_object *list, struct json_object *one, const char *by)
{
	size_t i;

	if (by != NULL && map_member(one, by) != NULL)
		return same_in(list, one, by) != NULL;
	for (i = 0; i < length(list); i++)
		if (json_object_equal(json_object_array_get_idx(list, i),
			one) != 0)
			return true;
	return false;
}

/* Policies: a value of its own, or NULL. */

static struct json_object *
keep(struct pair p)
{
	return copied(p.old != NULL ? p.old : p.new);
}

/* New elements, and of the old ones what they alone have. */
static struct json_object *
by_id(struct pair p)
{
	struct json_object *out = copied(p.new), *one, *was;
	size_t i;

	for (i = 0; is_list(p.old) && i < length(out); i++) {
		one = json_object_array_get_idx(out, i);
		if ((was = same_in(p.old, one, "unique_id")) == NULL)
			continue;
		json_object_object_foreach(was, key, v)
		{
			if (!json_object_object_get_ex(one, key, NULL))
				map_put(one, key, copied(v));
		}
	}
	return out;
}

static struct json_object *
both(struct pair p, const char *by)
{
	struct json_object *out, *one;
	size_t i;

	if (!is_list(p.old) || !is_list(p.new))
		return copied(p.new != NULL ? p.new : p.old);
	out = copied(p.old);
	for (i = 0; i < length(p.new) && length(out) < LIM_MAP_VALUES; i++) {
		one = json_object_array_get_idx(p.new, i);
		if (!is_in(p.old, one, by))
			map_push(out, copied(one));
	}
	return out;
}

static struct json_object *
merged(struct pair p, enum map_policy policy, bool is_same_run)
{
	switch (policy) {
	case M_KEEP:
		return keep(p);
	case M_BY_ID:
		return by_id(p);
	case M_UNION:
		return both(p, "_id");
	case M_GATHER:
		if (is_same_run)
			return both(p, NULL);
		return copied(p.new);
	default:
		return copied(p.new);
	}
}

/* Targets. */

struct merge {
	struct json_object *out, *old, *new;
	bool is_same_run;
};

static struct json_object *
at(struct json_object *o, const struct map_names *names)
{
	size_t i;

	for (i = 0; o != NULL && i < names->n; i++)
		o = map_member(o, names->at[i]);
	return o;
}

/* In out, where names lead; v NULL: nothing is to be there.  Takes v. */
static void
put_at(struct json_object *out, const struct map_names *names,
    struct json_object *v)
{
	const char *last = names->at[names->n - 1];
	struct json_object *next;
	size_t i;

	for (i = 0; i + 1 < names->n; i++, out = next) {
		next = map_member(out, names->at[i]);
		if (json_object_is_type(next, json_type_object))
			continue;
		if (v == NULL)
			return;
		next = map_made(json_object_new_object());
		map_put(out, names->at[i], next);
	}
	if (v != NULL)
		map_put(out, last, v);
	else
		json_object_object_del(out, last);
}

static void
target(struct merge *m, const struct map_names *names, enum map_policy policy)
{
	struct pair p = { at(m->old, names), at(m->new, names) };

	put_at(m->out, names, merged(p, policy, m->is_same_run));
}

static void
one(struct merge *m, const char *name, enum map_policy policy)
{
	const char *const at[] = { name };
	const struct map_names names = { at, 1 };

	target(m, &names, policy);
}

/* An object of which nothing is left is none. */
static void
sweep(struct json_object *out, const struct map_rules *rules)
{
	struct json_object *v;
	size_t i;

	for (i = 0; i < rules->n; i++) {
		if (rules->at[i].into.n < 2)
			continue;
		v = map_member(out, rules->at[i].into.at[0]);
		if (json_object_is_type(v, json_type_object) && map_is_empty(v))
			json_object_object_del(out, rules->at[i].into.at[0]);
	}
}

struct json_object *
map_merge(struct ctx *c, const struct map_command *cmd, struct json_object *old,
    struct json_object *new, bool is_same_run)
{
	static const char *const all[] = { "unique_id", "datacenters",
		"accountant", "owner", "roles" };
	struct merge m = { copied(old), old, new, is_same_run };
	const struct map_rule *r;
	size_t i, k;

	if (m.out == NULL)
		m.out = map_made(json_object_new_object());
	map_passing(c, m.out);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		one(&m, all[i], M_REPLACE);
	for (i = 0; i < cmd->rules->n; i++) {
		r = &cmd->rules->at[i];
		if (r->merged.n == 0)
			target(&m, &r->into, r->merge);
		for (k = 0; k < r->merged.n; k++)
			one(&m, r->merged.at[k], r->merge);
	}
	sweep(m.out, cmd->rules);
	return m.out;
}
