/* SPDX-License-Identifier: ISC */
#include "indexer/legacy/tracks.h"

#include <string.h>

#include "common/base/slug.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/slugs.h"

enum { TRACK, OWNER, DIGEST };

void
tracks_want(struct rows *rs, const struct event *e)
{
	rows_want_id(rs, T_TRACKS, event_id(e, TRACK));
	rows_want_id(rs, T_USERS, event_id(e, OWNER));
}

void
tracks_want_id(struct rows *rs, const struct event *e)
{
	rows_want_id(rs, T_TRACKS, event_id(e, TRACK));
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Remixes are rewritten each time, a stem is one from the beginning. */
static void
set_parents(struct apply *ap, const struct row *r, const struct meta_track *m,
    bool is_new)
{
	const char *child = r->cell[TR_TRACK_ID];
	const char *stem[] = { m->stem_parent, child };

	rows_set(rows_put(ap->rows, T_REMIXES, &child), RX_PARENTS, m->parents);
	if (is_new && m->stem_parent != NULL)
		rows_touch(rows_put(ap->rows, T_STEMS, stem));
}

/* Everything a document says, after the route: that compares the titles. */
static void
set_columns(struct apply *ap, const struct event *e, struct row *r,
    const char *handle)
{
	const struct meta_track *m = &e->meta->track;
	const char *title = m->cell[TR_TITLE];
	unsigned i;

	for (i = TR_TITLE; i <= TR_IS_PLAYLIST_UPLOAD; i++)
		rows_set(r, i, m->cell[i]);
	rows_set(r, TR_OWNER_ID, apply_id(ap, e, OWNER));
	rows_set(r, TR_IS_DELETE, "f");
	rows_set(r, TR_METADATA_MULTIHASH, e->meta->doc->cid);
	rows_set(r, TR_ROUTE_ID,
	    title == NULL ? NULL : slug_route_id(ap->c->a, handle, title));
	rows_set(r, TR_UPDATED_AT, ap->time);
}

static enum rc
apply_document(struct apply *ap, const struct event *e, struct row *r,
    const char *handle, bool is_new)
{
	const char *title = e->meta->track.cell[TR_TITLE];
	enum rc rc;

	apply_touch(ap, e, r);
	if (is_new)
		rows_set(r, TR_CREATED_AT, ap->time);
	if (title != NULL && !same_text(title, r->cell[TR_TITLE])) {
		rc = routes_assign(ap, ROUTE_TRACK, r, event_id(e, OWNER),
		    event_id(e, TRACK), title);
		if (rc != RC_OK)
			return rc;
	}
	set_columns(ap, e, r, handle);
	set_parents(ap, r, &e->meta->track, is_new);
	return RC_OK;
}

/*
 * The contract lets an owner move a track to a user id nobody has; such an
 * event lacks the owner's handle, as one of a user without handle does.
 */
static enum rc
handle_of(struct apply *ap, const struct event *e, const char **handle)
{
	struct row *u;
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, &u, T_USERS, event_id(e, OWNER));
	if (rc == RC_OK)
		*handle = u->there ? u->cell[U_HANDLE] : NULL;
	return rc;
}

static enum rc
written(struct apply *ap, const struct event *e, bool is_new)
{
	const char *handle;
	struct row *r;
	enum rc rc;

	if (!meta_usable(e->meta))
		return apply_reject(ap, e, e->meta->why);
	rc = rows_get_id(ap->c, ap->rows, &r, T_TRACKS, event_id(e, TRACK));
	if (rc != RC_OK || (rc = handle_of(ap, e, &handle)) != RC_OK)
		return rc;
	if (!is_new && !r->there)
		return apply_reject(ap, e, "no such track");
	if (handle == NULL)
		return apply_reject(ap, e, "its owner has no handle");
	return apply_document(ap, e, r, handle, is_new);
}

enum rc
tracks_new(struct apply *ap, const struct event *e)
{
	return written(ap, e, true);
}

enum rc
tracks_update(struct apply *ap, const struct event *e)
{
	return written(ap, e, false);
}

enum rc
tracks_delete(struct apply *ap, const struct event *e)
{
	struct row *r;
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, &r, T_TRACKS, event_id(e, TRACK));
	if (rc != RC_OK)
		return rc;
	if (!r->there)
		return apply_reject(ap, e, "no such track");
	apply_touch(ap, e, r);
	rows_set(r, TR_IS_DELETE, "t");
	rows_set(r, TR_STEM_OF, NULL);
	rows_set(r, TR_REMIX_OF, NULL);
	rows_set(r, TR_STREAM_CONDITIONS, NULL);
	rows_set(r, TR_UPDATED_AT, ap->time);
	return RC_OK;
}
