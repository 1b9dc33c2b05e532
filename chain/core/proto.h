/* SPDX-License-Identifier: ISC */
/*
 * A transaction of the core chain to the bytes that it has in its block, as
 * Go's protobuf writes them: fields by number, empty ones left out.  Only of
 * the kinds that we read.
 */
#ifndef DP_CHAIN_CORE_PROTO_H
#define DP_CHAIN_CORE_PROTO_H

#include "chain/core/block.h"
#include "common/base/arena.h"

/* SignedTransaction, of CORE_ACT or CORE_PLAYS; memory of a. */
struct span proto_tx(struct arena *a, const struct core_tx *t);
/* TrackPlays alone, which is what a node signs. */
struct span proto_plays(struct arena *a, const struct core_tx *t);

#endif
