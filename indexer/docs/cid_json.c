/* SPDX-License-Identifier: ISC */
#include "indexer/docs/cid_json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"

struct out {
	struct ctx *c;
	struct buf b;
};

/* One UTF-8 character of clean text. */
static uint32_t
decode(const uint8_t *p, size_t n)
{
	uint32_t ch = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));
	size_t i;

	for (i = 1; i < n; i++)
		ch = ch << 6 | (p[i] & 0x3f);
	return ch;
}

static void
put_escape(struct out *o, uint32_t ch)
{
	char text[16];

	if (ch > 0xffff) {
		ch -= 0x10000;
		snprintf(text, sizeof(text), "\\u%04" PRIx32 "\\u%04" PRIx32,
		    0xd800 + (ch >> 10), 0xdc00 + (ch & 0x3ff));
	} else {
		snprintf(text, sizeof(text), "\\u%04" PRIx32, ch);
	}
	buf_str(&o->b, text);
}

static void
put_string(struct out *o, const char *s, size_t len)
{
	static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
	const uint8_t *p = (const uint8_t *)s;
	const char *at;
	char pair[2] = { '\\', 0 };
	size_t i, n;

	buf_str(&o->b, "\"");
	for (i = 0; i < len; i += n) {
		n = text_char_len(p + i, len - i);
		if (n == 0)
			n = 1; /* clean text has none of these */
		if (n == 1 && (at = strchr(from, p[i])) != NULL) {
			pair[1] = to[at - from];
			buf_add(&o->b, pair, 2);
		} else if (n == 1 && p[i] >= 0x20 && p[i] < 0x80) {
			/* as Python, which leaves 0x7f alone */
			buf_add(&o->b, s + i, 1);
		} else {
			put_escape(o, decode(p + i, n));
		}
	}
	buf_str(&o->b, "\"");
}

/* The shortest digits that mean the same, laid out as Python does. */
static void
put_double(struct out *o, double d)
{
	char e[40], digits[20], text[64];
	int prec, exp, n;

	if (!isfinite(d)) {
		buf_str(&o->b, isnan(d) ? "NaN"
			       : d < 0  ? "-Infinity"
					: "Infinity");
		return;
	}
	for (prec = 0; prec < 17; prec++) {
		snprintf(e, sizeof(e), "%.*e", prec, fabs(d));
		if (strtod(e, NULL) == fabs(d))
			break;
	}
	exp = (int)strtol(strchr(e, 'e') + 1, NULL, 10);
	digits[0] = e[0];
	memcpy(digits + 1, e + 2, (size_t)prec);
	n = prec == 0 ? 1 : prec + 1;
	digits[n] = '\0';
	if (signbit(d))
		buf_str(&o->b, "-");
	if (exp < -4 || exp >= 16)
		snprintf(text, sizeof(text), "%c%s%se%c%02d", digits[0],
		    n > 1 ? "." : "", digits + 1, exp < 0 ? '-' : '+',
		    abs(exp));
	else if (exp < 0)
		snprintf(text, sizeof(text), "0.%.*s%s", -exp - 1, "0000",
		    digits);
	else if (n <= exp + 1)
		snprintf(text, sizeof(text), "%s%.*s.0", digits, exp + 1 - n,
		    "0000000000000000");
	else
		snprintf(text, sizeof(text), "%.*s.%s", exp + 1, digits,
		    digits + exp + 1);
	buf_str(&o->b, text);
}

static void put_value(struct out *o, struct json_object *v);

static void
put_object(struct out *o, struct json_object *v)
{
	const char *sep = "";

	buf_str(&o->b, "{");
	json_object_object_foreach(v, key, member)
	{
		buf_str(&o->b, sep);
		put_string(o, key, strlen(key));
		buf_str(&o->b, ": ");
		put_value(o, member);
		sep = ", ";
	}
	buf_str(&o->b, "}");
}

static void
put_array(struct out *o, struct json_object *v)
{
	size_t i;

	buf_str(&o->b, "[");
	for (i = 0; i < json_object_array_length(v); i++) {
		buf_str(&o->b, i > 0 ? ", " : "");
		put_value(o, jsonr_at(v, i));
	}
	buf_str(&o->b, "]");
}

/* Documents are at most LIM_JSON_DEPTH deep. */
static void
put_value(struct out *o, struct json_object *v)
{
	const char *s;
	double d;
	bool b;

	if (v == NULL)
		buf_str(&o->b, "null");
	else if (json_object_is_type(v, json_type_object))
		put_object(o, v);
	else if (json_object_is_type(v, json_type_array))
		put_array(o, v);
	else if (jsonr_opt_bool(&b, v, NULL))
		buf_str(&o->b, b ? "true" : "false");
	else if (jsonr_opt_text(o->c, &s, v, NULL))
		put_string(o, s, strlen(s));
	else if (json_object_is_type(v, json_type_double) &&
		 jsonr_opt_num(&d, v, NULL))
		put_double(o, d);
	else
		buf_str(&o->b, jsonr_text(o->c, v));
}

const char *
cid_json_text(struct ctx *c, struct json_object *v)
{
	struct out o = { .c = c, .b.a = c->a };

	put_value(&o, v);
	buf_add(&o.b, "", 1);
	return o.b.p;
}

/* RFC 4648 in lower case, without padding. */
static const char *
base32(struct arena *a, const uint8_t *in, size_t len)
{
	static const char digit[] = "abcdefghijklmnopqrstuvwxyz234567";
	char *out = arena_alloc(a, len * 8 / 5 + 2), *p = out;
	unsigned acc = 0, bits = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		acc = (acc << 8 | in[i]) & 0xffff;
		for (bits += 8; bits >= 5; bits -= 5)
			*p++ = digit[acc >> (bits - 5) & 31];
	}
	if (bits > 0)
		*p++ = digit[acc << (5 - bits) & 31];
	*p = '\0';
	return out;
}

const char *
cid_json(struct ctx *c, struct json_object *v)
{
	/* version 1, codec json (0x0200), sha2-256, 32 bytes */
	uint8_t cid[37] = { 0x01, 0x80, 0x04, 0x12, 0x20 };
	const char *once = cid_json_text(c, v);
	struct out o = { .c = c, .b.a = c->a };

	put_string(&o, once, strlen(once));
	sha256(cid + 5, o.b.p, o.b.len);
	return arena_printf(c->a, "b%s", base32(c->a, cid, sizeof(cid)));
}
