/* SPDX-License-Identifier: ISC */
#include "chain/contracts.h"

#include <string.h>

#include "common/base/hex.h"
#include "common/base/sig.h"
#include "common/json/jsonr.h"

/* How a contract whose events we read is found. */
enum source { BY_REGISTRY, BY_CONFIGURATION };

static const struct {
	enum abi_contract contract;
	enum source source;
} sources[] = {
	{ ABI_CONTRACT_USERFACTORY, BY_REGISTRY },
	{ ABI_CONTRACT_TRACKFACTORY, BY_REGISTRY },
	{ ABI_CONTRACT_PLAYLISTFACTORY, BY_REGISTRY },
	{ ABI_CONTRACT_SOCIALFEATUREFACTORY, BY_REGISTRY },
	{ ABI_CONTRACT_USERLIBRARYFACTORY, BY_REGISTRY },
	{ ABI_CONTRACT_USERREPLICASETMANAGER, BY_REGISTRY },
	{ ABI_CONTRACT_IPLDBLACKLISTFACTORY, BY_REGISTRY },
	{ ABI_CONTRACT_ENTITYMANAGER, BY_CONFIGURATION },
};
#define NSOURCES (sizeof(sources) / sizeof(sources[0]))

static const uint8_t zero[20];

struct question {
	const struct chain *ch;
	struct contracts *k;
};

static enum rc
configured(struct ctx *c, uint8_t address[20], const char *key,
    const char *text)
{
	if (hex_decode(address, 20, text, strlen(text)) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "[contracts] %s '%s' is not an address", key, text);
	return RC_OK;
}

static enum rc
not_a_registry(struct ctx *c, const struct chain *ch, const char *why)
{
	return err_set(&c->err, RC_CONFIG,
	    "[contracts] registry '%s' is not a registry on this chain (%s)",
	    ch->registry, why);
}

static enum rc
refused(struct ctx *c, struct rpc_call *call, const struct rpc_refusal *why)
{
	const struct question *q = call->arg;

	if (why->reason == RPC_REVERTED)
		return not_a_registry(c, q->ch, why->text);
	return err_set(&c->err, RC_UPSTREAM, "%s: %s", call->method, why->text);
}

static enum rc
got_address(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	const struct question *q = call->arg;
	struct span ret;
	size_t len;
	uint8_t *out;

	if (!json_object_is_type(result, json_type_string))
		return err_set(&c->err, RC_DATA, "result is not text");
	len = (size_t)json_object_get_string_len(result);
	if (len == 2)
		return not_a_registry(c, q->ch,
		    "there is no code at this address");
	out = arena_alloc(c->a, 32);
	if (len != 66 ||
	    hex_decode(out, 32, json_object_get_string(result), len) != 0)
		return not_a_registry(c, q->ch,
		    "getContract gave no address word");
	ret.p = out;
	ret.len = 32;
	if (abi_return_address(c, q->k->address[call->i], ret) != RC_OK) {
		err_clear(&c->err);
		return not_a_registry(c, q->ch, "getContract gave no address");
	}
	return RC_OK;
}

static const char *
get_contract_params(struct ctx *c, const char *registry, const char *name)
{
	uint8_t word[1][32];

	if (abi_name32(word[0], name) != 0)
		memset(word[0], 0, 32);
	return abi_call_params(c->a, registry, ABI_REGISTRY_GETCONTRACT,
	    (const uint8_t(*)[32])word, 1);
}

static enum rc
ask_registry(struct ctx *c, struct contracts *k, const struct chain *ch)
{
	struct question q = { ch, k };
	struct rpc_call calls[NSOURCES];
	uint8_t registry[20];
	size_t i, n = 0, found = 0;
	enum rc rc;

	if (ch->registry[0] == '\0')
		return RC_OK;
	if ((rc = configured(c, registry, "registry", ch->registry)) != RC_OK)
		return rc;
	memset(calls, 0, sizeof(calls));
	for (i = 0; i < NSOURCES; i++) {
		if (sources[i].source != BY_REGISTRY)
			continue;
		calls[n].method = "eth_call";
		calls[n].params = get_contract_params(c, ch->registry,
		    abi_contract_name[sources[i].contract]);
		calls[n].got = got_address;
		calls[n].refused = refused;
		calls[n].arg = &q;
		calls[n++].i = sources[i].contract;
	}
	if ((rc = rpc_run(c, ch->rpc, calls, n)) != RC_OK)
		return rc;
	for (i = 0; i < n; i++)
		found += memcmp(k->address[calls[i].i], zero, 20) != 0;
	return found > 0 ? RC_OK
			 : not_a_registry(c, ch, "it knows no contract");
}

static void
make_filter(struct contracts *k, struct arena *a)
{
	char text[ADDRESS_TEXT];
	size_t i;

	k->filter = "";
	for (i = 0; i < NSOURCES; i++) {
		enum abi_contract ct = sources[i].contract;

		k->there[ct] = memcmp(k->address[ct], zero, 20) != 0;
		if (!k->there[ct])
			continue;
		address_text(text, k->address[ct]);
		k->filter = arena_printf(a, "%s%s\"%s\"", k->filter,
		    k->filter[0] == '\0' ? "" : ",", text);
	}
	k->filter = arena_printf(a, "[%s]", k->filter);
}

enum rc
contracts_are_set(struct ctx *c)
{
	struct chain ch[CHAINS];
	size_t n = chain_list(ch, c->cf);

	return chain_check(c, ch, n);
}

enum rc
contracts_read(struct ctx *c, struct contracts *k, const struct chain *ch,
    const struct abi *abi, struct arena *a)
{
	const char *em = ch->entity_manager;
	enum rc rc;

	memset(k, 0, sizeof(*k));
	k->abi = abi;
	k->documents = ch->documents;
	if ((rc = ask_registry(c, k, ch)) != RC_OK)
		return rc;
	if (em[0] != '\0') {
		rc = configured(c, k->address[ABI_CONTRACT_ENTITYMANAGER],
		    "entity_manager_address", em);
		if (rc != RC_OK)
			return rc;
	}
	make_filter(k, a);
	return RC_OK;
}

enum abi_contract
contracts_find(const struct contracts *k, const uint8_t address[20])
{
	enum abi_contract i;

	for (i = 0; i < ABI_CONTRACT__MAX; i++)
		if (k->there[i] && memcmp(k->address[i], address, 20) == 0)
			return i;
	return ABI_CONTRACT__MAX;
}
