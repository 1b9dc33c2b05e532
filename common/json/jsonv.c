/* SPDX-License-Identifier: ISC */
#include "common/json/jsonv.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/text.h"

/* Bytes that json-c takes for a thing, besides those of its text. */
#define MEM_OBJECT 800
#define MEM_ARRAY  160
#define MEM_MEMBER 100 /* key and place, besides the value */
#define MEM_VALUE  104

struct scan {
	const char *p, *end;
	unsigned depth; /* scopes that may still be opened */
	size_t memory;  /* bytes that may still be taken */
	const char *why;
	/* for a copy without some members */
	const struct jsonv_names *without; /* or NULL: no copy is made */
	const char *from;                  /* not copied yet, up to p */
	char *out;
};

static int
fail(struct scan *s, const char *why)
{
	s->why = why;
	return -1;
}

static bool
is_digit(const struct scan *s)
{
	return s->p < s->end && *s->p >= '0' && *s->p <= '9';
}

const char *
jsonv_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* After blanks, is this the next byte?  If so, it is taken. */
static bool
took(struct scan *s, char ch)
{
	s->p = jsonv_blanks(s->p, s->end);
	if (s->p == s->end || *s->p != ch)
		return false;
	s->p++;
	return true;
}

static int
hex4(unsigned *unit, const char *p, const char *end)
{
	unsigned v = 0, d, i;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		if (p[i] >= '0' && p[i] <= '9')
			d = (unsigned)(p[i] - '0');
		else if ((p[i] | 32) >= 'a' && (p[i] | 32) <= 'f')
			d = (unsigned)((p[i] | 32) - 'a') + 10;
		else
			return -1;
		v = v << 4 | d;
	}
	*unit = v;
	return 0;
}

static int
take(struct scan *s, size_t n)
{
	if (n > s->memory)
		return fail(s, "too many values");
	s->memory -= n;
	return 0;
}

static int
escape(struct scan *s)
{
	unsigned unit;

	if (++s->p == s->end || *s->p == '\0' ||
	    strchr("\"\\/bfnrtu", *s->p) == NULL)
		return fail(s, "unknown escape");
	if (*s->p++ != 'u')
		return 0;
	if (hex4(&unit, s->p, s->end) != 0)
		return fail(s, "\\u without four digits");
	s->p += 4;
	return 0;
}

/*
 * Over characters that need no second look, eight at once: most of what a
 * chain node sends are long strings of digits.
 */
static void
plain(struct scan *s)
{
	const uint64_t ones = 0x0101010101010101u, high = ones << 7;
	uint64_t w, quote, slash;

	for (; s->end - s->p >= 8; s->p += 8) {
		memcpy(&w, s->p, 8);
		quote = w ^ ones * '"';
		slash = w ^ ones * '\\';
		if (((w | (w - ones * 0x20) | (quote - ones) | (slash - ones)) &
			high) != 0)
			return;
	}
}

static int
string(struct scan *s)
{
	size_t n;

	for (;;) {
		plain(s);
		if (s->p == s->end)
			return fail(s, "string without end");
		if (*s->p == '"')
			break;
		if ((unsigned char)*s->p < 0x20)
			return fail(s, "control byte in a string");
		if (*s->p == '\\') {
			if (escape(s) != 0)
				return -1;
			continue;
		}
		n = text_char_len((const uint8_t *)s->p,
		    (size_t)(s->end - s->p));
		if (n == 0)
			return fail(s, "not UTF-8");
		s->p += n;
	}
	s->p++;
	return 0;
}

static int
digits(struct scan *s)
{
	if (!is_digit(s))
		return fail(s, "digit missing in a number");
	while (is_digit(s))
		s->p++;
	return 0;
}

static int
number(struct scan *s)
{
	if (*s->p == '-')
		s->p++;
	if (s->p < s->end && *s->p == '0') {
		s->p++;
		if (is_digit(s))
			return fail(s, "leading zero");
	} else if (digits(s) != 0) {
		return -1;
	}
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (digits(s) != 0)
			return -1;
	}
	if (s->p < s->end && (*s->p | 32) == 'e') {
		s->p++;
		if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
			s->p++;
		return digits(s);
	}
	return 0;
}

static int
word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, n;

	for (i = 0; i < 3; i++) {
		n = strlen(words[i]);
		if ((size_t)(s->end - s->p) >= n &&
		    memcmp(s->p, words[i], n) == 0) {
			s->p += n;
			return 0;
		}
	}
	return fail(s, "not a value");
}

/* Copying. */

static void
copy(struct scan *s)
{
	size_t n = (size_t)(s->p - s->from);

	if (s->out != s->from)
		memmove(s->out, s->from, n);
	s->out += n;
	s->from = s->p;
}

static bool
is_one(const struct jsonv_names *names, const char *p, const char *end)
{
	size_t n = (size_t)(end - p), lo = 0, hi = names->n, mid;
	int cmp;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		cmp = strncmp(names->name[mid], p, n);
		if (cmp == 0 && names->name[mid][n] == '\0')
			return true;
		if (cmp < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

static int value(struct scan *s);

static int
array(struct scan *s)
{
	if (took(s, ']'))
		return 0;
	do
		if (value(s) != 0)
			return -1;
	while (took(s, ','));
	return took(s, ']') ? 0 : fail(s, "',' or ']' missing");
}

/* Up to the value. */
static int
member(struct scan *s, bool *wanted)
{
	const char *name;

	if (!took(s, '"'))
		return fail(s, "key missing");
	name = s->p;
	if (string(s) != 0 || take(s, MEM_MEMBER) != 0)
		return -1;
	*wanted = s->without == NULL || !is_one(s->without, name, s->p - 1);
	return took(s, ':') ? 0 : fail(s, "':' missing");
}

/* The comma just taken is copied if it stands between two that are. */
static void
separate(struct scan *s, bool has_some)
{
	if (!has_some) {
		s->from = s->p;
		return;
	}
	s->p--;
	copy(s);
	s->p++;
}

static int
object(struct scan *s)
{
	bool wanted, has_some = false;
	size_t memory;
	char *out;

	if (took(s, '}'))
		return 0;
	if (s->without != NULL)
		copy(s);
	do {
		if (s->without != NULL)
			separate(s, has_some);
		out = s->out;
		memory = s->memory;
		if (member(s, &wanted) != 0 || value(s) != 0)
			return -1;
		has_some = has_some || wanted;
		if (!wanted) {
			s->out = out;
			s->from = s->p;
			s->memory = memory;
		}
	} while (took(s, ','));
	return took(s, '}') ? 0 : fail(s, "',' or '}' missing");
}

static int
scope(struct scan *s, int (*fn)(struct scan *), size_t memory)
{
	int r;

	if (take(s, memory) != 0)
		return -1;
	if (s->depth == 0)
		return fail(s, "nested too deep");
	s->depth--;
	s->p++;
	r = fn(s);
	s->depth++;
	return r;
}

static int
value(struct scan *s)
{
	s->p = jsonv_blanks(s->p, s->end);
	if (s->p == s->end)
		return fail(s, "value missing");
	if (*s->p != '{' && *s->p != '[' && take(s, MEM_VALUE) != 0)
		return -1;
	switch (*s->p) {
	case '{':
		return scope(s, object, MEM_OBJECT);
	case '[':
		return scope(s, array, MEM_ARRAY);
	case '"':
		s->p++;
		return string(s);
	case '-':
		return number(s);
	default:
		return is_digit(s) ? number(s) : word(s);
	}
}

static int
document(struct scan *s, struct jsonv_fault *fault, const char *text,
    size_t len)
{
	s->p = s->from = text;
	s->end = len > 0 ? text + len : text; /* nothing may be NULL */
	s->memory = LIM_JSON_MEMORY + LIM_JSON_TIMES * len;
	if (value(s) == 0) {
		s->p = jsonv_blanks(s->p, s->end);
		if (s->p == s->end)
			return 0;
		s->why = "more text behind the value";
	}
	fault->offset = (size_t)(s->p - text);
	fault->why = s->why;
	return -1;
}

int
jsonv_check(struct jsonv_fault *fault, const char *text, size_t len,
    unsigned depth)
{
	struct scan s = { .depth = depth };

	return document(&s, fault, text, len);
}

int
jsonv_copy(struct jsonv_fault *fault, char *out, size_t *outlen,
    const char *text, size_t len, unsigned depth,
    const struct jsonv_names *without)
{
	struct scan s = { .depth = depth, .without = without, .out = out };

	if (document(&s, fault, text, len) != 0)
		return -1;
	copy(&s);
	*outlen = (size_t)(s.out - out);
	return 0;
}

/* Behind the closing quote; p is behind the opening one. */
static const char *
string_end(const char *p, const char *end)
{
	while (p < end && *p != '"')
		p += *p == '\\' ? 2 : 1;
	assert(p < end);
	return p + 1;
}

/* Of a number or a word. */
static bool
is_behind(char ch)
{
	return ch == ',' || ch == '}' || ch == ']' || ch == ' ' || ch == '\n' ||
	       ch == '\r' || ch == '\t' || ch == '\0';
}

const char *
jsonv_value(const char *p, const char *end)
{
	size_t open = 0;

	if (*p != '"' && *p != '{' && *p != '[') {
		while (p < end && !is_behind(*p))
			p++;
		return p;
	}
	do {
		assert(p < end);
		if (*p == '"') {
			p = string_end(p + 1, end);
			continue;
		}
		open += *p == '{' || *p == '[';
		open -= *p == '}' || *p == ']';
		p++;
	} while (open > 0);
	return p;
}

static struct span
between(const char *p, const char *end)
{
	return (struct span){ (const uint8_t *)p, (size_t)(end - p) };
}

struct jsonv_walk
jsonv_open(struct span value, char open)
{
	struct jsonv_walk w = { .open = open };

	w.p = w.end = (const char *)value.p;
	if (value.len == 0)
		return w;
	w.end += value.len;
	w.p = jsonv_blanks(w.p, w.end);
	w.p = w.p < w.end && *w.p == open ? w.p + 1 : w.end;
	return w;
}

bool
jsonv_next(struct jsonv_walk *w)
{
	const char *p = jsonv_blanks(w->p, w->end), *to;

	if (p < w->end && *p == ',')
		p = jsonv_blanks(p + 1, w->end);
	if (p == w->end || *p == ']' || *p == '}')
		return false;
	if (w->open == '{') {
		to = jsonv_value(p, w->end);
		w->key = between(p, to);
		p = jsonv_blanks(to, w->end) + 1; /* the colon */
		p = jsonv_blanks(p, w->end);
	}
	w->p = jsonv_value(p, w->end);
	w->value = between(p, w->p);
	return true;
}

struct span
jsonv_member(struct span object, const char *key)
{
	struct jsonv_walk w = jsonv_open(object, '{');
	struct span found = { NULL, 0 };
	size_t n = strlen(key);

	while (jsonv_next(&w))
		if (w.key.len == n + 2 && memcmp(w.key.p + 1, key, n) == 0)
			found = w.value;
	return found;
}

/* The token with a NUL behind it; NULL: it is no number, or a long one. */
static const char *
number_text(char buf[64], struct span token)
{
	if (token.len == 0 || token.len >= 64 ||
	    strchr("-0123456789", token.p[0]) == NULL)
		return NULL;
	memcpy(buf, token.p, token.len);
	buf[token.len] = '\0';
	return buf;
}

int
jsonv_int(int64_t *n, struct span token)
{
	char buf[64];
	const char *s = number_text(buf, token);

	return s == NULL ? -1 : num_i64(n, s, INT64_MIN, INT64_MAX);
}

int
jsonv_num(double *n, struct span token)
{
	char buf[64];
	const char *s = number_text(buf, token);

	if (s == NULL)
		return -1;
	*n = strtod(s, NULL);
	return isfinite(*n) ? 0 : -1;
}

/* The character that the escape at p (behind "\u") stands for; 0xfffd and
 * *lone when it is half of one. */
static uint32_t
escaped(const char **p, const char *end, bool *lone)
{
	unsigned hi = 0, lo;
	int rc;

	*lone = false;
	rc = hex4(&hi, *p, end);
	assert(rc == 0);
	*p += 4;
	if (hi < 0xd800 || hi > 0xdfff)
		return hi;
	if (hi < 0xdc00 && end - *p >= 6 && memcmp(*p, "\\u", 2) == 0 &&
	    hex4(&lo, *p + 2, end) == 0 && lo >= 0xdc00 && lo <= 0xdfff) {
		*p += 6;
		return 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00);
	}
	*lone = true;
	return 0xfffd;
}

static char *
put_char(char *w, uint32_t uc)
{
	if (uc < 0x80) {
		*w++ = (char)uc;
		return w;
	}
	if (uc < 0x800) {
		*w++ = (char)(0xc0 | uc >> 6);
	} else {
		if (uc < 0x10000) {
			*w++ = (char)(0xe0 | uc >> 12);
		} else {
			*w++ = (char)(0xf0 | uc >> 18);
			*w++ = (char)(0x80 | (uc >> 12 & 63));
		}
		*w++ = (char)(0x80 | (uc >> 6 & 63));
	}
	*w++ = (char)(0x80 | (uc & 63));
	return w;
}

static char
short_escape(char ch)
{
	switch (ch) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return ch;
	}
}

struct span
jsonv_unescape(struct arena *a, const char *p, const char *end)
{
	struct span r = { (const uint8_t *)p + 1, (size_t)(end - p) - 2 };
	char *out, *w;
	bool lone;

	if (memchr(r.p, '\\', r.len) == NULL)
		return r;
	w = out = arena_alloc(a, r.len); /* never longer than its escapes */
	for (p++, end--; p < end;) {
		if (*p != '\\') {
			*w++ = *p++;
			continue;
		}
		p += 2;
		if (p[-1] == 'u')
			w = put_char(w, escaped(&p, end, &lone));
		else
			*w++ = short_escape(p[-1]);
	}
	r.p = (const uint8_t *)out;
	r.len = (size_t)(w - out);
	return r;
}

char *
jsonv_drop_escapes(struct arena *a, size_t *outlen, const char *text,
    size_t len)
{
	const char *p = text, *end = text + len, *from = text, *at;
	char *out = NULL, *w = NULL;
	uint32_t uc;
	bool lone;

	while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		at = p;
		p += 2;
		if (p[-1] != 'u')
			continue;
		uc = escaped(&p, end, &lone);
		if (uc != 0 && !lone)
			continue;
		if (out == NULL)
			w = out = arena_alloc(a, len);
		memcpy(w, from, (size_t)(at - from));
		w += at - from;
		from = p;
	}
	if (out == NULL)
		return NULL;
	memcpy(w, from, (size_t)(end - from));
	*outlen = (size_t)(w + (end - from) - out);
	return out;
}
