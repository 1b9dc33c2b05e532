/* SPDX-License-Identifier: ISC */
/* Playlists and albums. */
#include "fcgi/api/rows.h"

/* clang-format off */
static const struct param by_id[] = { PATH_ID("playlist_id"), USER, END };
static const struct param by_link[] = {
	PATH_LOWER("handle"), PATH_TEXT("slug"), USER, END
};

static const struct param bulk[] = { IDS("id"), TEXTS("upc"), USER, END };

#define BY_LINK(p) { \
		.path = "/playlists/" p "/:handle/:slug", .on = ON_BOTH, \
		.model = &model_playlist, .shape = SHAPE_FOUND, \
		.shape_full = SHAPE_FOUND, .rule = RULE_NAMED, \
		.tracks = LIM_PAGE_MAX, .ttl_s = 5, \
		.stmt = SQL_API_PLAYLIST_BY_SLUG, .params = by_link, \
	}

static const struct route rows[] = {
	{
		.path = "/playlists/:playlist_id", .on = ON_BOTH,
		.model = &model_playlist, .shape = SHAPE_FOUND,
		.shape_full = SHAPE_FOUND, .rule = RULE_SHOWN, .tracks = LIM_PAGE_MAX,
		.auth = true, .ttl_s = 5, .stmt = STMT_NONE, .params = by_id,
	}, {
		.path = "/playlists", .on = ON_BOTH, .model = &model_playlist,
		.rule = RULE_SHOWN, .auth = true, .ttl_s = 5,
		.stmt = SQL_API_PLAYLISTS_BULK, .params = bulk,
	}, {
		.path = "/playlists/:playlist_id/tracks", .on = ON_BOTH,
		.model = &model_track, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .stmt = SQL_API_PLAYLIST_TRACKS, .params = by_id,
	},
	BY_LINK("by_permalink"),
	BY_LINK("by-permalink"),
};
/* clang-format on */

const struct family family_playlists = FAMILY(rows);
