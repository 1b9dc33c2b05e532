/* SPDX-License-Identifier: ISC */
/* Servers that we ask: chain nodes, caches, gateways, the identity service. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "admin/doctor/check.h"
#include "admin/doctor/skew.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"
#include "common/net/rpc.h"
#include "common/prog/probe.h"
#include "watch/node.h"

#define STILL_S   600  /* since the newest block */
#define ASK_MS    3000 /* one server */
#define GATEWAYS  16   /* asked */
#define BODY_MAX  (1u << 20)
#define CODE_TEXT 49154 /* "0x" and a contract of the largest size */

/* What helps, by the words of what is wrong; $1 is the URL, $2 its host. */
static const struct {
	const char *words, *cause, *command;
} known[] = {
	{ "expired", "its certificate has expired",
	    "whoever runs it renews it: curl -v $1" },
	{ "ertificate", "its certificate is not believed",
	    "curl -v $1; apt-get install ca-certificates" },
	{ "SSL", "TLS fails", "curl -v $1" },
	{ "resolve host", "the name $2 does not resolve",
	    "getent ahosts $2; cat /etc/resolv.conf" },
	{ "another chain", "it is a node of another chain",
	    "discprov config | grep -i chain" },
	{ "of chain ", "it is a node of another chain",
	    "discprov config | grep -i chain" },
	{ "HTTP status 404", "that is not the address of a chain node's API",
	    "curl -v $1" },
	{ "refused: ", "that memcached is another owner's: it does not know us",
	    "run one of ours: systemctl enable --now memcached" },
	{ "Permission denied",
	    "that memcached is another owner's: its socket "
	    "is closed to us",
	    "ls -l $1; run one of ours, or put its user into our group" },
};

/* Has a host none but IPv6 addresses? */
static bool
is_six_only(const char *host)
{
	const struct addrinfo hint = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list, *ai;
	bool six = false, four = false;

	if (getaddrinfo(host, NULL, &hint, &list) != 0)
		return false;
	for (ai = list; ai != NULL; ai = ai->ai_next) {
		six |= ai->ai_family == AF_INET6;
		four |= ai->ai_family == AF_INET;
	}
	freeaddrinfo(list);
	return six && !four;
}

/* "h" of "http://h:1/p", "::1" of "http://[::1]:1" */
static const char *
host_of(struct arena *a, const char *url)
{
	const char *at = strstr(url, "://");

	at = at != NULL ? at + 3 : url;
	if (*at == '[')
		return arena_printf(a, "%.*s", (int)strcspn(at + 1, "]"),
		    at + 1);
	return arena_printf(a, "%.*s", (int)strcspn(at, ":/"), at);
}

static const char *
filled(struct arena *a, const char *text, const char *url, const char *host)
{
	const char *out = "", *dollar;

	for (; (dollar = strchr(text, '$')) != NULL; text = dollar + 2)
		out = arena_printf(a, "%s%.*s%s", out, (int)(dollar - text),
		    text, dollar[1] == '1' ? url : host);
	return arena_printf(a, "%s%s", out, text);
}

/* c->err says that a server is away: its line, with what helps. */
static void
tell_away(struct try *t, const struct probe_item *i, const char *url, bool only)
{
	const char *msg = t->c->err.msg, *host = host_of(t->c->a, url);
	struct arena *a = t->c->a;
	size_t k;

	watch_fault(t->w, only ? LIGHT_RED : LIGHT_AMBER, i->what, "wrong");
	for (k = 0; k < sizeof(known) / sizeof(known[0]); k++)
		if (strstr(msg, known[k].words) != NULL) {
			watch_below(t->w, "%s",
			    filled(a, known[k].cause, url, host));
			watch_below(t->w, "%s",
			    filled(a, known[k].command, url, host));
			return;
		}
	if (*url != '/' && is_six_only(host))
		watch_below(t->w,
		    "%s has IPv6 addresses only, and nothing answers there: "
		    "does it listen on IPv6, and has this host a route? ip -6 "
		    "route; getent ahosts %s",
		    host, host);
	else
		watch_below(t->w, "curl -v %s", url);
}

/* Blocks of the future: our clock is wrong, or the node's. */
static void
tell_ahead(struct try *t, const struct probe_item *i,
    const struct probe_seen *s)
{
	watch_line(t->w, LIGHT_RED, "clock", "wrong",
	    "the newest block of %s (%s) is %" PRId64
	    " s in the future: this host's clock is behind%s",
	    i->what, s->name, s->ahead_s, skew_hint(s->ahead_s));
	watch_below(t->w, "timedatectl set-ntp true; timedatectl "
			  "timesync-status; date -u");
}

static void
tell_there(struct try *t, const struct probe_item *i,
    const struct probe_seen *s)
{
	bool still = s->age_s > STILL_S;

	watch_line(t->w, still ? LIGHT_AMBER : LIGHT_GOOD, i->what,
	    still ? "doubt" : "ok", "%s: %s%s", s->name, s->text,
	    still ? ": it stands still" : "");
	if (still)
		watch_below(t->w,
		    "does the node follow its chain? ask another one, too: %s",
		    i->setting);
	if (s->ahead_s > SKEW_S)
		tell_ahead(t, i, s);
}

/* All servers of uses; of several that do the same one is enough. */
static enum verdict
look_at(struct try *t, unsigned uses)
{
	struct probe_seen seen;
	struct probe_list l;
	size_t i, begin = 0, good = 0;

	probe_list(t->c, &l, uses);
	if (l.n == 0) {
		t->a = "none is set";
		return UNSEEN;
	}
	for (i = 0; i < l.n; i++) {
		if (i > 0 && strcmp(l.v[i].what, l.v[i - 1].what) != 0)
			good = 0, begin = t->w->n;
		if (probe_look(t->c, &seen, &l.v[i]) == RC_OK) {
			tell_there(t, &l.v[i], &seen);
			good++;
		} else {
			tell_away(t, &l.v[i], l.v[i].server, !l.v[i].several);
		}
		err_clear(&t->c->err);
		if (good == 0 && l.v[i].several &&
		    (i + 1 == l.n || strcmp(l.v[i].what, l.v[i + 1].what) != 0))
			for (; begin < t->w->n; begin++)
				t->w->v[begin].light = LIGHT_RED;
	}
	return TOLD;
}

/* Is what is read now a core chain?  Told by the database, if that answers. */
static bool
on_core(struct try *t)
{
	struct ctx *c = t->c;
	bool began = false;

	if (c->db == NULL && db_open(c, &c->db, DB_READER) != RC_OK)
		err_clear(&c->err);
	if (c->db != NULL)
		began = probe_on_core(c);
	return began;
}

enum verdict
check_nodes(struct try *t)
{
	if (t->c->cf->core_urls[0] != '\0' && on_core(t)) {
		watch_line(t->w, LIGHT_OFF, "chain", "unseen", "%s",
		    PROBE_BEHIND);
		return look_at(t, PROBE_CORE);
	}
	return look_at(t, PROBE_CHAIN);
}

enum verdict
check_ethereum(struct try *t)
{
	return look_at(t, PROBE_ETHEREUM);
}

enum verdict
check_caches(struct try *t)
{
	return look_at(t, PROBE_CACHE);
}

/* Contracts. */

static enum rc
got_code(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	bool *there = call->arg;
	const char *text;
	enum rc rc = jsonr_cstr(c, &text, result, NULL, CODE_TEXT);

	*there = rc == RC_OK && strlen(text) > 2;
	return rc;
}

/* Is there code at the address? */
static enum rc
ask_code(struct try *t, const struct probe_item *i, const char *address,
    bool *there)
{
	struct rpc *r = rpc_new(i->server, ASK_MS);
	struct rpc_call call = { .method = "eth_getCode",
		.params = arena_printf(t->c->a, "[\"%s\",\"latest\"]", address),
		.got = got_code,
		.arg = there };
	enum rc rc = rpc_run(t->c, r, &call, 1);

	rpc_free(r);
	return rc;
}

static enum verdict
no_contract(struct try *t)
{
	err_note(&t->c->err, RC_CONFIG,
	    "no contract of the chain is named; set contracts.registry, or "
	    "contracts.entity_manager_address (in discprov.ini: [contracts])");
	return FAULT;
}

enum verdict
check_contracts(struct try *t)
{
	const struct conf *cf = t->c->cf;
	const struct {
		const char *address, *section, *key;
	} v[] = {
		{ cf->registry, "contracts", "registry" },
		{ cf->entity_manager_address, "contracts",
		    "entity_manager_address" },
	};
	struct probe_list l;
	bool there = true;
	size_t i;

	if (*v[0].address == '\0' && *v[1].address == '\0') {
		if (cf->core_urls[0] == '\0')
			return no_contract(t);
		t->a = "a core chain has no contracts";
		return UNSEEN;
	}
	if (cf->core_urls[0] != '\0' && on_core(t)) {
		t->a = PROBE_BEHIND;
		return UNSEEN;
	}
	probe_list(t->c, &l, PROBE_CHAIN);
	for (i = 0; i < 2 && l.n > 0 && l.v[0].core_id == NULL && there; i++) {
		t->a = v[i].address;
		t->b = http_origin(t->c->a, l.v[0].server);
		t->setting = conf_where(cf, v[i].section, v[i].key);
		if (*t->a == '\0' || cf->first_web3_urls[0] != '\0')
			continue;
		if (ask_code(t, &l.v[0], t->a, &there) != RC_OK) {
			t->a = "the chain node does not say (eth_getCode)";
			return UNSEEN;
		}
	}
	return there ? WELL : WRONG;
}

/* Servers of which it is enough that they answer. */

static const char *
why_not(struct ctx *c, const struct http_req *r)
{
	if (r->state == HTTP_DONE && r->status < 500)
		return NULL;
	return r->state == HTTP_DONE
		   ? arena_printf(c->a, "HTTP status %ld", r->status)
		   : arena_printf(c->a, "%s", r->msg);
}

static struct http_req
asking(struct ctx *c, const char *url)
{
	return (struct http_req){ .url = url,
		.total_ms = ASK_MS,
		.maxbody = BODY_MAX,
		.a = c->a };
}

/* NULL: it answers. */
static const char *
ask(struct ctx *c, struct http_req *r)
{
	struct http *h = http_new(1);

	http_add(h, r);
	http_finish(h, ASK_MS);
	http_free(h);
	return why_not(c, r);
}

enum verdict
check_gateways(struct try *t)
{
	struct ctx *c = t->c;
	char *list = arena_strdup(c->a, c->cf->gateway_hosts), *save = NULL;
	struct http_req v[GATEWAYS];
	size_t n = 0, i, good = 0;
	struct http *h;
	const char *url;

	if (c->cf->registry[0] == '\0') {
		t->a = "only the first chain names documents";
		return UNSEEN;
	}
	h = http_new(GATEWAYS);
	for (url = strtok_r(list, ",", &save); url != NULL && n < GATEWAYS;
	     url = strtok_r(NULL, ",", &save), n++) {
		v[n] = asking(c, url);
		http_add(h, &v[n]);
	}
	http_finish(h, ASK_MS);
	http_free(h);
	for (i = 0; i < n; i++)
		good += why_not(c, &v[i]) == NULL;
	t->a = c->cf->gateway_hosts;
	t->b = n > 0 ? v[0].url : "https://ipfs.io";
	t->setting = conf_where(c->cf, "ipfs", "gateway_hosts");
	return good > 0 ? WELL : WRONG;
}

enum verdict
check_identity(struct try *t)
{
	const struct conf *cf = t->c->cf;
	struct http_req r;

	if (conf_teller(cf) != TELLER_IDENTITY) {
		t->a = "no identity service tells plays";
		return UNSEEN;
	}
	r = asking(t->c, cf->identity_service_url);
	t->a = r.url;
	t->setting = conf_where(cf, "discprov", "identity_service_url");
	return (t->b = ask(t->c, &r)) == NULL ? WELL : WRONG;
}

enum verdict
check_url(struct try *t)
{
	const struct conf *cf = t->c->cf;
	struct http_req r;

	if (cf->url[0] == '\0') {
		t->a = "no public URL is set";
		return UNSEEN;
	}
	r = asking(t->c, arena_printf(t->c->a, "%s/version", cf->url));
	t->a = cf->url;
	t->setting = conf_where(cf, "discprov", "url");
	if ((t->b = ask(t->c, &r)) != NULL)
		return DOUBT;
	if (r.status == 200 && r.body.len > 0 &&
	    strstr((const char *)r.body.p, "discovery-node") != NULL)
		return WELL;
	t->b = "what answers there is no discovery node";
	return DOUBT;
}

enum verdict
check_peers(struct try *t)
{
	if (t->c->cf->discovery_nodes[0] == '\0') {
		t->a = "no other node is named";
		return UNSEEN;
	}
	return see_peers(t->w, NULL) == RC_OK ? TOLD : FAULT;
}
