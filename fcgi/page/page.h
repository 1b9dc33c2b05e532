/* SPDX-License-Identifier: ISC */
/*
 * The node's page: how it is at a glance, for people.  It asks nothing, it
 * draws what it is given; it needs no script and nothing from elsewhere.
 */
#ifndef DP_FCGI_PAGE_PAGE_H
#define DP_FCGI_PAGE_PAGE_H

#include "fcgi/page/html.h"
#include "fcgi/page/plot.h"
#include "watch/nodes.h"
#include "watch/watch.h"

#define PAGE_UNKNOWN (-1)

struct page_total {
	const char *name;
	int64_t n;
	bool about; /* an estimate */
};

struct page {
	const char *host, *version;
	int64_t indexed, chain; /* heights, or PAGE_UNKNOWN */
	const struct watch *watch;
	const struct page_total *totals;
	size_t ntotals;
	const struct plot *plot;        /* NULL: the database is away */
	const struct peers_seen *peers; /* NULL: the same */
};

struct span page_html(struct arena *a, const struct page *p);

#endif
