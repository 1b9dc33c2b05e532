/* SPDX-License-Identifier: ISC */
/* The formatting rule of metadata documents. */
#include "indexer/apply/defaults.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

/* The format of the scenario. */
static const struct format_key keys[] = {
	{ "title", FORMAT_NULL },
	{ "duration", FORMAT_ZERO },
	{ "is_unlisted", FORMAT_FALSE },
	{ "track_segments", FORMAT_EMPTY_ARRAY },
};
#define NKEYS (sizeof(keys) / sizeof(keys[0]))

static void
test_scenario(void)
{
	struct json_object *s =
	    vec_get(vec_file("chain.json"), "metadata_format_scenario");
	struct json_object *cases = vec_get(s, "cases"), *v;
	size_t i, k;

	for (i = 0; i < vec_len(cases); i++) {
		struct json_object *one = vec_at(cases, i);
		struct json_object *in = vec_get(one, "input");

		OK(format_is_default(keys, NKEYS, in) !=
			json_object_get_boolean(vec_get(one, "accepted")),
		    "case %zu is %s", i,
		    json_object_get_boolean(vec_get(one, "accepted"))
			? "accepted"
			: "nothing but defaults");
		for (k = 0; k < NKEYS; k++) {
			v = format_value(in, keys[k].key);
			if (v == NULL)
				v = vec_get(vec_get(s, "format"), keys[k].key);
			OK(json_object_equal(v,
			       vec_get(vec_get(one, "output"), keys[k].key)),
			    "case %zu: %s", i, keys[k].key);
		}
		vec_ran(one);
	}
}

static void
test_empty(void)
{
	static const struct {
		const char *json;
		bool empty;
	} rows[] = {
		{ "[null]", true },
		{ "[false]", true },
		{ "[true]", false },
		{ "[0]", true },
		{ "[0.0]", true },
		{ "[-1]", false },
		{ "[\"\"]", true },
		{ "[\"0\"]", false },
		{ "[[]]", true },
		{ "[[0]]", false },
		{ "[{}]", true },
		{ "[{\"a\":null}]", false },
	};
	struct json_object *o;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		o = json_tokener_parse(rows[i].json);
		OK(format_is_empty(vec_at(o, 0)) == rows[i].empty, "%s %s",
		    rows[i].json, rows[i].empty ? "is empty" : "is not empty");
		json_object_put(o);
	}
}

static void
test_defaults(void)
{
	static const struct {
		const char *json;
		bool is_default;
	} rows[] = {
		{ "{}", true },
		{ "{\"unknown\":1}", true },
		{ "{\"length\":0,\"is_unlisted\":false}", true },
		{ "{\"length\":false,\"is_unlisted\":0.0}", true },
		{ "{\"download\":{\"is_downloadable\":false,"
		  "\"requires_follow\":false,\"cid\":null}}",
		    true },
		{ "{\"download\":{\"is_downloadable\":false,"
		  "\"requires_follow\":false}}",
		    false },
		{ "{\"download\":{}}", false },
		{ "{\"remix_of\":{}}", false },
		{ "{\"track_segments\":[]}", true },
		{ "{\"track_segments\":[1]}", false },
		{ "{\"title\":\"\"}", false },
	};
	struct json_object *o;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		o = json_tokener_parse(rows[i].json);
		OK(format_is_default(format_track, format_ntrack, o) ==
			rows[i].is_default,
		    "%s %s", rows[i].json,
		    rows[i].is_default ? "says nothing" : "says something");
		json_object_put(o);
	}
}

static void
test_cid(void)
{
	OK(format_is_cid("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n"),
	    "46 characters, Qm first");
	OK(format_is_cid("Qm000000000000000000000000000000000000000000Il"),
	    "any letter or digit will do");
	OK(!format_is_cid("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1"),
	    "one short");
	OK(!format_is_cid("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1nn"),
	    "one more");
	OK(!format_is_cid("qmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n"),
	    "another beginning");
	OK(!format_is_cid("QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1_"),
	    "a sign that is no letter");
	OK(!format_is_cid(NULL), "NULL");
}

int
main(void)
{
	test_scenario();
	test_empty();
	test_defaults();
	test_cid();
	DONE();
}
