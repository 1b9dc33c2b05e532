/* SPDX-License-Identifier: ISC */
#include "common/db/copy.h"

#include <limits.h>

#include "common/base/num.h"
#include "common/db/impl.h"

/* What the server says behind the last row; the first failure counts. */
static enum rc
finish(struct ctx *c, const char *name, int64_t *rows)
{
	enum rc rc = RC_OK;
	PGresult *res;

	while ((res = PQgetResult(c->db->pg)) != NULL) {
		if (rc == RC_OK)
			rc = db_check(c, name, res);
		if (rc == RC_OK && rows != NULL &&
		    num_i64(rows, PQcmdTuples(res), 0, INT64_MAX) != 0)
			rc = err_set(&c->err, RC_BUG, "copy: %s: no count",
			    name);
		PQclear(res);
	}
	return rc;
}

static enum rc
begin(struct ctx *c, const char *name, const char *sql, ExecStatusType want)
{
	PGresult *res = PQexec(c->db->pg, sql);
	enum rc rc = RC_OK;

	if (PQresultStatus(res) != want)
		rc = db_check(c, name, res);
	if (rc == RC_OK && PQresultStatus(res) != want)
		rc = err_set(&c->err, RC_BUG, "copy: %s: no such statement",
		    name);
	PQclear(res);
	return rc;
}

enum rc
db_copy_in(struct ctx *c, const char *name, const char *sql)
{
	return begin(c, name, sql, PGRES_COPY_IN);
}

enum rc
db_copy_put(struct ctx *c, const char *name, const char *p, size_t len)
{
	size_t n;
	enum rc rc;

	for (; len > 0; p += n, len -= n) {
		n = len < INT_MAX ? len : INT_MAX;
		if (PQputCopyData(c->db->pg, p, (int)n) == 1)
			continue;
		if ((rc = finish(c, name, NULL)) != RC_OK)
			return rc;
		return db_check(c, name, NULL);
	}
	return RC_OK;
}

enum rc
db_copy_in_end(struct ctx *c, const char *name, int64_t *rows)
{
	if (PQputCopyEnd(c->db->pg, NULL) != 1)
		return db_check(c, name, NULL);
	return finish(c, name, rows);
}

enum rc
db_copy_out(struct ctx *c, const char *name, const char *sql)
{
	return begin(c, name, sql, PGRES_COPY_OUT);
}

enum rc
db_copy_get(struct ctx *c, const char *name, char **row, size_t *len)
{
	int n;

	*row = NULL;
	*len = 0;
	n = PQgetCopyData(c->db->pg, row, 0);
	if (n > 0) {
		*len = (size_t)n;
		return RC_OK;
	}
	return finish(c, name, NULL);
}

void
db_copy_free(char *row)
{
	PQfreemem(row);
}
