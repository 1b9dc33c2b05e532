/* SPDX-License-Identifier: ISC */
/*
 * Text of a page that grows.  What comes from outside goes through html_text();
 * the rest is ours and is written as it stands.
 */
#ifndef DP_FCGI_PAGE_HTML_H
#define DP_FCGI_PAGE_HTML_H

#include <stdint.h>

#include "common/base/buf.h"
#include "common/base/span.h"

struct html {
	struct buf b;
};

/* Our own markup. */
void html_raw(struct html *h, const char *markup);
/* Our own markup with numbers in it; never with texts of others. */
#define html_rawf(h, ...) buf_printf(&(h)->b, __VA_ARGS__)
/* Anybody's text, for content and for attributes in double quotes. */
void html_text(struct html *h, const char *s);
/* 1234567 as "1,234,567" */
void html_count(struct html *h, int64_t n);

struct span html_done(const struct html *h);

#endif
