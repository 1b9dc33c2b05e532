/* SPDX-License-Identifier: ISC */
#include "indexer/legacy/users.h"

#include "common/base/sig.h"
#include "common/base/text.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/signers.h"

void
users_want(struct rows *rs, const struct event *e)
{
	rows_want_id(rs, T_USERS, event_id(e, 0));
}

void
users_want_document(struct rows *rs, const struct event *e)
{
	const struct meta_user *m = &e->meta->user;
	size_t i;

	users_want(rs, e);
	if (!meta_usable(e->meta))
		return;
	associated_want(rs, rows_int(rs, event_id(e, 0)));
	for (i = 0; i < ASSOCIATED__MAX; i++)
		associated_want_holders(rs, &m->wallets[i],
		    associated_kind[i].chain);
	if (m->events.told)
		rows_want_id(rs, T_USER_EVENTS, event_id(e, 0));
}

/*
 * The user of an event, ready to be changed.  *r is NULL when there is none:
 * then the event was turned away, because without AddUser a user lacks what
 * every user has.
 */
static enum rc
user_of(struct apply *ap, const struct event *e, struct row **r)
{
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, r, T_USERS, event_id(e, 0));
	if (rc != RC_OK)
		return rc;
	if (!(*r)->there) {
		*r = NULL;
		return apply_reject(ap, e, "no such user");
	}
	apply_touch(ap, e, *r);
	rows_set(*r, U_UPDATED_AT, ap->time);
	return RC_OK;
}

enum rc
users_add(struct apply *ap, const struct event *e)
{
	char wallet[ADDRESS_TEXT];
	const char *handle;
	struct row *r;
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, &r, T_USERS, event_id(e, 0));
	if (rc != RC_OK)
		return rc;
	if (!r->there) {
		rows_set(r, U_CREATED_AT, ap->time);
		rows_set(r, U_IS_VERIFIED, "f");
		rows_set(r, U_HAS_COLLECTIBLES, "f");
		rows_set(r, U_IS_DEACTIVATED, "f");
	}
	apply_touch(ap, e, r);
	handle = apply_text(ap, e, 1);
	address_text(wallet, e->arg[2].address);
	rows_set(r, U_HANDLE, handle);
	rows_set(r, U_HANDLE_LC, text_lower(ap->c->a, handle));
	rows_set(r, U_WALLET, arena_strdup(ap->c->a, wallet));
	rows_know(rows_put(ap->rows, T_HANDLES, &r->cell[U_HANDLE_LC]),
	    HA_USER_ID, r->cell[U_USER_ID]);
	wallets_touch(ap, r);
	rows_set(r, U_UPDATED_AT, ap->time);
	return RC_OK;
}

static enum rc
set_text(struct apply *ap, const struct event *e, unsigned col)
{
	struct row *r;
	enum rc rc;

	if ((rc = user_of(ap, e, &r)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, col, apply_text(ap, e, 1));
	return RC_OK;
}

enum rc
users_name(struct apply *ap, const struct event *e)
{
	return set_text(ap, e, U_NAME);
}

enum rc
users_location(struct apply *ap, const struct event *e)
{
	return set_text(ap, e, U_LOCATION);
}

enum rc
users_bio(struct apply *ap, const struct event *e)
{
	return set_text(ap, e, U_BIO);
}

/* The photo rule: a picture is one of several sizes. */
static enum rc
set_photo(struct apply *ap, const struct event *e, unsigned one, unsigned sizes)
{
	struct row *r;
	enum rc rc;

	if ((rc = user_of(ap, e, &r)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, sizes, apply_cid(ap, e, 1));
	rows_set(r, one, NULL);
	return RC_OK;
}

enum rc
users_picture(struct apply *ap, const struct event *e)
{
	return set_photo(ap, e, U_PROFILE_PICTURE, U_PROFILE_PICTURE_SIZES);
}

enum rc
users_cover(struct apply *ap, const struct event *e)
{
	return set_photo(ap, e, U_COVER_PHOTO, U_COVER_PHOTO_SIZES);
}

enum rc
users_verified(struct apply *ap, const struct event *e)
{
	struct row *r;
	enum rc rc;

	if ((rc = user_of(ap, e, &r)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, U_IS_VERIFIED, apply_bool(e, 1));
	return RC_OK;
}

/* A user who has used UserReplicaSetManager is governed by it. */
enum rc
users_endpoint(struct apply *ap, const struct event *e)
{
	struct row *r;
	enum rc rc;

	if ((rc = user_of(ap, e, &r)) != RC_OK || r == NULL)
		return rc;
	if (r->cell[U_PRIMARY_ID] == NULL || r->cell[U_PRIMARY_ID][0] == '0')
		rows_set(r, U_CREATOR_NODE_ENDPOINT, apply_text(ap, e, 1));
	return RC_OK;
}

/* What stands in other tables. */
static enum rc
set_others(struct apply *ap, const struct event *e, const struct meta_user *m)
{
	const char *user = apply_id(ap, e, 0);
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < ASSOCIATED__MAX; i++)
		rc = associated_succeed(ap, user, associated_kind[i].chain,
		    &m->wallets[i]);
	return rc == RC_OK ? user_events_apply(ap, event_id(e, 0), &m->events)
			   : rc;
}

/* A picture the document names replaces both columns. */
static void
photo_from(struct row *r, const struct meta_field *f, unsigned one,
    unsigned sizes)
{
	const char *v = f->set ? f->value : r->cell[one];

	if (v != NULL && v[0] != '\0') {
		rows_set(r, sizes, v);
		v = NULL;
	}
	rows_set(r, one, v);
}

static void
field_from(struct row *r, const struct meta_field *f, unsigned col)
{
	if (f->set)
		rows_set(r, col, f->value);
}

enum rc
users_multihash(struct apply *ap, const struct event *e)
{
	const struct meta *m = e->meta;
	struct row *r;
	enum rc rc;

	if (!meta_usable(m))
		return apply_reject(ap, e, m->why);
	if ((rc = user_of(ap, e, &r)) != RC_OK || r == NULL)
		return rc;
	rows_set(r, U_METADATA_MULTIHASH, m->doc->cid);
	photo_from(r, &m->user.picture, U_PROFILE_PICTURE,
	    U_PROFILE_PICTURE_SIZES);
	photo_from(r, &m->user.cover, U_COVER_PHOTO, U_COVER_PHOTO_SIZES);
	field_from(r, &m->user.bio, U_BIO);
	field_from(r, &m->user.name, U_NAME);
	field_from(r, &m->user.location, U_LOCATION);
	field_from(r, &m->user.library, U_PLAYLIST_LIBRARY);
	rows_set(r, U_HAS_COLLECTIBLES, m->user.has_collectibles);
	rows_set(r, U_IS_DEACTIVATED, m->user.is_deactivated);
	wallets_touch(ap, r);
	rows_set(r, U_ARTIST_PICK_TRACK_ID, m->user.artist_pick);
	return set_others(ap, e, &m->user);
}
