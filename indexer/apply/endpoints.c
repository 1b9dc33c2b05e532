/* SPDX-License-Identifier: ISC */
#include "indexer/apply/endpoints.h"

#include <inttypes.h>
#include <stdlib.h>

#include "chain/providers.h"
#include "common/base/clock.h"
#include "common/db/db.h"

#define TOTAL_MS 60000 /* so long the number of nodes is believed */

struct nodes {
	struct eth *eth;
	uint64_t total; /* ids that were ever given */
	int64_t at_ms;  /* when that was asked; 0: never */
};

enum rc
nodes_new(struct ctx *c, struct nodes **n)
{
	enum rc rc;

	*n = NULL;
	if (!eth_is_configured(c->cf))
		return RC_OK;
	if ((*n = calloc(1, sizeof(**n))) == NULL)
		err_die("nodes", "no memory");
	if ((rc = eth_new(c, &(*n)->eth)) != RC_OK) {
		free(*n);
		*n = NULL;
	}
	return rc;
}

void
nodes_free(struct nodes *n)
{
	if (n == NULL)
		return;
	eth_free(n->eth);
	free(n);
}

void
nodes_want(struct rows *rs, int64_t id)
{
	rows_want_id(rs, T_ENDPOINTS, id);
	rows_want_id(rs, T_CONTENT_NODES, id);
}

/* Kept, so that nobody has to ask again. */
static enum rc
keep(struct apply *ap, const struct provider *p)
{
	const char *param[PROVIDER_COLUMNS];

	(void)providers_columns(ap->c->a, param, p, 1, PROVIDER_CONTENT);
	return db_queue(ap->c, SQL_ETH_PROVIDERS_PUT, param);
}

/* Users name what ids they like: not for each of them the chain is asked. */
static enum rc
is_given(struct ctx *c, struct nodes *n, int64_t id, bool *yes)
{
	enum rc rc = RC_OK;

	if (n->at_ms == 0 || now_ms() - n->at_ms > TOTAL_MS) {
		rc = providers_total(c, n->eth, &n->total, PROVIDER_CONTENT);
		n->at_ms = rc == RC_OK ? now_ms() : 0;
	}
	*yes = id > 0 && (uint64_t)id <= n->total;
	return rc;
}

static enum rc
ask(struct apply *ap, struct row *r, int64_t id)
{
	struct provider p = { .id = id };
	bool given;
	enum rc rc;

	rc = is_given(ap->c, ap->nodes, id, &given);
	if (rc == RC_OK && given)
		rc = providers_read(ap->c, ap->nodes->eth, &p, 1,
		    PROVIDER_CONTENT);
	if (rc != RC_OK)
		return err_add(&ap->c->err, "endpoint of content node %" PRId64,
		    id);
	rows_know(r, EP_ENDPOINT, p.there ? p.endpoint : "");
	return p.there ? keep(ap, &p) : RC_OK;
}

enum rc
nodes_endpoint(struct apply *ap, const char **endpoint, int64_t id)
{
	struct row *r, *ursm;
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, &r, T_ENDPOINTS, id);
	if (rc != RC_OK)
		return rc;
	if (r->cell[EP_ENDPOINT] == NULL && ap->nodes != NULL &&
	    (rc = ask(ap, r, id)) != RC_OK)
		return rc;
	*endpoint = r->cell[EP_ENDPOINT];
	if (*endpoint != NULL)
		return RC_OK;
	rc = rows_get_id(ap->c, ap->rows, &ursm, T_CONTENT_NODES, id);
	if (rc != RC_OK)
		return rc;
	*endpoint = ursm->cell[CN_ENDPOINT];
	if (*endpoint == NULL && r->cell[EP_ANY] != NULL &&
	    r->cell[EP_ANY][0] == 't')
		*endpoint = "";
	return RC_OK;
}
