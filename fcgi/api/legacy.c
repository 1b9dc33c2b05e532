/* SPDX-License-Identifier: ISC */
/* Users, tracks and playlists as the clients of 2022 read them: by conditions.
 */
#include <string.h>

#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"

static enum rc
legacy_users_get(struct call *k)
{
	const struct value *id = param_get(k, "id");
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n;
	enum rc rc;

	if (id->set && !param_get(k, "wallet")->set &&
	    !param_get(k, "handle")->set &&
	    !param_get(k, "min_block_number")->set)
		return list_finish(k, id->ids, id->len, SHAPE_LIST, RULE_SHOWN);
	param_bind(k, p, SQL_API_USERS_WHERE);
	if ((rc = list_ids(k, &ids, &n, SQL_API_USERS_WHERE, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_LIST, RULE_ALL);
}

#define FIRST_KEY 7 /* where they stand in api_tracks_where */
#define SORT_KEYS 3 /* columns that one legacy list may be sorted by */

/*
 * "created_at:desc,track_id:asc" into name and direction for each key.  RC_OK
 * with a reply set when it is of another form.
 */
static enum rc
sort_keys(struct call *k, const char **out, const char *sort)
{
	static const char *const known[] = { "created_at", "create_date",
		"release_date", "blocknumber", "track_id", NULL };
	char *rest = arena_strdup(k->c->a, sort), *item, *dir;
	size_t n = 0, i;

	while ((item = strsep(&rest, ",")) != NULL) {
		if ((dir = strchr(item, ':')) == NULL ||
		    (strcmp(dir, ":asc") != 0 && strcmp(dir, ":desc") != 0))
			return reply_fail(k, 400,
			    "Need to specify :asc or :desc on all parameters");
		*dir++ = '\0';
		for (i = 0; known[i] != NULL; i++)
			if (strcmp(known[i], item) == 0)
				break;
		if (known[i] == NULL)
			return reply_fail(k, 400,
			    "Parameter %s is invalid in sort", item);
		if (n == SORT_KEYS)
			return reply_fail(k, 400,
			    "More than %d parameters in sort", SORT_KEYS);
		out[2 * n] = known[i];
		out[2 * n++ + 1] = strcmp(dir, "desc") == 0 ? "t" : "f";
	}
	return RC_OK;
}

static enum rc
legacy_tracks_get(struct call *k)
{
	const struct value *sort = param_get(k, "sort");
	const char *p[PARAM_MAX] = { NULL };
	int64_t *ids;
	size_t n;
	enum rc rc;

	param_bind(k, p, SQL_API_TRACKS_WHERE);
	if (param_get(k, "handle")->set)
		/* as the original, which asks for one owner */
		param_put(p, SQL_API_TRACKS_WHERE, "user_id", NULL);
	if (sort->set) {
		rc = sort_keys(k, p + FIRST_KEY, sort->text);
		if (rc != RC_OK)
			return rc;
	} else if (!param_get(k, "id")->set) {
		p[FIRST_KEY] = "track_id";
		p[FIRST_KEY + 1] = "f";
	}
	if ((rc = list_ids(k, &ids, &n, SQL_API_TRACKS_WHERE, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_LIST, RULE_ALL);
}

/* clang-format off */
static const struct param users[] = {
	IDS("id"), WALLET("wallet"), LOWER("handle"),
	BLOCK("min_block_number", 0, LIM_ID), TEXT("with_banks"), LP, USER_HEADER,
	END
};
static const struct param tracks[] = {
	IDS("id"), ID("user_id"), LOWER("handle"), BOOL("filter_deleted"),
	BOOL("with_users"), BLOCK("min_block_number", 0, LIM_ID), TEXT("sort"),
	LP, USER_HEADER, END
};
static const struct param playlists[] = {
	IDS("playlist_id"), ID("user_id"),
	IN("with_users", P_BOOL, .def = 0, .unused = true), LP, USER_HEADER, END
};

static const struct route rows[] = {
	{
		.path = "/users", .on = ON_LEGACY, .model = &model_user,
		.plan_each = true, .stmt = STMT_NONE, .params = users,
		.fn = legacy_users_get,
	}, {
		.path = "/tracks", .on = ON_LEGACY, .model = &model_track,
		.plan_each = true, .stmt = STMT_NONE, .params = tracks,
		.fn = legacy_tracks_get,
	}, {
		.path = "/playlists", .on = ON_LEGACY,
		.model = &model_playlist, .auth = true, .plan_each = true,
		.stmt = SQL_API_PLAYLISTS_WHERE, .params = playlists,
	},
};
/* clang-format on */

const struct family family_legacy = FAMILY(rows);
