/* SPDX-License-Identifier: ISC */
#include "fcgi/model/fields_user.h"

#include "fcgi/model/amount.h"
#include "fcgi/model/library.h"
#include "fcgi/serve/media.h"
#include "fcgi/serve/route.h"

/* What the user is to the current one: a column of api_users_me. */
static const char *
me_text(const struct view *v, int col)
{
	const struct users *us = v->set;
	int row = idmap_row(us->me_rows, v->id);

	return row < 0 || PQgetisnull(us->me, row, col)
		   ? NULL
		   : PQgetvalue(us->me, row, col);
}

static void
me_bool(const struct view *v, struct jsonw *w, const char *key, int col)
{
	const char *s = me_text(v, col);

	jsonw_bool(w, key, s != NULL && *s == 't');
}

static void
i_follow(const struct view *v, struct jsonw *w, const char *key)
{
	me_bool(v, w, key, UM_I_FOLLOW);
}

static void
follows_me(const struct view *v, struct jsonw *w, const char *key)
{
	me_bool(v, w, key, UM_FOLLOWS_ME);
}

static void
i_subscribe(const struct view *v, struct jsonw *w, const char *key)
{
	me_bool(v, w, key, UM_I_SUBSCRIBE);
}

static void
common_follows(const struct view *v, struct jsonw *w, const char *key)
{
	const char *s = me_text(v, UM_COMMON);

	jsonw_numtext(w, key, s != NULL ? s : "0");
}

static void
cover_photo(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_COVER,
	    view_text(v, U_cover_photo_sizes), view_text(v, U_cover_photo),
	    view_text(v, U_creator_node_endpoint));
}

static void
profile_picture(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_SQUARE,
	    view_text(v, U_profile_picture_sizes),
	    view_text(v, U_profile_picture),
	    view_text(v, U_creator_node_endpoint));
}

static void
payout_wallet(const struct view *v, struct jsonw *w, const char *key)
{
	const char *s = view_text(v, U_spl_usdc_payout_wallet);

	jsonw_str(w, key, s != NULL ? s : "");
}

static void
library(const struct view *v, struct jsonw *w, const char *key)
{
	const struct users *us = v->set;

	if (v->id == v->k->me && us->library != NULL)
		library_write(v->k, w, key, us->library);
	else if (view_is_legacy(v) || v->id == v->k->me)
		jsonw_null(w, key);
}

/* Amounts of the other chain have 8 decimals, ours have 18. */
static const char *
total(const struct view *v)
{
	struct arena *a = v->k->c->a;
	const char *sol =
	    amount_add(a, view_text(v, U_associated_sol_wallets_balance),
		view_text(v, U_waudio_balance));

	return amount_add(a, amount_shift(a, sol, 10),
	    amount_add(a, view_text(v, U_balance),
		view_text(v, U_associated_wallets_balance)));
}

static void
total_balance(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_str(w, key, view_text(v, U_balance) == NULL ? "0" : total(v));
}

static void
total_audio_balance(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_numtext(w, key,
	    view_text(v, U_balance) == NULL
		? "0"
		: amount_shift(v->k->c->a, total(v), -18));
}

#define L ON_LEGACY
#define V ON_BOTH
#define A ON_ANY
#define NIL(n)                                                                 \
	{                                                                      \
		n, V, F_LIT, 0, "null", NULL                                   \
	}

/* clang-format off */
static const struct field fields[] = {
	/* name                                on kind    column  lit   fn */
	{ "album_count",                        A, F_NUM0,  U_album_count, NULL, NULL },
	{ "allow_ai_attribution",               V, F_BOOL, U_allow_ai_attribution, NULL, NULL },
	NIL("artist_coin_badge"),
	{ "artist_pick_track_id",               A, F_ID,   U_artist_pick_track_id, NULL, NULL },
	{ "associated_sol_wallets_balance",     A, F_WEI, U_associated_sol_wallets_balance, NULL, NULL },
	{ "associated_wallets_balance",         A, F_WEI, U_associated_wallets_balance, NULL, NULL },
	{ "balance",                            A, F_WEI, U_balance, NULL, NULL },
	{ "bio",                                A, F_TEXT, U_bio, NULL, NULL },
	{ "blockhash",                          L, F_TEXT, MORE(UL_blockhash), NULL, NULL },
	{ "blocknumber",                        A, F_NUM,  U_blocknumber, NULL, NULL },
	NIL("coin_flair_mint"),
	{ "cover_photo",                        L, F_TEXT, U_cover_photo, NULL, NULL },
	{ "cover_photo",                        V, F_FN,   0, NULL, cover_photo },
	NIL("cover_photo_cids"),
	{ "cover_photo_legacy",                 V, F_TEXT, U_cover_photo, NULL, NULL },
	{ "cover_photo_sizes",                  A, F_TEXT, U_cover_photo_sizes, NULL, NULL },
	{ "created_at",                         A, F_DATE, U_created_at, NULL, NULL },
	{ "creator_node_endpoint",              A, F_TEXT, U_creator_node_endpoint, NULL, NULL },
	{ "current_user_followee_follow_count", A, F_FN,   0, NULL, common_follows },
	{ "does_current_user_follow",           A, F_FN,   0, NULL, i_follow },
	{ "does_current_user_subscribe",        V, F_FN,   0, NULL, i_subscribe },
	{ "does_follow_current_user",           A, F_FN,   0, NULL, follows_me },
	{ "donation",                           V, F_TEXT, U_donation, NULL, NULL },
	{ "erc_wallet",                         V, F_TEXT, U_wallet, NULL, NULL },
	{ "followee_count",                     A, F_NUM0,  U_following_count, NULL, NULL },
	{ "follower_count",                     A, F_NUM0,  U_follower_count, NULL, NULL },
	{ "handle",                             A, F_TEXT, U_handle, NULL, NULL },
	{ "handle_lc",                          A, F_TEXT, U_handle_lc, NULL, NULL },
	{ "has_collectibles",                   A, F_BOOL, U_has_collectibles, NULL, NULL },
	{ "id",                                 V, F_ID,   U_user_id, NULL, NULL },
	{ "instagram_handle",                   V, F_TEXT, U_instagram_handle, NULL, NULL },
	{ "is_available",                       V, F_BOOL, U_is_available, NULL, NULL },
	{ "is_current",                         L, F_LIT,  0, "true", NULL },
	{ "is_deactivated",                     A, F_BOOL, U_is_deactivated, NULL, NULL },
	{ "is_storage_v2",                      V, F_BOOL, U_is_storage_v2, NULL, NULL },
	{ "is_verified",                        A, F_BOOL, U_is_verified, NULL, NULL },
	{ "location",                           A, F_TEXT, U_location, NULL, NULL },
	{ "metadata_multihash",                 A, F_TEXT, U_metadata_multihash, NULL, NULL },
	{ "name",                               A, F_TEXT, U_name, NULL, NULL },
	{ "payout_wallet",                      V, F_FN,   0, NULL, payout_wallet },
	{ "playlist_count",                     A, F_NUM0,  U_playlist_count, NULL, NULL },
	{ "playlist_library",                   A, F_FN,   0, NULL, library },
	{ "primary_id",                         L, F_NUM,  MORE(UL_primary_id), NULL, NULL },
	{ "profile_picture",                    L, F_TEXT, U_profile_picture, NULL, NULL },
	{ "profile_picture",                    V, F_FN,   0, NULL, profile_picture },
	NIL("profile_picture_cids"),
	{ "profile_picture_legacy",             V, F_TEXT, U_profile_picture, NULL, NULL },
	{ "profile_picture_sizes",              A, F_TEXT, U_profile_picture_sizes, NULL, NULL },
	{ "profile_type",                       V, F_TEXT, U_profile_type, NULL, NULL },
	{ "replica_set_update_signer",          L, F_TEXT, MORE(UL_replica_set_update_signer), NULL, NULL },
	{ "repost_count",                       A, F_NUM0,  U_repost_count, NULL, NULL },
	{ "secondary_ids",                      L, F_INTS, MORE(UL_secondary_ids), NULL, NULL },
	{ "slot",                               L, F_NUM,  MORE(UL_slot), NULL, NULL },
	{ "spl_usdc_payout_wallet",             V, F_TEXT, U_spl_usdc_payout_wallet, NULL, NULL },
	NIL("spl_usdc_wallet"),
	{ "spl_wallet",                         A, F_LIT,  0, "null", NULL },
	{ "supporter_count",                    A, F_NUM0,  U_supporter_count, NULL, NULL },
	{ "supporting_count",                   A, F_NUM0,  U_supporting_count, NULL, NULL },
	{ "tiktok_handle",                      V, F_TEXT, U_tiktok_handle, NULL, NULL },
	{ "total_audio_balance",                V, F_FN, 0, NULL, total_audio_balance },
	{ "total_balance",                      A, F_FN, 0, NULL, total_balance },
	{ "track_blocknumber",                  L, F_NUM,  MORE(UL_track_blocknumber), NULL, NULL },
	{ "track_count",                        A, F_NUM0,  U_track_count, NULL, NULL },
	{ "twitter_handle",                     V, F_TEXT, U_twitter_handle, NULL, NULL },
	{ "txhash",                             L, F_TEXT, MORE(UL_txhash), NULL, NULL },
	{ "updated_at",                         A, F_DATE, U_updated_at, NULL, NULL },
	NIL("usdc_wallet"),
	{ "user_authority_account",             L, F_TEXT, MORE(UL_user_authority_account), NULL, NULL },
	{ "user_id",                            A, F_NUM,  U_user_id, NULL, NULL },
	{ "user_storage_account",               L, F_TEXT, MORE(UL_user_storage_account), NULL, NULL },
	{ "verified_with_instagram",            V, F_BOOL, U_verified_with_instagram, NULL, NULL },
	{ "verified_with_tiktok",               V, F_BOOL, U_verified_with_tiktok, NULL, NULL },
	{ "verified_with_twitter",              V, F_BOOL, U_verified_with_twitter, NULL, NULL },
	{ "wallet",                             A, F_TEXT, U_wallet, NULL, NULL },
	{ "waudio_balance",                     A, F_WEI, U_waudio_balance, NULL, NULL },
	{ "website",                            V, F_TEXT, U_website, NULL, NULL },
};

static const char *const cols[] = { USER_COLS(COL_NAME) };
static const char *const more[] = { LEGACY_COLS(COL_NAME) };
/* clang-format on */

const struct model_def model_user = {
	"user",
	fields,
	sizeof(fields) / sizeof(fields[0]),
	cols,
	U__MAX,
	more,
	UL__MAX,
};
