/* SPDX-License-Identifier: ISC */
#include "jobs/eth/pick.h"

#include <stdbool.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/db.h"

#define NEXT_KEY "user_balances:next"
#define LOOK     "100000" /* users looked at for one that is new */

static bool
has(const struct pick *p, int64_t id)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->id[i] == id)
			return true;
	return false;
}

static void
add(struct pick *p, int64_t id, const char *seqs)
{
	p->id[p->n] = id;
	p->seqs[p->n++] = seqs;
}

static enum rc
waiting(struct ctx *c, struct pick *p)
{
	const char *param[] = { arena_printf(c->a, "%d", LIM_REFRESH) };
	PGresult *res;
	int64_t id;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_JOB_REFRESH_LIST, param)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res) && i < LIM_REFRESH; i++) {
		if ((rc = db_i64(c, &id, res, i, 0)) != RC_OK)
			return rc;
		add(p, id, db_text(res, i, 1));
	}
	return RC_OK;
}

static enum rc
read_next(struct ctx *c, struct pick *p)
{
	const char *param[] = { NEXT_KEY };
	PGresult *res;
	uint64_t n;
	enum rc rc;

	p->next = "0";
	if ((rc = db_run(c, &res, SQL_KEY_GET, param)) != RC_OK)
		return rc;
	if (PQntuples(res) > 0 &&
	    num_u64(&n, db_text(res, 0, 0), 0, LIM_ID) == 0)
		p->next = db_text(res, 0, 0);
	return RC_OK;
}

static enum rc
find_old(struct ctx *c, PGresult **old, PGresult **new, struct pick *p)
{
	const char *count = arena_printf(c->a, "%d", LIM_REFRESH_OLD);
	const char *param[] = { p->next, LOOK, count };
	enum rc rc;

	if ((rc = db_run(c, old, SQL_JOB_BALANCES_OLD, &count)) != RC_OK ||
	    (rc = db_run(c, new, SQL_JOB_BALANCES_NEVER, param)) != RC_OK)
		return rc;
	p->next = db_text(*new, 0, 1);
	return RC_OK;
}

/* One of each kind in turn: neither waits for the other to come to an end. */
static enum rc
rest(struct ctx *c, struct pick *p)
{
	size_t most = p->n + LIM_REFRESH_OLD;
	PGresult *res[2];
	int64_t id;
	enum rc rc;
	int i, k;

	if ((rc = find_old(c, &res[0], &res[1], p)) != RC_OK)
		return rc;
	for (i = 0; i < LIM_REFRESH_OLD && p->n < most; i++)
		for (k = 0; k < 2 && p->n < most; k++) {
			if (i >= PQntuples(res[k]) ||
			    db_text(res[k], i, 0) == NULL)
				continue;
			if ((rc = db_i64(c, &id, res[k], i, 0)) != RC_OK)
				return rc;
			if (!has(p, id))
				add(p, id, NULL);
			/* Those behind the last one taken are looked at again.
			 */
			if (k == 1)
				p->next = db_text(res[k], i, 0);
		}
	if (p->n < most)
		p->next = db_text(res[1], 0, 1);
	return RC_OK;
}

enum rc
pick_users(struct ctx *c, struct pick *p)
{
	size_t most = LIM_REFRESH + LIM_REFRESH_OLD;
	enum rc rc;

	p->n = 0;
	p->id = arena_zalloc(c->a, most, sizeof(*p->id));
	p->seqs = arena_zalloc(c->a, most, sizeof(*p->seqs));
	if ((rc = waiting(c, p)) != RC_OK || (rc = read_next(c, p)) != RC_OK)
		return rc;
	return rest(c, p);
}

enum rc
pick_done(struct ctx *c, const struct pick *p)
{
	const char *param[] = { "{" NEXT_KEY "}",
		arena_printf(c->a, "{%s}", p->next) };

	return db_exec(c, SQL_KEYS_PUT, param);
}
