/* SPDX-License-Identifier: ISC */
/* What could not be indexed: operators read it, other nodes ask for it. */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/serve/envelope.h"

static enum rc
transaction_status_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_TRANSACTION_STATUS);
	if (p[0] == NULL || p[1] == NULL || p[2] == NULL)
		return reply_fail(k, 400,
		    "Please pass in required query parameters 'blocknumber', "
		    "'blockhash', and 'transactionhash'");
	rc = db_run(k->c, &res, SQL_API_TRANSACTION_STATUS, p);
	if (rc != RC_OK)
		return rc;
	jsonw_str(w, NULL, db_text(res, 0, 0));
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
#define AT(col) API_SKIPPED_TRANSACTIONS_##col
static const struct field skipped_fields[] = {
	COL("blockhash", ON_LEGACY, F_TEXT, AT(blockhash)),
	COL("blocknumber", ON_LEGACY, F_NUM, AT(blocknumber)),
	COL("created_at", ON_LEGACY, F_DATE, AT(created_at)),
	COL("id", ON_LEGACY, F_NUM, AT(id)),
	COL("level", ON_LEGACY, F_TEXT, AT(level)),
	COL("txhash", ON_LEGACY, F_TEXT, AT(txhash)),
	COL("updated_at", ON_LEGACY, F_DATE, AT(updated_at)),
};
#undef AT

static const struct fields skipped = FIELDS("skipped_transaction",
    skipped_fields, SQL_API_SKIPPED_TRANSACTIONS);

static const struct param transaction[] = {
	IN("blocknumber", P_INT, NO, .min = -1, .max = INT64_MAX),
	TEXT("blockhash"), TEXT("transactionhash"), END
};

static const struct route rows[] = {
	{
		.path = "/indexing/transaction_status", .on = ON_LEGACY,
		.stmt = STMT_NONE, .params = transaction,
		.fn = transaction_status_get,
	}, {
		.path = "/indexing/skipped_transactions", .on = ON_LEGACY,
		.record = &skipped, .plan_each = true,
		.stmt = SQL_API_SKIPPED_TRANSACTIONS, .params = transaction,
	},
};
/* clang-format on */

const struct family family_indexing = FAMILY(rows);
