/* SPDX-License-Identifier: ISC */
#include "fcgi/model/fields_track.h"

#include <math.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/json/jsonv.h"
#include "fcgi/serve/media.h"
#include "fcgi/serve/route.h"

static int64_t
owner(const struct view *v)
{
	return view_int(v, T_owner_id);
}

static struct users *
users_of(const struct view *v)
{
	return ((const struct tracks *)v->set)->users;
}

/* Deleted, or the owner has left: the audio is not given out any more. */
static bool
is_gone(const struct view *v)
{
	return view_bool(v, T_is_delete) ||
	       users_deactivated(users_of(v), owner(v));
}

static struct access
access_of(const struct view *v)
{
	return gates_access(((const struct tracks *)v->set)->gates,
	    (size_t)v->row);
}

static void
access(const struct view *v, struct jsonw *w, const char *key)
{
	access_write(access_of(v), w, key);
}

/* The album that it is on. */
static void
album_backlink(const struct view *v, struct jsonw *w, const char *key)
{
	if (view_text(v, T_album_id) == NULL) {
		jsonw_null(w, key);
		return;
	}
	jsonw_obj(w, key);
	jsonw_str(w, "permalink",
	    arena_printf(v->k->c->a, "/%s/album/%s",
		view_text(v, T_album_handle), view_text(v, T_album_slug)));
	jsonw_int(w, "playlist_id", view_int(v, T_album_id));
	jsonw_str(w, "playlist_name", view_text(v, T_album_name));
	jsonw_end(w);
}

static void
artwork(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_SQUARE, view_text(v, T_cover_art_sizes),
	    view_text(v, T_cover_art), users_endpoint(users_of(v), owner(v)));
}

static const char *
count(const struct view *v, int col)
{
	const char *s = view_text(v, col);

	return s != NULL ? s : "0";
}

/* Legacy rows carry what the reference joined. */
static void
aggregate_play(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_arr(w, key);
	if (view_text(v, T_play_count) != NULL) {
		jsonw_obj(w, NULL);
		jsonw_numtext(w, "count", count(v, T_play_count));
		jsonw_int(w, "play_item_id", v->id);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void
aggregate_track(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_arr(w, key);
	jsonw_obj(w, NULL);
	jsonw_numtext(w, "repost_count", count(v, T_repost_count));
	jsonw_numtext(w, "save_count", count(v, T_save_count));
	jsonw_int(w, "track_id", v->id);
	jsonw_end(w);
	jsonw_end(w);
}

static void
media(const struct view *v, struct jsonw *w, const char *key, const char *cid,
    bool id3)
{
	struct link l = { cid, users_endpoint(users_of(v), owner(v)), v->id,
		NULL, NULL };

	if (id3) {
		l.artist = users_name(users_of(v), owner(v));
		l.title = view_text(v, T_title);
	}
	link_write(v->k, w, key, &l);
}

/*
 * A link opens the audio to whoever holds it.  That a user_id in the query
 * would be let in is enough for "access"; a link to gated audio is made only
 * for the user whom the request's signature proves.
 */
static bool
is_proven(const struct view *v)
{
	return v->k->auth != 0 && v->k->auth == v->k->me;
}

/* May a link be made, where the conditions, if any, say allowed? */
static bool
is_linked(const struct view *v, bool gated, bool allowed)
{
	return allowed && !is_gone(v) && (!gated || is_proven(v));
}

static bool
is_stream_gated(const struct view *v)
{
	return view_text(v, T_stream_conditions) != NULL;
}

/* Who may not hear a track may not download it either. */
static bool
is_download_gated(const struct view *v)
{
	return is_stream_gated(v) ||
	       view_text(v, T_download_conditions) != NULL;
}

static void
download(const struct view *v, struct jsonw *w, const char *key)
{
	const char *cid = view_text(v, T_orig_file_cid);

	if (cid == NULL || *cid == '\0')
		cid = view_text(v, T_track_cid);
	if (!view_bool(v, T_is_downloadable) ||
	    !is_linked(v, is_download_gated(v), access_of(v).download))
		cid = NULL;
	media(v, w, key, cid, false);
}

static void
preview(const struct view *v, struct jsonw *w, const char *key)
{
	media(v, w, key, is_gone(v) ? NULL : view_text(v, T_preview_cid), true);
}

static void
stream(const struct view *v, struct jsonw *w, const char *key)
{
	bool linked = is_linked(v, is_stream_gated(v), access_of(v).stream);

	media(v, w, key, linked ? view_text(v, T_track_cid) : NULL, true);
}

/* A stored document, or NULL when there is none that can be read. */
static struct json_object *
document(const struct view *v, int col, json_type type)
{
	const char *text = view_text(v, col);
	struct err keep = v->k->c->err;
	struct json_object *o = NULL;

	if (text == NULL)
		return NULL;
	if (jsonr_doc(v->k->c, &o, text, strlen(text)) != RC_OK) {
		v->k->c->err = keep;
		return NULL;
	}
	return json_object_is_type(o, type) ? o : NULL;
}

/* The three members that 2022 knew. */
static void
legacy_download(const struct view *v, struct jsonw *w, const char *key)
{
	struct json_object *o = document(v, T_download, json_type_object);
	bool is_downloadable = false, requires_follow = false;
	const char *cid = NULL;

	if (o != NULL) {
		(void)jsonr_opt_bool(&is_downloadable, o, "is_downloadable");
		(void)jsonr_opt_bool(&requires_follow, o, "requires_follow");
		(void)jsonr_opt_text(v->k->c, &cid, o, "cid");
	}
	jsonw_obj(w, key);
	jsonw_str(w, "cid", is_gone(v) ? NULL : cid);
	jsonw_bool(w, "is_downloadable", is_downloadable);
	jsonw_bool(w, "requires_follow", requires_follow);
	jsonw_end(w);
}

/* Nothing is built of the segments: an answer may have to read hundreds. */
static double
segments_duration(const struct view *v)
{
	struct span text = span_str(view_text(v, T_track_segments));
	struct jsonv_fault f;
	struct jsonv_walk w;
	double sum = 0, one;

	if (jsonv_check(&f, (const char *)text.p, text.len, LIM_JSON_DEPTH) !=
	    0)
		return 0;
	for (w = jsonv_open(text, '['); jsonv_next(&w);)
		if (jsonv_num(&one, jsonv_member(w.value, "duration")) == 0)
			sum += one;
	return sum;
}

/* Tracks of the first years have no duration but that of their segments. */
static void
duration(const struct view *v, struct jsonw *w, const char *key)
{
	if (view_int(v, T_duration) == 0 &&
	    strcmp(view_text(v, T_track_segments), "[]") != 0)
		jsonw_num(w, key, rint(segments_duration(v)));
	else
		jsonw_int(w, key, view_int(v, T_duration));
}

static void
field_visibility(const struct view *v, struct jsonw *w, const char *key)
{
	static const char nulls[] = "{\"genre\":null,\"mood\":null,"
				    "\"play_count\":null,\"remixes\":null,"
				    "\"share\":null,\"tags\":null}";
	const char *s = view_text(v, T_field_visibility);

	if (s != NULL && *s == '{')
		jsonw_json(w, key, s);
	else
		jsonw_raw(w, key, nulls, sizeof(nulls) - 1);
}

static void
followee_reposts(const struct view *v, struct jsonw *w, const char *key)
{
	acts_write(((const struct tracks *)v->set)->acts, w, key, v->id,
	    ACT_REPOST);
}

static void
followee_saves(const struct view *v, struct jsonw *w, const char *key)
{
	acts_write(((const struct tracks *)v->set)->acts, w, key, v->id,
	    ACT_SAVE);
}

static void
i_reposted(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_bool(w, key,
	    acts_has(((const struct tracks *)v->set)->acts, v->id,
		ACT_MY_REPOST));
}

static void
i_saved(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_bool(w, key,
	    acts_has(((const struct tracks *)v->set)->acts, v->id,
		ACT_MY_SAVE));
}

static void
is_streamable(const struct view *v, struct jsonw *w, const char *key)
{
	jsonw_bool(w, key, !is_gone(v));
}

static void
permalink(const struct view *v, struct jsonw *w, const char *key)
{
	const char *handle = users_handle(users_of(v), owner(v));
	const char *slug = view_text(v, T_slug);

	jsonw_str(w, key,
	    handle == NULL || slug == NULL
		? ""
		: arena_printf(v->k->c->a, "/%s/%s", handle, slug));
}

static void
parent(const struct view *v, struct jsonw *w)
{
	struct tracks *ts = (struct tracks *)(uintptr_t)v->set;

	jsonw_obj(w, NULL);
	jsonw_bool(w, "has_remix_author_reposted", view_bool(v, RP_REPOSTED));
	jsonw_bool(w, "has_remix_author_saved", view_bool(v, RP_SAVED));
	if (view_is_legacy(v))
		jsonw_int(w, "parent_track_id", view_int(v, RP_PARENT));
	else
		jsonw_id(w, "parent_track_id", view_int(v, RP_PARENT));
	users_write(ts->users, w, "user", view_int(v, RP_OWNER));
	jsonw_end(w);
}

static void
remix_of(const struct view *v, struct jsonw *w, const char *key)
{
	const struct tracks *ts = v->set;
	int row = idmap_row(ts->parent_rows, v->id), i;
	struct view p = { .k = v->k,
		.set = ts,
		.res = ts->parents,
		.row = row };

	if (row < 0 && view_is_legacy(v)) {
		jsonw_null(w, key);
		return;
	}
	jsonw_obj(w, key);
	jsonw_arr(w, "tracks");
	for (i = 0;
	     row >= 0 && i < REMIX_PARENTS && p.row < PQntuples(ts->parents) &&
	     view_int(&p, RP_CHILD) == v->id;
	     i++, p.row++)
		parent(&p, w);
	jsonw_end(w);
	jsonw_end(w);
}

static void
track_segments(const struct view *v, struct jsonw *w, const char *key)
{
	const char *s = view_text(v, T_track_segments);

	if (s == NULL || *s != '[' || is_gone(v))
		s = "[]";
	jsonw_json(w, key, s);
}

static void
user(const struct view *v, struct jsonw *w, const char *key)
{
	users_write(users_of(v), w, key, owner(v));
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
	/* name                                   on kind     column  lit   fn */
	{ "access",                                V, F_FN,    0, NULL, access },
	NIL("access_authorities"),
	{ "aggregate_play",                        L, F_FN,    0, NULL, aggregate_play },
	{ "aggregate_track",                       L, F_FN,    0, NULL, aggregate_track },
	{ "ai_attribution_user_id",                V, F_NUM,   T_ai_attribution_user_id, NULL, NULL },
	{ "album_backlink",                        V, F_FN,    0, NULL, album_backlink },
	{ "allowed_api_keys",                      V, F_JSON,  T_allowed_api_keys, NULL, NULL },
	{ "artists",                               V, F_JSON,  T_artists, NULL, NULL },
	{ "artwork",                               V, F_FN,    0, NULL, artwork },
	{ "audio_analysis_error_count",            V, F_NUM,   T_audio_analysis_error_count, NULL, NULL },
	{ "audio_upload_id",                       V, F_TEXT,  T_audio_upload_id, NULL, NULL },
	{ "blockhash",                             L, F_TEXT,  T_blockhash, NULL, NULL },
	{ "blocknumber",                           A, F_NUM,   T_blocknumber, NULL, NULL },
	{ "bpm",                                   V, F_NUM,   T_bpm, NULL, NULL },
	{ "collaborators",                         V, F_LIT,   0, "[]", NULL },
	{ "comment_count",                         V, F_NUM0,   T_comment_count, NULL, NULL },
	{ "comments_disabled",                     V, F_BOOL,  T_comments_disabled, NULL, NULL },
	{ "copyright_line",                        V, F_JSON,  T_copyright_line, NULL, NULL },
	{ "cover_art",                             A, F_TEXT,  T_cover_art, NULL, NULL },
	NIL("cover_art_cids"),
	{ "cover_art_sizes",                       A, F_TEXT,  T_cover_art_sizes, NULL, NULL },
	{ "cover_original_artist",                 V, F_TEXT,  T_cover_original_artist, NULL, NULL },
	{ "cover_original_song_title",             V, F_TEXT,  T_cover_original_song_title, NULL, NULL },
	{ "create_date",                           A, F_TEXT,  T_create_date, NULL, NULL },
	{ "created_at",                            A, F_DATE,  T_created_at, NULL, NULL },
	{ "credits_splits",                        A, F_TEXT,  T_credits_splits, NULL, NULL },
	{ "ddex_app",                              V, F_TEXT,  T_ddex_app, NULL, NULL },
	{ "ddex_release_ids",                      V, F_JSON,  T_ddex_release_ids, NULL, NULL },
	{ "description",                           A, F_TEXT,  T_description, NULL, NULL },
	{ "download",                              L, F_FN,    0, NULL, legacy_download },
	{ "download",                              V, F_FN,    0, NULL, download },
	{ "download_conditions",                   V, F_JSON,  T_download_conditions, NULL, NULL },
	{ "downloadable",                          V, F_BOOL,  T_is_downloadable, NULL, NULL },
	{ "duration",                              V, F_FN,    0, NULL, duration },
	{ "favorite_count",                        V, F_NUM0,   T_save_count, NULL, NULL },
	{ "field_visibility",                      L, F_JSON,  T_field_visibility, NULL, NULL },
	{ "field_visibility",                      V, F_FN,    0, NULL, field_visibility },
	{ "file_type",                             L, F_TEXT,  T_file_type, NULL, NULL },
	{ "followee_favorites",                    V, F_FN,    0, NULL, followee_saves },
	{ "followee_reposts",                      A, F_FN,    0, NULL, followee_reposts },
	{ "followee_saves",                        L, F_FN,    0, NULL, followee_saves },
	{ "genre",                                 A, F_TEXT,  T_genre, NULL, NULL },
	{ "has_current_user_reposted",             A, F_FN,    0, NULL, i_reposted },
	{ "has_current_user_saved",                A, F_FN,    0, NULL, i_saved },
	{ "id",                                    V, F_ID,    T_track_id, NULL, NULL },
	{ "indirect_resource_contributors",        V, F_JSON,  T_indirect_resource_contributors, NULL, NULL },
	{ "is_available",                          A, F_BOOL,  T_is_available, NULL, NULL },
	{ "is_current",                            L, F_LIT,   0, "true", NULL },
	{ "is_custom_bpm",                         V, F_BOOL,  T_is_custom_bpm, NULL, NULL },
	{ "is_custom_musical_key",                 V, F_BOOL,  T_is_custom_musical_key, NULL, NULL },
	{ "is_delete",                             A, F_BOOL,  T_is_delete, NULL, NULL },
	{ "is_download_gated",                     V, F_BOOL,  T_is_download_gated, NULL, NULL },
	{ "is_downloadable",                       V, F_BOOL,  T_is_downloadable, NULL, NULL },
	{ "is_original_available",                 V, F_BOOL,  T_is_original_available, NULL, NULL },
	{ "is_owned_by_user",                      V, F_BOOL,  T_is_owned_by_user, NULL, NULL },
	{ "is_playlist_upload",                    L, F_BOOL,  T_is_playlist_upload, NULL, NULL },
	{ "is_premium",                            A, F_BOOL0, T_is_stream_gated, NULL, NULL },
	{ "is_scheduled_release",                  V, F_BOOL,  T_is_scheduled_release, NULL, NULL },
	{ "is_stream_gated",                       V, F_BOOL,  T_is_stream_gated, NULL, NULL },
	{ "is_streamable",                         V, F_FN,    0, NULL, is_streamable },
	{ "is_unlisted",                           A, F_BOOL,  T_is_unlisted, NULL, NULL },
	{ "isrc",                                  A, F_TEXT,  T_isrc, NULL, NULL },
	{ "iswc",                                  A, F_TEXT,  T_iswc, NULL, NULL },
	{ "length",                                L, F_NUM,   T_length, NULL, NULL },
	{ "license",                               A, F_TEXT,  T_license, NULL, NULL },
	{ "metadata_multihash",                    L, F_TEXT,  T_metadata_multihash, NULL, NULL },
	{ "mood",                                  A, F_TEXT,  T_mood, NULL, NULL },
	{ "musical_key",                           V, F_TEXT,  T_musical_key, NULL, NULL },
	{ "orig_file_cid",                         V, F_TEXT,  T_orig_file_cid, NULL, NULL },
	{ "orig_filename",                         V, F_TEXT,  T_orig_filename, NULL, NULL },
	{ "owner_id",                              L, F_NUM,   T_owner_id, NULL, NULL },
	{ "parental_warning_type",                 V, F_TEXT,  T_parental_warning_type, NULL, NULL },
	{ "pending_collaborators",                 V, F_LIT,   0, "[]", NULL },
	{ "permalink",                             A, F_FN,    0, NULL, permalink },
	{ "pinned_comment_id",                     V, F_NUM,   T_pinned_comment_id, NULL, NULL },
	{ "play_count",                            A, F_NUM0,   T_play_count, NULL, NULL },
	{ "playlists_containing_track",            V, F_INTS,  T_playlists_containing_track, NULL, NULL },
	{ "playlists_previously_containing_track", V, F_JSON,  T_playlists_previously_containing_track, NULL, NULL },
	{ "premium_conditions",                    A, F_JSON,  T_stream_conditions, NULL, NULL },
	{ "premium_content_signature",             A, F_LIT,   0, "null", NULL },
	{ "preview",                               V, F_FN,    0, NULL, preview },
	{ "preview_cid",                           V, F_TEXT,  T_preview_cid, NULL, NULL },
	{ "preview_start_seconds",                 V, F_NUM,   T_preview_start_seconds, NULL, NULL },
	{ "producer_copyright_line",               V, F_JSON,  T_producer_copyright_line, NULL, NULL },
	{ "release_date",                          A, F_RFC,   T_release_date, NULL, NULL },
	{ "remix_of",                              A, F_FN,    0, NULL, remix_of },
	{ "repost_count",                          A, F_NUM0,   T_repost_count, NULL, NULL },
	{ "resource_contributors",                 V, F_JSON,  T_resource_contributors, NULL, NULL },
	{ "rights_controller",                     V, F_JSON,  T_rights_controller, NULL, NULL },
	{ "route_id",                              A, F_TEXT,  T_route_id, NULL, NULL },
	{ "save_count",                            L, F_NUM0,   T_save_count, NULL, NULL },
	{ "slot",                                  L, F_NUM,   T_slot, NULL, NULL },
	{ "slug",                                  V, F_TEXT,  T_slug, NULL, NULL },
	{ "stem_of",                               A, F_JSON,  T_stem_of, NULL, NULL },
	{ "stream",                                V, F_FN,    0, NULL, stream },
	{ "stream_conditions",                     V, F_JSON,  T_stream_conditions, NULL, NULL },
	{ "tags",                                  A, F_TEXT,  T_tags, NULL, NULL },
	{ "title",                                 A, F_TEXT,  T_title, NULL, NULL },
	{ "track_cid",                             V, F_TEXT,  T_track_cid, NULL, NULL },
	{ "track_id",                              A, F_NUM,   T_track_id, NULL, NULL },
	{ "track_segments",                        A, F_FN,    0, NULL, track_segments },
	{ "txhash",                                L, F_TEXT,  T_txhash, NULL, NULL },
	{ "updated_at",                            A, F_DATE,  T_updated_at, NULL, NULL },
	{ "user",                                  A, F_FN,    0, NULL, user },
	{ "user_id",                               V, F_ID,    T_owner_id, NULL, NULL },
};

static const char *const cols[] = { TRACK_COLS(COL_NAME) };
/* clang-format on */

const struct model_def model_track = {
	"track",
	fields,
	sizeof(fields) / sizeof(fields[0]),
	cols,
	T__MAX,
	NULL,
	0,
};
