/* SPDX-License-Identifier: ISC */
/* What processes left behind that are no more, and what is too old. */
#include <inttypes.h>

#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "crawler/run/run.h"

#define PURGED_AT_ONCE "1000"

const char *
run_number(struct ctx *c, int64_t n)
{
	return arena_printf(c->a, "%" PRId64, n);
}

bool
run_go_on(const struct run *r)
{
	return !stop_asked() && now_ms() < r->end_ms;
}

static enum rc
purge(struct run *r)
{
	const char *param[] = { run_number(r->c,
				    (int64_t)r->c->cf->crawl_keep_days),
		PURGED_AT_ONCE };

	if (r->c->cf->crawl_keep_days == 0)
		return RC_OK;
	return db_exec(r->c, SQL_CRAWL_PURGE, param);
}

enum rc
run_reap(struct run *r)
{
	const char *param[] = { run_number(r->c,
	    (int64_t)r->c->cf->crawl_step_s) };
	PGresult *res;
	enum rc rc = db_run(r->c, &res, SQL_CRAWL_REAP, param);

	if (rc != RC_OK)
		return rc;
	r->reaped += (size_t)PQntuples(res);
	return purge(r);
}
