/* SPDX-License-Identifier: ISC */
/*
 * The chains that are read, one after the other.
 *
 * The network moved once: the first chain ends with block F
 * (audius_final_poa_block), and blocks of the second one are stored as their
 * number + F, so that numbers go on.  Everywhere but in questions to the node
 * and in its answers a block's number is the stored one.
 */
#ifndef DP_CHAIN_CHAIN_H
#define DP_CHAIN_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain/block.h"
#include "chain/identity.h"
#include "common/net/rpc.h"

#define CHAINS 2

struct chain {
	const char *urls;           /* of its nodes */
	const char *setting;        /* that names them, for messages */
	const char *registry;       /* "": it has none */
	const char *entity_manager; /* "": it has none */
	bool documents;             /* bare CIDs of EntityManager name some */
	uint64_t base;              /* stored number of its block 0 */
	uint64_t last; /* the last stored number that is taken from it */
	enum conf_verify verify; /* what its nodes have to prove */
	bool by_first;           /* block 0 decides whether they can */
	const char *name;        /* of the chain: where it is remembered */
	const char *id_key;      /* of [web3], with the next one */
	uint64_t id;             /* that its nodes must say; 0: as kept */
	struct identity kept;    /* of the blocks we have */
	bool remembered;         /* the database has it written down */
	struct rpc *rpc;

	/* private of identity.c */
	struct identity *said; /* by each node; NULL: nobody was asked */
	struct rpc_call intro[2];
};

/* As configured, in order; how many.  rpc is left NULL. */
size_t chain_list(struct chain ch[CHAINS], const struct conf *cf);

/* From the node's numbers to the stored ones; RC_DATA: too large. */
enum rc chain_number(struct ctx *c, uint64_t *number,
    const struct chain *ch) MUST_CHECK;

#endif
