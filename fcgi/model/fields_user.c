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
	const struct users_part *up = v->set;
	int row = idmap_row(up->me_rows, v->id);

	return row < 0 || PQgetisnull(up->me, row, col)
		   ? NULL
		   : PQgetvalue(up->me, row, col);
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
	me_bool(v, w, key, API_USERS_ME_i_follow);
}

static void
follows_me(const struct view *v, struct jsonw *w, const char *key)
{
	me_bool(v, w, key, API_USERS_ME_follows_me);
}

static void
i_subscribe(const struct view *v, struct jsonw *w, const char *key)
{
	me_bool(v, w, key, API_USERS_ME_i_subscribe);
}

static void
common_follows(const struct view *v, struct jsonw *w, const char *key)
{
	const char *s = me_text(v, API_USERS_ME_followee_follows);

	jsonw_numtext(w, key, s != NULL ? s : "0");
}

static void
cover_photo(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_COVER,
	    view_text(v, API_USERS_cover_photo_sizes),
	    view_text(v, API_USERS_cover_photo),
	    view_text(v, API_USERS_creator_node_endpoint));
}

static void
profile_picture(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_SQUARE,
	    view_text(v, API_USERS_profile_picture_sizes),
	    view_text(v, API_USERS_profile_picture),
	    view_text(v, API_USERS_creator_node_endpoint));
}

static void
payout_wallet(const struct view *v, struct jsonw *w, const char *key)
{
	const char *s = view_text(v, API_USERS_spl_usdc_payout_wallet);

	if (s == NULL || *s == '\0')
		s = view_text(v, API_USERS_usdc_wallet);
	jsonw_str(w, key, s != NULL ? s : "");
}

static void
library(const struct view *v, struct jsonw *w, const char *key)
{
	const struct users_part *up = v->set;

	if (v->id == v->k->me && up->library != NULL)
		library_write(v->k, w, key, up->library);
	else if (view_is_legacy(v) || v->id == v->k->me)
		jsonw_null(w, key);
}

/* Amounts of the other chain have 8 decimals, ours have 18. */
static const char *
total(const struct view *v)
{
	struct arena *a = v->k->c->a;
	const char *sol = amount_add(a,
	    view_text(v, API_USERS_associated_sol_wallets_balance),
	    view_text(v, API_USERS_waudio_balance));

	return amount_add(a, amount_shift(a, sol, 10),
	    amount_add(a, view_text(v, API_USERS_balance),
		view_text(v, API_USERS_associated_wallets_balance)));
}

static void
total_balance(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_str(w, key,
	    view_text(v, API_USERS_balance) == NULL ? "0" : total(v));
}

static void
total_audio_balance(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_numtext(w, key,
	    view_text(v, API_USERS_balance) == NULL
		? "0"
		: amount_shift(v->k->c->a, total(v), -18));
}

#define L      ON_LEGACY
#define V      ON_BOTH
#define A      ON_ANY
#define NIL(n) LIT(n, V, "null")

/* clang-format off */
static const struct field fields[] = {
	COL("album_count", A, F_NUM0, API_USERS_album_count),
	COL("allow_ai_attribution", V, F_BOOL, API_USERS_allow_ai_attribution),
	NIL("artist_coin_badge"),
	COL("artist_pick_track_id", A, F_ID, API_USERS_artist_pick_track_id),
	COL("associated_sol_wallets_balance", A, F_WEI, API_USERS_associated_sol_wallets_balance),
	COL("associated_wallets_balance", A, F_WEI, API_USERS_associated_wallets_balance),
	COL("balance", A, F_WEI, API_USERS_balance),
	COL("bio", A, F_TEXT, API_USERS_bio),
	COL("blockhash", L, F_TEXT, MORE(API_USERS_LEGACY_blockhash)),
	COL("blocknumber", A, F_NUM, API_USERS_blocknumber),
	COL("coin_flair_mint", V, F_TEXT, API_USERS_coin_flair_mint),
	COL("cover_photo", L, F_TEXT, API_USERS_cover_photo),
	FN("cover_photo", V, cover_photo),
	NIL("cover_photo_cids"),
	COL("cover_photo_legacy", V, F_TEXT, API_USERS_cover_photo),
	COL("cover_photo_sizes", A, F_TEXT, API_USERS_cover_photo_sizes),
	COL("created_at", A, F_DATE, API_USERS_created_at),
	COL("creator_node_endpoint", A, F_TEXT, API_USERS_creator_node_endpoint),
	FN("current_user_followee_follow_count", A, common_follows),
	FN("does_current_user_follow", A, i_follow),
	FN("does_current_user_subscribe", V, i_subscribe),
	FN("does_follow_current_user", A, follows_me),
	COL("donation", V, F_TEXT, API_USERS_donation),
	COL("erc_wallet", V, F_TEXT, API_USERS_wallet),
	COL("followee_count", A, F_NUM0, API_USERS_following_count),
	COL("follower_count", A, F_NUM0, API_USERS_follower_count),
	COL("handle", A, F_TEXT, API_USERS_handle),
	COL("handle_lc", A, F_TEXT, API_USERS_handle_lc),
	COL("has_collectibles", A, F_BOOL, API_USERS_has_collectibles),
	COL("id", V, F_ID, API_USERS_user_id),
	COL("instagram_handle", V, F_TEXT, API_USERS_instagram_handle),
	COL("is_available", V, F_BOOL, API_USERS_is_available),
	LIT("is_current", L, "true"),
	COL("is_deactivated", A, F_BOOL, API_USERS_is_deactivated),
	COL("is_storage_v2", V, F_BOOL, API_USERS_is_storage_v2),
	COL("is_verified", A, F_BOOL, API_USERS_is_verified),
	COL("location", A, F_TEXT, API_USERS_location),
	COL("metadata_multihash", A, F_TEXT, API_USERS_metadata_multihash),
	COL("name", A, F_TEXT, API_USERS_name),
	FN("payout_wallet", V, payout_wallet),
	COL("playlist_count", A, F_NUM0, API_USERS_playlist_count),
	FN("playlist_library", A, library),
	FN("playlists", L, beside_write),
	COL("primary_id", L, F_NUM, MORE(API_USERS_LEGACY_primary_id)),
	COL("profile_picture", L, F_TEXT, API_USERS_profile_picture),
	FN("profile_picture", V, profile_picture),
	NIL("profile_picture_cids"),
	COL("profile_picture_legacy", V, F_TEXT, API_USERS_profile_picture),
	COL("profile_picture_sizes", A, F_TEXT, API_USERS_profile_picture_sizes),
	COL("profile_type", V, F_TEXT, API_USERS_profile_type),
	COL("replica_set_update_signer", L, F_TEXT, MORE(API_USERS_LEGACY_replica_set_update_signer)),
	COL("repost_count", A, F_NUM0, API_USERS_repost_count),
	COL("secondary_ids", L, F_INTS, MORE(API_USERS_LEGACY_secondary_ids)),
	COL("slot", L, F_NUM, MORE(API_USERS_LEGACY_slot)),
	COL("spl_usdc_payout_wallet", V, F_TEXT, API_USERS_spl_usdc_payout_wallet),
	COL("spl_usdc_wallet", V, F_TEXT, API_USERS_usdc_wallet),
	COL("spl_wallet", A, F_TEXT, API_USERS_spl_wallet),
	COL("supporter_count", A, F_NUM0, API_USERS_supporter_count),
	COL("supporting_count", A, F_NUM0, API_USERS_supporting_count),
	COL("tiktok_handle", V, F_TEXT, API_USERS_tiktok_handle),
	FN("total_audio_balance", V, total_audio_balance),
	FN("total_balance", A, total_balance),
	COL("track_blocknumber", L, F_NUM, MORE(API_USERS_LEGACY_track_blocknumber)),
	COL("track_count", L, F_NUM0, API_USERS_track_count),
	{ "track_count", V, F_OWN0, API_USERS_track_count, .by = API_USERS_total_track_count },
	FN("track_save_count", L, beside_write),
	COL("twitter_handle", V, F_TEXT, API_USERS_twitter_handle),
	COL("txhash", L, F_TEXT, MORE(API_USERS_LEGACY_txhash)),
	COL("updated_at", A, F_DATE, API_USERS_updated_at),
	COL("usdc_wallet", V, F_TEXT, API_USERS_usdc_wallet),
	COL("user_authority_account", L, F_TEXT, MORE(API_USERS_LEGACY_user_authority_account)),
	COL("user_id", A, F_NUM, API_USERS_user_id),
	COL("user_storage_account", L, F_TEXT, MORE(API_USERS_LEGACY_user_storage_account)),
	COL("verified_with_instagram", V, F_BOOL, API_USERS_verified_with_instagram),
	COL("verified_with_tiktok", V, F_BOOL, API_USERS_verified_with_tiktok),
	COL("verified_with_twitter", V, F_BOOL, API_USERS_verified_with_twitter),
	COL("wallet", A, F_TEXT, API_USERS_wallet),
	COL("waudio_balance", A, F_WEI, API_USERS_waudio_balance),
	COL("website", V, F_TEXT, API_USERS_website),
};
/* clang-format on */

const struct fields fields_user = {
	"user",
	fields,
	sizeof(fields) / sizeof(fields[0]),
	SQL_API_USERS,
	SQL_API_USERS_LEGACY,
	NULL,
	false,
};
