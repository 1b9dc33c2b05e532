/* SPDX-License-Identifier: ISC */
#include "indexer/run/fork.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "indexer/run/how.h"
#include "indexer/run/publish.h"

/* Stored blocks, newest first. */
struct page {
	uint64_t number[LIM_RPC_BATCH];
	const char *hash[LIM_RPC_BATCH];
	bool journaled[LIM_RPC_BATCH];
	size_t n;
};

static enum rc
read_page(struct ctx *c, struct page *p, const struct chain *ch, uint64_t below)
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
		if ((uint64_t)n <= ch->base && ch->base > 0)
			break;              /* where this chain takes over */
		p->number[i] = (uint64_t)n; /* the column is never negative */
		p->hash[i] = db_text(res, i, 1);
		p->n++;
	}
	return RC_OK;
}

static enum rc
too_deep(struct ctx *c, const struct page *p, size_t i)
{
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IMPORT_KNOWN, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) > 0)
		return err_set(&c->err, RC_CONFIG,
		    "block %" PRIu64 " (%s) is not on the chain any more and "
		    "cannot be undone: this database was imported (%s), and an "
		    "import brings no journal. Check that [web3] names the "
		    "right chain; if it does, empty the database and import a "
		    "copy that was made after the reorganisation, or of a "
		    "source some blocks behind the head",
		    p->number[i], p->hash[i], db_text(res, 0, 0));
	return err_set(&c->err, RC_CONFIG,
	    "block %" PRIu64 " (%s) is not on the chain any more and cannot "
	    "be undone: its journal was pruned, never written, or it is the "
	    "start block. Check that [web3] names the right chain; if it "
	    "does, index again into an empty database, with a larger "
	    "[discprov] undo_depth",
	    p->number[i], p->hash[i]);
}

/* A walk back over the chain, beside our blocks. */
struct walk {
	uint64_t low;  /* lowest block that the chain contradicts */
	bool met;      /* below it is a block that both have */
	uint64_t time; /* of that block */
	bool shown;    /* the chain has shown a block: number, parent */
	uint64_t number;
	uint8_t parent[32];
};

/* A branch must hang together: a node of two minds proves nothing. */
static enum rc
hangs_together(struct ctx *c, const struct walk *w, const struct chain_block *b,
    bool there, uint64_t number)
{
	if (!w->shown || w->number != number + 1)
		return RC_OK;
	if (!there)
		return err_set(&c->err, RC_UPSTREAM,
		    "block %" PRIu64 " is not there, but block %" PRIu64 " is",
		    number, number + 1);
	if (memcmp(w->parent, b->hash, 32) != 0)
		return err_set(&c->err, RC_DATA,
		    "block %" PRIu64 " does not name block %" PRIu64
		    " as its parent",
		    number + 1, number);
	return RC_OK;
}

/*
 * Only a block that is there and is another one contradicts ours.  A node
 * that has none at this height may merely be behind.
 */
static enum rc
compare(struct ctx *c, struct walk *w, const struct page *p,
    const struct chain *ch)
{
	struct chain_block *b = arena_zalloc(c->a, p->n, sizeof(*b));
	bool *there = arena_zalloc(c->a, p->n, sizeof(*there));
	char hash[HASH_TEXT];
	enum rc rc;
	size_t i;

	rc = how_of(ch)->by_number(c, b, there, ch, p->number, p->n);
	for (i = 0; rc == RC_OK && i < p->n && !w->met; i++) {
		rc = hangs_together(c, w, &b[i], there[i], p->number[i]);
		if (rc != RC_OK || !there[i])
			continue;
		w->shown = true;
		w->number = b[i].number;
		memcpy(w->parent, b[i].parent, 32);
		block_hash_text(hash, &b[i]);
		if (strcmp(hash, p->hash[i]) == 0) {
			w->met = true;
			w->time = b[i].time;
		} else if (!p->journaled[i])
			return too_deep(c, p, i);
		else
			w->low = p->number[i];
	}
	if (rc == RC_OK && p->n > 0 && !w->shown)
		return err_set(&c->err, RC_UPSTREAM,
		    "none of the blocks %" PRIu64 " to %" PRIu64 " is there",
		    p->number[p->n - 1], p->number[0]);
	return rc;
}

/* Then nothing is undone: the node is rather of another chain. */
static enum rc
nothing_in_common(struct ctx *c, const struct chain *ch, const struct cursor *k)
{
	return err_set(&c->err, RC_CONFIG,
	    "chain node %s has no block at all in common with the %" PRIu64
	    " in the database, which begin with a start block that is not on "
	    "its chain. Check %s; another chain needs an empty database",
	    rpc_name(ch->rpc, rpc_node(ch->rpc)), k->number - ch->base,
	    ch->setting);
}

/*
 * From block top on, *low: lowest number to be undone; above ours: nothing.
 * *time: of the block below, 0 when we do not see it.
 */
static enum rc
find_point(struct ctx *c, const struct cursor *k, const struct chain *ch,
    uint64_t top, uint64_t *low, uint64_t *time)
{
	struct page *p = arena_zalloc(c->a, 1, sizeof(*p));
	struct walk w = { .low = k->number + 1 };
	enum rc rc;

	do {
		if ((rc = read_page(c, p, ch, top)) != RC_OK ||
		    (rc = compare(c, &w, p, ch)) != RC_OK)
			return rc;
		if (p->n > 0)
			top = p->number[p->n - 1] - 1;
		/* A page that is not full ends where the chain begins. */
	} while (!w.met && p->n == LIM_RPC_BATCH && top < k->number);
	if (w.low <= k->number && !w.met && !identity_is_ours(ch))
		return nothing_in_common(c, ch, k);
	*low = w.low;
	*time = w.time;
	return RC_OK;
}

/* Those above the newest block of the chain are to be undone as well. */
static enum rc
check_journals(struct ctx *c, const struct chain *ch, uint64_t from,
    uint64_t low)
{
	struct page *p = arena_zalloc(c->a, 1, sizeof(*p));
	uint64_t below = from;
	enum rc rc;
	size_t i;

	while (below <= from && below >= low) {
		if ((rc = read_page(c, p, ch, below)) != RC_OK)
			return rc;
		for (i = 0; i < p->n && p->number[i] >= low; i++)
			if (!p->journaled[i])
				return too_deep(c, p, i);
		if (p->n < LIM_RPC_BATCH)
			break;
		below = p->number[p->n - 1] - 1;
	}
	return RC_OK;
}

/* What a job changed in these blocks may be undone with them. */
static enum rc
undo_delisting(struct ctx *c, uint64_t down_to, uint64_t time)
{
	const char *param[] = { arena_printf(c->a, "%" PRIu64, down_to),
		arena_printf(c->a, "%" PRIu64, time) };

	return db_queue(c, SQL_IDX_DELIST_BACK, param);
}

static enum rc
undo(struct ctx *c, uint64_t down_to, uint64_t time)
{
	const char *param[] = { arena_printf(c->a, "%" PRIu64, down_to) };
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = lock_transaction(c, LOCK_ROWS);
	if (rc == RC_OK)
		rc = db_queue(c, SQL_IDX_BLOCKS_REVERT, param);
	if (rc == RC_OK)
		rc = undo_delisting(c, down_to, time);
	if (rc == RC_OK) {
		param[0] = "0";
		rc = db_queue(c, SQL_IDX_DIGEST_NOTE, param);
	}
	if (rc == RC_OK)
		rc = publish_indexed(c, time);
	return db_end(c, rc);
}

/*
 * Blocks that were written together are undone together: *low moves down to
 * the first of them, *time to that of the block below it, which both have.
 */
static enum rc
widen(struct ctx *c, const struct chain *ch, uint64_t *low, uint64_t *time)
{
	const char *param[] = { arena_printf(c->a, "%" PRIu64, *low) };
	struct chain_block b;
	bool there = false;
	PGresult *res;
	int64_t n = 0;
	uint64_t below;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IDX_UNDONE_FROM, param)) != RC_OK ||
	    PQntuples(res) == 0 || (rc = db_i64(c, &n, res, 0, 0)) != RC_OK ||
	    (uint64_t)n >= *low)
		return rc;
	*low = (uint64_t)n; /* the column is never negative */
	below = *low - 1;
	rc = how_of(ch)->by_number(c, &b, &there, ch, &below, 1);
	if (rc == RC_OK && !there)
		rc = err_set(&c->err, RC_UPSTREAM,
		    "block %" PRIu64 " is not there, but block %" PRIu64 " was",
		    below, *low);
	if (rc == RC_OK)
		*time = b.time;
	return rc;
}

/* The usual case, without a question to the node. */
static enum rc
is_ours(struct ctx *c, const struct chain *ch, const struct chain_block *head,
    bool *ours)
{
	struct page *p = arena_zalloc(c->a, 1, sizeof(*p));
	char hash[HASH_TEXT];
	enum rc rc;

	if ((rc = read_page(c, p, ch, head->number)) != RC_OK)
		return rc;
	block_hash_text(hash, head);
	*ours = p->n == 0 ||
		(p->number[0] == head->number && strcmp(p->hash[0], hash) == 0);
	return RC_OK;
}

/*
 * A chain without forks: a node may be behind, but what it shows at a height of
 * ours is ours.
 */
static enum rc
never_forks(struct ctx *c, const struct cursor *k, const struct chain *ch)
{
	uint64_t number = cursor_next(k) - 1;
	struct chain_block b;
	char hash[HASH_TEXT];
	bool there = false;
	enum rc rc;

	rc = how_of(ch)->by_number(c, &b, &there, ch, &number, 1);
	if (rc != RC_OK || !there)
		return rc;
	block_hash_text(hash, &b);
	if (strcmp(hash, k->hash) == 0)
		return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "node %s shows %s as block %" PRIu64 " of %s, but ours is %s, and "
	    "no block of that chain is ever replaced. Either the node lies, or "
	    "the chain was begun anew under the same name; nothing is undone. "
	    "Check %s; a chain begun anew needs an empty database",
	    rpc_name(ch->rpc, rpc_node(ch->rpc)), hash, chain_shown(ch, number),
	    ch->core_id, k->hash, ch->setting);
}

enum rc
fork_resolve(struct ctx *c, struct cursor *k, const struct chain *ch,
    const struct chain_block *head, bool dry)
{
	uint64_t from = k->number, top = from, low = from + 1, time = 0;
	bool ours = false;
	enum rc rc;

	if (!how_of(ch)->forks)
		return never_forks(c, k, ch);
	if (!k->has_number)
		return err_set(&c->err, RC_CONFIG,
		    "start block %s is not on this chain", k->hash);
	if (head->number <= from) {
		top = head->number;
		if ((rc = is_ours(c, ch, head, &ours)) != RC_OK || ours)
			return rc;
	}
	if ((rc = find_point(c, k, ch, top, &low, &time)) != RC_OK ||
	    (rc = check_journals(c, ch, from, low)) != RC_OK)
		return err_add(&c->err, "reorganisation");
	if (low > from)
		return RC_OK;
	if ((rc = widen(c, ch, &low, &time)) != RC_OK)
		return err_add(&c->err, "reorganisation");
	if (!dry && (rc = undo(c, low, time)) != RC_OK)
		return err_add(&c->err,
		    "reorganisation: undoing %" PRIu64 " to %" PRIu64, from,
		    low);
	log_info(&c->log,
	    "from=%" PRIu64 " to=%" PRIu64 " depth=%" PRIu64
	    " msg=\"reorganisation %s\"",
	    from, low, from - low + 1, dry ? "found" : "undone");
	return dry ? RC_OK : cursor_read(c, k);
}
