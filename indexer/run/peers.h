/* SPDX-License-Identifier: ISC */
/*
 * What other discovery nodes say of a block that cannot be indexed here.
 *
 * They are those of [network] discovery_nodes, and those that the Ethereum
 * chain names, each endpoint once, without this node.  Those of the chain are
 * strangers: only public addresses are spoken to, unless [network]
 * allow_private says otherwise.  No answer, or one that makes no sense, is no
 * failure.
 */
#ifndef DP_INDEXER_RUN_PEERS_H
#define DP_INDEXER_RUN_PEERS_H

#include <stdbool.h>

#include "common/base/ctx.h"
#include "indexer/run/trouble.h"

/*
 * The block is in trouble, and c->err says why: note that, ask all others at
 * once, which takes at most ten seconds, and note when enough of them have
 * failed as well.  Clears c->err.
 *
 * RC_CONFIG: without [delegate] owner_wallet we could take ourselves for
 * another.
 */
enum rc peers_consensus(struct ctx *c, const struct trouble *t,
    bool *agreed) MUST_CHECK;

#endif
