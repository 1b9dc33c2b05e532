/* SPDX-License-Identifier: ISC */
#include "indexer/apply/signers.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "indexer/rows/ids.h"

/* Ids of users whom this window has touched; the row is never written. */
static struct ids *
touched(struct apply *ap, const char *wallet)
{
	struct row *r = rows_put(ap->rows, T_WALLET_USERS, &wallet);

	if (r->aux == NULL)
		r->aux = arena_zalloc(ap->c->a, 1, sizeof(struct ids));
	return r->aux;
}

void
wallets_touch(struct apply *ap, const struct row *user)
{
	int64_t id;

	if (user->cell[U_WALLET] != NULL &&
	    num_i64(&id, user->cell[U_USER_ID], 0, LIM_ID) == 0)
		ids_add(ap->c->a, touched(ap, user->cell[U_WALLET]), id);
}

static bool
is_live(const struct row *user)
{
	return user->cell[U_IS_DEACTIVATED] == NULL ||
	       user->cell[U_IS_DEACTIVATED][0] == 'f';
}

/* Of two the one who counts more; either may be NULL. */
static struct row *
better(struct row *a, struct row *b)
{
	return a == NULL || (b != NULL && !is_live(a) && is_live(b)) ? b : a;
}

/* Of those in the database whom we have not touched. */
static enum rc
ask(struct apply *ap, int64_t *id, const char *wallet, const struct ids *but)
{
	struct pgarr *arr = pgarr_new(ap->scratch);
	const char *param[2] = { wallet, NULL };
	PGresult *res;
	enum rc rc;
	size_t i;

	*id = -1;
	for (i = 0; i < but->n; i++)
		pgarr_int(arr, but->id[i]);
	param[1] = pgarr_done(arr);
	if ((rc = db_flush(ap->c)) != RC_OK ||
	    (rc = db_run(ap->c, &res, SQL_IDX_WALLET_USER, param)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	return db_i64(ap->c, id, res, 0, 0);
}

enum rc
wallets_user(struct apply *ap, struct row **user, const char *wallet)
{
	const struct ids *ours = touched(ap, wallet);
	struct row *r;
	int64_t id;
	enum rc rc;
	size_t i;

	*user = NULL;
	if ((rc = ask(ap, &id, wallet, ours)) != RC_OK)
		return rc;
	for (i = 0; i < ours->n; i++) {
		rc = rows_get_id(ap->c, ap->rows, &r, T_USERS, ours->id[i]);
		if (rc != RC_OK)
			return rc;
		*user = better(*user, r);
	}
	if (id < 0)
		return RC_OK;
	if ((rc = rows_get_id(ap->c, ap->rows, &r, T_USERS, id)) == RC_OK)
		*user = better(*user, r);
	return rc;
}
