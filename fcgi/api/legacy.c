/* SPDX-License-Identifier: ISC */
/* Users, tracks and playlists as the clients of 2022 read them: by conditions.
 */
#include <string.h>

#include "common/base/pgarr.h"
#include "common/base/slug.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/record.h"

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

/* One of a POST's tracks: an id, and what its legacy address is made of. */
static bool
add_known(struct call *k, struct json_object *one, struct pgarr *ids,
    struct pgarr *addresses)
{
	const char *title, *handle;
	int64_t id;

	if (!json_object_is_type(one, json_type_object) ||
	    jsonr_opt_int(&id, one, "id") != 1 || id < 0 || id > LIM_ID ||
	    jsonr_opt_text(k->c, &title, one, "url_title") != 1 ||
	    jsonr_opt_text(k->c, &handle, one, "handle") != 1)
		return false;
	pgarr_int(ids, id);
	pgarr_text(addresses, slug_route_id(k->c->a, handle, title));
	return true;
}

/* Tracks by id, hidden ones by their address as well. */
static enum rc
known_tracks_get(struct call *k)
{
	struct pgarr *ids = pgarr_new(k->c->a);
	struct pgarr *addresses = pgarr_new(k->c->a);
	struct json_object *o, *list;
	const char *p[PARAM_MAX];
	int64_t *found;
	size_t i, n;
	enum rc rc;

	if ((rc = param_body(k, &o)) != RC_OK || k->out->status != 0)
		return rc;
	if (jsonr_opt_arr(&list, o, "tracks") != 1)
		return reply_fail(k, 400,
		    "Missing required parameter 'tracks'.");
	n = json_object_array_length(list);
	if (n > LIM_IDS)
		return reply_fail(k, 400, "more than %d tracks", LIM_IDS);
	for (i = 0; i < n; i++)
		if (!add_known(k, jsonr_at(list, i), ids, addresses))
			return reply_fail(k, 400,
			    "Each track needs id, url_title and handle.");
	param_bind(k, p, SQL_API_TRACKS_KNOWN);
	param_put(p, SQL_API_TRACKS_KNOWN, "ids", pgarr_done(ids));
	param_put(p, SQL_API_TRACKS_KNOWN, "route_ids", pgarr_done(addresses));
	if ((rc = list_ids(k, &found, &n, SQL_API_TRACKS_KNOWN, p)) != RC_OK)
		return rc;
	return list_finish(k, found, n, SHAPE_LIST, RULE_ALL);
}

/* What the current user saved of one kind. */
static enum rc
saves_get(struct call *k)
{
	static const char *const kinds[] = { "track", "album", "playlist" };
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	if (k->me == 0)
		return reply_fail(k, 400, "Missing required header X-User-ID");
	param_bind(k, p, SQL_API_USER_FAVORITES);
	param_put(p, SQL_API_USER_FAVORITES, "id", param_me(k));
	param_put(p, SQL_API_USER_FAVORITES, "type",
	    kinds[param_get(k, "type")->n]);
	if ((rc = db_run(k->c, &res, SQL_API_USER_FAVORITES, p)) != RC_OK)
		return rc;
	return record_answer(k, res, SHAPE_LIST);
}

/* clang-format off */
#define AT(col) API_USER_FAVORITES_##col
static const struct field save_fields[] = {
	COL("blockhash", ON_LEGACY, F_TEXT, AT(blockhash)),
	COL("blocknumber", ON_LEGACY, F_NUM, AT(blocknumber)),
	COL("created_at", ON_LEGACY, F_DATE, AT(created_at)),
	LIT("is_current", ON_LEGACY, "true"),
	LIT("is_delete", ON_LEGACY, "false"),
	COL("save_item_id", ON_LEGACY, F_ID, AT(favorite_item_id)),
	COL("save_type", ON_LEGACY, F_TEXT, AT(save_type)),
	COL("slot", ON_LEGACY, F_NUM, AT(slot)),
	COL("txhash", ON_LEGACY, F_TEXT, AT(txhash)),
	COL("user_id", ON_LEGACY, F_ID, AT(user_id)),
};
#undef AT
static const struct fields save = FIELDS("save", save_fields,
    SQL_API_USER_FAVORITES);

static const char *const save_types[] = { "tracks", "albums", "playlists",
	NULL };
static const struct param saves[] = {
	{ .name = "type", .place = IN_PATH, .type = P_WORD, .required = true,
	  NO, .words = save_types }, LP, USER_HEADER, END
};
static const struct param known_tracks[] = {
	BOOL("filter_deleted"),
	WITH_USERS, LP, USER_HEADER, END
};
static const struct param users[] = {
	IDS("id"), WALLET("wallet"), LOWER("handle"),
	BLOCK("min_block_number", 0, LIM_ID), TEXT("with_banks"), LP, USER_HEADER,
	END
};
static const struct param tracks[] = {
	IDS("id"), ID("user_id"), LOWER("handle"), BOOL("filter_deleted"),
	BLOCK("min_block_number", 0, LIM_ID), TEXT("sort"),
	LP, USER_HEADER, END
};
static const struct param playlists[] = {
	IDS("playlist_id"), ID("user_id"), WITH_USERS,
	LIMIT(100, 1, LIM_LISTS), OFFSET(LIM_LIST), USER_HEADER, END
};

static const struct route rows[] = {
	{
		.path = "/users", .on = ON_LEGACY, .model = &model_user,
		.plan_each = true, .stmt = STMT_NONE, .params = users,
		.fn = legacy_users_get,
	}, {
		.path = "/tracks", .on = ON_LEGACY, .model = &model_track,
		.no_cid = true, .plan_each = true, .stmt = STMT_NONE, .params = tracks,
		.fn = legacy_tracks_get,
	}, {
		.path = "/playlists", .on = ON_LEGACY,
		.model = &model_playlist, .auth = true, .plan_each = true,
		.stmt = SQL_API_PLAYLISTS_WHERE, .params = playlists,
	}, {
		.path = "/tracks_including_unlisted", .on = ON_LEGACY,
		.model = &model_track, .post = true,
		.stmt = SQL_API_TRACKS_KNOWN, .params = known_tracks,
		.fn = known_tracks_get,
	}, {
		.path = "/saves/:type", .on = ON_LEGACY, .record = &save,
		.stmt = SQL_API_USER_FAVORITES, .params = saves,
		.fn = saves_get,
	},
};
/* clang-format on */

const struct family family_legacy = FAMILY(rows);
