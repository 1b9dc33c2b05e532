/* SPDX-License-Identifier: ISC */
#include "chain/receipts.h"

#include <inttypes.h>
#include <string.h>

#include "chain/receipt_rlp.h"
#include "chain/trie.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define PARAMS 80 /* bytes of a question for one */

/* What is kept of a receipt. */
struct receipt {
	struct chain_tx tx;
	struct chain_log *logs; /* of our contracts */
	size_t nlogs;
	struct span rlp; /* what proves it, from VERIFY_RECEIPTS on */
};

static bool
is_ours(struct ctx *c, const struct reader *rd, struct json_object *log)
{
	uint8_t address[20];

	if (jsonr_hex(c, address, 20, log, "address") == RC_OK)
		return contracts_find(rd->k, address) != ABI_CONTRACT__MAX;
	err_clear(&c->err); /* to be said with the log's place */
	return true;
}

static enum rc
read_logs(struct ctx *c, struct reader *rd, const struct chain_block *b,
    struct receipt *r, struct json_object *o)
{
	struct json_object *arr, *log;
	struct chain_log *l;
	size_t i, n;
	enum rc rc;

	rc = jsonr_arr(c, &arr, &n, o, "logs", LIM_LOGS_PER_BLOCK);
	if (rc != RC_OK || n == 0)
		return rc;
	r->logs = arena_zalloc(rd->g.c.a, n, sizeof(*l));
	rc = reader_hold(c, rd, n * sizeof(*l));
	for (i = 0; rc == RC_OK && i < n; i++) {
		log = json_object_array_get_idx(arr, i);
		if (!is_ours(c, rd, log))
			continue;
		l = &r->logs[r->nlogs++];
		if (block_log(c, l, rd->g.c.a, log) != RC_OK)
			return err_add(&c->err, "log %zu of %zu", i, n);
		if (l->number != b->number || l->txindex != r->tx.index)
			return err_set(&c->err, RC_DATA,
			    "log %" PRIu32 " is of another transaction",
			    l->logindex);
		rc = reader_hold(c, rd, l->abi.data.len);
	}
	return rc;
}

/* Its part of the proof, as memory of a. */
static enum rc
encode(struct ctx *c, const struct reader *rd, struct receipt *r,
    struct arena *a, size_t *sum, struct json_object *o)
{
	enum rc rc;

	if (rd->verify < VERIFY_RECEIPTS)
		return RC_OK;
	if ((rc = reader_proof_room(c, sum, receipt_rlp_most(o))) != RC_OK)
		return rc;
	return receipt_rlp(c, &r->rlp, a, o);
}

static enum rc
read_receipt(struct ctx *c, struct reader *rd, const struct chain_block *b,
    struct receipt *r, size_t i, struct json_object *o)
{
	const struct chain_tx *full = rd->odd[b - rd->blocks];
	uint8_t hash[32];
	enum rc rc;

	if ((rc = block_tx(c, &r->tx, "transactionHash", o)) != RC_OK ||
	    (rc = jsonr_hex(c, hash, 32, o, "blockHash")) != RC_OK)
		return rc;
	if (memcmp(hash, b->hash, 32) != 0)
		return err_set(&c->err, RC_DATA,
		    "receipt %zu is of another block", i);
	if (r->tx.index != i || memcmp(r->tx.hash, b->txhashes[i], 32) != 0)
		return err_set(&c->err, RC_DATA,
		    "receipt %zu is of another transaction", i);
	if (full != NULL && (full[i].has_to != r->tx.has_to ||
				memcmp(full[i].to, r->tx.to, 20) != 0))
		return err_set(&c->err, RC_DATA,
		    "transaction %zu goes elsewhere than its receipt says", i);
	return read_logs(c, rd, b, r, o);
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
check_root(struct ctx *c, const struct reader *rd, const struct chain_block *b,
    const struct receipt *r)
{
	struct span *rlp;
	uint8_t root[32];
	size_t i;

	if (rd->verify < VERIFY_RECEIPTS)
		return RC_OK;
	rlp = arena_zalloc(c->a, b->ntxhashes, sizeof(*rlp));
	for (i = 0; i < b->ntxhashes; i++)
		rlp[i] = r[i].rlp;
	trie_root(root, c->a, rlp, b->ntxhashes);
	if (memcmp(root, b->receiptsroot, 32) == 0)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "its receipts are not those of its receiptsRoot");
}

/* All receipts of the block are there. */
static enum rc
take_receipts(struct ctx *c, struct reader *rd, struct chain_block *b,
    const struct receipt *r)
{
	size_t i, n = 0;
	enum rc rc;

	if ((rc = check_root(c, rd, b, r)) != RC_OK)
		return rc;
	for (i = 0; i < b->ntxhashes; i++)
		n += r[i].nlogs;
	if (n > LIM_LOGS_PER_BLOCK)
		return err_set(&c->err, RC_DATA, "more than %d logs",
		    LIM_LOGS_PER_BLOCK);
	rc = reader_hold(c, rd, n * (sizeof(*b->logs) + sizeof(*b->txs)));
	if (rc != RC_OK)
		return rc;
	b->logs = arena_zalloc(rd->g.c.a, n, sizeof(*b->logs));
	b->txs = arena_zalloc(rd->g.c.a, n, sizeof(*b->txs));
	b->ntxs = b->nlogs = 0;
	for (i = 0; i < b->ntxhashes; i++) {
		if (r[i].nlogs == 0)
			continue;
		memcpy(b->logs + b->nlogs, r[i].logs,
		    r[i].nlogs * sizeof(*b->logs));
		b->nlogs += r[i].nlogs;
		b->txs[b->ntxs++] = r[i].tx;
	}
	return check_receipt_logs(c, b);
}

static struct receipt *
receipts_new(struct reader *rd, const struct chain_block *b)
{
	return arena_zalloc(rd->g.c.a, b->ntxhashes, sizeof(struct receipt));
}

static enum rc
got_block_receipts(struct ctx *c, struct rpc_call *call,
    struct json_object *result)
{
	struct reader *rd = call->arg;
	struct chain_block *b = &rd->blocks[call->i];
	struct json_object *o;
	struct receipt *r;
	enum rc rc = RC_OK;
	size_t i, sum = 0;

	if (!json_object_is_type(result, json_type_array) ||
	    json_object_array_length(result) != b->ntxhashes)
		return err_set(&c->err, RC_DATA,
		    "block %" PRIu64 ": not %zu receipts", b->number,
		    b->ntxhashes);
	r = receipts_new(rd, b);
	for (i = 0; rc == RC_OK && i < b->ntxhashes; i++) {
		o = json_object_array_get_idx(result, i);
		if ((rc = read_receipt(c, rd, b, &r[i], i, o)) == RC_OK)
			rc = encode(c, rd, &r[i], c->a, &sum, o);
	}
	if (rc != RC_OK || take_receipts(c, rd, b, r) != RC_OK)
		return err_add(&c->err, "block %" PRIu64, b->number);
	return RC_OK;
}

/* The receipts of one block, one call each; in one batch or several. */
struct gather {
	struct reader *rd;
	struct chain_block *b;
	struct receipt *r;
	size_t left;
	size_t proof; /* bytes of them */
};

/* It waits for the others, as other blocks do: this counts as read. */
static enum rc
keep_proof(struct ctx *c, struct gather *g, struct receipt *r,
    struct json_object *o)
{
	size_t before = g->proof;
	enum rc rc;

	rc = encode(c, g->rd, r, g->rd->g.c.a, &g->proof, o);
	return rc == RC_OK ? reader_hold(c, g->rd, g->proof - before) : rc;
}

static enum rc
got_receipt(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct gather *g = call->arg;
	enum rc rc;

	if (!json_object_is_type(result, json_type_object))
		return err_set(&c->err, RC_UPSTREAM,
		    "block %" PRIu64 ": no receipt for transaction %zu",
		    g->b->number, call->i);
	rc = read_receipt(c, g->rd, g->b, &g->r[call->i], call->i, result);
	if (rc == RC_OK)
		rc = keep_proof(c, g, &g->r[call->i], result);
	if (rc == RC_OK && --g->left == 0)
		rc = take_receipts(c, g->rd, g->b, g->r);
	if (rc != RC_OK)
		return err_add(&c->err, "block %" PRIu64, g->b->number);
	return RC_OK;
}

/*
 * How many there are is up to the node: below VERIFY_TRANSACTIONS nothing
 * proves the list of hashes.
 */
static enum rc
one_by_one(struct ctx *c, struct reader *rd, struct chain_block *b)
{
	struct arena *a = rd->g.c.a;
	struct rpc_call *calls;
	struct gather *g;
	char hash[HASH_TEXT];
	enum rc rc;
	size_t i;

	rc = reader_hold(c, rd,
	    b->ntxhashes * (sizeof(*g->r) + sizeof(*calls) + PARAMS));
	if (rc != RC_OK)
		return rc;
	g = arena_zalloc(a, 1, sizeof(*g));
	g->rd = rd;
	g->b = b;
	g->r = receipts_new(rd, b);
	g->left = b->ntxhashes;
	calls = arena_zalloc(a, b->ntxhashes, sizeof(*calls));
	for (i = 0; i < b->ntxhashes; i++) {
		hex_encode(hash, b->txhashes[i], 32);
		calls[i].method = "eth_getTransactionReceipt";
		calls[i].params = arena_printf(a, "[\"%s\"]", hash);
		calls[i].got = got_receipt;
		calls[i].arg = g;
		calls[i].unread = block_unread(BLOCK_RECEIPTS, rd->verify);
		calls[i].i = i;
	}
	rpc_send(rd->r, &rd->g, calls, b->ntxhashes);
	return RC_OK;
}

static enum rc
block_receipts_refused(struct ctx *c, struct rpc_call *call,
    const struct rpc_refusal *why)
{
	struct reader *rd = call->arg;

	log_debug(&c->log, "msg=\"eth_getBlockReceipts %s\"", why->text);
	/* Receipts that are too many for one answer tell nothing of others. */
	if (why->reason != RPC_TOO_MUCH)
		rd->habits->no_block_receipts = true;
	return one_by_one(c, rd, &rd->blocks[call->i]);
}

void
receipts_ask(struct reader *rd, size_t i)
{
	struct arena *a = rd->g.c.a;
	struct rpc_call *call;
	char hash[HASH_TEXT];

	if (rd->habits->no_block_receipts) {
		/* What is too much is the error of the group. */
		(void)one_by_one(&rd->g.c, rd, &rd->blocks[i]);
		return;
	}
	call = arena_zalloc(a, 1, sizeof(*call));
	hex_encode(hash, rd->blocks[i].hash, 32);
	call->method = "eth_getBlockReceipts";
	call->params = arena_printf(a, "[\"%s\"]", hash);
	call->got = got_block_receipts;
	call->refused = block_receipts_refused;
	call->arg = rd;
	call->unread = block_unread(BLOCK_RECEIPTS, rd->verify);
	call->i = i;
	rpc_send(rd->r, &rd->g, call, 1);
}
