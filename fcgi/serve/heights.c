/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/heights.h"

#include <stdio.h>
#include <string.h>

#include "common/db/db.h"

static enum rc
number(struct ctx *c, int64_t *n, const PGresult *res, int col)
{
	*n = HEIGHT_UNKNOWN;
	if (PQgetisnull(res, 0, col))
		return RC_OK;
	return db_i64(c, n, res, 0, col);
}

static void
hash(char out[HEIGHT_HASH], const PGresult *res, int col)
{
	const char *s = db_text(res, 0, col);

	/* with "0x" or, of a core chain, without; another length is none */
	if (s == NULL ||
	    (strlen(s) != HEIGHT_HASH - 1 && strlen(s) != HEIGHT_HASH - 3))
		s = "";
	(void)snprintf(out, HEIGHT_HASH, "%s", s);
}

void
heights_unknown(struct heights *h)
{
	memset(h, 0, sizeof(*h));
	h->indexed = h->chain = HEIGHT_UNKNOWN;
	h->read = true;
}

enum rc
heights_read(struct ctx *c, struct heights *h)
{
	PGresult *res;
	enum rc rc;

	if (h->read)
		return RC_OK;
	if (c->db == NULL)
		return err_set(&c->err, RC_DB, "database: not reachable");
	if ((rc = db_run(c, &res, SQL_API_HEIGHTS, NULL)) != RC_OK ||
	    (rc = number(c, &h->indexed, res, 0)) != RC_OK ||
	    (rc = number(c, &h->chain, res, 2)) != RC_OK)
		return rc;
	hash(h->indexed_hash, res, 1);
	hash(h->chain_hash, res, 3);
	h->read = true;
	return RC_OK;
}
