/* SPDX-License-Identifier: ISC */
#include "jobs/job.h"

#include <string.h>

#include "chain/eth.h"
#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/migrate.h"

const struct job *
job_find(const char *name)
{
	size_t i;

	for (i = 0; i < njobs; i++)
		if (strcmp(jobs[i].name, name) == 0)
			return &jobs[i];
	return NULL;
}

bool
job_go_on(const struct job_run *r)
{
	return !stop_asked() && now_ms() < r->end_ms;
}

enum rc
job_done(struct ctx *c, const char *key)
{
	const char *param[] = { key };

	return db_exec(c, SQL_JOB_DONE, param);
}

static enum rc
locked(struct job_run *r)
{
	struct ctx *c = r->c;
	enum rc rc;

	if (r->job->needs_eth && (rc = eth_new(c, &r->eth)) != RC_OK)
		return rc;
	rc = lock_file(c, arena_printf(c->a, "job-%s", r->job->name));
	if (rc != RC_OK || (rc = db_open(c, &c->db, DB_WRITER)) != RC_OK ||
	    (rc = lock_db(c, r->job->lock)) != RC_OK ||
	    (rc = migrate_check(c)) != RC_OK)
		return rc;
	r->end_ms = now_ms() + (int64_t)c->cf->run_seconds * 1000;
	return r->job->run(r);
}

enum rc
job_run(struct job_run *r)
{
	enum rc rc = locked(r);

	eth_free(r->eth);
	db_close(r->c->db);
	r->eth = NULL;
	r->c->db = NULL;
	return rc;
}
