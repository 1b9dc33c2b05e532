/* SPDX-License-Identifier: ISC */
/* Users, and what is theirs. */
#include "fcgi/api/rows.h"

/* clang-format off */
static const char *const sorts[] = { "date", "plays", NULL };
static const char *const sort_methods[] = { "title", "artist_name",
	"release_date", "last_listen_date", "added_date", "length", "plays",
	"reposts", "saves", "most_listens_by_user", NULL };
static const char *const directions[] = { "desc", "asc", NULL };
static const char *const track_filters[] = { "all", "public", "unlisted",
	NULL };

#define USER_TRACKS \
	LP, USER, WORD("sort", 0, sorts), TEXT("query"), \
	WORD("sort_method", PARAM_NONE, sort_methods), \
	WORD("sort_direction", 0, directions), \
	WORD("filter_tracks", 0, track_filters), END

static const struct param by_id[] = { PATH_ID("id"), USER, END };
static const struct param by_handle[] = { PATH_LOWER("handle"), USER, END };
static const struct param by_ids[] = { IDS("id"), USER, END };
static const struct param id_tracks[] = { PATH_ID("id"), USER_TRACKS };
static const struct param handle_tracks[] = {
	PATH_HANDLE("handle"), USER_TRACKS
};

static const struct route rows[] = {
	{
		.path = "/users/:id", .on = ON_BOTH, .model = &model_user,
		.shape = SHAPE_ONE, .shape_full = SHAPE_ONE_IN_LIST,
		.rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = STMT_NONE, .params = by_id,
	}, {
		.path = "/users/handle/:handle", .on = ON_BOTH,
		.model = &model_user, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE_IN_LIST, .rule = RULE_SHOWN,
		.ttl_s = 5, .stmt = SQL_API_USER_BY_HANDLE,
		.params = by_handle,
	}, {
		.path = "/users/:id/tracks", .on = ON_BOTH,
		.model = &model_track, .auth = true, .ttl_s = 5,
		.stmt = SQL_API_USER_TRACKS, .params = id_tracks,
	}, {
		.path = "/users/handle/:handle/tracks", .on = ON_BOTH,
		.model = &model_track, .auth = true, .ttl_s = 5,
		.stmt = SQL_API_USER_TRACKS, .params = handle_tracks,
	}, {
		.path = "/users", .on = ON_BOTH, .model = &model_user,
		.rule = RULE_SHOWN, .ttl_s = 5, .stmt = SQL_API_USERS_NAMED,
		.params = by_ids,
	},
};
/* clang-format on */

const struct family family_users = FAMILY(rows);
