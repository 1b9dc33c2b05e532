/* SPDX-License-Identifier: ISC */
/* Rules as they are written, read strictly: what is not known is refused. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "crawler/map/impl.h"

enum rc
map_fault(struct ctx *c, const char *place, const char *fmt, ...)
{
	char msg[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	return err_set(&c->err, RC_CONFIG, "%s: %s", place, msg);
}

enum rc
map_names_read(struct ctx *c, struct map_names *names, const char *text,
    char separator)
{
	const char **at = arena_zalloc(c->a, LIM_MAP_NAMES, sizeof(*at)), *end;
	size_t n = 0;

	for (;; text = end + 1) {
		if ((end = strchr(text, separator)) == NULL)
			end = text + strlen(text);
		if (end == text || n == LIM_MAP_NAMES)
			return err_set(&c->err, RC_CONFIG,
			    "no name, or more than %u", LIM_MAP_NAMES);
		at[n++] = arena_memdup(c->a, text, (size_t)(end - text));
		if (*end == '\0')
			break;
	}
	names->at = at;
	names->n = n;
	return RC_OK;
}

/* One member of a rule at work. */
struct member {
	struct ctx *c;
	struct map_rule *r;
	struct json_object *v;
	const char *place;
};

static enum rc
want(struct member *m, const char **text)
{
	*text = "";
	if (!json_object_is_type(m->v, json_type_string) ||
	    *json_object_get_string(m->v) == '\0')
		return map_fault(m->c, m->place, "a text is wanted");
	*text = json_object_get_string(m->v);
	return RC_OK;
}

static enum rc
want_bool(struct member *m, bool *b)
{
	if (!json_object_is_type(m->v, json_type_boolean))
		return map_fault(m->c, m->place, "true or false is wanted");
	*b = json_object_get_boolean(m->v);
	return RC_OK;
}

/* Its place in a table of words. */
static enum rc
want_word(struct member *m, unsigned *n, const char *const *words, unsigned max)
{
	const char *s;
	enum rc rc;
	unsigned i;

	*n = 0;
	if ((rc = want(m, &s)) != RC_OK)
		return rc;
	for (i = 0; i < max; i++)
		if (words[i] != NULL && strcmp(words[i], s) == 0) {
			*n = i;
			return RC_OK;
		}
	return map_fault(m->c, m->place, "'%s' is unknown", s);
}

static enum rc
read_to(struct member *m)
{
	struct map_rule *r = m->r;
	enum rc rc;

	if ((rc = want(m, &r->to)) != RC_OK)
		return rc;
	if (strchr(r->to, '|') != NULL)
		rc = map_names_read(m->c, &r->merged, r->to, '|');
	else
		rc = map_names_read(m->c, &r->into, r->to, '.');
	return rc == RC_OK ? rc : err_add(&m->c->err, "%s", m->place);
}

static enum rc
read_op(struct member *m)
{
	const char *s;
	enum rc rc;

	if ((rc = want(m, &s)) != RC_OK)
		return rc;
	if ((m->r->op = map_op_find(s)) == NULL)
		return map_fault(m->c, m->place, "'%s' is unknown", s);
	return RC_OK;
}

static enum rc
read_merge(struct member *m)
{
	static const char *const words[M__MAX] = {
		[M_REPLACE] = "replace",
		[M_KEEP] = "keep",
		[M_BY_ID] = "by_id",
		[M_UNION] = "union",
		[M_GATHER] = "gather",
	};
	unsigned n = 0;
	enum rc rc = want_word(m, &n, words, M__MAX);

	m->r->merge = n;
	return rc;
}

static enum rc
read_from(struct member *m)
{
	const char *text;
	enum rc rc;

	if ((rc = want(m, &text)) != RC_OK)
		return rc;
	if ((rc = map_source_read(m->c, &m->r->from, text)) != RC_OK)
		return err_add(&m->c->err, "%s", m->place);
	return RC_OK;
}

static enum rc
read_type(struct member *m)
{
	static const char *const words[T__MAX] = {
		[T_TEXT] = "text",
		[T_INT] = "int",
		[T_NUM] = "num",
		[T_BOOL] = "bool",
		[T_TIME] = "time",
	};
	unsigned n = 0;
	enum rc rc = want_word(m, &n, words, T__MAX);

	m->r->type = n;
	return rc;
}

static enum rc
read_case(struct member *m)
{
	static const char *const words[CASE__MAX] = {
		[CASE_UPPER] = "upper",
		[CASE_LOWER] = "lower",
	};
	unsigned n = 0;
	enum rc rc = want_word(m, &n, words, CASE__MAX);

	m->r->fold = n;
	return rc;
}

static enum rc
read_key(struct member *m)
{
	return want(m, &m->r->key);
}

/* Of links. */
static enum rc
read_entity(struct member *m)
{
	m->r->finds = true;
	return want(m, &m->r->entity);
}

static enum rc
read_prefix(struct member *m)
{
	return want(m, &m->r->prefix);
}

static enum rc
read_suffix(struct member *m)
{
	return want(m, &m->r->suffix);
}

static enum rc
read_cut(struct member *m)
{
	int64_t n = json_object_get_int64(m->v);

	if (!json_object_is_type(m->v, json_type_int) || n < 1 ||
	    n > LIM_MAP_KEY)
		return map_fault(m->c, m->place, "1 to %u is wanted",
		    LIM_MAP_KEY);
	m->r->cut = (size_t)n;
	return RC_OK;
}

static enum rc
read_round(struct member *m)
{
	return want_bool(m, &m->r->round);
}

static enum rc
read_sort(struct member *m)
{
	return want_bool(m, &m->r->sort);
}

static enum rc
read_list(struct member *m)
{
	return want_bool(m, &m->r->as_list);
}

static enum rc
read_value(struct member *m)
{
	m->r->value = m->v;
	return RC_OK;
}

static enum rc
read_else(struct member *m)
{
	m->r->otherwise = m->v;
	return RC_OK;
}

static enum rc
read_table(struct member *m)
{
	if (!json_object_is_type(m->v, json_type_object))
		return map_fault(m->c, m->place, "an object is wanted");
	m->r->table = m->v;
	return RC_OK;
}

static enum rc
read_hook(struct member *m)
{
	const char *s;
	enum rc rc;

	if ((rc = want(m, &s)) != RC_OK)
		return rc;
	if ((m->r->hook = map_hook_find(s, &m->r->finds)) == NULL)
		return map_fault(m->c, m->place, "'%s' is unknown", s);
	return RC_OK;
}

static enum rc
read_arm(struct member *m)
{
	return want(m, &m->r->arm);
}

static enum rc
read_of(struct member *m)
{
	struct map_rules *of = arena_zalloc(m->c->a, 1, sizeof(*of));
	enum rc rc = map_rules_read(m->c, of, m->v, m->place);
	size_t i;

	m->r->of = of;
	for (i = 0; i < of->n; i++)
		m->r->finds = m->r->finds || of->at[i].finds;
	return rc;
}

/* Of several sources one behind the other. */
static enum rc
read_each(struct member *m)
{
	return map_source_list(m->c, &m->r->each, &m->r->n_each, m->v,
	    m->place);
}

/* clang-format off */
static const struct {
	const char *name;
	unsigned bit;
	enum rc (*read)(struct member *m);
} members[] = {
	{ "to",     R_ANY,    read_to },
	{ "op",     R_ANY,    read_op },
	{ "merge",  R_ANY,    read_merge },
	{ "from",   R_FROM,   read_from },
	{ "type",   R_TYPE,   read_type },
	{ "case",   R_CASE,   read_case },
	{ "key",    R_KEY,    read_key },
	{ "entity", R_ENTITY, read_entity },
	{ "prefix", R_WORDS,  read_prefix },
	{ "suffix", R_WORDS,  read_suffix },
	{ "cut",    R_WORDS,  read_cut },
	{ "round",  R_ROUND,  read_round },
	{ "sort",   R_SORT,   read_sort },
	{ "value",  R_VALUE,  read_value },
	{ "table",  R_TABLE,  read_table },
	{ "else",   R_ELSE,   read_else },
	{ "name",   R_NAME,   read_hook },
	{ "azid",   R_ARM,    read_arm },
	{ "of",     R_OF,     read_of },
	{ "each",   R_EACH,   read_each },
	{ "list",   R_LIST,   read_list },
};
/* clang-format on */
#define N_MEMBERS (sizeof(members) / sizeof(members[0]))

/* Do the keys of a table have the case that is looked up? */
static enum rc
table_fits(struct ctx *c, const struct map_rule *r, const char *place)
{
	const char *p;

	if (r->table == NULL || r->fold == CASE_ASIS)
		return RC_OK;
	json_object_object_foreach(r->table, key, v)
	{
		(void)v;
		for (p = key; *p != '\0'; p++)
			if (r->fold == CASE_UPPER ? *p >= 'a' && *p <= 'z'
						  : *p >= 'A' && *p <= 'Z')
				return map_fault(c, place,
				    "table: '%s' is not of the case", key);
	}
	return RC_OK;
}

/* Does it have what its op needs, and nothing else? */
static enum rc
rule_fits(struct ctx *c, const struct map_rule *r, unsigned has,
    bool has_target, const char *place)
{
	size_t i;

	if (r->op == NULL)
		return map_fault(c, place, "'op' is missing");
	if ((r->to[0] != '\0') != has_target)
		return map_fault(c, place,
		    has_target ? "'to' is missing" : "'to' is too much");
	for (i = 0; i < N_MEMBERS; i++) {
		if ((members[i].bit & has & ~(r->op->needs | r->op->may)) != 0)
			return map_fault(c, place, "'%s' is nothing for '%s'",
			    members[i].name, r->op->name);
		if ((members[i].bit & r->op->needs & ~has) != 0)
			return map_fault(c, place, "'%s' is missing for '%s'",
			    members[i].name, r->op->name);
	}
	return table_fits(c, r, place);
}

static enum rc
read_member(struct member *m, unsigned *has, const char *key)
{
	char place[200];
	size_t i;

	snprintf(place, sizeof(place), "%s.%s", m->place, key);
	m->place = place;
	for (i = 0; i < N_MEMBERS; i++)
		if (strcmp(members[i].name, key) == 0) {
			*has |= members[i].bit;
			return members[i].read(m);
		}
	return map_fault(m->c, place, "is unknown");
}

enum rc
map_rule_read(struct ctx *c, struct map_rule *r, struct json_object *o,
    bool has_target, const char *place)
{
	struct member m = { .c = c, .r = r };
	unsigned has = 0;
	enum rc rc;

	*r = (struct map_rule){ .to = "", .prefix = "", .suffix = "" };
	if (!json_object_is_type(o, json_type_object))
		return map_fault(c, place, "an object is wanted");
	json_object_object_foreach(o, key, v)
	{
		m.v = v;
		m.place = place;
		if ((rc = read_member(&m, &has, key)) != RC_OK)
			return rc;
	}
	return rule_fits(c, r, has & ~R_ANY, has_target, place);
}

/* A target of two rules: only lists, which are joined. */
static enum rc
no_twins(struct ctx *c, const struct map_rule *r, size_t n, const char *place)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < i; k++)
			if (strcmp(r[i].to, r[k].to) == 0 &&
			    (r[i].n_each == 0 && !r[i].as_list))
				return map_fault(c, place,
				    "[%zu].to: '%s' is made twice", i, r[i].to);
	return RC_OK;
}

enum rc
map_rules_read(struct ctx *c, struct map_rules *rules, struct json_object *list,
    const char *place)
{
	struct map_rule *r;
	char here[200];
	enum rc rc;
	size_t i, n;

	if (!json_object_is_type(list, json_type_array))
		return map_fault(c, place, "a list is wanted");
	if ((n = json_object_array_length(list)) > LIM_MAP_RULES)
		return map_fault(c, place, "more than %u rules", LIM_MAP_RULES);
	r = arena_zalloc(c->a, n + 1, sizeof(*r));
	for (i = 0; i < n; i++) {
		snprintf(here, sizeof(here), "%s[%zu]", place, i);
		rc = map_rule_read(c, &r[i], json_object_array_get_idx(list, i),
		    true, here);
		if (rc != RC_OK)
			return rc;
	}
	rules->at = r;
	rules->n = n;
	return no_twins(c, r, n, place);
}
