/* SPDX-License-Identifier: ISC */
/* Where we are, and where the chain is. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "common/conf/conf.h"
#include "indexer/apply/decode.h"
#include "indexer/run/fork.h"
#include "indexer/run/how.h"
#include "indexer/run/impl.h"
#include "indexer/run/publish.h"

#define OLD_HEAD_S 60 /* another node may know a newer block */

/* The newest core chain that is known is not the one that is configured. */
static enum rc
other_core(struct state *s, const struct chain *ch)
{
	return err_set(&s->c->err, RC_CONFIG,
	    "the current block %" PRIu64 " is of %s, but %s. Check %s",
	    s->cur.number,
	    ch == NULL ? "a core chain" : "a chain behind this one",
	    ch == NULL ? "audius_core_endpoint names no node of one"
		       : ch->core_id,
	    ch == NULL ? "the configuration" : ch->id_key);
}

/* Whose turn it is: the first one that does not end where we are. */
static size_t
turn(const struct state *s)
{
	const struct cursor *k = &s->cur;
	size_t i = 0;

	if (k->core != 0)
		return s->nchains - 1;
	while (i + 1 < s->nchains && k->has_number &&
	       k->number >= s->chain[i].last)
		i++;
	return i;
}

static enum rc
not_ours(struct state *s, const struct chain *ch)
{
	const struct cursor *k = &s->cur;

	return err_set(&s->c->err, RC_CONFIG,
	    "the current block %" PRIu64 " is %s, but no node of that chain is "
	    "configured",
	    k->number,
	    ch->kind == CHAIN_CORE ? "below audius_final_acdc_block"
	    : k->number < ch->base ? "below audius_final_poa_block"
				   : "above audius_final_poa_block");
}

/*
 * A core chain that is new to us begins behind the newest block, whichever
 * chain that is of.
 */
static void
begin_core(struct state *s, struct chain *ch)
{
	if (ch->remembered)
		return;
	ch->base = s->cur.has_number ? s->cur.number : 0;
}

static enum rc
evm_fits(struct state *s, struct chain *ch)
{
	const struct cursor *k = &s->cur;

	if (k->core != 0)
		return other_core(s, NULL);
	if (k->has_number && (k->number < ch->base || k->number > ch->last))
		return not_ours(s, ch);
	return RC_OK;
}

static enum rc
core_fits(struct state *s, struct chain *ch)
{
	const struct cursor *k = &s->cur;
	bool evm = k->core == 0 && k->has_number;

	if (k->core != 0 && k->core != ch->core && ch->remembered)
		return other_core(s, ch);
	if (evm && s->nchains == 1 &&
	    (int64_t)k->number < s->c->cf->final_acdc_block)
		return not_ours(s, ch);
	begin_core(s, ch);
	return RC_OK;
}

/* Is that the chain of our newest block, or one that may follow it? */
static enum rc
fits(struct state *s, struct chain *ch)
{
	return ch->kind == CHAIN_EVM ? evm_fits(s, ch) : core_fits(s, ch);
}

/* The chain that the next block is taken from, and its contracts. */
static enum rc
choose_chain(struct state *s)
{
	size_t i = turn(s);
	struct chain *ch = &s->chain[i];
	enum rc rc;

	if ((rc = fits(s, ch)) != RC_OK)
		return rc;
	cursor_on(&s->cur, ch);
	s->src.ch = ch;
	s->src.contracts = &s->contracts[i];
	s->src.habits = &s->habits[i];
	if (s->known[i])
		return RC_OK;
	rc = contracts_read(s->c, &s->contracts[i], ch, s->abi, s->kept);
	events_read(s->contracts[i].reads);
	s->known[i] = rc == RC_OK;
	return rc;
}

/* Before anything is asked of any of them. */
static enum rc
know_chains(struct state *s)
{
	enum rc rc;
	size_t i;

	for (i = 0; !s->identified && i < s->nchains; i++) {
		rc = how_of(&s->chain[i])->recall(s->c, &s->chain[i]);
		if (rc != RC_OK)
			return rc;
		how_of(&s->chain[i])->demand(&s->chain[i], s->kept);
	}
	s->identified = true;
	return RC_OK;
}

static enum rc
where(struct state *s)
{
	enum rc rc;

	if ((rc = know_chains(s)) != RC_OK)
		return rc;
	memset(&s->cur, 0, sizeof(s->cur));
	rc = cursor_read(s->c, &s->cur);
	s->first_run = rc == RC_NOTFOUND;
	return rc == RC_OK || s->first_run ? choose_chain(s) : rc;
}

bool
run_is_last_chain(const struct state *s)
{
	return s->src.ch == &s->chain[s->nchains - 1];
}

/*
 * While a chain is read that others follow, the last one's head is what
 * counts, as a number behind ours.
 */
static enum rc
publish_newest(struct state *s)
{
	const struct chain *last = &s->chain[s->nchains - 1];
	struct chain_block newest;
	struct ctx *c = s->c;

	if (run_is_last_chain(s))
		return publish_head(c, &s->head,
		    chain_shown(s->src.ch, s->head.number));
	if (how_of(last)->newest(c, &newest, last) == RC_OK)
		return publish_head(c, &newest, newest.number);
	log_info(&c->log, "msg=\"%s: %s\"",
	    last->kind == CHAIN_CORE ? "core chain" : "second chain",
	    c->err.msg);
	err_clear(&c->err);
	return publish_head(c, &s->head, s->head.number);
}

static bool
is_behind(const struct state *s)
{
	return s->cur.has_number && s->head.number + 1 < cursor_next(&s->cur) &&
	       !s->cur.joins;
}

static bool
is_fresh(const struct chain_block *b)
{
	int64_t age = (int64_t)time(NULL) - (int64_t)b->time;

	return age < OLD_HEAD_S;
}

static enum rc
look_at_node(struct state *s)
{
	struct ctx *c = s->c;
	enum rc rc;

	if ((rc = how_of(s->src.ch)->newest(c, &s->head, s->src.ch)) != RC_OK)
		return rc;
	s->run->head = s->head.number;
	if (s->first_run)
		rc = cursor_start(c, &s->cur, s->src.ch, s->run->dry);
	s->first_run = s->first_run && rc != RC_OK;
	/* A head at or below our block must be a block of ours. */
	s->forking = s->cur.has_number && !s->cur.joins &&
		     s->head.number < cursor_next(&s->cur);
	if (rc == RC_OK && s->forking)
		rc = fork_resolve(c, &s->cur, s->src.ch, &s->head, s->run->dry);
	if (rc == RC_OK)
		cursor_on(&s->cur, s->src.ch);
	if (rc != RC_OK || s->run->dry || is_behind(s))
		return rc;
	return publish_newest(s);
}

enum rc
run_look(struct state *s)
{
	size_t others;
	enum rc rc;

	if ((rc = where(s)) != RC_OK)
		return rc;
	others = rpc_nodes(s->src.ch->rpc);
	while ((rc = look_at_node(s)) == RC_OK) {
		if (is_behind(s))
			log_info(&s->c->log,
			    "head=%" PRIu64 " block=%" PRIu64
			    " msg=\"chain node is behind\"",
			    s->head.number, s->cur.number);
		if (cursor_next(&s->cur) <= s->head.number ||
		    (!is_behind(s) && is_fresh(&s->head)) || --others == 0)
			return RC_OK;
		rpc_turn(s->src.ch->rpc);
	}
	return rc;
}

enum rc
run_forked(struct state *s)
{
	uint64_t before = cursor_next(&s->cur);
	enum rc rc;

	rc = fork_resolve(s->c, &s->cur, s->src.ch, &s->head, s->run->dry);
	if (rc == RC_OK)
		cursor_on(&s->cur, s->src.ch);
	if (rc == RC_OK && cursor_next(&s->cur) == before && !s->run->dry)
		return err_set(&s->c->err, RC_DATA,
		    "block %" PRIu64 " does not name block %" PRIu64
		    " (%s) as its parent, but the chain shows no other",
		    before, before - 1, s->cur.hash);
	return rc;
}
