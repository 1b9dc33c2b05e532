/* SPDX-License-Identifier: ISC */
#include "indexer/em/users.h"

#include <string.h>
#include <strings.h>

#include "common/base/base58.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "indexer/apply/associated.h"
#include "indexer/apply/signers.h"
#include "indexer/apply/words.h"
#include "indexer/docs/cid_json.h"
#include "indexer/em/data.h"
#include "indexer/em/field.h"
#include "indexer/em/past.h"
#include "indexer/em/user_document.h"

#define FIRST_ID   3000000
#define MAX_BIO    256 /* characters */
#define MAX_HANDLE 30
#define MAX_NAME   32
#define MAX_CID    1024 /* bytes; an index takes 2704 */

/* clang-format off */
static const struct em_field fields[] = {
	{ "profile_picture_sizes",   U_PROFILE_PICTURE_SIZES,   EM_TEXT },
	{ "cover_photo_sizes",       U_COVER_PHOTO_SIZES,       EM_TEXT },
	{ "bio",                     U_BIO,                     EM_TEXT_KEPT },
	{ "name",                    U_NAME,                    EM_TEXT_KEPT },
	{ "location",                U_LOCATION,                EM_TEXT_KEPT },
	{ "playlist_library",        U_PLAYLIST_LIBRARY,        EM_JSON },
	{ "is_deactivated",          U_IS_DEACTIVATED,          EM_BOOL },
	{ "is_storage_v2",           U_IS_STORAGE_V2,           EM_BOOL },
	{ "artist_pick_track_id",    U_ARTIST_PICK_TRACK_ID,    EM_ID },
	{ "allow_ai_attribution",    U_ALLOW_AI_ATTRIBUTION,    EM_BOOL },
	{ "twitter_handle",          U_TWITTER_HANDLE,          EM_TEXT_KEPT },
	{ "instagram_handle",        U_INSTAGRAM_HANDLE,        EM_TEXT_KEPT },
	{ "tiktok_handle",           U_TIKTOK_HANDLE,           EM_TEXT_KEPT },
	{ "website",                 U_WEBSITE,                 EM_TEXT_KEPT },
	{ "donation",                U_DONATION,                EM_TEXT_KEPT },
	{ "verified_with_twitter",   U_VERIFIED_WITH_TWITTER,   EM_BOOL },
	{ "verified_with_instagram", U_VERIFIED_WITH_INSTAGRAM, EM_BOOL },
	{ "verified_with_tiktok",    U_VERIFIED_WITH_TIKTOK,    EM_BOOL },
	{ "spl_usdc_payout_wallet",  U_SPL_USDC_PAYOUT_WALLET,  EM_TEXT },
	{ "profile_type",            U_PROFILE_TYPE,            EM_LABEL },
	{ "coin_flair_mint",         U_COIN_FLAIR_MINT,         EM_TEXT },
};

/* Until SINCE_U17. */
static const struct em_field pictures[] = {
	{ "profile_picture",         U_PROFILE_PICTURE,         EM_TEXT },
	{ "cover_photo",             U_COVER_PHOTO,             EM_TEXT },
};

/* Until SINCE_U17W. */
static const struct em_field collections[] = {
	{ "collectibles",            U_HAS_COLLECTIBLES,        EM_FILLED },
};
#define N(list) (sizeof(list) / sizeof((list)[0]))

static const struct {
	const char *key;
	unsigned handle, verified;
} sites[] = {
	{ "twitter_handle",   U_TWITTER_HANDLE,   U_VERIFIED_WITH_TWITTER },
	{ "instagram_handle", U_INSTAGRAM_HANDLE, U_VERIFIED_WITH_INSTAGRAM },
	{ "tiktok_handle",    U_TIKTOK_HANDLE,    U_VERIFIED_WITH_TIKTOK },
};
/* clang-format on */
#define NSITES N(sites)

static bool
is(const struct row *r, unsigned col)
{
	return r->cell[col] != NULL && r->cell[col][0] == 't';
}

static bool
same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
has_handle(const struct row *r)
{
	return r->cell[U_HANDLE] != NULL && r->cell[U_HANDLE][0] != '\0';
}

void
em_user_want(struct em *x)
{
	const char *handle;
	int64_t pick;

	if (strcmp(x->action, "Create") == 0) {
		rows_want(x->rows, T_APPS, &x->signer);
		(void)em_data_wrapped(x);
	}
	if ((handle = em_text(x, "handle")) != NULL) {
		handle = text_lower(x->c->a, handle);
		rows_want(x->rows, T_HANDLES, &handle);
	}
	if (em_get_id(x, "artist_pick_track_id", &pick))
		rows_want_id(x->rows, T_TRACKS, pick);
	if (em_has(x, "events"))
		rows_want_id(x->rows, T_USER_EVENTS, x->user_id);
	if (em_has(x, associated_kind[ASSOCIATED_ETH].key) ||
	    em_has(x, associated_kind[ASSOCIATED_SOL].key))
		associated_want(x->rows, x->user);
}

void
em_user_want_document(struct ctx *c, struct rows *rs, int64_t user_id)
{
	const char *const key[] = { rows_int(rs, user_id) };
	const struct row *r = rows_peek(rs, T_USERS, key);

	(void)c;
	if (r != NULL && r->there && r->cell[U_METADATA_MULTIHASH] != NULL)
		rows_want(rs, T_CID_DATA, &r->cell[U_METADATA_MULTIHASH]);
}

/* Rules. */

static bool
has_handle_characters(const char *lower)
{
	return lower[strspn(lower, "abcdefghijklmnopqrstuvwxyz0123456789_.")] ==
	       '\0';
}

/* U14: by its first day two words are refused, by its last any look of them. */
static bool
is_refused(struct em *x, const char *text, bool is_name)
{
	if (text == NULL || !em_since(x, is_name ? SINCE_U14W : SINCE_U14))
		return false;
	return words_is_refused(em_since(x, SINCE_U14N)
				    ? text_seen(x->scratch, text)
				    : text_lower(x->scratch, text),
	    em_since(x, SINCE_U14W));
}

/* U14, U16: the name that comes with the handle. */
static enum rc
check_first_name(struct em *x, const char *name)
{
	if (name != NULL && em_since(x, SINCE_U16) && em_chars(name) > MAX_NAME)
		return em_reject(x, "U16", "name is longer than %d", MAX_NAME);
	if (is_refused(x, name, true))
		return em_reject(x, "U14", "name has a refused word");
	return RC_OK;
}

/* U5 to U9: a handle is chosen once. */
static enum rc
check_handle(struct em *x, const char *handle)
{
	const char *lower;
	struct row *taken;
	enum rc rc;

	if (handle == NULL || handle[0] == '\0')
		return em_reject(x, "U5", "no handle");
	lower = text_lower(x->c->a, handle);
	if (!has_handle_characters(lower))
		return em_reject(x, "U6", "handle has other characters");
	if (em_chars(handle) > MAX_HANDLE)
		return em_reject(x, "U7", "handle is longer than %d",
		    MAX_HANDLE);
	if (words_is_reserved(lower))
		return em_reject(x, "U8", "handle is a reserved word");
	if (is_refused(x, handle, false))
		return em_reject(x, "U14", "handle has a refused word");
	rc = rows_get(x->c, x->rows, &taken, T_HANDLES, &lower);
	if (rc == RC_OK && taken->there)
		return em_reject(x, "U9", "handle is taken");
	return rc;
}

static enum rc
check_pick(struct em *x)
{
	struct row *t;
	int64_t id;
	enum rc rc;

	if (em_value(x, "artist_pick_track_id") == NULL)
		return RC_OK;
	if (!em_get_id(x, "artist_pick_track_id", &id))
		return em_reject(x, "U11", "artist pick is no track");
	if ((rc = em_find(x, &t, T_TRACKS, id)) != RC_OK)
		return rc;
	if (t == NULL || strcmp(t->cell[TR_OWNER_ID], x->user) != 0)
		return em_reject(x, "U11",
		    "artist pick is not a track of theirs");
	return RC_OK;
}

static bool
is_solana_address(const char *s)
{
	char again[BASE58_OUT];
	uint8_t key[32];

	if (s == NULL || base58_decode(key, sizeof(key), s) != 0)
		return false;
	base58_encode(again, key, sizeof(key));
	return strcmp(s, again) == 0;
}

/* U4 and U16: what is stored already may stay as long as it is. */
static enum rc
check_lengths(struct em *x, const struct row *r)
{
	const char *bio = em_text(x, "bio"), *name = em_text(x, "name");
	bool now = em_since(x, SINCE_G);

	/* Documents of L2 were not measured. */
	if (x->is_document)
		return RC_OK;
	if (bio != NULL && em_chars(bio) > MAX_BIO &&
	    !(now && has_handle(r) && same(bio, r->cell[U_BIO])))
		return em_reject(x, "U4", "bio is longer than %d", MAX_BIO);
	if (now && has_handle(r) && name != NULL && em_chars(name) > MAX_NAME &&
	    !same(name, r->cell[U_NAME]))
		return em_reject(x, "U16a", "name is longer than %d", MAX_NAME);
	return RC_OK;
}

static enum rc
check_first(struct em *x)
{
	enum rc rc;

	if ((rc = check_handle(x, em_text(x, "handle"))) != RC_OK ||
	    x->is_document)
		return rc;
	return check_first_name(x, em_text(x, "name"));
}

static enum rc
check(struct em *x, const struct row *r)
{
	enum rc rc;

	if (em_past(x))
		return RC_OK;
	if ((rc = check_lengths(x, r)) != RC_OK)
		return rc;
	if (!has_handle(r) && ((rc = check_first(x)) != RC_OK))
		return rc;
	if ((rc = check_pick(x)) != RC_OK)
		return rc;
	if (!format_is_empty(em_value(x, "spl_usdc_payout_wallet")) &&
	    !is_solana_address(em_text(x, "spl_usdc_payout_wallet")))
		return em_reject(x, "U12", "payout wallet is no address");
	return RC_OK;
}

/* Effects. */

static void
set_handle(struct em *x, struct row *r)
{
	const char *handle = em_text(x, "handle");

	if (handle == NULL)
		return; /* of the past, which had such users */
	rows_set(r, U_HANDLE, handle);
	rows_set(r, U_HANDLE_LC, text_lower(x->c->a, handle));
	em_note(x, T_HANDLES, r->cell[U_HANDLE_LC], x->user);
}

/* Whenever one is named, be it the same or none. */
static void
note_payout(struct em *x, const struct row *r)
{
	const char *const key[] = { x->user, x->ap->time };
	struct row *h;

	if (x->is_document || !em_has(x, "spl_usdc_payout_wallet"))
		return;
	h = rows_put(x->rows, T_PAYOUTS, key);
	rows_set(h, PW_SPL_USDC_PAYOUT_WALLET,
	    r->cell[U_SPL_USDC_PAYOUT_WALLET]);
	rows_set(h, PW_BLOCKNUMBER, x->ap->blocknumber);
	rows_set(h, PW_CREATED_AT, x->ap->time);
}

/* A site's name that was verified is the user's handle. */
static void
force_names(struct row *r)
{
	size_t i;

	if (!is(r, U_IS_VERIFIED))
		return;
	for (i = 0; i < NSITES; i++)
		if (is(r, sites[i].verified))
			rows_set(r, sites[i].handle, r->cell[U_HANDLE]);
}

/* What somebody else decides of a user of today. */
static void
set_past(struct em *x, struct row *r)
{
	const char *wallet = em_past_text(x, "wallet"), *picture;
	size_t i;

	if (wallet != NULL && *wallet != '\0')
		rows_set(r, U_WALLET, text_lower(x->c->a, wallet));
	em_past_flag(x, r, U_IS_VERIFIED, "is_verified");
	em_past_flag(x, r, U_IS_AVAILABLE, "is_available");
	for (i = 0; i < N(pictures); i++)
		if ((picture = em_past_text(x, pictures[i].key)) != NULL)
			rows_set(r, pictures[i].col, picture);
}

static enum rc
set_fields(struct em *x, struct row *r)
{
	enum rc rc = RC_OK;

	if (!has_handle(r))
		set_handle(x, r);
	if (x->is_document) {
		em_user_document(x, r);
	} else {
		em_fields(x, r, fields, N(fields), false);
		if (!em_since(x, SINCE_U17))
			em_fields(x, r, pictures, N(pictures), false);
		if (!em_since(x, SINCE_U17W))
			em_fields(x, r, collections, N(collections), false);
	}
	set_past(x, r);
	wallets_touch(x->ap, r);
	force_names(r);
	note_payout(x, r);
	if (!em_since(x, SINCE_U17W))
		rc = em_user_wallets(x);
	return rc == RC_OK ? em_user_events(x) : rc;
}

/*
 * Documents are kept as they are, but never under an id that can be checked,
 * nor under a name that the key of the table cannot hold.
 */
static void
keep(struct em *x, const char *cid, const char *text)
{
	struct row *r;

	if (cid == NULL || cid[0] == '\0' || format_is_cid(cid) ||
	    strlen(cid) > MAX_CID)
		return;
	r = rows_put(x->rows, T_CID_DATA, &cid);
	if (r->there)
		return;
	r->batch = x->ap->batch;
	rows_set(r, CID_TYPE, "user");
	rows_set(r, CID_DATA, text);
}

/* The row of a user who is not there yet, after all checks. */
static void
begin_user(struct em *x, struct row *r)
{
	em_put(x, r, U_CREATED_AT);
	rows_set(r, U_WALLET, x->signer);
	rows_set(r, U_IS_VERIFIED, "f");
	rows_set(r, U_HAS_COLLECTIBLES, "f");
	rows_set(r, U_IS_DEACTIVATED, "f");
	rows_set(r, U_IS_STORAGE_V2, "t");
	wallets_touch(x->ap, r);
}

enum rc
em_user_create(struct em *x)
{
	struct row *r, *app, *other;
	enum rc rc;

	rc = rows_get_id(x->c, x->rows, &r, T_USERS, x->user_id);
	if (rc != RC_OK)
		return rc;
	if (r->there)
		return em_reject(x, "U1", "user exists");
	if (x->user_id < FIRST_ID && !em_past(x))
		return em_reject(x, "U2", "id is below %d", FIRST_ID);
	rc = rows_get(x->c, x->rows, &app, T_APPS, &x->signer);
	if (rc != RC_OK)
		return rc;
	if (app->there)
		return em_reject(x, "U3", "signer is a developer app");
	if (em_since(x, SINCE_U13) && !em_past(x)) {
		if ((rc = wallets_user(x->ap, &other, x->signer)) != RC_OK)
			return rc;
		if (other != NULL)
			return em_reject(x, "U13", "wallet is user %s's",
			    other->cell[U_USER_ID]);
	}
	if (!em_data_wrapped(x) || x->data == NULL) {
		begin_user(x, r);
		return x->cid == NULL ? em_user_replicas(x, r) : RC_OK;
	}
	if ((rc = check(x, r)) != RC_OK)
		return rc;
	begin_user(x, r);
	if (!em_since(x, SINCE_U17D)) {
		rows_set(r, U_METADATA_MULTIHASH, x->cid);
		keep(x, x->cid, jsonr_text(x->c, x->data));
	}
	return set_fields(x, r);
}

/*
 * The document before this one.  One stored by this block is as its user
 * wrote it, any other as jsonb gives it back, whether it went to the
 * database or waits in this window.
 */
static enum rc
document_before(struct em *x, const struct row *r, const char **text)
{
	const char *const key[] = { r->cell[U_METADATA_MULTIHASH] };
	struct arena *keep;
	struct pgarr *list;
	const char *param[1];
	struct row *d;
	PGresult *res;
	enum rc rc;

	*text = NULL;
	if (key[0] == NULL)
		return RC_OK;
	rc = rows_get(x->c, x->rows, &d, T_CID_DATA, key);
	if (rc != RC_OK || !d->there)
		return rc;
	*text = d->cell[CID_DATA];
	if (d->batch == 0 || d->batch == x->ap->batch)
		return RC_OK;
	if ((rc = db_flush(x->c)) != RC_OK)
		return rc;
	list = pgarr_new(x->scratch);
	pgarr_text(list, *text);
	param[0] = pgarr_done(list);
	keep = ctx_in(x->c, x->scratch);
	rc = db_run(x->c, &res, SQL_IDX_JSON_NORMAL, param);
	ctx_back(x->c, keep);
	if (rc == RC_OK)
		*text = db_text(res, 0, 0);
	return rc;
}

/* What was known before, and over it the new members. */
static enum rc
overlay(struct ctx *c, struct json_object **all, const char *before,
    struct json_object *data)
{
	struct err keep_err = c->err;
	enum rc rc;

	if (before == NULL ||
	    jsonr_doc(c, all, before, strlen(before)) != RC_OK ||
	    !json_object_is_type(*all, json_type_object)) {
		c->err = keep_err;
		if ((rc = jsonr_doc(c, all, "{}", 2)) != RC_OK)
			return rc;
	}
	json_object_object_foreach(data, key, value)
	    json_object_object_add(*all, key, json_object_get(value));
	return RC_OK;
}

/* Name and keep the document of all updates so far. */
static enum rc
merge(struct em *x, struct row *r)
{
	struct json_object *all = NULL;
	const char *before, *cid, *text;
	struct ctx k = *x->c;
	enum rc rc;

	if ((rc = document_before(x, r, &before)) != RC_OK)
		return rc;
	k.a = x->scratch;
	err_clear(&k.err);
	if ((rc = overlay(&k, &all, before, x->data)) != RC_OK)
		return rc;
	/* Keys nobody knows are kept too: a document must not grow for ever. */
	text = jsonr_text(&k, all);
	if (strlen(text) > LIM_MERGED) {
		if ((rc = overlay(&k, &all, NULL, x->data)) != RC_OK)
			return rc;
		text = jsonr_text(&k, all);
	}
	cid = arena_strdup(x->c->a, cid_json(&k, all));
	keep(x, cid, arena_strdup(x->c->a, text));
	rows_set(r, U_METADATA_MULTIHASH, cid);
	return RC_OK;
}

enum rc
em_user_update(struct em *x)
{
	struct row *r = x->actor;
	enum rc rc;

	if (x->data == NULL)
		return em_reject(x, "M1", "no metadata");
	if ((rc = check(x, r)) != RC_OK)
		return rc;
	em_put(x, r, U_CREATED_AT);
	if ((rc = set_fields(x, r)) != RC_OK)
		return rc;
	if (em_since(x, SINCE_U17D))
		return RC_OK;
	if (!x->is_document)
		return merge(x, r);
	rows_set(r, U_METADATA_MULTIHASH, x->cid);
	return RC_OK;
}

static bool
is_verifier(const struct em *x)
{
	const char *address = x->c->cf->verified_address;

	return address[0] != '\0' && strcasecmp(address, x->signer) == 0;
}

/* The first name given counts. */
static void
verify_site(struct em *x, struct row *r)
{
	const char *name;
	size_t i;

	for (i = 0; i < NSITES; i++) {
		name = em_text(x, sites[i].key);
		if (name == NULL || name[0] == '\0')
			continue;
		rows_set(r, sites[i].handle, name);
		if (em_true(x, "is_verified"))
			rows_set(r, sites[i].verified, "t");
		return;
	}
}

/* Without metadata (before it had any) it means yes. */
enum rc
em_user_verify(struct em *x)
{
	struct row *r;
	enum rc rc;

	if (!is_verifier(x))
		return em_reject(x, "U10", "signer is not the verifier");
	if ((rc = em_find(x, &r, T_USERS, x->user_id)) != RC_OK)
		return rc;
	if (r == NULL)
		return em_reject(x, "U10", "no such user");
	em_put(x, r, U_CREATED_AT);
	if (x->data == NULL || em_true(x, "is_verified"))
		rows_set(r, U_IS_VERIFIED, "t");
	verify_site(x, r);
	return RC_OK;
}
