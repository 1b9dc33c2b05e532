/* SPDX-License-Identifier: ISC */
/*
 * The hash of a block's header, computed from what a node says of it.  Who
 * compares it with the hash that the block goes by has a proof of the time,
 * the parent, the roots and the filter: the hash is what the next block names.
 *
 * Known are the headers of Ethereum from its first block to Prague, of clique
 * and of authority round (POA network, Gnosis), as OpenEthereum, Nethermind,
 * Geth and others show them.
 */
#ifndef DP_CHAIN_HEADER_HASH_H
#define DP_CHAIN_HEADER_HASH_H

#include <json-c/json.h>
#include <stdint.h>

#include "common/base/attr.h"
#include "common/base/ctx.h"

/* RC_DATA names the member that is missing or has no such form. */
enum rc header_hash(struct ctx *c, uint8_t hash[32],
    struct json_object *o) MUST_CHECK;

/*
 * Is the hash that o has as member "hash" that of its header?  RC_DATA: no;
 * the message names a member that is not known here, if there is one.
 */
enum rc header_hash_check(struct ctx *c, struct json_object *o) MUST_CHECK;

#endif
