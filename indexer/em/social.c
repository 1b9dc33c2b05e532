/* SPDX-License-Identifier: ISC */
#include "indexer/em/social.h"

#include <string.h>

#include "indexer/em/data.h"
#include "indexer/em/past.h"

/* clang-format off */
static const struct target {
	const char *type;
	const char *name; /* in repost_type and so on; NULL: one to follow */
	enum table_id table;
	unsigned owner;   /* column */
} targets[] = {
	{ "User",     NULL,       T_USERS,     0 },
	{ "Event",    NULL,       T_EVENTS,    EV_USER_ID },
	{ "Track",    "track",    T_TRACKS,    TR_OWNER_ID },
	{ "Playlist", "playlist", T_PLAYLISTS, P_OWNER_ID },
};

static const struct reaction {
	const char *action;
	enum table_id table;
	const char *is_delete;
	const char *flag; /* key of the metadata */
} reactions[] = {
	{ "Save",     T_SAVES,   "f", "is_save_of_repost" },
	{ "Unsave",   T_SAVES,   "t", "is_save_of_repost" },
	{ "Repost",   T_REPOSTS, "f", "is_repost_of_repost" },
	{ "Unrepost", T_REPOSTS, "t", "is_repost_of_repost" },
};
/* clang-format on */

static const struct target *
target_of(const struct em *x)
{
	size_t i;

	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(targets[i].type, x->type) == 0)
			return &targets[i];
	return NULL;
}

static const struct reaction *
reaction_of(const struct em *x)
{
	size_t i;

	for (i = 0; i < sizeof(reactions) / sizeof(reactions[0]); i++)
		if (strcmp(reactions[i].action, x->action) == 0)
			return &reactions[i];
	return NULL;
}

void
em_social_want(struct em *x)
{
	const struct target *t = target_of(x);
	const struct reaction *r = reaction_of(x);
	const char *key[3] = { x->user, x->entity, NULL };

	if (t == NULL)
		return;
	rows_want_id(x->rows, t->table, x->entity_id);
	if (r != NULL && t->name != NULL) {
		key[2] = t->name;
		rows_want(x->rows, r->table, key);
	} else if (t->name != NULL) {
		key[2] = t->name;
		rows_want(x->rows, T_SHARED, key);
	} else {
		key[2] = t->type;
		rows_want(x->rows, T_SUBSCRIPTIONS, key);
		if (t->table == T_USERS)
			rows_want(x->rows, T_FOLLOWS, key);
	}
}

/* F1 and F2: the target is there, and somebody else's. */
static enum rc
check(struct em *x, const struct target *t)
{
	const char *owner;
	struct row *r;
	enum rc rc;

	if ((rc = em_find(x, &r, t->table, x->entity_id)) != RC_OK)
		return rc;
	if (r == NULL)
		return em_reject(x, t->table == T_EVENTS ? "F7" : "F1",
		    "no such %s", t->type);
	owner = r->cell[t->owner];
	if (t->table == T_EVENTS)
		return r->cell[EV_IS_DELETED][0] == 'f'
			   ? RC_OK
			   : em_reject(x, "F7", "event %s is deleted",
				 x->entity);
	if (strcmp(owner, x->user) == 0)
		return em_reject(x, "F2", "it is their own");
	return RC_OK;
}

/* F3: a row that says so already is left alone. */
static enum rc
put(struct em *x, enum table_id t, const char *const *key, unsigned is_delete,
    const char *value, struct row **row)
{
	struct row *r;
	enum rc rc;

	*row = NULL;
	if (em_past_true(x, "is_delete"))
		value = "t";
	if ((rc = rows_get(x->c, x->rows, &r, t, key)) != RC_OK)
		return rc;
	if (r->there && strcmp(r->cell[is_delete], value) == 0)
		return RC_OK;
	em_put(x, r, 0);
	rows_set(r, is_delete, value);
	rows_set(r, is_delete + 1, x->ap->time); /* created_at */
	*row = r;
	return RC_OK;
}

/* F7: users are subscribed to, and events. */
static enum rc
subscribe(struct em *x, const struct target *t, const char *is_delete)
{
	const char *const key[] = { x->user, x->entity, t->type };
	struct row *r;
	enum rc rc;

	rc = put(x, T_SUBSCRIPTIONS, key, SU_IS_DELETE, is_delete, &r);
	if (rc == RC_OK && r != NULL && t->table == T_EVENTS)
		rows_set(r, SU_ENTITY_ID, x->entity);
	return rc;
}

enum rc
em_social_subscribe(struct em *x)
{
	const char *is_delete = strncmp(x->action, "Un", 2) == 0 ? "t" : "f";
	const struct target *t = target_of(x);
	enum rc rc;

	if (t == NULL || t->name != NULL)
		return em_reject(x, "F1", "neither user nor event");
	if ((rc = check(x, t)) != RC_OK)
		return rc;
	return subscribe(x, t, is_delete);
}

/* Who follows is subscribed; of the past, both are told. */
enum rc
em_social_follow(struct em *x)
{
	const char *const key[] = { x->user, x->entity };
	const char *is_delete = strncmp(x->action, "Un", 2) == 0 ? "t" : "f";
	const struct target *t = target_of(x);
	struct row *r;
	enum rc rc;

	if (t == NULL || t->table != T_USERS)
		return em_reject(x, "F1", "not a user");
	if ((rc = check(x, t)) != RC_OK ||
	    (rc = put(x, T_FOLLOWS, key, F_IS_DELETE, is_delete, &r)) !=
		RC_OK ||
	    em_past(x))
		return rc;
	return subscribe(x, t, is_delete);
}

enum rc
em_social_react(struct em *x)
{
	const struct target *t = target_of(x);
	const struct reaction *k = reaction_of(x);
	const char *key[] = { x->user, x->entity, NULL };
	struct row *r;
	enum rc rc;

	if (t == NULL || t->name == NULL)
		return em_reject(x, "F1", "neither track nor playlist");
	if ((rc = check(x, t)) != RC_OK)
		return rc;
	key[2] = t->name;
	rc = put(x, k->table, key, S_IS_DELETE, k->is_delete, &r);
	if (rc == RC_OK && r != NULL)
		rows_set(r, S_OF_REPOST, em_true(x, k->flag) ? "t" : "f");
	return rc;
}

enum rc
em_social_share(struct em *x)
{
	const struct target *t = target_of(x);
	const char *key[] = { x->user, x->entity, NULL, x->txhash };
	struct row *r, *shared;
	enum rc rc;

	if (t == NULL || t->name == NULL)
		return em_reject(x, "F1", "neither track nor playlist");
	if ((rc = check(x, t)) != RC_OK)
		return rc;
	key[2] = t->name;
	/* F5: once for ever. */
	rc = rows_get(x->c, x->rows, &shared, T_SHARED, key);
	if (rc != RC_OK || shared->there)
		return rc;
	shared->there = true;
	r = rows_put(x->rows, T_SHARES, key);
	rows_set(r, SH_BLOCKHASH, x->ap->blockhash);
	rows_set(r, SH_BLOCKNUMBER, x->ap->blocknumber);
	rows_set(r, SH_CREATED_AT, x->ap->time);
	return RC_OK;
}
