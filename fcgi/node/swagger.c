/* SPDX-License-Identifier: ISC */
/* The description of what is served here. */
#include "fcgi/api/rows.h"
#include "fcgi/model/openapi.h"

static enum rc
swagger_get(struct call *k)
{
	reply_json(k->out, 200,
	    openapi_json(k->c->a, k->on, k->app->cf->service_version));
	return RC_OK;
}

/* clang-format off */
static const struct param none[] = { END };

static const struct route rows[] = {
	{
		.path = "/swagger.json", .on = ON_BOTH, .offline = true,
		.ttl_s = 60, .stmt = STMT_NONE, .params = none,
		.fn = swagger_get,
	},
};
/* clang-format on */

const struct family family_swagger = FAMILY(rows);
