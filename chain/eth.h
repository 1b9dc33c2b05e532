/* SPDX-License-Identifier: ISC */
/*
 * Questions to the contracts on the Ethereum chain, by eth_call at the latest
 * block.  Their addresses come from the registry there.
 *
 * RC_CONFIG    [web3] eth_provider_url or [eth_contracts] registry is not
 *              set, or the latter is no registry.
 * RC_UPSTREAM  no provider can be reached.
 * RC_DATA      what one sent is not an answer to what we asked.
 */
#ifndef DP_CHAIN_ETH_H
#define DP_CHAIN_ETH_H

#include "abi/abi.h"
#include "common/conf/conf.h"

struct rpc;
struct eth;

/* One question; a contract that has no such answer does not fail the rest. */
struct eth_call {
	/* filled by the caller */
	enum abi_function_id fn;
	uint8_t arg[2][32];
	size_t nargs;
	/* filled by eth_ask() */
	bool ok;
	bool refused;    /* by the node: not the contract's word */
	const char *why; /* of the failure; arena */
	struct abi_value out[ABI_PARAMS]; /* text is arena memory */
};

bool eth_is_configured(const struct conf *cf);

/* Does not ask anything yet.  eth_free(NULL) is fine. */
enum rc eth_new(struct ctx *c, struct eth **e) MUST_CHECK;
void eth_free(struct eth *e);

/* Ask n questions, as many at once as fit into a batch. */
enum rc eth_ask(struct ctx *c, struct eth *e, struct eth_call *calls,
    size_t n) MUST_CHECK;
/*
 * One question whose answer must be there.  RC_UPSTREAM: the node refused it;
 * RC_DATA: the contract has none.
 */
enum rc eth_ask_one(struct ctx *c, struct eth *e,
    struct eth_call *call) MUST_CHECK;

/* Whose fault is it that a question has no answer (ok is false)? */
enum rc eth_fault(const struct eth_call *call);

/* The number of the newest block, at most LIM_ID. */
enum rc eth_head(struct ctx *c, struct eth *e, uint64_t *number) MUST_CHECK;

/* The address of the contract that the registry has under its key. */
enum rc eth_address(struct ctx *c, struct eth *e, uint8_t address[20],
    enum abi_contract contract) MUST_CHECK;

/* For calls of other kinds. */
struct rpc *eth_rpc(struct eth *e);

/* Arguments. */
void eth_word_address(uint8_t word[32], const uint8_t address[20]);
void eth_word_number(uint8_t word[32], uint64_t n);

#endif
