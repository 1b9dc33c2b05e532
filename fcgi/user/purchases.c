/* SPDX-License-Identifier: ISC */
/*
 * What users have bought and sold: as far as an import or another program has
 * told of it, for it is on another chain, which is not read.  It is shown to
 * nobody but the user, or whom he lets act for him: others get what somebody
 * has who never bought anything.
 */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/serve/envelope.h"

/* clang-format off */
/* Purchases and sales have the same columns. */
#define PURCHASE(of) { \
	COL("access", ON_BOTH, F_TEXT, of##_access), \
	COL("amount", ON_BOTH, F_TEXT, of##_amount), \
	COL("buyer_user_id", ON_BOTH, F_ID, of##_buyer_user_id), \
	COL("content_id", ON_BOTH, F_ID, of##_content_id), \
	COL("content_type", ON_BOTH, F_TEXT, of##_content_type), \
	COL("created_at", ON_BOTH, F_DATE, of##_created_at), \
	COL("extra_amount", ON_BOTH, F_TEXT, of##_extra_amount), \
	COL("seller_user_id", ON_BOTH, F_ID, of##_seller_user_id), \
	COL("signature", ON_BOTH, F_TEXT, of##_signature), \
	COL("slot", ON_BOTH, F_NUM, of##_slot), \
	COL("splits", ON_BOTH, F_JSON, of##_splits), \
	COL("updated_at", ON_BOTH, F_DATE, of##_updated_at), \
}
static const struct field purchase_fields[] = PURCHASE(API_PURCHASES);
static const struct field sale_fields[] = PURCHASE(API_SALES);
static const struct field sold_fields[] = {
	COL("content_id", ON_BOTH, F_ID, API_SALES_BY_ITEM_content_id),
	COL("content_type", ON_BOTH, F_TEXT, API_SALES_BY_ITEM_content_type),
	COL("purchase_count", ON_BOTH, F_NUM, API_SALES_BY_ITEM_purchase_count),
};

static const struct fields purchase = FIELDS("purchase", purchase_fields,
    SQL_API_PURCHASES);
static const struct fields sale = FIELDS("sale", sale_fields, SQL_API_SALES);
static const struct fields sold = FIELDS("sales_aggregate", sold_fields,
    SQL_API_SALES_BY_ITEM);
/* clang-format on */

static enum rc
number_get(struct call *k)
{
	enum sql_id stmt = (enum sql_id)k->rt->stmt;
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, stmt);
	if ((rc = db_run(k->c, &res, stmt, p)) != RC_OK)
		return rc;
	return list_number(k, db_text(res, 0, 0));
}

/* clang-format off */
static const char *const kinds[] = { "track", "album", "playlist", NULL };
static const char *const sorts[] = { "date", "content_title", "artist_name",
	"buyer_name", NULL };
static const char *const directions[] = { "desc", "asc", NULL };

#define KIND WORD("content_type", PARAM_NONE, kinds)
#define CHOSEN(other) PATH_ID("id"), USER, \
	IN(other, P_ID, NO, .as = "other"), IDS("content_ids"), KIND
#define SORTED G50, WORD("sort_method", 0, sorts), \
	WORD("sort_direction", 0, directions)

static const struct param bought[] = { CHOSEN("seller_user_id"), SORTED, END };
static const struct param bought_number[] = { CHOSEN("seller_user_id"), END };
static const struct param sales_asked[] = {
	CHOSEN("buyer_user_id"), SORTED, END
};
static const struct param sales_number[] = { CHOSEN("buyer_user_id"), END };
static const struct param by_item[] = { PATH_ID("id"), USER, P10, END };
/* The id of the thing is a plain number, unlike all others. */
#define OF_THING PATH_ID("id"), USER, KIND, INT("content_id", LIM_ID)
static const struct param buyers[] = { OF_THING, P10, END };
static const struct param buyers_number[] = { OF_THING, END };

#define OWN(p, of, s, ...) { .path = "/users/:id/" p, .on = ON_BOTH, \
	.auth = true, .stmt = (s), .params = (of), __VA_ARGS__ }

static const struct route rows[] = {
	OWN("purchasers", buyers, SQL_API_PURCHASERS, .model = &model_user),
	OWN("purchasers/count", buyers_number, SQL_API_PURCHASERS_NUMBER,
	    .fn = number_get),
	OWN("purchases", bought, SQL_API_PURCHASES, .record = &purchase),
	OWN("purchases/count", bought_number, SQL_API_PURCHASES_NUMBER,
	    .fn = number_get),
	OWN("sales", sales_asked, SQL_API_SALES, .record = &sale),
	OWN("sales/aggregate", by_item, SQL_API_SALES_BY_ITEM,
	    .record = &sold),
	OWN("sales/count", sales_number, SQL_API_SALES_NUMBER,
	    .fn = number_get),
};
/* clang-format on */

const struct family family_user_purchases = FAMILY(rows);
