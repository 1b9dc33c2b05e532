/* SPDX-License-Identifier: ISC */
#include "common/base/slug.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static void
chain_vectors(struct arena *a, struct json_object *arr)
{
	struct json_object *o;
	const char *title;
	char *slug;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		title = vec_str(o, "title");
		slug = slug_title(a, title,
		    json_object_get_int64(vec_get(o, "track_id")));
		IS(slug, vec_str(o, "title_slug"), "slug of title %zu", i);
		IS(slug_numbered(a, slug, 2), vec_str(o, "slug_collision_2"),
		    "second collision of title %zu", i);
		IS(slug_route_id(a, vec_str(o, "handle"), title),
		    vec_str(o, "route_id"), "route id of title %zu", i);
		vec_ran(o);
	}
}

static void
rest_vectors(struct arena *a, struct json_object *both)
{
	struct json_object *arr = vec_get(both, "route_id"), *o;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		IS(slug_route_id(a, vec_str(o, "handle"), vec_str(o, "title")),
		    vec_str(o, "route_id"), "route id of '%s'",
		    vec_str(o, "title"));
	}
	arr = vec_get(both, "slug");
	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		IS(slug_numbered(a, slug_title(a, vec_str(o, "title"), 1),
		       json_object_get_int64(vec_get(o, "collision_id"))),
		    vec_str(o, "slug"), "slug %zu of '%s'", i,
		    vec_str(o, "title"));
	}
}

/* The texts of the scenario; which number is free is asked in a database. */
static void
scenario(struct arena *a, struct json_object *steps)
{
	struct json_object *o;
	char *slug;
	size_t i;

	for (i = 0; i < vec_len(steps); i++) {
		o = vec_at(steps, i);
		slug = slug_title(a, vec_str(o, "title"),
		    json_object_get_int64(vec_get(o, "track_id")));
		IS(slug, vec_str(o, "title_slug"), "title slug of step %zu", i);
		IS(slug_numbered(a, slug,
		       json_object_get_int64(vec_get(o, "collision_id"))),
		    vec_str(o, "slug"), "slug of step %zu", i);
		vec_ran(o);
	}
}

static void
rows(struct arena *a)
{
	static const struct {
		const char *name, *in, *title, *route;
	} vec[] = {
		{ "empty", "", "7eP5n", "h/" },
		{ "white space only", " \t\xc2\xa0", "7eP5n", "h/-" },
		{ "ideographic space",
		    "a\xe3\x80\x80"
		    "b",
		    "a-b", "h/a-b" },
		{ "separators of ASCII",
		    "a\x1c\x1d\x1e\x1f"
		    "b",
		    "a-b", "h/a-b" },
		{ "next line",
		    "\xc2\x85"
		    "a\xc2\x85",
		    "a", "h/-a-" },
		{ "zero width space is none",
		    "a\xe2\x80\x8b"
		    "b",
		    "a\xe2\x80\x8b"
		    "b",
		    "h/a\xe2\x80\x8b"
		    "b" },
		{ "blanks around a removed character", "! a !", "a", "h/-a-" },
		{ "dash from a blank joins dashes", "a - b", "a-b", "h/a-b" },
		{ "dashes are not trimmed", "-a-", "-a-", "h/-a-" },
		{ "dash alone", "-", "-", "h/-" },
		{ "final sigma", "\xce\x91\xce\xa3", "\xce\xb1\xcf\x82",
		    "h/\xce\xb1\xcf\x82" },
		{ "other quotes stay", "\xe2\x80\x98x\xe2\x80\x99",
		    "\xe2\x80\x98x", "h/\xe2\x80\x98x\xe2\x80\x99" },
		{ "emoji", "\xf0\x9f\x8e\xb5 Song", "\xf0\x9f\x8e\xb5-song",
		    "h/\xf0\x9f\x8e\xb5-song" },
		{ "other ASCII marks stay", "a<b>c|d\\e_f", "a<b>c|d\\e_f",
		    "h/a<b>c|d\\e_f" },
	};
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		IS(slug_title(a, vec[i].in, 1), vec[i].title, "slug: %s",
		    vec[i].name);
		IS(slug_route_id(a, "H", vec[i].in), vec[i].route,
		    "route id: %s", vec[i].name);
	}
	IS(slug_route_id(a, "\xc3\x89T\xc3\x89", "x"), "\xc3\xa9t\xc3\xa9/x",
	    "the handle is lower-cased as Unicode");
	IS(slug_numbered(a, "x", 0), "x", "collision 0 has no number");
	IS(slug_numbered(a, "x", INT64_MAX), "x-9223372036854775807",
	    "any collision number can be written");
}

static void
digits(void)
{
	static const struct {
		const char *name, *in;
		bool want;
	} vec[] = {
		{ "empty", "", false },
		{ "letter", "abc", false },
		{ "ASCII digit", "track-1", true },
		{ "digit in front", "1a", false },
		{ "Arabic-Indic digit", "a\xd9\xa3", true },
		{ "full-width digit", "a\xef\xbc\x97", true },
		{ "mathematical digit", "\xf0\x9d\x9f\x8e", true },
		{ "superscript", "x\xc2\xb2", true },
		{ "circled digit", "\xe2\x91\xa0", true },
		{ "fraction", "\xc2\xbd", false },
		{ "Roman numeral", "\xe2\x85\xa7", false },
		{ "Chinese three", "\xe4\xb8\x89", false },
		{ "combining mark behind", "1\xcc\x81", false },
	};
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++)
		OK(slug_ends_in_digit(vec[i].in) == vec[i].want,
		    "ends in a digit? %s", vec[i].name);
}

static void
long_titles(struct arena *a)
{
	char *title = arena_alloc(a, 4 * LIM_SLUG + 1), *slug;
	size_t i;

	memset(title, 'x', LIM_SLUG + 1);
	title[LIM_SLUG] = '\0';
	OK(strlen(slug_title(a, title, 1)) == LIM_SLUG,
	    "a title may be as long as a slug");
	title[LIM_SLUG] = 'x';
	title[LIM_SLUG + 1] = '\0';
	OK(strlen(slug_title(a, title, 1)) == LIM_SLUG, "or longer");
	/* U+0130 is three bytes in lower case */
	for (i = 0; i < LIM_SLUG; i++)
		memcpy(title + 2 * i, "\xc4\xb0", 3);
	slug = slug_title(a, title, 1);
	OK(strlen(slug) <= LIM_SLUG && strlen(slug) > LIM_SLUG - 4 &&
		text_is_clean(slug, strlen(slug)),
	    "the end is not inside a character");
}

int
main(void)
{
	struct json_object *chain = vec_file("chain.json");
	struct json_object *rest = vec_file("rest.json");
	struct arena *a = arena_new(1 << 20);

	chain_vectors(a, vec_get(chain, "slugs"));
	rest_vectors(a, vec_get(rest, "route_id_and_slug"));
	scenario(a, vec_get(vec_get(chain, "slug_scenario"), "steps"));
	rows(a);
	digits();
	long_titles(a);
	arena_free(a);
	DONE();
}
