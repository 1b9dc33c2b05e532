/* SPDX-License-Identifier: ISC */
#include "indexer/talk/apps.h"

#include <string.h>

#include "common/json/jsonr.h"
#include "indexer/apply/signers.h"
#include "indexer/em/past.h"

static const char *
grantee(struct em *x)
{
	const char *s = em_text(x, "grantee_address");

	return s == NULL || *s == '\0' ? NULL : em_lower(x, s);
}

void
em_grant_want(struct em *x)
{
	const char *key[] = { grantee(x), x->user };

	rows_want(x->rows, T_USERS, &x->user);
	if (key[0] == NULL)
		return;
	rows_want(x->rows, T_GRANTS, key);
	rows_want(x->rows, T_APPS, key);
}

/* G1, G2: *user is the acting user. */
static enum rc
check_user(struct em *x, struct row **user)
{
	enum rc rc;

	rc = em_find(x, user, T_USERS, x->user_id);
	if (rc != RC_OK)
		return rc;
	if (*user == NULL || (*user)->cell[U_WALLET] == NULL ||
	    (*user)->cell[U_WALLET][0] == '\0')
		return em_reject(x, "G1", "no user %s with a wallet", x->user);
	if (!json_object_is_type(x->data, json_type_object))
		return em_reject(x, "G2", "metadata is no JSON object");
	return RC_OK;
}

/* G3, G4: an application or the wallet of a user; *approved as a cell. */
static enum rc
check_grantee(struct em *x, const char *address, const char **approved)
{
	struct row *app, *manager;
	enum rc rc;

	if (address == NULL)
		return em_reject(x, "G3", "grantee_address is missing");
	rc = rows_get(x->c, x->rows, &app, T_APPS, &address);
	if (rc != RC_OK ||
	    (rc = wallets_user(x->ap, &manager, address)) != RC_OK)
		return rc;
	if (!app->there && manager == NULL)
		return em_reject(x, "G3", "%s is nobody's", address);
	if (app->there && app->cell[AP_IS_DELETE][0] == 't')
		return em_reject(x, "G4", "application is deleted");
	if (manager != NULL && manager->cell[U_IS_DEACTIVATED][0] == 't')
		return em_reject(x, "G4", "user is deactivated");
	*approved = app->there ? "t" : NULL;
	return RC_OK;
}

/* A grant that is given again after it was revoked begins anew. */
static void
give(struct em *x, struct row *r, const char *approved)
{
	em_put(x, r, GR_CREATED_AT);
	rows_set(r, GR_CREATED_AT, x->ap->time);
	rows_set(r, GR_IS_REVOKED, "f");
	rows_set(r, GR_IS_APPROVED, approved);
}

enum rc
em_grant_create(struct em *x)
{
	const char *key[] = { grantee(x), x->user }, *approved = NULL;
	struct row *r, *user;
	enum rc rc;

	if ((rc = check_user(x, &user)) != RC_OK ||
	    (rc = check_grantee(x, key[0], &approved)) != RC_OK ||
	    (rc = rows_get(x->c, x->rows, &r, T_GRANTS, key)) != RC_OK)
		return rc;
	if (r->there && r->cell[GR_IS_REVOKED][0] == 'f')
		return em_reject(x, "G5", "%s has this grant", key[0]);
	if ((rc = em_authorise(x, &user, x->user_id)) != RC_OK)
		return rc;
	give(x, r, approved);
	em_past_flag(x, r, GR_IS_REVOKED, "is_revoked");
	em_past_flag(x, r, GR_IS_APPROVED, "is_approved");
	return RC_OK;
}

/* G6, G7: the grant that is spoken of. */
static enum rc
live_grant(struct em *x, struct row **r, const char *const *key)
{
	enum rc rc;

	if (key[0] == NULL || key[1] == NULL)
		return em_reject(x, "G6", "no grant is named");
	rc = rows_get(x->c, x->rows, r, T_GRANTS, key);
	if (rc != RC_OK)
		return rc;
	if (!(*r)->there)
		return em_reject(x, "G6", "user %s gave %s nothing", key[1],
		    key[0]);
	if ((*r)->cell[GR_IS_REVOKED][0] == 't')
		return em_reject(x, "G7", "the grant is revoked");
	return RC_OK;
}

/* G8: who gave it, who has it, and those who act for them may end it. */
static enum rc
check_party(struct em *x, const char *grantee_address)
{
	struct row *manager;
	bool may = false;
	enum rc rc;

	if (strcmp(x->signer, grantee_address) == 0)
		return RC_OK;
	if ((rc = em_may_act(x, &may, x->user_id)) != RC_OK || may)
		return rc;
	rc = wallets_user(x->ap, &manager, grantee_address);
	if (rc == RC_OK && manager != NULL)
		rc = em_may_act(x, &may, em_cell_id(manager->cell[U_USER_ID]));
	if (rc != RC_OK || may)
		return rc;
	return em_reject(x, "G8", "the signer is no party to it");
}

enum rc
em_grant_delete(struct em *x)
{
	const char *key[] = { grantee(x), x->user };
	struct row *r, *user;
	enum rc rc;

	if ((rc = check_user(x, &user)) != RC_OK ||
	    (rc = live_grant(x, &r, key)) != RC_OK)
		return rc;
	if ((rc = check_party(x, key[0])) != RC_OK)
		return rc;
	em_put(x, r, GR_CREATED_AT);
	rows_set(r, GR_IS_REVOKED, "t");
	return RC_OK;
}

/* Approve and Reject: the acting user is the one it was given to. */
enum rc
em_grant_answer(struct em *x)
{
	bool approve = strcmp(x->action, "Approve") == 0;
	const char *key[2];
	struct row *r, *user;
	enum rc rc;

	if ((rc = check_user(x, &user)) != RC_OK)
		return rc;
	key[0] = em_lower(x, user->cell[U_WALLET]);
	key[1] = em_id(x, "grantor_user_id");
	if ((rc = live_grant(x, &r, key)) != RC_OK)
		return rc;
	if (r->cell[GR_IS_APPROVED] != NULL &&
	    r->cell[GR_IS_APPROVED][0] == 't')
		return em_reject(x, "G9", "the grant is approved already");
	em_put(x, r, GR_CREATED_AT);
	rows_set(r, GR_IS_APPROVED, approve ? "t" : "f");
	if (!approve && em_since(x, SINCE_G10))
		rows_set(r, GR_IS_REVOKED, "t");
	return RC_OK;
}
