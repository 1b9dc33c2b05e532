/* SPDX-License-Identifier: ISC */
/* JSON, and how PostgreSQL prints it as jsonb; jsonb.sh asks it for each. */
#ifndef DP_TESTS_UNIT_JSONB_CASES_H
#define DP_TESTS_UNIT_JSONB_CASES_H

#include <stddef.h>

static const struct {
	const char *name, *in;
	const char *want; /* NULL: no JSON */
} jsonb_cases[] = {
	{ "words", "[true,false,null]", "[true, false, null]" },
	{ "nothing in it", "{\"a\":{},\"b\":[]}", "{\"a\": {}, \"b\": []}" },
	{ "blanks go", " {\t\"a\" :\n1 } ", "{\"a\": 1}" },
	{ "short names come first", "{\"ab\":1,\"c\":2,\"a\":3}",
	    "{\"a\": 3, \"c\": 2, \"ab\": 1}" },
	{ "the last of a name counts", "{\"a\":1,\"b\":2,\"a\":3}",
	    "{\"a\": 3, \"b\": 2}" },
	{ "names are compared decoded", "{\"\\u0061\":1,\"a\":2}",
	    "{\"a\": 2}" },
	{ "an empty name", "{\"\":1}", "{\"\": 1}" },
	{ "names by bytes", "{\"\xc3\xa9\":1,\"zz\":2,\"aa\":3}",
	    "{\"aa\": 3, \"zz\": 2, \"\xc3\xa9\": 1}" },
	{ "an exponent", "[1e3,1.5e2,1e-3,15e-1,1E+2]",
	    "[1000, 150, 0.001, 1.5, 100]" },
	{ "zeros behind the point stay", "[1.0,1.50,0.00]",
	    "[1.0, 1.50, 0.00]" },
	{ "there is no -0", "[-0,-0.0,-0e1]", "[0, 0.0, 0]" },
	{ "below 0", "[-1,-0.5,-1e-2]", "[-1, -0.5, -0.01]" },
	{ "many digits", "[123456789012345678901234567890.123456789]",
	    "[123456789012345678901234567890.123456789]" },
	{ "0 with an exponent", "[0e5,0.0e2,0e-2]", "[0, 0, 0.00]" },
	{ "a large exponent", "[1e30,1.25e-20]",
	    "[1000000000000000000000000000000, 0.0000000000000000000125]" },
	{ "escapes", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
	    "[\"\\\"\\\\/\\b\\f\\n\\r\\t\"]" },
	{ "what cannot be seen", "[\"\\u0001\\u001f\\u007f\"]",
	    "[\"\\u0001\\u001f\x7f\"]" },
	{ "characters", "[\"\\u00e9\\u20ac\"]", "[\"\xc3\xa9\xe2\x82\xac\"]" },
	{ "a pair of surrogates", "[\"\\ud83c\\udfb5\"]",
	    "[\"\xf0\x9f\x8e\xb5\"]" },
	{ "one above", "\"a\"", "\"a\"" },
	{ "a number alone", "12", "12" },
	{ "cut off", "{\"a\":1", NULL },
	{ "two of them", "1 2", NULL },
	{ "a NUL", "\"\\u0000\"", NULL },
	{ "half a pair", "\"\\ud83c\"", NULL },
	{ "the other half", "\"\\udfb5\"", NULL },
	{ "no name", "{1:2}", NULL },
	{ "a comma too many", "[1,]", NULL },
	{ "a point without digits", "[1.]", NULL },
	{ "an unknown word", "[nil]", NULL },
	{ "an unknown escape", "\"\\x\"", NULL },
	{ "nothing", "", NULL },
};
#define JSONB_CASES (sizeof(jsonb_cases) / sizeof(jsonb_cases[0]))

#endif
