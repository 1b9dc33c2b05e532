/* SPDX-License-Identifier: ISC */
/*
 * Paths: read into a list of steps, walked by recursion over it.  A step is
 * small and a path has few, so nothing here is clever.
 */
#include "crawler/tree/path.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"

enum kind {
	MEMBER, /* name */
	ANY,    /* * */
	EACH,   /* [] */
	NTH,    /* [n] */
	WHERE   /* [name=value] */
};

struct step {
	enum kind kind;
	const char *name, *value;
	size_t nth;
};

struct path {
	size_t n;
	struct step step[LIM_PATH_STEPS];
};

static enum rc
fault(struct ctx *c, const char *text, const char *at, const char *why)
{
	return err_set(&c->err, RC_CONFIG, "path '%s': byte %zu: %s", text,
	    (size_t)(at - text), why);
}

/* What stands between the brackets; p is behind the first one. */
static const char *
bracket(struct ctx *c, struct step *s, const char *p)
{
	const char *end = *p == '"' ? strstr(p + 1, "\"]") : strchr(p, ']');
	const char *eq;
	uint64_t n;

	if (end == NULL)
		return NULL;
	if (*p == '"') {
		s->kind = MEMBER;
		s->name = arena_memdup(c->a, p + 1, (size_t)(end - p - 1));
		return end + 2;
	}
	s->name = arena_memdup(c->a, p, (size_t)(end - p));
	if (end == p) {
		s->kind = EACH;
	} else if ((eq = memchr(p, '=', (size_t)(end - p))) != NULL) {
		s->kind = WHERE;
		s->name = arena_memdup(c->a, p, (size_t)(eq - p));
		s->value = arena_memdup(c->a, eq + 1, (size_t)(end - eq - 1));
	} else if (num_u64(&n, s->name, 0, LIM_PATH_NTH) == 0) {
		s->kind = NTH;
		s->nth = (size_t)n;
	} else {
		return NULL;
	}
	return end + 1;
}

static enum rc
read_step(struct ctx *c, struct step *s, const char *text, const char **at)
{
	const char *p = *at, *end;
	size_t n;

	if (*p == '[') {
		if ((end = bracket(c, s, p + 1)) == NULL)
			return fault(c, text, p,
			    "neither [], [n], [name=value] nor [\"name\"]");
		*at = end;
		return RC_OK;
	}
	if (p > text) {
		if (*p != '.')
			return fault(c, text, p, "a dot is missing");
		p++;
	}
	if ((n = strcspn(p, ".[]\"")) == 0)
		return fault(c, text, p, "a name is missing");
	s->kind = n == 1 && *p == '*' ? ANY : MEMBER;
	s->name = arena_memdup(c->a, p, n);
	*at = p + n;
	return RC_OK;
}

enum rc
path_read(struct ctx *c, struct path **out, const char *text)
{
	struct path *p = arena_zalloc(c->a, 1, sizeof(*p));
	const char *at = text;
	enum rc rc;

	while (*at != '\0') {
		if (p->n == LIM_PATH_STEPS)
			return fault(c, text, at, "too many steps");
		if ((rc = read_step(c, &p->step[p->n++], text, &at)) != RC_OK)
			return rc;
	}
	*out = p;
	return RC_OK;
}

bool
path_is_many(const struct path *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->step[i].kind != MEMBER && p->step[i].kind != NTH)
			return true;
	return false;
}

struct walk {
	const struct path *p;
	bool (*fn)(void *arg, struct json_object *v);
	void *arg;
	size_t given;
};

static bool walk(struct walk *w, size_t i, struct json_object *o);

static struct json_object *
member(struct json_object *o, const char *name)
{
	struct json_object *v;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, name, &v))
		return NULL;
	return v;
}

/* A value's text is another's: numbers and booleans as JSON writes them. */
static bool
is_value(struct json_object *o, const char *value)
{
	return o != NULL && !json_object_is_type(o, json_type_object) &&
	       !json_object_is_type(o, json_type_array) &&
	       strcmp(json_object_get_string(o), value) == 0;
}

static bool
walk_one(struct walk *w, size_t i, struct json_object *o)
{
	const struct step *s = &w->p->step[i];

	if (s->kind == WHERE && !is_value(member(o, s->name), s->value))
		return true;
	return walk(w, i + 1, o);
}

/* An element each; what is no list is its only element. */
static bool
walk_all(struct walk *w, size_t i, struct json_object *o)
{
	size_t k, n;

	if (!json_object_is_type(o, json_type_array))
		return walk_one(w, i, o);
	n = json_object_array_length(o);
	for (k = 0; k < n; k++)
		if (!walk_one(w, i, json_object_array_get_idx(o, k)))
			return false;
	return true;
}

static bool
walk_any(struct walk *w, size_t i, struct json_object *o)
{
	if (!json_object_is_type(o, json_type_object))
		return true;
	json_object_object_foreach(o, name, v)
	{
		(void)name;
		if (!walk(w, i + 1, v))
			return false;
	}
	return true;
}

static struct json_object *
nth(struct json_object *o, size_t n)
{
	if (json_object_is_type(o, json_type_array))
		return n < json_object_array_length(o)
			   ? json_object_array_get_idx(o, n)
			   : NULL;
	return n == 0 ? o : NULL;
}

static bool
walk(struct walk *w, size_t i, struct json_object *o)
{
	const struct step *s = &w->p->step[i];

	if (o == NULL)
		return true;
	if (i == w->p->n) {
		w->given++;
		return w->fn(w->arg, o);
	}
	switch (s->kind) {
	case MEMBER:
		return walk(w, i + 1, member(o, s->name));
	case ANY:
		return walk_any(w, i, o);
	case NTH:
		return walk(w, i + 1, nth(o, s->nth));
	default:
		return walk_all(w, i, o);
	}
}

size_t
path_each(const struct path *p, struct json_object *o,
    bool (*fn)(void *arg, struct json_object *v), void *arg)
{
	struct walk w = { p, fn, arg, 0 };

	walk(&w, 0, o);
	return w.given;
}

static bool
keep_first(void *arg, struct json_object *v)
{
	*(struct json_object **)arg = v;
	return false;
}

struct json_object *
path_one(const struct path *p, struct json_object *o)
{
	struct json_object *v = NULL;

	path_each(p, o, keep_first, &v);
	return v;
}
