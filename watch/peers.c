/* SPDX-License-Identifier: ISC */
/* The other discovery nodes that the configuration names: are they there, and
   is the chain longer for them than for us? */
#include <inttypes.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/conf/node.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"
#include "watch/node.h"

#define PEERS   20   /* asked */
#define PEER_MS 3000 /* of all */

struct peer {
	const char *url;
	struct http_req req;
	int64_t height; /* WATCH_UNKNOWN: does not say */
};

static void
read_height(struct ctx *c, struct peer *p)
{
	struct json_object *o, *data;

	p->height = WATCH_UNKNOWN;
	if (p->req.state != HTTP_DONE || p->req.body.len == 0)
		return;
	if (jsonr_doc(c, &o, p->req.body.p, p->req.body.len) == RC_OK &&
	    json_object_object_get_ex(o, "data", &data) &&
	    json_object_object_get_ex(data, "latest_indexed_block_num", &o) &&
	    json_object_is_type(o, json_type_int))
		p->height = json_object_get_int64(o);
	err_clear(&c->err);
}

static size_t
list_peers(struct ctx *c, struct peer *v)
{
	char *rest = arena_strdup(c->a, c->cf->discovery_nodes);
	struct conf_node node;
	size_t n = 0;

	for (; n < PEERS && conf_node_next(&node, &rest); n++) {
		v[n].url = node.url;
		v[n].req = (struct http_req){ .total_ms = PEER_MS,
			.maxbody = LIM_PEER_HEALTH,
			.a = c->a };
		v[n].req.url = arena_printf(c->a, "%s/health_check", node.url);
	}
	return n;
}

static void
ask_peers(struct peer *v, size_t n)
{
	struct http *h = http_new(PEERS);
	size_t i;

	for (i = 0; i < n; i++)
		http_add(h, &v[i].req);
	http_finish(h, PEER_MS + 500);
	http_free(h);
}

enum rc
see_peers(struct watch *w, const void *arg)
{
	struct ctx *c = w->c;
	struct peer v[PEERS];
	size_t n = list_peers(c, v), i, away = 0;
	int64_t best = WATCH_UNKNOWN;
	const char *who = "";

	(void)arg;
	ask_peers(v, n);
	for (i = 0; i < n; i++) {
		read_height(c, &v[i]);
		if (v[i].height > best)
			best = v[i].height;
		if (v[i].height != WATCH_UNKNOWN)
			continue;
		away++;
		who = arena_printf(c->a, "%s%s%s", who,
		    *who != '\0' ? ", " : "", v[i].url);
	}
	watch_line(w, away == 0 ? LIGHT_GOOD : LIGHT_AMBER, "peers",
	    away == 0 ? "ok" : "away",
	    "%zu of %zu answer, the newest block is %" PRId64, n - away, n,
	    best);
	watch_fact(w, "answer", (int64_t)(n - away));
	watch_fact(w, "height", best);
	if (away > 0)
		watch_below(w, "silent: %s; %s", who,
		    conf_where(c->cf, "network", "discovery_nodes"));
	return RC_OK;
}
