/* SPDX-License-Identifier: ISC */
/* Which contracts exist, as the registry and the configuration say. */
#ifndef DP_CHAIN_CONTRACTS_H
#define DP_CHAIN_CONTRACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/abi.h"
#include "chain/chain.h"
#include "common/base/ctx.h"

struct contracts {
	const struct abi *abi;
	bool documents; /* bare CIDs of EntityManager name some */
	bool there[ABI_CONTRACT__MAX]; /* has an address */
	bool reads[ABI_EVENT__MAX];    /* events that somebody handles */
	uint8_t address[ABI_CONTRACT__MAX][20];
	/* JSON array of the addresses whose events we read; "[]": none */
	const char *filter;
};

/*
 * Ask the chain's registry for every contract whose events we read.  A contract
 * that is not registered yet is no error.  The filter is memory of a.  reads is
 * left empty: whoever handles events fills it.
 *
 * RC_CONFIG  the registry's address is not one, or what stands there is no
 *            registry of this network.
 */
enum rc contracts_read(struct ctx *c, struct contracts *k,
    const struct chain *ch, const struct abi *abi, struct arena *a) MUST_CHECK;

/* RC_CONFIG unless each chain that is read is known well enough. */
enum rc contracts_are_set(struct ctx *c) MUST_CHECK;

/* The contract at this address, or ABI_CONTRACT__MAX. */
enum abi_contract contracts_find(const struct contracts *k,
    const uint8_t address[20]);

#endif
