/* SPDX-License-Identifier: ISC */
#include "indexer/em/user_document.h"

#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/base/sig.h"
#include "common/json/jsonr.h"
#include "indexer/apply/associated.h"
#include "indexer/apply/endpoints.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/referrals.h"
#include "indexer/em/past.h"
#include "indexer/em/users.h"

#define MAX_REPLICAS 16 /* ids of a sign-up */

/* Documents of L2. */

static void
copy_text(struct em *x, struct row *r, const char *key, unsigned col)
{
	const char *s = em_text(x, key);

	if (!format_is_empty(em_value(x, key)))
		rows_set(r, col, s);
}

static const char *
cid_of(struct em *x, const char *key)
{
	const char *s = em_text(x, key);

	return format_is_cid(s) ? s : NULL;
}

/* A picture goes to the column of sizes, whatever key names it. */
static void
copy_photo(struct em *x, struct row *r, const char *key, const char *sizes,
    unsigned one)
{
	const char *s = r->cell[one];

	if (!format_is_empty(em_value(x, key)))
		s = cid_of(x, key);
	if (!format_is_empty(em_value(x, sizes)))
		s = cid_of(x, sizes);
	if (s != NULL && s[0] != '\0') {
		rows_set(r, one + 1, s);
		s = NULL;
	}
	rows_set(r, one, s);
}

void
em_user_document(struct em *x, struct row *r)
{
	const char *library =
	    meta_filled_cell(x->c, em_value(x, "playlist_library"));

	copy_photo(x, r, "profile_picture", "profile_picture_sizes",
	    U_PROFILE_PICTURE);
	copy_photo(x, r, "cover_photo", "cover_photo_sizes", U_COVER_PHOTO);
	copy_text(x, r, "bio", U_BIO);
	copy_text(x, r, "name", U_NAME);
	copy_text(x, r, "location", U_LOCATION);
	if (library != NULL)
		rows_set(r, U_PLAYLIST_LIBRARY, library);
	rows_set(r, U_HAS_COLLECTIBLES,
	    meta_filled_cell(x->c, em_value(x, "collectibles")) != NULL ? "t"
									: "f");
	rows_set(r, U_IS_DEACTIVATED, em_true(x, "is_deactivated") ? "t" : "f");
	rows_set(r, U_ARTIST_PICK_TRACK_ID, em_id(x, "artist_pick_track_id"));
}

/* Wallets. */

/* Documents of L2 are stored as those of the factory are. */
enum rc
em_user_wallets(struct em *x)
{
	enum rc (*store)(struct apply *, const char *, const char *,
	    const struct associated *) =
	    x->is_document ? associated_succeed : associated_replace;
	const struct associated_kind *k;
	struct associated w;
	enum rc rc = RC_OK;

	for (k = associated_kind;
	     rc == RC_OK && k < associated_kind + ASSOCIATED__MAX; k++) {
		if (!em_has(x, k->key))
			continue;
		associated_read(x->c, &w, x->sig, x->user, k->chain,
		    em_value(x, k->key));
		rc = store(x->ap, x->user, k->chain, &w);
	}
	return rc;
}

/* Rules AW. */

static enum rc
read_wallet(struct em *x, const char **wallet, const char **chain)
{
	*wallet = em_text(x, "wallet_address");
	*chain = em_text(x, "chain");
	if (*wallet == NULL || *chain == NULL ||
	    (strcmp(*chain, "eth") != 0 && strcmp(*chain, "sol") != 0))
		return em_reject(x, "AW2", "no wallet of a known chain");
	return RC_OK;
}

/* Of Ethereum, any case will do. */
static bool
is_theirs(struct em *x, const char *chain, const char *wallet)
{
	char text[ADDRESS_TEXT];
	uint8_t address[20];

	if (strcmp(chain, "eth") == 0 &&
	    hex_decode(address, sizeof(address), wallet, strlen(wallet)) == 0) {
		address_eip55(text, address);
		wallet = text;
	}
	return associated_is_proof(x->c, x->sig, x->user, chain, wallet,
	    x->data);
}

enum rc
em_user_wallet_add(struct em *x)
{
	const char *wallet, *chain;
	bool has;
	enum rc rc;

	if ((rc = read_wallet(x, &wallet, &chain)) != RC_OK)
		return rc;
	if (!em_past(x) && !is_theirs(x, chain, wallet))
		return em_reject(x, "AW2", "wallet is not proved to be theirs");
	rc = associated_has(x->ap, &has, x->user, chain, wallet);
	if (rc != RC_OK || has)
		return rc;
	if (em_past_true(x, "is_delete"))
		return RC_OK;
	if (em_since(x, SINCE_AW3) && !em_past(x) &&
	    (rc = associated_take(x->ap, x->user, chain, wallet)) != RC_OK)
		return rc;
	return associated_change(x->ap, x->user, chain, wallet, true);
}

enum rc
em_user_wallet_delete(struct em *x)
{
	const char *wallet, *chain;
	bool has;
	enum rc rc;

	if ((rc = read_wallet(x, &wallet, &chain)) != RC_OK)
		return rc;
	rc = associated_has(x->ap, &has, x->user, chain, wallet);
	if (rc == RC_OK && !has)
		rc = em_reject(x, "AW4", "it is no wallet of theirs");
	if (rc != RC_OK)
		return rc;
	return associated_change(x->ap, x->user, chain, wallet, false);
}

/* CO1: the user stays the version that it was.  From SINCE_G on it is over. */
enum rc
em_user_collectibles(struct em *x)
{
	struct json_object *o = em_value(x, "collectibles");
	struct row *r;
	enum rc rc;

	if (em_since(x, SINCE_G))
		return em_reject(x, "CO1", "there is no such thing any more");
	if (!json_object_is_type(o, json_type_object))
		return em_reject(x, "CO1", "collectibles are no object");
	rc = rows_get_id(x->c, x->rows, &r, T_COLLECTIBLES, x->user_id);
	if (rc != RC_OK)
		return rc;
	em_put(x, r, CO_CREATED_AT);
	rows_set(r, CO_DATA, jsonr_text(x->c, o));
	rows_set(x->actor, U_HAS_COLLECTIBLES, format_is_empty(o) ? "f" : "t");
	return RC_OK;
}

enum rc
em_user_events(struct em *x)
{
	struct user_events e;

	user_events_read(&e, em_value(x, "events"));
	return user_events_apply(x->ap, x->user_id, &e);
}

/* Replica sets. */

/* At least three ids, none twice; their number, or 0. */
static size_t
read_replicas(struct em *x, int64_t *id)
{
	char *s = arena_strdup(x->scratch, x->text), *word, *save;
	size_t i, n = 0;

	for (word = strtok_r(s, ",", &save); word != NULL;
	     word = strtok_r(NULL, ",", &save)) {
		if (n == MAX_REPLICAS || num_i64(&id[n], word, 0, LIM_ID) != 0)
			return 0;
		for (i = 0; i < n; i++)
			if (id[i] == id[n])
				return 0;
		n++;
	}
	return n < 3 ? 0 : n;
}

/* A text that is no set, or names nodes without endpoint, is passed over. */
enum rc
em_user_replicas(struct em *x, struct row *r)
{
	struct pgarr *secondaries = pgarr_new(x->c->a);
	const char *list = "", *endpoint;
	int64_t id[MAX_REPLICAS];
	size_t i, n;
	enum rc rc;

	n = read_replicas(x, id);
	for (i = 0; i < n; i++) {
		if ((rc = nodes_endpoint(x->ap, &endpoint, id[i])) != RC_OK)
			return rc;
		if (endpoint != NULL && endpoint[0] == '\0')
			return RC_OK;
		list = arena_printf(x->c->a, "%s%s%s", list, i > 0 ? "," : "",
		    endpoint == NULL ? "" : endpoint);
		if (i > 0)
			pgarr_int(secondaries, id[i]);
	}
	if (n == 0)
		return RC_OK;
	rows_set(r, U_PRIMARY_ID, rows_int(x->rows, id[0]));
	rows_set(r, U_SECONDARY_IDS, pgarr_done(secondaries));
	rows_set(r, U_CREATOR_NODE_ENDPOINT, list);
	rows_set(r, U_IS_STORAGE_V2, "f");
	return RC_OK;
}
