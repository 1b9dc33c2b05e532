/* SPDX-License-Identifier: ISC */
/* The routes, and the parameters that several of them share. */
#include "fcgi/serve/route.h"

#include "common/base/limits.h"
#include "fcgi/api/answers.h"
#include "fcgi/model/answer.h"
#include "sql/stmts.h"

#define COUNT_MAX 1000000000 /* blocks and seconds of a health check */

/* clang-format off */
#define END           { .name = NULL }
#define PATH_ID(n)    { n, IN_PATH, P_ID, true, PARAM_NONE, 0, 0, NULL }
#define PATH_LOWER(n) { n, IN_PATH, P_LOWER, true, PARAM_NONE, 0, 0, NULL }
#define USER          { "user_id", IN_QUERY, P_USER, false, PARAM_NONE, 0, 0, NULL }
#define USER_HEADER   { "X-User-ID", IN_HEADER, P_USER, false, PARAM_NONE, 0, 0, NULL }
#define LIMIT(def, min, max) \
	{ "limit", IN_QUERY, P_LIMIT, false, def, min, max, NULL }
#define OFFSET(max)   { "offset", IN_QUERY, P_INT, false, 0, 0, max, NULL }
#define TEXT(n)       { n, IN_QUERY, P_TEXT, false, PARAM_NONE, 0, 0, NULL }
#define TEXTS(n)      { n, IN_QUERY, P_TEXTS, false, PARAM_NONE, 0, 0, NULL }
#define LOWER(n)      { n, IN_QUERY, P_LOWER, false, PARAM_NONE, 0, 0, NULL }
#define IDS(n)        { n, IN_QUERY, P_IDS, false, PARAM_NONE, 0, 0, NULL }
#define BOOL(n)       { n, IN_QUERY, P_BOOL, false, 0, 0, 0, NULL }
#define INT(n, max)   { n, IN_QUERY, P_INT, false, PARAM_NONE, 0, max, NULL }
#define BLOCK(n, min, max) \
	{ n, IN_QUERY, P_BLOCK, false, PARAM_NONE, min, max, NULL }
#define WALLET(n)     { n, IN_QUERY, P_WALLET, false, PARAM_NONE, 0, 0, NULL }
#define WORD(n, def, words) { n, IN_QUERY, P_WORD, false, def, 0, 0, words }

/* Paging of the original, by its names in the description. */
#define LP  LIMIT(100, 1, LIM_PAGE_MAX), OFFSET(LIM_LIST)
#define P10 LIMIT(10, 1, 100), OFFSET(LIM_LIST)

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

#define HEALTH \
	BOOL("verbose"), INT("healthy_block_diff", COUNT_MAX), \
	BOOL("enforce_block_diff"), \
	INT("challenge_events_age_max_drift", COUNT_MAX), \
	INT("plays_count_max_drift", COUNT_MAX), \
	INT("reactions_max_indexing_drift", COUNT_MAX), \
	INT("reactions_max_last_reaction_drift", COUNT_MAX), END

static const struct param none[] = { END };
static const struct param health[] = { HEALTH };
static const struct param confirmation[] = {
	TEXT("blockhash"), TEXT("blocknumber"), END
};
static const struct param transaction[] = {
	{ "blocknumber", IN_QUERY, P_INT, false, PARAM_NONE, -1, INT64_MAX, NULL },
	TEXT("blockhash"), TEXT("transactionhash"), END
};
static const struct param skipped[] = {
	{ "blocknumber", IN_QUERY, P_INT, false, PARAM_NONE, -1, INT64_MAX, NULL },
	TEXT("blockhash"), TEXT("transactionhash"), END
};
static const struct param by_id[] = { PATH_ID("id"), USER, END };
static const struct param by_handle[] = { PATH_LOWER("handle"), USER, END };
static const struct param by_id_paged[] = { PATH_ID("id"), USER, P10, END };
static const struct param id_tracks[] = { PATH_ID("id"), USER_TRACKS };
static const struct param handle_tracks[] = {
	PATH_LOWER("handle"), USER_TRACKS
};
static const struct param track[] = {
	PATH_ID("track_id"), USER, BOOL("show_unlisted"), TEXT("handle"),
	TEXT("url_title"), END
};
static const struct param tracks_bulk[] = {
	IDS("id"), TEXTS("permalink"), TEXTS("route"), LOWER("handle"),
	TEXT("slug"), USER, END
};
static const struct param playlist[] = { PATH_ID("playlist_id"), USER, END };
static const struct param by_permalink[] = {
	PATH_LOWER("handle"),
	{ "slug", IN_PATH, P_TEXT, true, PARAM_NONE, 0, 0, NULL }, USER, END
};
static const struct param resolve[] = {
	{ "url", IN_QUERY, P_TEXT, true, PARAM_NONE, 0, 0, NULL }, END
};
static const struct param legacy_users[] = {
	IDS("id"), WALLET("wallet"), LOWER("handle"),
	BLOCK("min_block_number", 0, LIM_ID), TEXT("with_banks"), LP, USER_HEADER,
	END
};
static const struct param legacy_tracks[] = {
	IDS("id"), { "user_id", IN_QUERY, P_ID, false, PARAM_NONE, 0, 0, NULL },
	LOWER("handle"), BOOL("filter_deleted"), BOOL("with_users"),
	BLOCK("min_block_number", 0, LIM_ID), TEXT("sort"), LP, USER_HEADER, END
};
static const struct param legacy_playlists[] = {
	IDS("playlist_id"),
	{ "user_id", IN_QUERY, P_ID, false, PARAM_NONE, 0, 0, NULL },
	BOOL("with_users"), LP, USER_HEADER, END
};

const struct route routes[] = {
	{
		.path = "/health_check", .on = ON_SERVICE,
		.stmt = STMT_NONE, .params = health, .fn = health_get,
	}, {
		.path = "/block_check", .on = ON_SERVICE,
		.stmt = STMT_NONE, .params = health, .fn = block_check_get,
	}, {
		.path = "/version", .on = ON_SERVICE,
		.stmt = STMT_NONE, .params = none, .fn = version_get,
		.offline = true,
	}, {
		.path = "/ready", .on = ON_SERVICE,
		.stmt = STMT_NONE, .params = none, .fn = ready_get,
	}, {
		.path = "/location", .on = ON_SERVICE,
		.stmt = STMT_NONE, .params = none, .fn = location_get,
		.offline = true,
	}, {
		.path = "/ip_check", .on = ON_SERVICE,
		.stmt = STMT_NONE, .params = none, .fn = ip_check_get,
		.offline = true,
	}, {
		.path = "/block_confirmation", .on = ON_LEGACY,
		.stmt = STMT_NONE, .params = confirmation,
		.fn = block_confirmation_get,
	}, {
		.path = "/block-confirmation", .on = ON_LEGACY,
		.stmt = STMT_NONE, .params = confirmation,
		.fn = block_confirmation_get,
	}, {
		.path = "/indexing/transaction_status", .on = ON_LEGACY,
		.stmt = STMT_NONE, .params = transaction,
		.fn = transaction_status_get,
	}, {
		.path = "/indexing/skipped_transactions", .on = ON_LEGACY,
		.stmt = STMT_NONE, .plan_each = true,
		.params = skipped, .fn = skipped_transactions_get,
	}, {
		.path = "/users", .on = ON_LEGACY, .model = MODEL_USER,
		.shape = SHAPE_LIST, .stmt = STMT_NONE,
		.plan_each = true, .params = legacy_users,
		.fn = legacy_users_get,
	}, {
		.path = "/tracks", .on = ON_LEGACY, .model = MODEL_TRACK,
		.shape = SHAPE_LIST, .stmt = STMT_NONE,
		.plan_each = true, .params = legacy_tracks,
		.fn = legacy_tracks_get,
	}, {
		.path = "/playlists", .on = ON_LEGACY,
		.model = MODEL_PLAYLIST, .shape = SHAPE_LIST,
		.rule = RULE_ALL, .stmt = SQL_API_PLAYLISTS_WHERE,
		.bind = "playlist_id user_id auth limit offset",
		.auth = true, .plan_each = true, .params = legacy_playlists,
	}, {
		.path = "/users/:id", .on = ON_BOTH, .model = MODEL_USER,
		.shape = SHAPE_ONE, .shape_full = SHAPE_ONE_IN_LIST,
		.rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = STMT_NONE, .params = by_id,
	}, {
		.path = "/users/handle/:handle", .on = ON_BOTH,
		.model = MODEL_USER, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE_IN_LIST, .rule = RULE_SHOWN,
		.ttl_s = 5, .stmt = SQL_API_USER_BY_HANDLE, .bind = "handle",
		.params = by_handle,
	}, {
		.path = "/users/:id/tracks", .on = ON_BOTH,
		.model = MODEL_TRACK, .shape = SHAPE_LIST,
		.shape_full = SHAPE_LIST, .auth = true, .ttl_s = 5,
		.stmt = STMT_NONE, .params = id_tracks, .fn = user_tracks_get,
	}, {
		.path = "/users/handle/:handle/tracks", .on = ON_BOTH,
		.model = MODEL_TRACK, .shape = SHAPE_LIST,
		.shape_full = SHAPE_LIST, .auth = true, .ttl_s = 5,
		.stmt = STMT_NONE, .params = handle_tracks,
		.fn = user_tracks_get,
	}, {
		.path = "/users/:id/followers", .on = ON_BOTH,
		.model = MODEL_USER, .shape = SHAPE_LIST,
		.shape_full = SHAPE_LIST, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_FOLLOWERS, .bind = "id limit offset",
		.params = by_id_paged,
	}, {
		.path = "/users/:id/following", .on = ON_BOTH,
		.model = MODEL_USER, .shape = SHAPE_LIST,
		.shape_full = SHAPE_LIST, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_FOLLOWING, .bind = "id limit offset",
		.params = by_id_paged,
	}, {
		.path = "/tracks/:track_id", .on = ON_BOTH,
		.model = MODEL_TRACK, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .stmt = STMT_NONE, .params = track,
		.fn = track_get,
	}, {
		.path = "/tracks", .on = ON_BOTH, .model = MODEL_TRACK,
		.shape = SHAPE_LIST, .shape_full = SHAPE_LIST, .auth = true,
		.ttl_s = 5, .stmt = STMT_NONE, .params = tracks_bulk,
		.fn = tracks_bulk_get,
	}, {
		.path = "/playlists/:playlist_id", .on = ON_BOTH,
		.model = MODEL_PLAYLIST, .shape = SHAPE_FOUND,
		.shape_full = SHAPE_FOUND, .rule = RULE_SHOWN, .tracks = true,
		.auth = true, .ttl_s = 5, .stmt = STMT_NONE,
		.params = playlist,
	}, {
		.path = "/playlists/:playlist_id/tracks", .on = ON_BOTH,
		.model = MODEL_TRACK, .shape = SHAPE_LIST,
		.shape_full = SHAPE_LIST, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .stmt = SQL_API_PLAYLIST_TRACKS,
		.bind = "playlist_id auth", .params = playlist,
	}, {
		.path = "/playlists/by_permalink/:handle/:slug",
		.on = ON_BOTH, .model = MODEL_PLAYLIST, .shape = SHAPE_FOUND,
		.shape_full = SHAPE_FOUND, .rule = RULE_NAMED,
		.tracks = true, .ttl_s = 5, .stmt = SQL_API_PLAYLIST_BY_SLUG,
		.bind = "handle slug", .params = by_permalink,
	}, {
		.path = "/playlists/by-permalink/:handle/:slug",
		.on = ON_BOTH, .model = MODEL_PLAYLIST, .shape = SHAPE_FOUND,
		.shape_full = SHAPE_FOUND, .rule = RULE_NAMED,
		.tracks = true, .ttl_s = 5, .stmt = SQL_API_PLAYLIST_BY_SLUG,
		.bind = "handle slug", .params = by_permalink,
	}, {
		.path = "/resolve", .on = ON_BOTH, .stmt = STMT_NONE,
		.params = resolve, .fn = resolve_get,
	},
};
/* clang-format on */

const char *const route_words[] = { "playlists/by-permalink",
	"playlists/by_permalink", "playlists/new-releases", "playlists/search",
	"playlists/top", "playlists/trending", "playlists/unclaimed-id",
	"playlists/unclaimed_id", "tracks/best_new_releases",
	"tracks/download_counts", "tracks/feeling-lucky",
	"tracks/feeling_lucky", "tracks/inspect", "tracks/latest",
	"tracks/most-shared", "tracks/most_loved", "tracks/recent-comments",
	"tracks/recent-premium", "tracks/recommended", "tracks/remixables",
	"tracks/search", "tracks/trending", "tracks/unclaimed-id",
	"tracks/unclaimed_id", "tracks/under_the_radar", "tracks/usdc-purchase",
	"users/account", "users/address", "users/associated_wallets",
	"users/content_node", "users/genre", "users/handle", "users/id",
	"users/search", "users/subscribers", "users/top", "users/unclaimed-id",
	"users/unclaimed_id", "users/verify_token", NULL };

const size_t nroutes = sizeof(routes) / sizeof(routes[0]);
enum rc (*const route_answer)(struct call *) = list_answer;
