/* SPDX-License-Identifier: ISC */
/*
 * Blocks and transactions of the core chain from the JSON that its nodes
 * answer with.  RC_DATA: it has not the form, or a transaction of a kind that
 * we read has not the hash it goes by.
 */
#ifndef DP_CHAIN_CORE_TX_H
#define DP_CHAIN_CORE_TX_H

#include <json-c/json.h>

#include "chain/block.h"
#include "chain/core/block.h"
#include "common/base/ctx.h"

/* One transaction ("transaction" and its "hash"); borrows from the document. */
enum rc core_tx_read(struct ctx *c, struct core_tx *t,
    struct json_object *o) MUST_CHECK;

/*
 * A block of the chain core_id, its number as height, and in order what we read
 * of it, memory of a; bare: without that.  A "height" of -1, a block that is
 * not there yet, is RC_NOTFOUND.
 */
enum rc core_block_read(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o, const char *core_id, bool bare) MUST_CHECK;

#endif
