/* SPDX-License-Identifier: ISC */
#include "indexer/music/collaborators.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "common/json/jsonw.h"
#include "indexer/rows/ids.h"

#define MOST 50

/* Those named, the owner and repeats left out, the first ones only. */
static void
read_named(struct em *x, struct ids *named)
{
	struct json_object *list = em_value(x, "collaborators"), *o;
	int64_t id;
	size_t i, n;

	memset(named, 0, sizeof(*named));
	n = json_object_is_type(list, json_type_array)
		? json_object_array_length(list)
		: 0;
	for (i = 0; i < n && named->n < MOST; i++) {
		o = jsonr_at(list, i);
		if ((jsonr_opt_int(&id, o, NULL) ||
			jsonr_opt_int(&id, o, "user_id")) &&
		    id >= 0 && id <= LIM_ID && id != x->user_id)
			ids_add(x->scratch, named, id);
	}
}

void
em_collaborators_want(struct em *x)
{
	const char *key[] = { x->entity, NULL };
	struct ids named;
	size_t i;

	if (!em_has(x, "collaborators"))
		return;
	rows_want_id(x->rows, T_ASKED, x->entity_id);
	read_named(x, &named);
	for (i = 0; i < named.n; i++) {
		key[1] = rows_int(x->rows, named.id[i]);
		rows_want(x->rows, T_COLLABORATORS, key);
	}
}

static void
tell(struct em *x, const char *type, const char *collaborator,
    const char *inviter, const char *to, const char *by)
{
	struct jsonw *w = jsonw_new(x->c->a);
	struct span s;

	jsonw_obj(w, NULL);
	jsonw_numtext(w, "collaborator_user_id", collaborator);
	jsonw_numtext(w, "inviter_user_id", inviter);
	jsonw_numtext(w, "track_id", x->entity);
	jsonw_end(w);
	s = jsonw_done(w);
	em_notify(x, type,
	    arena_printf(x->c->a,
		"%s:track_id:%s:collaborator_user_id:%s:inviter_user_id:%s",
		type, x->entity, collaborator, inviter),
	    by, arena_memdup(x->c->a, s.p, s.len),
	    arena_printf(x->c->a, "{%s}", to));
}

static void
put(struct em *x, struct row *r, const char *status)
{
	em_times(x, r, CB_CREATED_AT);
	rows_set(r, CB_STATUS, status);
	rows_set(r, CB_TXHASH, x->txhash);
	rows_set(r, CB_BLOCKNUMBER, x->ap->blocknumber);
}

static enum rc
row_of(struct em *x, struct row **r, int64_t user)
{
	const char *const key[] = { x->entity, rows_int(x->rows, user) };

	return rows_get(x->c, x->rows, r, T_COLLABORATORS, key);
}

static bool
is_asked(const struct row *r)
{
	return r->there && r->cell[CB_STATUS] != NULL;
}

static enum rc
ask(struct em *x, int64_t user)
{
	struct row *r;
	enum rc rc;

	rc = row_of(x, &r, user);
	if (rc != RC_OK || is_asked(r))
		return rc;
	rows_set(r, CB_CREATED_AT, x->ap->time);
	rows_set(r, CB_INVITED_BY, x->user);
	put(x, r, "pending");
	tell(x, "track_collaborator_invite", r->cell[CB_USER_ID], x->user,
	    r->cell[CB_USER_ID], x->user);
	return RC_OK;
}

static enum rc
forget(struct em *x, int64_t user)
{
	struct row *r;
	enum rc rc;

	rc = row_of(x, &r, user);
	if (rc == RC_OK && is_asked(r))
		rows_set(r, CB_STATUS, NULL);
	return rc;
}

enum rc
em_collaborators_set(struct em *x, bool is_new)
{
	struct json_object *list = em_value(x, "collaborators");
	struct ids named, *asked;
	enum rc rc;
	size_t i;

	if (x->is_document || !em_has(x, "collaborators") ||
	    (list != NULL && !json_object_is_type(list, json_type_array)) ||
	    (is_new && list == NULL))
		return RC_OK;
	read_named(x, &named);
	rc = ids_get(x->c, x->rows, &asked, T_ASKED, x->entity_id);
	for (i = 0; rc == RC_OK && i < asked->n; i++)
		if (!ids_has(&named, asked->id[i]))
			rc = forget(x, asked->id[i]);
	for (i = 0; rc == RC_OK && i < named.n; i++) {
		rc = ask(x, named.id[i]);
		ids_add(x->c->a, asked, named.id[i]);
	}
	return rc;
}

void
em_collaborator_want(struct em *x)
{
	const char *key[] = { x->entity, x->user };

	rows_want(x->rows, T_COLLABORATORS, key);
}

/* TC1 */
static enum rc
own_row(struct em *x, struct row **r)
{
	enum rc rc;

	rc = row_of(x, r, x->user_id);
	if (rc == RC_OK && !is_asked(*r))
		rc = em_reject(x, "TC1", "user %s was not asked", x->user);
	return rc;
}

enum rc
em_collaborator_approve(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = own_row(x, &r)) != RC_OK)
		return rc;
	if (strcmp(r->cell[CB_STATUS], "pending") != 0)
		return em_reject(x, "TC2", "it is %s already",
		    r->cell[CB_STATUS]);
	put(x, r, "accepted");
	tell(x, "track_collaborator_accept", x->user, r->cell[CB_INVITED_BY],
	    r->cell[CB_INVITED_BY], x->user);
	return RC_OK;
}

enum rc
em_collaborator_reject(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = own_row(x, &r)) != RC_OK)
		return rc;
	if (strcmp(r->cell[CB_STATUS], "rejected") == 0)
		return em_reject(x, "TC3", "it is rejected already");
	put(x, r, "rejected");
	return RC_OK;
}
