/* SPDX-License-Identifier: ISC */
#include "indexer/receipts.h"

#include <inttypes.h>
#include <string.h>

#include "common/hex.h"
#include "common/jsonr.h"
#include "common/limits.h"

static enum rc
take_receipt_logs(struct ctx *c, struct reader *rd, struct chain_block *b,
    const struct chain_tx *t, struct json_object *o, size_t *cap)
{
	struct json_object *arr;
	struct chain_log l;
	enum rc rc;
	size_t i, n, sz = sizeof(l);

	rc = jsonr_arr(c, &arr, &n, o, "logs", LIM_LOGS_PER_BLOCK);
	for (i = 0; rc == RC_OK && i < n; i++) {
		memset(&l, 0, sizeof(l));
		rc = block_log(c, &l, rd->g.c.a,
		    json_object_array_get_idx(arr, i));
		if (rc != RC_OK)
			break;
		if (l.number != b->number || l.txindex != t->index)
			return err_set(&c->err, RC_DATA,
			    "log %" PRIu32 " is of another transaction",
			    l.logindex);
		if (contracts_find(rd->k, l.address) == ABI_CONTRACT__MAX)
			continue;
		if (b->nlogs == *cap) {
			b->logs = arena_grow(rd->g.c.a, b->logs, *cap * sz,
			    (2 * *cap + 8) * sz);
			*cap = 2 * *cap + 8;
		}
		b->logs[b->nlogs++] = l;
	}
	return rc;
}

static enum rc
take_receipt(struct ctx *c, struct reader *rd, struct chain_block *b, size_t i,
    struct json_object *o, size_t *cap)
{
	struct chain_tx *t = &b->txs[b->ntxs];
	uint8_t hash[32];
	size_t before = b->nlogs;
	enum rc rc;

	if ((rc = block_tx(c, t, "transactionHash", o)) != RC_OK ||
	    (rc = jsonr_hex(c, hash, 32, o, "blockHash")) != RC_OK)
		return rc;
	if (memcmp(hash, b->hash, 32) != 0)
		return err_set(&c->err, RC_DATA,
		    "receipt %zu is of another block", i);
	if (t->index != i || memcmp(t->hash, b->txhashes[i], 32) != 0)
		return err_set(&c->err, RC_DATA,
		    "receipt %zu is of another transaction", i);
	rc = take_receipt_logs(c, rd, b, t, o, cap);
	b->ntxs += b->nlogs > before;
	return rc;
}

static enum rc
check_receipt_logs(struct ctx *c, const struct chain_block *b)
{
	enum rc rc;
	size_t i;

	for (i = 0; i < b->nlogs; i++) {
		if (i > 0 && b->logs[i].logindex <= b->logs[i - 1].logindex)
			return err_set(&c->err, RC_DATA,
			    "log %" PRIu32 " is out of order",
			    b->logs[i].logindex);
		if ((rc = reader_check_log(c, b, &b->logs[i])) != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
take_receipts(struct ctx *c, struct reader *rd, struct chain_block *b,
    struct json_object **receipts)
{
	size_t i, cap = 0;
	enum rc rc;

	b->txs = arena_zalloc(rd->g.c.a, b->ntxhashes, sizeof(*b->txs));
	b->ntxs = b->nlogs = 0;
	for (i = 0; i < b->ntxhashes; i++)
		if ((rc = take_receipt(c, rd, b, i, receipts[i], &cap)) !=
		    RC_OK)
			return rc;
	return check_receipt_logs(c, b);
}

static enum rc
got_block_receipts(struct ctx *c, struct rpc_call *call,
    struct json_object *result)
{
	struct reader *rd = call->arg;
	struct chain_block *b = &rd->blocks[call->i];
	struct json_object **all;
	size_t i;

	if (!json_object_is_type(result, json_type_array) ||
	    json_object_array_length(result) != b->ntxhashes)
		return err_set(&c->err, RC_DATA,
		    "block %" PRIu64 ": not %zu receipts", b->number,
		    b->ntxhashes);
	all = arena_zalloc(c->a, b->ntxhashes, sizeof(struct json_object *));
	for (i = 0; i < b->ntxhashes; i++)
		all[i] = json_object_array_get_idx(result, i);
	if (take_receipts(c, rd, b, all) != RC_OK)
		return err_add(&c->err, "block %" PRIu64, b->number);
	return RC_OK;
}

/* The receipts of one block, one call each; in one batch or several. */
struct gather {
	struct reader *rd;
	struct chain_block *b;
	struct json_object **all; /* references of our own */
	size_t left;
};

static void
gather_drop(void *arg)
{
	struct gather *g = arg;
	size_t i;

	for (i = 0; i < g->b->ntxhashes; i++)
		json_object_put(g->all[i]);
}

static enum rc
got_receipt(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct gather *g = call->arg;

	if (!json_object_is_type(result, json_type_object))
		return err_set(&c->err, RC_UPSTREAM,
		    "block %" PRIu64 ": no receipt for transaction %zu",
		    g->b->number, call->i);
	g->all[call->i] = json_object_get(result);
	if (--g->left > 0)
		return RC_OK;
	if (take_receipts(c, g->rd, g->b, g->all) != RC_OK)
		return err_add(&c->err, "block %" PRIu64, g->b->number);
	return RC_OK;
}

static void
one_by_one(struct reader *rd, struct chain_block *b)
{
	struct arena *a = rd->g.c.a;
	struct gather *g = arena_zalloc(a, 1, sizeof(*g));
	struct rpc_call *calls;
	char hash[HASH_TEXT];
	size_t i;

	g->rd = rd;
	g->b = b;
	g->all = arena_zalloc(a, b->ntxhashes, sizeof(struct json_object *));
	g->left = b->ntxhashes;
	arena_defer(a, gather_drop, g);
	calls = arena_zalloc(a, b->ntxhashes, sizeof(*calls));
	for (i = 0; i < b->ntxhashes; i++) {
		hex_encode(hash, b->txhashes[i], 32);
		calls[i].method = "eth_getTransactionReceipt";
		calls[i].params = arena_printf(a, "[\"%s\"]", hash);
		calls[i].got = got_receipt;
		calls[i].arg = g;
		calls[i].i = i;
	}
	rpc_send(rd->r, &rd->g, calls, b->ntxhashes);
}

static enum rc
block_receipts_refused(struct ctx *c, struct rpc_call *call, const char *why)
{
	struct reader *rd = call->arg;

	log_debug(&c->log, "msg=\"eth_getBlockReceipts %s\"", why);
	rd->no_block_receipts = true;
	one_by_one(rd, &rd->blocks[call->i]);
	return RC_OK;
}

void
receipts_ask(struct reader *rd, size_t i)
{
	struct arena *a = rd->g.c.a;
	struct rpc_call *call;
	char hash[HASH_TEXT];

	if (rd->no_block_receipts) {
		one_by_one(rd, &rd->blocks[i]);
		return;
	}
	call = arena_zalloc(a, 1, sizeof(*call));
	hex_encode(hash, rd->blocks[i].hash, 32);
	call->method = "eth_getBlockReceipts";
	call->params = arena_printf(a, "[\"%s\"]", hash);
	call->got = got_block_receipts;
	call->refused = block_receipts_refused;
	call->arg = rd;
	call->i = i;
	rpc_send(rd->r, &rd->g, call, 1);
}
