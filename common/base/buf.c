/* SPDX-License-Identifier: ISC */
#include "common/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST 256

/* Room for n more. */
static void
reserve(struct buf *b, size_t n)
{
	size_t cap = 2 * b->cap + n + FIRST;

	if (b->cap - b->len >= n)
		return;
	b->p = arena_grow(b->a, b->p, b->cap, cap);
	b->cap = cap;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	reserve(b, n);
	memcpy(b->p + b->len, p, n);
	b->len += n;
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

/* The end that vsnprintf() writes is not ours. */
void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	reserve(b, 1);
	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(b->p + b->len, b->cap - b->len, fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n >= b->cap - b->len) {
		reserve(b, (size_t)n + 1);
		n = vsnprintf(b->p + b->len, b->cap - b->len, fmt, again);
	}
	va_end(again);
	if (n > 0)
		b->len += (size_t)n;
}

struct span
buf_span(const struct buf *b)
{
	return (struct span){ (const uint8_t *)b->p, b->len };
}
