/* SPDX-License-Identifier: ISC */
#include "indexer/run/peers.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/conf/node.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"
#include "common/net/http_addr.h"

#define ASK_MS  10000
#define STEP_MS 100

struct peer {
	const char *endpoint;
	bool stranger; /* not named by our operator */
	struct http_req req;
};

struct peers {
	struct ctx *c;
	struct peer *v; /* LIM_PEERS of them */
	size_t n;
	size_t more; /* that there was no room for */
};

static bool
is_us(const struct ctx *c, const char *endpoint, const char *wallet)
{
	return (wallet[0] != '\0' &&
		   strcasecmp(wallet, c->cf->delegate_owner_wallet) == 0) ||
	       strcasecmp(endpoint, c->cf->url) == 0;
}

/* No endpoint ends in a slash, nor does our own. */
static void
add(struct peers *ps, const char *endpoint, const char *wallet, bool stranger)
{
	size_t i;

	if (!http_is_plain(endpoint) || is_us(ps->c, endpoint, wallet))
		return;
	for (i = 0; i < ps->n; i++)
		if (strcasecmp(ps->v[i].endpoint, endpoint) == 0)
			return;
	if (ps->n == LIM_PEERS) {
		ps->more++;
		return;
	}
	ps->v[ps->n].endpoint = endpoint;
	ps->v[ps->n++].stranger = stranger;
}

static void
add_configured(struct peers *ps)
{
	char *list = arena_strdup(ps->c->a, ps->c->cf->discovery_nodes);
	struct conf_node node;

	while (conf_node_next(&node, &list))
		add(ps, node.url, node.wallet, false);
}

static enum rc
add_registered(struct peers *ps)
{
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(ps->c, &res, SQL_IDX_PEERS, NULL)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++)
		add(ps, db_text(res, i, 0), db_text(res, i, 1), true);
	return RC_OK;
}

static void
ask_all(struct peers *ps, const struct trouble *t)
{
	struct ctx *c = ps->c;
	struct http *h = http_new(LIM_PEERS);
	struct peer *p;

	for (p = ps->v; p < ps->v + ps->n; p++) {
		p->req.url = arena_printf(c->a,
		    "%s/indexing/transaction_status?blocknumber=%" PRIu64
		    "&blockhash=%s&transactionhash=%s",
		    p->endpoint, t->shown, t->blockhash, t->txhash);
		p->req.total_ms = ASK_MS;
		p->req.maxbody = LIM_PEER_BODY;
		p->req.public_only = p->stranger && !c->cf->allow_private;
		p->req.a = c->a;
		http_add(h, &p->req);
	}
	while (http_step(h, STEP_MS) > 0 && !stop_asked())
		;
	http_free(h);
}

/* What they say, summed up. */
struct word {
	size_t others; /* nodes there are */
	size_t failed; /* of them, nodes that failed as well */
};

static const char failed[] = "FAILED";

/* One of the three words, or why there is none. */
static const char *
says(struct ctx *c, const struct http_req *q, bool *is_own)
{
	static const char *const words[] = { failed, "PASSED", "NOT_FOUND" };
	const char *data = "", *signer = "";
	struct json_object *doc;
	struct ctx k = *c;
	size_t i;

	if (q->state != HTTP_DONE)
		return q->msg;
	if (q->status != 200)
		return arena_printf(c->a, "HTTP status %ld", q->status);
	err_clear(&k.err);
	if (jsonr_doc(&k, &doc, (const char *)q->body.p, q->body.len) != RC_OK)
		return "no JSON";
	*is_own = jsonr_opt_text(c, &signer, doc, "signer") &&
		  strcasecmp(signer, c->cf->delegate_owner_wallet) == 0;
	if (jsonr_opt_text(c, &data, doc, "data"))
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strcmp(data, words[i]) == 0)
				return words[i];
	return "no status";
}

static void
count(struct peers *ps, struct word *word)
{
	struct peer *p;

	word->others = ps->n + ps->more;
	word->failed = 0;
	for (p = ps->v; p < ps->v + ps->n; p++) {
		bool is_own = false;
		const char *what = says(ps->c, &p->req, &is_own);

		log_debug(&ps->c->log, "node=%s msg=\"%s\"", p->endpoint,
		    is_own ? "this is us" : what);
		if (is_own)
			word->others--;
		else if (what == failed)
			word->failed++;
	}
}

static enum rc
ask(struct ctx *c, struct word *word, const struct trouble *t)
{
	struct peers ps = { .c = c };
	enum rc rc;

	word->others = word->failed = 0;
	ps.v = arena_zalloc(c->a, LIM_PEERS, sizeof(*ps.v));
	add_configured(&ps);
	if ((rc = add_registered(&ps)) != RC_OK)
		return rc;
	if (ps.n > 0 && c->cf->delegate_owner_wallet[0] == '\0')
		return err_set(&c->err, RC_CONFIG,
		    "[delegate] owner_wallet is not set: other nodes cannot "
		    "be told from this one, so none is asked");
	ask_all(&ps, t);
	count(&ps, word);
	return RC_OK;
}

static bool
is_enough(const struct ctx *c, const struct word *word)
{
	return word->others > 0 &&
	       word->failed * 100 >= word->others * c->cf->consensus_percent;
}

/* It is on record before others are asked: they ask us as well. */
enum rc
peers_consensus(struct ctx *c, const struct trouble *t, bool *agreed)
{
	struct word word;
	enum rc rc;

	*agreed = false;
	if ((rc = trouble_note(c, t)) != RC_OK)
		return rc;
	err_clear(&c->err);
	if ((rc = ask(c, &word, t)) != RC_OK || word.others == 0)
		return rc;
	*agreed = is_enough(c, &word);
	log_info(&c->log,
	    "block=%" PRIu64 " tx=%s nodes=%zu failed=%zu msg=\"%s\"",
	    t->number, t->txhash, word.others, word.failed,
	    *agreed ? "other nodes agree to leave it out"
		    : "other nodes do not agree to leave it out");
	return *agreed ? trouble_agree(c, t) : RC_OK;
}
