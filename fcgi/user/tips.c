/* SPDX-License-Identifier: ISC */
/*
 * Who has tipped whom.  Tips are on another chain, which is not read: here is
 * what an import or another program has told of them.
 */
#include <stdlib.h>

#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/serve/envelope.h"

/* clang-format off */
static const struct field supporter_fields[] = {
	COL("amount", ON_BOTH, F_WEI, API_SUPPORTERS_amount),
	COL("rank", ON_BOTH, F_NUM, API_SUPPORTERS_rank),
	COL("sender", ON_BOTH, F_USER, API_SUPPORTERS_sender_user_id),
};
static const struct field supporting_fields[] = {
	COL("amount", ON_BOTH, F_WEI, API_SUPPORTING_amount),
	COL("rank", ON_BOTH, F_NUM, API_SUPPORTING_rank),
	COL("receiver", ON_BOTH, F_USER, API_SUPPORTING_receiver_user_id),
};
#define AT(col) API_SUPPORTING_ONE_##col
static const struct field one_supporter_fields[] = {
	COL("amount", ON_BOTH, F_WEI, AT(amount)),
	COL("rank", ON_BOTH, F_NUM, AT(rank)),
	COL("sender", ON_BOTH, F_USER, AT(sender_user_id)),
};
static const struct field one_supporting_fields[] = {
	COL("amount", ON_BOTH, F_WEI, AT(amount)),
	COL("rank", ON_BOTH, F_NUM, AT(rank)),
	COL("receiver", ON_BOTH, F_USER, AT(receiver_user_id)),
};
#undef AT

static void followee_supporters(const struct view *v, struct jsonw *w,
    const char *key);

#define AT(col) API_TIPS_##col
static const struct field tip_fields[] = {
	COL("amount", ON_BOTH, F_WEI, AT(amount)),
	COL("created_at", ON_BOTH, F_DATE, AT(created_at)),
	FN("followee_supporters", ON_FULL, followee_supporters),
	COL("receiver", ON_BOTH, F_USER, AT(receiver_user_id)),
	COL("sender", ON_BOTH, F_USER, AT(sender_user_id)),
	COL("slot", ON_FULL, F_NUM, AT(slot)),
	COL("tx_signature", ON_FULL, F_TEXT, AT(tx_signature)),
};

static const struct fields supporter = FIELDS("supporter", supporter_fields,
    SQL_API_SUPPORTERS);
static const struct fields supporting = FIELDS("supporting",
    supporting_fields, SQL_API_SUPPORTING);
static const struct fields one_supporter = FIELDS("one_supporter",
    one_supporter_fields, SQL_API_SUPPORTING_ONE);
static const struct fields one_supporting = FIELDS("one_supporting",
    one_supporting_fields, SQL_API_SUPPORTING_ONE);
static const struct fields tip = FIELDS("tip", tip_fields, SQL_API_TIPS);
/* clang-format on */

/* Supporters whom the current user follows: an array of integers. */
static void
followee_supporters(const struct view *v, struct jsonw *w, const char *key)
{
	const char *s = view_text(v, AT(followee_supporters));
	char *end;

	jsonw_arr(w, key);
	while (s != NULL && (*s == '{' || *s == ',') && s[1] != '}') {
		jsonw_obj(w, NULL);
		jsonw_id(w, "user_id", strtoll(s + 1, &end, 10));
		jsonw_end(w);
		s = end;
	}
	jsonw_end(w);
}
#undef AT

/* Whom nobody follows nobody has asked for. */
static enum rc
tips_get(struct call *k)
{
	if (k->me == 0 && param_get(k, "current_user_follows")->set)
		return reply_fail(k, 400, "user_id is required");
	return list_answer(k);
}

/* clang-format off */
static const char *const follows[] = { "sender", "receiver",
	"sender_or_receiver", NULL };
static const char *const unique[] = { "sender", "receiver", NULL };

/* Each rank of whom a user supports is counted: so many and no more. */
#define RANKED LIMIT(100, 1, 100), OFFSET(LIM_LIST)

static const struct param of_receiver[] = { PATH_ID("id"), USER, LP, END };
static const struct param of_sender[] = { PATH_ID("id"), USER, RANKED, END };
static const struct param one_sender[] = {
	PATH("id", P_ID, "receiver"), PATH("supporter_user_id", P_ID, "sender"),
	USER, END
};
static const struct param one_receiver[] = {
	PATH("id", P_ID, "sender"), PATH("supported_user_id", P_ID, "receiver"),
	USER, END
};
static const struct param tips_asked[] = {
	USER, LP, INT("receiver_min_followers", LIM_ID),
	BOOL("receiver_is_verified"),
	WORD("current_user_follows", PARAM_NONE, follows),
	WORD("unique_by", PARAM_NONE, unique), INT("min_slot", LIM_ID),
	INT("max_slot", LIM_ID), TEXTS("tx_signature"), TEXT("tx_signatures"),
	IDS("exclude_recipients"), END
};

static const struct route rows[] = {
	{
		.path = "/users/:id/supporters", .on = ON_BOTH,
		.record = &supporter, .ttl_s = 5, .stmt = SQL_API_SUPPORTERS,
		.params = of_receiver,
	}, {
		.path = "/users/:id/supporters/:supporter_user_id",
		.on = ON_BOTH, .record = &one_supporter, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE, .ttl_s = 5,
		.stmt = SQL_API_SUPPORTING_ONE, .params = one_sender,
	}, {
		.path = "/users/:id/supporting", .on = ON_BOTH,
		.record = &supporting, .ttl_s = 5, .stmt = SQL_API_SUPPORTING,
		.params = of_sender,
	}, {
		.path = "/users/:id/supporting/:supported_user_id",
		.on = ON_BOTH, .record = &one_supporting, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE, .ttl_s = 5,
		.stmt = SQL_API_SUPPORTING_ONE, .params = one_receiver,
	}, {
		.path = "/tips", .on = ON_BOTH, .record = &tip, .ttl_s = 5,
		.plan_each = true, .stmt = SQL_API_TIPS, .params = tips_asked,
		.fn = tips_get,
	},
};
/* clang-format on */

const struct family family_user_tips = FAMILY(rows);
