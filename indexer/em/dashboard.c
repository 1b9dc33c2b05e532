/* SPDX-License-Identifier: ISC */
#include "indexer/em/dashboard.h"

#include <string.h>

#include "common/json/jsonr.h"
#include "indexer/em/past.h"
#include "indexer/em/sign.h"

#define FRESH_S 300 /* age of a signature */

static const char *
wallet_of(struct em *x)
{
	const char *s = em_text(x, "wallet");

	return s == NULL || *s == '\0' ? NULL : em_lower(x, s);
}

void
em_dashboard_want(struct em *x)
{
	const char *wallet = wallet_of(x);

	rows_want(x->rows, T_USERS, &x->user);
	if (wallet != NULL)
		rows_want(x->rows, T_DASHBOARD, &wallet);
}

/* Who links what to whom, and who of both signed the transaction. */
struct link {
	const char *wallet;
	struct row *user;
	struct row *r; /* of the wallet */
	bool by_user, by_wallet;
};

static enum rc
open_link(struct em *x, struct link *k)
{
	enum rc rc;

	k->wallet = wallet_of(x);
	if (k->wallet == NULL || x->user_id == 0)
		return em_reject(x, "W", "wallet or user is missing");
	rc = em_find(x, &k->user, T_USERS, x->user_id);
	if (rc != RC_OK)
		return rc;
	if (k->user == NULL)
		return em_reject(x, "W", "no user %s", x->user);
	rc = rows_get(x->c, x->rows, &k->r, T_DASHBOARD, &k->wallet);
	if (rc != RC_OK)
		return rc;
	k->by_user =
	    k->user->cell[U_WALLET] != NULL &&
	    strcmp(x->signer, em_lower(x, k->user->cell[U_WALLET])) == 0;
	k->by_wallet = strcmp(x->signer, k->wallet) == 0;
	return RC_OK;
}

/* Did the other side sign as well? */
static bool
is_agreed(struct em *x, const struct link *k)
{
	const char *message, *signature, *seconds, *who;
	struct json_object *o;
	bool named;

	o = em_value(x, k->by_user ? "wallet_signature" : "user_signature");
	if (!json_object_is_type(o, json_type_object) ||
	    !jsonr_opt_text(x->c, &message, o, "message") ||
	    !jsonr_opt_text(x->c, &signature, o, "signature"))
		return false;
	named = k->by_user ? em_sign_names_user(x->scratch, &seconds, message,
				 x->user_id, k->user->cell[U_HANDLE_LC])
			   : em_sign_names_wallet(x->scratch, &seconds, message,
				 k->wallet);
	if (!named || !em_sign_fresh(seconds, x->ap->b->time, FRESH_S))
		return false;
	who = em_sign_address(x->sig, x->c->a, message, signature);
	if (who == NULL || k->user->cell[U_WALLET] == NULL)
		return false;
	return strcmp(who, k->by_user
			       ? k->wallet
			       : em_lower(x, k->user->cell[U_WALLET])) == 0;
}

enum rc
em_dashboard_create(struct em *x)
{
	struct link k;
	enum rc rc;

	if ((rc = open_link(x, &k)) != RC_OK)
		return rc;
	if (!k.by_user && !k.by_wallet)
		return em_reject(x, "W", "the signer is no party to it");
	if (!em_past(x) && !is_agreed(x, &k))
		return em_reject(x, "W", "the other side has not signed");
	if (k.r->there && k.r->cell[DW_IS_DELETE][0] == 'f')
		return em_reject(x, "W", "%s is taken", k.wallet);
	em_put(x, k.r, DW_CREATED_AT);
	rows_set(k.r, DW_CREATED_AT, x->ap->time);
	rows_set(k.r, DW_USER_ID, x->user);
	rows_set(k.r, DW_IS_DELETE, "f");
	em_past_flag(x, k.r, DW_IS_DELETE, "is_delete");
	return RC_OK;
}

enum rc
em_dashboard_delete(struct em *x)
{
	struct link k;
	enum rc rc;

	if ((rc = open_link(x, &k)) != RC_OK)
		return rc;
	if (!k.r->there)
		return em_reject(x, "W", "%s is nobody's", k.wallet);
	if (!k.by_user && !k.by_wallet)
		return em_reject(x, "W", "the signer is no party to it");
	if (k.by_user && strcmp(k.r->cell[DW_USER_ID], x->user) != 0)
		return em_reject(x, "W", "%s is another user's", k.wallet);
	em_put(x, k.r, DW_CREATED_AT);
	rows_set(k.r, DW_IS_DELETE, "t");
	return RC_OK;
}
