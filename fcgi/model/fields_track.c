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
	return view_int(v, API_TRACKS_owner_id);
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
	return view_bool(v, API_TRACKS_is_delete) ||
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
	if (view_text(v, API_TRACKS_album_id) == NULL) {
		jsonw_null(w, key);
		return;
	}
	jsonw_obj(w, key);
	jsonw_str(w, "permalink",
	    arena_printf(v->k->c->a, "/%s/album/%s",
		view_text(v, API_TRACKS_album_handle),
		view_text(v, API_TRACKS_album_slug)));
	jsonw_int(w, "playlist_id", view_int(v, API_TRACKS_album_id));
	jsonw_str(w, "playlist_name", view_text(v, API_TRACKS_album_name));
	jsonw_end(w);
}

static void
artwork(const struct view *v, struct jsonw *w, const char *key)
{
	image_write(v->k, w, key, IMAGE_SQUARE,
	    view_text(v, API_TRACKS_cover_art_sizes),
	    view_text(v, API_TRACKS_cover_art),
	    users_endpoint(users_of(v), owner(v)));
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
	if (view_text(v, API_TRACKS_play_count) != NULL) {
		jsonw_obj(w, NULL);
		jsonw_numtext(w, "count", count(v, API_TRACKS_play_count));
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
	jsonw_numtext(w, "repost_count", count(v, API_TRACKS_repost_count));
	jsonw_numtext(w, "save_count", count(v, API_TRACKS_save_count));
	jsonw_int(w, "track_id", v->id);
	jsonw_end(w);
	jsonw_end(w);
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

static const char *
cid_of(const struct view *v, enum audio what)
{
	const char *cid;

	if (what == AUDIO_PREVIEW)
		return view_text(v, API_TRACKS_preview_cid);
	cid = view_text(v, API_TRACKS_orig_file_cid);
	if (what == AUDIO_DOWNLOAD && cid != NULL && *cid != '\0')
		return cid;
	return view_text(v, API_TRACKS_track_cid);
}

static bool
may_have(const struct view *v, enum audio what)
{
	const struct gates *g = ((const struct tracks *)v->set)->gates;
	struct access open = gates_open(g, (size_t)v->row);

	switch (what) {
	case AUDIO_STREAM:
		return is_linked(v, !open.stream, access_of(v).stream);
	case AUDIO_DOWNLOAD:
		return is_linked(v, !open.download, access_of(v).download);
	case AUDIO_PREVIEW:
		break;
	}
	return !is_gone(v);
}

void
track_file(const struct view *v, enum audio what, struct track_file *f)
{
	struct link l = { .cid = cid_of(v, what),
		.endpoint = users_endpoint(users_of(v), owner(v)),
		.track_id = v->id };

	if (what != AUDIO_DOWNLOAD) {
		l.artist = users_name(users_of(v), owner(v));
		l.title = view_text(v, API_TRACKS_title);
	}
	f->link = l;
	f->allowed = may_have(v, what);
	f->gone = is_gone(v);
	f->downloadable = view_bool(v, API_TRACKS_is_downloadable);
	f->name = view_text(v, API_TRACKS_orig_filename);
	if (f->name == NULL || *f->name == '\0')
		f->name = arena_printf(v->k->c->a, "%s.mp3",
		    view_text(v, API_TRACKS_title) != NULL
			? view_text(v, API_TRACKS_title)
			: "track");
}

static void
media(const struct view *v, struct jsonw *w, const char *key, enum audio what)
{
	struct track_file f;

	track_file(v, what, &f);
	if (!f.allowed || (what == AUDIO_DOWNLOAD && !f.downloadable))
		f.link.cid = NULL;
	link_write(v->k, w, key, &f.link);
}

static void
download(const struct view *v, struct jsonw *w, const char *key)
{
	media(v, w, key, AUDIO_DOWNLOAD);
}

static void
preview(const struct view *v, struct jsonw *w, const char *key)
{
	media(v, w, key, AUDIO_PREVIEW);
}

static void
stream(const struct view *v, struct jsonw *w, const char *key)
{
	media(v, w, key, AUDIO_STREAM);
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
	struct json_object *o =
	    document(v, API_TRACKS_download, json_type_object);
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
	struct span text = span_str(view_text(v, API_TRACKS_track_segments));
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
	if (view_int(v, API_TRACKS_duration) == 0 &&
	    strcmp(view_text(v, API_TRACKS_track_segments), "[]") != 0)
		jsonw_num(w, key, rint(segments_duration(v)));
	else
		jsonw_int(w, key, view_int(v, API_TRACKS_duration));
}

static void
field_visibility(const struct view *v, struct jsonw *w, const char *key)
{
	static const char nulls[] = "{\"genre\":null,\"mood\":null,"
				    "\"play_count\":null,\"remixes\":null,"
				    "\"share\":null,\"tags\":null}";
	const char *s = view_text(v, API_TRACKS_field_visibility);

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
	const char *slug = view_text(v, API_TRACKS_slug);

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
	jsonw_bool(w, "has_remix_author_reposted",
	    view_bool(v, API_REMIX_PARENTS_author_reposted));
	jsonw_bool(w, "has_remix_author_saved",
	    view_bool(v, API_REMIX_PARENTS_author_saved));
	if (view_is_legacy(v))
		jsonw_int(w, "parent_track_id",
		    view_int(v, API_REMIX_PARENTS_parent_id));
	else
		jsonw_id(w, "parent_track_id",
		    view_int(v, API_REMIX_PARENTS_parent_id));
	users_write(ts->users, w, "user",
	    view_int(v, API_REMIX_PARENTS_owner_id));
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
	     view_int(&p, API_REMIX_PARENTS_child_id) == v->id;
	     i++, p.row++)
		parent(&p, w);
	jsonw_end(w);
	jsonw_end(w);
}

static void
track_segments(const struct view *v, struct jsonw *w, const char *key)
{
	const char *s = view_text(v, API_TRACKS_track_segments);

	if (s == NULL || *s != '[' || is_gone(v))
		s = "[]";
	jsonw_json(w, key, s);
}

static void
user(const struct view *v, struct jsonw *w, const char *key)
{
	users_write(users_of(v), w, key, owner(v));
}

/* An object for those who ask, or cannot; else a list of one, as in 2022. */
static void
legacy_user(const struct view *v, struct jsonw *w, const char *key)
{
	const struct value *asked = param_get(v->k, "with_users");

	if (!asked->set || asked->n != 0) {
		user(v, w, key);
		return;
	}
	jsonw_arr(w, key);
	user(v, w, NULL);
	jsonw_end(w);
}

static void
legacy_cid(const struct view *v, struct jsonw *w, const char *key)
{
	if (!v->k->rt->no_cid)
		jsonw_str(w, key, view_text(v, API_TRACKS_track_cid));
}

#define L      ON_LEGACY
#define V      ON_BOTH
#define A      ON_ANY
#define NIL(n) LIT(n, V, "null")

/* clang-format off */
static const struct field fields[] = {
	FN("access", V, access),
	NIL("access_authorities"),
	FN("activity_timestamp", L, beside_write),
	FN("aggregate_play", L, aggregate_play),
	FN("aggregate_track", L, aggregate_track),
	COL("ai_attribution_user_id", V, F_NUM, API_TRACKS_ai_attribution_user_id),
	FN("album_backlink", V, album_backlink),
	COL("allowed_api_keys", V, F_JSON, API_TRACKS_allowed_api_keys),
	COL("artists", V, F_JSON, API_TRACKS_artists),
	FN("artwork", V, artwork),
	COL("audio_analysis_error_count", V, F_NUM, API_TRACKS_audio_analysis_error_count),
	COL("audio_upload_id", V, F_TEXT, API_TRACKS_audio_upload_id),
	COL("blockhash", L, F_TEXT, API_TRACKS_blockhash),
	COL("blocknumber", A, F_NUM, API_TRACKS_blocknumber),
	COL("bpm", V, F_NUM, API_TRACKS_bpm),
	LIT("collaborators", V, "[]"),
	COL("comment_count", V, F_NUM0, API_TRACKS_comment_count),
	COL("comments_disabled", V, F_BOOL, API_TRACKS_comments_disabled),
	COL("copyright_line", V, F_JSON, API_TRACKS_copyright_line),
	COL("cover_art", A, F_TEXT, API_TRACKS_cover_art),
	NIL("cover_art_cids"),
	COL("cover_art_sizes", A, F_TEXT, API_TRACKS_cover_art_sizes),
	COL("cover_original_artist", V, F_TEXT, API_TRACKS_cover_original_artist),
	COL("cover_original_song_title", V, F_TEXT, API_TRACKS_cover_original_song_title),
	COL("create_date", A, F_TEXT, API_TRACKS_create_date),
	COL("created_at", A, F_DATE, API_TRACKS_created_at),
	COL("credits_splits", A, F_TEXT, API_TRACKS_credits_splits),
	COL("ddex_app", V, F_TEXT, API_TRACKS_ddex_app),
	COL("ddex_release_ids", V, F_JSON, API_TRACKS_ddex_release_ids),
	COL("description", A, F_TEXT, API_TRACKS_description),
	FN("download", L, legacy_download),
	FN("download", V, download),
	COL("download_conditions", V, F_GATE, API_TRACKS_download_conditions),
	COL("downloadable", V, F_BOOL, API_TRACKS_is_downloadable),
	FN("duration", V, duration),
	COL("favorite_count", V, F_NUM0, API_TRACKS_save_count),
	COL("field_visibility", L, F_JSON, API_TRACKS_field_visibility),
	FN("field_visibility", V, field_visibility),
	COL("file_type", L, F_TEXT, API_TRACKS_file_type),
	FN("followee_favorites", V, followee_saves),
	FN("followee_reposts", A, followee_reposts),
	FN("followee_saves", L, followee_saves),
	COL("genre", A, F_TEXT, API_TRACKS_genre),
	FN("has_current_user_reposted", A, i_reposted),
	FN("has_current_user_saved", A, i_saved),
	COL("id", V, F_ID, API_TRACKS_track_id),
	COL("indirect_resource_contributors", V, F_JSON, API_TRACKS_indirect_resource_contributors),
	COL("is_available", A, F_BOOL, API_TRACKS_is_available),
	LIT("is_current", L, "true"),
	COL("is_custom_bpm", V, F_BOOL, API_TRACKS_is_custom_bpm),
	COL("is_custom_musical_key", V, F_BOOL, API_TRACKS_is_custom_musical_key),
	COL("is_delete", A, F_BOOL, API_TRACKS_is_delete),
	COL("is_download_gated", V, F_BOOL, API_TRACKS_is_download_gated),
	COL("is_downloadable", V, F_BOOL, API_TRACKS_is_downloadable),
	COL("is_original_available", V, F_BOOL, API_TRACKS_is_original_available),
	COL("is_owned_by_user", V, F_BOOL, API_TRACKS_is_owned_by_user),
	COL("is_playlist_upload", L, F_BOOL, API_TRACKS_is_playlist_upload),
	COL("is_premium", A, F_BOOL0, API_TRACKS_is_stream_gated),
	COL("is_scheduled_release", V, F_BOOL, API_TRACKS_is_scheduled_release),
	COL("is_stream_gated", V, F_BOOL, API_TRACKS_is_stream_gated),
	FN("is_streamable", V, is_streamable),
	COL("is_unlisted", A, F_BOOL, API_TRACKS_is_unlisted),
	COL("isrc", A, F_TEXT, API_TRACKS_isrc),
	COL("iswc", A, F_TEXT, API_TRACKS_iswc),
	COL("length", L, F_NUM, API_TRACKS_length),
	COL("license", A, F_TEXT, API_TRACKS_license),
	COL("metadata_multihash", L, F_TEXT, API_TRACKS_metadata_multihash),
	COL("mood", A, F_TEXT, API_TRACKS_mood),
	COL("musical_key", V, F_TEXT, API_TRACKS_musical_key),
	COL("orig_file_cid", V, F_TEXT, API_TRACKS_orig_file_cid),
	COL("orig_filename", V, F_TEXT, API_TRACKS_orig_filename),
	COL("owner_id", L, F_NUM, API_TRACKS_owner_id),
	COL("parental_warning_type", V, F_TEXT, API_TRACKS_parental_warning_type),
	LIT("pending_collaborators", V, "[]"),
	FN("permalink", A, permalink),
	COL("pinned_comment_id", V, F_NUM, API_TRACKS_pinned_comment_id),
	COL("play_count", A, F_NUM0, API_TRACKS_play_count),
	COL("playlists_containing_track", V, F_INTS, API_TRACKS_playlists_containing_track),
	COL("playlists_previously_containing_track", V, F_JSON, API_TRACKS_playlists_previously_containing_track),
	COL("premium_conditions", A, F_GATE, API_TRACKS_stream_conditions),
	LIT("premium_content_signature", A, "null"),
	FN("preview", V, preview),
	COL("preview_cid", V, F_TEXT, API_TRACKS_preview_cid),
	COL("preview_start_seconds", V, F_NUM, API_TRACKS_preview_start_seconds),
	COL("producer_copyright_line", V, F_JSON, API_TRACKS_producer_copyright_line),
	COL("release_date", A, F_RFC, API_TRACKS_release_date),
	FN("remix_of", A, remix_of),
	COL("repost_count", A, F_NUM0, API_TRACKS_repost_count),
	COL("resource_contributors", V, F_JSON, API_TRACKS_resource_contributors),
	COL("rights_controller", V, F_JSON, API_TRACKS_rights_controller),
	COL("route_id", A, F_TEXT, API_TRACKS_route_id),
	COL("save_count", L, F_NUM0, API_TRACKS_save_count),
	COL("slot", L, F_NUM, API_TRACKS_slot),
	COL("slug", V, F_TEXT, API_TRACKS_slug),
	COL("stem_of", A, F_JSON, API_TRACKS_stem_of),
	FN("stream", V, stream),
	COL("stream_conditions", V, F_GATE, API_TRACKS_stream_conditions),
	COL("tags", A, F_TEXT, API_TRACKS_tags),
	COL("title", A, F_TEXT, API_TRACKS_title),
	FN("track_cid", L, legacy_cid),
	COL("track_cid", V, F_TEXT, API_TRACKS_track_cid),
	COL("track_id", A, F_NUM, API_TRACKS_track_id),
	FN("track_segments", A, track_segments),
	COL("txhash", L, F_TEXT, API_TRACKS_txhash),
	COL("updated_at", A, F_DATE, API_TRACKS_updated_at),
	FN("user", L, legacy_user),
	FN("user", V, user),
	COL("user_id", V, F_ID, API_TRACKS_owner_id),
};
/* clang-format on */

const struct fields fields_track = FIELDS("track", fields, SQL_API_TRACKS);
