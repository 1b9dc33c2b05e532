/* SPDX-License-Identifier: ISC */
#include "chain/core/node.h"

#include <inttypes.h>
#include <string.h>

#include "chain/core/field.h"
#include "chain/core/tx.h"
#include "common/json/jsonr.h"
#include "common/json/jsonw.h"

#define SERVICE "/core.v1.CoreService/"
#define ID_TEXT 128 /* bytes of a chain's name */

struct rpc_call
core_call_blocks(struct arena *a, const uint64_t *heights, size_t n)
{
	struct rpc_call call = { .method = "GetBlocks",
		.path = SERVICE "GetBlocks" };
	struct jsonw *w = jsonw_new(a);
	struct span text;
	size_t i;

	jsonw_obj(w, NULL);
	jsonw_arr(w, "height");
	for (i = 0; i < n; i++)
		jsonw_str(w, NULL, arena_printf(a, "%" PRIu64, heights[i]));
	jsonw_end(w);
	jsonw_end(w);
	text = jsonw_done(w);
	call.params = arena_memdup(a, text.p, text.len);
	return call;
}

struct rpc_call
core_call_block(struct arena *a, uint64_t height)
{
	struct rpc_call call = { .method = "GetBlock",
		.path = SERVICE "GetBlock" };

	call.params = arena_printf(a, "{\"height\":\"%" PRIu64 "\"}", height);
	return call;
}

/* Who are you? */

static enum rc
got_info(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	const struct chain *ch = call->arg;
	const char *id;
	enum rc rc;

	if ((rc = jsonr_cstr(c, &id, result, "chainid", ID_TEXT)) != RC_OK)
		return rc;
	if (strcmp(id, ch->core_id) == 0)
		return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "is of another chain: it calls itself '%.60s', but %s is '%s'. "
	    "Check %s; when that chain follows, name it in %s",
	    id, ch->id_key, ch->core_id, ch->setting, ch->id_key);
}

void
core_demand(struct chain *ch, struct arena *a)
{
	struct rpc_call *q = ch->intro;

	(void)a;
	memset(q, 0, sizeof(ch->intro));
	q->method = "GetNodeInfo";
	q->path = SERVICE "GetNodeInfo";
	q->params = "{}";
	q->got = got_info;
	q->arg = ch;
	rpc_introduce(ch->rpc, q, 1);
}

/* The newest block. */

static enum rc
got_head(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	return field_height(c, call->arg, result, "currentHeight");
}

enum rc
core_newest(struct ctx *c, struct chain_block *b, const struct chain *ch)
{
	struct rpc_call call = core_call_blocks(c->a, NULL, 0);
	int64_t head = 0;
	uint64_t number;
	bool there = false;
	enum rc rc;

	call.got = got_head;
	call.arg = &head;
	if ((rc = rpc_run(c, ch->rpc, &call, 1)) != RC_OK)
		return rc;
	if (head <= 0)
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: the node has no blocks (yet)", ch->setting);
	number = (uint64_t)head + ch->base;
	rc = core_by_number(c, b, &there, ch, &number, 1);
	if (rc == RC_OK && !there)
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: block %" PRId64 " is its newest, and not there",
		    ch->setting, head);
	return rc;
}

/* Single blocks. */

struct answer {
	struct arena *a; /* of the caller */
	struct chain_block *b;
	bool *there;
	const struct chain *ch;
	uint64_t height; /* asked for */
};

static enum rc
got_block(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct answer *w = call->arg;
	struct json_object *block = NULL;
	enum rc rc;

	if (!jsonr_opt_obj(&block, result, "block"))
		return err_set(&c->err, RC_DATA, "there is no block in it");
	rc = core_block_read(c, w->b, w->a, block, w->ch->core_id, true);
	*w->there = rc == RC_OK;
	if (rc == RC_NOTFOUND)
		return RC_OK;
	if (rc != RC_OK)
		return err_add(&c->err, "block %" PRIu64, w->height);
	if (w->b->number != w->height)
		return err_set(&c->err, RC_DATA,
		    "asked for block %" PRIu64 ", got %" PRIu64, w->height,
		    w->b->number);
	return chain_number(c, &w->b->number, w->ch);
}

enum rc
core_by_number(struct ctx *c, struct chain_block *b, bool *there,
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
		w[i].height = numbers[i] - ch->base;
		calls[i] = core_call_block(c->a, w[i].height);
		calls[i].got = got_block;
		calls[i].arg = &w[i];
	}
	return rpc_run(c, ch->rpc, calls, n);
}
