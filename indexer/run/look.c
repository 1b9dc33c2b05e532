/* SPDX-License-Identifier: ISC */
/* Where we are, and where the chain is. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "chain/headers.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/base/hex.h"
#include "indexer/apply/decode.h"
#include "indexer/run/fork.h"
#include "indexer/run/impl.h"
#include "indexer/run/publish.h"

#define OLD_HEAD_S 60 /* another node may know a newer block */

/*
 * Which chain the blocks are of that we have.  Databases from before that was
 * remembered know it by a start block that is block 0.
 */
static enum rc
kept_read(struct ctx *c, struct chain *ch, struct arena *a)
{
	const char *param[] = { ch->name };
	const char *text, *first;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IDX_CHAIN, param)) != RC_OK)
		return rc;
	text = db_text(res, 0, 0);
	first = db_text(res, 0, 1);
	if (text != NULL && identity_parse(&ch->kept, text) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "disc.keyvalue: %s is '%s', which is no chain", ch->name,
		    text);
	ch->remembered = text != NULL;
	if (!ch->kept.has_first && ch->base == 0 && first != NULL)
		ch->kept.has_first =
		    hex_decode(ch->kept.first, 32, first, strlen(first)) == 0;
	identity_demand(ch, a);
	return RC_OK;
}

/* The chain that the next block is taken from, and its contracts. */
static enum rc
choose_chain(struct state *s)
{
	const struct cursor *k = &s->cur;
	struct ctx *c = s->c;
	struct chain *ch;
	enum rc rc;
	size_t i;

	i = s->nchains > 1 && k->has_number && k->number >= s->chain[0].last;
	ch = &s->chain[i];
	if (k->has_number && (k->number < ch->base || k->number > ch->last))
		return err_set(&c->err, RC_CONFIG,
		    "the current block %" PRIu64 " is %s "
		    "audius_final_poa_block, but no node of that chain is "
		    "configured",
		    k->number, k->number < ch->base ? "below" : "above");
	s->cur.base = ch->base;
	s->src.ch = ch;
	s->src.contracts = &s->contracts[i];
	s->src.habits = &s->habits[i];
	if (s->known[i])
		return RC_OK;
	rc = contracts_read(c, &s->contracts[i], ch, s->abi, s->kept);
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

	for (i = 0; !s->identified && i < s->nchains; i++)
		if ((rc = kept_read(s->c, &s->chain[i], s->kept)) != RC_OK)
			return rc;
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

/* While the first chain is read, the second one's head is what counts. */
static enum rc
publish_newest(struct state *s)
{
	struct chain_block newest;
	struct ctx *c = s->c;

	if (run_is_last_chain(s))
		return publish_head(c, &s->head);
	if (headers_newest(c, &newest, &s->chain[s->nchains - 1]) == RC_OK)
		return publish_head(c, &newest);
	log_info(&c->log, "msg=\"second chain: %s\"", c->err.msg);
	err_clear(&c->err);
	return publish_head(c, &s->head);
}

static bool
is_behind(const struct state *s)
{
	return s->cur.has_number && s->head.number < s->cur.number;
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

	if ((rc = headers_newest(c, &s->head, s->src.ch)) != RC_OK)
		return rc;
	s->run->head = s->head.number;
	if (s->first_run)
		rc = cursor_start(c, &s->cur, s->src.ch, s->run->dry);
	s->first_run = s->first_run && rc != RC_OK;
	/* A head at or below our block must be a block of ours. */
	s->forking = s->cur.has_number && s->head.number <= s->cur.number;
	if (rc == RC_OK && s->forking)
		rc = fork_resolve(c, &s->cur, s->src.ch, &s->head, s->run->dry);
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
	if (rc == RC_OK && cursor_next(&s->cur) == before && !s->run->dry)
		return err_set(&s->c->err, RC_DATA,
		    "eth_getBlockByNumber: block %" PRIu64
		    " does not name block %" PRIu64
		    " (%s) as its parent, but the chain shows no other",
		    before, before - 1, s->cur.hash);
	return rc;
}
