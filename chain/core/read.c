/* SPDX-License-Identifier: ISC */
#include "chain/core/read.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chain/core/node.h"
#include "chain/core/proof.h"
#include "chain/core/tx.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/json/jsonr.h"

#define FUTURE_S 86400 /* a block's time may be so far ahead of ours */

/* The part of the longest time from which on an answer is slow. */
#define SLOW 3
/* For so many ranges one who said nothing is not asked again. */
#define QUIET 50

/* What is being read, beside what struct reader knows. */
struct core_range {
	struct reader *rd;
	const struct chain *ch;
	struct arena *a;
	bool *here;                 /* of rd->blocks: it has come */
	bool before_here;           /* the block before the first, too */
	struct chain_block before;  /* if the range has one of its chain */
	struct chain_block witness; /* the last one, as another node has it */
	bool has_witness;
	struct proof *proof; /* NULL: headers are not asked for */
	bool linked;         /* all has come, and fits together */
	size_t nholes;
};

/* Heights asked for by one GetBlocks. */
struct part {
	struct core_range *w;
	uint64_t from;
	size_t n;
	size_t bytes; /* of what has come */
	int64_t asked_ms;
};

static void parts_ask(struct core_range *w, uint64_t from, size_t n);
static void holes_ask(struct core_range *w, uint64_t from, size_t n);

/* Where a height belongs: the block before the first counts as well. */
static struct chain_block *
place(struct core_range *w, uint64_t height, bool **here)
{
	struct reader *rd = w->rd;

	if (height + 1 == rd->from) {
		*here = &w->before_here;
		return &w->before;
	}
	*here = &w->here[height - rd->from];
	return &rd->blocks[height - rd->from];
}

static enum rc
take_block(struct ctx *c, struct core_range *w, size_t *bytes, uint64_t height,
    struct json_object *o)
{
	struct reader *rd = w->rd;
	bool *here, bare = height < rd->from || rd->bare;
	struct chain_block *b = place(w, height, &here);
	enum rc rc;

	rc = core_block_read(c, b, w->a, o, w->ch->core_id, bare);
	if (rc == RC_NOTFOUND)
		return rc;
	if (rc != RC_OK)
		return err_add(&c->err, "block %" PRIu64, height);
	if (b->number != height)
		return err_set(&c->err, RC_DATA,
		    "asked for block %" PRIu64 ", got %" PRIu64, height,
		    b->number);
	if (w->proof != NULL && !*here)
		proof_block(w->proof, b, height < rd->from);
	*here = true;
	*bytes += core_bytes(b->core);
	return reader_hold(c, rd, core_bytes(b->core));
}

/* Answers of many heights. */

/* One of ours may be missing; none may be there that nobody asked for. */
static enum rc
take_blocks(struct ctx *c, struct part *p, struct json_object *blocks)
{
	uint64_t height;
	enum rc rc;

	json_object_object_foreach(blocks, key, o)
	{
		if (num_u64(&height, key, p->from, p->from + p->n - 1) != 0)
			return err_set(&c->err, RC_DATA,
			    "block '%.20s' was not asked for", key);
		rc = take_block(c, p->w, &p->bytes, height, o);
		if (rc == RC_NOTFOUND)
			return err_set(&c->err, RC_DATA,
			    "block %" PRIu64 " is there and not there", height);
		if (rc != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
got_blocks(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct part *p = call->arg;
	struct core_range *w = p->w;
	struct stride *s = &w->rd->habits->heights;
	struct json_object *blocks = NULL;
	int64_t ms = now_ms() - p->asked_ms;
	enum rc rc;

	if (!jsonr_opt_obj(&blocks, result, "blocks"))
		return err_set(&c->err, RC_DATA, "there are no blocks in it");
	if ((rc = take_blocks(c, p, blocks)) != RC_OK)
		return rc;
	if (ms > (int64_t)w->ch->timeout_ms / SLOW)
		stride_shorten(s, p->n / 2);
	else if (p->bytes > LIM_CORE_PART)
		stride_shorten(s, p->n * (uint64_t)LIM_CORE_PART / p->bytes);
	else
		stride_well(s, p->n);
	holes_ask(w, p->from, p->n);
	return RC_OK;
}

/* Too large, or too slow: in halves. */
static enum rc
blocks_refused(struct ctx *c, struct rpc_call *call,
    const struct rpc_refusal *f)
{
	struct part *p = call->arg;
	size_t half = p->n / 2;

	if (f->reason != RPC_TOO_MUCH)
		return err_set(&c->err, RC_UPSTREAM, "%s: %s", call->method,
		    f->text);
	log_debug(&c->log, "from=%" PRIu64 " n=%zu msg=\"GetBlocks: %s\"",
	    p->from, p->n, f->text);
	stride_shorten(&p->w->rd->habits->heights, half);
	parts_ask(p->w, p->from, half);
	parts_ask(p->w, p->from + half, p->n - half);
	return RC_OK;
}

static void
part_ask(struct core_range *w, uint64_t from, size_t n)
{
	struct part *p = arena_zalloc(w->a, 1, sizeof(*p));
	struct rpc_call *call = arena_zalloc(w->a, 1, sizeof(*call));
	uint64_t *heights = arena_zalloc(w->a, n, sizeof(*heights));
	size_t i;

	p->w = w;
	p->from = from;
	p->n = n;
	p->asked_ms = now_ms();
	for (i = 0; i < n; i++)
		heights[i] = from + i;
	*call = core_call_blocks(w->a, heights, n);
	call->got = got_blocks;
	call->refused = n > 1 ? blocks_refused : NULL; /* see rpc.h */
	call->arg = p;
	rpc_send(w->rd->r, &w->rd->g, call, 1);
}

static void
parts_ask(struct core_range *w, uint64_t from, size_t n)
{
	size_t some;

	for (; n > 0; from += some, n -= some) {
		some = w->rd->habits->heights.now;
		if (some > n)
			some = n;
		part_ask(w, from, some);
	}
}

/* Single heights, which the node may have elsewhere. */

struct hole {
	struct core_range *w;
	uint64_t height;
};

static enum rc
got_hole(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct hole *h = call->arg;
	struct json_object *block = NULL;
	size_t bytes = 0;
	enum rc rc;

	if (!jsonr_opt_obj(&block, result, "block"))
		return err_set(&c->err, RC_DATA, "there is no block in it");
	rc = take_block(c, h->w, &bytes, h->height, block);
	if (rc == RC_NOTFOUND)
		return err_set(&c->err, RC_UPSTREAM,
		    "block %" PRIu64 " is not there (any more)", h->height);
	return rc;
}

static void
hole_ask(struct core_range *w, uint64_t height)
{
	struct rpc_call *call = arena_zalloc(w->a, 1, sizeof(*call));
	struct hole *h = arena_zalloc(w->a, 1, sizeof(*h));

	h->w = w;
	h->height = height;
	*call = core_call_block(w->a, height);
	call->got = got_hole;
	call->arg = h;
	rpc_send(w->rd->r, &w->rd->g, call, 1);
}

/* One answer with many of them is asked about the first ones only. */
static void
holes_ask(struct core_range *w, uint64_t from, size_t n)
{
	bool *here;
	size_t i;

	for (i = 0; i < n && w->nholes < LIM_CORE_HOLES; i++) {
		(void)place(w, from + i, &here);
		if (*here)
			continue;
		w->nholes++;
		hole_ask(w, from + i);
	}
}

/* When all has come. */

static enum rc
check_here(struct ctx *c, const struct core_range *w)
{
	const struct reader *rd = w->rd;
	size_t i;

	for (i = 0; i < rd->n; i++)
		if (!w->here[i])
			return err_set(&c->err, RC_UPSTREAM,
			    "GetBlocks: block %" PRIu64 " and others are not "
			    "there",
			    rd->from + i);
	return RC_OK;
}

static bool
is_older(const struct chain_block *b, const struct chain_block *before)
{
	return b->time < before->time ||
	       (b->time == before->time && b->core->us < before->core->us);
}

/* Clocks differ, also by the hours of a zone that was taken for another. */
static enum rc
check_clock(struct ctx *c, const struct chain_block *last)
{
	if ((int64_t)last->time <= wall_s() + FUTURE_S)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "block %" PRIu64 " is of a time that has not come (%" PRIu64
	    " s from now by the clock of this host)",
	    last->number, last->time - (uint64_t)wall_s());
}

/* Each names the one before it, as if a node had said so. */
static enum rc
link_blocks(struct ctx *c, struct core_range *w)
{
	const struct chain_block *before = w->before_here ? &w->before : NULL;
	struct reader *rd = w->rd;
	size_t i;

	for (i = 0; i < rd->n; before = &rd->blocks[i++]) {
		if (check_clock(c, &rd->blocks[i]) != RC_OK)
			return RC_DATA;
		if (before == NULL)
			continue;
		memcpy(rd->blocks[i].parent, before->hash, 32);
		if (is_older(&rd->blocks[i], before))
			return err_set(&c->err, RC_DATA,
			    "block %" PRIu64 " is older than the one before it",
			    rd->blocks[i].number);
	}
	return RC_OK;
}

/* The same transactions, in any order. */
static bool
are_same(struct arena *a, const struct chain_block *x,
    const struct chain_block *y)
{
	return x->number == y->number && x->time == y->time &&
	       memcmp(x->hash, y->hash, 32) == 0 &&
	       proof_same(a, (const uint8_t(*)[32])x->txhashes, x->ntxhashes,
		   (const uint8_t(*)[32])y->txhashes, y->ntxhashes);
}

static enum rc
check_witness(struct ctx *c, struct core_range *w)
{
	struct reader *rd = w->rd;

	if (!w->has_witness ||
	    are_same(w->a, &rd->blocks[rd->n - 1], &w->witness))
		return RC_OK;
	rd->disputed = true;
	return err_set(&c->err, RC_CONFIG,
	    "two nodes of %s show different blocks as block %" PRIu64
	    ", in hash, time or transactions: one of them lies. Take that one "
	    "out of %s",
	    w->ch->core_id, rd->to, w->ch->setting);
}

/* Votes may have to be asked for. */
static void
all_here(struct core_range *w)
{
	struct ctx *c = &w->rd->g.c;

	w->linked = true;
	if (c->err.rc == RC_OK && check_here(c, w) == RC_OK &&
	    link_blocks(c, w) == RC_OK)
		(void)proof_headers(c, w->proof);
}

static void
all_proven(struct core_range *w)
{
	struct reader *rd = w->rd;
	struct ctx *c = &rd->g.c;
	size_t i;

	if (c->err.rc == RC_OK && proof_votes(c, w->proof) == RC_OK)
		(void)check_witness(c, w);
	for (i = 0; c->err.rc == RC_OK && i < rd->n; i++)
		rd->nlogs += rd->blocks[i].core->ntx;
	rd->done = true;
}

static bool
is_asking(const struct core_range *w)
{
	return w->rd->g.pending > 0 || w->rd->other.pending > 0;
}

/* Both the node at work and the other one have been heard. */
static void
group_done(struct rpc_group *g)
{
	struct core_range *w = g->arg;

	if (!is_asking(w) && !w->linked)
		all_here(w);
	if (!is_asking(w) && !w->rd->done)
		all_proven(w);
}

/* Another node's word. */

static enum rc
got_witness(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct core_range *w = call->arg;
	struct json_object *block = NULL;
	enum rc rc;

	if (!jsonr_opt_obj(&block, result, "block"))
		return RC_OK;
	rc =
	    core_block_read(c, &w->witness, w->a, block, w->ch->core_id, false);
	w->has_witness = rc == RC_OK;
	return rc == RC_NOTFOUND ? RC_OK : rc;
}

/* Who says nothing of use is no witness, for or against. */
static void
witness_done(struct rpc_group *g)
{
	struct core_range *w = g->arg;

	if (g->c.err.rc != RC_OK) {
		w->rd->habits->quiet = QUIET;
		log_debug(&g->c.log, "block=%" PRIu64 " msg=\"other node: %s\"",
		    w->rd->to, g->c.err.msg);
	}
	group_done(g);
}

static void
witness_ask(struct core_range *w)
{
	struct reader *rd = w->rd;
	struct rpc_call *call = arena_zalloc(w->a, 1, sizeof(*call));

	*call = core_call_block(w->a, rd->to);
	call->got = got_witness;
	call->arg = w;
	(void)rpc_send_other(rd->r, &rd->other, call, 1);
}

static void
group_begin(struct rpc_group *g, const struct ctx *c, struct core_range *w,
    void (*done)(struct rpc_group *))
{
	g->c = *c;
	g->c.a = w->a;
	err_clear(&g->c.err);
	g->done = done;
	g->arg = w;
}

void
core_read(struct reader *rd, const struct ctx *c, struct arena *a,
    const struct chain *ch, struct habits *h, const struct contracts *k,
    const struct reader_want *want)
{
	struct core_range *w = arena_zalloc(a, 1, sizeof(*w));
	bool before = want->from > ch->first;

	(void)k;
	memset(rd, 0, sizeof(*rd));
	if (h->node != rpc_node(ch->rpc)) {
		habits_init(h);
		h->node = rpc_node(ch->rpc);
	}
	rd->from = want->from;
	rd->to = want->to;
	rd->n = (size_t)(want->to - want->from + 1);
	rd->bare = want->bare;
	rd->r = ch->rpc;
	rd->habits = h;
	rd->blocks = arena_zalloc(a, rd->n, sizeof(*rd->blocks));
	w->rd = rd;
	w->ch = ch;
	w->a = a;
	w->here = arena_zalloc(a, rd->n, sizeof(*w->here));
	group_begin(&rd->g, c, w, group_done);
	group_begin(&rd->other, c, w, witness_done);
	if (h->quiet > 0)
		h->quiet--;
	else if (!rd->bare)
		witness_ask(w);
	w->proof = proof_begin(rd, ch, a, want->from - before, rd->n + before,
	    !before);
	parts_ask(w, want->from - before, rd->n + before);
}
