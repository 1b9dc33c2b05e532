/* SPDX-License-Identifier: ISC */
/* Users, and what is theirs. */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/user.h"

static enum rc
track_count_get(struct call *k)
{
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_USER_TRACK_COUNT);
	if ((rc = db_run(k->c, &res, SQL_API_USER_TRACK_COUNT, p)) != RC_OK)
		return rc;
	return list_number(k, db_text(res, 0, 0));
}

static enum rc
by_handle_get(struct call *k)
{
	int64_t id;
	enum rc rc;

	rc = users_named(k, &id, param_get(k, "handle")->text);
	if (rc != RC_OK)
		return rc;
	return list_finish(k, &id, id != 0, route_shape(k->rt, k->on),
	    RULE_SHOWN);
}

/* clang-format off */
static const char *const sorts[] = { "date", "plays", NULL };
static const char *const sort_methods[] = { "title", "artist_name",
	"release_date", "last_listen_date", "added_date", "length", "plays",
	"reposts", "saves", "most_listens_by_user", NULL };
static const char *const directions[] = { "desc", "asc", NULL };
static const char *const track_filters[] = { "all", "public", "unlisted",
	NULL };

#define SORTED \
	USER, WORD("sort", 0, sorts), TEXT("query"), \
	WORD("sort_method", PARAM_NONE, sort_methods), \
	WORD("sort_direction", 0, directions), \
	WORD("filter_tracks", 0, track_filters), END

static const struct param by_id[] = { PATH_ID("id"), USER, END };
static const struct param by_handle[] = { PATH_LOWER("handle"), USER, END };
static const struct param by_ids[] = { IDS("id"), USER, END };
static const struct param id_tracks[] = { PATH_ID("id"), LP, SORTED };
static const struct param handle_tracks[] = {
	PATH_HANDLE("handle"), LP, SORTED
};
static const struct param attributed[] = {
	PATH_HANDLE("handle"), G20, SORTED
};

static const char *const counted[] = { "all", "public", NULL };
static const struct param id_count[] = {
	PATH_ID("id"), USER, WORD("filter_tracks", 0, counted),
	TEXTS("gate_condition"), END
};
static const struct param id_remixed[] = { PATH_ID("id"), USER, P10, END };

#define AT(col) API_REMIXED_TRACKS_##col
static const struct field remixed_fields[] = {
	COL("remix_count", ON_BOTH, F_NUM, AT(remix_count)),
	COL("title", ON_BOTH, F_TEXT, AT(title)),
	COL("track_id", ON_BOTH, F_ID, AT(track_id)),
};
#undef AT
static const struct fields remixed = FIELDS("remixed_track", remixed_fields,
    SQL_API_REMIXED_TRACKS);

#define ATTRIBUTED(p) { \
		.path = "/users/handle/:handle/tracks/" p, .on = ON_BOTH, \
		.model = &model_track, .auth = true, .ttl_s = 5, \
		.stmt = SQL_API_ATTRIBUTED_TRACKS, .params = attributed, \
	}

static const struct route rows[] = {
	{
		.path = "/users/:id", .on = ON_BOTH, .auth = true,
		.model = &model_user,
		.shape = SHAPE_ONE, .shape_full = SHAPE_ONE_IN_LIST,
		.rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = STMT_NONE, .params = by_id,
	}, {
		.path = "/users/handle/:handle", .on = ON_BOTH, .auth = true,
		.model = &model_user, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE_IN_LIST, .rule = RULE_SHOWN,
		.ttl_s = 5, .stmt = SQL_API_USERS_BY_HANDLE,
		.params = by_handle, .fn = by_handle_get,
	}, {
		.path = "/users/:id/tracks", .on = ON_BOTH,
		.model = &model_track, .auth = true, .ttl_s = 5,
		.stmt = SQL_API_USER_TRACKS, .params = id_tracks,
	}, {
		.path = "/users/handle/:handle/tracks", .on = ON_BOTH,
		.model = &model_track, .auth = true, .ttl_s = 5,
		.stmt = SQL_API_USER_TRACKS, .params = handle_tracks,
	},
	ATTRIBUTED("ai_attributed"),
	ATTRIBUTED("ai-attributed"),
	{
		.path = "/users/:id/tracks/count", .on = ON_BOTH, .auth = true,
		.ttl_s = 5, .stmt = SQL_API_USER_TRACK_COUNT,
		.params = id_count, .fn = track_count_get,
	}, {
		.path = "/users/:id/tracks/remixed", .on = ON_BOTH,
		.record = &remixed, .ttl_s = 5,
		.stmt = SQL_API_REMIXED_TRACKS, .params = id_remixed,
	}, {
		.path = "/users", .on = ON_BOTH, .auth = true,
		.model = &model_user,
		.rule = RULE_SHOWN, .ttl_s = 5, .stmt = SQL_API_USERS_NAMED,
		.params = by_ids,
	},
};
/* clang-format on */

const struct family family_users = FAMILY(rows);
