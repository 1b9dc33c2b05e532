/* SPDX-License-Identifier: ISC */
#include "indexer/docs/cid_json.h"

#include "common/json/jsonr.h"
#include "indexer/apply/words.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static struct json_object *
parse(struct ctx *c, const char *text)
{
	struct json_object *o = NULL;

	if (jsonr_doc(c, &o, text, strlen(text)) != RC_OK) {
		printf("Bail out! %s\n", text);
		exit(1);
	}
	return o;
}

static void
vectors(struct ctx *c)
{
	struct json_object *arr = vec_get(vec_file("chain.json"), "cidv1_json");
	struct json_object *o;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		IS(cid_json(c, vec_get(o, "object")), vec_str(o, "cid"),
		    "vector %zu has its content id", i);
		vec_ran(o);
	}
}

/* What Python's json.dumps(json.loads(in)) gives. */
static const struct {
	const char *name, *in, *want;
} text[] = {
	{ "blanks behind commas and colons", "{\"a\":[1,2],\"b\":{}}",
	    "{\"a\": [1, 2], \"b\": {}}" },
	{ "keys keep their order", "{\"b\":1,\"a\":2,\"b\":3}",
	    "{\"b\": 3, \"a\": 2}" },
	{ "short escapes", "\"\\u0008\\f\\n\\r\\t\\\"\\\\/\\u007f\"",
	    "\"\\b\\f\\n\\r\\t\\\"\\\\/\x7f\"" },
	{ "long escapes", "\"\\u0001\xc3\xa9\xf0\x9f\x8e\xb5\"",
	    "\"\\u0001\\u00e9\\ud83c\\udfb5\"" },
	{ "words", "[null,true,false]", "[null, true, false]" },
	{ "whole floats", "[1.0,100.00,-0.0,1e15]",
	    "[1.0, 100.0, -0.0, 1000000000000000.0]" },
	{ "large and small floats", "[1e16,1.5e300,0.0001,0.00001,1.25e-7]",
	    "[1e+16, 1.5e+300, 0.0001, 1e-05, 1.25e-07]" },
	{ "one digit and an exponent", "[1e-7,-2E-5,1e-4,3e22,5e-324]",
	    "[1e-07, -2e-05, 0.0001, 3e+22, 5e-324]" },
	{ "where exponents begin", "[9999999999999998.0,1.5e15,1.25e-4]",
	    "[9999999999999998.0, 1500000000000000.0, 0.000125]" },
	{ "shortest digits", "[0.1,3.1415926535897931,123.456]",
	    "[0.1, 3.141592653589793, 123.456]" },
	{ "integers", "[0,-7,9007199254740993]", "[0, -7, 9007199254740993]" },
};

static void
words(void)
{
	OK(words_is_genre("Hip-Hop/Rap") && words_is_genre("Acoustic") &&
		words_is_genre("World"),
	    "genres are found");
	OK(!words_is_genre("pop") && !words_is_genre("Polka"),
	    "in their own case only");
	OK(words_is_musical_key("B flat minor") &&
		words_is_musical_key("Silence") && !words_is_musical_key("H"),
	    "musical keys are found");
	OK(words_is_reserved("api") && words_is_reserved("404") &&
		words_is_reserved("techno") && words_is_reserved("upbeat"),
	    "reserved are words of the site, genres and moods");
	OK(!words_is_reserved("alice"), "other handles are not");
	OK(words_is_refused("my audius", false) &&
		words_is_refused("airdrops", false),
	    "two words are refused wherever they stand");
	OK(!words_is_refused("auddius", false) &&
		words_is_refused("auddius", true),
	    "misspelt ones only when all are asked for");
	OK(!words_is_refused("a u d i u s", true) &&
		!words_is_refused("", true),
	    "not with blanks between");
	OK(words_is_parental_warning("explicit") &&
		!words_is_parental_warning("Explicit"),
	    "warnings are known by their exact words");
}

int
main(void)
{
	struct ctx c = { .a = vec_arena() };
	size_t i;

	vectors(&c);
	for (i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		IS(cid_json_text(&c, parse(&c, text[i].in)), text[i].want, "%s",
		    text[i].name);
	words();
	DONE();
}
