/* SPDX-License-Identifier: ISC */
/*
 * Feeds: what those whom somebody follows bring out and repost, and what he may
 * like.
 */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/api/trending.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/idmap.h"
#include "fcgi/model/record.h"

/* A feed is somebody's. */
static enum rc
legacy_feed_get(struct call *k)
{
	if (k->me == 0)
		return reply_fail(k, 400, "Missing required header X-User-ID");
	return list_answer(k);
}

/* How far ahead another artist's track is looked for. */
#define AHEAD 5

struct liked {
	int64_t *tracks, *owners;
	bool *used;
	size_t n;
};

/*
 * The next one to be shown, behind a track of that owner and with done of them
 * shown: the best that is left, or one of the next few by somebody else.
 */
static size_t
pick(const struct liked *l, size_t done, int64_t owner)
{
	size_t i, first = l->n;

	for (i = 0; i < l->n && i <= done + AHEAD; i++) {
		if (l->used[i])
			continue;
		if (l->owners[i] != owner)
			return i;
		if (first == l->n)
			first = i;
	}
	return first;
}

/* So that an artist's tracks do not stand one behind the other. */
static int64_t *
mixed(struct call *k, struct liked *l)
{
	int64_t *out = arena_zalloc(k->c->a, l->n + 1, sizeof(*out));
	int64_t owner = 0;
	size_t i, at;

	l->used = arena_zalloc(k->c->a, l->n + 1, sizeof(*l->used));
	for (i = 0; i < l->n; i++) {
		at = pick(l, i, owner);
		l->used[at] = true;
		owner = l->owners[at];
		out[i] = l->tracks[at];
	}
	return out;
}

static enum rc
for_you_get(struct call *k)
{
	size_t limit = (size_t)param_get(k, "limit")->n;
	size_t from = (size_t)param_get(k, "offset")->n;
	struct liked l = { 0 };
	const char *p[PARAM_MAX];
	int64_t *ids;
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_FOR_YOU);
	param_put(p, SQL_API_FOR_YOU, "version", trending_version(k));
	if ((rc = db_run(k->c, &res, SQL_API_FOR_YOU, p)) != RC_OK ||
	    (rc = ids_of(k->c, &l.tracks, res, API_FOR_YOU_track_id)) !=
		RC_OK ||
	    (rc = ids_of(k->c, &l.owners, res, API_FOR_YOU_owner_id)) != RC_OK)
		return rc;
	l.n = (size_t)PQntuples(res);
	ids = mixed(k, &l);
	from = from < l.n ? from : l.n;
	limit = limit < l.n - from ? limit : l.n - from;
	p[0] = ids_param(k->c->a, ids + from, limit);
	if ((rc = db_run(k->c, &res, SQL_API_FEED_TRACKS, p)) != RC_OK)
		return rc;
	return record_answer(k, res, SHAPE_LIST);
}

/* clang-format off */
/* On legacy routes the things themselves, with the time among their members. */
#define AT(col) API_FEED_##col
static const struct field mixed_fields[] = {
	{ .on = ON_LEGACY, .kind = F_ITEM, .col = AT(item_id),
	    .by = AT(item_type) },
	COL("activity_timestamp", ON_LEGACY, F_DATE, AT(activity_timestamp)),
};
#undef AT
static const struct fields feed = OPEN_FIELDS("feed", mixed_fields,
    SQL_API_FEED);

#define AT(col) API_USER_REPOSTS_##col
static const struct field repost_fields[] = {
	{ .on = ON_LEGACY, .kind = F_ITEM, .col = AT(item_id),
	    .by = AT(item_type) },
	COL("activity_timestamp", ON_LEGACY, F_DATE, AT(timestamp)),
};
#undef AT
static const struct fields reposts = OPEN_FIELDS("reposts", repost_fields,
    SQL_API_USER_REPOSTS);

/* The columns of all statements stand in the same order. */
#define AT(col) API_USER_FEED_##col
static const struct field item_fields[] = {
	{ .name = "item", .on = ON_BOTH, .kind = F_ITEM, .col = AT(item_id),
	    .by = AT(item_type) },
	COL("timestamp", ON_BOTH, F_DATE, AT(timestamp)),
	COL("type", ON_BOTH, F_TEXT, AT(item_type)),
};
#undef AT
static const struct fields item = FIELDS("user_feed_item", item_fields,
    SQL_API_USER_FEED);

static const char *const filters[] = { "all", "repost", "original", NULL };

#define FILTER    WORD("filter", 0, filters)
#define FOLLOWEES IDS("followee_user_id")
#define KNOWN(n)  IN(n, P_BOOL, .def = 0, .unused = true)
static const struct param legacy_feed[] = {
	USER_HEADER, FILTER, BOOL("tracks_only"), WITH_USERS,
	FOLLOWEES, UNUSED("es"), LIMIT(100, 1, LIM_PAGE_MAX), END
};
static const struct param legacy_reposts[] = {
	PATH_ID("user_id"), USER_HEADER, WITH_USERS, LP, END
};
static const struct param radar[] = {
	USER, FILTER, KNOWN("tracks_only"), WITH_USERS,
	LIMIT(100, 1, LIM_PAGE_MAX), UNUSED("offset"), END
};
static const struct param user_feed[] = {
	PATH_ID("id"), USER, FILTER, BOOL("tracks_only"), WITH_USERS,
	FOLLOWEES, LIMIT(50, 1, 100), OFFSET(LIM_LIST), END
};
static const struct param for_you[] = {
	PATH_ID("id"), USER, IN("max_per_artist", P_LIMIT, .def = 3, .min = 1,
	    .max = 10), LIMIT(25, 1, 100), OFFSET(200), END
};

/* What is for sale was in no feed of 2022. */
static const struct fixed open[] = { { "gated", "f" }, { NULL, NULL } };
static const struct fixed tracks[] = {
	{ "gated", "t" }, { "tracks_only", "t" }, { NULL, NULL }
};
static const struct fixed all[] = { { "unavailable", "t" }, { NULL, NULL } };

static const struct route rows[] = {
	{
		.path = "/feed", .on = ON_LEGACY, .record = &feed,
		.stmt = SQL_API_FEED, .fixed = open, .params = legacy_feed,
		.fn = legacy_feed_get,
	}, {
		.path = "/feed/reposts/:user_id", .on = ON_LEGACY,
		.record = &reposts, .stmt = SQL_API_USER_REPOSTS,
		.fixed = all, .params = legacy_reposts,
	}, {
		.path = "/tracks/under_the_radar", .on = ON_BOTH,
		.model = &model_track, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 10, .stmt = SQL_API_FEED, .fixed = tracks,
		.params = radar,
	}, {
		.path = "/users/:id/feed", .on = ON_BOTH, .record = &item,
		.auth = true, .ttl_s = 5, .stmt = SQL_API_USER_FEED,
		.params = user_feed,
	}, {
		.path = "/users/:id/feed/for-you", .on = ON_BOTH,
		.record = &item, .auth = true, .ttl_s = 60,
		.stmt = SQL_API_FOR_YOU, .params = for_you,
		.fn = for_you_get,
	},
};
/* clang-format on */

const struct family family_feed = FAMILY(rows);
