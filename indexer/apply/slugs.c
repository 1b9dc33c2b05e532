/* SPDX-License-Identifier: ISC */
#include "indexer/apply/slugs.h"

#include "common/base/num.h"
#include "common/base/slug.h"

#include <string.h>

/* clang-format off */
static const struct {
	enum table_id routes, now, max;
} kinds[] = {
	[ROUTE_TRACK]    = { T_TRACK_ROUTES, T_TRACK_ROUTE_NOW, T_TRACK_ROUTE_MAX },
	[ROUTE_PLAYLIST] = { T_PLAYLIST_ROUTES, T_PLAYLIST_ROUTE_NOW, T_PLAYLIST_ROUTE_MAX },
};
/* clang-format on */

/* One title on its way to a route. */
struct naming {
	struct apply *ap;
	enum route_kind kind;
	const char *owner, *id;
	const char *title_slug, *slug;
	int64_t collision;
};

void
routes_want(struct ctx *c, struct rows *rs, enum route_kind kind,
    int64_t owner_id, int64_t id, const char *title)
{
	const char *key[2];

	rows_want_id(rs, kinds[kind].now, id);
	key[0] = rows_int(rs, owner_id);
	key[1] = slug_title(c->a, title, id);
	rows_want(rs, kinds[kind].max, key);
	rows_want(rs, kinds[kind].routes, key);
}

static void
want_track_route(struct rows *rs, const struct row *now)
{
	rows_want(rs, T_TRACK_ROUTES, &now->cell[RN_OWNER_ID]);
}

static void
want_playlist_route(struct rows *rs, const struct row *now)
{
	rows_want(rs, T_PLAYLIST_ROUTES, &now->cell[RN_OWNER_ID]);
}

void
routes_want_present(struct rows *rs)
{
	rows_each(rs, T_TRACK_ROUTE_NOW, want_track_route);
	rows_each(rs, T_PLAYLIST_ROUTE_NOW, want_playlist_route);
}

static enum rc
is_taken(struct naming *n, bool *taken)
{
	const char *key[] = { n->owner, n->slug };
	struct row *r;
	enum rc rc;

	rc = rows_get(n->ap->c, n->ap->rows, &r, kinds[n->kind].routes, key);
	if (rc == RC_OK)
		*taken = r->there;
	return rc;
}

/*
 * The highest number among the owner's routes of this title slug, -1 for
 * none.  A row once made is never lower than those before it, so it makes no
 * difference that rows of this block count first.
 */
static enum rc
highest(struct naming *n, struct row **max, int64_t *number)
{
	const char *key[] = { n->owner, n->title_slug };
	enum rc rc;

	rc = rows_get(n->ap->c, n->ap->rows, max, kinds[n->kind].max, key);
	if (rc != RC_OK)
		return rc;
	*number = -1;
	if ((*max)->there &&
	    num_i64(number, (*max)->cell[RM_MAX], 0, INT32_MAX) != 0)
		return err_set(&n->ap->c->err, RC_BUG, "collision id '%s'",
		    (*max)->cell[RM_MAX]);
	return RC_OK;
}

/* Find the free slug: the title's own, or the next number behind it. */
static enum rc
find_slug(struct naming *n, int64_t number)
{
	struct arena *a = n->ap->c->a;
	bool taken = number >= 0;
	enum rc rc;

	n->collision = number >= 0 ? number : 0;
	n->slug = n->title_slug;
	if (!taken && slug_ends_in_digit(n->slug) &&
	    (rc = is_taken(n, &taken)) != RC_OK)
		return rc;
	while (taken) {
		n->slug = slug_numbered(a, n->title_slug, ++n->collision);
		if ((rc = is_taken(n, &taken)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
add_route(struct naming *n, const struct row *item, struct row *now,
    struct row *max)
{
	const char *key[] = { n->owner, n->slug };
	unsigned k = item->t->nkeys, i;
	struct row *r;
	enum rc rc;

	rc = rows_get(n->ap->c, n->ap->rows, &r, kinds[n->kind].routes, key);
	if (rc != RC_OK)
		return rc;
	for (i = 0; i < 3; i++) /* block and transaction of the item */
		rows_set(r, RT_BLOCKHASH + i, item->cell[k + i]);
	rows_set(r, RT_TITLE_SLUG, n->title_slug);
	rows_set(r, RT_COLLISION_ID, rows_int(n->ap->rows, n->collision));
	rows_set(r, RT_ITEM_ID, n->id);
	rows_set(r, RT_IS_CURRENT, "t");
	now->there = true;
	now->cell[RN_OWNER_ID] = n->owner;
	now->cell[RN_SLUG] = n->slug;
	max->there = true;
	max->cell[RM_MAX] = r->cell[RT_COLLISION_ID];
	return RC_OK;
}

/* *same: the present route will do; else it is no longer the current one. */
static enum rc
leave_route(struct naming *n, const struct row *now, bool *same)
{
	const char *key[2];
	struct row *r;
	enum rc rc;

	*same = false;
	if (!now->there)
		return RC_OK;
	key[0] = now->cell[RN_OWNER_ID];
	key[1] = now->cell[RN_SLUG];
	rc = rows_get(n->ap->c, n->ap->rows, &r, kinds[n->kind].routes, key);
	if (rc != RC_OK)
		return rc;
	*same = strcmp(r->cell[RT_TITLE_SLUG], n->title_slug) == 0;
	if (!*same)
		rows_set(r, RT_IS_CURRENT, "f");
	return RC_OK;
}

enum rc
routes_assign(struct apply *ap, enum route_kind kind, const struct row *item,
    int64_t owner_id, int64_t id, const char *title)
{
	struct naming n = { .ap = ap, .kind = kind };
	struct row *now, *max;
	int64_t number;
	bool same;
	enum rc rc;

	n.owner = rows_int(ap->rows, owner_id);
	n.id = rows_int(ap->rows, id);
	n.title_slug = slug_title(ap->c->a, title, id);
	rc = rows_get_id(ap->c, ap->rows, &now, kinds[kind].now, id);
	if (rc != RC_OK || (rc = leave_route(&n, now, &same)) != RC_OK || same)
		return rc;
	if ((rc = highest(&n, &max, &number)) != RC_OK ||
	    (rc = find_slug(&n, number)) != RC_OK)
		return rc;
	return add_route(&n, item, now, max);
}

enum rc
routes_keep(struct apply *ap, enum route_kind kind, const struct row *item,
    int64_t owner_id, int64_t id, const struct told_route *told, bool *kept)
{
	struct naming n = { .ap = ap,
		.kind = kind,
		.owner = rows_int(ap->rows, owner_id),
		.id = rows_int(ap->rows, id),
		.title_slug = told->title_slug,
		.slug = told->slug,
		.collision = told->collision };
	struct row *now, *max;
	int64_t number;
	bool taken;
	enum rc rc;

	*kept = false;
	if ((rc = is_taken(&n, &taken)) != RC_OK || taken ||
	    (rc = rows_get_id(ap->c, ap->rows, &now, kinds[kind].now, id)) !=
		RC_OK ||
	    (rc = highest(&n, &max, &number)) != RC_OK)
		return rc;
	*kept = true;
	if ((rc = add_route(&n, item, now, max)) != RC_OK)
		return rc;
	if (number > told->collision)
		max->cell[RM_MAX] = rows_int(ap->rows, number);
	return RC_OK;
}
