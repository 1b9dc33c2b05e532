/* SPDX-License-Identifier: ISC */
#include "indexer/apply/defaults.h"

#include <ctype.h>
#include <string.h>

#include "common/json/jsonr.h"

const struct format_key format_user[] = {
	{ "profile_picture", FORMAT_NULL },
	{ "profile_picture_sizes", FORMAT_NULL },
	{ "cover_photo", FORMAT_NULL },
	{ "cover_photo_sizes", FORMAT_NULL },
	{ "bio", FORMAT_NULL },
	{ "name", FORMAT_NULL },
	{ "location", FORMAT_NULL },
	{ "handle", FORMAT_NULL },
	{ "associated_wallets", FORMAT_NULL },
	{ "associated_sol_wallets", FORMAT_NULL },
	{ "collectibles", FORMAT_NULL },
	{ "playlist_library", FORMAT_NULL },
	{ "events", FORMAT_NULL },
	{ "is_deactivated", FORMAT_NULL },
	{ "artist_pick_track_id", FORMAT_NULL },
};
const size_t format_nuser = sizeof(format_user) / sizeof(format_user[0]);

const struct format_key format_track[] = {
	{ "owner_id", FORMAT_NULL },
	{ "title", FORMAT_NULL },
	{ "route_id", FORMAT_NULL },
	{ "length", FORMAT_ZERO },
	{ "duration", FORMAT_ZERO },
	{ "cover_art", FORMAT_NULL },
	{ "cover_art_sizes", FORMAT_NULL },
	{ "tags", FORMAT_NULL },
	{ "genre", FORMAT_NULL },
	{ "mood", FORMAT_NULL },
	{ "credits_splits", FORMAT_NULL },
	{ "create_date", FORMAT_NULL },
	{ "release_date", FORMAT_NULL },
	{ "file_type", FORMAT_NULL },
	{ "description", FORMAT_NULL },
	{ "license", FORMAT_NULL },
	{ "isrc", FORMAT_NULL },
	{ "iswc", FORMAT_NULL },
	{ "track_segments", FORMAT_EMPTY_ARRAY },
	{ "download", FORMAT_NO_DOWNLOAD },
	{ "remix_of", FORMAT_NULL },
	{ "is_unlisted", FORMAT_FALSE },
	{ "field_visibility", FORMAT_NULL },
	{ "stem_of", FORMAT_NULL },
	{ "is_premium", FORMAT_FALSE },
	{ "premium_conditions", FORMAT_NULL },
	{ "track_cid", FORMAT_NULL },
	{ "is_playlist_upload", FORMAT_FALSE },
};
const size_t format_ntrack = sizeof(format_track) / sizeof(format_track[0]);

struct json_object *
format_value(struct json_object *doc, const char *key)
{
	struct json_object *v = NULL;

	if (!json_object_object_get_ex(doc, key, &v))
		return NULL;
	return v;
}

/* False is zero, as in Python. */
static bool
is_zero(struct json_object *v)
{
	double d;
	bool b;

	if (jsonr_opt_bool(&b, v, NULL))
		return !b;
	return jsonr_opt_num(&d, v, NULL) && d == 0;
}

bool
format_is_empty(struct json_object *v)
{
	if (v == NULL || is_zero(v))
		return true;
	if (json_object_is_type(v, json_type_string))
		return json_object_get_string_len(v) == 0;
	if (json_object_is_type(v, json_type_array))
		return json_object_array_length(v) == 0;
	if (json_object_is_type(v, json_type_object))
		return json_object_object_length(v) == 0;
	return false;
}

static bool
is_no_download(struct json_object *v)
{
	struct json_object *cid = NULL, *down = NULL, *follow = NULL;

	return json_object_is_type(v, json_type_object) &&
	       json_object_object_length(v) == 3 &&
	       json_object_object_get_ex(v, "cid", &cid) && cid == NULL &&
	       json_object_object_get_ex(v, "is_downloadable", &down) &&
	       is_zero(down) &&
	       json_object_object_get_ex(v, "requires_follow", &follow) &&
	       is_zero(follow);
}

static bool
is_default(struct json_object *v, enum format_default def)
{
	switch (def) {
	case FORMAT_NULL:
		return false;
	case FORMAT_ZERO:
	case FORMAT_FALSE:
		return is_zero(v);
	case FORMAT_EMPTY_ARRAY:
		return json_object_is_type(v, json_type_array) &&
		       json_object_array_length(v) == 0;
	case FORMAT_EMPTY_OBJECT:
		return json_object_is_type(v, json_type_object) &&
		       json_object_object_length(v) == 0;
	case FORMAT_NO_DOWNLOAD:
		return is_no_download(v);
	}
	return false;
}

bool
format_is_default(const struct format_key *keys, size_t n,
    struct json_object *doc)
{
	struct json_object *v;
	size_t i;

	for (i = 0; i < n; i++) {
		v = format_value(doc, keys[i].key);
		if (v != NULL && !is_default(v, keys[i].def))
			return false;
	}
	return true;
}

bool
format_is_cid(const char *s)
{
	size_t i;

	if (s == NULL || strlen(s) != 46 || s[0] != 'Q' || s[1] != 'm')
		return false;
	for (i = 2; i < 46; i++)
		if (!isascii((unsigned char)s[i]) ||
		    !isalnum((unsigned char)s[i]))
			return false;
	return true;
}
