/* SPDX-License-Identifier: ISC */
#include "snapshot/agree.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/conf/node.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"
#include "jobs/peers/signed.h"

#define ASK_MS  10000
#define STEP_MS 100

struct node {
	const char *url, *wallet;
	struct http_req req;
};

struct asked {
	struct node *v;
	size_t n, same, other;
};

static void
list(struct ctx *c, struct asked *all)
{
	char *rest = arena_strdup(c->a, c->cf->discovery_nodes);
	struct conf_node node;

	all->v = arena_zalloc(c->a, LIM_PEERS, sizeof(*all->v));
	while (all->n < LIM_PEERS && conf_node_next(&node, &rest)) {
		if (strcasecmp(node.url, c->cf->url) == 0 ||
		    (*node.wallet != '\0' &&
			strcasecmp(node.wallet, c->cf->delegate_owner_wallet) ==
			    0))
			continue;
		all->v[all->n].url = node.url;
		all->v[all->n++].wallet = node.wallet;
	}
}

static void
ask(struct ctx *c, struct asked *all, const struct manifest *m)
{
	struct http *h = http_new(LIM_PEERS);
	struct node *n;

	for (n = all->v; n < all->v + all->n; n++) {
		n->req.url =
		    arena_printf(c->a, "%s/v1/full/digest?block=%" PRId64,
			n->url, manifest_height(m));
		n->req.total_ms = ASK_MS;
		n->req.maxbody = LIM_PEER_BODY;
		n->req.a = c->a;
		http_add(h, &n->req);
	}
	while (http_step(h, STEP_MS) > 0 && !stop_asked())
		;
	http_free(h);
}

/* NULL: it has signed a digest of that block, *same or not. */
static const char *
judge(struct ctx *c, const struct node *n, const struct manifest *m, bool *same)
{
	const char *hash = "", *digest = "";
	struct json_object *doc, *data;
	struct ctx k = *c;
	char who[ADDRESS_TEXT];
	struct sig *sig;
	int bad;

	if (n->req.state != HTTP_DONE)
		return n->req.msg;
	if (n->req.status != 200)
		return arena_printf(c->a, "HTTP status %ld", n->req.status);
	err_clear(&k.err);
	if (jsonr_doc(&k, &doc, n->req.body.p, n->req.body.len) != RC_OK ||
	    !jsonr_opt_obj(&data, doc, "data"))
		return "no JSON of a digest";
	sig = sig_new();
	bad = signed_by(c->a, sig, who, n->req.body);
	sig_free(sig);
	if (bad != 0 || (*n->wallet != '\0' && strcasecmp(who, n->wallet) != 0))
		return "not signed by its wallet";
	(void)jsonr_opt_text(c, &hash, data, "blockhash");
	(void)jsonr_opt_text(c, &digest, data, "digest");
	if (strlen(digest) != 64)
		return "no digest";
	*same = strcasecmp(hash, m->hash) == 0 &&
		strcasecmp(digest, m->digest) == 0;
	return NULL;
}

static void
count(struct ctx *c, struct asked *all, const struct manifest *m)
{
	const struct node *n;
	const char *why;
	bool same;

	for (n = all->v; n < all->v + all->n; n++) {
		same = false;
		why = judge(c, n, m, &same);
		if (why == NULL && same)
			all->same++;
		else if (why == NULL)
			all->other++;
		log_info(&c->log, "node=%s msg=\"%s\"", n->url,
		    why != NULL ? why
		    : same      ? "it has the same digest behind that block"
				: "it has another digest behind that block");
	}
}

enum rc
agree(struct ctx *c, const struct manifest *m)
{
	struct asked all = { 0 };

	list(c, &all);
	if (all.n == 0) {
		log_warn(&c->log,
		    "msg=\"no other node is asked whether it holds the same: "
		    "[network] discovery_nodes names none\"");
		return RC_OK;
	}
	ask(c, &all, m);
	count(c, &all, m);
	if (all.same > all.other)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "of %zu other nodes %zu hold the same behind block %" PRId64
	    ", and %zu something else; the others do not say. To take it all "
	    "the same: --alone",
	    all.n, all.same, manifest_height(m), all.other);
}
