/* SPDX-License-Identifier: ISC */
#include "common/json/jsonr.h"

#include <malloc.h>
#include <stdlib.h>

#include "common/base/limits.h"
#include "tests/tap.h"

static struct ctx ctx;
static struct ctx *const c = &ctx;

static struct json_object *
doc(const char *text)
{
	struct json_object *o = NULL;

	err_clear(&c->err);
	if (jsonr_doc(c, &o, text, strlen(text)) != RC_OK)
		printf("Bail out! %s\n", c->err.msg);
	return o;
}

static const char *
msg(void)
{
	static char last[sizeof(c->err.msg)];

	memcpy(last, c->err.msg, sizeof(last));
	err_clear(&c->err);
	return last;
}

static void
nested(char *buf, unsigned depth)
{
	memset(buf, '[', depth);
	memset(buf + depth, ']', depth);
}

static void
documents(void)
{
	char deep[2 * LIM_JSON_DEPTH + 2];
	struct json_object *o;

	err_clear(&c->err);
	OK(jsonr_doc(c, &o, "{} x", 4) == RC_DATA, "trailing text is refused");
	IS(msg(), "json: byte 3: more text behind the value",
	    "the message has the offset");
	OK(jsonr_doc(c, &o, "", 0) == RC_DATA, "an empty text is refused");
	err_clear(&c->err);
	nested(deep, LIM_JSON_DEPTH);
	OK(jsonr_doc(c, &o, deep, 2 * LIM_JSON_DEPTH) == RC_OK,
	    "the deepest allowed document is read");
	nested(deep, LIM_JSON_DEPTH + 1);
	OK(jsonr_doc(c, &o, deep, 2 * LIM_JSON_DEPTH + 2) == RC_DATA,
	    "one level more is refused");
	err_clear(&c->err);
	OK(jsonr_doc(c, &o, "null", 4) == RC_OK && o == NULL,
	    "null is a document");
	OK(jsonr_doc(c, &o, "12", 2) == RC_OK &&
		json_object_is_type(o, json_type_int),
	    "a number alone is a document");
	OK(jsonr_doc(c, &o, "\"x\"", 3) == RC_OK, "a string alone, too");
	OK(jsonr_doc(c, &o, "true", 4) == RC_OK, "a word alone, too");
}

/* n times item, in an array. */
static char *
many(size_t *len, const char *item, size_t n)
{
	size_t size = strlen(item) + 1;
	char *text = malloc(n * size + 2), *p = text;
	size_t i;

	*p++ = '[';
	for (i = 0; i < n; i++) {
		memcpy(p, item, size - 1);
		p += size - 1;
		*p++ = ',';
	}
	p[-1] = ']';
	*len = (size_t)(p - text);
	return text;
}

static size_t
in_use(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

/* Little text that json-c would make hundreds of times its memory of. */
static void
memory(void)
{
	static const struct {
		const char *item;
		size_t n;
		bool fine;
	} shape[] = {
		{ "{}", 30000, true },
		{ "{}", 90000, false },
		{ "[]", 300000, false },
		{ "0", 100000, true },
		{ "0", 500000, false },
		{ "\"\"", 500000, false },
		{ "[[[[[[[[[[]]]]]]]]]]", 50000, false },
		{ "{\"a\":{\"a\":{}}}", 60000, false },
		{ "{\"track\":2000001,\"time\":1690000000}", 20000, true },
	};
	size_t i, len, before, after;
	struct json_object *o;
	struct arena *keep = c->a;
	char *text;
	enum rc rc;

	for (i = 0; i < sizeof(shape) / sizeof(shape[0]); i++) {
		text = many(&len, shape[i].item, shape[i].n);
		c->a = arena_new(1 << 20);
		err_clear(&c->err);
		before = in_use();
		rc = jsonr_doc(c, &o, text, len);
		after = in_use();
		OK((rc == RC_OK) == shape[i].fine &&
			(rc == RC_OK ||
			    strstr(msg(), "too many values") != NULL),
		    "%zu times %s: %s", shape[i].n, shape[i].item,
		    shape[i].fine ? "read" : "refused");
		OK(after <= before + LIM_JSON_MEMORY + LIM_JSON_TIMES * len,
		    "%zu times %s takes no more than it may", shape[i].n,
		    shape[i].item);
		arena_free(c->a);
		free(text);
	}
	c->a = keep;
	err_clear(&c->err);
}

static void
strings(void)
{
	struct json_object *o = doc("{\"s\":\"h\\u00e9\\u0000y\",\"n\":5,"
				    "\"z\":null,\"t\":\"12abc\"}");
	const char *s = "untouched";
	struct span v;

	OK(jsonr_str(c, &v, o, "s", 5) == RC_OK && v.len == 5 &&
		memcmp(v.p, "h\xc3\xa9\0y", 5) == 0,
	    "a string comes with its length");
	OK(jsonr_str(c, &v, o, "s", 4) == RC_DATA, "one byte over max");
	IS(msg(), "json: 's' is longer than 4 bytes", "its message");
	OK(jsonr_cstr(c, &s, o, "s", 99) == RC_DATA, "NUL inside is refused");
	IS(msg(), "json: 's' contains NUL", "its message");
	OK(jsonr_str(c, &v, o, "n", 9) == RC_DATA, "a number is no string");
	IS(msg(), "json: 'n' is of type int, not string", "its message");
	OK(jsonr_str(c, &v, o, "z", 9) == RC_DATA, "null is no string");
	IS(msg(), "json: 'z' is absent or null", "its message");
	OK(jsonr_str(c, &v, o, "q", 9) == RC_DATA, "absent is no string");
	err_clear(&c->err);
	OK(jsonr_str(c, &v, NULL, "q", 9) == RC_DATA, "null has no members");
	err_clear(&c->err);
	OK(jsonr_cstr(c, &s, o, "t", 5) == RC_OK && strcmp(s, "12abc") == 0,
	    "a plain string is borrowed");
}

static void
hexadecimal(void)
{
	struct json_object *o = doc("{\"h\":\"0xbeef\",\"e\":\"0x\","
				    "\"odd\":\"0xbee\",\"q\":\"0x1f\","
				    "\"lead\":\"0x01\",\"n\":31,"
				    "\"a\":[\"0x0102\",7]}"),
			   *arr;
	uint8_t out[2] = { 0 };
	struct span v;
	uint64_t n = 77;
	size_t len;

	OK(jsonr_hex(c, out, 2, o, "h") == RC_OK && out[0] == 0xbe,
	    "bytes of the exact length are read");
	OK(jsonr_hex(c, out, 1, o, "h") == RC_DATA, "another length is not");
	IS(msg(), "json: 'h' is not the hexadecimal form of 1 bytes",
	    "its message");
	OK(jsonr_bytes(c, &v, o, "h", 2) == RC_OK && v.len == 2 &&
		v.p[1] == 0xef,
	    "bytes of any length are read");
	OK(jsonr_bytes(c, &v, o, "h", 1) == RC_DATA, "up to max");
	IS(msg(), "json: 'h' holds more than 1 bytes", "its message");
	OK(jsonr_bytes(c, &v, o, "e", 9) == RC_OK && v.len == 0, "also none");
	OK(jsonr_bytes(c, &v, o, "odd", 9) == RC_DATA, "not half bytes");
	err_clear(&c->err);
	OK(jsonr_qty(c, &n, o, "q") == RC_OK && n == 31, "a quantity is read");
	n = 77;
	OK(jsonr_qty(c, &n, o, "lead") == RC_DATA && n == 77,
	    "a quantity has no leading zero");
	err_clear(&c->err);
	OK(jsonr_qty(c, &n, o, "n") == RC_DATA, "nor is it a JSON number");
	err_clear(&c->err);
	OK(jsonr_arr(c, &arr, &len, o, "a", 2) == RC_OK && len == 2,
	    "an array comes with its length");
	OK(jsonr_hex(c, out, 2, jsonr_at(arr, 0), NULL) == RC_OK && out[1] == 2,
	    "an element is read with key NULL");
	OK(jsonr_hex(c, out, 2, jsonr_at(arr, 1), NULL) == RC_DATA,
	    "and its type is demanded");
	IS(msg(), "json: '(value)' is of type int, not string", "its message");
	OK(jsonr_arr(c, &arr, &len, o, "a", 1) == RC_DATA,
	    "an array above max is refused");
	IS(msg(), "json: 'a' has more than 1 elements", "its message");
	OK(jsonr_arr(c, &arr, &len, o, "h", 1) == RC_DATA,
	    "a string is no array");
	err_clear(&c->err);
}

static void
integers(void)
{
	static const struct {
		const char *name, *in;
		int want;
		int64_t n;
	} vec[] = {
		{ "zero", "0", 1, 0 },
		{ "negative", "-5", 1, -5 },
		{ "largest", "9223372036854775807", 1, INT64_MAX },
		{ "largest and one", "9223372036854775808", 0, 0 },
		{ "largest of 64 bits", "18446744073709551615", 0, 0 },
		{ "far above", "99999999999999999999999", 0, 0 },
		{ "far below", "-99999999999999999999999", 0, 0 },
		{ "fraction", "1.5", 0, 0 },
		{ "integral fraction", "1.0", 0, 0 },
		{ "exponent", "1e5", 0, 0 },
		{ "text", "\"5\"", 0, 0 },
		{ "true", "true", 0, 0 },
		{ "null", "null", 0, 0 },
	};
	struct json_object *o;
	char text[64];
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		snprintf(text, sizeof(text), "{\"n\":%s}", vec[i].in);
		o = doc(text);
		n = 77;
		OK(jsonr_opt_int(&n, o, "n") == vec[i].want &&
			n == (vec[i].want ? vec[i].n : 77),
		    "optional integer: %s", vec[i].name);
	}
}

static void
optionals(void)
{
	struct json_object *o = doc("{\"t\":\"a\\u0000b\",\"d\":1.5,\"i\":2,"
				    "\"b\":true,\"o\":{\"k\":1},\"a\":[1],"
				    "\"z\":null}"),
			   *v = NULL;
	const char *s = NULL;
	double d = 0;
	bool b = false;

	OK(jsonr_opt_text(c, &s, o, "t") == 1 && strcmp(s, "ab") == 0,
	    "text comes without NUL");
	OK(jsonr_opt_text(c, &s, o, "i") == 0, "a number is no text");
	OK(jsonr_opt_text(c, &s, o, "z") == 0, "null is no text");
	OK(jsonr_opt_text(c, &s, o, "q") == 0, "nor what is absent");
	OK(jsonr_opt_text(c, &s, NULL, NULL) == 0, "nor null itself");
	OK(jsonr_opt_num(&d, o, "d") == 1 && d == 1.5, "a number is read");
	OK(jsonr_opt_num(&d, o, "i") == 1 && d == 2, "an integer is one");
	OK(jsonr_opt_num(&d, o, "t") == 0, "text is not");
	OK(jsonr_opt_bool(&b, o, "b") == 1 && b, "true is read");
	OK(jsonr_opt_bool(&b, o, "i") == 0, "2 is not true");
	OK(jsonr_opt_arr(&v, o, "a") == 1 && jsonr_at(v, 0) != NULL,
	    "an array is read");
	OK(jsonr_opt_arr(&v, o, "o") == 0, "an object is no array");
	o = doc("{\"k\":1,\"k\":2}");
	OK(jsonr_opt_num(&d, o, "k") == 1 && d == 2,
	    "of a repeated key the last value counts");
}

static void
user_documents(void)
{
	static const char in[] = "{\"n\\u0000a\":\"x\\ud800y\",\"e\":1.50,"
				 "\"s\":\"a/b \\uD83C\\uDFB5\"}";
	struct json_object *o = NULL;

	OK(jsonr_user_doc(c, &o, in, sizeof(in) - 1) == RC_OK,
	    "a document with NUL and half a character is read");
	IS(jsonr_text(c, o),
	    "{\"na\":\"xy\",\"e\":1.50,\"s\":\"a/b \xf0\x9f\x8e\xb5\"}",
	    "and written without them");
	OK(jsonr_user_doc(c, &o, "{\"a\":\"\xff\"}", 9) == RC_DATA,
	    "bytes that are not UTF-8 are refused");
	err_clear(&c->err);
	IS(jsonr_text(c, NULL), "null", "null is written as such");
}

int
main(void)
{
	c->a = arena_new(1 << 20);
	documents();
	memory();
	strings();
	hexadecimal();
	integers();
	optionals();
	user_documents();
	arena_free(c->a);
	DONE();
}
