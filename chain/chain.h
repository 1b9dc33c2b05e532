/* SPDX-License-Identifier: ISC */
/*
 * The chains that are read, one after the other: none, one or two that nodes
 * with JSON-RPC tell (EVM), then one that is told by nodes of the core chain.
 *
 * Numbers of blocks go on over all of them.  The first chain ends with block F
 * (audius_final_poa_block), and blocks of the second one are stored as their
 * number + F.  A core chain begins at height 1; its base is the number that
 * was stored last when it began, which the database remembers.  Everywhere but
 * in questions to a node and in its answers a block's number is the stored
 * one.
 */
#ifndef DP_CHAIN_CHAIN_H
#define DP_CHAIN_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain/block.h"
#include "chain/identity.h"
#include "common/net/rpc.h"

#define CHAINS 8

enum chain_kind { CHAIN_EVM, CHAIN_CORE, CHAIN__MAX };

struct chain {
	enum chain_kind kind;
	const char *urls;           /* of its nodes */
	const char *setting;        /* that names them, for messages */
	unsigned timeout_ms;        /* of one request to them */
	const char *registry;       /* "": it has none */
	const char *entity_manager; /* "": it has none */
	bool documents;             /* bare CIDs of EntityManager name some */
	uint64_t base;              /* stored number of its block 0 */
	uint64_t first; /* number, as its nodes count, to begin with */
	uint64_t last;  /* the last stored number that is taken from it */
	enum conf_verify verify;     /* what its nodes have to prove */
	bool by_first;               /* block 0 decides whether they can */
	const char *name;            /* of the chain: where it is remembered */
	const char *id_key;          /* of [web3], with the next one */
	uint64_t id;                 /* that its nodes must say; 0: as kept */
	const char *core_id;         /* the same of a core chain; else NULL */
	int core;                    /* disc.core_chains; 0: no core chain */
	enum conf_core_verify proof; /* what is done about its headers */
	struct identity kept;        /* of the blocks we have */
	bool remembered;             /* the database has it written down */
	struct rpc *rpc;

	/* private of identity.c */
	struct identity *said; /* by each node; NULL: nobody was asked */
	struct rpc_call intro[2];
};

/* As configured, in order; how many.  rpc is left NULL. */
size_t chain_list(struct chain ch[CHAINS], const struct conf *cf);
/*
 * RC_CONFIG: there is none, or one without contracts, or it is not known where
 * one follows another.
 */
enum rc chain_check(struct ctx *c, const struct chain *ch, size_t n) MUST_CHECK;

/* From the node's numbers to the stored ones; RC_DATA: too large. */
enum rc chain_number(struct ctx *c, uint64_t *number,
    const struct chain *ch) MUST_CHECK;

/* Numbers as clients are told: heights of a core chain, else as stored. */
uint64_t chain_shown(const struct chain *ch, uint64_t number);

#endif
