/* SPDX-License-Identifier: ISC */
/* Muted users, shared mail addresses, reactions to tips. */
#include "indexer/talk/misc.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "indexer/rows/ids.h"

/* Mutes (rules X). */

void
em_mute_want(struct em *x)
{
	const char *key[] = { x->user, x->entity };

	rows_want_id(x->rows, T_USERS, x->entity_id);
	rows_want_id(x->rows, T_MUTERS, x->entity_id);
	rows_want(x->rows, T_MUTED, key);
}

enum rc
em_mute_user(struct em *x)
{
	const char *key[] = { x->user, x->entity };
	bool mute = strcmp(x->action, "Mute") == 0;
	struct row *r, *target;
	struct ids *muters;
	enum rc rc;

	if ((rc = rows_get(x->c, x->rows, &r, T_MUTED, key)) != RC_OK ||
	    (rc = em_find(x, &target, T_USERS, x->entity_id)) != RC_OK)
		return rc;
	if (!mute && !r->there)
		return em_reject(x, "X1", "user %s is not muted", x->entity);
	if (mute && r->there && r->cell[MU_IS_DELETE][0] == 'f')
		return em_reject(x, "X2", "user %s is muted", x->entity);
	if (mute && target == NULL)
		return em_reject(x, "X3", "no user %s", x->entity);
	em_put(x, r, MU_CREATED_AT);
	rows_set(r, MU_IS_DELETE, mute ? "f" : "t");
	rc = ids_get(x->c, x->rows, &muters, T_MUTERS, x->entity_id);
	if (rc == RC_OK)
		ids_add(x->c->a, muters, x->user_id);
	return rc;
}

/* Mail addresses (rules K): sealed texts, and who holds a key to them. */

struct grant {
	int64_t receiver, grantor;
	const char *key;
	bool is_initial;
};

static struct json_object *
grants_of(const struct em *x, size_t *n)
{
	struct json_object *list = em_value(x, "access_grants");

	*n = json_object_is_type(list, json_type_array)
		 ? json_object_array_length(list)
		 : 0;
	return list;
}

static bool
read_user(struct json_object *o, const char *key, int64_t *id)
{
	return jsonr_opt_int(id, o, key) && *id >= 0 && *id <= LIM_ID;
}

static bool
read_grant(struct em *x, struct json_object *o, struct grant *g)
{
	if (!jsonr_opt_bool(&g->is_initial, o, "is_initial"))
		g->is_initial = false;
	return read_user(o, "receiving_user_id", &g->receiver) &&
	       read_user(o, "grantor_user_id", &g->grantor) &&
	       jsonr_opt_text(x->c, &g->key, o, "encrypted_key");
}

void
em_email_want(struct em *x)
{
	const char *key[3] = { em_id(x, "email_owner_user_id"), NULL, NULL };
	struct json_object *list;
	struct grant g;
	size_t i, n;

	if (key[0] == NULL)
		return;
	rows_want(x->rows, T_EMAILS, key);
	rows_want(x->rows, T_RECEIVERS, key);
	list = grants_of(x, &n);
	for (i = 0; i < n && n <= LIM_EM_IDS; i++)
		if (read_grant(x, jsonr_at(list, i), &g)) {
			key[1] = rows_int(x->rows, g.receiver);
			key[2] = rows_int(x->rows, g.grantor);
			rows_want(x->rows, T_EMAIL_ACCESS, key);
		}
}

/* K1, K2: an owner, and to whom keys are given. */
static enum rc
check_grants(struct em *x, int64_t *owner)
{
	struct json_object *list;
	struct grant g;
	size_t i, n;

	if (!em_get_id(x, "email_owner_user_id", owner))
		return em_reject(x, "K1", "email_owner_user_id is missing");
	list = grants_of(x, &n);
	if (n == 0 || n > LIM_EM_IDS)
		return em_reject(x, "K1", "%zu access_grants", n);
	for (i = 0; i < n; i++)
		if (!read_grant(x, jsonr_at(list, i), &g))
			return em_reject(x, "K1", "access grant %zu", i);
	return RC_OK;
}

/* A key that was given is there for good. */
static enum rc
put_grants(struct em *x, int64_t owner)
{
	const char *key[3] = { rows_int(x->rows, owner), NULL, NULL };
	struct json_object *list;
	struct ids *receivers;
	struct grant g;
	struct row *r;
	enum rc rc;
	size_t i, n;

	list = grants_of(x, &n);
	rc = ids_get(x->c, x->rows, &receivers, T_RECEIVERS, owner);
	for (i = 0; rc == RC_OK && i < n; i++) {
		if (!read_grant(x, jsonr_at(list, i), &g))
			continue;
		key[1] = rows_int(x->rows, g.receiver);
		key[2] = rows_int(x->rows, g.grantor);
		rc = rows_get(x->c, x->rows, &r, T_EMAIL_ACCESS, key);
		if (rc != RC_OK || r->there)
			continue;
		em_times(x, r, EA_CREATED_AT);
		rows_set(r, EA_ENCRYPTED_KEY, g.key);
		rows_set(r, EA_IS_INITIAL, g.is_initial ? "t" : "f");
		ids_add(x->c->a, receivers, g.receiver);
	}
	return rc;
}

/* K1: an address that is there already stays as it is. */
enum rc
em_email_add(struct em *x)
{
	const char *sealed = em_text(x, "encrypted_email");
	struct row *r;
	int64_t owner;
	enum rc rc;

	if ((rc = check_grants(x, &owner)) != RC_OK)
		return rc;
	if (sealed == NULL || *sealed == '\0')
		return em_reject(x, "K1", "encrypted_email is missing");
	rc = rows_get_id(x->c, x->rows, &r, T_EMAILS, owner);
	if (rc != RC_OK || r->there)
		return rc;
	em_times(x, r, EM_CREATED_AT);
	rows_set(r, EM_ENCRYPTED_EMAIL, sealed);
	return put_grants(x, owner);
}

/* K2: who was given a key may pass it on. */
enum rc
em_email_share(struct em *x)
{
	struct json_object *list;
	struct ids *receivers;
	struct grant g;
	int64_t owner;
	enum rc rc;
	size_t i, n;

	if ((rc = check_grants(x, &owner)) != RC_OK)
		return rc;
	rc = ids_get(x->c, x->rows, &receivers, T_RECEIVERS, owner);
	if (rc != RC_OK)
		return rc;
	list = grants_of(x, &n);
	for (i = 0; i < n; i++)
		if (!read_grant(x, jsonr_at(list, i), &g) ||
		    !ids_has(receivers, g.grantor))
			return em_reject(x, "K2",
			    "user %lld has no key to give",
			    (long long)g.grantor);
	return put_grants(x, owner);
}

/* Reactions to tips (rules TP). */

void
em_tip_want(struct em *x)
{
	const char *tip = em_text(x, "reacted_to");
	const char *key[] = { tip, "tip" };

	if (tip == NULL)
		return;
	rows_want(x->rows, T_TIPS, &tip);
	rows_want(x->rows, T_REACTIONS, key);
}

/* The tip was for the acting user; *wallet is the giver's. */
static enum rc
find_tip(struct em *x, const char *signature, const char **wallet)
{
	struct row *tip, *giver;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &tip, T_TIPS, &signature);
	if (rc != RC_OK)
		return rc;
	if (!tip->there || strcmp(tip->cell[TI_RECEIVER], x->user) != 0)
		return em_reject(x, "TP", "user %s got no such tip", x->user);
	rc = em_find(x, &giver, T_USERS, em_cell_id(tip->cell[TI_SENDER]));
	if (rc != RC_OK)
		return rc;
	if (giver == NULL || giver->cell[U_WALLET] == NULL ||
	    giver->cell[U_WALLET][0] == '\0')
		return em_reject(x, "TP", "its giver has no wallet");
	*wallet = giver->cell[U_WALLET];
	return RC_OK;
}

enum rc
em_tip_update(struct em *x)
{
	const char *key[] = { em_text(x, "reacted_to"), "tip" };
	const char *wallet = NULL;
	struct row *r;
	int64_t value;
	enum rc rc;

	if (key[0] == NULL || *key[0] == '\0' ||
	    !jsonr_opt_int(&value, x->data, "reaction_value") || value < 1 ||
	    value > 4)
		return em_reject(x, "TP", "reaction is missing or unknown");
	if ((rc = find_tip(x, key[0], &wallet)) != RC_OK ||
	    (rc = rows_get(x->c, x->rows, &r, T_REACTIONS, key)) != RC_OK)
		return rc;
	rows_set(r, RE_REACTION_VALUE, rows_int(x->rows, value));
	rows_set(r, RE_SENDER_WALLET, wallet);
	rows_set(r, RE_TIMESTAMP, x->ap->time);
	rows_set(r, RE_BLOCKNUMBER, x->ap->blocknumber);
	return RC_OK;
}
