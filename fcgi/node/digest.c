/* SPDX-License-Identifier: ISC */
/*
 * The state's digest: that of a block, and the way down from it, table by
 * bucket to row, as they are now.  Other nodes compare it with theirs.
 */
#include <string.h>

#include "common/base/hex.h"
#include "common/base/u256.h"
#include "common/db/db.h"
#include "common/json/jsonw.h"
#include "fcgi/api/rows.h"
#include "fcgi/serve/envelope.h"

/* Decimal of the database as 64 digits. */
static enum rc
put_sum(struct call *k, struct jsonw *w, const char *decimal)
{
	struct u256 sum;

	if (u256_parse(&sum, decimal) != 0)
		return err_set(&k->c->err, RC_BUG, "digest: a sum is no sum");
	jsonw_str(w, "sum", hex_text(k->c->a, sum.be, sizeof(sum.be)) + 2);
	return RC_OK;
}

static enum rc
put_tables(struct call *k, struct jsonw *w, const PGresult *res)
{
	enum rc rc = RC_OK;
	int i;

	jsonw_arr(w, "tables");
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		if (PQgetisnull(res, i, API_DIGEST_tablename))
			continue;
		jsonw_obj(w, NULL);
		rc = put_sum(k, w, db_text(res, i, API_DIGEST_sum));
		jsonw_str(w, "table", db_text(res, i, API_DIGEST_tablename));
		jsonw_end(w);
	}
	jsonw_end(w);
	return rc;
}

static enum rc
digest_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	int64_t block;
	enum rc rc;

	param_bind(k, p, SQL_API_DIGEST);
	if ((rc = db_run(k->c, &res, SQL_API_DIGEST, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return reply_fail(k, 404, "No digest is kept of that block.");
	if ((rc = db_i64(k->c, &block, res, 0, API_DIGEST_block)) != RC_OK)
		return rc;
	jsonw_obj(w, NULL);
	jsonw_int(w, "block", block);
	jsonw_str(w, "blockhash", db_text(res, 0, API_DIGEST_blockhash));
	jsonw_str(w, "chain", db_text(res, 0, API_DIGEST_chain));
	jsonw_str(w, "digest", db_text(res, 0, API_DIGEST_digest));
	if ((rc = put_tables(k, w, res)) != RC_OK)
		return rc;
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* What both lists begin with; the first row is there. */
static enum rc
put_block(struct call *k, struct jsonw *w, const PGresult *res)
{
	int64_t block;
	enum rc rc;

	if (PQntuples(res) == 0) {
		jsonw_null(w, "block");
		jsonw_null(w, "blockhash");
		return RC_OK;
	}
	if ((rc = db_i64(k->c, &block, res, 0, 0)) != RC_OK)
		return rc;
	jsonw_int(w, "block", block);
	jsonw_str(w, "blockhash", db_text(res, 0, 1));
	return RC_OK;
}

#define PAGE 1000 /* rows of both statements */

/* What the next page is asked for with; null behind the last one. */
static void
put_next(struct jsonw *w, const PGresult *res, int col)
{
	int n = PQntuples(res);

	if (n < PAGE)
		jsonw_null(w, "next");
	else
		jsonw_str(w, "next", db_text(res, n - 1, col));
}

static enum rc
buckets_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;
	int i;

	param_bind(k, p, SQL_API_DIGEST_BUCKETS);
	if (!param_get(k, "after")->set)
		param_put(p, SQL_API_DIGEST_BUCKETS, "after", "");
	if ((rc = db_run(k->c, &res, SQL_API_DIGEST_BUCKETS, p)) != RC_OK)
		return rc;
	jsonw_obj(w, NULL);
	if ((rc = put_block(k, w, res)) != RC_OK)
		return rc;
	jsonw_arr(w, "buckets");
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "bucket",
		    db_text(res, i, API_DIGEST_BUCKETS_bucket));
		rc = put_sum(k, w, db_text(res, i, API_DIGEST_BUCKETS_sum));
		jsonw_end(w);
	}
	jsonw_end(w);
	put_next(w, res, API_DIGEST_BUCKETS_bucket);
	jsonw_end(w);
	return rc != RC_OK ? rc : envelope(k, 200, jsonw_done(w));
}

static enum rc
rows_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;
	int i;

	param_bind(k, p, SQL_API_DIGEST_ROWS);
	if ((rc = db_run(k->c, &res, SQL_API_DIGEST_ROWS, p)) != RC_OK)
		return rc;
	jsonw_obj(w, NULL);
	if ((rc = put_block(k, w, res)) != RC_OK)
		return rc;
	put_next(w, res, API_DIGEST_ROWS_key);
	jsonw_arr(w, "rows");
	for (i = 0; i < PQntuples(res); i++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "key", db_text(res, i, API_DIGEST_ROWS_key));
		jsonw_str(w, "term", db_text(res, i, API_DIGEST_ROWS_term));
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
#define TABLE IN("table", P_TEXT, .required = true, NO)
static const struct param one[] = { BLOCK("block", 0, LIM_ID), END };
static const struct param buckets[] = { TEXT("after"), TABLE, END };
static const struct param bucket_rows[] = {
	TEXT("after"), IN("bucket", P_TEXT, .required = true, NO), TABLE, END
};

static const struct route rows[] = {
	{
		.path = "/digest", .on = ON_ANY, .ttl_s = 5,
		.stmt = STMT_NONE, .params = one, .fn = digest_get,
	}, {
		.path = "/digest/buckets", .on = ON_ANY, .ttl_s = 5,
		.stmt = STMT_NONE, .params = buckets, .fn = buckets_get,
	}, {
		.path = "/digest/rows", .on = ON_ANY, .ttl_s = 5,
		.stmt = STMT_NONE, .params = bucket_rows, .fn = rows_get,
	},
};
/* clang-format on */

const struct family family_digest = FAMILY(rows);
