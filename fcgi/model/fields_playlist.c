/* SPDX-License-Identifier: ISC */
#include "fcgi/model/fields_playlist.h"

#include <inttypes.h>

#include "common/base/limits.h"
#include "common/db/db.h"
#include "fcgi/serve/media.h"
#include "fcgi/serve/route.h"

static const struct playlists *
set(const struct view *v)
{
	return v->set;
}

static int64_t
owner(const struct view *v)
{
	return view_int(v, API_PLAYLISTS_playlist_owner_id);
}

static void
access(const struct view *v, struct jsonw *w, const char *key)
{
	struct access a = gates_access(set(v)->gates, (size_t)v->row);

	a.download = a.stream;
	access_write(a, w, key);
}

/* Two members are the same, and may be long. */
static void
contents(const struct view *v, struct jsonw *w, const char *key)
{
	struct playlist_row *r = &set(v)->row[v->row];
	struct jsonw *own;

	if (r->text.p == NULL) {
		own = jsonw_new(v->k->c->a);
		contents_write(own, NULL, r->entries, r->n);
		r->text = jsonw_done(own);
	}
	jsonw_raw(w, key, (const char *)r->text.p, r->text.len);
}

static void
artwork(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_SQUARE,
	    view_text(v, API_PLAYLISTS_playlist_image_sizes_multihash),
	    view_text(v, API_PLAYLISTS_playlist_image_multihash),
	    users_endpoint(set(v)->users, owner(v)));
}

static void
followee_reposts(const struct view *v, struct jsonw *w, const char *key)
{
	acts_write(set(v)->acts, w, key, v->id, ACT_REPOST);
}

static void
followee_saves(const struct view *v, struct jsonw *w, const char *key)
{
	acts_write(set(v)->acts, w, key, v->id, ACT_SAVE);
}

static void
i_reposted(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_bool(w, key, acts_has(set(v)->acts, v->id, ACT_MY_REPOST));
}

static void
i_saved(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_bool(w, key, acts_has(set(v)->acts, v->id, ACT_MY_SAVE));
}

static void
permalink(const struct view *v, struct jsonw *w, const char *key)
{
	const char *handle = users_handle(set(v)->users, owner(v));
	const char *slug = view_text(v, API_PLAYLISTS_slug);

	jsonw_str(w, key,
	    handle == NULL || slug == NULL
		? ""
		: arena_printf(v->k->c->a, "/%s/%s/%s", handle,
		      view_bool(v, API_PLAYLISTS_is_album) ? "album"
							   : "playlist",
		      slug));
}

static void
total_play_count(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_int(w, key, set(v)->row[v->row].plays);
}

static void
track_count(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_int(w, key, (int64_t)set(v)->row[v->row].n);
}

/*
 * Under /v1/full always an array: its clients need one; under /v1 only where
 * the route says so.  One track may stand
 * in it many times: those that an answer cannot hold are left out.
 */
static void
tracks(const struct view *v, struct jsonw *w, const char *key)
{
	struct tracks *ts = set(v)->tracks;
	const struct playlist_row *r = &set(v)->row[v->row];
	unsigned each = playlists_tracks(v->k);
	size_t i;

	if (v->k->on != ON_FULL && each == 0)
		return;
	jsonw_arr(w, key);
	for (i = 0;
	     ts != NULL && i < r->n && i < each && jsonw_len(w) <= LIM_BODY;
	     i++)
		if (tracks_show(ts, r->entries[i].track_id, RULE_SHOWN))
			tracks_write(ts, w, NULL, r->entries[i].track_id);
	jsonw_end(w);
}

static void
user(const struct view *v, struct jsonw *w, const char *key)
{
	users_write(set(v)->users, w, key, owner(v));
}

/* Legacy routes give it only to those who ask for it. */
static void
legacy_user(const struct view *v, struct jsonw *w, const char *key)
{
	if (param_get(v->k, "with_users")->n != 0)
		user(v, w, key);
}

#define L      ON_LEGACY
#define V      ON_BOTH
#define A      ON_ANY
#define F      ON_FULL
#define NIL(n) LIT(n, V, "null")

/* clang-format off */
static const struct field fields[] = {
	FN("access", V, access),
	FN("activity_timestamp", L, beside_write),
	FN("added_timestamps", V, contents),
	COL("artists", V, F_JSON, API_PLAYLISTS_artists),
	FN("artwork", V, artwork),
	COL("blockhash", L, F_TEXT, API_PLAYLISTS_blockhash),
	COL("blocknumber", A, F_NUM, API_PLAYLISTS_blocknumber),
	COL("copyright_line", V, F_JSON, API_PLAYLISTS_copyright_line),
	COL("cover_art", V, F_TEXT, API_PLAYLISTS_playlist_image_multihash),
	NIL("cover_art_cids"),
	COL("cover_art_sizes", V, F_TEXT, API_PLAYLISTS_playlist_image_sizes_multihash),
	COL("created_at", A, F_DATE, API_PLAYLISTS_created_at),
	COL("ddex_app", V, F_TEXT, API_PLAYLISTS_ddex_app),
	COL("ddex_release_ids", V, F_JSON, API_PLAYLISTS_ddex_release_ids),
	COL("description", A, F_TEXT, API_PLAYLISTS_description),
	COL("favorite_count", V, F_NUM0, API_PLAYLISTS_save_count),
	FN("followee_favorites", V, followee_saves),
	FN("followee_reposts", A, followee_reposts),
	FN("followee_saves", L, followee_saves),
	FN("has_current_user_reposted", A, i_reposted),
	FN("has_current_user_saved", A, i_saved),
	COL("id", V, F_ID, API_PLAYLISTS_playlist_id),
	COL("is_album", A, F_BOOL, API_PLAYLISTS_is_album),
	LIT("is_current", L, "true"),
	COL("is_delete", A, F_BOOL, API_PLAYLISTS_is_delete),
	COL("is_image_autogenerated", V, F_BOOL, API_PLAYLISTS_is_image_autogenerated),
	COL("is_private", A, F_BOOL, API_PLAYLISTS_is_private),
	COL("is_scheduled_release", V, F_BOOL, API_PLAYLISTS_is_scheduled_release),
	COL("is_stream_gated", V, F_BOOL, API_PLAYLISTS_is_stream_gated),
	COL("last_added_to", L, F_DATE, API_PLAYLISTS_last_added_to),
	COL("metadata_multihash", L, F_TEXT, API_PLAYLISTS_metadata_multihash),
	COL("parental_warning_type", V, F_TEXT, API_PLAYLISTS_parental_warning_type),
	FN("permalink", V, permalink),
	COL("playlist_contents", L, F_JSON, API_PLAYLISTS_playlist_contents),
	FN("playlist_contents", V, contents),
	COL("playlist_id", A, F_NUM, API_PLAYLISTS_playlist_id),
	COL("playlist_image_multihash", L, F_TEXT, API_PLAYLISTS_playlist_image_multihash),
	COL("playlist_image_sizes_multihash", L, F_TEXT, API_PLAYLISTS_playlist_image_sizes_multihash),
	COL("playlist_name", A, F_TEXT, API_PLAYLISTS_playlist_name),
	COL("playlist_owner_id", A, F_NUM, API_PLAYLISTS_playlist_owner_id),
	COL("producer_copyright_line", V, F_JSON, API_PLAYLISTS_producer_copyright_line),
	COL("release_date", V, F_RFC, API_PLAYLISTS_release_date),
	COL("repost_count", A, F_NUM0, API_PLAYLISTS_repost_count),
	COL("save_count", L, F_NUM0, API_PLAYLISTS_save_count),
	FN("score", A, beside_write),
	COL("slot", L, F_NUM, API_PLAYLISTS_slot),
	COL("slug", V, F_TEXT, API_PLAYLISTS_slug),
	COL("stream_conditions", V, F_GATE, API_PLAYLISTS_stream_conditions),
	FN("total_play_count", A, total_play_count),
	FN("track_count", V, track_count),
	FN("tracks", V, tracks),
	COL("txhash", L, F_TEXT, API_PLAYLISTS_txhash),
	COL("upc", A, F_TEXT, API_PLAYLISTS_upc),
	COL("updated_at", A, F_DATE, API_PLAYLISTS_updated_at),
	FN("user", L, legacy_user),
	FN("user", V, user),
	COL("user_id", V, F_ID, API_PLAYLISTS_playlist_owner_id),
};
/* clang-format on */

const struct fields fields_playlist =
    FIELDS("playlist", fields, SQL_API_PLAYLISTS);
