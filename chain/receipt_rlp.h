/* SPDX-License-Identifier: ISC */
/*
 * A receipt as the trie of its block holds it (EIP-2718, EIP-658), made from
 * what a node says of it.  Types differ in the byte in front only; a type that
 * is not known here is written in the same way, and its root tells whether
 * that was right.
 */
#ifndef DP_CHAIN_RECEIPT_RLP_H
#define DP_CHAIN_RECEIPT_RLP_H

#include <json-c/json.h>

#include "common/base/attr.h"
#include "common/base/ctx.h"
#include "common/base/span.h"

/* As many bytes as it needs at most, about. */
size_t receipt_rlp_most(struct json_object *o);

/*
 * *out is memory of a.  RC_DATA names the member that is missing or has no
 * such form.
 */
enum rc receipt_rlp(struct ctx *c, struct span *out, struct arena *a,
    struct json_object *o) MUST_CHECK;

#endif
