/* SPDX-License-Identifier: ISC */
/*
 * What the registry on Ethereum says of content and discovery nodes replaces
 * what is kept of them, in one transaction and only when all was read.
 */
#include "chain/providers.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "jobs/job.h"

struct found {
	struct provider *p;
	size_t n;
};

static enum rc
read_type(struct job_run *r, struct found *f, enum provider_type type)
{
	uint64_t total, i;
	size_t step;
	enum rc rc;

	if ((rc = providers_total(r->c, r->eth, &total, type)) != RC_OK)
		return rc;
	f->n = total;
	f->p = arena_zalloc(r->c->a, total + 1, sizeof(*f->p));
	for (i = 0; i < total; i++)
		f->p[i].id = (int64_t)i + 1;
	for (i = 0; i < total; i += step) {
		step = total - i < LIM_RPC_BATCH ? total - i : LIM_RPC_BATCH;
		rc = providers_read(r->c, r->eth, f->p + i, step, type);
		if (rc != RC_OK)
			return rc;
		r->read += step;
		if (!job_go_on(r))
			return err_set(&r->c->err, RC_UPSTREAM,
			    "%s %llu of %llu: no time left", "service provider",
			    (unsigned long long)i + step,
			    (unsigned long long)total);
	}
	return RC_OK;
}

static enum rc
write_type(struct job_run *r, const struct found *f, enum provider_type type)
{
	const char *param[PROVIDER_COLUMNS];
	enum rc rc;

	r->changed += providers_columns(r->c->a, param, f->p, f->n, type);
	if ((rc = db_exec(r->c, SQL_ETH_PROVIDERS_KEEP, param)) != RC_OK)
		return rc;
	return db_exec(r->c, SQL_ETH_PROVIDERS_PUT, param);
}

static enum rc
write_all(struct job_run *r, const struct found f[PROVIDER__MAX])
{
	enum provider_type t;
	enum rc rc;

	if ((rc = db_begin(r->c)) != RC_OK)
		return rc;
	for (t = 0; rc == RC_OK && t < PROVIDER__MAX; t++)
		rc = write_type(r, &f[t], t);
	if (rc == RC_OK)
		rc = job_done(r->c, "service_providers:last-completion");
	return db_end(r->c, rc);
}

enum rc
service_providers_run(struct job_run *r)
{
	struct found f[PROVIDER__MAX];
	enum provider_type t;
	enum rc rc;

	for (t = 0; t < PROVIDER__MAX; t++)
		if ((rc = read_type(r, &f[t], t)) != RC_OK)
			return rc;
	return write_all(r, f);
}
