/* SPDX-License-Identifier: ISC */
/*
 * Members of a node's JSON as items of what is hashed.  Each is written in
 * front of what is there already (rlp.h); key NULL: o is the value itself.
 * RC_DATA names the member that is missing or has no such form; then what was
 * written is of no use to anybody.
 */
#ifndef DP_CHAIN_RLP_JSON_H
#define DP_CHAIN_RLP_JSON_H

#include <json-c/json.h>
#include <stddef.h>

#include "chain/rlp.h"
#include "common/base/attr.h"
#include "common/base/ctx.h"

/* QUANTITY of JSON-RPC, of at most 256 bits. */
enum rc rlp_qty(struct ctx *c, struct rlp *w, struct json_object *o,
    const char *key) MUST_CHECK;

/* DATA of exactly len bytes. */
enum rc rlp_fixed(struct ctx *c, struct rlp *w, struct json_object *o,
    const char *key, size_t len) MUST_CHECK;

/*
 * DATA of at most max bytes, which are decoded straight to their
 * place: there may be many of them.
 */
enum rc rlp_data(struct ctx *c, struct rlp *w, struct json_object *o,
    const char *key, size_t max) MUST_CHECK;

#endif
