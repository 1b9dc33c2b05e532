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

size_t
chain_list(struct chain ch[CHAINS], const struct conf *cf)
{
	uint64_t final =
	    cf->final_poa_block > 0 ? (uint64_t)cf->final_poa_block : 0;

	memset(ch, 0, CHAINS * sizeof(*ch));
	ch[0].by_first = ch[1].by_first = cf->web3_verify == VERIFY_AUTO;
	ch[0].verify = ch[1].verify =
	    cf->web3_verify == VERIFY_AUTO ? VERIFY_HEADERS : cf->web3_verify;
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

enum rc
chain_number(struct ctx *c, uint64_t *number, const struct chain *ch)
{
	if (*number > LIM_ID - ch->base)
		return err_set(&c->err, RC_DATA,
		    "block %" PRIu64 " of the second chain: its number and "
		    "audius_final_poa_block come to more than %d",
		    *number, LIM_ID);
	*number += ch->base;
	return RC_OK;
}
