/* SPDX-License-Identifier: ISC */
/* What the files of pages have in common. */
#ifndef DP_CRAWLER_REST_PAGES_H
#define DP_CRAWLER_REST_PAGES_H

#include "crawler/face/face.h"
#include "crawler/rest/rest.h"

/* clang-format off */
#define PAGE(m, p, w, l, f) \
	{ .method = (m), .path = (p), .who = (w), .params = (l), .stmt = REST_NONE, .fn = (f) }
/* clang-format on */

/* The page ends here and is the answer. */
enum rc page_drawn(struct rest_call *k, struct html *h, int status) MUST_CHECK;
/* To another page; cookie: what to be known by from now on, "": nothing. */
enum rc page_elsewhere(struct rest_call *k, const char *path,
    const char *cookie) MUST_CHECK;
/* What a form says; "": nothing. */
const char *page_field(const struct rest_call *k, const char *name);

#endif
