/* SPDX-License-Identifier: ISC */
/*
 * Text of a page that grows.  What comes from outside goes through html_text();
 * the rest is ours and is written as it stands.
 */
#ifndef DP_FCGI_PAGE_HTML_H
#define DP_FCGI_PAGE_HTML_H

#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/attr.h"
#include "common/base/span.h"

struct html {
	struct arena *a;
	char *p;
	size_t len, cap;
};

/* Our own markup. */
void html_raw(struct html *h, const char *markup);
/* Our own markup with numbers in it; never with texts of others. */
void html_rawf(struct html *h, const char *fmt, ...) PRINTF(2, 3);
/* Anybody's text, for content and for attributes in double quotes. */
void html_text(struct html *h, const char *s);
/* 1234567 as "1,234,567" */
void html_count(struct html *h, int64_t n);

struct span html_done(const struct html *h);

#endif
