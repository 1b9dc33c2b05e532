/* SPDX-License-Identifier: ISC */
/* Reactions to what others sent: to tips, above all. */
#include <string.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/record.h"

/* Each time it is named, and between commas; false: too many. */
static bool
split(struct call *k, struct pgarr *out, const struct value *asked)
{
	char *rest, *one;
	size_t i, n = 0;

	for (i = 0; i < asked->len; i++) {
		rest = arena_strdup(k->c->a, asked->texts[i]);
		while ((one = strsep(&rest, ",")) != NULL) {
			if (n++ == LIM_IDS)
				return false;
			pgarr_text(out, one);
		}
	}
	return true;
}

static enum rc
reactions_get(struct call *k)
{
	struct pgarr *to = pgarr_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	k->what = req_arg(k->rq, "reacted_to_ids", 0);
	if (!split(k, to, param_get(k, "reacted_to")))
		return reply_invalid(k, "reacted_to_ids",
		    "given more than %d times", LIM_IDS);
	param_bind(k, p, SQL_API_REACTIONS);
	param_put(p, SQL_API_REACTIONS, "reacted_to", pgarr_done(to));
	if ((rc = db_run(k->c, &res, SQL_API_REACTIONS, p)) != RC_OK)
		return rc;
	return PQntuples(res) == 0 ? list_missing(k)
				   : record_answer(k, res, SHAPE_LIST);
}

/* clang-format off */
#define AT(col) API_REACTIONS_##col
static const struct field reaction_fields[] = {
	COL("reacted_to", ON_BOTH, F_TEXT, AT(reacted_to)),
	COL("reaction_type", ON_BOTH, F_TEXT, AT(reaction_type)),
	COL("reaction_value", ON_BOTH, F_TEXT, AT(reaction_value)),
	COL("sender_user_id", ON_BOTH, F_ID, AT(sender_user_id)),
};
#undef AT
static const struct fields reaction = FIELDS("reaction", reaction_fields,
    SQL_API_REACTIONS);

static const struct param reacted_to[] = {
	{ .name = "reacted_to_ids", .place = IN_QUERY, .type = P_TEXTS,
	  .required = true, NO, .as = "reacted_to" }, TEXT("type"), END
};

static const struct route rows[] = {
	{
		.path = "/reactions", .on = ON_BOTH, .record = &reaction,
		.ttl_s = 5, .stmt = SQL_API_REACTIONS, .params = reacted_to,
		.fn = reactions_get,
	},
};
/* clang-format on */

const struct family family_reactions = FAMILY(rows);
