/* SPDX-License-Identifier: ISC */
#include "common/json/jsonw.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/hashid.h"
#include "common/base/limits.h"
#include "common/json/jsonv.h"

#define DEPTH   64
#define FIRST   512 /* bytes to begin with */
#define FEW     8   /* members of an object that need no memory */
#define NUMTEXT 32  /* bytes of the longest number written, with NUL */

struct scope {
	bool object;
	bool filled;    /* has a member: the next one needs a comma */
	size_t at, len; /* last key, as written; len 0 before the first */
};

struct jsonw {
	struct arena *a;
	char *buf;
	size_t len, cap;
	bool sorted;
	unsigned depth;
	struct scope stack[DEPTH]; /* [0] is the top */
};

struct jsonw *
jsonw_new(struct arena *a)
{
	struct jsonw *w = arena_zalloc(a, 1, sizeof(*w));

	w->a = a;
	w->cap = FIRST;
	w->buf = arena_alloc(a, w->cap);
	return w;
}

void
jsonw_sorted(struct jsonw *w)
{
	w->sorted = true;
}

/* Where to write n more bytes. */
static inline char *
room(struct jsonw *w, size_t n)
{
	size_t cap = w->cap;

	if (n > cap - w->len) {
		while (n > cap - w->len)
			cap *= 2;
		w->buf = arena_grow(w->a, w->buf, w->cap, cap);
		w->cap = cap;
	}
	return w->buf + w->len;
}

static inline void
add(struct jsonw *w, const char *s, size_t len)
{
	if (len > 0)
		memcpy(room(w, len), s, len);
	w->len += len;
}

static void
add_escaped(struct jsonw *w, unsigned char ch)
{
	static const char names[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
	const char *at = ch == 0 ? NULL : strchr(names, ch);
	char esc[8];

	if (at != NULL)
		add(w, (const char[]){ '\\', letters[at - names] }, 2);
	else
		add(w, esc, (size_t)snprintf(esc, sizeof(esc), "\\u%04x", ch));
}

/* How many bytes of s need no escape, eight at once while there are eight. */
static size_t
plain(const char *s, size_t len)
{
	const uint64_t ones = 0x0101010101010101u, high = ones << 7;
	uint64_t v, quote, slash;
	size_t i;

	for (i = 0; len - i >= 8; i += 8) {
		memcpy(&v, s + i, 8);
		quote = v ^ ones * '"';
		slash = v ^ ones * '\\';
		if ((((v - ones * 0x20) & ~v) | ((quote - ones) & ~quote) |
			((slash - ones) & ~slash)) &
		    high)
			break;
	}
	for (; i < len; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == '"' || s[i] == '\\')
			break;
	return i;
}

static void
add_string(struct jsonw *w, const char *s, size_t len)
{
	size_t n = plain(s, len);
	char *to = room(w, n + 2);

	to[0] = '"';
	memcpy(to + 1, s, n);
	w->len += n + 1;
	while (n < len) {
		add_escaped(w, (unsigned char)s[n]);
		s += n + 1;
		len -= n + 1;
		n = plain(s, len);
		add(w, s, n);
	}
	add(w, "\"", 1);
}

/* Keys of a signed answer ascend; bytes of UTF-8 sort as code points do. */
static void
ascending(const struct jsonw *w, const struct scope *sc, const char *key,
    size_t len)
{
	size_t least = len < sc->len ? len : sc->len;
	int d = memcmp(w->buf + sc->at, key, least);

	assert(d < 0 || (d == 0 && sc->len < len));
}

/* A key in which nothing wants an escape. */
static void
add_key(struct jsonw *w, const char *key, size_t len)
{
	char *to = room(w, len + 3);

	to[0] = '"';
	memcpy(to + 1, key, len);
	to[len + 1] = '"';
	to[len + 2] = ':';
	w->len += len + 3;
}

/* Comma and key in front of a value. */
static void
begin(struct jsonw *w, const char *key)
{
	struct scope *sc = &w->stack[w->depth];
	size_t len;

	assert(sc->object == (key != NULL));
	assert(w->depth > 0 || !sc->filled);
	if (sc->filled)
		add(w, ",", 1);
	sc->filled = true;
	if (key == NULL)
		return;
	len = strlen(key);
	if (w->sorted && sc->at != 0)
		ascending(w, sc, key, len);
	sc->at = w->len + 1;
	sc->len = len;
	if (plain(key, len) == len) {
		add_key(w, key, len);
		return;
	}
	add_string(w, key, len);
	add(w, ":", 1);
}

static void
open_scope(struct jsonw *w, const char *key, bool object)
{
	begin(w, key);
	assert(w->depth + 1 < DEPTH);
	w->stack[++w->depth] = (struct scope){ .object = object };
	add(w, object ? "{" : "[", 1);
}

void
jsonw_obj(struct jsonw *w, const char *key)
{
	open_scope(w, key, true);
}

void
jsonw_arr(struct jsonw *w, const char *key)
{
	open_scope(w, key, false);
}

void
jsonw_end(struct jsonw *w)
{
	assert(w->depth > 0);
	add(w, w->stack[w->depth--].object ? "}" : "]", 1);
}

void
jsonw_raw(struct jsonw *w, const char *key, const char *text, size_t len)
{
	begin(w, key);
	add(w, text, len);
}

static void
add_null(struct jsonw *w)
{
	add(w, "null", 4);
}

void
jsonw_null(struct jsonw *w, const char *key)
{
	begin(w, key);
	add_null(w);
}

void
jsonw_bool(struct jsonw *w, const char *key, bool b)
{
	jsonw_raw(w, key, b ? "true" : "false", b ? 4 : 5);
}

void
jsonw_strn(struct jsonw *w, const char *key, const char *s, size_t len)
{
	begin(w, key);
	add_string(w, s, len);
}

void
jsonw_str(struct jsonw *w, const char *key, const char *s)
{
	if (s == NULL)
		jsonw_null(w, key);
	else
		jsonw_strn(w, key, s, strlen(s));
}

static void
add_int(struct jsonw *w, int64_t n)
{
	char text[NUMTEXT], *p = text + sizeof(text);
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (n < 0)
		*--p = '-';
	add(w, p, (size_t)(text + sizeof(text) - p));
}

void
jsonw_int(struct jsonw *w, const char *key, int64_t n)
{
	begin(w, key);
	add_int(w, n);
}

void
jsonw_int_known(struct jsonw *w, const char *key, int64_t n, int64_t unknown)
{
	if (n == unknown)
		jsonw_null(w, key);
	else
		jsonw_int(w, key, n);
}

void
jsonw_id(struct jsonw *w, const char *key, int64_t id)
{
	char text[HASHID_TEXT];

	assert(id >= 0);
	hashid_encode(text, (uint64_t)id);
	jsonw_str(w, key, text);
}

/* One more in the last digit of d.ddde+xx; 99.9 stays. */
static void
bump(char *sci)
{
	char *p = strchr(sci, 'e') - 1;

	for (; p > sci && (*p == '9' || *p == '.'); p--)
		;
	if (*p < '0' || *p > '8')
		return;
	for (++*p++; *p != 'e'; p++)
		if (*p == '9')
			*p = '0';
}

/*
 * The fewest digits that read back as d, the nearest to d of those.  Above
 * DBL_MIN any number of at most 15 digits does, so the search begins there.
 * Below a power of two the neighbour is nearer than above: there the digits
 * next to the nearest ones may be the ones.
 */
static void
shortest(char sci[NUMTEXT], double d)
{
	int prec, e;

	for (prec = fabs(d) < DBL_MIN ? 0 : 14; prec < 16; prec++) {
		snprintf(sci, NUMTEXT, "%.*e", prec, d);
		if (strtod(sci, NULL) == d)
			return;
		if (fabs(frexp(d, &e)) != 0.5)
			continue;
		bump(sci);
		if (strtod(sci, NULL) == d)
			return;
	}
	snprintf(sci, NUMTEXT, "%.16e", d); /* 17 always do */
}

/* ECMA-262, Number::toString: k digits, the point behind the n-th. */
static size_t
js_number(char out[NUMTEXT], double d)
{
	char sci[NUMTEXT], dig[NUMTEXT], *w = out;
	int i, k = 0, n;

	shortest(sci, d);
	for (i = 0; sci[i] != 'e'; i++)
		if (sci[i] >= '0' && sci[i] <= '9')
			dig[k++] = sci[i];
	n = (int)strtol(strchr(sci, 'e') + 1, NULL, 10) + 1;
	while (k > 1 && dig[k - 1] == '0')
		k--;
	if (d < 0)
		*w++ = '-';
	if (n > 21 || n < -5) {
		*w++ = dig[0];
		w += snprintf(w, NUMTEXT - 2, "%s%.*se%+d", k > 1 ? "." : "",
		    k - 1, dig + 1, n - 1);
		return (size_t)(w - out);
	}
	if (n <= 0)
		w += snprintf(w, NUMTEXT - 2, "0.%.*s", -n, "00000");
	for (i = 0; i < k || i < n; i++) {
		if (i == n && n > 0)
			*w++ = '.';
		*w++ = i < k ? dig[i] : '0';
	}
	return (size_t)(w - out);
}

static void
add_num(struct jsonw *w, double d)
{
	char text[NUMTEXT];

	if (isnan(d) || isinf(d))
		add_null(w);
	else if (fabs(d) < 9007199254740992.0 && d == trunc(d))
		add_int(w, (int64_t)d); /* below 2^53: exact; -0 is 0 */
	else
		add(w, text, js_number(text, d));
}

void
jsonw_num(struct jsonw *w, const char *key, double d)
{
	begin(w, key);
	add_num(w, d);
}

/* An integer is copied, however long; anything else goes through a double. */
static void
add_numtext(struct jsonw *w, const char *s, size_t len)
{
	if (strspn(s, "-0123456789") >= len && strncmp(s, "-0", 2) != 0)
		add(w, s, len);
	else
		add_num(w, strtod(s, NULL));
}

void
jsonw_numtext(struct jsonw *w, const char *key, const char *digits)
{
	struct jsonv_fault f;

	begin(w, key);
	/* "NaN" and "Infinity" of the database are no numbers in JSON. */
	if (digits == NULL || jsonv_check(&f, digits, strlen(digits), 0) != 0)
		add_null(w);
	else
		add_numtext(w, digits, strlen(digits));
}

struct member {
	struct span key; /* unescaped */
	const char *at;  /* the value */
};

static int
by_key(const void *x, const void *y)
{
	const struct member *m = x, *n = y;
	size_t least = m->key.len < n->key.len ? m->key.len : n->key.len;
	int d = least == 0 ? 0 : memcmp(m->key.p, n->key.p, least);

	if (d != 0)
		return d;
	if (m->key.len != n->key.len)
		return m->key.len < n->key.len ? -1 : 1;
	return m->at < n->at ? -1 : 1; /* the later of equal keys comes last */
}

static bool
same_key(const struct member *m, const struct member *n)
{
	return m->key.len == n->key.len &&
	       memcmp(m->key.p, n->key.p, m->key.len) == 0;
}

static void copy_value(struct jsonw *w, const char *p, const char *end);

/* Most objects have few members. */
static void
sort(struct member *m, size_t n)
{
	struct member one;
	size_t i, at;

	if (n > FEW) {
		qsort(m, n, sizeof(*m), by_key);
		return;
	}
	for (i = 1; i < n; i++) {
		one = m[i];
		for (at = i; at > 0 && by_key(&m[at - 1], &one) > 0; at--)
			m[at] = m[at - 1];
		m[at] = one;
	}
}

/* Twice the room, of which the first is few. */
static struct member *
more(struct jsonw *w, struct member *m, const struct member *few, size_t cap)
{
	struct member *wide;

	if (m != few)
		return arena_grow(w->a, m, cap * sizeof(*m),
		    2 * cap * sizeof(*m));
	wide = arena_alloc(w->a, 2 * cap * sizeof(*m));
	memcpy(wide, m, cap * sizeof(*m));
	return wide;
}

/* The members of the object at p, sorted by key; in few when it has room. */
static struct member *
members(struct jsonw *w, struct member few[FEW], size_t *count, const char *p,
    const char *end)
{
	struct member *m = few;
	size_t n = 0, cap = FEW;
	const char *q;

	p = jsonv_blanks(p + 1, end);
	while (*p != '}') {
		if (n == cap) {
			m = more(w, m, few, cap);
			cap *= 2;
		}
		q = jsonv_value(p, end);
		m[n].key = jsonv_unescape(w->a, p, q);
		p = jsonv_blanks(jsonv_blanks(q, end) + 1, end); /* ":" */
		m[n++].at = p;
		p = jsonv_blanks(jsonv_value(p, end), end);
		if (*p == ',')
			p = jsonv_blanks(p + 1, end);
	}
	sort(m, n);
	*count = n;
	return m;
}

static void
copy_object(struct jsonw *w, const char *p, const char *end)
{
	struct member few[FEW], *m;
	bool comma = false;
	size_t i, n;

	m = members(w, few, &n, p, end);
	add(w, "{", 1);
	for (i = 0; i < n; i++) {
		if (i + 1 < n && same_key(&m[i], &m[i + 1]))
			continue;
		if (comma)
			add(w, ",", 1);
		comma = true;
		add_string(w, (const char *)m[i].key.p, m[i].key.len);
		add(w, ":", 1);
		copy_value(w, m[i].at, end);
	}
	add(w, "}", 1);
}

static void
copy_array(struct jsonw *w, const char *p, const char *end)
{
	add(w, "[", 1);
	p = jsonv_blanks(p + 1, end);
	while (*p != ']') {
		copy_value(w, p, end);
		p = jsonv_blanks(jsonv_value(p, end), end);
		if (*p == ',') {
			add(w, ",", 1);
			p = jsonv_blanks(p + 1, end);
		}
	}
	add(w, "]", 1);
}

static void
copy_value(struct jsonw *w, const char *p, const char *end)
{
	const char *q;
	struct span s;

	if (*p == '{') {
		copy_object(w, p, end);
		return;
	}
	if (*p == '[') {
		copy_array(w, p, end);
		return;
	}
	q = jsonv_value(p, end);
	if (*p == '"') {
		s = jsonv_unescape(w->a, p, q);
		add_string(w, (const char *)s.p, s.len);
	} else if (*p == '-' || (*p >= '0' && *p <= '9')) {
		add_numtext(w, p, (size_t)(q - p));
	} else {
		add(w, p, (size_t)(q - p));
	}
}

void
jsonw_json(struct jsonw *w, const char *key, const char *text)
{
	struct jsonv_fault f;
	const char *end;

	begin(w, key);
	if (text == NULL ||
	    jsonv_check(&f, text, strlen(text), 2 * LIM_JSON_DEPTH) != 0) {
		add_null(w);
		return;
	}
	end = text + strlen(text);
	copy_value(w, jsonv_blanks(text, end), end);
}

size_t
jsonw_len(const struct jsonw *w)
{
	return w->len;
}

struct span
jsonw_done(struct jsonw *w)
{
	struct span r;

	assert(w->depth == 0 && w->stack[0].filled);
	r.p = (const uint8_t *)w->buf;
	r.len = w->len;
	return r;
}
