/* SPDX-License-Identifier: ISC */
/*
 * Who is asked: the discovery nodes of the Ethereum registry and of
 * [network] discovery_nodes, each once and without us; and those who were asked
 * before, who are no longer in either.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "common/conf/node.h"
#include "common/db/db.h"
#include "common/net/http_addr.h"
#include "jobs/peers/peer.h"

static struct peer *
find(struct pass *p, const char *endpoint)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcasecmp(p->v[i].endpoint, endpoint) == 0)
			return &p->v[i];
	return NULL;
}

static bool
is_us(const struct ctx *c, const char *endpoint, const char *wallet)
{
	return (*wallet != '\0' &&
		   strcasecmp(wallet, c->cf->delegate_owner_wallet) == 0) ||
	       strcasecmp(endpoint, c->cf->url) == 0;
}

static struct peer *
add(struct pass *p, const char *endpoint)
{
	struct peer *n = &p->v[p->n++];

	*n = (struct peer){
		.endpoint = endpoint,
		.wallet = "",
		.judged = { .state = PEER_SUSPECT, .turn = PEER_SUSPECT },
		.is_new = true,
		.last_latency_ms = PEER_UNKNOWN,
		.equal_number = PEER_UNKNOWN,
		.pass = p,
	};
	return n;
}

/* The registry's wallet counts; the operator's, where it says none. */
static void
list(struct pass *p, const char *endpoint, const char *wallet, bool is_named)
{
	struct peer *n;

	if (!http_is_plain(endpoint) || is_us(p->c, endpoint, wallet))
		return;
	if ((n = find(p, endpoint)) == NULL) {
		if (p->n == LIM_PEERS_WATCHED) {
			log_warn(&p->c->log,
			    "node=%s msg=\"not watched: there "
			    "are more than %d\"",
			    endpoint, LIM_PEERS_WATCHED);
			return;
		}
		n = add(p, arena_strdup(p->c->a, endpoint));
	}
	n->is_listed = true;
	n->is_named |= is_named;
	if (*n->wallet == '\0')
		n->wallet = text_lower(p->c->a, wallet);
}

static enum rc
list_all(struct pass *p)
{
	char *rest = arena_strdup(p->c->a, p->c->cf->discovery_nodes);
	struct conf_node node;
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(p->c, &res, SQL_IDX_PEERS, NULL)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++)
		list(p, db_text(res, i, 0), db_text(res, i, 1), false);
	while (conf_node_next(&node, &rest))
		list(p, node.url, node.wallet, true);
	return RC_OK;
}

static void
read_gaps(struct peer *n, char *text)
{
	const char *word;
	int64_t ms;

	while ((word = strsep(&text, " ")) != NULL)
		if (num_i64(&ms, word, 0, INT32_MAX) == 0)
			phi_heard(&n->phi, ms);
}

static enum rc
opt_number(struct ctx *c, int64_t *n, const PGresult *res, int row, int col)
{
	*n = PEER_UNKNOWN;
	return PQgetisnull(res, row, col) ? RC_OK : db_i64(c, n, res, row, col);
}

/* What is kept of one. */
static enum rc
recall(struct peer *n, const PGresult *res, int i)
{
	struct ctx *c = n->pass->c;
	int64_t turns, forks;
	enum rc rc;

	n->is_new = false;
	(void)peer_state_find(&n->judged.state,
	    db_text(res, i, PEERS_KNOWN_state));
	n->judged.turn = n->judged.state;
	(void)peer_state_find(&n->judged.turn,
	    db_text(res, i, PEERS_KNOWN_turn));
	if ((rc = db_i64(c, &turns, res, i, PEERS_KNOWN_turns)) != RC_OK ||
	    (rc = db_i64(c, &forks, res, i, PEERS_KNOWN_forks)) != RC_OK ||
	    (rc = db_i64(c, &n->silent_ms, res, i, PEERS_KNOWN_silent_ms)) !=
		RC_OK ||
	    (rc = opt_number(c, &n->last_latency_ms, res, i,
		 PEERS_KNOWN_latency_ms)) != RC_OK ||
	    (rc = opt_number(c, &n->equal_number, res, i,
		 PEERS_KNOWN_equal_number)) != RC_OK)
		return rc;
	n->judged.turns = (unsigned)turns;
	n->forks = (unsigned)forks;
	n->differs = db_text(res, i, PEERS_KNOWN_differs);
	n->equal_digest = db_text(res, i, PEERS_KNOWN_equal_digest);
	if (db_text(res, i, PEERS_KNOWN_gaps) != NULL)
		read_gaps(n,
		    arena_strdup(c->a, db_text(res, i, PEERS_KNOWN_gaps)));
	return RC_OK;
}

static enum rc
recall_all(struct pass *p)
{
	const char *endpoint;
	struct peer *n;
	PGresult *res;
	enum rc rc = db_run(p->c, &res, SQL_PEERS_KNOWN, NULL);
	int i;

	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		endpoint = db_text(res, i, PEERS_KNOWN_endpoint);
		if ((n = find(p, endpoint)) == NULL) {
			if (p->n == 2 * LIM_PEERS_WATCHED)
				break;
			n = add(p, endpoint);
		} else if (n->endpoint != endpoint) {
			n->endpoint = endpoint; /* as it is kept */
		}
		rc = recall(n, res, i);
	}
	return rc;
}

/* Those who answered fast come first, so that nobody makes others wait who does
   not answer at all. */
static int
by_latency(const void *a, const void *b)
{
	const struct peer *x = a, *y = b;
	uint64_t l = (uint64_t)x->last_latency_ms,
		 r = (uint64_t)y->last_latency_ms;

	if (x->judged.state == PEER_DOWN)
		l = UINT64_MAX;
	if (y->judged.state == PEER_DOWN)
		r = UINT64_MAX;
	if (l != r)
		return l < r ? -1 : 1;
	return strcmp(x->endpoint, y->endpoint);
}

enum rc
peers_list(struct pass *p)
{
	enum rc rc;

	p->v = arena_zalloc(p->c->a, 2 * LIM_PEERS_WATCHED, sizeof(*p->v));
	if ((rc = list_all(p)) != RC_OK || (rc = recall_all(p)) != RC_OK)
		return rc;
	qsort(p->v, p->n, sizeof(*p->v), by_latency);
	return RC_OK;
}
