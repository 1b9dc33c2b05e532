/* SPDX-License-Identifier: ISC */
#include "chain/headers.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/hex.h"

struct answer {
	struct arena *a; /* of the caller */
	struct chain_block *b;
	bool *there;
	const struct chain *ch;
	const uint64_t *number; /* asked for; NULL: any */
};

static enum rc
got(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct answer *w = call->arg;

	*w->there = result != NULL;
	if (result == NULL)
		return RC_OK;
	if (block_header(c, w->b, w->a, result, w->ch->verify) != RC_OK)
		return err_add(&c->err, "block %s", call->params);
	if (chain_number(c, &w->b->number, w->ch) != RC_OK)
		return c->err.rc;
	if (w->number != NULL && w->b->number != *w->number)
		return err_set(&c->err, RC_DATA,
		    "asked for block %" PRIu64 ", got number %" PRIu64,
		    *w->number, w->b->number);
	return RC_OK;
}

static enum rc
one(struct ctx *c, struct chain_block *b, bool *there, const struct chain *ch,
    const char *method, const char *params)
{
	struct answer w = { .a = c->a, .b = b, .there = there, .ch = ch };
	struct rpc_call call = { .method = method,
		.params = params,
		.got = got,
		.arg = &w,
		.unread = block_unread(BLOCK_HEADER, ch->verify) };

	memset(b, 0, sizeof(*b));
	return rpc_run(c, ch->rpc, &call, 1);
}

enum rc
headers_newest(struct ctx *c, struct chain_block *b, const struct chain *ch)
{
	bool there;
	enum rc rc;

	rc =
	    one(c, b, &there, ch, "eth_getBlockByNumber", "[\"latest\",false]");
	if (rc == RC_OK && !there)
		return err_set(&c->err, RC_UPSTREAM,
		    "eth_getBlockByNumber: the chain node has no blocks");
	return rc;
}

enum rc
headers_by_hash(struct ctx *c, struct chain_block *b, const struct chain *ch,
    const char *hash)
{
	char text[HASH_TEXT];
	bool there;
	enum rc rc;

	rc = one(c, b, &there, ch, "eth_getBlockByHash",
	    arena_printf(c->a, "[\"%s\",false]", hash));
	if (rc != RC_OK)
		return rc;
	if (!there)
		return RC_NOTFOUND;
	hex_encode(text, b->hash, 32);
	if (strcasecmp(text, hash) != 0)
		return err_set(&c->err, RC_DATA,
		    "eth_getBlockByHash: asked for %s, got %s", hash, text);
	return RC_OK;
}

enum rc
headers_by_number(struct ctx *c, struct chain_block *b, bool *there,
    const struct chain *ch, const uint64_t *numbers, size_t n)
{
	struct rpc_call *calls = arena_zalloc(c->a, n, sizeof(*calls));
	struct answer *w = arena_zalloc(c->a, n, sizeof(*w));
	size_t i;

	memset(b, 0, n * sizeof(*b));
	for (i = 0; i < n; i++) {
		w[i].a = c->a;
		w[i].b = &b[i];
		w[i].there = &there[i];
		w[i].ch = ch;
		w[i].number = &numbers[i];
		calls[i].method = "eth_getBlockByNumber";
		calls[i].params = rpc_block_params(c->a, numbers[i] - ch->base);
		calls[i].got = got;
		calls[i].arg = &w[i];
		calls[i].unread = block_unread(BLOCK_HEADER, ch->verify);
	}
	return rpc_run(c, ch->rpc, calls, n);
}
