/* SPDX-License-Identifier: ISC */
#include "chain/block.h"

#include <inttypes.h>
#include <string.h>

#include "chain/header_hash.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define LAST_TIME 253402300799u /* end of the year 9999 */

/*
 * Most of what a node sends, by bytes.  What is proven has to be read; the
 * rest is not even built.
 */
/* clang-format off */
/* Not "from": that also stands in what a node says of a range it refuses. */
static const char *const unproven[] = {
	"accessList", "baseFeePerGas", "blobGasPrice", "blobGasUsed",
	"blockTimestamp", "chainId", "contractAddress", "cumulativeGasUsed",
	"difficulty", "effectiveGasPrice", "excessBlobGas", "extraData",
	"gas", "gasLimit", "gasPrice", "gasUsed", "input",
	"maxFeePerGas", "maxPriorityFeePerGas", "miner", "mixHash", "nonce",
	"parentBeaconBlockRoot", "r", "receiptsRoot", "requestsHash", "s",
	"sealFields", "sha3Uncles", "signature", "size", "stateRoot",
	"totalDifficulty", "transactionsRoot", "uncles", "v", "value",
	"withdrawals", "withdrawalsRoot", "yParity",
};

static const char *const of_header[] = {
	"author", "size", "totalDifficulty", "uncles", "withdrawals",
};

/* The header of a full block was proven before. */
static const char *const of_full[] = {
	"baseFeePerGas", "blobGasUsed", "blockTimestamp", "creates",
	"difficulty", "excessBlobGas", "extraData", "from", "gasLimit",
	"gasUsed", "miner", "mixHash", "parentBeaconBlockRoot", "publicKey",
	"raw", "receiptsRoot", "requestsHash", "sealFields", "sha3Uncles",
	"signature", "size", "stateRoot", "totalDifficulty",
	"transactionsRoot", "uncles", "withdrawals", "withdrawalsRoot",
};

static const char *const of_receipts[] = {
	"blobGasPrice", "blobGasUsed", "blockTimestamp", "contractAddress",
	"effectiveGasPrice", "from", "gasUsed",
};
/* clang-format on */

#define NAMES(x)                                                               \
	{                                                                      \
		x, sizeof(x) / sizeof((x)[0])                                  \
	}

/* From which level on there is more to read of it. */
static const struct {
	enum conf_verify from;
	struct jsonv_names unread;
} proofs[BLOCK__MAX] = {
	[BLOCK_HEADER] = { VERIFY_HEADERS, NAMES(of_header) },
	[BLOCK_FULL] = { VERIFY_TRANSACTIONS, NAMES(of_full) },
	[BLOCK_LOGS] = { VERIFY_LINKS, NAMES(unproven) },
	[BLOCK_RECEIPTS] = { VERIFY_RECEIPTS, NAMES(of_receipts) },
};

const struct jsonv_names *
block_unread(enum block_answer answer, enum conf_verify verify)
{
	static const struct jsonv_names nothing_proven = NAMES(unproven);

	return verify >= proofs[answer].from ? &proofs[answer].unread
					     : &nothing_proven;
}

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

/* Who lists no transactions must not hide any. */
static enum rc
none_hidden(struct ctx *c, const struct chain_block *b)
{
	static const uint8_t root_of_none[32] = { 0x56, 0xe8, 0x1f, 0x17, 0x1b,
		0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45, 0xe6, 0x92, 0xc0, 0xf8,
		0x6e, 0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c, 0xad, 0xc0, 0x01,
		0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21 };

	if (b->ntxhashes > 0 ||
	    (memcmp(b->txroot, root_of_none, 32) == 0 &&
		memcmp(b->receiptsroot, root_of_none, 32) == 0))
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "lists no transactions, but its roots are not those of none");
}

static enum rc
proven(struct ctx *c, struct chain_block *b, struct json_object *o)
{
	enum rc rc;

	if ((rc = header_hash_check(c, o)) != RC_OK ||
	    (rc = jsonr_hex(c, b->txroot, 32, o, "transactionsRoot")) != RC_OK)
		return rc;
	rc = jsonr_hex(c, b->receiptsroot, 32, o, "receiptsRoot");
	return rc == RC_OK ? none_hidden(c, b) : rc;
}

enum rc
block_header(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o, enum conf_verify verify)
{
	enum rc rc;

	if ((rc = qty_max(c, &b->number, o, "number", LIM_ID)) != RC_OK ||
	    (rc = jsonr_hex(c, b->hash, 32, o, "hash")) != RC_OK ||
	    (rc = jsonr_hex(c, b->parent, 32, o, "parentHash")) != RC_OK ||
	    (rc = jsonr_hex(c, b->bloom, 256, o, "logsBloom")) != RC_OK ||
	    (rc = qty_max(c, &b->time, o, "timestamp", LAST_TIME)) != RC_OK ||
	    (rc = header_txs(c, b, a, o)) != RC_OK)
		return rc;
	return verify >= VERIFY_HEADERS ? proven(c, b, o) : RC_OK;
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

static void
bare_text(char out[HASH_TEXT], const uint8_t hash[32], bool bare)
{
	char text[HASH_TEXT];

	hex_encode(text, hash, 32);
	memcpy(out, bare ? text + 2 : text, bare ? HASH_TEXT - 2 : HASH_TEXT);
}

void
block_hash_text(char out[HASH_TEXT], const struct chain_block *b)
{
	bare_text(out, b->hash, b->core != NULL);
}

void
block_parent_text(char out[HASH_TEXT], const struct chain_block *b)
{
	size_t n = b->parent_text != NULL ? strlen(b->parent_text) : HASH_TEXT;

	if (n < HASH_TEXT)
		memcpy(out, b->parent_text, n + 1);
	else
		bare_text(out, b->parent, b->core != NULL);
}

void
block_tx_text(char out[HASH_TEXT], const struct chain_tx *t)
{
	char *p;

	bare_text(out, t->hash, t->core);
	for (p = out; t->core && *p != '\0'; p++)
		if (*p >= 'a')
			*p = (char)(*p - 'a' + 'A');
}

char *
block_hash_cell(struct arena *a, const struct chain_block *b)
{
	char text[HASH_TEXT];

	block_hash_text(text, b);
	return arena_strdup(a, text);
}

char *
block_tx_cell(struct arena *a, const struct chain_tx *t)
{
	char text[HASH_TEXT];

	block_tx_text(text, t);
	return arena_strdup(a, text);
}

int
block_hash_read(uint8_t hash[32], const char *text)
{
	size_t n = strlen(text);

	return n == 64 ? hex_bare(hash, 32, text, n)
		       : hex_decode(hash, 32, text, n);
}
