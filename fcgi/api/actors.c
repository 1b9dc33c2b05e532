/* SPDX-License-Identifier: ISC */
/* Who reposted or saved a track, a playlist or an album. */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"

/* Legacy routes tell nothing there from nobody there. */
static enum rc
legacy_actors_get(struct call *k)
{
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_ITEM_THERE);
	if ((rc = db_run(k->c, &res, SQL_API_ITEM_THERE, p)) != RC_OK)
		return rc;
	return PQntuples(res) == 0 ? list_missing(k) : list_answer(k);
}

/* clang-format off */
#define ACTORS USER, G20, END

static const struct param of_track[] = { PATH_ID("track_id"), ACTORS };
static const struct param of_playlist[] = { PATH_ID("playlist_id"), ACTORS };
static const struct param reposted_track[] = {
	PATH_ID("repost_track_id"), LP, USER_HEADER, END
};
static const struct param reposted_playlist[] = {
	PATH_ID("repost_playlist_id"), LP, USER_HEADER, END
};
static const struct param saved_track[] = {
	PATH_ID("save_track_id"), LP, USER_HEADER, END
};
static const struct param saved_playlist[] = {
	PATH_ID("save_playlist_id"), LP, USER_HEADER, END
};

static const struct fixed a_track[] = { { "of", "track" }, { NULL, NULL } };
static const struct fixed a_playlist[] = {
	{ "of", "playlist" }, { NULL, NULL }
};

#define V1(p, st, of, pa) { \
		.path = p, .on = ON_BOTH, .model = &model_user, \
		.rule = RULE_SHOWN, .ttl_s = 5, .stmt = (st), .fixed = (of), \
		.params = (pa), \
	}
#define LEGACY(p, st, of, pa) { \
		.path = p, .on = ON_LEGACY, .model = &model_user, \
		.rule = RULE_SHOWN, .stmt = (st), .fixed = (of), \
		.params = (pa), .fn = legacy_actors_get, \
	}

static const struct route rows[] = {
	V1("/tracks/:track_id/reposts", SQL_API_REPOSTERS, a_track, of_track),
	V1("/tracks/:track_id/favorites", SQL_API_SAVERS, a_track, of_track),
	V1("/playlists/:playlist_id/reposts", SQL_API_REPOSTERS, a_playlist,
	    of_playlist),
	V1("/playlists/:playlist_id/favorites", SQL_API_SAVERS, a_playlist,
	    of_playlist),
	LEGACY("/users/reposts/track/:repost_track_id", SQL_API_REPOSTERS,
	    a_track, reposted_track),
	LEGACY("/users/reposts/playlist/:repost_playlist_id",
	    SQL_API_REPOSTERS, a_playlist, reposted_playlist),
	LEGACY("/users/saves/track/:save_track_id", SQL_API_SAVERS, a_track,
	    saved_track),
	LEGACY("/users/saves/playlist/:save_playlist_id", SQL_API_SAVERS,
	    a_playlist, saved_playlist),
};
/* clang-format on */

const struct family family_actors = FAMILY(rows);
