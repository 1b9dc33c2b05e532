/* SPDX-License-Identifier: ISC */
/*
 * Lists of tracks that belong to nobody: new ones, shared ones, those that
 * one's followees make and like, and ones found by chance.
 */
#include <string.h>

#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/idmap.h"
#include "fcgi/serve/envelope.h"

/* One of them is a number, others are a list. */
static enum rc
latest_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n, i;
	enum rc rc;

	param_bind(k, p, SQL_API_LATEST);
	if ((rc = list_ids(k, &ids, &n, SQL_API_LATEST, p)) != RC_OK)
		return rc;
	if (n != 1)
		jsonw_arr(w, NULL);
	for (i = 0; i < n; i++)
		jsonw_int(w, NULL, ids[i]);
	if (n != 1)
		jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* Their ids alone. */
static enum rc
subsequent_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n, i;
	enum rc rc;

	param_bind(k, p, SQL_API_SUBSEQUENT);
	if ((rc = list_ids(k, &ids, &n, SQL_API_SUBSEQUENT, p)) != RC_OK)
		return rc;
	jsonw_arr(w, NULL);
	for (i = 0; i < n; i++)
		jsonw_id(w, NULL, ids[i]);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* Without a current user there is nobody whose followees would count. */
static enum rc
followees_get(struct call *k)
{
	if (k->me != 0)
		return list_answer(k);
	if (k->on == ON_LEGACY)
		return reply_fail(k, 400, "Missing required header X-User-ID");
	return envelope(k, 200, span_str("[]"));
}

/* clang-format off */
#define AT(col) API_TOP_LISTENERS_##col
static const struct field listener_fields[] = {
	COL("count", ON_BOTH, F_NUM, AT(count)),
	COL("user", ON_BOTH, F_USER, AT(user_id)),
};
#undef AT
static const struct fields listener = FIELDS("top_listener", listener_fields,
    SQL_API_TOP_LISTENERS);

#define AT(col) API_DOWNLOAD_COUNTS_##col
static const struct field count_fields[] = {
	COL("download_count", ON_BOTH, F_NUM, AT(count)),
	COL("id", ON_BOTH, F_ID, AT(track_id)),
};
#undef AT
static const struct fields download_count = FIELDS("download_count",
    count_fields, SQL_API_DOWNLOAD_COUNTS);
static const struct fields download_count_of = FIELDS("download_count_of",
    count_fields, SQL_API_DOWNLOAD_COUNT);

#define AT(col) API_POPULAR_GENRES_##col
static const struct field genre_fields[] = {
	COL("count", ON_BOTH, F_NUM, AT(count)),
	COL("name", ON_BOTH, F_TEXT, AT(name)),
};
#undef AT
static const struct fields genre = FIELDS("genre", genre_fields,
    SQL_API_POPULAR_GENRES);

static const char *const ranges[] = { "week", "month", "allTime", NULL };
static const char *const windows[] = { "week", "month", "year", NULL };
static const char *const types[] = { "track", "playlist", "user", NULL };
static const char *const track_type[] = { "track", NULL };

#define PAGE(d) USER, LIMIT(d, 1, 100), OFFSET(LIM_LIST), END
#define COUNT(d) USER, LIMIT(d, 1, 100), UNUSED("with_users"), END

static const struct param page[] = { PAGE(100) };
static const struct param latest[] = { TEXT("genre"), PAGE(100) };
static const struct param shared[] = {
	WORD("time_range", 0, ranges), PAGE(10)
};
static const struct param lucky[] = {
	IN("min_followers", P_INT, NO, .min = 1, .max = LIM_ID), COUNT(10)
};
static const struct param lucky_2022[] = { COUNT(25) };
static const struct param remixables[] = { COUNT(25) };
static const struct param loved[] = { COUNT(25) };
static const struct param releases[] = {
	{ .name = "window", .place = IN_QUERY, .type = P_WORD,
	  .required = true, NO, .words = windows }, COUNT(25)
};
static const struct param listeners[] = { PATH_ID("track_id"), PAGE(10) };
static const struct param counts[] = {
	{ .name = "id", .place = IN_QUERY, .type = P_IDS, .required = true,
	  NO, .as = "ids" }, END
};
static const struct param count_of[] = {
	PATH("track_id", P_ID, "id"), END
};
static const struct param subsequent[] = {
	PATH_ID("track_id"), LIMIT(100, 1, LIM_PAGE_MAX), END
};
static const struct param genres[] = {
	IN("start_time", P_INT, .def = 0, .max = UINT32_MAX),
	IN("min_count", P_INT, .def = 1, .max = LIM_ID),
	LIMIT(100, 1, LIM_PAGE_MAX), OFFSET(LIM_LIST), END
};

#define PATH_WORD(n, list) { .name = (n), .place = IN_PATH, .type = P_WORD, \
	.required = true, NO, .words = (list) }
static const struct param legacy_latest[] = {
	PATH_WORD("type", types), LIMIT(1, 1, 100), OFFSET(LIM_LIST), END
};
static const struct param legacy_loved[] = {
	{ .name = "type", .place = IN_PATH, .type = P_WORD, .required = true,
	  NO, .words = track_type, .unused = true },
	LIMIT(25, 1, 100), WITH_USERS, USER_HEADER, END
};
static const struct param legacy_releases[] = {
	{ .name = "type", .place = IN_PATH, .type = P_WORD, .required = true,
	  NO, .words = track_type, .unused = true },
	PATH_WORD("window", windows),
	LIMIT(25, 1, 100), WITH_USERS, USER_HEADER, END
};

static const struct fixed played[] = { { "min_plays", "250" }, { NULL, NULL } };

#define LIST(p, o, ttl, st, pa, ...) { \
		.path = p, .on = (o), .model = &model_track, .auth = true, \
		.ttl_s = (ttl), .stmt = (st), .params = (pa), __VA_ARGS__ \
	}
#define RECORD(p, r, st, pa, ...) { \
		.path = p, .on = ON_BOTH, .record = (r), .ttl_s = 10, \
		.stmt = (st), .params = (pa), __VA_ARGS__ \
	}

static const struct route rows[] = {
	LIST("/tracks/latest", ON_BOTH, 5, SQL_API_LATEST_TRACKS, latest),
	LIST("/tracks/most-shared", ON_BOTH, 10, SQL_API_MOST_SHARED, shared),
	LIST("/tracks/recent-comments", ON_BOTH, 10, SQL_API_RECENT_COMMENTS,
	    page),
	LIST("/tracks/recent-premium", ON_BOTH, 10, SQL_API_RECENT_PREMIUM,
	    page),
	LIST("/tracks/remixables", ON_BOTH, 5, SQL_API_REMIXABLES,
	    remixables),
	LIST("/tracks/feeling-lucky", ON_BOTH, 10, SQL_API_LUCKY_TRACKS,
	    lucky, .fixed = played),
	LIST("/tracks/feeling_lucky", ON_BOTH, 10, SQL_API_LUCKY_TRACKS,
	    lucky_2022),
	LIST("/tracks/best_new_releases", ON_BOTH, 10,
	    SQL_API_BEST_NEW_RELEASES, releases, .fn = followees_get),
	LIST("/tracks/most_loved", ON_BOTH, 10, SQL_API_MOST_LOVED, loved,
	    .fn = followees_get),
	RECORD("/tracks/:track_id/top_listeners", &listener,
	    SQL_API_TOP_LISTENERS, listeners),
	RECORD("/tracks/:track_id/top-listeners", &listener,
	    SQL_API_TOP_LISTENERS, listeners),
	RECORD("/tracks/download_counts", &download_count,
	    SQL_API_DOWNLOAD_COUNTS, counts),
	RECORD("/tracks/:track_id/download_count", &download_count_of,
	    SQL_API_DOWNLOAD_COUNT, count_of, .shape = SHAPE_ONE,
	    .shape_full = SHAPE_ONE),
	RECORD("/genres/popular", &genre, SQL_API_POPULAR_GENRES, genres),
	{
		.path = "/tracks/:track_id/subsequent", .on = ON_BOTH,
		.stmt = SQL_API_SUBSEQUENT, .params = subsequent,
		.fn = subsequent_get,
	}, {
		.path = "/latest/:type", .on = ON_LEGACY,
		.stmt = SQL_API_LATEST, .params = legacy_latest,
		.fn = latest_get,
	},
	LIST("/top_followee_saves/:type", ON_LEGACY, 0, SQL_API_MOST_LOVED,
	    legacy_loved, .fn = followees_get),
	LIST("/top_followee_windowed/:type/:window", ON_LEGACY, 0,
	    SQL_API_BEST_NEW_RELEASES, legacy_releases, .fn = followees_get),
};
/* clang-format on */

const struct family family_explore = FAMILY(rows);
