/* SPDX-License-Identifier: ISC */
/* Lists of users as the clients of 2022 read them. */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/serve/envelope.h"

/* Of a thing that is not there, 404. */
static enum rc
reposted_by_followees(struct call *k, const struct model *m)
{
	int64_t id = param_get(k, "id")->n;
	void *set;
	enum rc rc;

	if ((rc = m->load(k, &set, &id, 1)) != RC_OK)
		return rc;
	return m->show(set, id, RULE_ALL) ? list_answer(k) : list_missing(k);
}

static enum rc
track_by_followees(struct call *k)
{
	return reposted_by_followees(k, &model_track);
}

static enum rc
playlist_by_followees(struct call *k)
{
	return reposted_by_followees(k, &model_playlist);
}

static enum rc
write_users(struct call *k, struct jsonw *w, const int64_t *ids, size_t n)
{
	void *set;
	enum rc rc;
	size_t i;

	jsonw_arr(w, "users");
	if ((rc = model_user.load(k, &set, ids, n)) != RC_OK)
		return rc;
	for (i = 0; i < n && jsonw_len(w) <= LIM_BODY; i++)
		if (model_user.show(set, ids[i], RULE_SHOWN))
			model_user.write(set, w, NULL, ids[i]);
	jsonw_end(w);
	return RC_OK;
}

/* Their ids; or they themselves, when asked for. */
static enum rc
genre_top_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n, i;
	enum rc rc;

	param_bind(k, p, SQL_API_USERS_GENRE_TOP);
	if ((rc = list_ids(k, &ids, &n, SQL_API_USERS_GENRE_TOP, p)) != RC_OK)
		return rc;
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	if (param_get(k, "with_users")->n != 0) {
		if ((rc = write_users(k, w, ids, n)) != RC_OK)
			return rc;
	} else {
		jsonw_arr(w, "user_ids");
		for (i = 0; i < n; i++)
			jsonw_int(w, NULL, ids[i]);
		jsonw_end(w);
	}
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const struct param followers[] = {
	PATH_ID("followee_user_id"), LP, USER_HEADER, END
};
static const struct param followees[] = {
	PATH_ID("follower_user_id"), LP, USER_HEADER, END
};
#define AND_FOLLOWER PATH("follower_user_id", P_ID, NULL), LP, USER_HEADER, END
static const struct param followed[] = {
	PATH_ID("followee_user_id"), AND_FOLLOWER
};
static const struct param track_reposted[] = {
	PATH_ID("repost_track_id"), AND_FOLLOWER
};
static const struct param playlist_reposted[] = {
	PATH_ID("repost_playlist_id"), AND_FOLLOWER
};
static const struct param genre_top[] = {
	TEXTS("genre"), BOOL("with_users"), LP, USER_HEADER, END
};

static const struct fixed follow[] = { { "what", "follow" }, { NULL, NULL } };
static const struct fixed track[] = { { "what", "track" }, { NULL, NULL } };
static const struct fixed playlist[] = {
	{ "what", "playlist" }, { NULL, NULL }
};

static const struct route rows[] = {
	{
		.path = "/users/followers/:followee_user_id", .on = ON_LEGACY,
		.model = &model_user, .rule = RULE_SHOWN,
		.stmt = SQL_API_USER_FOLLOWERS, .params = followers,
	}, {
		.path = "/users/followees/:follower_user_id", .on = ON_LEGACY,
		.model = &model_user, .rule = RULE_SHOWN,
		.stmt = SQL_API_USER_FOLLOWING, .params = followees,
	}, {
		.path = "/users/intersection/follow/:followee_user_id/:follower_user_id",
		.on = ON_LEGACY, .model = &model_user, .rule = RULE_SHOWN,
		.fixed = follow, .stmt = SQL_API_FOLLOWEES_WHO,
		.params = followed,
	}, {
		.path = "/users/intersection/repost/track/:repost_track_id/:follower_user_id",
		.on = ON_LEGACY, .model = &model_user, .rule = RULE_SHOWN,
		.fixed = track, .stmt = SQL_API_FOLLOWEES_WHO,
		.params = track_reposted, .fn = track_by_followees,
	}, {
		.path = "/users/intersection/repost/playlist/:repost_playlist_id/:follower_user_id",
		.on = ON_LEGACY, .model = &model_user, .rule = RULE_SHOWN,
		.fixed = playlist, .stmt = SQL_API_FOLLOWEES_WHO,
		.params = playlist_reposted, .fn = playlist_by_followees,
	}, {
		.path = "/users/genre/top", .on = ON_LEGACY,
		.stmt = SQL_API_USERS_GENRE_TOP, .params = genre_top,
		.fn = genre_top_get,
	},
};
/* clang-format on */

const struct family family_user_legacy = FAMILY(rows);
