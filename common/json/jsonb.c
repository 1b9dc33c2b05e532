/* SPDX-License-Identifier: ISC */
#include "common/json/jsonb.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH  512
#define DIGITS 200000 /* more than any number of the database has */

/* A member that is written already. */
struct member {
	const char *name; /* decoded */
	size_t len;
	size_t at, end; /* where it stands in the output */
	size_t place;   /* among all */
};

struct work {
	struct buf *out;
	const char *p; /* what is not read yet */
	unsigned depth;
};

static bool value(struct work *k);

static void
blanks(struct work *k)
{
	k->p += strspn(k->p, " \t\r\n");
}

static bool
sign(struct work *k, char ch)
{
	blanks(k);
	if (*k->p != ch)
		return false;
	k->p++;
	return true;
}

static int
hex_digit(char ch)
{
	if (ch >= '0' && ch <= '9')
		return ch - '0';
	ch = (char)(ch | 0x20);
	return ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;
}

/* The four digits behind "\u". */
static bool
unit(const char *s, uint32_t *u)
{
	int i, d;

	*u = 0;
	for (i = 0; i < 4; i++) {
		if ((d = hex_digit(s[i])) < 0)
			return false;
		*u = *u << 4 | (uint32_t)d;
	}
	return true;
}

static void
utf8(struct buf *b, uint32_t c)
{
	char s[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, i;

	if (n == 1) {
		s[0] = (char)c;
	} else {
		for (i = n; i-- > 1; c >>= 6)
			s[i] = (char)(0x80 | (c & 0x3f));
		s[0] = (char)((0xf00u >> n & 0xffu) | c);
	}
	buf_add(b, s, n);
}

/* A pair of surrogates is one character. */
static bool
unicode(struct work *k, struct buf *to)
{
	uint32_t u, low;

	if (!unit(k->p + 1, &u) || u == 0)
		return false;
	k->p += 5;
	if (u >= 0xdc00 && u < 0xe000)
		return false;
	if (u >= 0xd800 && u < 0xdc00) {
		if (k->p[0] != '\\' || k->p[1] != 'u' ||
		    !unit(k->p + 2, &low) || low < 0xdc00 || low >= 0xe000)
			return false;
		k->p += 6;
		u = 0x10000 + ((u & 0x3ff) << 10 | (low & 0x3ff));
	}
	utf8(to, u);
	return true;
}

/* k->p is behind the backslash. */
static bool
escape(struct work *k, struct buf *to)
{
	static const char from[] = "\"\\/bfnrt", is[] = "\"\\/\b\f\n\r\t";
	const char *at;

	if (*k->p == 'u')
		return unicode(k, to);
	if (*k->p == '\0' || (at = strchr(from, *k->p)) == NULL)
		return false;
	k->p++;
	buf_add(to, is + (at - from), 1);
	return true;
}

/* What the string stands for; k->p is behind its first quote. */
static bool
decode(struct work *k, struct buf *to)
{
	size_t n;

	for (;;) {
		n = strcspn(k->p, "\"\\");
		buf_add(to, k->p, n);
		k->p += n;
		if (*k->p == '\0')
			return false;
		if (*k->p++ == '"')
			return true;
		if (!escape(k, to))
			return false;
	}
}

static void
put_char(struct buf *b, unsigned char ch)
{
	static const char from[] = "\"\\\b\f\n\r\t", is[] = "\"\\bfnrt";
	const char *at = memchr(from, ch, sizeof(from) - 1);
	char s[2] = { '\\', 0 };

	if (at == NULL) {
		buf_printf(b, "\\u%04x", ch);
		return;
	}
	s[1] = is[at - from];
	buf_add(b, s, 2);
}

static void
put_string(struct buf *b, const char *s, size_t len)
{
	size_t i, from = 0;

	buf_add(b, "\"", 1);
	for (i = 0; i < len; i++) {
		if ((unsigned char)s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
			continue;
		buf_add(b, s + from, i - from);
		put_char(b, (unsigned char)s[i]);
		from = i + 1;
	}
	buf_add(b, s + from, len - from);
	buf_add(b, "\"", 1);
}

static bool
string(struct work *k)
{
	struct buf to = { .a = k->out->a };
	size_t n;

	k->p++;
	n = strcspn(k->p, "\"\\");
	if (k->p[n] == '"') { /* mostly nothing is to be decoded */
		put_string(k->out, k->p, n);
		k->p += n + 1;
		return true;
	}
	if (!decode(k, &to))
		return false;
	put_string(k->out, to.p, to.len);
	return true;
}

/* A number's parts. */
struct number {
	bool minus;
	const char *whole, *part; /* digits before and behind the point */
	size_t nwhole, npart;
	long exponent;
};

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

static bool
read_number(struct work *k, struct number *n)
{
	*n = (struct number){ .minus = *k->p == '-' };
	k->p += n->minus;
	n->whole = k->p;
	if ((n->nwhole = digits(k->p)) == 0)
		return false;
	k->p += n->nwhole;
	if (*k->p == '.') {
		n->part = ++k->p;
		if ((n->npart = digits(k->p)) == 0)
			return false;
		k->p += n->npart;
	}
	if (*k->p == 'e' || *k->p == 'E') {
		const char *s = k->p + 1 + (k->p[1] == '-' || k->p[1] == '+');

		if (digits(s) == 0)
			return false;
		n->exponent = strtol(k->p + 1, NULL, 10);
		k->p = s + digits(s);
	}
	return n->exponent >= -DIGITS && n->exponent <= DIGITS;
}

/* The i-th digit of all; in front of them and behind them are zeros. */
static char
digit(const struct number *n, long i)
{
	if (i < 0 || i >= (long)(n->nwhole + n->npart))
		return '0';
	return i < (long)n->nwhole ? n->whole[i] : n->part[i - (long)n->nwhole];
}

static bool
number(struct work *k)
{
	struct number n;
	long point, scale, i, first = 0;
	char ch;

	if (!read_number(k, &n))
		return false;
	point = (long)n.nwhole + n.exponent;
	scale = (long)n.npart > n.exponent ? (long)n.npart - n.exponent : 0;
	for (i = 0; i < (long)(n.nwhole + n.npart); i++)
		if (digit(&n, i) != '0')
			break;
	if (i == (long)(n.nwhole + n.npart))
		n.minus = false; /* there is no -0 */
	if (n.minus)
		buf_add(k->out, "-", 1);
	while (first < point - 1 && digit(&n, first) == '0')
		first++;
	if (point <= 0)
		first = point - 1;
	for (i = first; i < point; i++) {
		ch = digit(&n, i);
		buf_add(k->out, &ch, 1);
	}
	if (scale > 0)
		buf_add(k->out, ".", 1);
	for (i = point; i < point + scale; i++) {
		ch = digit(&n, i);
		buf_add(k->out, &ch, 1);
	}
	return true;
}

static int
by_name(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int d;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	if ((d = memcmp(x->name, y->name, x->len)) != 0)
		return d;
	return x->place < y->place ? -1 : 1;
}

static bool
same_name(const struct member *x, const struct member *y)
{
	return x->len == y->len && memcmp(x->name, y->name, x->len) == 0;
}

/* Members stand from *begin on, in the order in which they were read. */
static void
put_in_order(struct buf *out, size_t begin, struct member *m, size_t n)
{
	struct buf was = { .a = out->a };
	size_t i;

	for (i = 1; i < n; i++)
		if (same_name(&m[i - 1], &m[i]) ||
		    by_name(&m[i - 1], &m[i]) > 0)
			break;
	if (i >= n)
		return;
	qsort(m, n, sizeof(*m), by_name);
	buf_add(&was, out->p + begin, out->len - begin);
	out->len = begin;
	for (i = 0; i < n; i++) {
		if (i + 1 < n && same_name(&m[i], &m[i + 1]))
			continue; /* the last one counts */
		if (out->len > begin)
			buf_add(out, ", ", 2);
		buf_add(out, was.p + (m[i].at - begin), m[i].end - m[i].at);
	}
}

static bool
one_member(struct work *k, struct member *m)
{
	struct buf name = { .a = k->out->a };

	blanks(k);
	if (*k->p != '"')
		return false;
	k->p++;
	if (!decode(k, &name))
		return false;
	m->name = name.p;
	m->len = name.len;
	m->at = k->out->len;
	put_string(k->out, name.p, name.len);
	buf_add(k->out, ": ", 2);
	if (!sign(k, ':') || !value(k))
		return false;
	m->end = k->out->len;
	return true;
}

static bool
object(struct work *k)
{
	struct member *m = NULL;
	size_t n = 0, cap = 0, begin;

	k->p++;
	buf_add(k->out, "{", 1);
	begin = k->out->len;
	if (!sign(k, '}')) {
		do {
			if (n == cap) {
				cap = cap == 0 ? 16 : 2 * cap;
				m = arena_grow(k->out->a, m, n * sizeof(*m),
				    cap * sizeof(*m));
			}
			if (n > 0)
				buf_add(k->out, ", ", 2);
			m[n].place = n;
			if (!one_member(k, &m[n++]))
				return false;
		} while (sign(k, ','));
		if (!sign(k, '}'))
			return false;
		put_in_order(k->out, begin, m, n);
	}
	buf_add(k->out, "}", 1);
	return true;
}

static bool
array(struct work *k)
{
	bool first = true;

	k->p++;
	buf_add(k->out, "[", 1);
	if (!sign(k, ']')) {
		do {
			if (!first)
				buf_add(k->out, ", ", 2);
			first = false;
			if (!value(k))
				return false;
		} while (sign(k, ','));
		if (!sign(k, ']'))
			return false;
	}
	buf_add(k->out, "]", 1);
	return true;
}

static bool
word(struct work *k, const char *w)
{
	size_t n = strlen(w);

	if (strncmp(k->p, w, n) != 0)
		return false;
	buf_add(k->out, w, n);
	k->p += n;
	return true;
}

static bool
nested(struct work *k, bool (*fn)(struct work *))
{
	bool ok;

	if (k->depth == DEPTH)
		return false;
	k->depth++;
	ok = fn(k);
	k->depth--;
	return ok;
}

static bool
value(struct work *k)
{
	blanks(k);
	switch (*k->p) {
	case '{':
		return nested(k, object);
	case '[':
		return nested(k, array);
	case '"':
		return string(k);
	case 't':
		return word(k, "true");
	case 'f':
		return word(k, "false");
	case 'n':
		return word(k, "null");
	default:
		return number(k);
	}
}

bool
jsonb_add(struct buf *b, const char *text)
{
	struct work k = { .out = b, .p = text };
	size_t before = b->len;

	if (value(&k)) {
		blanks(&k);
		if (*k.p == '\0')
			return true;
	}
	b->len = before;
	return false;
}
