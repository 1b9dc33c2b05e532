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
};
/* clang-format on */

const struct family family_events = FAMILY(rows);
