/* SPDX-License-Identifier: ISC */
/* The other discovery nodes, as this one has found them: /nodes. */
#include "fcgi/api/rows.h"
#include "fcgi/serve/envelope.h"
#include "watch/nodes.h"

static enum rc
nodes_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	struct peers_seen p;
	enum rc rc;

	if ((rc = peers_read(k->c, &p)) != RC_OK)
		return rc;
	peers_json(w, &p);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const struct param none[] = { END };

static const struct route rows[] = {
	{
		.path = "/nodes", .on = ON_BOTH, .ttl_s = 5,
		.stmt = STMT_NONE, .params = none, .fn = nodes_get,
	},
};
/* clang-format on */

const struct family family_nodes = FAMILY(rows);
