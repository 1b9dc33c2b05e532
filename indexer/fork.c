/* SPDX-License-Identifier: ISC */
#include "indexer/fork.h"

#include <inttypes.h>
#include <string.h>

#include "common/db.h"
#include "common/hex.h"
#include "common/limits.h"
#include "common/num.h"
#include "indexer/headers.h"
#include "indexer/publish.h"

/* Stored blocks, newest first. */
struct page {
	uint64_t number[LIM_RPC_BATCH];
	const char *hash[LIM_RPC_BATCH];
	bool journaled[LIM_RPC_BATCH];
	size_t n;
};

static enum rc
read_page(struct ctx *c, struct page *p, uint64_t below)
{
	const char *param[] = { arena_printf(c->a, "%" PRIu64, below),
		arena_printf(c->a, "%d", LIM_RPC_BATCH) };
	PGresult *res;
	int64_t n = 0;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_IDX_BLOCKS_BELOW, param)) != RC_OK)
		return rc;
	p->n = 0;
	for (i = 0; i < PQntuples(res) && i < LIM_RPC_BATCH; i++) {
		if ((rc = db_i64(c, &n, res, i, 0)) != RC_OK ||
		    (rc = db_bool(c, &p->journaled[i], res, i, 2)) != RC_OK)
			return rc;
		p->number[i] = (uint64_t)n; /* the column is never negative */
		p->hash[i] = db_text(res, i, 1);
		p->n++;
	}
	return RC_OK;
}

/* How many blocks of the page, from its top, are not on the chain. */
static enum rc
count_forgotten(struct ctx *c, const struct page *p, struct rpc *r, size_t *n)
{
	struct chain_block *b = arena_zalloc(c->a, p->n, sizeof(*b));
	bool *there = arena_zalloc(c->a, p->n, sizeof(*there));
	char hash[HASH_TEXT];
	enum rc rc;

	rc = headers_by_number(c, b, there, r, p->number, p->n);
	if (rc != RC_OK)
		return rc;
	for (*n = 0; *n < p->n; ++*n) {
		if (!there[*n])
			continue;
		hex_encode(hash, b[*n].hash, 32);
		if (strcmp(hash, p->hash[*n]) == 0)
			break;
	}
	return RC_OK;
}

static enum rc
too_deep(struct ctx *c, const struct page *p, size_t i)
{
	return err_set(&c->err, RC_CONFIG,
	    "block %" PRIu64 " (%s) is not on the chain any more and cannot "
	    "be undone: its journal was pruned, never written, or it is the "
	    "start block. Check that [web3] names the right chain; if it "
	    "does, index again into an empty database, with a larger "
	    "[discprov] undo_depth",
	    p->number[i], p->hash[i]);
}

/* *low: lowest number to be undone; above k->number: nothing. */
static enum rc
find_point(struct ctx *c, const struct cursor *k, struct rpc *r, uint64_t *low)
{
	struct page *p = arena_zalloc(c->a, 1, sizeof(*p));
	uint64_t below = k->number;
	size_t i, n;
	enum rc rc;

	*low = k->number + 1;
	for (;;) {
		if ((rc = read_page(c, p, below)) != RC_OK ||
		    (rc = count_forgotten(c, p, r, &n)) != RC_OK)
			return rc;
		for (i = 0; i < n; i++)
			if (!p->journaled[i])
				return too_deep(c, p, i);
		if (n > 0)
			*low = p->number[n - 1];
		/* A page that is not full ends at the start block. */
		if (n < p->n || p->n < LIM_RPC_BATCH || *low == 0)
			return RC_OK;
		below = *low - 1;
	}
}

static enum rc
undo(struct ctx *c, uint64_t from, uint64_t down_to)
{
	const char *param[1];
	enum rc rc;
	uint64_t n;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	for (n = from; rc == RC_OK; n--) {
		param[0] = arena_printf(c->a, "%" PRIu64, n);
		rc = db_queue(c, SQL_IDX_BLOCK_REVERT, param);
		if (n == down_to)
			break;
	}
	if (rc == RC_OK)
		rc = publish_indexed(c);
	if (rc == RC_OK)
		rc = db_commit(c);
	if (rc != RC_OK)
		db_rollback(c);
	return rc;
}

enum rc
fork_resolve(struct ctx *c, struct cursor *k, struct rpc *r, bool dry)
{
	uint64_t low, from = k->number;
	enum rc rc;

	if (!k->has_number)
		return err_set(&c->err, RC_CONFIG,
		    "start block %s is not on this chain", k->hash);
	if ((rc = find_point(c, k, r, &low)) != RC_OK)
		return err_add(&c->err, "reorganisation");
	if (low > from)
		return RC_OK;
	if (!dry && (rc = undo(c, from, low)) != RC_OK)
		return err_add(&c->err,
		    "reorganisation: undoing %" PRIu64 " to %" PRIu64, from,
		    low);
	log_info(&c->log,
	    "from=%" PRIu64 " to=%" PRIu64 " depth=%" PRIu64
	    " msg=\"reorganisation %s\"",
	    from, low, from - low + 1, dry ? "found" : "undone");
	return dry ? RC_OK : cursor_read(c, k);
}
