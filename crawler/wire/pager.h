/* SPDX-License-Identifier: ISC */
/*
 * What brings the next page, by the style that a command names.  The end of a
 * listing is what the provider says, never a count of items.
 *
 * A cursor is { "at": a token, a query, a number or a marker,
 *               "page": its number, from 2,
 *               "mark": what an earlier page is known by }.
 */
#ifndef DP_CRAWLER_WIRE_PAGER_H
#define DP_CRAWLER_WIRE_PAGER_H

#include "crawler/wire/impl.h"

struct pager {
	const char *style;
	/* Put what brings the page on the request; at is the cursor's. */
	enum crawl_end (
	    *ask)(struct call *k, struct request *r, struct json_object *at);
	/* The next page's at, owned; NULL: that was the last one. */
	enum crawl_end (*next)(struct call *k, const struct request *r,
	    struct json_object *tree, struct json_object *items,
	    struct json_object **at);
	const char *needs[2]; /* members of "page" */
};

/* NULL: there is no such style; a command without "page" has "none". */
const struct pager *pager_find(struct json_object *page);

/*
 * The cursor behind this page (owned; NULL: complete), or a refusal: it does
 * not move, pages come round again, there are too many.
 */
enum crawl_end pager_next(struct call *k, const struct pager *g,
    const struct request *r, struct json_object *cursor,
    struct json_object *tree, struct json_object *items,
    struct json_object **next);

/* Where a command's parameters go: its form, its json, or its query. */
enum pager_where { IN_QUERY, IN_FORM, IN_JSON };
enum pager_where pager_where(struct json_object *request);

#endif
