/* SPDX-License-Identifier: ISC */
#include "chain/reader.h"

#include <inttypes.h>
#include <string.h>

#include "chain/bloom.h"
#include "chain/receipts.h"
#include "chain/trie.h"
#include "chain/tx_rlp.h"
#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define FULL_TXS 1500 /* transactions asked for by one batch of blocks */

/* A part of the range, asked for by one eth_getLogs. */
struct part {
	struct reader *rd;
	uint64_t from, to;
};

static void logs_ask(struct reader *rd, uint64_t from, uint64_t to);

void
habits_init(struct habits *h)
{
	memset(h, 0, sizeof(*h));
	stride_init(&h->logs, LIM_WINDOW_BLOCKS);
	stride_init(&h->heights, LIM_CORE_HEIGHTS);
}

/* How much is held does not depend on how it is asked for. */
enum rc
reader_hold(struct ctx *c, struct reader *rd, size_t bytes)
{
	rd->held += bytes;
	if (rd->held <= LIM_WINDOW_READ)
		return RC_OK;
	rd->too_much = true;
	return err_set(&c->err, RC_DATA,
	    "blocks %" PRIu64 " to %" PRIu64
	    " hold more than %u bytes of transactions and events",
	    rd->from, rd->to, LIM_WINDOW_READ);
}

/* Headers. */

static enum rc
got_header(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct reader *rd = call->arg;
	struct chain_block *b = &rd->blocks[call->i];
	uint64_t want = rd->from + call->i;

	if (result == NULL)
		return err_set(&c->err, RC_UPSTREAM,
		    "block %" PRIu64 " is not there (any more)", want);
	if (block_header(c, b, rd->g.c.a, result, rd->verify) != RC_OK)
		return err_add(&c->err, "block %" PRIu64, want);
	if (b->number != want)
		return err_set(&c->err, RC_DATA,
		    "asked for block %" PRIu64 ", got number %" PRIu64, want,
		    b->number);
	return reader_hold(c, rd, b->ntxhashes * 32);
}

static void
headers_ask(struct reader *rd)
{
	struct arena *a = rd->g.c.a;
	struct rpc_call *calls = arena_zalloc(a, rd->n, sizeof(*calls));
	size_t i;

	for (i = 0; i < rd->n; i++) {
		calls[i].method = "eth_getBlockByNumber";
		calls[i].params = rpc_block_params(a, rd->from + i);
		calls[i].got = got_header;
		calls[i].arg = rd;
		calls[i].i = i;
		calls[i].unread = block_unread(BLOCK_HEADER, rd->verify);
	}
	rpc_send(rd->r, &rd->g, calls, rd->n);
}

/* Logs. */

/* Rules for a log by itself and next to the one before it. */
static enum rc
log_in_part(struct ctx *c, const struct part *p, const struct chain_log *l,
    const struct chain_log *before)
{
	if (l->number < p->from || l->number > p->to)
		return err_set(&c->err, RC_DATA,
		    "log %" PRIu32 " of block %" PRIu64
		    " is outside the blocks asked for (%" PRIu64 "-%" PRIu64
		    ")",
		    l->logindex, l->number, p->from, p->to);
	if (contracts_find(p->rd->k, l->address) == ABI_CONTRACT__MAX)
		return err_set(&c->err, RC_DATA,
		    "block %" PRIu64 ": log %" PRIu32
		    " is of an address nobody asked for",
		    l->number, l->logindex);
	if (before != NULL && (l->number < before->number ||
				  (l->number == before->number &&
				      l->logindex <= before->logindex)))
		return err_set(&c->err, RC_DATA,
		    "block %" PRIu64 ": log %" PRIu32 " is out of order",
		    l->number, l->logindex);
	return RC_OK;
}

/* Hand each block its stretch of the ascending logs. */
static enum rc
logs_share_out(struct ctx *c, struct reader *rd, struct chain_log *logs,
    size_t n)
{
	struct chain_block *b;
	size_t i;

	for (i = 0; i < n; i++) {
		b = &rd->blocks[logs[i].number - rd->from];
		if (b->nlogs++ == 0)
			b->logs = &logs[i];
		if (b->nlogs > LIM_LOGS_PER_BLOCK)
			return err_set(&c->err, RC_DATA,
			    "block %" PRIu64 " has more than %d logs",
			    logs[i].number, LIM_LOGS_PER_BLOCK);
	}
	return RC_OK;
}

static enum rc
got_logs(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct part *p = call->arg;
	struct chain_log *logs;
	size_t i, n, bytes;
	enum rc rc;

	if (!json_object_is_type(result, json_type_array))
		return err_set(&c->err, RC_DATA, "result is not an array");
	n = json_object_array_length(result);
	bytes = n * sizeof(*logs);
	if ((rc = reader_hold(c, p->rd, bytes)) != RC_OK)
		return rc;
	logs = arena_zalloc(p->rd->g.c.a, n, sizeof(*logs));
	for (i = 0, bytes = 0; i < n; i++) {
		rc = block_log(c, &logs[i], p->rd->g.c.a,
		    json_object_array_get_idx(result, i));
		if (rc != RC_OK)
			return err_add(&c->err, "log %zu of %zu", i, n);
		rc = log_in_part(c, p, &logs[i], i > 0 ? &logs[i - 1] : NULL);
		if (rc != RC_OK)
			return rc;
		bytes += logs[i].abi.data.len;
	}
	stride_well(&p->rd->habits->logs, p->to - p->from + 1);
	if ((rc = reader_hold(c, p->rd, bytes)) != RC_OK)
		return rc;
	return logs_share_out(c, p->rd, logs, n);
}

/* The logs of these blocks stand in their receipts as well. */
static void
doubt(struct part *p)
{
	uint64_t i;

	for (i = p->from; i <= p->to; i++)
		p->rd->doubtful[i - p->rd->from] = true;
}

/*
 * Where to cut a range that the node refuses: where it says itself, when that
 * makes sense, or in the middle.
 */
static uint64_t
cut(const struct part *p, const struct rpc_refusal *f)
{
	if (f->has_range && f->from == p->from && f->to < p->to)
		return f->to;
	return p->from + (p->to - p->from) / 2;
}

/* A node that refuses a long range may answer a shorter one. */
static enum rc
logs_refused(struct ctx *c, struct rpc_call *call, const struct rpc_refusal *f)
{
	struct part *p = call->arg;
	struct habits *h = p->rd->habits;
	uint64_t end = cut(p, f);

	log_debug(&c->log,
	    "from=%" PRIu64 " to=%" PRIu64 " msg=\"eth_getLogs: %s\"", p->from,
	    p->to, f->text);
	if (f->reason == RPC_NO_METHOD)
		h->no_logs = true;
	if (h->no_logs || p->from == p->to) {
		doubt(p);
		return RC_OK;
	}
	stride_shorten(&h->logs, end - p->from + 1);
	logs_ask(p->rd, p->from, end);
	logs_ask(p->rd, end + 1, p->to);
	return RC_OK;
}

/* One call. */
static void
part_ask(struct reader *rd, uint64_t from, uint64_t to)
{
	struct arena *a = rd->g.c.a;
	struct rpc_call *call = arena_zalloc(a, 1, sizeof(*call));
	struct part *p = arena_zalloc(a, 1, sizeof(*p));

	p->rd = rd;
	p->from = from;
	p->to = to;
	call->method = "eth_getLogs";
	call->params = arena_printf(a,
	    "[{\"fromBlock\":\"0x%" PRIx64 "\",\"toBlock\":\"0x%" PRIx64
	    "\",\"address\":%s}]",
	    from, to, rd->k->filter);
	call->got = got_logs;
	call->refused = logs_refused;
	call->arg = p;
	call->unread = block_unread(BLOCK_LOGS, rd->verify);
	rpc_send(rd->r, &rd->g, call, 1);
}

/* In as many calls as the node wants. */
static void
logs_ask(struct reader *rd, uint64_t from, uint64_t to)
{
	uint64_t n = rd->habits->logs.now;

	for (; to - from >= n; from += n)
		part_ask(rd, from, from + n - 1);
	part_ask(rd, from, to);
}

/* Checks between blocks and logs. */

static enum rc
check_links(struct ctx *c, const struct reader *rd)
{
	size_t i;

	for (i = 1; i < rd->n; i++) {
		const struct chain_block *b = &rd->blocks[i];

		if (memcmp(b->parent, b[-1].hash, 32) != 0)
			return err_set(&c->err, RC_DATA,
			    "block %" PRIu64 " does not name block %" PRIu64
			    " as its parent",
			    b->number, b[-1].number);
		if (b->time < b[-1].time)
			return err_set(&c->err, RC_DATA,
			    "block %" PRIu64 " is older than its parent",
			    b->number);
	}
	return RC_OK;
}

enum rc
reader_check_log(struct ctx *c, const struct chain_block *b,
    const struct chain_log *l)
{
	const char *rule = NULL;

	if (memcmp(l->blockhash, b->hash, 32) != 0)
		rule = "carries the hash of another block";
	else if (l->txindex >= b->ntxhashes)
		rule = "names a transaction the block does not have";
	else if (memcmp(l->txhash, b->txhashes[l->txindex], 32) != 0)
		rule = "carries the hash of another transaction";
	else if (!bloom_has(b->bloom, l->address, 20) ||
		 (l->abi.ntopics > 0 &&
		     !bloom_has(b->bloom, l->abi.topics[0], 32)))
		rule = "is denied by the logsBloom of its block";
	if (rule == NULL)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "block %" PRIu64 ": log %" PRIu32 " %s", b->number, l->logindex,
	    rule);
}

static enum rc
check_logs(struct ctx *c, struct reader *rd)
{
	enum rc rc;
	size_t i, j;

	rd->nlogs = 0;
	for (i = 0; i < rd->n; i++) {
		const struct chain_block *b = &rd->blocks[i];

		for (j = 0; j < b->nlogs; j++)
			if ((rc = reader_check_log(c, b, &b->logs[j])) != RC_OK)
				return rc;
		rd->nlogs += b->nlogs;
	}
	return RC_OK;
}

/* Full blocks. */

/* All transactions of a full block, which must be those of its header. */
static enum rc
read_txs(struct ctx *c, const struct chain_block *b, struct chain_tx *t,
    struct json_object *arr)
{
	size_t i;

	for (i = 0; i < b->ntxhashes; i++) {
		if (block_tx(c, &t[i], "hash",
			json_object_array_get_idx(arr, i)) != RC_OK)
			return err_add(&c->err, "transaction %zu", i);
		if (t[i].index != i ||
		    memcmp(t[i].hash, b->txhashes[i], 32) != 0)
			return err_set(&c->err, RC_DATA,
			    "transaction %zu is not the one its header lists",
			    i);
	}
	return RC_OK;
}

/*
 * Bytes that make a proof: the sum of them is bounded.  RC_DATA: this block's
 * are too many.
 */
enum rc
reader_proof_room(struct ctx *c, size_t *sum, size_t bytes)
{
	*sum += bytes;
	if (*sum <= LIM_PROOF)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "more than %u bytes to be proven in one block", LIM_PROOF);
}

/* Each transaction has the hash it goes by, and these are all, in order. */
static enum rc
prove_txs(struct ctx *c, const struct chain_block *b, struct json_object *arr)
{
	struct span *tx = arena_zalloc(c->a, b->ntxhashes, sizeof(*tx));
	struct json_object *o;
	uint8_t hash[32];
	size_t i, sum = 0;

	for (i = 0; i < b->ntxhashes; i++) {
		o = jsonr_at(arr, i);
		if (reader_proof_room(c, &sum, tx_rlp_most(o)) != RC_OK ||
		    tx_rlp(c, &tx[i], c->a, o) != RC_OK)
			return err_add(&c->err, "transaction %zu", i);
		keccak256(hash, tx[i].p, tx[i].len);
		if (memcmp(hash, b->txhashes[i], 32) != 0)
			return err_set(&c->err, RC_DATA,
			    "transaction %zu has not the hash it goes by", i);
	}
	trie_root(hash, c->a, tx, b->ntxhashes);
	if (memcmp(hash, b->txroot, 32) != 0)
		return err_set(&c->err, RC_DATA,
		    "its transactions are not those of its transactionsRoot");
	return RC_OK;
}

/* Keep the transactions that logs belong to; logs ascend, so do these. */
static enum rc
keep_txs(struct ctx *c, struct chain_block *b, struct arena *a,
    const struct chain_tx *t)
{
	size_t i;

	b->txs = arena_zalloc(a, b->nlogs, sizeof(*b->txs));
	b->ntxs = 0;
	for (i = 0; i < b->nlogs; i++) {
		const struct chain_log *l = &b->logs[i];

		if (b->ntxs > 0 && b->txs[b->ntxs - 1].index == l->txindex)
			continue;
		if (b->ntxs > 0 && b->txs[b->ntxs - 1].index > l->txindex)
			return err_set(&c->err, RC_DATA,
			    "log %" PRIu32 " is before logs of an earlier "
			    "transaction",
			    l->logindex);
		b->txs[b->ntxs++] = t[l->txindex];
	}
	return RC_OK;
}

/*
 * A transaction to one of our contracts without a log, or a log of ours by a
 * transaction that goes elsewhere: both may be, and both are rare.  Receipts
 * must confirm it.
 */
static bool
is_odd(const struct contracts *k, const struct chain_block *b,
    const struct chain_tx *t)
{
	size_t i, kept = 0;

	for (i = 0; i < b->ntxhashes; i++) {
		bool ours = t[i].has_to &&
			    contracts_find(k, t[i].to) != ABI_CONTRACT__MAX;
		bool logs = kept < b->ntxs && b->txs[kept].index == i;

		if (ours != logs)
			return true;
		kept += logs;
	}
	return false;
}

static enum rc
full_block(struct ctx *c, struct reader *rd, size_t at, struct json_object *o)
{
	struct chain_block *b = &rd->blocks[at];
	struct json_object *arr;
	struct chain_block again;
	struct chain_tx *t;
	enum rc rc;
	size_t n;

	if ((rc = block_header(c, &again, c->a, o, VERIFY_LINKS)) != RC_OK)
		return rc;
	if (memcmp(again.hash, b->hash, 32) != 0 || again.number != b->number)
		return err_set(&c->err, RC_DATA, "got another block");
	rc = jsonr_arr(c, &arr, &n, o, "transactions", LIM_TXS_PER_BLOCK);
	if (rc != RC_OK)
		return rc;
	if (n != b->ntxhashes)
		return err_set(&c->err, RC_DATA,
		    "%zu transactions, but its header lists %zu", n,
		    b->ntxhashes);
	t = arena_zalloc(c->a, n, sizeof(*t));
	if ((rc = read_txs(c, b, t, arr)) != RC_OK ||
	    (rc = keep_txs(c, b, rd->g.c.a, t)) != RC_OK ||
	    (rd->doubtful[at] && (rc = prove_txs(c, b, arr)) != RC_OK))
		return rc;
	if (!rd->doubtful[at] && !is_odd(rd->k, b, t))
		return RC_OK;
	if ((rc = reader_hold(c, rd, n * sizeof(*t))) != RC_OK)
		return rc;
	rd->odd[at] = arena_zalloc(rd->g.c.a, n, sizeof(*t));
	memcpy(rd->odd[at], t, n * sizeof(*t));
	return RC_OK;
}

static enum rc
got_full(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct reader *rd = call->arg;
	struct chain_block *b = &rd->blocks[call->i];

	if (result == NULL)
		return err_set(&c->err, RC_UPSTREAM,
		    "block %" PRIu64 " is not there any more", b->number);
	if (full_block(c, rd, call->i, result) != RC_OK)
		return err_add(&c->err, "block %" PRIu64, b->number);
	return RC_OK;
}

/* Where logs are, and where transactions have to prove themselves. */
static bool
wants_full(const struct reader *rd, size_t i)
{
	if (rd->doubtful[i])
		return rd->verify >= VERIFY_TRANSACTIONS &&
		       rd->blocks[i].ntxhashes > 0;
	return rd->blocks[i].nlogs > 0;
}

static void
full_ask(struct reader *rd)
{
	struct arena *a = rd->g.c.a;
	struct rpc_call *calls = arena_zalloc(a, rd->n, sizeof(*calls));
	char hash[HASH_TEXT];
	size_t i, n = 0, first = 0, txs = 0;

	for (i = 0; i < rd->n; i++) {
		if (!wants_full(rd, i))
			continue;
		if (txs + rd->blocks[i].ntxhashes > FULL_TXS && n > first) {
			rpc_send(rd->r, &rd->g, calls + first, n - first);
			first = n;
			txs = 0;
		}
		txs += rd->blocks[i].ntxhashes;
		hex_encode(hash, rd->blocks[i].hash, 32);
		calls[n].method = "eth_getBlockByHash";
		calls[n].params = arena_printf(a, "[\"%s\",true]", hash);
		calls[n].got = got_full;
		calls[n].arg = rd;
		calls[n].unread = block_unread(BLOCK_FULL, rd->verify);
		calls[n++].i = i;
	}
	rpc_send(rd->r, &rd->g, calls + first, n - first);
}

/* The steps, one after the other. */

static void
step_end(struct reader *rd)
{
	size_t i;

	rd->nlogs = 0;
	for (i = 0; i < rd->n; i++)
		rd->nlogs += rd->blocks[i].nlogs;
	rd->done = true;
}

/* Full blocks are there; some need receipts, too. */
static void
step_full(struct reader *rd)
{
	size_t i;

	rd->next = step_end;
	rd->g.pending++; /* nothing may be left to ask: see below */
	for (i = 0; i < rd->n; i++)
		if (rd->odd[i] != NULL)
			receipts_ask(rd, i);
	if (--rd->g.pending == 0)
		step_end(rd);
}

/* Logs of a block are numbered; a gap is somebody else's, or a lost one. */
static bool
has_gap(const struct chain_block *b)
{
	return b->nlogs > 0 && b->logs[b->nlogs - 1].logindex != b->nlogs - 1;
}

static void
step_headers(struct reader *rd)
{
	if (check_links(&rd->g.c, rd) == RC_OK)
		step_end(rd);
	rd->done = true;
}

static void
step_blocks(struct reader *rd)
{
	/* A filter that nothing proves does not say what to leave out. */
	bool all = rd->no_logs && rd->verify < VERIFY_HEADERS;
	struct bloom_pairs pairs;
	size_t i;

	if (check_links(&rd->g.c, rd) != RC_OK ||
	    check_logs(&rd->g.c, rd) != RC_OK) {
		rd->done = true;
		return;
	}
	bloom_pairs_init(&pairs, rd->k);
	for (i = 0; i < rd->n; i++) {
		const struct chain_block *b = &rd->blocks[i];

		if (all || has_gap(b) ||
		    bloom_pairs_lack(&pairs, b->bloom, b->logs, b->nlogs))
			rd->doubtful[i] = true;
	}
	rd->next = step_full;
	rd->g.pending++; /* nothing may be left to ask, and this is then done */
	full_ask(rd);
	for (i = 0; i < rd->n; i++)
		if (rd->doubtful[i] && rd->blocks[i].ntxhashes > 0 &&
		    !wants_full(rd, i)) /* else when it is there */
			receipts_ask(rd, i);
	if (--rd->g.pending == 0)
		step_full(rd);
}

static void
group_done(struct rpc_group *g)
{
	struct reader *rd = g->arg;

	if (g->c.err.rc != RC_OK)
		rd->done = true;
	else
		rd->next(rd);
}

void
reader_start(struct reader *rd, const struct ctx *c, struct arena *a,
    struct rpc *r, struct habits *h, const struct contracts *k,
    const struct reader_want *want)
{
	memset(rd, 0, sizeof(*rd));
	if (h->node != rpc_node(r)) {
		habits_init(h);
		h->node = rpc_node(r);
	}
	rd->from = want->from;
	rd->to = want->to;
	rd->n = (size_t)(want->to - want->from + 1);
	rd->verify = want->verify;
	rd->r = r;
	rd->k = k;
	rd->habits = h;
	rd->no_logs =
	    want->receipts || h->no_logs || want->verify >= VERIFY_RECEIPTS;
	rd->g.c = *c;
	rd->g.c.a = a;
	err_clear(&rd->g.c.err);
	rd->g.done = group_done;
	rd->g.arg = rd;
	rd->blocks = arena_zalloc(a, rd->n, sizeof(*rd->blocks));
	rd->doubtful = arena_zalloc(a, rd->n, sizeof(*rd->doubtful));
	rd->odd = arena_zalloc(a, rd->n, sizeof(struct chain_tx *));
	rd->bare = want->bare;
	rd->next = want->bare ? step_headers : step_blocks;
	headers_ask(rd);
	if (!rd->no_logs && !want->bare && strcmp(k->filter, "[]") != 0)
		logs_ask(rd, want->from, want->to);
}

enum rc
reader_wait(struct ctx *c, struct reader *rd)
{
	while (!rd->done && !stop_asked())
		rpc_step(rd->r, 1000);
	if (rd->g.c.err.rc == RC_OK)
		return RC_OK;
	return err_set(&c->err, rd->g.c.err.rc, "%s", rd->g.c.err.msg);
}

void
reader_cancel(struct reader *rd)
{
	if (rd->r == NULL)
		return;
	rpc_cancel(rd->r, &rd->other);
	rpc_cancel(rd->r, &rd->g);
}
