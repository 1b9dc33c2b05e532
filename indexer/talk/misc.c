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
	rows_want(x->rows, T_MUTED, key);
}

enum rc
em_mute_user(struct em *x)
{
	const char *key[] = { x->user, x->entity };
	bool mute = strcmp(x->action, "Mute") == 0;
	struct row *r, *target;
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
	return RC_OK;
}

/* Mail addresses (rules K): sealed texts, and who holds a key to them. */

struct mail {
	const char *pair[2]; /* primary user, owner of the address */
	int64_t primary;
	const char *sealed, *key;
	struct json_object *users, *keys; /* of delegates; both or neither */
	size_t n;
};

void
em_email_want(struct em *x)
{
	const char *pair[] = { em_id(x, "primary_user_id"),
		em_id(x, "email_owner_user_id") };

	if (pair[0] == NULL || pair[1] == NULL)
		return;
	rows_want(x->rows, T_EMAILS, pair);
	rows_want(x->rows, T_EMAIL_KEYS, pair);
	rows_want(x->rows, T_DELEGATES, pair);
}

static enum rc
read_delegates(struct em *x, struct mail *m)
{
	const char *text;
	int64_t id;
	size_t i;

	if (em_value(x, "delegated_user_ids") == NULL &&
	    em_value(x, "delegated_keys") == NULL)
		return RC_OK;
	if (!jsonr_opt_arr(&m->users, x->data, "delegated_user_ids") ||
	    !jsonr_opt_arr(&m->keys, x->data, "delegated_keys"))
		return em_reject(x, "K", "delegates are not two lists");
	m->n = json_object_array_length(m->users);
	if (m->n != json_object_array_length(m->keys) || m->n > LIM_EM_IDS)
		return em_reject(x, "K", "delegates do not fit their keys");
	for (i = 0; i < m->n; i++)
		if (!jsonr_opt_int(&id, jsonr_at(m->users, i), NULL) ||
		    id < 0 || id > LIM_ID ||
		    !jsonr_opt_text(x->c, &text, jsonr_at(m->keys, i), NULL))
			return em_reject(x, "K", "delegate %zu", i);
	return RC_OK;
}

static enum rc
read_mail(struct em *x, struct mail *m)
{
	int64_t owner;

	memset(m, 0, sizeof(*m));
	m->sealed = em_text(x, "encrypted_email");
	m->key = em_text(x, "encrypted_key");
	if (!em_get_id(x, "primary_user_id", &m->primary) ||
	    !em_get_id(x, "email_owner_user_id", &owner) || m->primary == 0 ||
	    owner == 0 || m->sealed == NULL || *m->sealed == '\0' ||
	    m->key == NULL || *m->key == '\0')
		return em_reject(x, "K", "a member is missing or empty");
	m->pair[0] = rows_int(x->rows, m->primary);
	m->pair[1] = rows_int(x->rows, owner);
	return read_delegates(x, m);
}

/* A delegate's key; NULL takes it away. */
static void
put_access(struct em *x, const struct mail *m, int64_t user, const char *key)
{
	const char *id[] = { m->pair[0], rows_int(x->rows, user) };
	struct row *r = rows_put(x->rows, T_EMAIL_ACCESS, id);

	rows_set(r, EA_ENCRYPTED_KEY, key);
	rows_set(r, EA_CREATED_AT, x->ap->time);
	rows_set(r, EA_UPDATED_AT, x->ap->time);
}

static enum rc
put_delegates(struct em *x, const struct mail *m, bool instead)
{
	struct ids *known;
	const char *key;
	int64_t id;
	enum rc rc;
	size_t i;

	rc = ids_get(x->c, x->rows, &known, T_DELEGATES, m->primary);
	if (rc != RC_OK)
		return rc;
	for (i = 0; instead && rc == RC_OK && i < known->n; i++) {
		put_access(x, m, known->id[i], NULL);
		rc = apply_room(x->ap);
	}
	if (rc != RC_OK)
		return rc;
	for (i = 0; i < m->n; i++)
		if (jsonr_opt_int(&id, jsonr_at(m->users, i), NULL) &&
		    jsonr_opt_text(x->c, &key, jsonr_at(m->keys, i), NULL)) {
			put_access(x, m, id, key);
			ids_add(x->c->a, known, id);
		}
	return RC_OK;
}

static enum rc
put_mail(struct em *x, const struct mail *m, struct row *r, bool instead)
{
	struct row *k;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &k, T_EMAIL_KEYS, m->pair);
	if (rc != RC_OK)
		return rc;
	em_times(x, r, EM_CREATED_AT);
	rows_set(r, EM_ENCRYPTED_EMAIL, m->sealed);
	em_times(x, k, EK_CREATED_AT);
	rows_set(k, EK_ENCRYPTED_KEY, m->key);
	return put_delegates(x, m, instead);
}

/* An address that is there already stays as it is. */
enum rc
em_email_add(struct em *x)
{
	struct mail m;
	struct row *r;
	enum rc rc;

	if ((rc = read_mail(x, &m)) != RC_OK || x->rejected ||
	    (rc = rows_get(x->c, x->rows, &r, T_EMAILS, m.pair)) != RC_OK ||
	    r->there)
		return rc;
	return put_mail(x, &m, r, false);
}

enum rc
em_email_update(struct em *x)
{
	struct mail m;
	struct row *r;
	enum rc rc;

	if ((rc = read_mail(x, &m)) != RC_OK || x->rejected ||
	    (rc = rows_get(x->c, x->rows, &r, T_EMAILS, m.pair)) != RC_OK)
		return rc;
	if (!r->there)
		return em_reject(x, "K", "user %s has no address of user %s",
		    m.pair[0], m.pair[1]);
	return put_mail(x, &m, r, true);
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
	if ((rc = find_tip(x, key[0], &wallet)) != RC_OK || x->rejected ||
	    (rc = rows_get(x->c, x->rows, &r, T_REACTIONS, key)) != RC_OK)
		return rc;
	rows_set(r, RE_REACTION_VALUE, rows_int(x->rows, value));
	rows_set(r, RE_SENDER_WALLET, wallet);
	rows_set(r, RE_TIMESTAMP, x->ap->time);
	rows_set(r, RE_BLOCKNUMBER, x->ap->blocknumber);
	return RC_OK;
}
