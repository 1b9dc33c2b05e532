/* SPDX-License-Identifier: ISC */
#include "indexer/legacy/social.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonv.h"

enum { USER, ITEM };

enum item { NO_ITEM, A_TRACK, A_PLAYLIST };

/* clang-format off */
static const struct kind {
	enum abi_event_id event;
	enum table_id table;
	enum item item;
	const char *is_delete;
} kinds[] = {
	{ ABI_SOCIALFEATUREFACTORY_TRACKREPOSTADDED,      T_REPOSTS, A_TRACK,    "f" },
	{ ABI_SOCIALFEATUREFACTORY_TRACKREPOSTDELETED,    T_REPOSTS, A_TRACK,    "t" },
	{ ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTADDED,   T_REPOSTS, A_PLAYLIST, "f" },
	{ ABI_SOCIALFEATUREFACTORY_PLAYLISTREPOSTDELETED, T_REPOSTS, A_PLAYLIST, "t" },
	{ ABI_SOCIALFEATUREFACTORY_USERFOLLOWADDED,       T_FOLLOWS, NO_ITEM,    "f" },
	{ ABI_SOCIALFEATUREFACTORY_USERFOLLOWDELETED,     T_FOLLOWS, NO_ITEM,    "t" },
	{ ABI_USERLIBRARYFACTORY_TRACKSAVEADDED,          T_SAVES,   A_TRACK,    "f" },
	{ ABI_USERLIBRARYFACTORY_PLAYLISTSAVEADDED,       T_SAVES,   A_PLAYLIST, "f" },
	{ ABI_USERLIBRARYFACTORY_TRACKSAVEDELETED,        T_SAVES,   A_TRACK,    "t" },
	{ ABI_USERLIBRARYFACTORY_PLAYLISTSAVEDELETED,     T_SAVES,   A_PLAYLIST, "t" },
};
/* clang-format on */

static const struct kind *
kind_of(const struct event *e)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].event == e->abi->id)
			return &kinds[i];
	return NULL;
}

/* The row that the event writes: what it counts for now. */
static void
want_row(struct rows *rs, const struct event *e, const char *type)
{
	const char *const key[] = { rows_int(rs, event_id(e, USER)),
		rows_int(rs, event_id(e, ITEM)), type };

	rows_want(rs, kind_of(e)->table, key);
}

void
social_want_track(struct rows *rs, const struct event *e)
{
	rows_want_id(rs, T_TRACKS, event_id(e, ITEM));
	want_row(rs, e, "track");
}

/* Which of the two it is, the list's row says. */
void
social_want_list(struct rows *rs, const struct event *e)
{
	rows_want_id(rs, T_PLAYLISTS, event_id(e, ITEM));
	want_row(rs, e, "playlist");
	want_row(rs, e, "album");
}

void
social_want_user(struct rows *rs, const struct event *e)
{
	want_row(rs, e, NULL);
}

/*
 * Whom one must follow to meet the conditions, or -1 when they are of another
 * kind, which nobody can meet here.
 */
static int64_t
follow_condition(const char *conditions)
{
	struct jsonv_walk w = jsonv_open(span_str(conditions), '{');
	static const char key[] = "\"follow_user_id\"";
	int64_t id;

	/* Read no farther than to the first other condition: it may be long. */
	if (!jsonv_next(&w) || w.key.len != strlen(key) ||
	    memcmp(w.key.p, key, strlen(key)) != 0 ||
	    jsonv_int(&id, w.value) != 0 || id < 0 || id > LIM_ID ||
	    jsonv_next(&w))
		return -1;
	return id;
}

enum gate { GATE_OPEN, GATE_SHUT, GATE_FOLLOW };

/* May user react to this track, and if that hangs on a follow, of whom? */
static enum gate
gate_of(struct apply *ap, const struct row *t, const char *user,
    const char **followee)
{
	int64_t id;

	if (!t->there || t->cell[TR_IS_DELETE][0] == 't')
		return GATE_SHUT;
	if (t->cell[TR_IS_STREAM_GATED] == NULL ||
	    t->cell[TR_IS_STREAM_GATED][0] != 't' ||
	    t->cell[TR_STREAM_CONDITIONS] == NULL ||
	    strcmp(t->cell[TR_OWNER_ID], user) == 0)
		return GATE_OPEN;
	if ((id = follow_condition(t->cell[TR_STREAM_CONDITIONS])) < 0)
		return GATE_SHUT;
	*followee = rows_int(ap->rows, id);
	return GATE_FOLLOW;
}

enum rc
social_prepare(struct apply *ap, const struct event *e, size_t n)
{
	const char *key[2];
	const struct kind *k;
	struct row *t;
	enum rc rc;
	size_t i;

	for (i = 0; i < n; i++) {
		k = kind_of(&e[i]);
		if (k == NULL || k->item != A_TRACK || e[i].bad != NULL)
			continue;
		rc = rows_get_id(ap->c, ap->rows, &t, T_TRACKS,
		    event_id(&e[i], ITEM));
		if (rc != RC_OK)
			return rc;
		key[0] = apply_id(ap, &e[i], USER);
		if (gate_of(ap, t, key[0], &key[1]) == GATE_FOLLOW)
			rows_want(ap->rows, T_FOLLOWS, key);
	}
	return rows_load(ap->c, ap->rows);
}

/* Follows as they were before this batch count. */
static bool
is_followed(struct apply *ap, const char *user, const char *followee)
{
	const char *const key[] = { user, followee };
	const struct row *f = rows_peek(ap->rows, T_FOLLOWS, key);

	if (f == NULL)
		return false;
	if (f->batch == ap->batch)
		return f->was_live;
	return f->there && f->cell[F_IS_DELETE][0] == 'f';
}

static enum rc
is_open(struct apply *ap, const struct event *e, bool *open)
{
	const char *user = apply_id(ap, e, USER), *followee;
	struct row *t;
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, &t, T_TRACKS, event_id(e, ITEM));
	if (rc != RC_OK)
		return rc;
	switch (gate_of(ap, t, user, &followee)) {
	case GATE_OPEN:
		*open = true;
		break;
	case GATE_SHUT:
		*open = false;
		break;
	case GATE_FOLLOW:
		*open = is_followed(ap, user, followee);
		break;
	}
	return RC_OK;
}

/* Albums are known by the playlists as they stand before this batch. */
static enum rc
type_of(struct apply *ap, const struct event *e, enum item item,
    const char **type)
{
	struct row *p;
	enum rc rc;

	*type = "track";
	if (item == A_TRACK)
		return RC_OK;
	rc = rows_get_id(ap->c, ap->rows, &p, T_PLAYLISTS, event_id(e, ITEM));
	if (rc == RC_OK)
		*type = p->there && p->cell[P_IS_ALBUM][0] == 't' ? "album"
								  : "playlist";
	return rc;
}

/*
 * The last word of a batch on a key counts; the first one names transaction
 * and time, and a row of an earlier block is replaced as a whole.
 */
static void
put(struct apply *ap, const struct event *e, const struct kind *k,
    const char *const *key)
{
	unsigned is_delete = k->table == T_FOLLOWS ? F_IS_DELETE : S_IS_DELETE;
	struct row *r = rows_put(ap->rows, k->table, key);

	if (r->batch != ap->batch) {
		r->was_live = r->there && r->cell[is_delete][0] == 'f';
		apply_touch(ap, e, r);
		rows_set(r, is_delete + 1, ap->time); /* created_at */
		if (k->table != T_FOLLOWS)
			rows_set(r, S_OF_REPOST, "f");
	}
	rows_set(r, is_delete, k->is_delete);
}

enum rc
social_apply(struct apply *ap, const struct event *e)
{
	const struct kind *k = kind_of(e);
	const char *key[3];
	bool open = true;
	enum rc rc;

	key[0] = apply_id(ap, e, USER);
	key[1] = apply_id(ap, e, ITEM);
	if (k->item == A_TRACK && (rc = is_open(ap, e, &open)) != RC_OK)
		return rc;
	if (!open)
		return RC_OK; /* a rule of the network: nothing to record */
	if (k->item != NO_ITEM &&
	    (rc = type_of(ap, e, k->item, &key[2])) != RC_OK)
		return rc;
	put(ap, e, k, key);
	return RC_OK;
}
