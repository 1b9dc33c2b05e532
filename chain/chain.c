/* SPDX-License-Identifier: ISC */
#include "chain/chain.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/conf/conf.h"

/* Whose nodes [web3] host names. */
static void
by_section(struct chain *ch, const struct conf *cf)
{
	ch->setting = conf_where(cf, "web3", "host");
	ch->id_key = "chain_id";
	ch->id = cf->web3_chain_id;
}

static void
by_variable(struct chain *ch, const struct conf *cf)
{
	ch->setting = conf_where(cf, "", "audius_web3_nethermind_rpc");
	ch->id_key = "nethermind_chain_id";
	ch->id = cf->web3_chain_id_2;
}

/*
 * Without a registry the chain is the second one.  With one, and without
 * settings of its own for the second chain, it is the first.
 */
static size_t
only(struct chain *ch, const struct conf *cf, uint64_t final)
{
	ch->urls = cf->web3_urls;
	ch->registry = cf->registry;
	ch->entity_manager = cf->entity_manager_address;
	ch->documents = cf->registry[0] != '\0';
	ch->name = ch->documents ? "chain_1" : "chain_2";
	if (cf->web3_rpc_2[0] != '\0')
		by_variable(ch, cf);
	else
		by_section(ch, cf);
	ch->base = ch->documents ? 0 : final;
	ch->last = ch->documents && final > 0 ? final : UINT64_MAX;
	return 1;
}

/* Those of JSON-RPC nodes; without contracts of them there are none. */
static size_t
evm_list(struct chain ch[2], const struct conf *cf)
{
	uint64_t final =
	    cf->final_poa_block > 0 ? (uint64_t)cf->final_poa_block : 0;

	ch[0].by_first = ch[1].by_first = cf->web3_verify == VERIFY_AUTO;
	ch[0].verify = ch[1].verify =
	    cf->web3_verify == VERIFY_AUTO ? VERIFY_HEADERS : cf->web3_verify;
	ch[0].timeout_ms = ch[1].timeout_ms =
	    (unsigned)cf->web3_timeout_s * 1000;
	if (cf->first_web3_urls[0] == '\0')
		return only(ch, cf, final);
	by_section(&ch[0], cf);
	by_variable(&ch[1], cf);
	ch[0].name = "chain_1";
	ch[1].name = "chain_2";
	ch[0].urls = cf->first_web3_urls;
	ch[0].registry = cf->registry;
	ch[0].entity_manager = cf->first_entity_manager;
	ch[0].documents = true;
	ch[0].last = final;
	ch[1].urls = cf->web3_urls;
	ch[1].registry = "";
	ch[1].entity_manager = cf->entity_manager_address;
	ch[1].base = final;
	ch[1].last = UINT64_MAX;
	return 2;
}

static bool
has_contracts(const struct chain *ch)
{
	return ch->registry[0] != '\0' || ch->entity_manager[0] != '\0';
}

static void
core_after(struct chain *ch, struct chain *before, const struct conf *cf)
{
	ch->kind = CHAIN_CORE;
	ch->urls = cf->core_urls;
	ch->setting = conf_where(cf, "", "audius_core_endpoint");
	ch->timeout_ms = (unsigned)cf->core_timeout_s * 1000;
	ch->registry = ch->entity_manager = "";
	ch->name = "core_chain";
	ch->id_key = "audius_core_chain_id";
	ch->core_id = cf->core_chain_id;
	ch->proof = cf->core_verify;
	ch->first = cf->core_first_height;
	ch->last = UINT64_MAX;
	if (before == NULL)
		return;
	if (before->last == UINT64_MAX && cf->final_acdc_block >= 0)
		before->last = (uint64_t)cf->final_acdc_block;
	ch->base = before->last;
}

size_t
chain_list(struct chain ch[CHAINS], const struct conf *cf)
{
	size_t n;

	memset(ch, 0, CHAINS * sizeof(*ch));
	n = evm_list(ch, cf);
	if (cf->core_urls[0] == '\0')
		return n;
	if (n == 1 && !has_contracts(&ch[0]))
		memset(&ch[--n], 0, sizeof(*ch));
	core_after(&ch[n], n > 0 ? &ch[n - 1] : NULL, cf);
	return n + 1;
}

enum rc
chain_check(struct ctx *c, const struct chain *ch, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (ch[i].kind == CHAIN_EVM && !has_contracts(&ch[i]))
			return err_set(&c->err, RC_CONFIG,
			    "neither [contracts] registry nor "
			    "entity_manager_address is set, in discprov.ini "
			    "or as audius_contracts_registry or "
			    "audius_contracts_entity_manager_address; nor "
			    "does audius_core_endpoint name a core chain");
		if (i + 1 < n && ch[i].last == UINT64_MAX)
			return err_set(&c->err, RC_CONFIG,
			    "audius_final_acdc_block is not set: with which "
			    "block does the chain of %s end, so that the core "
			    "chain follows?",
			    ch[i].setting);
		if (i + 1 < n && ch[i].last < ch[i].base)
			return err_set(&c->err, RC_CONFIG,
			    "audius_final_acdc_block %" PRIu64 " is below "
			    "audius_final_poa_block %" PRIu64,
			    ch[i].last, ch[i].base);
	}
	return RC_OK;
}

enum rc
chain_number(struct ctx *c, uint64_t *number, const struct chain *ch)
{
	if (*number > LIM_ID - ch->base)
		return err_set(&c->err, RC_DATA,
		    "block %" PRIu64 " of the chain of %s: its number and the "
		    "%" PRIu64 " blocks before it come to more than %d",
		    *number, ch->setting, ch->base, LIM_ID);
	*number += ch->base;
	return RC_OK;
}

uint64_t
chain_shown(const struct chain *ch, uint64_t number)
{
	return ch->kind == CHAIN_CORE ? number - ch->base : number;
}
