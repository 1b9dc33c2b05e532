/* SPDX-License-Identifier: ISC */
#include "indexer/em/tracks.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/slug.h"
#include "common/json/jsonr.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/slugs.h"
#include "indexer/apply/words.h"
#include "indexer/em/field.h"
#include "indexer/em/gate.h"

#define FIRST_ID        2000000
#define MAX_DESCRIPTION 1000 /* characters */

/* clang-format off */
static const struct em_field fields[] = {
	{ "title",                 TR_TITLE,                 EM_TEXT_OR_NULL },
	{ "duration",              TR_DURATION,              EM_INT_OR_ZERO | EM_FIXED },
	{ "tags",                  TR_TAGS,                  EM_TEXT_OR_NULL },
	{ "genre",                 TR_GENRE,                 EM_TEXT_OR_NULL },
	{ "mood",                  TR_MOOD,                  EM_TEXT_OR_NULL },
	{ "credits_splits",        TR_CREDITS_SPLITS,        EM_TEXT_OR_NULL },
	{ "create_date",           TR_CREATE_DATE,           EM_TEXT_OR_NULL },
	{ "file_type",             TR_FILE_TYPE,             EM_TEXT_OR_NULL },
	{ "description",           TR_DESCRIPTION,           EM_TEXT_OR_NULL },
	{ "license",               TR_LICENSE,               EM_TEXT_OR_NULL },
	{ "isrc",                  TR_ISRC,                  EM_TEXT_OR_NULL },
	{ "iswc",                  TR_ISWC,                  EM_TEXT_OR_NULL },
	{ "track_segments",        TR_TRACK_SEGMENTS,        EM_SEGMENTS },
	{ "remix_of",              TR_REMIX_OF,              EM_REMIX_OF },
	{ "is_unlisted",           TR_IS_UNLISTED,           EM_BOOL_OR_FALSE },
	{ "field_visibility",      TR_FIELD_VISIBILITY,      EM_VISIBILITY },
	{ "stem_of",               TR_STEM_OF,               EM_STEM_OF },
	{ "track_cid",             TR_TRACK_CID,             EM_TEXT_OR_NULL | EM_FIXED },
	{ "preview_cid",           TR_PREVIEW_CID,           EM_TEXT_OR_NULL },
	{ "orig_file_cid",         TR_ORIG_FILE_CID,         EM_TEXT_OR_NULL | EM_FIXED },
	{ "orig_filename",         TR_ORIG_FILENAME,         EM_TEXT_OR_NULL | EM_FIXED },
	{ "audio_upload_id",       TR_AUDIO_UPLOAD_ID,       EM_TEXT_OR_NULL },
	{ "preview_start_seconds", TR_PREVIEW_START_SECONDS, EM_NUMBER_OR_NULL },
	{ "is_downloadable",       TR_IS_DOWNLOADABLE,       EM_BOOL_OR_FALSE },
	{ "is_original_available", TR_IS_ORIGINAL_AVAILABLE, EM_BOOL_OR_FALSE },
	{ "is_scheduled_release",  TR_IS_SCHEDULED_RELEASE,  EM_BOOL_OR_FALSE },
	{ "is_playlist_upload",    TR_IS_PLAYLIST_UPLOAD,    EM_BOOL_OR_FALSE },
	{ "is_stream_gated",       TR_IS_STREAM_GATED,       EM_BOOL_OR_FALSE },
	{ "stream_conditions",     TR_STREAM_CONDITIONS,     EM_IF_FILLED },
	{ "is_download_gated",     TR_IS_DOWNLOAD_GATED,     EM_BOOL_OR_FALSE },
	{ "download_conditions",   TR_DOWNLOAD_CONDITIONS,   EM_IF_FILLED },
	{ "ai_attribution_user_id", TR_AI_ATTRIBUTION_USER_ID, EM_ID_OR_NULL },
	{ "placement_hosts",       TR_PLACEMENT_HOSTS,       EM_TEXT_OR_NULL },
	{ "ddex_app",              TR_DDEX_APP,              EM_TEXT_OR_NULL },
	{ "playlists_containing_track", TR_PLAYLISTS_CONTAINING_TRACK, EM_IDS },
	{ "ddex_release_ids",      TR_DDEX_RELEASE_IDS,      EM_FILLED_OR_NULL },
	{ "artists",               TR_ARTISTS,               EM_OBJECTS },
	{ "resource_contributors", TR_RESOURCE_CONTRIBUTORS, EM_OBJECTS },
	{ "indirect_resource_contributors", TR_INDIRECT_RESOURCE_CONTRIBUTORS, EM_OBJECTS },
	{ "rights_controller",     TR_RIGHTS_CONTROLLER,     EM_FILLED_OR_NULL },
	{ "copyright_line",        TR_COPYRIGHT_LINE,        EM_FILLED_OR_NULL },
	{ "producer_copyright_line", TR_PRODUCER_COPYRIGHT_LINE, EM_FILLED_OR_NULL },
	{ "parental_warning_type", TR_PARENTAL_WARNING_TYPE, EM_TEXT_OR_NULL },
	{ "allowed_api_keys",      TR_ALLOWED_API_KEYS,      EM_KEYS },
	{ "bpm",                   TR_BPM,                   EM_BPM },
	{ "musical_key",           TR_MUSICAL_KEY,           EM_MUSICAL_KEY },
	{ "is_custom_bpm",         TR_IS_CUSTOM_BPM,         EM_BOOL_OR_FALSE },
	{ "is_custom_musical_key", TR_IS_CUSTOM_MUSICAL_KEY, EM_BOOL_OR_FALSE },
	{ "comments_disabled",     TR_COMMENTS_DISABLED,     EM_BOOL_OR_FALSE },
	{ "audio_analysis_error_count", TR_AUDIO_ANALYSIS_ERROR_COUNT, EM_INT_OR_ZERO | EM_FIXED },
};
/* clang-format on */

static bool
is(const struct row *r, unsigned col)
{
	return r->cell[col] != NULL && r->cell[col][0] == 't';
}

/* Member i of remix_of.tracks as an id; false: it is none. */
static bool
parent_at(struct json_object *tracks, size_t i, int64_t *id)
{
	return jsonr_opt_int(id, jsonr_at(tracks, i), "parent_track_id") &&
	       *id >= 0 && *id <= LIM_ID;
}

static struct json_object *
parents_of(struct em *x, size_t *n)
{
	struct json_object *o = em_value(x, "remix_of"), *tracks;

	*n = 0;
	if (!jsonr_opt_arr(&tracks, o, "tracks"))
		return NULL;
	*n = json_object_array_length(tracks);
	return tracks;
}

void
em_track_want(struct em *x)
{
	const char *title = em_text(x, "title");
	struct json_object *tracks;
	int64_t id;
	size_t i, n;

	rows_want_id(x->rows, T_TRACKS, x->entity_id);
	if (title != NULL)
		routes_want(x->c, x->rows, ROUTE_TRACK, x->user_id,
		    x->entity_id, title);
	tracks = parents_of(x, &n);
	for (i = 0; i < n; i++)
		if (parent_at(tracks, i, &id))
			rows_want_id(x->rows, T_TRACKS, id);
	if (em_has(x, "stream_conditions") || em_has(x, "download_conditions"))
		rows_want_id(x->rows, T_TRACK_PRICE_NOW, x->entity_id);
}

/* Rules. */

/* Documents of L2 were not measured with these two. */
static enum rc
check_text(struct em *x)
{
	struct json_object *genre = em_value(x, "genre");
	const char *s = em_text(x, "genre");

	if (genre != NULL && (s == NULL || !words_is_genre(s)))
		return em_reject(x, "T4", "unknown genre");
	s = em_text(x, "description");
	if (s != NULL && em_chars(s) > MAX_DESCRIPTION)
		return em_reject(x, "T5", "description is longer than %d",
		    MAX_DESCRIPTION);
	return RC_OK;
}

static enum rc
check_parents(struct em *x)
{
	struct json_object *tracks;
	struct row *t;
	bool open;
	size_t i, n;
	int64_t id;
	enum rc rc;

	tracks = parents_of(x, &n);
	for (i = 0; i < n; i++) {
		if (!parent_at(tracks, i, &id))
			continue;
		if ((rc = em_find(x, &t, T_TRACKS, id)) != RC_OK)
			return rc;
		if (t == NULL)
			continue;
		if ((rc = em_gate_is_open(x, t, &open)) != RC_OK)
			return rc;
		if (!open)
			return em_reject(x, "T6", "they cannot hear a parent");
	}
	return RC_OK;
}

static enum rc
check_attribution(struct em *x)
{
	struct row *u;
	int64_t id;
	enum rc rc;

	if (em_value(x, "ai_attribution_user_id") == NULL)
		return RC_OK;
	if (!em_get_id(x, "ai_attribution_user_id", &id))
		return em_reject(x, "T11", "attribution is no user");
	if ((rc = em_find(x, &u, T_USERS, id)) != RC_OK)
		return rc;
	if (u == NULL || !is(u, U_ALLOW_AI_ATTRIBUTION))
		return em_reject(x, "T11", "attribution is not allowed");
	return RC_OK;
}

/* What creation and update ask of the metadata. */
static enum rc
check(struct em *x)
{
	enum rc rc;

	if (x->data == NULL)
		return em_reject(x, "T3", "no metadata");
	if (!x->is_document)
		check_text(x);
	if (x->rejected)
		return RC_OK;
	if (x->actor->cell[U_HANDLE] == NULL)
		return em_reject(x, "T13", "the user has no handle");
	if ((rc = em_gate_check_track(x)) != RC_OK || x->rejected ||
	    (rc = check_parents(x)) != RC_OK || x->rejected)
		return rc;
	return check_attribution(x);
}

/* T8, T9, T12: *r is the track, theirs to change. */
static enum rc
own_track(struct em *x, struct row **r)
{
	enum rc rc;

	if ((rc = em_find(x, r, T_TRACKS, x->entity_id)) != RC_OK)
		return rc;
	if (*r == NULL)
		return em_reject(x, "T8", "no such track");
	if (strcmp((*r)->cell[TR_OWNER_ID], x->user) != 0)
		return em_reject(x, "T9", "it is not their track");
	if (!em_may_deliver(x, (*r)->cell[TR_DDEX_APP]))
		return em_reject(x, "T12", "it belongs to a DDEX application");
	return RC_OK;
}

/* Effects. */

/*
 * A cover goes to the column of sizes, whatever key names it.  No cover_art is
 * no news of the sizes.
 */
static void
set_cover(struct em *x, struct row *r)
{
	const char *s = em_text(x, "cover_art_sizes");

	if (s == NULL || s[0] == '\0')
		s = em_text(x, "cover_art");
	if (s != NULL && s[0] == '\0')
		s = NULL;
	if (s != NULL || em_has(x, "cover_art_sizes"))
		rows_set(r, TR_COVER_ART_SIZES, s);
	if (s != NULL || em_has(x, "cover_art"))
		rows_set(r, TR_COVER_ART, NULL);
}

/* Cells of times compare as text. */
static bool
is_future(const struct em *x, const char *time)
{
	return strcmp(time, x->ap->time) > 0;
}

/*
 * A public track is not moved into the future; one that becomes public is
 * released now.
 */
static void
set_release(struct em *x, struct row *r, bool is_new, bool was_public)
{
	static const struct em_field date = { "release_date", TR_RELEASE_DATE,
		EM_DATE };
	const char *before = r->cell[TR_RELEASE_DATE];

	em_fields(x, r, &date, 1, true);
	if (is_new) {
		if (is(r, TR_IS_SCHEDULED_RELEASE) &&
		    !format_is_empty(em_value(x, "release_date")))
			rows_set(r, TR_IS_UNLISTED,
			    is_future(x, r->cell[TR_RELEASE_DATE]) ? "t" : "f");
	} else if (was_public) {
		if (r->cell[TR_RELEASE_DATE] != NULL &&
		    is_future(x, r->cell[TR_RELEASE_DATE]))
			rows_set(r, TR_RELEASE_DATE, before);
	} else if (!is(r, TR_IS_UNLISTED)) {
		rows_set(r, TR_IS_SCHEDULED_RELEASE, "f");
		rows_set(r, TR_RELEASE_DATE, x->ap->time);
	}
}

static void
set_parts(struct em *x, struct row *r)
{
	static const struct em_field download = { "download", TR_DOWNLOAD,
		EM_DOWNLOAD };
	struct json_object *o = em_value(x, "cover_attribution");
	const char *s;

	if (em_value(x, "download") != NULL)
		em_fields(x, r, &download, 1, true);
	if (!em_has(x, "cover_attribution"))
		return;
	rows_set(r, TR_COVER_ORIGINAL_SONG_TITLE,
	    jsonr_opt_text(x->c, &s, o, "original_song_title") ? s : NULL);
	rows_set(r, TR_COVER_ORIGINAL_ARTIST,
	    jsonr_opt_text(x->c, &s, o, "original_song_artist") ? s : NULL);
}

/*
 * All that a document of the factories' time says (L2).  It brings back a
 * track that was deleted.
 */
static void
set_document(struct em *x, struct row *r)
{
	struct meta_track m;
	unsigned i;

	meta_track_cells(x->c, &m, x->data);
	for (i = TR_TITLE; i <= TR_IS_PLAYLIST_UPLOAD; i++)
		rows_set(r, i, m.cell[i]);
	rows_set(r, TR_IS_DELETE, "f");
}

static enum rc
set_route(struct em *x, struct row *r)
{
	const char *title = em_text(x, "title");
	const char *before = r->cell[TR_TITLE];

	if (title == NULL)
		return RC_OK;
	rows_set(r, TR_ROUTE_ID,
	    slug_route_id(x->c->a, x->actor->cell[U_HANDLE], title));
	if (before != NULL && strcmp(title, before) == 0)
		return RC_OK;
	return routes_assign(x->ap, ROUTE_TRACK, r, x->user_id, x->entity_id,
	    title);
}

static void
set_remixes(struct em *x, const struct row *r)
{
	const char *child = r->cell[TR_TRACK_ID];

	if (em_has(x, "remix_of"))
		rows_set(rows_put(x->rows, T_REMIXES, &child), RX_PARENTS,
		    meta_remix_parents(x->c, em_value(x, "remix_of")));
}

static void
set_stem(struct em *x, const struct row *r)
{
	const char *key[] = { NULL, r->cell[TR_TRACK_ID] };
	int64_t id;

	if (!jsonr_opt_int(&id, em_value(x, "stem_of"), "parent_track_id") ||
	    id < 0 || id > LIM_ID)
		return;
	key[0] = rows_int(x->rows, id);
	rows_touch(rows_put(x->rows, T_STEMS, key));
}

/* r carries its block already: the route is made before the title changes. */
static enum rc
set_track(struct em *x, struct row *r, bool is_new)
{
	bool was_public = !is_new && !is(r, TR_IS_UNLISTED);
	enum rc rc;

	em_gate_new_splits(x, x->user_id);
	if ((rc = set_route(x, r)) != RC_OK ||
	    (rc = em_gate_track_price(x)) != RC_OK)
		return rc;
	rows_set(r, TR_METADATA_MULTIHASH, x->cid);
	if (x->is_document) {
		set_document(x, r);
	} else {
		em_fields(x, r, fields, sizeof(fields) / sizeof(fields[0]),
		    is_new);
		set_cover(x, r);
		set_release(x, r, is_new, was_public);
		set_parts(x, r);
	}
	if (em_is_ddex(x))
		rows_set(r, TR_DDEX_APP, x->signer);
	set_remixes(x, r);
	return RC_OK;
}

enum rc
em_track_create(struct em *x)
{
	struct row *r;
	enum rc rc;

	rc = rows_get_id(x->c, x->rows, &r, T_TRACKS, x->entity_id);
	if (rc != RC_OK)
		return rc;
	if (r->there)
		return em_reject(x, "T1", "track exists");
	if (x->entity_id < FIRST_ID)
		return em_reject(x, "T2", "id is below %d", FIRST_ID);
	if ((rc = check(x)) != RC_OK || x->rejected)
		return rc;
	em_put(x, r, TR_CREATED_AT);
	rows_set(r, TR_OWNER_ID, x->user);
	rows_set(r, TR_IS_DELETE, "f");
	rows_set(r, TR_RELEASE_DATE, x->ap->time);
	if ((rc = set_track(x, r, true)) != RC_OK)
		return rc;
	set_stem(x, r);
	return RC_OK;
}

enum rc
em_track_update(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = own_track(x, &r)) != RC_OK || x->rejected ||
	    (rc = check(x)) != RC_OK || x->rejected)
		return rc;
	em_put(x, r, TR_CREATED_AT);
	return set_track(x, r, false);
}

enum rc
em_track_delete(struct em *x)
{
	const char *child;
	struct row *r;
	enum rc rc;

	if ((rc = own_track(x, &r)) != RC_OK || x->rejected)
		return rc;
	em_put(x, r, TR_CREATED_AT);
	rows_set(r, TR_IS_DELETE, "t");
	rows_set(r, TR_STEM_OF, NULL);
	child = r->cell[TR_TRACK_ID];
	rows_touch(rows_put(x->rows, T_STEMS_GONE, &child));
	return RC_OK;
}

/* A stem's download counts for the track it is of. */
static const char *
parent_of(struct em *x, const struct row *t)
{
	struct json_object *o;
	struct ctx k = *x->c;
	int64_t id;

	k.a = x->scratch;
	err_clear(&k.err);
	if (t->cell[TR_STEM_OF] == NULL ||
	    jsonr_doc(&k, &o, t->cell[TR_STEM_OF],
		strlen(t->cell[TR_STEM_OF])) != RC_OK ||
	    !jsonr_opt_int(&id, o, "parent_track_id"))
		return x->entity;
	return rows_int(x->rows, id);
}

enum rc
em_track_download(struct em *x)
{
	const char *key[] = { NULL, x->entity, x->txhash };
	struct row *t, *r;
	enum rc rc;

	if ((rc = em_find(x, &t, T_TRACKS, x->entity_id)) != RC_OK)
		return rc;
	if (t == NULL)
		return em_reject(x, "T8", "no such track");
	key[0] = parent_of(x, t);
	r = rows_put(x->rows, T_DOWNLOADS, key);
	rows_set(r, DL_BLOCKNUMBER, x->ap->blocknumber);
	rows_set(r, DL_USER_ID, x->user);
	rows_set(r, DL_CREATED_AT, x->ap->time);
	rows_set(r, DL_CITY, em_text(x, "city"));
	rows_set(r, DL_REGION, em_text(x, "region"));
	rows_set(r, DL_COUNTRY, em_text(x, "country"));
	return RC_OK;
}
