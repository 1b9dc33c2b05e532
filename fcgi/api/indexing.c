/* SPDX-License-Identifier: ISC */
/* What could not be indexed: operators read it, other nodes ask for it. */
#include "common/db/db.h"
#include "fcgi/api/answers.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/serve/envelope.h"

enum {
	C_ID,
	C_BLOCKNUMBER,
	C_BLOCKHASH,
	C_TXHASH,
	C_CREATED,
	C_UPDATED,
	C_LEVEL
};

#define BIND "blocknumber blockhash transactionhash"

enum rc
transaction_status_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[3];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, BIND);
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

static void
write_skipped(struct jsonw *w, const PGresult *res, int row)
{
	jsonw_obj(w, NULL);
	jsonw_str(w, "blockhash", db_text(res, row, C_BLOCKHASH));
	jsonw_numtext(w, "blocknumber", db_text(res, row, C_BLOCKNUMBER));
	date_write(w, "created_at", db_text(res, row, C_CREATED), true);
	jsonw_numtext(w, "id", db_text(res, row, C_ID));
	jsonw_str(w, "level", db_text(res, row, C_LEVEL));
	jsonw_str(w, "txhash", db_text(res, row, C_TXHASH));
	date_write(w, "updated_at", db_text(res, row, C_UPDATED), true);
	jsonw_end(w);
}

enum rc
skipped_transactions_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[3];
	PGresult *res;
	enum rc rc;
	int i;

	param_bind(k, p, BIND);
	rc = list_run(k, &res, SQL_API_SKIPPED_TRANSACTIONS, p);
	if (rc != RC_OK)
		return rc;
	jsonw_sorted(w);
	jsonw_arr(w, NULL);
	for (i = 0; i < PQntuples(res); i++)
		write_skipped(w, res, i);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}
