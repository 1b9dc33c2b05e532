/* SPDX-License-Identifier: ISC */
/* Slugs of tracks and playlists: which one a title gets. */
#ifndef DP_INDEXER_APPLY_SLUGS_H
#define DP_INDEXER_APPLY_SLUGS_H

#include <stdint.h>

#include "indexer/apply/apply.h"

enum route_kind { ROUTE_TRACK, ROUTE_PLAYLIST };

struct told_route {
	const char *slug, *title_slug; /* cells */
	int64_t collision;
};

/* Name the rows that routes_assign() will ask for. */
void routes_want(struct ctx *c, struct rows *rs, enum route_kind kind,
    int64_t owner_id, int64_t id, const char *title);

/* The same, of what is known once those are loaded. */
void routes_want_present(struct rows *rs);

/*
 * Give item (a row of tracks or playlists that already carries its block) the
 * route that title asks for, unless it has one with the same title slug.
 */
enum rc routes_assign(struct apply *ap, enum route_kind kind,
    const struct row *item, int64_t owner_id, int64_t id,
    const char *title) MUST_CHECK;

/*
 * Give a new item the route that is told, whatever its title asks for.
 * *kept: false, and nothing is done, when another item has that slug.
 */
enum rc routes_keep(struct apply *ap, enum route_kind kind,
    const struct row *item, int64_t owner_id, int64_t id,
    const struct told_route *told, bool *kept) MUST_CHECK;

#endif
