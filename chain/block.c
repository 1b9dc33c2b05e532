/* SPDX-License-Identifier: ISC */
#include "chain/block.h"

#include <inttypes.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define LAST_TIME 253402300799u /* end of the year 9999 */

/* Most of what a node sends, by bytes. */
static const char *const unread[] = {
	"accessList",
	"baseFeePerGas",
	"blobGasUsed",
	"blockTimestamp",
	"chainId",
	"contractAddress",
	"cumulativeGasUsed",
	"difficulty",
	"effectiveGasPrice",
	"excessBlobGas",
	"extraData",
	"gas",
	"gasLimit",
	"gasPrice",
	"gasUsed",
	"input",
	"maxFeePerGas",
	"maxPriorityFeePerGas",
	"miner",
	"mixHash",
	"nonce",
	"r",
	"receiptsRoot",
	"s",
	"sha3Uncles",
	"size",
	"stateRoot",
	"totalDifficulty",
	"transactionsRoot",
	"uncles",
	"v",
	"value",
	"withdrawals",
	"withdrawalsRoot",
	"yParity",
};

const struct jsonv_names block_unread = { unread,
	sizeof(unread) / sizeof(unread[0]) };

static enum rc
qty_max(struct ctx *c, uint64_t *n, struct json_object *o, const char *key,
    uint64_t max)
{
	enum rc rc;

	if ((rc = jsonr_qty(c, n, o, key)) != RC_OK)
		return rc;
	if (*n > max)
		return err_set(&c->err, RC_DATA,
		    "%s is %" PRIu64 ", above the largest %" PRIu64, key, *n,
		    max);
	return RC_OK;
}

static enum rc
qty_u32(struct ctx *c, uint32_t *n, struct json_object *o, const char *key)
{
	uint64_t big;
	enum rc rc;

	if ((rc = qty_max(c, &big, o, key, LIM_ID)) == RC_OK)
		*n = (uint32_t)big;
	return rc;
}

static enum rc
header_txs(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o)
{
	struct json_object *arr, *h;
	enum rc rc;
	size_t i, n;

	rc = jsonr_arr(c, &arr, &n, o, "transactions", LIM_TXS_PER_BLOCK);
	if (rc != RC_OK)
		return rc;
	b->txhashes = arena_zalloc(a, n, 32);
	b->ntxhashes = n;
	for (i = 0; i < n; i++) {
		h = json_object_array_get_idx(arr, i);
		if (json_object_is_type(h, json_type_object)) {
			rc = jsonr_hex(c, b->txhashes[i], 32, h, "hash");
			if (rc != RC_OK)
				return rc;
		} else if (!json_object_is_type(h, json_type_string) ||
			   hex_decode(b->txhashes[i], 32,
			       json_object_get_string(h),
			       (size_t)json_object_get_string_len(h)) != 0)
			return err_set(&c->err, RC_DATA,
			    "transaction %zu is not a hash", i);
	}
	return RC_OK;
}

enum rc
block_header(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o)
{
	enum rc rc;

	if ((rc = qty_max(c, &b->number, o, "number", LIM_ID)) != RC_OK ||
	    (rc = jsonr_hex(c, b->hash, 32, o, "hash")) != RC_OK ||
	    (rc = jsonr_hex(c, b->parent, 32, o, "parentHash")) != RC_OK ||
	    (rc = jsonr_hex(c, b->bloom, 256, o, "logsBloom")) != RC_OK ||
	    (rc = qty_max(c, &b->time, o, "timestamp", LAST_TIME)) != RC_OK)
		return rc;
	return header_txs(c, b, a, o);
}

enum rc
block_log(struct ctx *c, struct chain_log *l, struct arena *a,
    struct json_object *o)
{
	bool removed = false;
	enum rc rc;

	if ((rc = qty_max(c, &l->number, o, "blockNumber", LIM_ID)) != RC_OK ||
	    (rc = qty_u32(c, &l->logindex, o, "logIndex")) != RC_OK ||
	    (rc = qty_u32(c, &l->txindex, o, "transactionIndex")) != RC_OK ||
	    (rc = jsonr_hex(c, l->blockhash, 32, o, "blockHash")) != RC_OK ||
	    (rc = jsonr_hex(c, l->txhash, 32, o, "transactionHash")) != RC_OK ||
	    (rc = jsonr_hex(c, l->address, 20, o, "address")) != RC_OK ||
	    (rc = abi_log_read(c, &l->abi, o)) != RC_OK)
		return rc;
	if (jsonr_opt_bool(&removed, o, "removed") && removed)
		return err_set(&c->err, RC_DATA,
		    "log %" PRIu32 " of block %" PRIu64 " is marked as removed",
		    l->logindex, l->number);
	l->abi.data.p =
	    (const uint8_t *)arena_memdup(a, l->abi.data.p, l->abi.data.len);
	return RC_OK;
}

enum rc
block_tx(struct ctx *c, struct chain_tx *t, const char *hash_key,
    struct json_object *o)
{
	struct json_object *to;
	enum rc rc;

	if ((rc = jsonr_hex(c, t->hash, 32, o, hash_key)) != RC_OK ||
	    (rc = qty_u32(c, &t->index, o, "transactionIndex")) != RC_OK)
		return rc;
	t->has_to = json_object_object_get_ex(o, "to", &to) && to != NULL;
	if (!t->has_to)
		return RC_OK;
	return jsonr_hex(c, t->to, 20, o, "to");
}
