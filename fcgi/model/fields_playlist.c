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
	return view_int(v, PL_playlist_owner_id);
}

static void
access(const struct view *v, struct jsonw *w, const char *key)
{
	struct access a = gates_access(set(v)->gates, (size_t)v->row);

	a.download = a.stream;
	access_write(a, w, key);
}

static void
contents(const struct view *v, struct jsonw *w, const char *key)
{
	const struct playlist_row *r = &set(v)->row[v->row];

	contents_write(w, key, r->entries, r->n);
}

static void
artwork(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_SQUARE,
	    view_text(v, PL_playlist_image_sizes_multihash),
	    view_text(v, PL_playlist_image_multihash),
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
	const char *slug = view_text(v, PL_slug);

	jsonw_str(w, key,
	    handle == NULL || slug == NULL
		? ""
		: arena_printf(v->k->c->a, "/%s/%s/%s", handle,
		      view_bool(v, PL_is_album) ? "album" : "playlist", slug));
}

static void
track_count(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_int(w, key, (int64_t)set(v)->row[v->row].n);
}

/*
 * Under /v1/full always an array: its clients need one.  One track may stand
 * in it many times: those that an answer cannot hold are left out.
 */
static void
tracks(const struct view *v, struct jsonw *w, const char *key)
{
	struct tracks *ts = set(v)->tracks;
	const struct playlist_row *r = &set(v)->row[v->row];
	size_t i;

	jsonw_arr(w, key);
	for (i = 0; ts != NULL && i < r->n && i < LIM_PAGE_MAX &&
		    jsonw_len(w) <= LIM_BODY;
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

#define L ON_LEGACY
#define V ON_BOTH
#define A ON_ANY
#define F ON_FULL
#define NIL(n)                                                                 \
	{                                                                      \
		n, V, F_LIT, 0, "null", NULL                                   \
	}

/* clang-format off */
static const struct field fields[] = {
	/* name                            on kind    column  lit   fn */
	{ "access",                         V, F_FN,   0, NULL, access },
	{ "added_timestamps",               V, F_FN,   0, NULL, contents },
	{ "artists",                        V, F_JSON, PL_artists, NULL, NULL },
	{ "artwork",                        V, F_FN,   0, NULL, artwork },
	{ "blockhash",                      L, F_TEXT, PL_blockhash, NULL, NULL },
	{ "blocknumber",                    A, F_NUM,  PL_blocknumber, NULL, NULL },
	{ "copyright_line",                 V, F_JSON, PL_copyright_line, NULL, NULL },
	{ "cover_art",                      V, F_TEXT, PL_playlist_image_multihash, NULL, NULL },
	NIL("cover_art_cids"),
	{ "cover_art_sizes",                V, F_TEXT, PL_playlist_image_sizes_multihash, NULL, NULL },
	{ "created_at",                     A, F_DATE, PL_created_at, NULL, NULL },
	{ "ddex_app",                       V, F_TEXT, PL_ddex_app, NULL, NULL },
	{ "ddex_release_ids",               V, F_JSON, PL_ddex_release_ids, NULL, NULL },
	{ "description",                    A, F_TEXT, PL_description, NULL, NULL },
	{ "favorite_count",                 V, F_NUM0,  PL_save_count, NULL, NULL },
	{ "followee_favorites",             V, F_FN,   0, NULL, followee_saves },
	{ "followee_reposts",               A, F_FN,   0, NULL, followee_reposts },
	{ "followee_saves",                 L, F_FN,   0, NULL, followee_saves },
	{ "has_current_user_reposted",      A, F_FN,   0, NULL, i_reposted },
	{ "has_current_user_saved",         A, F_FN,   0, NULL, i_saved },
	{ "id",                             V, F_ID,   PL_playlist_id, NULL, NULL },
	{ "is_album",                       A, F_BOOL, PL_is_album, NULL, NULL },
	{ "is_current",                     L, F_LIT,  0, "true", NULL },
	{ "is_delete",                      A, F_BOOL, PL_is_delete, NULL, NULL },
	{ "is_image_autogenerated",         V, F_BOOL, PL_is_image_autogenerated, NULL, NULL },
	{ "is_private",                     A, F_BOOL, PL_is_private, NULL, NULL },
	{ "is_scheduled_release",           V, F_BOOL, PL_is_scheduled_release, NULL, NULL },
	{ "is_stream_gated",                V, F_BOOL, PL_is_stream_gated, NULL, NULL },
	{ "last_added_to",                  L, F_DATE, PL_last_added_to, NULL, NULL },
	{ "metadata_multihash",             L, F_TEXT, PL_metadata_multihash, NULL, NULL },
	{ "parental_warning_type",          V, F_TEXT, PL_parental_warning_type, NULL, NULL },
	{ "permalink",                      V, F_FN,   0, NULL, permalink },
	{ "playlist_contents",              L, F_JSON, PL_playlist_contents, NULL, NULL },
	{ "playlist_contents",              V, F_FN,   0, NULL, contents },
	{ "playlist_id",                    A, F_NUM,  PL_playlist_id, NULL, NULL },
	{ "playlist_image_multihash",       L, F_TEXT, PL_playlist_image_multihash, NULL, NULL },
	{ "playlist_image_sizes_multihash", L, F_TEXT, PL_playlist_image_sizes_multihash, NULL, NULL },
	{ "playlist_name",                  A, F_TEXT, PL_playlist_name, NULL, NULL },
	{ "playlist_owner_id",              A, F_NUM,  PL_playlist_owner_id, NULL, NULL },
	{ "producer_copyright_line",        V, F_JSON, PL_producer_copyright_line, NULL, NULL },
	{ "release_date",                   V, F_RFC,  PL_release_date, NULL, NULL },
	{ "repost_count",                   A, F_NUM0,  PL_repost_count, NULL, NULL },
	{ "save_count",                     L, F_NUM0,  PL_save_count, NULL, NULL },
	{ "slot",                           L, F_NUM,  PL_slot, NULL, NULL },
	{ "slug",                           V, F_TEXT, PL_slug, NULL, NULL },
	{ "stream_conditions",              V, F_JSON, PL_stream_conditions, NULL, NULL },
	{ "total_play_count",               A, F_NUM,  PL_total_play_count, NULL, NULL },
	{ "track_count",                    V, F_FN,   0, NULL, track_count },
	{ "tracks",                         F, F_FN,   0, NULL, tracks },
	{ "txhash",                         L, F_TEXT, PL_txhash, NULL, NULL },
	{ "upc",                            A, F_TEXT, PL_upc, NULL, NULL },
	{ "updated_at",                     A, F_DATE, PL_updated_at, NULL, NULL },
	{ "user",                           L, F_FN,   0, NULL, legacy_user },
	{ "user",                           V, F_FN,   0, NULL, user },
	{ "user_id",                        V, F_ID,   PL_playlist_owner_id, NULL, NULL },
};

static const char *const cols[] = { PLAYLIST_COLS(COL_NAME) };
/* clang-format on */

const struct model_def model_playlist = {
	"playlist",
	fields,
	sizeof(fields) / sizeof(fields[0]),
	cols,
	PL__MAX,
	NULL,
	0,
};
