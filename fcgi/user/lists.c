/* SPDX-License-Identifier: ISC */
/* Lists of users: who follows, subscribes, remixes, is like somebody. */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"

/* The list's first row says how long it is. */
static enum rc
remixers_count_get(struct call *k)
{
	const char *p[PARAM_MAX], *n = "0";
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_USER_REMIXERS);
	param_put(p, SQL_API_USER_REMIXERS, "limit", "1");
	param_put(p, SQL_API_USER_REMIXERS, "offset", "0");
	if ((rc = db_run(k->c, &res, SQL_API_USER_REMIXERS, p)) != RC_OK)
		return rc;
	if (PQntuples(res) > 0)
		n = db_text(res, 0, API_USER_REMIXERS_total);
	return list_number(k, n);
}

/* clang-format off */
#define AT(col) API_SUBSCRIBERS_OF_##col
static const struct field subscribers_fields[] = {
	COL("subscriber_ids", ON_BOTH, F_IDS, AT(subscriber_ids)),
	COL("user_id", ON_BOTH, F_ID, AT(user_id)),
};
#undef AT

static const struct fields subscribers = FIELDS("user_subscribers",
    subscribers_fields, SQL_API_SUBSCRIBERS_OF);

static const struct param ids_asked[] = {
	IN("ids", P_IDS, NO, .required = true), END
};
static const struct param ids_posted[] = {
	BODY_IDS("ids"), END
};
static const struct param id_p10[] = { PATH_ID("id"), USER, P10, END };
static const struct param id_g20[] = { PATH_ID("id"), USER, G20, END };
static const struct param id_related[] = {
	PATH_ID("id"), USER, BOOL("filter_followed"), P10, END
};
static const struct param id_remixers[] = {
	PATH_ID("id"), USER, ID("track_id"), P10, END
};
/* The page of 2025, as long as in 2022 for who asks. */
#define TOP LIMIT(20, 1, LIM_PAGE_MAX), OFFSET(LIM_LIST)
static const struct param id_remixers_count[] = {
	PATH_ID("id"), USER, ID("track_id"), END
};
static const struct param top[] = { USER, TOP, END };
static const struct param genre_top[] = { USER, TEXTS("genre"), TOP, END };

static const struct route rows[] = {
	{
		.path = "/users/:id/followers", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_FOLLOWERS, .params = id_p10,
	}, {
		.path = "/users/:id/following", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_FOLLOWING, .params = id_p10,
	}, {
		.path = "/users/:id/subscribers", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_SUBSCRIBERS, .params = id_p10,
	}, {
		.path = "/users/subscribers", .on = ON_BOTH,
		.record = &subscribers, .ttl_s = 5,
		.stmt = SQL_API_SUBSCRIBERS_OF, .params = ids_asked,
	}, {
		.path = "/users/subscribers", .on = ON_BOTH,
		.record = &subscribers, .post = true,
		.stmt = SQL_API_SUBSCRIBERS_OF, .params = ids_posted,
	}, {
		/* of the current user, so that nothing is ever stored */
		.path = "/users/:id/mutuals", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_MUTUALS, .params = id_g20,
	}, {
		.path = "/users/:id/muted", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .auth = true,
		.stmt = SQL_API_USER_MUTED, .params = id_g20,
	}, {
		.path = "/users/:id/related", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_RELATED, .params = id_related,
	}, {
		.path = "/users/:id/remixers", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_USER_REMIXERS, .params = id_remixers,
	}, {
		.path = "/users/:id/remixers/count", .on = ON_BOTH,
		.ttl_s = 5, .stmt = SQL_API_USER_REMIXERS,
		.params = id_remixers_count, .fn = remixers_count_get,
	}, {
		.path = "/users/top", .on = ON_BOTH, .model = &model_user,
		.rule = RULE_SHOWN, .ttl_s = 86400,
		.stmt = SQL_API_USERS_TOP, .params = top,
	}, {
		.path = "/users/genre/top", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 86400,
		.stmt = SQL_API_USERS_GENRE_TOP, .params = genre_top,
	},
};
/* clang-format on */

const struct family family_user_lists = FAMILY(rows);
