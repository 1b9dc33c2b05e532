/* SPDX-License-Identifier: ISC */
#include "crawler/tree/path.h"

#include "tests/tap.h"

static const char doc[] =
    "{\"id\":7,\"name\":{\"first\":\"a\"},\"none\":null,\"no\":false,"
    "\"OS:zone\":{\"x.y\":\"z\"},"
    "\"list\":[{\"n\":1},{\"n\":2},{\"m\":3}],"
    "\"deep\":[{\"in\":[1,2]},{\"in\":[3]},{\"in\":4},{}],"
    "\"links\":[{\"rel\":\"prev\",\"href\":\"p\"},"
    "{\"rel\":\"next\",\"href\":\"q\"}],"
    "\"fault\":{\"itemNotFound\":{\"message\":\"gone\"}}}";

static bool
collect(void *arg, struct json_object *v)
{
	strcat(arg, json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN));
	strcat(arg, " ");
	return true;
}

static void
leads_to(struct ctx *c)
{
	static const struct {
		const char *path, *want;
		bool many;
	} rows[] = {
		{ "id", "7 ", false },
		{ "name.first", "\"a\" ", false },
		{ "none", "", false },
		{ "no", "false ", false },
		{ "no.more", "", false },
		{ "absent", "", false },
		{ "[\"OS:zone\"][\"x.y\"]", "\"z\" ", false },
		{ "list[].n", "1 2 ", true },
		{ "list[1].n", "2 ", false },
		{ "list[3].n", "", false },
		{ "id[0]", "7 ", false },
		{ "id[1]", "", false },
		{ "deep[].in[]", "1 2 3 4 ", true },
		{ "links[rel=next].href", "\"q\" ", true },
		{ "links[rel=last].href", "", true },
		{ "list[n=2]", "{\"n\":2} ", true },
		{ "fault.*.message", "\"gone\" ", true },
		{ "*.message", "", true },
	};
	struct json_object *o = json_tokener_parse(doc);
	struct path *p;
	char got[512];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		got[0] = '\0';
		OK(path_read(c, &p, rows[i].path) == RC_OK, "%s is a path",
		    rows[i].path);
		path_each(p, o, collect, got);
		IS(got, rows[i].want, "where %s leads", rows[i].path);
		OK(path_is_many(p) == rows[i].many, "%s: how many",
		    rows[i].path);
	}
	OK(path_read(c, &p, "") == RC_OK && path_one(p, o) == o,
	    "the empty path is the value itself");
	OK(path_read(c, &p, "list[].n") == RC_OK &&
		json_object_get_int(path_one(p, o)) == 1,
	    "the first of many");
	json_object_put(o);
}

static void
no_path(struct ctx *c)
{
	static const char *const rows[] = { ".", "a.", "a..b", ".a", "a[",
		"a[x]", "a[-1]", "a[99999]", "a[]b", "[\"a]", "a]b", "a\"b",
		"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q" };
	struct path *p;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		OK(path_read(c, &p, rows[i]) == RC_CONFIG &&
			strncmp(c->err.msg, "path '", 6) == 0,
		    "'%s' is no path", rows[i]);
		err_clear(&c->err);
	}
}

int
main(void)
{
	struct ctx c = { .a = arena_new(1 << 20) };

	leads_to(&c);
	no_path(&c);
	arena_free(c.a);
	DONE();
}
