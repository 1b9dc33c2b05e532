/* SPDX-License-Identifier: ISC */
#include "fcgi/page/html.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
html_raw(struct html *h, const char *markup)
{
	buf_str(&h->b, markup);
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
		buf_add(&h->b, s, n);
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
			buf_str(&h->b, ",");
		buf_add(&h->b, digits + i, 1);
	}
}

struct span
html_done(const struct html *h)
{
	return buf_span(&h->b);
}
