/* SPDX-License-Identifier: ISC */
#include "fcgi/page/html.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST 4096

static void
put(struct html *h, const char *s, size_t n)
{
	size_t cap = 2 * h->cap + n + FIRST;

	if (h->cap - h->len < n) {
		h->p = arena_grow(h->a, h->p, h->cap, cap);
		h->cap = cap;
	}
	memcpy(h->p + h->len, s, n);
	h->len += n;
}

void
html_raw(struct html *h, const char *markup)
{
	put(h, markup, strlen(markup));
}

void
html_rawf(struct html *h, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n > 0)
		put(h, text,
		    (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
}

void
html_text(struct html *h, const char *s)
{
	static const struct {
		char sign;
		const char *as;
	} tab[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&#39;" } };
	size_t n, i;

	for (; *s != '\0'; s++) {
		n = strcspn(s, "&<>\"'");
		put(h, s, n);
		if (*(s += n) == '\0')
			return;
		for (i = 0; tab[i].sign != *s; i++)
			continue;
		html_raw(h, tab[i].as);
	}
}

void
html_count(struct html *h, int64_t n)
{
	char digits[24];
	size_t len, i;

	(void)snprintf(digits, sizeof(digits), "%" PRId64, n);
	len = strlen(digits);
	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			put(h, ",", 1);
		put(h, digits + i, 1);
	}
}

struct span
html_done(const struct html *h)
{
	return (struct span){ (const uint8_t *)h->p, h->len };
}
