/* SPDX-License-Identifier: ISC */
/* What a user did: reposts, saves, what he heard, made and is tagged with. */
#include <string.h>

#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/serve/envelope.h"

static bool
is_track(const struct view *v, int col)
{
	const char *type = view_text(v, col);

	return type != NULL && strcmp(type, "track") == 0;
}

/* Clients tell by it what the item is. */
static void
class_of(const struct view *v, struct jsonw *w, const char *key)
{
	/* stands in the same place in all statements of activities */
	if (!is_track(v, API_USER_REPOSTS_item_type))
		jsonw_str(w, key, "collection_activity_full_without_tracks");
	else
		jsonw_str(w, key,
		    v->k->on == ON_FULL ? "track_activity_full"
					: "track_activity");
}

/* clang-format off */
#define ACTIVITY(AT) { \
	FN("class", ON_BOTH, class_of), \
	{ .name = "item", .on = ON_BOTH, .kind = F_ITEM, \
	    .col = AT(item_id), .by = AT(item_type) }, \
	COL("item_id", ON_BOTH, F_NUM, AT(item_id)), \
	COL("item_type", ON_BOTH, F_TEXT, AT(item_type)), \
	COL("timestamp", ON_BOTH, F_DATE, AT(timestamp)), \
}
#define AT_REPOSTS(col) API_USER_REPOSTS_##col
#define AT_TRACKS(col)  API_USER_LIBRARY_TRACKS_##col
#define AT_LISTS(col)   API_USER_LIBRARY_LISTS_##col
#define AT_HISTORY(col) API_USER_HISTORY_##col
static const struct field repost_fields[] = ACTIVITY(AT_REPOSTS);
static const struct field track_fields[] = ACTIVITY(AT_TRACKS);
static const struct field list_fields[] = ACTIVITY(AT_LISTS);
static const struct field history_fields[] = ACTIVITY(AT_HISTORY);

static const struct fields reposts = FIELDS("activity", repost_fields,
    SQL_API_USER_REPOSTS);
static const struct fields library_tracks = FIELDS("track_activity",
    track_fields, SQL_API_USER_LIBRARY_TRACKS);
static const struct fields library_lists = FIELDS("collection_activity",
    list_fields, SQL_API_USER_LIBRARY_LISTS);
static const struct fields history = FIELDS("history_activity",
    history_fields, SQL_API_USER_HISTORY);

#define AT(col) API_USER_FAVORITES_##col
static const struct field favorite_fields[] = {
	COL("created_at", ON_BOTH, F_DATE, AT(created_at)),
	COL("favorite_item_id", ON_BOTH, F_ID, AT(favorite_item_id)),
	COL("favorite_type", ON_BOTH, F_TEXT, AT(favorite_type)),
	COL("user_id", ON_BOTH, F_ID, AT(user_id)),
};
#undef AT
static const struct fields favorites = FIELDS("favorite", favorite_fields,
    SQL_API_USER_FAVORITES);
/* clang-format on */

static enum rc
tags_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;
	int row;

	param_bind(k, p, SQL_API_USER_TAGS);
	if ((rc = db_run(k->c, &res, SQL_API_USER_TAGS, p)) != RC_OK)
		return rc;
	jsonw_arr(w, NULL);
	for (row = 0; row < PQntuples(res); row++)
		jsonw_str(w, NULL, db_text(res, row, 0));
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const char *const directions[] = { "desc", "asc", NULL };
static const char *const track_sorts[] = { "added_date", "title",
	"artist_name", "release_date", "last_listen_date", "plays", "reposts",
	"saves", "most_listens_by_user", "length", NULL };
static const char *const list_sorts[] = { "reposts", "added_date", "plays",
	"saves", NULL };
static const char *const types[] = { "all", "favorite", "repost", "purchase",
	NULL };
static const char *const made_sorts[] = { "recent", "popular", NULL };
static const char *const filters[] = { "all", "public", "private", NULL };

#define DIRECTION WORD("sort_direction", 0, directions)
#define QUERY     IN("query", P_TEXT, NO, .max = 250)
/* A page of 2022. */
#define VP        LIMIT(100, 1, LIM_PAGE_MAX), OFFSET(LIM_LIST)

static const struct param id_acts[] = { PATH_ID("id"), USER, VP, END };
static const struct param handle_acts[] = {
	PATH_HANDLE("handle"), USER, VP, END
};
static const struct param id_saves[] = { PATH_ID("id"), LP, END };
static const struct param id_saved_tracks[] = {
	PATH_ID("id"), USER, VP, QUERY,
	WORD("sort_method", 0, track_sorts), DIRECTION, END
};
static const struct param id_library_tracks[] = {
	PATH_ID("id"), USER, G50, WORD("type", 0, types), QUERY,
	WORD("sort_method", 0, track_sorts), DIRECTION, END
};
static const struct param id_library_lists[] = {
	PATH_ID("id"), USER, G50, WORD("type", 0, types), QUERY,
	WORD("sort_method", 0, list_sorts), DIRECTION, END
};
static const struct param id_history[] = {
	PATH_ID("id"), USER, VP, QUERY,
	WORD("sort_method", PARAM_NONE, track_sorts), DIRECTION, END
};
#define MADE(filter_name) \
	USER, G20, WORD("sort", 0, made_sorts), QUERY, \
	WORD("sort_method", PARAM_NONE, made_sorts), DIRECTION, \
	IN(filter_name, P_WORD, .def = 0, .words = filters, .as = "filter"), END
static const struct param id_playlists[] = {
	PATH_ID("id"), MADE("filter_playlists")
};
static const struct param handle_playlists[] = {
	PATH_HANDLE("handle"), MADE("filter_playlists")
};
static const struct param id_albums[] = { PATH_ID("id"), MADE("filter_albums") };
static const struct param handle_albums[] = {
	PATH_HANDLE("handle"), MADE("filter_albums")
};
static const struct param id_tags[] = {
	PATH_ID("id"), IN("user_id", P_TEXT, NO, .unused = true),
	LIMIT(100, 1, LIM_PAGE_MAX), END
};

static const struct fixed of_tracks[] = { { "type", "track" }, { NULL, NULL } };
static const struct fixed of_albums[] = { { "type", "album" }, { NULL, NULL } };
static const struct fixed of_playlists[] = {
	{ "type", "playlist" }, { NULL, NULL }
};
static const struct fixed saved[] = { { "type", "favorite" }, { NULL, NULL } };
static const struct fixed albums[] = { { "is_album", "t" }, { NULL, NULL } };
static const struct fixed playlists[] = { { "is_album", "f" }, { NULL, NULL } };

static const struct route rows[] = {
	{
		.path = "/users/:id/reposts", .on = ON_BOTH,
		.record = &reposts, .ttl_s = 5, .stmt = SQL_API_USER_REPOSTS,
		.params = id_acts,
	}, {
		.path = "/users/handle/:handle/reposts", .on = ON_BOTH,
		.record = &reposts, .ttl_s = 5, .stmt = SQL_API_USER_REPOSTS,
		.params = handle_acts,
	}, {
		.path = "/users/:id/favorites", .on = ON_BOTH,
		.record = &favorites, .ttl_s = 5, .fixed = of_tracks,
		.stmt = SQL_API_USER_FAVORITES, .params = id_saves,
	}, {
		.path = "/users/:id/favorites/albums", .on = ON_BOTH,
		.record = &favorites, .ttl_s = 5, .fixed = of_albums,
		.stmt = SQL_API_USER_FAVORITES, .params = id_saves,
	}, {
		.path = "/users/:id/favorites/playlists", .on = ON_BOTH,
		.record = &favorites, .ttl_s = 5, .fixed = of_playlists,
		.stmt = SQL_API_USER_FAVORITES, .params = id_saves,
	}, {
		.path = "/users/:id/favorites/tracks", .on = ON_BOTH,
		.record = &library_tracks, .auth = true, .ttl_s = 5,
		.fixed = saved, .stmt = SQL_API_USER_LIBRARY_TRACKS,
		.params = id_saved_tracks,
	}, {
		/* nothing is purchased: that is on another chain */
		.path = "/users/:id/library/tracks", .on = ON_BOTH,
		.record = &library_tracks, .auth = true, .ttl_s = 5,
		.stmt = SQL_API_USER_LIBRARY_TRACKS,
		.params = id_library_tracks,
	}, {
		.path = "/users/:id/library/playlists", .on = ON_BOTH,
		.record = &library_lists, .auth = true, .ttl_s = 5,
		.fixed = playlists, .stmt = SQL_API_USER_LIBRARY_LISTS,
		.params = id_library_lists,
	}, {
		.path = "/users/:id/library/albums", .on = ON_BOTH,
		.record = &library_lists, .auth = true, .ttl_s = 5,
		.fixed = albums, .stmt = SQL_API_USER_LIBRARY_LISTS,
		.params = id_library_lists,
	}, {
		.path = "/users/:id/history/tracks", .on = ON_BOTH,
		.record = &history, .auth = true,
		.stmt = SQL_API_USER_HISTORY, .params = id_history,
	}, {
		.path = "/users/:id/playlists", .on = ON_BOTH,
		.model = &model_playlist, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .fixed = playlists,
		.stmt = SQL_API_USER_PLAYLISTS, .params = id_playlists,
	}, {
		.path = "/users/handle/:handle/playlists", .on = ON_BOTH,
		.model = &model_playlist, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .fixed = playlists,
		.stmt = SQL_API_USER_PLAYLISTS, .params = handle_playlists,
	}, {
		.path = "/users/:id/albums", .on = ON_BOTH,
		.model = &model_playlist, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .fixed = albums,
		.stmt = SQL_API_USER_PLAYLISTS, .params = id_albums,
	}, {
		.path = "/users/handle/:handle/albums", .on = ON_BOTH,
		.model = &model_playlist, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .fixed = albums,
		.stmt = SQL_API_USER_PLAYLISTS, .params = handle_albums,
	}, {
		.path = "/users/:id/tags", .on = ON_BOTH, .ttl_s = 300,
		.stmt = SQL_API_USER_TAGS, .params = id_tags, .fn = tags_get,
	},
};
/* clang-format on */

const struct family family_user_acts = FAMILY(rows);
