/* SPDX-License-Identifier: ISC */
/*
 * A transaction as it was signed and as the trie of its block holds it
 * (EIP-2718), made from what a node says of it.  Its hash is that of these
 * bytes.  Known are the types 0 to 4: legacy, access list (EIP-2930), dynamic
 * fee (EIP-1559), blobs (EIP-4844) and set code (EIP-7702).
 */
#ifndef DP_CHAIN_TX_RLP_H
#define DP_CHAIN_TX_RLP_H

#include <json-c/json.h>

#include "common/base/attr.h"
#include "common/base/ctx.h"
#include "common/base/span.h"

/*
 * Bytes that it takes at most, more than it needs; known before it is looked
 * at, so that a sum can be bounded.
 */
size_t tx_rlp_most(struct json_object *o);

/*
 * *out is memory of a, of which tx_rlp_most() bytes are taken.  RC_DATA names
 * the member that is missing or has no such form, or the type that is not
 * known.
 */
enum rc tx_rlp(struct ctx *c, struct span *out, struct arena *a,
    struct json_object *o) MUST_CHECK;

#endif
