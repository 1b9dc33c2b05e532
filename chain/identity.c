/* SPDX-License-Identifier: ISC */
#include "chain/identity.h"

#include <inttypes.h>
#include <string.h>

#include "chain/chain.h"
#include "common/base/hex.h"
#include "common/base/num.h"
#include "common/json/jsonr.h"

#define PROVEN " proven"

char *
identity_text(struct arena *a, const struct identity *k)
{
	return arena_printf(a, "%" PRIu64 " %s%s", k->id,
	    k->has_first ? hex_text(a, k->first, 32) : "-",
	    k->has_first && k->proven ? PROVEN : "");
}

int
identity_parse(struct identity *k, const char *text)
{
	const char *blank = strchr(text, ' ');
	char number[24];
	size_t n;

	memset(k, 0, sizeof(*k));
	if (blank == NULL || (n = (size_t)(blank - text)) >= sizeof(number))
		return -1;
	memcpy(number, text, n);
	number[n] = '\0';
	if (num_u64(&k->id, number, 0, UINT64_MAX) != 0)
		return -1;
	if (strcmp(blank + 1, "-") == 0)
		return 0;
	k->has_first = true;
	n = strcspn(blank + 1, " ");
	k->proven = strcmp(blank + 1 + n, PROVEN) == 0;
	if (blank[1 + n] != '\0' && !k->proven)
		return -1;
	return hex_decode(k->first, 32, blank + 1, n);
}

/* The id that this chain's nodes have to say; 0: any. */
static uint64_t
wanted_id(const struct chain *ch)
{
	return ch->id > 0 ? ch->id : ch->kept.id;
}

static enum rc
got_id(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct chain *ch = call->arg;
	uint64_t id, want = wanted_id(ch);
	enum rc rc;

	if ((rc = jsonr_qty(c, &id, result, NULL)) != RC_OK)
		return rc;
	ch->said[call->i].id = id;
	if (want == 0 || id == want)
		return RC_OK;
	if (ch->id > 0)
		return err_set(&c->err, RC_CONFIG,
		    "is of another chain: eth_chainId says %" PRIu64
		    ", not [web3] %s = %" PRIu64 ". Check %s",
		    id, ch->id_key, ch->id, ch->setting);
	return err_set(&c->err, RC_CONFIG,
	    "is of another chain: eth_chainId says %" PRIu64
	    ", but the blocks in the database are of chain %" PRIu64
	    ". Check %s; if the chain has a new id, set [web3] %s",
	    id, want, ch->setting, ch->id_key);
}

/* A node that does not know the question may still be the right one. */
static enum rc
id_refused(struct ctx *c, struct rpc_call *call, const struct rpc_refusal *why)
{
	struct chain *ch = call->arg;

	if (ch->id == 0)
		return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "does not say which chain it is of (eth_chainId: %s), but [web3] "
	    "%s = %" PRIu64 " asks for it",
	    why->text, ch->id_key, ch->id);
}

/* Has a header of this chain been proven, ever? */
static bool
was_proven(const struct chain *ch)
{
	size_t i;

	for (i = 0; i < rpc_nodes(ch->rpc); i++)
		if (ch->said[i].proven)
			return true;
	return ch->kept.proven;
}

/*
 * Block 0 of a node.  *level: what headers of this form can prove; the first
 * one that is met shows whether we know the form.
 */
static enum rc
read_first(struct ctx *c, const struct chain *ch, struct chain_block *b,
    struct json_object *result, enum conf_verify *level)
{
	enum rc rc;

	*level = ch->verify;
	if (!ch->by_first)
		return block_header(c, b, c->a, result, *level);
	*level = VERIFY_HEADERS;
	rc = block_header(c, b, c->a, result, *level);
	if (rc != RC_DATA || was_proven(ch))
		return rc;
	*level = VERIFY_LINKS;
	log_debug(&c->log, "chain=%s msg=\"block 0: %s\"", ch->name,
	    c->err.msg);
	err_clear(&c->err);
	return block_header(c, b, c->a, result, *level);
}

/* Only from a node that is not refused, so that no other can change it. */
static void
take_level(struct ctx *c, struct chain *ch, enum conf_verify level)
{
	if (!ch->by_first || ch->verify == level)
		return;
	ch->verify = level;
	if (level == VERIFY_LINKS && !ch->remembered) /* news only once */
		log_warn(&c->log,
		    "chain=%s msg=\"headers of this chain cannot be proven, so "
		    "its nodes are believed. [web3] verify = headers refuses "
		    "that, and says why\"",
		    ch->name);
}

static enum rc
got_first(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct chain *ch = call->arg;
	struct identity *said = &ch->said[call->i];
	enum conf_verify level;
	struct chain_block b;
	enum rc rc;

	if (result == NULL)
		return RC_OK;
	if ((rc = read_first(c, ch, &b, result, &level)) != RC_OK)
		return rc;
	if (b.number != 0)
		return err_set(&c->err, RC_DATA,
		    "asked for block 0, got number %" PRIu64, b.number);
	if (ch->kept.has_first && memcmp(b.hash, ch->kept.first, 32) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "is of another chain: its block 0 is %s, but the start "
		    "block of the chain in the database is not on that one: it "
		    "begins with %s. Check %s; another chain needs an empty "
		    "database",
		    hex_text(c->a, b.hash, 32),
		    hex_text(c->a, ch->kept.first, 32), ch->setting);
	memcpy(said->first, b.hash, 32);
	said->has_first = true;
	said->proven = level >= VERIFY_HEADERS;
	take_level(c, ch, level);
	return RC_OK;
}

static enum rc
first_refused(struct ctx *c, struct rpc_call *call,
    const struct rpc_refusal *why)
{
	(void)call;
	log_debug(&c->log, "msg=\"block 0: %s\"", why->text);
	return RC_OK;
}

void
identity_demand(struct chain *ch, struct arena *a)
{
	struct rpc_call *q = ch->intro;

	ch->said = arena_zalloc(a, rpc_nodes(ch->rpc), sizeof(*ch->said));
	memset(q, 0, sizeof(ch->intro));
	q[0].method = "eth_chainId";
	q[0].params = "[]";
	q[0].got = got_id;
	q[0].refused = id_refused;
	q[1].method = "eth_getBlockByNumber";
	q[1].params = "[\"0x0\",false]";
	q[1].got = got_first;
	q[1].refused = first_refused;
	q[0].arg = q[1].arg = ch;
	rpc_introduce(ch->rpc, q, 2);
}

struct identity
identity_of(const struct chain *ch)
{
	struct identity k = ch->said[rpc_node(ch->rpc)];

	if (k.id == 0)
		k.id = wanted_id(ch);
	if (ch->kept.has_first) { /* the same, or the node was refused */
		k.has_first = true;
		k.proven = k.proven || ch->kept.proven;
		memcpy(k.first, ch->kept.first, 32);
	}
	return k;
}

bool
identity_is_ours(const struct chain *ch)
{
	const struct identity *said = &ch->said[rpc_node(ch->rpc)];

	return said->has_first && ch->kept.has_first &&
	       memcmp(said->first, ch->kept.first, 32) == 0;
}
