/* SPDX-License-Identifier: ISC */
/* Remixes and stems of a track, and what it is a remix of. */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/idmap.h"
#include "fcgi/serve/envelope.h"

/* {"count":..,"tracks":[..]}; the count is of all, whatever the page. */
static enum rc
remixes_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	int64_t *ids = NULL, total;
	size_t n = 0;
	enum rc rc;

	param_bind(k, p, SQL_API_REMIXES);
	if ((rc = db_run(k->c, &res, SQL_API_REMIXES, p)) != RC_OK ||
	    (rc = db_i64(k->c, &total, res, 0, API_REMIXES_total)) != RC_OK)
		return rc;
	if (!PQgetisnull(res, 0, API_REMIXES_track_id)) {
		n = (size_t)PQntuples(res);
		if ((rc = ids_of(k->c, &ids, res, 0)) != RC_OK)
			return rc;
	}
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_int(w, "count", total);
	rc = list_write(k, w, "tracks", &model_track, ids, n, RULE_ALL);
	if (rc != RC_OK)
		return rc;
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* The clients of 2022 are told when there is no such track. */
static enum rc
children_get(struct call *k)
{
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_ITEM_THERE);
	if ((rc = db_run(k->c, &res, SQL_API_ITEM_THERE, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return reply_fail(k, 400, "Invalid track ID '%s'", k->what);
	return remixes_get(k);
}

/* clang-format off */
#define AT(col) API_STEMS_##col
static const struct field stem_fields[] = {
	COL("blocknumber", ON_BOTH, F_NUM, AT(blocknumber)),
	COL("category", ON_BOTH, F_TEXT, AT(category)),
	COL("cid", ON_BOTH, F_TEXT, AT(cid)),
	COL("id", ON_BOTH, F_ID, AT(track_id)),
	COL("orig_filename", ON_BOTH, F_TEXT, AT(orig_filename)),
	COL("parent_id", ON_BOTH, F_ID, AT(parent_id)),
	COL("user_id", ON_BOTH, F_ID, AT(user_id)),
};
#undef AT

static const struct fields stem = FIELDS("stem", stem_fields, SQL_API_STEMS);

static const char *const methods[] = { "recent", "likes", "plays", NULL };

static const struct param by_id[] = { PATH_ID("track_id"), USER, END };
static const struct param remixes[] = {
	PATH_ID("track_id"), USER, WORD("sort_method", 0, methods),
	BOOL("only_cosigns"), BOOL("only_contest_entries"),
	LIMIT(10, 1, LIM_PAGE_MAX), OFFSET(LIM_LIST), END
};
static const struct param remixing[] = {
	PATH_ID("track_id"), USER, LIMIT(20, 1, LIM_PAGE_MAX),
	OFFSET(LIM_LIST), END
};
static const struct param legacy_page[] = {
	PATH_ID("track_id"), WITH_USERS, LP, USER_HEADER, END
};
static const struct param legacy_stems[] = {
	PATH_ID("track_id"), WITH_USERS, END
};

static const struct fixed gated[] = { { "gated", "t" }, { NULL, NULL } };
static const struct fixed open[] = {
	{ "gated", "f" }, { "of", "track" }, { "only_cosigns", "f" },
	{ "only_contest_entries", "f" }, { NULL, NULL }
};
static const struct fixed open_parents[] = {
	{ "gated", "f" }, { NULL, NULL }
};

static const struct route rows[] = {
	{
		.path = "/tracks/:track_id/remixes", .on = ON_BOTH,
		.ttl_s = 10, .auth = true,
		.stmt = SQL_API_REMIXES, .fixed = gated, .params = remixes,
		.fn = remixes_get,
	}, {
		.path = "/tracks/:track_id/remixing", .on = ON_BOTH,
		.model = &model_track, .ttl_s = 10, .auth = true,
		.stmt = SQL_API_REMIXING, .fixed = gated, .params = remixing,
	}, {
		.path = "/tracks/:track_id/stems", .on = ON_BOTH,
		.record = &stem, .ttl_s = 10, .stmt = SQL_API_STEMS,
		.params = by_id,
	}, {
		.path = "/remixes/:track_id/children", .on = ON_LEGACY,
		.stmt = SQL_API_REMIXES, .fixed = open,
		.params = legacy_page, .fn = children_get,
	}, {
		.path = "/remixes/:track_id/parents", .on = ON_LEGACY,
		.model = &model_track, .stmt = SQL_API_REMIXING,
		.fixed = open_parents, .params = legacy_page,
	}, {
		.path = "/stems/:track_id", .on = ON_LEGACY,
		.model = &model_track, .stmt = SQL_API_STEMS,
		.params = legacy_stems,
	},
};
/* clang-format on */

const struct family family_remixes = FAMILY(rows);
