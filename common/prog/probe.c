/* SPDX-License-Identifier: ISC */
/* Looking at the servers before anybody relies on them. */
#include "common/prog/probe.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/num.h"
#include "common/conf/conf.h"
#include "common/db/advice.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "common/json/jsonr.h"
#include "common/net/cache.h"
#include "common/net/rpc.h"

/* the database */

enum rc
probe_rights(struct ctx *c, enum db_role role)
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
	    (rc = probe_rights(c, role)) != RC_OK)
		return err_add(&c->err, "%s", *saw);
	if ((rc = migrate_step(c, &step)) == RC_OK)
		*saw =
		    arena_printf(c->a, "%s, schema step %" PRId64, *saw, step);
	return rc;
}

bool
probe_on_core(struct ctx *c)
{
	PGresult *res;
	bool began = false;

	if (db_run(c, &res, SQL_IDX_CORE_BEGAN, NULL) != RC_OK ||
	    db_bool(c, &began, res, 0, 0) != RC_OK)
		err_clear(&c->err);
	return began;
}

static enum rc
look_at_database(struct ctx *c, const struct probe_item *i,
    struct probe_seen *seen)
{
	enum db_role role = i->use == PROBE_READER ? DB_READER : DB_WRITER;
	enum rc rc = look_inside(c, role, &seen->text);

	if (rc == RC_OK)
		seen->on_core = probe_on_core(c);
	db_close(c->db);
	c->db = NULL;
	return rc;
}

/* the folder of lock files */

static enum rc
look_at_locks(struct ctx *c, const struct probe_item *i,
    struct probe_seen *seen)
{
	(void)i;
	seen->text = c->cf->run_dir;
	return lock_folder(c);
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

/* A node of a core chain. */
static enum rc
ask_core(struct ctx *c, struct rpc *r, const struct probe_item *i,
    struct probe_seen *seen)
{
	struct core_head h = { .a = c->a };
	struct rpc_call call = { .method = "GetNodeInfo",
		.path = "/core.v1.CoreService/GetNodeInfo",
		.params = "{}",
		.got = got_info,
		.arg = &h };
	enum rc rc;

	if ((rc = rpc_run(c, r, &call, 1)) != RC_OK)
		return rc;
	if (strcmp(h.id, i->core_id) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "%s: is of chain '%.60s', not %s = %s; %s", seen->name,
		    h.id, i->id_key, i->core_id, i->setting);
	if (num_i64(&seen->height, h.height, 0, INT64_MAX) != 0)
		seen->height = PROBE_UNKNOWN;
	seen->chain = h.id;
	seen->text = arena_printf(c->a, "chain %s, block %s", h.id, h.height);
	return RC_OK;
}

static enum rc
is_of_chain(struct ctx *c, const struct probe_item *i, const struct head *h)
{
	if (i->id == 0 || h->chain == i->id)
		return RC_OK;
	if (h->chain == 0)
		return err_set(&c->err, RC_CONFIG,
		    "does not say which chain it is of (eth_chainId), but "
		    "[web3] %s = %" PRIu64 " asks for it; %s",
		    i->id_key, i->id, i->setting);
	return err_set(&c->err, RC_CONFIG,
	    "is of another chain: eth_chainId says %" PRIu64
	    ", not [web3] %s = %" PRIu64 "; %s",
	    h->chain, i->id_key, i->id, i->setting);
}

static enum rc
ask_evm(struct ctx *c, struct rpc *r, const struct probe_item *i,
    struct probe_seen *seen)
{
	struct head h = { 0, 0, 0 };
	int64_t age;
	enum rc rc;

	if ((rc = ask_node(c, r, &h)) != RC_OK)
		return rc;
	if (is_of_chain(c, i, &h) != RC_OK)
		return err_add(&c->err, "%s", seen->name);
	age = wall_s() - (int64_t)h.time;
	seen->height = (int64_t)h.number;
	seen->ahead_s = age < 0 ? -age : 0;
	seen->age_s = age > 0 ? age : 0;
	seen->chain =
	    h.chain == 0 ? "not told" : arena_printf(c->a, "%" PRIu64, h.chain);
	seen->text =
	    arena_printf(c->a, "chain %s, block %" PRIu64 ", %" PRId64 " s old",
		seen->chain, h.number, seen->age_s);
	return RC_OK;
}

static enum rc
look_at_node(struct ctx *c, const struct probe_item *i, struct probe_seen *seen)
{
	struct rpc *r =
	    rpc_new(i->server, (unsigned)c->cf->web3_timeout_s * 1000);
	enum rc rc;

	rpc_setting(r, i->setting);
	seen->name = arena_strdup(c->a, rpc_name(r, 0));
	rc = (i->core_id != NULL ? ask_core : ask_evm)(c, r, i, seen);
	rpc_free(r);
	return rc;
}

/* memcached */

static enum rc
look_at_cache(struct ctx *c, const struct probe_item *i,
    struct probe_seen *seen)
{
	seen->name = i->server;
	if (cache_ask(c->a, i->server, &seen->text) == 0)
		return RC_OK;
	return err_set(&c->err, RC_UPSTREAM,
	    "%s: %s; %s: is memcached running there (systemctl status "
	    "memcached)? the word off does without",
	    i->server, seen->text, i->setting);
}

/* what there is to look at */

static void
list_one(struct probe_list *l, struct probe_item i)
{
	if (l->n < PROBE_MAX)
		l->v[l->n++] = i;
}

/* Servers of a comma list, each an item of its own. */
static void
list_all(struct ctx *c, struct probe_list *l, struct probe_item i,
    const char *servers)
{
	char *list = arena_strdup(c->a, servers), *save = NULL, *one;

	i.several = i.use != PROBE_CACHE && strchr(servers, ',') != NULL;
	for (one = strtok_r(list, ",", &save); one != NULL;
	     one = strtok_r(NULL, ",", &save)) {
		i.server = one;
		list_one(l, i);
	}
}

/* Two chains, or the one that either setting names, as long as one is read. */
static void
list_evm(struct ctx *c, struct probe_list *l)
{
	const struct conf *cf = c->cf;
	bool two = cf->first_web3_urls[0] != '\0';
	const struct probe_item first = { .use = PROBE_CHAIN,
		.look = look_at_node,
		.what = "chain",
		.setting = conf_where(cf, "web3", "host"),
		.id_key = "chain_id",
		.id = cf->web3_chain_id };
	const struct probe_item second = { .use = PROBE_CHAIN,
		.look = look_at_node,
		.what = two ? "second-chain" : "chain",
		.setting = conf_where(cf, "", "audius_web3_nethermind_rpc"),
		.id_key = "nethermind_chain_id",
		.id = cf->web3_chain_id_2 };

	if (two)
		list_all(c, l, first, cf->first_web3_urls);
	list_all(c, l, two || cf->web3_rpc_2[0] != '\0' ? second : first,
	    cf->web3_urls);
}

static void
list_core(struct ctx *c, struct probe_list *l)
{
	const struct conf *cf = c->cf;
	const struct probe_item core = { .use = PROBE_CHAIN,
		.look = look_at_node,
		.what = "core-chain",
		.setting = conf_where(cf, "", "audius_core_endpoint"),
		.id_key = "audius_core_chain_id",
		.core_id = cf->core_chain_id };

	list_all(c, l, core, cf->core_urls);
}

static void
list_chains(struct ctx *c, struct probe_list *l)
{
	const struct conf *cf = c->cf;

	if (cf->core_urls[0] == '\0' || cf->registry[0] != '\0' ||
	    cf->entity_manager_address[0] != '\0')
		list_evm(c, l);
	list_core(c, l);
}

void
probe_list(struct ctx *c, struct probe_list *l, unsigned uses)
{
	const struct conf *cf = c->cf;

	l->n = 0;
	if ((uses & PROBE_WRITER) != 0)
		list_one(l, (struct probe_item){ .use = PROBE_WRITER,
				.look = look_at_database,
				.what = "database" });
	if ((uses & PROBE_READER) != 0)
		list_one(l, (struct probe_item){ .use = PROBE_READER,
				.look = look_at_database,
				.what = "database-reader" });
	if ((uses & PROBE_LOCKS) != 0)
		list_one(l, (struct probe_item){ .use = PROBE_LOCKS,
				.look = look_at_locks,
				.what = "locks" });
	if ((uses & PROBE_CHAIN) != 0)
		list_chains(c, l);
	else if ((uses & PROBE_CORE) != 0)
		list_core(c, l);
	if ((uses & PROBE_ETHEREUM) != 0)
		list_all(c, l,
		    (struct probe_item){ .use = PROBE_ETHEREUM,
			.look = look_at_node,
			.what = "ethereum",
			.setting = conf_where(cf, "web3", "eth_provider_url"),
			.id_key = "" },
		    cf->eth_provider_url);
	if ((uses & PROBE_CACHE) != 0)
		list_all(c, l,
		    (struct probe_item){ .use = PROBE_CACHE,
			.look = look_at_cache,
			.what = "memcached",
			.setting = conf_where(cf, "memcached", "servers") },
		    cf->memcached_servers);
}

enum rc
probe_look(struct ctx *c, struct probe_seen *seen, const struct probe_item *i)
{
	enum rc rc;

	*seen = (struct probe_seen){ .name = "",
		.text = "",
		.height = PROBE_UNKNOWN,
		.age_s = PROBE_UNKNOWN };
	if ((rc = i->look(c, i, seen)) != RC_OK)
		seen->text = c->err.msg;
	return rc;
}

bool
probe_is_evm(const struct probe_item *i)
{
	return i->use == PROBE_CHAIN && i->core_id == NULL;
}

/* one line each */

struct probe {
	struct ctx *c;
	struct err first; /* of the first that is bad */
	size_t bad;       /* how many */
	bool on_core;     /* the database is beyond the EVM chains */
};

/* c->err says what is wrong, and is forgotten. */
static void
bad(struct probe *p, const char *what, bool counts)
{
	struct err *e = &p->c->err;

	(counts ? log_err : log_warn)(&p->c->log, "look=%s msg=\"%s\"", what,
	    e->msg);
	if (counts && p->bad++ == 0)
		p->first = *e;
	err_clear(e);
}

/* Nodes of a chain that lies behind us. */
static size_t
skip_group(struct probe *p, const struct probe_item *i, size_t n)
{
	size_t k = 0;

	while (k < n && probe_is_evm(&i[k]))
		k++;
	log_info(&p->c->log, "look=%s msg=\"" PROBE_BEHIND "\"", i[0].what);
	return k;
}

/* Those of one name: of several that do the same one is enough. */
static size_t
look_at_group(struct probe *p, const struct probe_item *i, size_t n)
{
	struct probe_seen seen;
	size_t k, ngood = 0;

	if (p->on_core && probe_is_evm(i))
		return skip_group(p, i, n);
	for (k = 0; k < n && strcmp(i[k].what, i[0].what) == 0; k++) {
		if (probe_look(p->c, &seen, &i[k]) != RC_OK) {
			bad(p, i[k].what, !i[k].several);
			continue;
		}
		ngood++;
		p->on_core |= seen.on_core;
		log_info(&p->c->log, "look=%s msg=\"%s%s%s\"", i[k].what,
		    seen.name, seen.name[0] != '\0' ? ": " : "", seen.text);
	}
	if (ngood == 0 && i[0].several) {
		(void)err_set(&p->c->err, RC_UPSTREAM,
		    "none of these nodes answers");
		bad(p, i[0].what, true);
	}
	return k;
}

enum rc
probe_servers(struct ctx *c, unsigned uses)
{
	struct probe p = { .c = c };
	struct probe_list l;
	size_t i;

	probe_list(c, &l, uses);
	for (i = 0; i < l.n;)
		i += look_at_group(&p, &l.v[i], l.n - i);
	if (p.bad == 0)
		return RC_OK;
	return err_set(&c->err, p.first.rc,
	    "%zu of what this program uses %s not as it should be, see above",
	    p.bad, p.bad == 1 ? "is" : "are");
}
