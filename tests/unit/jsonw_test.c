/* SPDX-License-Identifier: ISC */
#include "common/json/jsonw.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

static struct arena *a;

static const char *
text(struct jsonw *w)
{
	struct span s = jsonw_done(w);

	return arena_memdup(a, s.p, s.len);
}

static void
scopes(void)
{
	struct jsonw *w = jsonw_new(a);

	jsonw_obj(w, NULL);
	jsonw_arr(w, "list");
	jsonw_int(w, NULL, 1);
	jsonw_obj(w, NULL);
	jsonw_end(w);
	jsonw_arr(w, NULL);
	jsonw_end(w);
	jsonw_null(w, NULL);
	jsonw_end(w);
	jsonw_bool(w, "yes", true);
	jsonw_bool(w, "no", false);
	jsonw_id(w, "id", 1);
	jsonw_str(w, "none", NULL);
	jsonw_strn(w, "part", "abc", 2);
	jsonw_raw(w, "raw", "[1,2]", 5);
	jsonw_int_known(w, "known", 0, -1);
	jsonw_int_known(w, "unknown", -1, -1);
	jsonw_end(w);
	IS(text(w),
	    "{\"list\":[1,{},[],null],\"yes\":true,\"no\":false,"
	    "\"id\":\"7eP5n\",\"none\":null,\"part\":\"ab\",\"raw\":[1,2],"
	    "\"known\":0,\"unknown\":null}",
	    "every kind of value is written in the order given");
	w = jsonw_new(a);
	jsonw_int(w, NULL, INT64_MIN);
	IS(text(w), "-9223372036854775808", "a value alone is a text");
}

static void
strings(void)
{
	struct jsonw *w = jsonw_new(a);

	jsonw_str(w, NULL,
	    "\"\\/\b\t\n\f\r\x01\x1f\x7f<>& \xc3\xa9 \xf0\x9f\x8e\xb5");
	IS(text(w),
	    "\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\x7f<>& \xc3\xa9 "
	    "\xf0\x9f\x8e\xb5\"",
	    "only what must be is escaped");
	w = jsonw_new(a);
	jsonw_strn(w, NULL, "a\0b", 3);
	IS(text(w), "\"a\\u0000b\"", "NUL is escaped");
	w = jsonw_new(a);
	jsonw_str(w, NULL, "");
	IS(text(w), "\"\"", "an empty string");
	w = jsonw_new(a);
	jsonw_obj(w, NULL);
	jsonw_int(w, "a\"b", 1);
	jsonw_end(w);
	IS(text(w), "{\"a\\\"b\":1}", "keys are escaped, too");
}

/* As node prints them. */
static void
numbers(void)
{
	static const struct {
		double d;
		const char *want;
	} vec[] = {
		{ 0.0, "0" },
		{ 1.0, "1" },
		{ -1.0, "-1" },
		{ 0.1, "0.1" },
		{ 1.5, "1.5" },
		{ -2.25, "-2.25" },
		{ 100.0, "100" },
		{ 1e20, "100000000000000000000" },
		{ 123456789012345680000.0, "123456789012345680000" },
		{ 1e21, "1e+21" },
		{ 1.5e21, "1.5e+21" },
		{ -1e21, "-1e+21" },
		{ 1e-6, "0.000001" },
		{ 1.5e-6, "0.0000015" },
		{ 1e-7, "1e-7" },
		{ 1.25e-7, "1.25e-7" },
		{ -1e-7, "-1e-7" },
		{ 0.000123, "0.000123" },
		{ 123.456, "123.456" },
		{ 5e-324, "5e-324" },
		{ 2.2250738585072014e-308, "2.2250738585072014e-308" },
		{ 2.225073858507201e-308, "2.225073858507201e-308" },
		{ 1.7976931348623157e308, "1.7976931348623157e+308" },
		{ 9007199254740991.0, "9007199254740991" },
		{ 9007199254740992.0, "9007199254740992" },
		{ 9007199254740994.0, "9007199254740994" },
		{ 4503599627370496.5, "4503599627370496" },
		{ 0.1 + 0.2, "0.30000000000000004" },
		{ 1.0 / 3, "0.3333333333333333" },
		{ 2.0 / 3, "0.6666666666666666" },
		{ 100.0 / 3, "33.333333333333336" },
		{ 1e15, "1000000000000000" },
		{ 1e16, "10000000000000000" },
		{ 123456.789e3, "123456789" },
		{ 9.5367431640625e-7, "9.5367431640625e-7" },
		{ 5.684341886080802e-14, "5.684341886080802e-14" },
		{ 1e23, "1e+23" },
		{ 1.2e-10, "1.2e-10" },
		{ 4.35, "4.35" },
		{ 0.5e-6, "5e-7" },
		{ 999999999999999900000.0, "999999999999999900000" },
		{ 299792458.0, "299792458" },
		{ 3.0e10, "30000000000" },
	};
	struct jsonw *w;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		w = jsonw_new(a);
		jsonw_num(w, NULL, vec[i].d);
		IS(text(w), vec[i].want, "number %.17g", vec[i].d);
	}
	w = jsonw_new(a);
	jsonw_arr(w, NULL);
	jsonw_num(w, NULL, NAN);
	jsonw_num(w, NULL, INFINITY);
	jsonw_num(w, NULL, -INFINITY);
	jsonw_num(w, NULL, -0.0);
	jsonw_end(w);
	IS(text(w), "[null,null,null,0]", "what JSON cannot say is null");
}

/* Every power of two and random bit patterns read back as themselves. */
static void
round_trip(void)
{
	struct jsonw *w;
	uint64_t bits, seed = 88172645463325252u;
	double d;
	int i, bad = 0;

	for (i = 0; i < 40000; i++) {
		bits = seed;
		if (i < 2046)
			bits = (uint64_t)(i + 1) << 52;
		memcpy(&d, &bits, sizeof(d));
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		if (isnan(d) || isinf(d))
			continue;
		w = jsonw_new(a);
		jsonw_num(w, NULL, d);
		bad += strtod(text(w), NULL) != d;
		if (i % 1000 == 0)
			arena_reset(a);
	}
	OK(bad == 0, "numbers read back as themselves");
}

static void
number_texts(void)
{
	static const struct {
		const char *in, *want;
	} vec[] = {
		{ NULL, "null" },
		{ "NaN", "null" },
		{ "Infinity", "null" },
		{ "-Infinity", "null" },
		{ "", "null" },
		{ "12", "12" },
		{ "-0", "0" },
		{ "1.50", "1.5" },
		{ "2.0", "2" },
		{ "-0.0", "0" },
		{ "18446744073709551615", "18446744073709551615" },
		{ "123456789012345678901234567890",
		    "123456789012345678901234567890" },
		{ "1e400", "null" },
	};
	struct jsonw *w;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		w = jsonw_new(a);
		jsonw_numtext(w, NULL, vec[i].in);
		IS(text(w), vec[i].want, "number text '%s'",
		    vec[i].in == NULL ? "(null)" : vec[i].in);
	}
}

static void
json_texts(void)
{
	static const struct {
		const char *name, *in, *want;
	} vec[] = {
		{ "NULL", NULL, "null" },
		{ "blanks go", " { \"a\" : [ 1 , 2 ] , \"b\":{ } } ",
		    "{\"a\":[1,2],\"b\":{}}" },
		{ "keys are sorted at every depth",
		    "{\"b\":1,\"_\":2,\"B\":3,\"a\":[{\"z\":1,\"y\":2}]}",
		    "{\"B\":3,\"_\":2,\"a\":[{\"y\":2,\"z\":1}],\"b\":1}" },
		{ "a prefix comes first", "{\"ab\":1,\"a\":2,\"\":3}",
		    "{\"\":3,\"a\":2,\"ab\":1}" },
		{ "code points sort as such, not as UTF-16",
		    "{\"\\ud83c\\udfb5\":1,\"\\uffff\":2,\"\\u00e9\":3}",
		    "{\"\xc3\xa9\":3,\"\xef\xbf\xbf\":2,\"\xf0\x9f\x8e\xb5\":"
		    "1}" },
		{ "keys sort by meaning, not by escape",
		    "{\"\\u0062\":1,\"a\":2}", "{\"a\":2,\"b\":1}" },
		{ "the last of equal keys counts", "{\"a\":1,\"b\":0,\"a\":2}",
		    "{\"a\":2,\"b\":0}" },
		{ "escapes become shortest", "\"\\u00e9\\/\\u0009\\u001F\"",
		    "\"\xc3\xa9/\\t\\u001f\"" },
		{ "integers keep their digits",
		    "[9007199254740993,18446744073709551615,-"
		    "9223372036854775808,"
		    "36893488147419103232,-0]",
		    "[9007199254740993,18446744073709551615,-"
		    "9223372036854775808,"
		    "36893488147419103232,0]" },
		{ "floats are JavaScript's",
		    "[1.0,1.10,1e2,1E+21,1e-7,0.000001,-0.0,1.5e300,1e999]",
		    "[1,1.1,100,1e+21,1e-7,0.000001,0,1.5e+300,null]" },
		{ "words", "[true,false,null]", "[true,false,null]" },
		{ "brackets inside strings", "{\"}\":\"]{\",\"[\":[\"\\\"]\"]}",
		    "{\"[\":[\"\\\"]\"],\"}\":\"]{\"}" },
		{ "no JSON", "{\"a\":", "null" },
		{ "nothing", "", "null" },
	};
	static char deep[2001];
	struct jsonw *w;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		w = jsonw_new(a);
		jsonw_json(w, NULL, vec[i].in);
		IS(text(w), vec[i].want, "json: %s", vec[i].name);
	}
	memset(deep, '[', sizeof(deep));
	memset(deep + 1000, ']', 1000);
	deep[sizeof(deep) - 1] = '\0';
	w = jsonw_new(a);
	jsonw_json(w, NULL, deep);
	IS(text(w), "null", "json: nested deeper than anything indexed");
	w = jsonw_new(a);
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_json(w, "b", "{\"z\":1,\"a\":2}");
	jsonw_json(w, "c", NULL);
	jsonw_end(w);
	IS(text(w), "{\"b\":{\"a\":2,\"z\":1},\"c\":null}",
	    "json: as a member of a sorted object");
}

static void
large(void)
{
	struct jsonw *w = jsonw_new(a);
	struct span s;
	int i;

	jsonw_arr(w, NULL);
	for (i = 0; i < 100000; i++)
		jsonw_str(w, NULL, "abcdefg");
	jsonw_end(w);
	s = jsonw_done(w);
	OK(s.len == 1000001 && s.p[0] == '[' && s.p[s.len - 1] == ']',
	    "a long text grows");
}

/* Does fn end the process by an assertion? */
static int
aborts(void (*fn)(struct jsonw *))
{
	const struct rlimit none = { 0, 0 };
	int status;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) == 0) {
		setrlimit(RLIMIT_CORE, &none);
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		fn(jsonw_new(a));
		_exit(0);
	}
	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status);
}

static void
unbalanced(struct jsonw *w)
{
	jsonw_obj(w, NULL);
	jsonw_done(w);
}

static void
closed_twice(struct jsonw *w)
{
	jsonw_obj(w, NULL);
	jsonw_end(w);
	jsonw_end(w);
}

static void
key_in_array(struct jsonw *w)
{
	jsonw_arr(w, NULL);
	jsonw_int(w, "k", 1);
}

static void
no_key(struct jsonw *w)
{
	jsonw_obj(w, NULL);
	jsonw_int(w, NULL, 1);
}

static void
two_values(struct jsonw *w)
{
	jsonw_int(w, NULL, 1);
	jsonw_int(w, NULL, 2);
}

static void
unsorted(struct jsonw *w)
{
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_int(w, "b", 1);
	jsonw_int(w, "a", 1);
}

static void
repeated(struct jsonw *w)
{
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_int(w, "a", 1);
	jsonw_int(w, "a", 1);
}

static void
sorted(void)
{
	struct jsonw *w = jsonw_new(a);

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_int(w, "", 0);
	jsonw_int(w, "A", 1);
	jsonw_obj(w, "a");
	jsonw_int(w, "A", 2);
	jsonw_end(w);
	jsonw_int(w, "ab", 3);
	jsonw_int(w, "\xc3\xa9", 4);
	jsonw_end(w);
	IS(text(w), "{\"\":0,\"A\":1,\"a\":{\"A\":2},\"ab\":3,\"\xc3\xa9\":4}",
	    "ascending keys are fine, per object");
}

int
main(void)
{
	a = arena_new(64 << 20);
	scopes();
	strings();
	numbers();
	round_trip();
	number_texts();
	json_texts();
	large();
	sorted();
	OK(aborts(unbalanced), "an open scope at the end is our bug");
	OK(aborts(closed_twice), "closing too often is our bug");
	OK(aborts(key_in_array), "a key in an array is our bug");
	OK(aborts(no_key), "no key in an object is our bug");
	OK(aborts(two_values), "two values at the top are our bug");
	OK(aborts(unsorted), "descending keys are our bug");
	OK(aborts(repeated), "a repeated key is our bug");
	arena_free(a);
	DONE();
}
