/* SPDX-License-Identifier: ISC */
#include "common/json/jsonv.h"

#include "tests/tap.h"

static const struct {
	const char *in;
	size_t len;      /* 0: strlen */
	const char *why; /* NULL: this is JSON */
	size_t offset;
} rows[] = {
	{ "null", 0, NULL, 0 },
	{ "true", 0, NULL, 0 },
	{ "false", 0, NULL, 0 },
	{ "0", 0, NULL, 0 },
	{ "-0", 0, NULL, 0 },
	{ "10", 0, NULL, 0 },
	{ "-1.5e+10", 0, NULL, 0 },
	{ "1E5", 0, NULL, 0 },
	{ "1e-5", 0, NULL, 0 },
	{ "0.0", 0, NULL, 0 },
	{ "\"\"", 0, NULL, 0 },
	{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83C\\uDFB5\"", 0, NULL, 0 },
	{ "\"\\ud800\"", 0, NULL, 0 },
	{ "\"\x7f \xc3\xa9 \xf0\x9f\x8e\xb5\"", 0, NULL, 0 },
	{ "[]", 0, NULL, 0 },
	{ "{}", 0, NULL, 0 },
	{ " \t\r\n[ 1 , [ ] , { } ] \n", 0, NULL, 0 },
	{ "{\"a\":1,\"a\":{\"b\":[null]}}", 0, NULL, 0 },
	{ "[[[[1]]]]", 0, NULL, 0 },
	{ "[[[[[1]]]]]", 0, "nested too deep", 4 },
	{ "[{\"a\":[{\"b\":{}}]}]", 0, "nested too deep", 12 },
	{ "", 0, "value missing", 0 },
	{ "  ", 0, "value missing", 2 },
	{ "NaN", 0, "not a value", 0 },
	{ "Infinity", 0, "not a value", 0 },
	{ "-Infinity", 0, "digit missing in a number", 1 },
	{ "True", 0, "not a value", 0 },
	{ "nul", 0, "not a value", 0 },
	{ "nulll", 0, "more text behind the value", 4 },
	{ "01", 0, "leading zero", 1 },
	{ "-01", 0, "leading zero", 2 },
	{ "00", 0, "leading zero", 1 },
	{ "+1", 0, "not a value", 0 },
	{ ".5", 0, "not a value", 0 },
	{ "1.", 0, "digit missing in a number", 2 },
	{ "1.e5", 0, "digit missing in a number", 2 },
	{ "1e", 0, "digit missing in a number", 2 },
	{ "1e+", 0, "digit missing in a number", 3 },
	{ "-", 0, "digit missing in a number", 1 },
	{ "0x10", 0, "more text behind the value", 1 },
	{ "1_000", 0, "more text behind the value", 1 },
	{ "'a'", 0, "not a value", 0 },
	{ "{'a':1}", 0, "key missing", 1 },
	{ "{a:1}", 0, "key missing", 1 },
	{ "{\"a\" 1}", 0, "':' missing", 5 },
	{ "{\"a\":}", 0, "not a value", 5 },
	{ "{\"a\":1,}", 0, "key missing", 7 },
	{ "{\"a\":1", 0, "',' or '}' missing", 6 },
	{ "[1,]", 0, "not a value", 3 },
	{ "[1 2]", 0, "',' or ']' missing", 3 },
	{ "[1", 0, "',' or ']' missing", 2 },
	{ "[1}", 0, "',' or ']' missing", 2 },
	{ "[", 0, "value missing", 1 },
	{ "{", 0, "key missing", 1 },
	{ "1 2", 0, "more text behind the value", 2 },
	{ "{} {}", 0, "more text behind the value", 3 },
	{ "/* c */ 1", 0, "not a value", 0 },
	{ "1 // c", 0, "more text behind the value", 2 },
	{ "\v1", 0, "not a value", 0 },
	{ "\xef\xbb\xbf"
	  "1",
	    0, "not a value", 0 },
	{ "1\0", 2, "more text behind the value", 1 },
	{ "\"a", 0, "string without end", 2 },
	{ "\"\\\"", 0, "string without end", 3 },
	{ "\"\\", 0, "unknown escape", 2 },
	{ "\"\\x41\"", 0, "unknown escape", 2 },
	{ "\"\\\0\"", 4, "unknown escape", 2 },
	{ "\"\\u00e\"", 0, "\\u without four digits", 3 },
	{ "\"\\u+123\"", 0, "\\u without four digits", 3 },
	{ "\"\\u12", 0, "\\u without four digits", 3 },
	{ "\"a\nb\"", 0, "control byte in a string", 2 },
	{ "\"a\0b\"", 5, "control byte in a string", 2 },
	{ "\"\xff\"", 0, "not UTF-8", 1 },
	{ "\"\xed\xa0\x80\"", 0, "not UTF-8", 1 },
	{ "\"\xc3", 0, "not UTF-8", 1 },
};

static void
checks(void)
{
	struct jsonv_fault f;
	size_t i, len;
	int rc;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		len = rows[i].len != 0 ? rows[i].len : strlen(rows[i].in);
		f = (struct jsonv_fault){ 999, "none" };
		rc = jsonv_check(&f, rows[i].in, len, 4);
		if (rows[i].why == NULL) {
			OK(rc == 0, "row %zu is JSON", i);
			continue;
		}
		OK(rc == -1 && f.offset == rows[i].offset,
		    "row %zu stops at byte %zu", i, rows[i].offset);
		IS(f.why, rows[i].why, "row %zu tells why", i);
	}
}

static void
escapes(struct arena *a)
{
	static const struct {
		const char *name, *in, *want;
		size_t len;
	} vec[] = {
		{ "nothing to do", "\"abc\"", "abc", 3 },
		{ "empty", "\"\"", "", 0 },
		{ "short forms", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
		    "\"\\/\b\f\n\r\t", 8 },
		{ "one byte", "\"\\u0041\"", "A", 1 },
		{ "NUL", "\"a\\u0000b\"", "a\0b", 3 },
		{ "two bytes", "\"\\u00e9\\u07ff\"", "\xc3\xa9\xdf\xbf", 4 },
		{ "three bytes", "\"\\u0800\\uFFFF\"",
		    "\xe0\xa0\x80\xef\xbf\xbf", 6 },
		{ "pair", "\"\\uD83C\\uDFB5x\"", "\xf0\x9f\x8e\xb5x", 5 },
		{ "last pair", "\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf", 4 },
		{ "high half alone", "\"\\ud83cx\"", "\xef\xbf\xbdx", 4 },
		{ "low half alone", "\"\\udfb5\"", "\xef\xbf\xbd", 3 },
		{ "two high halves and a low one", "\"\\ud83c\\ud83c\\udfb5\"",
		    "\xef\xbf\xbd\xf0\x9f\x8e\xb5", 7 },
		{ "high half, then another escape", "\"\\ud83c\\u0041\"",
		    "\xef\xbf\xbd"
		    "A",
		    4 },
	};
	struct span s;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		s = jsonv_unescape(a, vec[i].in, vec[i].in + strlen(vec[i].in));
		OK(s.len == vec[i].len &&
			(s.len == 0 || memcmp(s.p, vec[i].want, s.len) == 0),
		    "unescape: %s", vec[i].name);
	}
}

static void
dropping(struct arena *a)
{
	static const struct {
		const char *in, *want;
	} vec[] = {
		{ "{\"a\":\"b\"}", NULL },
		{ "\"\\\\u0000\"", NULL },
		{ "\"\\u00e9\\ud83c\\udfb5\"", NULL },
		{ "\"a\\u0000b\"", "\"ab\"" },
		{ "{\"\\u0000k\":\"\\ud800\\u0000\"}", "{\"k\":\"\"}" },
		{ "\"\\ud83c\\ud83c\\udfb5\"", "\"\\ud83c\\udfb5\"" },
		{ "\"\\udfb5\\n\\u0000\"", "\"\\n\"" },
	};
	size_t i, len;
	char *got;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		got = jsonv_drop_escapes(a, &len, vec[i].in, strlen(vec[i].in));
		if (vec[i].want == NULL)
			OK(got == NULL, "nothing to drop in row %zu", i);
		else
			OK(got != NULL && len == strlen(vec[i].want) &&
				memcmp(got, vec[i].want, len) == 0,
			    "NUL and half characters are dropped in row %zu",
			    i);
	}
}

static void
walking(void)
{
	static const char text[] =
	    " {\"a\\\"}\": [1, \"]\", {}], \"b\" :-1.5e3} ";
	const char *end = text + sizeof(text) - 1, *p;

	p = jsonv_blanks(text, end);
	OK(p == text + 1, "blanks are skipped");
	OK(jsonv_value(p, end) == end - 1, "an object is skipped whole");
	p = jsonv_value(p + 1, end);
	OK(p == text + 8 && *p == ':', "a key with a quote is skipped");
	p = jsonv_value(jsonv_blanks(p + 1, end), end);
	OK(*p == ',' && p[-1] == ']', "an array with brackets in text, too");
	p = strstr(p, "-1.5");
	OK(*jsonv_value(p, end) == '}', "a number ends at the bracket");
}

static void
members(void)
{
	static const char text[] =
	    " { \"a\" : 1 , \"b\":{\"a\":2},\"c,}\":[1,[2, 3] ,\"]\"], "
	    "\"a\":-4.5e1 } ";
	struct span o = span_str(text), v = jsonv_member(o, "a");
	struct jsonv_walk w;
	int64_t i = 0;
	double d = 0;
	size_t n = 0;

	OK(v.len == 6 && memcmp(v.p, "-4.5e1", 6) == 0,
	    "the last member of a name");
	OK(jsonv_num(&d, v) == 0 && d == -45, "a number");
	OK(jsonv_int(&i, v) == -1 && i == 0, "that is no integer");
	OK(jsonv_int(&i, jsonv_member(jsonv_member(o, "b"), "a")) == 0 &&
		i == 2,
	    "a member of a member");
	for (w = jsonv_open(jsonv_member(o, "c,}"), '['); jsonv_next(&w);)
		n += w.value.len;
	OK(n == 1 + 6 + 3, "the elements of an array");
	OK(jsonv_member(o, "d").len == 0, "no such member");
	w = jsonv_open(o, '[');
	OK(!jsonv_next(&w), "an object has no elements");
	w = jsonv_open(span_str("{}"), '{');
	OK(!jsonv_next(&w), "an empty object has no members");
	w = jsonv_open(span_str("12"), '[');
	OK(!jsonv_next(&w), "nor has a number");
	OK(jsonv_int(&i, span_str("\"5\"")) == -1 &&
		jsonv_int(&i, span_str("9223372036854775808")) == -1 &&
		jsonv_int(&i, span_str("true")) == -1 &&
		jsonv_num(&d, span_str("1e999")) == -1,
	    "what is no number, or does not fit");
}

static void
without(struct arena *a)
{
	static const struct {
		const char *in, *out;
	} row[] = {
		{ "12", "12" },
		{ "{}", "{}" },
		{ "{\"a\":1}", "{}" },
		{ "{\"c\":1}", "{\"c\":1}" },
		{ "{\"a\":1,\"c\":2}", "{\"c\":2}" },
		{ "{\"c\":1,\"a\":2}", "{\"c\":1}" },
		{ "{\"c\":1,\"a\":2,\"d\":3}", "{\"c\":1,\"d\":3}" },
		{ "{\"a\":1,\"bb\":[{}],\"c\":2}", "{\"c\":2}" },
		{ "{\"b\":1,\"bbb\":2}", "{\"b\":1,\"bbb\":2}" },
		{ "[{\"a\":{\"c\":1}},{\"c\":{\"a\":1,\"d\":[]}}]",
		    "[{},{\"c\":{\"d\":[]}}]" },
		{ "{\"c\":\"a\",\"\\u0061\":1}",
		    "{\"c\":\"a\",\"\\u0061\":1}" },
	};
	static const char *const name[] = { "a", "bb" };
	static const struct jsonv_names names = { name, 2 };
	struct jsonv_fault f;
	size_t i, n, len;
	char *out;

	for (i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		len = strlen(row[i].in);
		out = arena_alloc(a, len);
		OK(jsonv_copy(&f, out, &n, row[i].in, len, 4, &names) == 0 &&
			n == strlen(row[i].out) &&
			memcmp(out, row[i].out, n) == 0,
		    "%s without a and bb: %.*s", row[i].in, (int)n, out);
	}
	out = arena_alloc(a, 16);
	OK(jsonv_copy(&f, out, &n, "{\"a\":01}", 8, 4, &names) == -1 &&
		f.offset == 6,
	    "what is left out is checked too");
	out = arena_alloc(a, 16);
	OK(jsonv_copy(&f, out, &n, " {\"a\":1 , \"c\" : 2 }", 19, 4, &names) ==
		    0 &&
		jsonv_check(&f, out, n, 4) == 0,
	    "blanks do no harm");
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);

	checks();
	escapes(a);
	dropping(a);
	walking();
	members();
	without(a);
	arena_free(a);
	DONE();
}
