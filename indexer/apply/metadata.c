/* SPDX-License-Identifier: ISC */
#include "indexer/apply/metadata.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/base/release_date.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "indexer/apply/apply.h"
#include "indexer/apply/defaults.h"

/* A value and the column it is for: the checked cell, memory of c->a. */

static const char *
text_cell(struct ctx *c, struct json_object *v)
{
	const char *s;

	return jsonr_opt_text(c, &s, v, NULL) ? s : NULL;
}

static const char *
cid_cell(struct ctx *c, struct json_object *v)
{
	const char *s = text_cell(c, v);

	return format_is_cid(s) ? s : NULL;
}

static bool
is_id(int64_t *n, struct json_object *v)
{
	return jsonr_opt_int(n, v, NULL) && *n >= INT32_MIN && *n <= INT32_MAX;
}

static const char *
int_cell(struct ctx *c, struct json_object *v)
{
	int64_t n;

	return is_id(&n, v) ? arena_printf(c->a, "%" PRId64, n) : NULL;
}

static const char *
bool_cell(struct json_object *v)
{
	bool b;

	return jsonr_opt_bool(&b, v, NULL) && b ? "t" : "f";
}

/* An object that has members. */
const char *
meta_filled_cell(struct ctx *c, struct json_object *v)
{
	if (!json_object_is_type(v, json_type_object) || format_is_empty(v))
		return NULL;
	return jsonr_text(c, v);
}

static bool
has_exactly(struct json_object *v, const char *const *keys, int n)
{
	int i;

	if (!json_object_is_type(v, json_type_object) ||
	    json_object_object_length(v) != n)
		return false;
	for (i = 0; i < n; i++)
		if (!json_object_object_get_ex(v, keys[i], NULL))
			return false;
	return true;
}

/* Users. */

static struct meta_field
field(struct ctx *c, struct json_object *doc, const char *key,
    const char *(*cell)(struct ctx *, struct json_object *))
{
	struct json_object *v = format_value(doc, key);
	struct meta_field f = { false, NULL };

	if (!format_is_empty(v)) {
		f.set = true;
		f.value = cell(c, v);
	}
	return f;
}

static void
read_wallets(struct ctx *c, struct meta_user *u, struct json_object *doc,
    const struct sig *sig, int64_t user_id)
{
	const struct associated_kind *k = associated_kind;
	char user[24];
	size_t i;

	snprintf(user, sizeof(user), "%" PRId64, user_id);
	for (i = 0; i < ASSOCIATED__MAX; i++, k++)
		associated_read(c, &u->wallets[i], sig, user, k->chain,
		    format_value(doc, k->key));
	user_events_read(&u->events, format_value(doc, "events"));
}

static void
read_user(struct ctx *c, struct meta_user *u, struct json_object *doc)
{
	struct meta_field sizes;

	u->picture = field(c, doc, "profile_picture", cid_cell);
	sizes = field(c, doc, "profile_picture_sizes", cid_cell);
	if (sizes.set)
		u->picture = sizes;
	u->cover = field(c, doc, "cover_photo", cid_cell);
	sizes = field(c, doc, "cover_photo_sizes", cid_cell);
	if (sizes.set)
		u->cover = sizes;
	u->bio = field(c, doc, "bio", text_cell);
	u->name = field(c, doc, "name", text_cell);
	u->location = field(c, doc, "location", text_cell);
	u->library = field(c, doc, "playlist_library", meta_filled_cell);
	u->has_collectibles =
	    meta_filled_cell(c, format_value(doc, "collectibles")) != NULL
		? "t"
		: "f";
	u->is_deactivated = bool_cell(format_value(doc, "is_deactivated"));
	u->artist_pick = int_cell(c, format_value(doc, "artist_pick_track_id"));
}

/* Tracks. */

const char *
meta_visibility_cell(struct ctx *c, struct json_object *v)
{
	static const char *const known[] = { "mood", "tags", "genre", "share",
		"play_count", "remixes" };
	size_t i, n = 0;
	bool b;

	if (json_object_is_type(v, json_type_object)) {
		for (i = 0; i < 6; i++)
			if (json_object_object_get_ex(v, known[i], NULL))
				n += jsonr_opt_bool(&b, v, known[i]) ? 1 : 99;
		if (n == (size_t)json_object_object_length(v))
			return jsonr_text(c, v);
	}
	return "{\"mood\":true,\"tags\":true,\"genre\":true,\"share\":true,"
	       "\"play_count\":true,\"remixes\":true}";
}

const char *
meta_remix_of_cell(struct ctx *c, struct json_object *v)
{
	static const char *const outer[] = { "tracks" };
	static const char *const inner[] = { "parent_track_id" };
	struct json_object *arr, *t;
	int64_t id;
	size_t i;

	if (!has_exactly(v, outer, 1) || !jsonr_opt_arr(&arr, v, "tracks") ||
	    json_object_array_length(arr) == 0)
		return NULL;
	for (i = 0; i < json_object_array_length(arr); i++) {
		t = jsonr_at(arr, i);
		if (!has_exactly(t, inner, 1) ||
		    !is_id(&id, format_value(t, "parent_track_id")))
			return NULL;
	}
	return jsonr_text(c, v);
}

const char *
meta_stem_of_cell(struct ctx *c, struct json_object *v)
{
	static const char *const keys[] = { "category", "parent_track_id" };
	int64_t id;

	if (!has_exactly(v, keys, 2) ||
	    text_cell(c, format_value(v, "category")) == NULL ||
	    !is_id(&id, format_value(v, "parent_track_id")))
		return NULL;
	return jsonr_text(c, v);
}

/* Parents named by the document, whether or not the columns take its shape. */
const char *
meta_remix_parents(struct ctx *c, struct json_object *v)
{
	struct pgarr *list = pgarr_new(c->a);
	struct json_object *arr, *t;
	int64_t id;
	size_t i, n = 0;

	if (json_object_is_type(v, json_type_object) &&
	    jsonr_opt_arr(&arr, v, "tracks"))
		n = json_object_array_length(arr);
	for (i = 0; i < n; i++) {
		t = jsonr_at(arr, i);
		if (json_object_is_type(t, json_type_object) &&
		    is_id(&id, format_value(t, "parent_track_id")))
			pgarr_int(list, id);
	}
	return pgarr_done(list);
}

static const char *
stem_parent(struct ctx *c, struct json_object *v)
{
	if (!json_object_is_type(v, json_type_object))
		return NULL;
	return int_cell(c, format_value(v, "parent_track_id"));
}

static bool
is_segment(struct ctx *c, struct json_object *v, double *seconds)
{
	static const char *const keys[] = { "duration", "multihash" };

	return has_exactly(v, keys, 2) &&
	       jsonr_opt_num(seconds, v, "duration") &&
	       cid_cell(c, format_value(v, "multihash")) != NULL;
}

const char *
meta_segments_cell(struct ctx *c, struct json_object *v, double *sum)
{
	double seconds;
	size_t i;

	*sum = 0;
	if (!json_object_is_type(v, json_type_array))
		return "[]";
	for (i = 0; i < json_object_array_length(v); i++) {
		if (!is_segment(c, jsonr_at(v, i), &seconds)) {
			*sum = 0;
			return "[]";
		}
		*sum += seconds;
	}
	return jsonr_text(c, v);
}

/* Stated in the document, or the segments' sum rounded half to even. */
static const char *
duration_cell(struct ctx *c, struct json_object *v, double sum)
{
	int64_t n;

	if (is_id(&n, v) && n != 0)
		return int_cell(c, v);
	sum = nearbyint(sum); /* the default mode of rounding */
	if (!(sum >= INT32_MIN && sum <= INT32_MAX))
		return "0";
	return arena_printf(c->a, "%.0f", sum + 0.0);
}

/* Exactly three members; a cid of the wrong form spoils all of them. */
static void
download_cells(struct ctx *c, const char **cell, struct json_object *v)
{
	struct json_object *cid = NULL;
	const char *text = NULL, *down = "f", *follow = "f";

	if (json_object_is_type(v, json_type_object)) {
		cid = format_value(v, "cid");
		text = cid_cell(c, cid);
		if (cid == NULL || text != NULL) {
			down = bool_cell(format_value(v, "is_downloadable"));
			follow = bool_cell(format_value(v, "requires_follow"));
		}
	}
	cell[TR_IS_DOWNLOADABLE] = down;
	cell[TR_DOWNLOAD] = arena_printf(c->a,
	    "{\"cid\":%s%s%s,\"is_downloadable\":%s,\"requires_follow\":%s}",
	    text != NULL ? "\"" : "", text != NULL ? text : "null",
	    text != NULL ? "\"" : "", down[0] == 't' ? "true" : "false",
	    follow[0] == 't' ? "true" : "false");
}

static const struct {
	unsigned col;
	const char *key;
} track_texts[] = {
	{ TR_TITLE, "title" },
	{ TR_TAGS, "tags" },
	{ TR_GENRE, "genre" },
	{ TR_MOOD, "mood" },
	{ TR_CREDITS_SPLITS, "credits_splits" },
	{ TR_CREATE_DATE, "create_date" },
	{ TR_FILE_TYPE, "file_type" },
	{ TR_DESCRIPTION, "description" },
	{ TR_LICENSE, "license" },
	{ TR_ISRC, "isrc" },
	{ TR_ISWC, "iswc" },
	{ TR_TRACK_CID, "track_cid" },
};

static void
read_track_texts(struct ctx *c, const char **cell, struct json_object *doc)
{
	struct json_object *cover = format_value(doc, "cover_art_sizes");
	size_t i;

	for (i = 0; i < sizeof(track_texts) / sizeof(track_texts[0]); i++)
		cell[track_texts[i].col] =
		    text_cell(c, format_value(doc, track_texts[i].key));
	if (format_is_empty(cover))
		cover = format_value(doc, "cover_art");
	cell[TR_COVER_ART] = NULL;
	cell[TR_COVER_ART_SIZES] = cid_cell(c, cover);
	cell[TR_RELEASE_DATE] = release_date_cell(c->a,
	    text_cell(c, format_value(doc, "release_date")), false);
}

void
meta_track_cells(struct ctx *c, struct meta_track *t, struct json_object *doc)
{
	const char **cell = t->cell;
	double sum;

	read_track_texts(c, cell, doc);
	cell[TR_TRACK_SEGMENTS] =
	    meta_segments_cell(c, format_value(doc, "track_segments"), &sum);
	cell[TR_DURATION] =
	    duration_cell(c, format_value(doc, "duration"), sum);
	cell[TR_LENGTH] = int_cell(c, format_value(doc, "length"));
	if (cell[TR_LENGTH] == NULL)
		cell[TR_LENGTH] = "0";
	download_cells(c, cell, format_value(doc, "download"));
	cell[TR_REMIX_OF] =
	    meta_remix_of_cell(c, format_value(doc, "remix_of"));
	cell[TR_STEM_OF] = meta_stem_of_cell(c, format_value(doc, "stem_of"));
	cell[TR_IS_UNLISTED] = bool_cell(format_value(doc, "is_unlisted"));
	cell[TR_FIELD_VISIBILITY] =
	    meta_visibility_cell(c, format_value(doc, "field_visibility"));
	cell[TR_IS_STREAM_GATED] = bool_cell(format_value(doc, "is_premium"));
	cell[TR_STREAM_CONDITIONS] =
	    meta_filled_cell(c, format_value(doc, "premium_conditions"));
	cell[TR_IS_PLAYLIST_UPLOAD] =
	    bool_cell(format_value(doc, "is_playlist_upload"));
	t->parents = meta_remix_parents(c, format_value(doc, "remix_of"));
	t->stem_parent = stem_parent(c, format_value(doc, "stem_of"));
}

static const char *
check_doc(const struct meta *m, struct json_object *doc)
{
	bool user = m->kind == META_USER;

	if (!json_object_is_type(doc, json_type_object))
		return "its metadata document is not an object";
	if (format_is_default(user ? format_user : format_track,
		user ? format_nuser : format_ntrack, doc))
		return "its metadata document says nothing";
	return NULL;
}

static void
read_doc(struct ctx *c, struct meta *m, struct json_object *doc,
    const struct sig *sig, int64_t user_id)
{
	if ((m->why = check_doc(m, doc)) != NULL)
		return;
	if (m->kind == META_TRACK) {
		meta_track_cells(c, &m->track, doc);
		return;
	}
	read_user(c, &m->user, doc);
	read_wallets(c, &m->user, doc, sig, user_id);
}

void
meta_read(struct ctx *c, struct meta *m, struct arena *a, const struct sig *sig,
    int64_t user_id)
{
	struct arena *scratch;
	struct json_object *doc;
	struct ctx k = *c;

	m->why = m->doc->why;
	if (m->why != NULL || m->kind == META_OTHER)
		return;
	/* The document dies here; the cells stay. */
	scratch = arena_new(64 * (size_t)LIM_METADATA_BIG);
	k.a = scratch;
	err_clear(&k.err);
	if (jsonr_user_doc(&k, &doc, m->doc->text, m->doc->len) != RC_OK) {
		m->why = "its metadata document is not JSON";
	} else {
		k.a = a;
		read_doc(&k, m, doc, sig, user_id);
	}
	arena_free(scratch);
}

/* There is no room for it among the rows; those who ask for it load it. */
static enum rc
keep_now(struct apply *ap, const struct meta *m)
{
	struct pgarr *value[3];
	const char *param[3];
	size_t i;

	for (i = 0; i < 3; i++)
		value[i] = pgarr_new(ap->page);
	pgarr_text(value[0], m->doc->cid);
	pgarr_text(value[1], m->type);
	pgarr_text(value[2], m->doc->text);
	for (i = 0; i < 3; i++)
		param[i] = pgarr_done(value[i]);
	return db_queue(ap->c, SQL_IDX_CID_PUT, param);
}

enum rc
meta_keep(struct apply *ap, const struct meta *m)
{
	const char *const key[] = { m->doc->cid };
	struct row *r;

	if (m->doc->kept || m->doc->why != NULL || !ap->c->cf->enable_save_cid)
		return RC_OK;
	if (!meta_is_at_hand(m))
		return keep_now(ap, m);
	r = rows_put(ap->rows, T_CID_DATA, key);
	if (r->there)
		return RC_OK;
	rows_set(r, CID_TYPE, m->type);
	rows_set(r, CID_DATA, m->doc->text);
	return RC_OK;
}
