/* SPDX-License-Identifier: ISC */
/* Events: contests above all. */
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"

/* clang-format off */
/* The columns of both statements stand in the same order. */
#define AT(col) API_EVENTS_##col
static const struct field event_fields[] = {
	COL("created_at", ON_BOTH, F_DATE, AT(created_at)),
	COL("end_date", ON_BOTH, F_DATE, AT(end_date)),
	{ .name = "entity_id", .on = ON_BOTH, .kind = F_REF_ITEM,
	    .col = AT(entity_id), .by = AT(entity_type) },
	COL("entity_type", ON_BOTH, F_TEXT, AT(entity_type)),
	COL("event_data", ON_BOTH, F_JSON, AT(event_data)),
	COL("event_id", ON_BOTH, F_ID, AT(event_id)),
	COL("event_type", ON_BOTH, F_TEXT, AT(event_type)),
	COL("is_deleted", ON_BOTH, F_BOOL0, AT(is_deleted)),
	COL("updated_at", ON_BOTH, F_DATE, AT(updated_at)),
	COL("user_id", ON_BOTH, F_REF_USER, AT(user_id)),
};
#undef AT
static const struct fields event = FIELDS("event", event_fields,
    SQL_API_EVENTS);

static const char *const types[] = { "remix_contest", "live_event",
	"new_release", NULL };
static const char *const things[] = { "track", "collection", "user", NULL };
static const char *const states[] = { "all", "active", "ended", NULL };

#define NAMED(n, list, a) IN(n, P_WORD, NO, .words = (list), .as = (a))
#define MANY(n, a) IN(n, P_IDS, NO, .as = (a))
#define P25 LIMIT(25, 1, 100), OFFSET(LIM_LIST)
#define FILTERS MANY("id", "ids"), MANY("entity_id", "entity_ids"), \
	NAMED("entity_type", things, NULL), NAMED("event_type", types, NULL), \
	IN("filter_deleted", P_BOOL, .def = 1), USER, P25
static const struct param filters[] = { FILTERS, END };
static const struct param contests[] = {
	WORD("status", 0, states), USER, P25, END
};
static const struct param hosted[] = {
	PATH("id", P_ID, "host"), WORD("status", 0, states), USER, P25, END
};

static const struct param followers[] = { PATH_ID("event_id"), USER, G20, END };
static const struct param by_event[] = { PATH_ID("event_id"), USER, END };

static const struct field state_fields[] = {
	COL("follower_count", ON_BOTH, F_NUM,
	    API_EVENT_FOLLOW_STATE_follower_count),
	COL("is_followed", ON_BOTH, F_BOOL0, API_EVENT_FOLLOW_STATE_is_followed),
};
static const struct fields state = FIELDS("event_follow_state", state_fields,
    SQL_API_EVENT_FOLLOW_STATE);

#define STATE(p) { .path = "/events/:event_id/" p, .on = ON_BOTH, \
	.record = &state, .shape = SHAPE_ONE, .shape_full = SHAPE_ONE, \
	.ttl_s = 5, .stmt = SQL_API_EVENT_FOLLOW_STATE, .params = by_event }

#define EVENTS(p, o, s, of) { .path = (p), .on = (o), .record = &event, \
	.related = true, .plan_each = true, .ttl_s = 5, .stmt = (s), \
	.params = (of) }

static const struct route rows[] = {
	EVENTS("/events", ON_BOTH, SQL_API_EVENTS, filters),
	EVENTS("/events/all", ON_BOTH, SQL_API_EVENTS, filters),
	EVENTS("/events/entity", ON_BOTH, SQL_API_EVENTS, filters),
	EVENTS("/events/remix-contests", ON_V1, SQL_API_REMIX_CONTESTS,
	    contests),
	EVENTS("/users/:id/contests", ON_V1, SQL_API_REMIX_CONTESTS, hosted),
	{
		.path = "/events/:event_id/followers", .on = ON_BOTH,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_EVENT_FOLLOWERS, .params = followers,
	},
	STATE("follow_state"),
	STATE("follow-state"),
};
/* clang-format on */

const struct family family_events = FAMILY(rows);
