/* SPDX-License-Identifier: ISC */
#include "indexer/music/tracks.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/slug.h"
#include "common/json/jsonr.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/slugs.h"
#include "indexer/apply/words.h"
#include "indexer/em/field.h"
#include "indexer/em/past.h"
#include "indexer/music/collaborators.h"
#include "indexer/music/contest.h"
#include "indexer/music/gate.h"
#include "indexer/music/release.h"

#define FIRST_ID        2000000
#define MAX_DESCRIPTION 2500 /* characters */

/* clang-format off */
static const struct em_field fields[] = {
	{ "title",                 TR_TITLE,                 EM_TEXT },
	{ "tags",                  TR_TAGS,                  EM_TEXT },
	{ "genre",                 TR_GENRE,                 EM_TEXT },
	{ "mood",                  TR_MOOD,                  EM_TEXT },
	{ "credits_splits",        TR_CREDITS_SPLITS,        EM_TEXT },
	{ "create_date",           TR_CREATE_DATE,           EM_TEXT },
	{ "file_type",             TR_FILE_TYPE,             EM_TEXT },
	{ "description",           TR_DESCRIPTION,           EM_TEXT },
	{ "license",               TR_LICENSE,               EM_TEXT },
	{ "isrc",                  TR_ISRC,                  EM_TEXT },
	{ "iswc",                  TR_ISWC,                  EM_TEXT },
	{ "track_segments",        TR_TRACK_SEGMENTS,        EM_SEGMENTS },
	{ "remix_of",              TR_REMIX_OF,              EM_REMIX_OF },
	{ "is_unlisted",           TR_IS_UNLISTED,           EM_BOOL_ELSE },
	{ "field_visibility",      TR_FIELD_VISIBILITY,      EM_VISIBILITY },
	{ "stem_of",               TR_STEM_OF,               EM_STEM_OF },
	{ "audio_upload_id",       TR_AUDIO_UPLOAD_ID,       EM_TEXT_KEPT },
	{ "preview_start_seconds", TR_PREVIEW_START_SECONDS, EM_NUMBER },
	{ "is_downloadable",       TR_IS_DOWNLOADABLE,       EM_BOOL },
	{ "is_original_available", TR_IS_ORIGINAL_AVAILABLE, EM_BOOL },
	{ "is_scheduled_release",  TR_IS_SCHEDULED_RELEASE,  EM_BOOL },
	{ "is_playlist_upload",    TR_IS_PLAYLIST_UPLOAD,    EM_BOOL },
	{ "is_stream_gated",       TR_IS_STREAM_GATED,       EM_BOOL },
	{ "stream_conditions",     TR_STREAM_CONDITIONS,     EM_OBJECT },
	{ "is_download_gated",     TR_IS_DOWNLOAD_GATED,     EM_BOOL },
	{ "download_conditions",   TR_DOWNLOAD_CONDITIONS,   EM_OBJECT },
	{ "ai_attribution_user_id", TR_AI_ATTRIBUTION_USER_ID, EM_ID },
	{ "placement_hosts",       TR_PLACEMENT_HOSTS,       EM_TEXT },
	{ "playlists_containing_track", TR_PLAYLISTS_CONTAINING_TRACK, EM_IDS },
	{ "ddex_release_ids",      TR_DDEX_RELEASE_IDS,      EM_OBJECT },
	{ "artists",               TR_ARTISTS,               EM_OBJECTS },
	{ "resource_contributors", TR_RESOURCE_CONTRIBUTORS, EM_OBJECTS },
	{ "indirect_resource_contributors", TR_INDIRECT_RESOURCE_CONTRIBUTORS, EM_OBJECTS },
	{ "rights_controller",     TR_RIGHTS_CONTROLLER,     EM_OBJECT },
	{ "copyright_line",        TR_COPYRIGHT_LINE,        EM_OBJECT },
	{ "producer_copyright_line", TR_PRODUCER_COPYRIGHT_LINE, EM_OBJECT },
	{ "parental_warning_type", TR_PARENTAL_WARNING_TYPE, EM_TEXT },
	{ "allowed_api_keys",      TR_ALLOWED_API_KEYS,      EM_KEYS },
	{ "bpm",                   TR_BPM,                   EM_BPM },
	{ "musical_key",           TR_MUSICAL_KEY,           EM_MUSICAL_KEY },
	{ "is_custom_bpm",         TR_IS_CUSTOM_BPM,         EM_BOOL },
	{ "is_custom_musical_key", TR_IS_CUSTOM_MUSICAL_KEY, EM_BOOL },
	{ "comments_disabled",     TR_COMMENTS_DISABLED,     EM_BOOL },
	{ "cover_original_song_title", TR_COVER_ORIGINAL_SONG_TITLE, EM_TEXT },
	{ "cover_original_artist", TR_COVER_ORIGINAL_ARTIST, EM_TEXT },
	{ "is_owned_by_user",      TR_IS_OWNED_BY_USER,      EM_BOOL },
	{ "no_ai_use",             TR_NO_AI_USE,             EM_BOOL },
	{ "access_authorities",    TR_ACCESS_AUTHORITIES,    EM_TRIMMED },
	{ "territory_codes",       TR_TERRITORY_CODES,       EM_TERRITORY },
	{ "parental_warning",      TR_PARENTAL_WARNING,      EM_WARNING },
};

/* From SINCE_T19 on audio may be replaced; until then it was there for good. */
static const struct em_field audio[] = {
	{ "duration",              TR_DURATION,              EM_POSITIVE },
	{ "track_cid",             TR_TRACK_CID,             EM_CID },
	{ "preview_cid",           TR_PREVIEW_CID,           EM_CID_NULL },
	{ "orig_file_cid",         TR_ORIG_FILE_CID,         EM_CID },
	{ "orig_filename",         TR_ORIG_FILENAME,         EM_TEXT_ONLY },
	{ "audio_analysis_error_count", TR_AUDIO_ANALYSIS_ERROR_COUNT, EM_INT },
};
static const struct em_field audio_for_good[] = {
	{ "duration",              TR_DURATION,              EM_INT | EM_FIXED },
	{ "track_cid",             TR_TRACK_CID,             EM_TEXT | EM_FIXED },
	{ "preview_cid",           TR_PREVIEW_CID,           EM_TEXT },
	{ "orig_file_cid",         TR_ORIG_FILE_CID,         EM_TEXT | EM_FIXED },
	{ "orig_filename",         TR_ORIG_FILENAME,         EM_TEXT | EM_FIXED },
	{ "audio_analysis_error_count", TR_AUDIO_ANALYSIS_ERROR_COUNT, EM_INT | EM_FIXED },
};
#define N(list) (sizeof(list) / sizeof((list)[0]))
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
	em_collaborators_want(x);
	em_contest_want(x);
}

/* Rules. */

/* T24: a new track may have an empty genre, which is none. */
static bool
is_no_genre(const struct em *x, const char *s, bool is_new)
{
	return is_new && s != NULL && *s == '\0' && em_since(x, SINCE_G);
}

/* Documents of L2 were not measured with these two. */
static enum rc
check_text(struct em *x, bool is_new)
{
	struct json_object *genre = em_value(x, "genre");
	const char *s = em_text(x, "genre");

	if (genre != NULL && !is_no_genre(x, s, is_new) &&
	    (s == NULL || !words_is_genre(s)))
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

/* T18: a title that is there is text; T17: and nobody uploads for others. */
static enum rc
check_creation(struct em *x)
{
	const char *title = em_text(x, "title");
	int64_t owner;

	if (x->is_document)
		return RC_OK;
	if (em_since(x, SINCE_G) &&
	    (!em_get_id(x, "owner_id", &owner) || owner != x->user_id))
		return em_reject(x, "T17", "owner_id is not user %s", x->user);
	if (!em_past(x) &&
	    (title == NULL || (em_since(x, SINCE_G) && *title == '\0')))
		return em_reject(x, "T18", "title is missing or no text");
	return RC_OK;
}

/* What creation and update ask of the metadata. */
static enum rc
check(struct em *x, bool is_new)
{
	enum rc rc;

	if (x->data == NULL)
		return em_reject(x, "T3", "no metadata");
	if (em_past(x))
		return RC_OK;
	if (!x->is_document && (rc = check_text(x, is_new)) != RC_OK)
		return rc;
	if ((rc = em_gate_check_track(x)) != RC_OK)
		return rc;
	return check_parents(x);
}

/* T13 */
static enum rc
check_handle(struct em *x)
{
	return x->actor->cell[U_HANDLE] != NULL || em_past(x)
		   ? RC_OK
		   : em_reject(x, "T13", "the user has no handle");
}

/* T8, T9: *r is the track, theirs to change. */
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
	return RC_OK;
}

/* T12 */
static enum rc
check_delivery(struct em *x, const struct row *r)
{
	return em_may_deliver(x, r->cell[TR_DDEX_APP])
		   ? RC_OK
		   : em_reject(x, "T12", "it belongs to a DDEX application");
}

/* Effects. */

/* Is there null or an empty text? */
static bool
is_cleared(const struct em *x, const char *key)
{
	return em_has(x, key) &&
	       (em_value(x, key) == NULL || em_is_text(x, key));
}

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
	if (s != NULL || is_cleared(x, "cover_art_sizes"))
		rows_set(r, TR_COVER_ART_SIZES, s);
	if (s != NULL || is_cleared(x, "cover_art"))
		rows_set(r, TR_COVER_ART, NULL);
}

/*
 * T23.  A public track is not moved into the future; one that becomes public
 * is released now.
 */
static void
set_release(struct em *x, struct row *r, bool is_new, bool was_public)
{
	const struct em_release cols = { TR_RELEASE_DATE, TR_IS_UNLISTED,
		TR_IS_SCHEDULED_RELEASE };

	em_release(x, r, &cols, is_new, was_public);
}

/* What a document of the first chain said of downloads. */
static void
set_download(struct em *x, struct row *r)
{
	static const struct em_field download = { "download", TR_DOWNLOAD,
		EM_DOWNLOAD };

	if (em_value(x, "download") != NULL)
		em_fields(x, r, &download, 1, true);
	/* T21: for some months the one followed from the other. */
	if (em_since(x, SINCE_T21) && !em_since(x, SINCE_T21E) &&
	    em_value(x, "download_conditions") != NULL)
		rows_set(r, TR_IS_DOWNLOADABLE, "t");
}

static void
set_audio(struct em *x, struct row *r, bool is_new)
{
	if (em_since(x, SINCE_T19))
		em_fields(x, r, audio, N(audio), is_new);
	else
		em_fields(x, r, audio_for_good, N(audio_for_good), is_new);
}

/* T12 */
static void
set_delivery(struct em *x, struct row *r, bool is_new)
{
	if (em_is_ddex(x))
		rows_set(r, TR_DDEX_APP, x->signer);
	else if (is_new && em_since(x, SINCE_T12))
		rows_set(r, TR_DDEX_APP, em_text(x, "ddex_app"));
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
	bool told;
	enum rc rc;

	if (title == NULL)
		return RC_OK;
	if (x->actor->cell[U_HANDLE] != NULL)
		rows_set(r, TR_ROUTE_ID,
		    slug_route_id(x->c->a, x->actor->cell[U_HANDLE], title));
	if ((rc = em_past_route(x, ROUTE_TRACK, r, &told)) != RC_OK || told)
		return rc;
	if (before != NULL && strcmp(title, before) == 0)
		return RC_OK;
	return routes_assign(x->ap, ROUTE_TRACK, r, x->user_id, x->entity_id,
	    title);
}

/* T22: the rows change when the column does. */
static void
set_remixes(struct em *x, const struct row *r)
{
	const char *child = r->cell[TR_TRACK_ID];
	struct json_object *o = em_value(x, "remix_of");

	if (!em_has(x, "remix_of"))
		return;
	if (!x->is_document && (o == NULL ? !em_since(x, SINCE_G)
					  : meta_filled_cell(x->c, o) == NULL))
		return;
	rows_set(rows_put(x->rows, T_REMIXES, &child), RX_PARENTS,
	    meta_remix_parents(x->c, o));
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

/* The columns of what has no rules of its own. */
static void
set_fields(struct em *x, struct row *r, bool is_new)
{
	bool was_public = !is_new && !is(r, TR_IS_UNLISTED);

	em_fields(x, r, fields, N(fields), is_new);
	if (is_no_genre(x, em_text(x, "genre"), is_new))
		rows_set(r, TR_GENRE, NULL);
	if (is_new && !em_since(x, SINCE_G))
		rows_set(r, TR_NO_AI_USE, "f");
	set_audio(x, r, is_new);
	set_cover(x, r);
	set_release(x, r, is_new, was_public);
	set_download(x, r);
}

/* r carries its block already: the route is made before the title changes. */
static enum rc
set_track(struct em *x, struct row *r, bool is_new)
{
	enum rc rc;

	em_gate_new_splits(x, x->user_id);
	if ((rc = set_route(x, r)) != RC_OK ||
	    (rc = em_gate_track_price(x)) != RC_OK)
		return rc;
	rows_set(r, TR_METADATA_MULTIHASH, x->cid);
	if (x->is_document)
		set_document(x, r);
	else
		set_fields(x, r, is_new);
	set_delivery(x, r, is_new);
	set_remixes(x, r);
	return em_collaborators_set(x, is_new);
}

enum rc
em_track_create(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = check_handle(x)) != RC_OK)
		return rc;
	rc = rows_get_id(x->c, x->rows, &r, T_TRACKS, x->entity_id);
	if (rc != RC_OK)
		return rc;
	if (r->there)
		return em_reject(x, "T1", "track exists");
	if (x->entity_id < FIRST_ID && !em_past(x))
		return em_reject(x, "T2", "id is below %d", FIRST_ID);
	if (x->data != NULL && ((rc = check_creation(x)) != RC_OK))
		return rc;
	if ((rc = check(x, true)) != RC_OK)
		return rc;
	em_put(x, r, TR_CREATED_AT);
	rows_set(r, TR_OWNER_ID, x->user);
	rows_set(r, TR_IS_DELETE, "f");
	em_past_flag(x, r, TR_IS_DELETE, "is_delete");
	rows_set(r, TR_RELEASE_DATE, x->ap->time);
	if ((rc = set_track(x, r, true)) != RC_OK)
		return rc;
	set_stem(x, r);
	if (em_past(x))
		return RC_OK;
	return em_contest_entry(x, r);
}

/* T18: a title may change, not go. */
static enum rc
check_title(struct em *x)
{
	if (x->is_document || !em_has(x, "title") || em_is_text(x, "title"))
		return RC_OK;
	return em_reject(x, "T18", "title is no text");
}

enum rc
em_track_update(struct em *x)
{
	bool was_public;
	struct row *r;
	enum rc rc;

	if ((rc = check_handle(x)) != RC_OK ||
	    (rc = own_track(x, &r)) != RC_OK ||
	    (rc = check(x, false)) != RC_OK ||
	    (rc = check_delivery(x, r)) != RC_OK ||
	    (rc = check_title(x)) != RC_OK)
		return rc;
	was_public = !is(r, TR_IS_UNLISTED);
	em_put(x, r, TR_CREATED_AT);
	if ((rc = set_track(x, r, false)) != RC_OK || was_public)
		return rc;
	return em_contest_public(x, r);
}

enum rc
em_track_delete(struct em *x)
{
	const char *child;
	struct row *r;
	enum rc rc;

	if ((rc = own_track(x, &r)) != RC_OK ||
	    (rc = check_delivery(x, r)) != RC_OK)
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
