/* SPDX-License-Identifier: ISC */
/*
 * Which chain is a node of?  Told by its id (eth_chainId) and by the hash of
 * its block 0.  Every node is asked before anything that it says is used, and
 * one that is of another chain than the blocks we have is refused: RC_CONFIG,
 * with node, setting and rule in the message.
 *
 * What a node does not say (an old one without eth_chainId, one that keeps no
 * old blocks) is no reason to refuse it; then the rest has to fit.
 */
#ifndef DP_CHAIN_IDENTITY_H
#define DP_CHAIN_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/attr.h"

struct chain;

struct identity {
	uint64_t id;    /* 0: not known */
	bool has_first; /* the hash of block 0 is known */
	bool proven;    /* and it is that of its header */
	uint8_t first[32];
};

/* "99 0x39f0... proven", "99 0x39f0...", "99 -": as it is remembered. */
char *identity_text(struct arena *a, const struct identity *k);
/* 0, or -1: it is no such text. */
int identity_parse(struct identity *k, const char *text) MUST_CHECK;

/*
 * With ch->by_first the header of block 0 says whether headers of the chain
 * can be proven (ch->verify).  One that could once has to for ever: a node
 * that shows another one is refused.
 *
 * From now on each of the chain's nodes is asked, and held against ch->id and
 * ch->kept.  ch and a, which it takes memory of, live as long as ch->rpc does.
 */
void identity_demand(struct chain *ch, struct arena *a);

/* What the node at work has said, and where it said nothing, ch->kept. */
struct identity identity_of(const struct chain *ch);
/* The node at work has shown the block 0 that we know. */
bool identity_is_ours(const struct chain *ch);

#endif
