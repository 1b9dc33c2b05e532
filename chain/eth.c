/* SPDX-License-Identifier: ISC */
#include "chain/eth.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/sig.h"
#include "common/json/jsonr.h"
#include "common/net/rpc.h"

/* Contracts by the key that the registry on Ethereum has for them. */
static const struct {
	enum abi_contract contract;
	const char *key;
} keys[] = {
	{ ABI_CONTRACT_AUDIUSTOKEN, "Token" },
	{ ABI_CONTRACT_STAKING, "StakingProxy" },
	{ ABI_CONTRACT_DELEGATEMANAGER, "DelegateManager" },
	{ ABI_CONTRACT_SERVICEPROVIDERFACTORY, "ServiceProviderFactory" },
	{ ABI_CONTRACT_TRUSTEDNOTIFIERMANAGER, "TrustedNotifierManagerProxy" },
};
#define NKEYS (sizeof(keys) / sizeof(keys[0]))

struct eth {
	struct rpc *rpc;
	bool there; /* the addresses are known */
	uint8_t address[NKEYS][20];
	char registry[ADDRESS_TEXT];
};

/* Where an answer goes. */
struct target {
	struct eth_call *call;
	struct arena *a;
};

bool
eth_is_configured(const struct conf *cf)
{
	return cf->eth_registry[0] != '\0' && cf->eth_provider_url[0] != '\0';
}

enum rc
eth_new(struct ctx *c, struct eth **e)
{
	const struct conf *cf = c->cf;
	uint8_t address[20];

	*e = NULL;
	if (!eth_is_configured(cf))
		return err_set(&c->err, RC_CONFIG,
		    "the Ethereum chain is read when [web3] eth_provider_url "
		    "and [eth_contracts] registry are both set");
	if (hex_decode(address, 20, cf->eth_registry,
		strlen(cf->eth_registry)) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "[eth_contracts] registry '%s' is not an address",
		    cf->eth_registry);
	if ((*e = calloc(1, sizeof(**e))) == NULL)
		err_die("eth", "no memory");
	address_text((*e)->registry, address);
	(*e)->rpc =
	    rpc_new(cf->eth_provider_url, (unsigned)cf->web3_timeout_s * 1000);
	rpc_setting((*e)->rpc, conf_where(cf, "web3", "eth_provider_url"));
	return RC_OK;
}

void
eth_free(struct eth *e)
{
	if (e == NULL)
		return;
	rpc_free(e->rpc);
	free(e);
}

struct rpc *
eth_rpc(struct eth *e)
{
	return e->rpc;
}

void
eth_word_address(uint8_t word[32], const uint8_t address[20])
{
	memset(word, 0, 32);
	memcpy(word + 12, address, 20);
}

void
eth_word_number(uint8_t word[32], uint64_t n)
{
	int i;

	memset(word, 0, 32);
	for (i = 31; n != 0; n >>= 8)
		word[i--] = (uint8_t)(n & 0xff);
}

static void
failed(struct target *t, const char *why)
{
	t->call->ok = false;
	t->call->why = arena_strdup(t->a, why);
}

static enum rc
refused(struct ctx *c, struct rpc_call *call, const struct rpc_refusal *why)
{
	struct target *t = call->arg;

	(void)c;
	failed(t, why->text);
	t->call->refused = why->reason != RPC_REVERTED;
	return RC_OK;
}

/* The bytes of the answer, kept: values point into them. */
static enum rc
got(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct target *t = call->arg;
	const struct abi_function *f = &abi_function[t->call->fn];
	struct ctx keep = { .a = t->a };
	struct span bytes;
	uint8_t *copy;

	if (jsonr_bytes(c, &bytes, result, NULL, LIM_LOG_DATA) != RC_OK) {
		failed(t, c->err.msg);
		err_clear(&c->err);
		return RC_OK;
	}
	copy = (uint8_t *)arena_memdup(t->a, bytes.p, bytes.len);
	t->call->ok = abi_return(&keep, t->call->out, f->noutputs, t->call->fn,
			  (struct span){ copy, bytes.len }) == RC_OK;
	if (!t->call->ok)
		failed(t, keep.err.msg);
	return RC_OK;
}

static void
prepare(struct ctx *c, struct rpc_call *r, const char *to, struct eth_call *q)
{
	struct target *t = arena_zalloc(c->a, 1, sizeof(*t));

	t->call = q;
	t->a = c->a;
	q->refused = false;
	memset(r, 0, sizeof(*r));
	r->method = "eth_call";
	r->params = abi_call_params(c->a, to, q->fn, q->arg, q->nargs);
	r->got = got;
	r->refused = refused;
	r->arg = t;
}

static enum rc
no_registry(struct ctx *c, const char *why)
{
	return err_set(&c->err, RC_CONFIG,
	    "[eth_contracts] registry '%s' is not a registry on this chain "
	    "(%s)",
	    c->cf->eth_registry, why);
}

/* All of them with one batch. */
static enum rc
ask_registry(struct ctx *c, struct eth *e)
{
	static const uint8_t zero[20];
	struct eth_call q[NKEYS];
	struct rpc_call r[NKEYS];
	size_t i, known = 0;
	enum rc rc;

	memset(q, 0, sizeof(q));
	for (i = 0; i < NKEYS; i++) {
		q[i].fn = ABI_REGISTRY_GETCONTRACT;
		q[i].nargs = 1;
		if (abi_name32(q[i].arg[0], keys[i].key) != 0)
			return err_set(&c->err, RC_BUG, "key '%s'",
			    keys[i].key);
		prepare(c, &r[i], e->registry, &q[i]);
	}
	if ((rc = rpc_run(c, e->rpc, r, NKEYS)) != RC_OK)
		return rc;
	for (i = 0; i < NKEYS; i++) {
		if (q[i].refused)
			return err_set(&c->err, RC_UPSTREAM,
			    "[eth_contracts] registry '%s' cannot be asked "
			    "(%s)",
			    e->registry, q[i].why);
		if (!q[i].ok)
			return no_registry(c, q[i].why);
		memcpy(e->address[i], q[i].out[0].address, 20);
		known += memcmp(e->address[i], zero, 20) != 0;
	}
	e->there = known > 0;
	return e->there ? RC_OK : no_registry(c, "it knows no contract");
}

enum rc
eth_address(struct ctx *c, struct eth *e, uint8_t address[20],
    enum abi_contract contract)
{
	static const uint8_t zero[20];
	enum rc rc;
	size_t i;

	if (!e->there && (rc = ask_registry(c, e)) != RC_OK)
		return rc;
	for (i = 0; i < NKEYS; i++)
		if (keys[i].contract == contract)
			break;
	if (i == NKEYS)
		return err_set(&c->err, RC_BUG, "contract %d has no key",
		    (int)contract);
	if (memcmp(e->address[i], zero, 20) == 0)
		return err_set(&c->err, RC_CONFIG,
		    "[eth_contracts] registry '%s' knows no contract '%s'",
		    c->cf->eth_registry, keys[i].key);
	memcpy(address, e->address[i], 20);
	return RC_OK;
}

enum rc
eth_ask(struct ctx *c, struct eth *e, struct eth_call *calls, size_t n)
{
	struct rpc_call *r = arena_zalloc(c->a, n, sizeof(*r));
	uint8_t address[20];
	char to[ADDRESS_TEXT];
	enum rc rc;
	size_t i;

	if (n == 0)
		return RC_OK;
	for (i = 0; i < n; i++) {
		rc = eth_address(c, e, address,
		    abi_function[calls[i].fn].contract);
		if (rc != RC_OK)
			return rc;
		address_text(to, address);
		prepare(c, &r[i], to, &calls[i]);
	}
	return rpc_run(c, e->rpc, r, n);
}

enum rc
eth_fault(const struct eth_call *call)
{
	return call->refused ? RC_UPSTREAM : RC_DATA;
}

enum rc
eth_ask_one(struct ctx *c, struct eth *e, struct eth_call *call)
{
	enum rc rc;

	if ((rc = eth_ask(c, e, call, 1)) != RC_OK)
		return rc;
	if (!call->ok)
		return err_set(&c->err, eth_fault(call), "%s: %s",
		    abi_function[call->fn].name, call->why);
	return RC_OK;
}

static enum rc
got_head(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	return jsonr_qty(c, call->arg, result, NULL);
}

enum rc
eth_head(struct ctx *c, struct eth *e, uint64_t *number)
{
	struct rpc_call r = { .method = "eth_blockNumber",
		.params = "[]",
		.got = got_head,
		.arg = number };
	enum rc rc;

	if ((rc = rpc_run(c, e->rpc, &r, 1)) != RC_OK)
		return rc;
	if (*number > LIM_ID)
		return err_set(&c->err, RC_DATA,
		    "eth_blockNumber: %llu, more than %d",
		    (unsigned long long)*number, LIM_ID);
	return RC_OK;
}
