/* SPDX-License-Identifier: ISC */
#include "admin/digest.h"

#include <stdio.h>

#include "common/base/hex.h"
#include "common/base/num.h"
#include "common/base/u256.h"
#include "common/db/db.h"
#include "common/db/migrate.h"

#define PAGE 1000 /* rows of the statements for lists */

static enum rc
open_database(struct ctx *c)
{
	enum rc rc;

	if ((rc = db_open(c, &c->db, DB_WRITER)) != RC_OK)
		return rc;
	return migrate_check(c);
}

static enum rc
close_database(struct ctx *c, enum rc rc)
{
	db_close(c->db);
	c->db = NULL;
	return rc;
}

/* A sum as other nodes show it; NULL is "-". */
static const char *
sum_text(struct ctx *c, const char *decimal)
{
	struct u256 sum;

	if (decimal == NULL || u256_parse(&sum, decimal) != 0)
		return "-";
	return hex_text(c->a, sum.be, sizeof(sum.be)) + 2;
}

static enum rc
print_block(struct ctx *c, const char *block)
{
	const char *chain;
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_API_DIGEST, &block)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return err_set(&c->err, RC_NOTFOUND,
		    "no digest is kept of %s%s: one is of each block that can "
		    "be undone and of every 1000th, while [discprov] digest "
		    "is on",
		    block != NULL ? "block " : "the current block",
		    block != NULL ? block : "");
	chain = db_text(res, 0, API_DIGEST_chain);
	printf("block   %s %s%s%s\n", db_text(res, 0, API_DIGEST_block),
	    db_text(res, 0, API_DIGEST_blockhash), chain != NULL ? " of " : "",
	    chain != NULL ? chain : "");
	printf("digest  %s\n", db_text(res, 0, API_DIGEST_digest));
	for (i = 0; i < PQntuples(res); i++)
		if (!PQgetisnull(res, i, API_DIGEST_tablename))
			printf("%-30s %s\n",
			    db_text(res, i, API_DIGEST_tablename),
			    sum_text(c, db_text(res, i, API_DIGEST_sum)));
	return RC_OK;
}

/* Page after page: param[last] is what the next one begins behind. */
static enum rc
print_list(struct ctx *c, enum sql_id id, const char **param, unsigned last)
{
	struct arena *keep = c->a, *pages[2];
	PGresult *res;
	enum rc rc;
	int i, n;
	unsigned turn = 0;

	pages[0] = arena_new(SIZE_MAX);
	pages[1] = arena_new(SIZE_MAX);
	do {
		c->a = pages[turn ^= 1];
		arena_reset(c->a);
		if ((rc = db_run(c, &res, id, param)) != RC_OK)
			break;
		n = PQntuples(res);
		for (i = 0; i < n; i++)
			printf("%s  %s\n",
			    id == SQL_API_DIGEST_BUCKETS
				? sum_text(c, db_text(res, i, 3))
				: db_text(res, i, 3),
			    db_text(res, i, 2));
		if (n > 0)
			param[last] = db_text(res, n - 1, 2);
	} while (n == PAGE);
	c->a = keep;
	arena_free(pages[0]);
	arena_free(pages[1]);
	return rc;
}

static enum rc
print_words(struct ctx *c, int n, char *const *word)
{
	const char *param[3] = { NULL };
	uint64_t block;

	if (n == 0 || num_u64(&block, word[0], 0, INT32_MAX) == 0)
		return print_block(c, n == 0 ? NULL : word[0]);
	param[0] = word[0];
	param[1] = n > 1 ? word[1] : "";
	return n == 1 ? print_list(c, SQL_API_DIGEST_BUCKETS, param, 1)
		      : print_list(c, SQL_API_DIGEST_ROWS, param, 2);
}

enum rc
digest_print(struct ctx *c, int n, char *const *word)
{
	enum rc rc = open_database(c);

	return close_database(c, rc == RC_OK ? print_words(c, n, word) : rc);
}

static enum rc
recount(struct ctx *c)
{
	PGresult *res;
	enum rc rc;
	int i, n;

	if ((rc = db_run(c, &res, SQL_DIGEST_CHECK, NULL)) != RC_OK)
		return rc;
	n = PQntuples(res);
	for (i = 0; i < n; i++)
		printf("%s %s: kept %s, counted %s\n",
		    db_text(res, i, DIGEST_CHECK_tablename),
		    db_text(res, i, DIGEST_CHECK_bucket) != NULL
			? db_text(res, i, DIGEST_CHECK_bucket)
			: "in all",
		    sum_text(c, db_text(res, i, DIGEST_CHECK_kept)),
		    sum_text(c, db_text(res, i, DIGEST_CHECK_counted)));
	if (n > 0)
		return err_set(&c->err, RC_DATA,
		    "the digest that is kept is not that of the rows: somebody "
		    "has changed rows with the triggers off, or files of the "
		    "database are damaged. To keep the digest of the rows as "
		    "they are, run the indexer once with [discprov] digest off "
		    "and once with it on");
	printf("the digest that is kept is that of the rows\n");
	return RC_OK;
}

enum rc
digest_recount(struct ctx *c)
{
	enum rc rc = open_database(c);

	return close_database(c, rc == RC_OK ? recount(c) : rc);
}
