/* SPDX-License-Identifier: ISC */
#include "indexer/em_user_more.h"

#include <nettle/eddsa.h>
#include <stdlib.h>
#include <string.h>

#include "common/base58.h"
#include "common/hex.h"
#include "common/jsonr.h"
#include "common/limits.h"
#include "common/num.h"
#include "common/pgarr.h"
#include "common/sig.h"
#include "indexer/em_users.h"
#include "indexer/metadata.h"
#include "indexer/nodes.h"

#define MAX_REPLICAS 16 /* ids of a sign-up */
#define MAX_WALLETS  1000

/* Documents of L2. */

static void
copy_text(struct em *x, struct row *r, const char *key, unsigned col)
{
	const char *s = em_text(x, key);

	if (!format_is_empty(em_value(x, key)))
		rows_set(r, col, s);
}

/* A picture goes to the column of sizes, whatever key names it. */
static void
copy_photo(struct em *x, struct row *r, const char *key, const char *sizes,
    unsigned one)
{
	const char *s = em_text(x, sizes);

	if (s == NULL || s[0] == '\0')
		s = em_text(x, key);
	if (s == NULL || s[0] == '\0')
		s = r->cell[one];
	if (s == NULL || s[0] == '\0')
		return;
	rows_set(r, one, NULL);
	rows_set(r, one + 1, format_is_cid(s) ? s : NULL);
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

/* Does the owner of this address say that it is the user's? */
static bool
is_eth_proof(struct em *x, const char *wallet, const char *signature,
    const char *message)
{
	uint8_t sig[65], hash[32], address[20];
	char text[ADDRESS_TEXT];

	sig_personal(hash, message, strlen(message));
	if (hex_decode(sig, sizeof(sig), signature, strlen(signature)) != 0 ||
	    sig_recover(x->sig, address, hash, sig) != 0)
		return false;
	address_eip55(text, address);
	return strcmp(text, wallet) == 0;
}

static bool
is_sol_proof(struct em *x, const char *wallet, const char *signature,
    const char *message)
{
	uint8_t key[32], sig[64];
	char *hex = arena_printf(x->scratch, "%s%s",
	    strncmp(signature, "0x", 2) == 0 ? "" : "0x", signature);

	return base58_decode(key, sizeof(key), wallet) == 0 &&
	       hex_decode(sig, sizeof(sig), hex, strlen(hex)) == 0 &&
	       ed25519_sha512_verify(key, strlen(message),
		   (const uint8_t *)message, sig) == 1;
}

static bool
is_proof(struct em *x, const char *chain, const char *wallet,
    struct json_object *proof)
{
	const char *message =
	    arena_printf(x->scratch, "AudiusUserID:%s", x->user);
	const char *signature;

	if (!json_object_is_type(proof, json_type_object) ||
	    !jsonr_opt_text(x->c, &signature, proof, "signature"))
		return false;
	return strcmp(chain, "eth") == 0
		   ? is_eth_proof(x, wallet, signature, message)
		   : is_sol_proof(x, wallet, signature, message);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Wallets hold no character that an array would quote. */
static const char *
list_cell(struct em *x, const char **wallet, size_t n)
{
	size_t i, len = 3;
	char *s, *p;

	qsort(wallet, n, sizeof(*wallet), compare);
	for (i = 0; i < n; i++)
		len += strlen(wallet[i]) + 1;
	p = s = arena_alloc(x->c->a, len);
	*p++ = '{';
	for (i = 0; i < n; i++) {
		if (i > 0)
			*p++ = ',';
		p = stpcpy(p, wallet[i]);
	}
	*p++ = '}';
	*p = '\0';
	return s;
}

static bool
same_list(const struct row *r, const char *list)
{
	return strcmp(r->there ? r->cell[WA_WALLETS] : "{}", list) == 0;
}

static enum rc
set_wallets(struct em *x, const char *chain, const char *list)
{
	const char *const key[] = { x->user, chain };
	struct row *r;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_WALLETS, key);
	if (rc != RC_OK || same_list(r, list))
		return rc;
	rows_set(r, WA_BLOCKHASH, x->ap->blockhash);
	rows_set(r, WA_BLOCKNUMBER, x->ap->blocknumber);
	rows_set(r, WA_WALLETS, list);
	return RC_OK;
}

/* What is no object is an empty set; entries without proof are passed over. */
static enum rc
take_wallets(struct em *x, const char *key, const char *chain)
{
	struct json_object *o = em_value(x, key);
	const char *list[MAX_WALLETS];
	size_t n = 0;

	if (!em_has(x, key))
		return RC_OK;
	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, wallet,
		    proof) if (n < MAX_WALLETS &&
			       is_proof(x, chain, wallet, proof)) list[n++] =
		    arena_strdup(x->c->a, wallet);
	}
	return set_wallets(x, chain, list_cell(x, list, n));
}

enum rc
em_user_wallets(struct em *x)
{
	enum rc rc;

	rc = take_wallets(x, "associated_wallets", "eth");
	if (rc == RC_OK)
		rc = take_wallets(x, "associated_sol_wallets", "sol");
	return rc;
}

/* One wallet more, or less, of those there are. */
static enum rc
change_wallet(struct em *x, const char *chain, const char *wallet, bool add)
{
	const char *const key[] = { x->user, chain };
	const char *list[MAX_WALLETS + 1];
	char *s, *word, *save;
	struct row *r;
	size_t n = 0;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_WALLETS, key);
	if (rc != RC_OK)
		return rc;
	s = arena_strdup(x->c->a, r->there ? r->cell[WA_WALLETS] : "{}");
	for (word = strtok_r(s, "{,}", &save); word != NULL && n < MAX_WALLETS;
	     word = strtok_r(NULL, "{,}", &save))
		if (strcmp(word, wallet) != 0)
			list[n++] = word;
	if (add)
		list[n++] = wallet;
	return set_wallets(x, chain, list_cell(x, list, n));
}

enum rc
em_user_wallet(struct em *x)
{
	bool add = strcmp(x->action, "Create") == 0;
	const char *wallet = em_text(x, "wallet_address");
	const char *chain = em_text(x, "chain");

	if (wallet == NULL || chain == NULL ||
	    (strcmp(chain, "eth") != 0 && strcmp(chain, "sol") != 0))
		return em_reject(x, "U", "no wallet of a known chain");
	if (add && !is_proof(x, chain, wallet, x->data))
		return em_reject(x, "U", "wallet is not proved to be theirs");
	return change_wallet(x, chain, wallet, add);
}

enum rc
em_user_collectibles(struct em *x)
{
	struct json_object *o = em_value(x, "collectibles");
	struct row *r;
	enum rc rc;

	if (!json_object_is_type(o, json_type_object))
		return em_reject(x, "U", "collectibles are no object");
	rc = rows_get_id(x->c, x->rows, &r, T_COLLECTIBLES, x->user_id);
	if (rc != RC_OK)
		return rc;
	em_put(x, r, CO_CREATED_AT);
	rows_set(r, CO_DATA, jsonr_text(x->c, o));
	em_put(x, x->actor, U_CREATED_AT);
	rows_set(x->actor, U_HAS_COLLECTIBLES, format_is_empty(o) ? "f" : "t");
	return RC_OK;
}

/* Events of the sign-up: each is told once. */
enum rc
em_user_events(struct em *x)
{
	struct json_object *o = em_value(x, "events");
	int64_t referrer;
	bool mobile, news;
	struct row *r;
	enum rc rc;

	if (!em_has(x, "events") || !json_object_is_type(o, json_type_object))
		return RC_OK;
	rc = rows_get_id(x->c, x->rows, &r, T_USER_EVENTS, x->user_id);
	if (rc != RC_OK)
		return rc;
	news = !r->there;
	if (news)
		rows_set(r, UE_IS_MOBILE_USER, "f");
	if (r->cell[UE_REFERRER] == NULL &&
	    jsonr_opt_int(&referrer, o, "referrer") && referrer >= 0 &&
	    referrer <= LIM_ID && referrer != x->user_id) {
		rows_set(r, UE_REFERRER, rows_int(x->rows, referrer));
		news = true;
	}
	if (r->cell[UE_IS_MOBILE_USER][0] != 't' &&
	    jsonr_opt_bool(&mobile, o, "is_mobile_user") && mobile) {
		rows_set(r, UE_IS_MOBILE_USER, "t");
		news = true;
	}
	if (news) {
		rows_set(r, UE_BLOCKHASH, x->ap->blockhash);
		rows_set(r, UE_BLOCKNUMBER, x->ap->blocknumber);
	}
	return RC_OK;
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
