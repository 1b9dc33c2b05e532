/* SPDX-License-Identifier: ISC */
/* Small routes about the node. */
#include <string.h>

#include "common/base/num.h"
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/serve/envelope.h"

static enum rc
version_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_str(w, "service", SERVICE_NAME);
	jsonw_str(w, "version", k->app->cf->service_version);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* We are alive; and is the database? */
static enum rc
ready_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	PGresult *res;
	bool ready;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_READY, NULL)) != RC_OK ||
	    (rc = db_bool(k->c, &ready, res, 0, 0)) != RC_OK)
		return rc;
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_bool(w, "ready", ready);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

static enum rc
location_get(struct call *k)
{
	const struct conf *cf = k->app->cf;
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_str(w, "country", cf->country);
	jsonw_str(w, "latitude", cf->latitude);
	jsonw_str(w, "longitude", cf->longitude);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

static enum rc
ip_check_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_str(w, NULL, k->rq->client);
	return envelope(k, 200, jsonw_done(w));
}

static enum rc
confirmation(struct call *k, int status, bool found, bool passed)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_bool(w, "block_found", found);
	jsonw_bool(w, "block_passed", passed);
	jsonw_end(w);
	return envelope(k, status, jsonw_done(w));
}

static enum rc
block_confirmation_get(struct call *k)
{
	const char *p[2];
	PGresult *res;
	bool found, passed;
	int64_t n;
	enum rc rc;

	param_bind(k, p, SQL_API_BLOCK_CONFIRMATION);
	if (p[0] == NULL || p[1] == NULL ||
	    num_i64(&n, p[1], 0, INT64_MAX) != 0)
		return confirmation(k, 400, false, false);
	if ((rc = db_run(k->c, &res, SQL_API_BLOCK_CONFIRMATION, p)) != RC_OK ||
	    (rc = db_bool(k->c, &found, res, 0, 0)) != RC_OK ||
	    (rc = db_bool(k->c, &passed, res, 0, 1)) != RC_OK)
		return rc;
	return confirmation(k, 200, found, passed);
}

/* clang-format off */
static const struct param none[] = { END };
static const struct param confirmed[] = {
	TEXT("blockhash"), TEXT("blocknumber"), END
};

static const struct route rows[] = {
	{
		.path = "/version", .on = ON_SERVICE, .offline = true,
		.stmt = STMT_NONE, .params = none, .fn = version_get,
	}, {
		.path = "/ready", .on = ON_SERVICE,
		.stmt = STMT_NONE, .params = none, .fn = ready_get,
	}, {
		.path = "/location", .on = ON_SERVICE, .offline = true,
		.stmt = STMT_NONE, .params = none, .fn = location_get,
	}, {
		.path = "/ip_check", .on = ON_SERVICE, .offline = true,
		.stmt = STMT_NONE, .params = none, .fn = ip_check_get,
	}, {
		.path = "/block_confirmation", .on = ON_LEGACY,
		.stmt = STMT_NONE, .params = confirmed,
		.fn = block_confirmation_get,
	}, {
		.path = "/block-confirmation", .on = ON_LEGACY,
		.stmt = STMT_NONE, .params = confirmed,
		.fn = block_confirmation_get,
	},
};
/* clang-format on */

const struct family family_status = FAMILY(rows);
