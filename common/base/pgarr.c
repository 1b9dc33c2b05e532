/* SPDX-License-Identifier: ISC */
#include "common/base/pgarr.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct pgarr {
	struct arena *a;
	char *p;
	size_t len, cap; /* bytes */
	size_t n;        /* elements */
};

static void
room(struct pgarr *p, size_t more)
{
	size_t cap = p->cap;

	while (cap - p->len < more)
		cap *= 2;
	if (cap == p->cap)
		return;
	p->p = arena_grow(p->a, p->p, p->cap, cap);
	p->cap = cap;
}

/* The comma or brace before an element of at most more bytes. */
static void
begin(struct pgarr *p, size_t more)
{
	room(p, more + 1);
	p->p[p->len++] = p->n++ == 0 ? '{' : ',';
}

struct pgarr *
pgarr_new(struct arena *a)
{
	struct pgarr *p = arena_zalloc(a, 1, sizeof(*p));

	p->a = a;
	p->cap = 64;
	p->p = arena_alloc(a, p->cap);
	return p;
}

void
pgarr_text(struct pgarr *p, const char *s)
{
	if (s == NULL) {
		begin(p, 4);
		memcpy(p->p + p->len, "NULL", 4);
		p->len += 4;
		return;
	}
	begin(p, 2 * strlen(s) + 2);
	p->p[p->len++] = '"';
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			p->p[p->len++] = '\\';
		p->p[p->len++] = *s;
	}
	p->p[p->len++] = '"';
}

void
pgarr_int(struct pgarr *p, int64_t n)
{
	char buf[24];
	int len;

	len = snprintf(buf, sizeof(buf), "%" PRId64, n);
	begin(p, (size_t)len);
	memcpy(p->p + p->len, buf, (size_t)len);
	p->len += (size_t)len;
}

size_t
pgarr_len(const struct pgarr *p)
{
	return p->n;
}

const char *
pgarr_done(struct pgarr *p)
{
	room(p, 3);
	if (p->n == 0)
		p->p[p->len++] = '{';
	p->p[p->len++] = '}';
	p->p[p->len] = '\0';
	return p->p;
}
