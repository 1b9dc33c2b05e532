/* SPDX-License-Identifier: ISC */
#include "indexer/legacy/playlists.h"

#include "common/base/limits.h"
#include "common/base/num.h"
#include "indexer/apply/contents.h"
#include "indexer/apply/slugs.h"

enum { PLAYLIST, OWNER, IS_PRIVATE, IS_ALBUM, TRACKS }; /* PlaylistCreated */

void
playlists_want(struct rows *rs, const struct event *e)
{
	rows_want_id(rs, T_PLAYLISTS, event_id(e, PLAYLIST));
}

/*
 * The playlist of an event, ready to be changed; NULL when the event is
 * skipped or was turned away.
 */
static enum rc
playlist_of(struct apply *ap, const struct event *e, struct row **r,
    bool create)
{
	int64_t id = event_id(e, PLAYLIST);
	enum rc rc;

	*r = NULL;
	if (id >= ENTITY_MANAGER_IDS)
		return RC_OK;
	if ((rc = rows_get_id(ap->c, ap->rows, r, T_PLAYLISTS, id)) != RC_OK)
		return rc;
	if (!(*r)->there && !create) {
		*r = NULL;
		return apply_reject(ap, e, "no such playlist");
	}
	if (!(*r)->there) {
		rows_set(*r, P_CREATED_AT, ap->time);
		rows_set(*r, P_IS_DELETE, "f");
	}
	apply_touch(ap, e, *r);
	rows_set(*r, P_UPDATED_AT, ap->time);
	return RC_OK;
}

static int64_t
now_of(const struct apply *ap)
{
	return (int64_t)ap->b->time; /* below year 10000 */
}

static int64_t *
track_ids(struct apply *ap, const struct abi_value *v)
{
	int64_t *ids = arena_zalloc(ap->c->a, abi_count(v), sizeof(*ids));
	struct u256 x;
	uint64_t n;
	size_t i;

	for (i = 0; i < abi_count(v); i++) {
		x = abi_element(v, i);
		if (u256_u64(&n, &x, LIM_ID) == 0)
			ids[i] = (int64_t)n;
	}
	return ids;
}

enum rc
playlists_create(struct apply *ap, const struct event *e)
{
	size_t i, n = abi_count(&e->arg[TRACKS]);
	struct contents *p;
	int64_t *ids;
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, true)) != RC_OK || r == NULL ||
	    (rc = contents_of(ap, r, &p)) != RC_OK)
		return rc;
	ids = track_ids(ap, &e->arg[TRACKS]);
	p->n = 0;
	for (i = 0; i < n; i++)
		contents_add(ap->c->a, p, ids[i], now_of(ap));
	rows_set(r, P_OWNER_ID, apply_id(ap, e, OWNER));
	rows_set(r, P_IS_PRIVATE, apply_bool(e, IS_PRIVATE));
	rows_set(r, P_IS_ALBUM, apply_bool(e, IS_ALBUM));
	return RC_OK;
}

enum rc
playlists_delete(struct apply *ap, const struct event *e)
{
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, P_IS_DELETE, "t");
	return RC_OK;
}

enum rc
playlists_add(struct apply *ap, const struct event *e)
{
	struct contents *p;
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL ||
	    (rc = contents_of(ap, r, &p)) != RC_OK)
		return rc;
	contents_add(ap->c->a, p, event_id(e, 1), now_of(ap));
	rows_set(r, P_LAST_ADDED_TO, ap->time);
	return RC_OK;
}

enum rc
playlists_remove(struct apply *ap, const struct event *e)
{
	struct contents *p;
	struct row *r;
	uint64_t time;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL ||
	    (rc = contents_of(ap, r, &p)) != RC_OK)
		return rc;
	/* A time that does not fit stands in no playlist. */
	if (u256_u64(&time, &e->arg[2].num, INT64_MAX) == 0)
		contents_remove(p, event_id(e, 1), (int64_t)time);
	return RC_OK;
}

enum rc
playlists_order(struct apply *ap, const struct event *e)
{
	struct contents *p;
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL ||
	    (rc = contents_of(ap, r, &p)) != RC_OK)
		return rc;
	contents_order(ap->c->a, p, track_ids(ap, &e->arg[1]),
	    abi_count(&e->arg[1]), now_of(ap));
	return RC_OK;
}

enum rc
playlists_name(struct apply *ap, const struct event *e)
{
	const char *name = apply_text(ap, e, 1);
	int64_t owner = 0;
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL)
		return rc;
	if (num_i64(&owner, r->cell[P_OWNER_ID], 0, LIM_ID) != 0)
		return err_set(&ap->c->err, RC_BUG, "owner '%s'",
		    r->cell[P_OWNER_ID]);
	rows_set(r, P_NAME, name);
	return routes_assign(ap, ROUTE_PLAYLIST, r, owner,
	    event_id(e, PLAYLIST), name);
}

enum rc
playlists_privacy(struct apply *ap, const struct event *e)
{
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, P_IS_PRIVATE, apply_bool(e, 1));
	return RC_OK;
}

enum rc
playlists_cover(struct apply *ap, const struct event *e)
{
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, P_IMAGE_SIZES, apply_cid(ap, e, 1));
	rows_set(r, P_IMAGE, NULL);
	return RC_OK;
}

static enum rc
set_text(struct apply *ap, const struct event *e, unsigned col)
{
	struct row *r;
	enum rc rc;

	if ((rc = playlist_of(ap, e, &r, false)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, col, apply_text(ap, e, 1));
	return RC_OK;
}

enum rc
playlists_about(struct apply *ap, const struct event *e)
{
	return set_text(ap, e, P_DESCRIPTION);
}

enum rc
playlists_upc(struct apply *ap, const struct event *e)
{
	return set_text(ap, e, P_UPC);
}
