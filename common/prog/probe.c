/* SPDX-License-Identifier: ISC */
/* Looking at the servers before anybody relies on them. */
#include "common/prog/probe.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/advice.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "common/json/jsonr.h"
#include "common/net/cache.h"
#include "common/net/rpc.h"

struct probe {
	struct ctx *c;
	const char *what; /* "database" */
	struct err first; /* of the first that is bad */
	size_t bad;       /* how many */
	bool on_core;     /* the database is beyond the EVM chains */
};

static void
good(struct probe *p, const char *name, const char *saw)
{
	log_info(&p->c->log, "look=%s msg=\"%s%s%s\"", p->what, name,
	    name[0] != '\0' ? ": " : "", saw);
}

/* c->err says what is wrong, and is forgotten. */
static void
bad(struct probe *p, bool counts)
{
	struct err *e = &p->c->err;

	(counts ? log_err : log_warn)(&p->c->log, "look=%s msg=\"%s\"", p->what,
	    e->msg);
	if (counts && p->bad++ == 0)
		p->first = *e;
	err_clear(e);
}

/* the database */

static enum rc
check_rights(struct ctx *c, enum db_role role)
{
	bool reads = false, writes = false, standby = false;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_SESSION_RIGHTS, NULL)) != RC_OK ||
	    (rc = db_bool(c, &reads, res, 0, 0)) != RC_OK ||
	    (rc = db_bool(c, &writes, res, 0, 1)) != RC_OK ||
	    (rc = db_bool(c, &standby, res, 0, 2)) != RC_OK)
		return rc;
	if (role == DB_WRITER && standby)
		return err_set(&c->err, RC_CONFIG,
		    "%s: the server is a standby, which only reads: name the "
		    "primary",
		    db_setting(c, role));
	if (role == DB_WRITER ? writes : reads)
		return RC_OK;
	return err_set(&c->err, RC_CONFIG, "may not %s%s",
	    role == DB_WRITER ? "write" : "read",
	    db_advice_refused(c, c->db, "42501"));
}

static enum rc
look_inside(struct ctx *c, enum db_role role, const char **saw)
{
	int64_t step = 0;
	enum rc rc;

	if ((rc = db_open(c, &c->db, role)) != RC_OK)
		return rc;
	*saw = db_about(c);
	if ((rc = migrate_check(c)) != RC_OK ||
	    (rc = check_rights(c, role)) != RC_OK)
		return err_add(&c->err, "%s", *saw);
	if ((rc = migrate_step(c, &step)) == RC_OK)
		*saw =
		    arena_printf(c->a, "%s, schema step %" PRId64, *saw, step);
	return rc;
}

/* Does the newest block belong to a core chain?  Who cannot say it: no. */
static bool
core_began(struct ctx *c)
{
	PGresult *res;
	bool began = false;

	if (db_run(c, &res, SQL_IDX_CORE_BEGAN, NULL) != RC_OK ||
	    db_bool(c, &began, res, 0, 0) != RC_OK)
		err_clear(&c->err);
	return began;
}

static void
look_at_database(struct probe *p, enum db_role role)
{
	struct ctx *c = p->c;
	const char *saw = "";

	p->what = role == DB_READER ? "database-reader" : "database";
	if (look_inside(c, role, &saw) == RC_OK) {
		good(p, "", saw);
		p->on_core = core_began(c);
	} else {
		bad(p, true);
	}
	db_close(c->db);
	c->db = NULL;
}

static void
look_at_writer(struct probe *p)
{
	look_at_database(p, DB_WRITER);
}

static void
look_at_reader(struct probe *p)
{
	look_at_database(p, DB_READER);
}

/* the folder of lock files */

static void
look_at_locks(struct probe *p)
{
	p->what = "locks";
	if (lock_folder(p->c) == RC_OK)
		good(p, "", p->c->cf->run_dir);
	else
		bad(p, true);
}

/* chain nodes */

/* What a node says of itself. */
struct head {
	uint64_t chain, number, time;
};

static enum rc
got_chain(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct head *h = call->arg;

	return jsonr_qty(c, &h->chain, result, NULL);
}

/* An old node does not know the question. */
static enum rc
no_chain(struct ctx *c, struct rpc_call *call, const struct rpc_refusal *why)
{
	(void)call;
	log_debug(&c->log, "msg=\"eth_chainId: %s\"", why->text);
	return RC_OK;
}

static enum rc
got_block(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct head *h = call->arg;
	enum rc rc;

	if ((rc = jsonr_qty(c, &h->number, result, "number")) == RC_OK)
		rc = jsonr_qty(c, &h->time, result, "timestamp");
	return rc;
}

static enum rc
ask_node(struct ctx *c, struct rpc *r, struct head *h)
{
	struct rpc_call chain = { .method = "eth_chainId",
		.params = "[]",
		.got = got_chain,
		.refused = no_chain,
		.arg = h };
	struct rpc_call block = { .method = "eth_getBlockByNumber",
		.params = "[\"latest\",false]",
		.got = got_block,
		.arg = h };
	enum rc rc;

	if ((rc = rpc_run(c, r, &chain, 1)) == RC_OK)
		rc = rpc_run(c, r, &block, 1);
	return rc;
}

/* Nodes of one chain, as they are configured. */
struct nodes {
	const char *urls, *setting;
	const char *id_key;  /* of [web3], for the next one */
	uint64_t id;         /* of the chain; 0: any */
	const char *core_id; /* of a core chain, whose nodes say this */
};

/* What a node of a core chain says of itself. */
struct core_head {
	struct arena *a;
	const char *id, *height;
};

static enum rc
got_info(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct core_head *h = call->arg;
	const char *id, *height;
	enum rc rc;

	if ((rc = jsonr_cstr(c, &id, result, "chainid", 128)) != RC_OK ||
	    (rc = jsonr_cstr(c, &height, result, "currentHeight", 20)) != RC_OK)
		return rc;
	h->id = arena_strdup(h->a, id);
	h->height = arena_strdup(h->a, height);
	return RC_OK;
}

/* The same as node_is_good() of a node of a core chain. */
static bool
core_is_good(struct probe *p, struct rpc *r, const struct nodes *n)
{
	struct ctx *c = p->c;
	struct core_head h = { .a = c->a };
	struct rpc_call call = { .method = "GetNodeInfo",
		.path = "/core.v1.CoreService/GetNodeInfo",
		.params = "{}",
		.got = got_info,
		.arg = &h };

	if (rpc_run(c, r, &call, 1) != RC_OK)
		return false;
	if (strcmp(h.id, n->core_id) != 0) {
		(void)err_set(&c->err, RC_CONFIG,
		    "%s: is of chain '%.60s', not %s = %s; %s", rpc_name(r, 0),
		    h.id, n->id_key, n->core_id, n->setting);
		return false;
	}
	good(p, rpc_name(r, 0),
	    arena_printf(c->a, "chain %s, block %s", h.id, h.height));
	return true;
}

static enum rc
is_of_chain(struct ctx *c, const struct nodes *n, const struct head *h)
{
	if (n->id == 0 || h->chain == n->id)
		return RC_OK;
	if (h->chain == 0)
		return err_set(&c->err, RC_CONFIG,
		    "does not say which chain it is of (eth_chainId), but "
		    "[web3] %s = %" PRIu64 " asks for it; %s",
		    n->id_key, n->id, n->setting);
	return err_set(&c->err, RC_CONFIG,
	    "is of another chain: eth_chainId says %" PRIu64
	    ", not [web3] %s = %" PRIu64 "; %s",
	    h->chain, n->id_key, n->id, n->setting);
}

/* Is this node as it should be?  Then it has its line; else c->err. */
static bool
node_is_good(struct probe *p, const char *url, const struct nodes *n)
{
	struct ctx *c = p->c;
	struct head h = { 0, 0, 0 };
	struct rpc *r = rpc_new(url, (unsigned)c->cf->web3_timeout_s * 1000);
	int64_t age;
	bool is_good;

	rpc_setting(r, n->setting);
	if (n->core_id != NULL) {
		is_good = core_is_good(p, r, n);
		rpc_free(r);
		return is_good;
	}
	is_good = ask_node(c, r, &h) == RC_OK;
	if (is_good && is_of_chain(c, n, &h) != RC_OK) {
		(void)err_add(&c->err, "%s", rpc_name(r, 0));
		is_good = false;
	}
	age = wall_s() - (int64_t)h.time;
	if (is_good)
		good(p, rpc_name(r, 0),
		    arena_printf(c->a,
			"chain %s, block %" PRIu64 ", %" PRId64 " s old",
			h.chain == 0 ? "not told"
				     : arena_printf(c->a, "%" PRIu64, h.chain),
			h.number, age > 0 ? age : 0));
	rpc_free(r);
	return is_good;
}

/* Each has its line.  One good node is enough. */
static void
look_at_nodes(struct probe *p, const struct nodes *n)
{
	char *list = arena_strdup(p->c->a, n->urls), *save = NULL, *url;
	bool several = strchr(n->urls, ',') != NULL;
	size_t ngood = 0;

	for (url = strtok_r(list, ",", &save); url != NULL;
	     url = strtok_r(NULL, ",", &save))
		if (node_is_good(p, url, n))
			ngood++;
		else
			bad(p, !several);
	if (ngood > 0 || !several)
		return;
	(void)err_set(&p->c->err, RC_UPSTREAM, "none of these nodes answers");
	bad(p, true);
}

/* Two chains, or the one that either setting names, as long as one is read. */
static void
look_at_evm(struct probe *p)
{
	const struct conf *cf = p->c->cf;
	bool two = cf->first_web3_urls[0] != '\0';
	struct nodes first = { two ? cf->first_web3_urls : cf->web3_urls,
		conf_where(cf, "web3", "host"), "chain_id", cf->web3_chain_id,
		NULL };
	struct nodes second = { cf->web3_urls,
		conf_where(cf, "", "audius_web3_nethermind_rpc"),
		"nethermind_chain_id", cf->web3_chain_id_2, NULL };

	p->what = "chain";
	if (p->on_core) {
		good(p, "", "not asked: the newest block is of the core chain");
		return;
	}
	look_at_nodes(p, two || cf->web3_rpc_2[0] == '\0' ? &first : &second);
	p->what = "second-chain";
	if (two)
		look_at_nodes(p, &second);
}

static void
look_at_chain(struct probe *p)
{
	const struct conf *cf = p->c->cf;
	struct nodes core = { cf->core_urls,
		conf_where(cf, "", "audius_core_endpoint"),
		"audius_core_chain_id", 0, cf->core_chain_id };

	if (core.urls[0] == '\0' || cf->registry[0] != '\0' ||
	    cf->entity_manager_address[0] != '\0')
		look_at_evm(p);
	p->what = "core-chain";
	if (core.urls[0] != '\0')
		look_at_nodes(p, &core);
}

static void
look_at_ethereum(struct probe *p)
{
	const struct conf *cf = p->c->cf;
	struct nodes n = { cf->eth_provider_url,
		conf_where(cf, "web3", "eth_provider_url"), "", 0, NULL };

	p->what = "ethereum";
	if (n.urls[0] != '\0')
		look_at_nodes(p, &n);
}

/* memcached */

static void
look_at_cache(struct probe *p)
{
	struct ctx *c = p->c;
	char *list = arena_strdup(c->a, c->cf->memcached_servers), *save = NULL;
	const char *server, *saw;

	p->what = "memcached";
	for (server = strtok_r(list, ",", &save); server != NULL;
	     server = strtok_r(NULL, ",", &save)) {
		if (cache_ask(c->a, server, &saw) == 0) {
			good(p, server, saw);
			continue;
		}
		(void)err_set(&c->err, RC_UPSTREAM,
		    "%s: %s; %s: is memcached running there (systemctl status "
		    "memcached)? the word off does without",
		    server, saw, conf_where(c->cf, "memcached", "servers"));
		bad(p, true);
	}
}

static const struct {
	unsigned use;
	void (*look)(struct probe *p);
} looks[] = {
	{ PROBE_WRITER, look_at_writer },
	{ PROBE_READER, look_at_reader },
	{ PROBE_LOCKS, look_at_locks },
	{ PROBE_CHAIN, look_at_chain },
	{ PROBE_ETHEREUM, look_at_ethereum },
	{ PROBE_CACHE, look_at_cache },
};

enum rc
probe_servers(struct ctx *c, unsigned uses)
{
	struct probe p = { .c = c };
	size_t i;

	for (i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if ((uses & looks[i].use) != 0)
			looks[i].look(&p);
	if (p.bad == 0)
		return RC_OK;
	return err_set(&c->err, p.first.rc,
	    "%zu of what this program uses %s not as it should be, see above",
	    p.bad, p.bad == 1 ? "is" : "are");
}
