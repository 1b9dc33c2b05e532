/* SPDX-License-Identifier: ISC */
#include "common/rpc.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/http.h"
#include "common/jsonr.h"
#include "common/jsonw.h"
#include "common/limits.h"
#include "common/oneshot.h"

#define CONNECTIONS 6
#define NODES_BYTES ((size_t)1 << 20) /* their URLs, a few times over */

/* Body and document of one answer; reused for the next. */
struct scratch {
	struct scratch *next;
	struct arena *a;
};

struct rpc_node {
	const char *url;
	const char *name; /* of it, for messages: without its secrets */
};

struct rpc {
	struct http *h;
	struct arena *a; /* of the nodes */
	struct rpc_node *nodes;
	size_t n, at;    /* nodes[at] is at work */
	size_t given_up; /* nodes since the last rpc_settled() */
	unsigned total_ms;
	int64_t busy_us; /* spent on answers */
	struct scratch *spare;
};

struct rpc_batch {
	struct rpc *r;
	struct rpc_group *g;
	struct rpc_call *calls;
	size_t n;
	struct scratch *s;
	struct http_req req;
	struct rpc_batch *next, **self; /* among the group's flying ones */
};

static void
nodes_read(struct rpc *r, const char *urls)
{
	char *list = arena_strdup(r->a, urls), *save = NULL, *url;

	r->nodes = arena_zalloc(r->a, strlen(urls) + 1, sizeof(*r->nodes));
	for (url = strtok_r(list, ",", &save); url != NULL;
	     url = strtok_r(NULL, ",", &save)) {
		r->nodes[r->n].url = url;
		r->nodes[r->n++].name = http_origin(r->a, url);
	}
	if (r->n == 0) /* fails like any other that cannot be reached */
		r->nodes[r->n++] = (struct rpc_node){ "", "(no URL)" };
}

struct rpc *
rpc_new(const char *urls, unsigned total_ms)
{
	struct rpc *r;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		exit(EX_OSERR);
	r->h = http_new(CONNECTIONS);
	r->a = arena_new(NODES_BYTES);
	nodes_read(r, urls);
	r->total_ms = total_ms;
	return r;
}

void
rpc_free(struct rpc *r)
{
	struct scratch *s;

	if (r == NULL)
		return;
	http_free(r->h);
	while ((s = r->spare) != NULL) {
		r->spare = s->next;
		arena_free(s->a);
		free(s);
	}
	arena_free(r->a);
	free(r);
}

size_t
rpc_nodes(const struct rpc *r)
{
	return r->n;
}

size_t
rpc_node(const struct rpc *r)
{
	return r->at;
}

static void
next_node(struct ctx *c, struct rpc *r, const struct err *why)
{
	const char *name = r->nodes[r->at].name;

	rpc_turn(r);
	log_info(&c->log, "node=%s next=%s rc=%s msg=\"%s\"", name,
	    r->nodes[r->at].name, rc_info[why->rc].name, why->msg);
}

bool
rpc_next(struct ctx *c, struct rpc *r, const struct err *why)
{
	if (r->n == 1)
		return false;
	next_node(c, r, why);
	if (++r->given_up < r->n)
		return true;
	r->given_up = 0;
	return false;
}

void
rpc_turn(struct rpc *r)
{
	r->at = (r->at + 1) % r->n;
}

void
rpc_settled(struct rpc *r)
{
	r->given_up = 0;
}

static struct scratch *
scratch_get(struct rpc *r)
{
	struct scratch *s = r->spare;

	if (s != NULL) {
		r->spare = s->next;
		return s;
	}
	if ((s = calloc(1, sizeof(*s))) == NULL)
		exit(EX_OSERR);
	/* A body that grows to the limit leaves its earlier copies behind. */
	s->a = arena_new(3 * (size_t)LIM_RPC_BODY);
	return s;
}

static void
scratch_put(struct rpc *r, struct scratch *s)
{
	arena_reset(s->a);
	s->next = r->spare;
	r->spare = s;
}

const char *
rpc_block_params(struct arena *a, uint64_t number)
{
	return arena_printf(a, "[\"0x%" PRIx64 "\",false]", number);
}

static struct span
question(struct arena *a, const struct rpc_call *calls, size_t n)
{
	struct jsonw *w = jsonw_new(a);
	size_t i;

	if (n > 1)
		jsonw_arr(w, NULL);
	for (i = 0; i < n; i++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "jsonrpc", "2.0");
		jsonw_int(w, "id", (int64_t)i);
		jsonw_str(w, "method", calls[i].method);
		jsonw_raw(w, "params", calls[i].params,
		    strlen(calls[i].params));
		jsonw_end(w);
	}
	if (n > 1)
		jsonw_end(w);
	return jsonw_done(w);
}

static void answered(struct http_req *req);

static void
batch_send(struct rpc *r, struct rpc_group *g, struct rpc_call *calls, size_t n)
{
	struct rpc_batch *b;

	b = arena_zalloc(g->c.a, 1, sizeof(*b));
	b->r = r;
	b->g = g;
	b->calls = calls;
	b->n = n;
	b->s = scratch_get(r);
	if (g->node == NULL)
		g->node = &r->nodes[r->at];
	b->req.url = g->node->url;
	b->req.post = question(b->s->a, calls, n);
	b->req.total_ms = r->total_ms;
	b->req.maxbody =
	    n > 1 || calls[0].refused != NULL ? LIM_RPC_SPLIT : LIM_RPC_BODY;
	b->req.a = b->s->a;
	b->req.done = answered;
	b->req.arg = b;
	g->pending++;
	b->next = g->flying;
	b->self = &g->flying;
	if (b->next != NULL)
		b->next->self = &b->next;
	g->flying = b;
	http_add(r->h, &b->req);
}

void
rpc_send(struct rpc *r, struct rpc_group *g, struct rpc_call *calls, size_t n)
{
	size_t i, m;

	for (i = 0; i < n; i += m) {
		m = n - i < LIM_RPC_BATCH ? n - i : LIM_RPC_BATCH;
		batch_send(r, g, calls + i, m);
	}
}

/* What the node says when it refuses a call. */
static const char *
refusal(struct ctx *c, struct json_object *error)
{
	const char *msg = NULL;
	int64_t code = 0;

	if (!json_object_is_type(error, json_type_object))
		return "error without description";
	if (!jsonr_opt_int(&code, error, "code"))
		code = 0;
	if (!jsonr_opt_text(c, &msg, error, "message"))
		msg = "no message";
	return arena_printf(c->a, "error %" PRId64 " '%.300s'", code, msg);
}

static enum rc
call_refused(struct ctx *c, struct rpc_call *call, const char *why)
{
	if (call->refused != NULL)
		return call->refused(c, call, why);
	return err_set(&c->err, RC_UPSTREAM,
	    "%s: the chain node refused it: %s", call->method, why);
}

static enum rc
call_answer(struct ctx *c, struct rpc_call *call, struct json_object *o)
{
	struct json_object *result, *error;
	enum rc rc;

	if (json_object_object_get_ex(o, "error", &error) && error != NULL)
		return call_refused(c, call, refusal(c, error));
	if (!json_object_object_get_ex(o, "result", &result))
		return err_set(&c->err, RC_DATA,
		    "%s: answer has neither result nor error", call->method);
	rc = call->got(c, call, result);
	return rc == RC_OK ? RC_OK : err_add(&c->err, "%s", call->method);
}

/* The call that an answer belongs to; each may be answered once. */
static enum rc
call_of(struct ctx *c, struct rpc_batch *b, struct rpc_call **call,
    uint8_t *seen, struct json_object *o)
{
	int64_t id = -1;

	if (!json_object_is_type(o, json_type_object) ||
	    !jsonr_opt_int(&id, o, "id"))
		return err_set(&c->err, RC_DATA,
		    "%s: item of the answer without a numeric id",
		    b->calls[0].method);
	if (id < 0 || (uint64_t)id >= b->n)
		return err_set(&c->err, RC_DATA,
		    "%s: answer for id %" PRId64 ", asked for 0 to %zu",
		    b->calls[0].method, id, b->n - 1);
	if (seen[id]++)
		return err_set(&c->err, RC_DATA,
		    "%s: two answers for id %" PRId64, b->calls[0].method, id);
	*call = &b->calls[id];
	return RC_OK;
}

static enum rc
take_items(struct ctx *c, struct rpc_batch *b, struct json_object *doc)
{
	struct rpc_call *call;
	uint8_t *seen;
	enum rc rc;
	size_t i, n;

	n = json_object_array_length(doc);
	if (n != b->n)
		return err_set(&c->err, RC_DATA,
		    "%s: %zu answers for a batch of %zu calls",
		    b->calls[0].method, n, b->n);
	seen = arena_zalloc(c->a, b->n, 1);
	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(doc, i);

		if ((rc = call_of(c, b, &call, seen, o)) != RC_OK ||
		    (rc = call_answer(c, call, o)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
take_single(struct ctx *c, struct rpc_batch *b, struct json_object *doc)
{
	struct rpc_call *call;
	struct json_object *error;
	uint8_t seen[1] = { 0 };
	enum rc rc;

	/* Nodes answer a request they cannot read with an error, id null. */
	if (json_object_object_get_ex(doc, "error", &error) && error != NULL &&
	    (b->n > 1 || b->calls[0].refused == NULL))
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: the chain node refused %s: %s", b->calls[0].method,
		    b->n > 1 ? "the batch" : "it", refusal(c, error));
	if (b->n > 1)
		return err_set(&c->err, RC_DATA,
		    "%s: one answer for a batch of %zu calls",
		    b->calls[0].method, b->n);
	if ((rc = call_of(c, b, &call, seen, doc)) != RC_OK)
		return rc;
	return call_answer(c, call, doc);
}

static enum rc
take_document(struct ctx *c, struct rpc_batch *b)
{
	struct json_object *doc;
	enum rc rc;

	rc = jsonr_doc(c, &doc, b->req.body.p, b->req.body.len);
	if (rc != RC_OK)
		return err_add(&c->err, "%s: answer of %zu bytes",
		    b->calls[0].method, b->req.body.len);
	if (json_object_is_type(doc, json_type_array))
		return take_items(c, b, doc);
	if (json_object_is_type(doc, json_type_object))
		return take_single(c, b, doc);
	return err_set(&c->err, RC_DATA,
	    "%s: answer is neither an object nor an array", b->calls[0].method);
}

static enum rc
too_long(struct ctx *c, struct rpc_batch *b)
{
	size_t half = b->n / 2;

	if (b->n > 1) {
		batch_send(b->r, b->g, b->calls, half);
		batch_send(b->r, b->g, b->calls + half, b->n - half);
		return RC_OK;
	}
	if (b->calls[0].refused != NULL)
		return b->calls[0].refused(c, b->calls, "answer too long");
	return err_set(&c->err, RC_DATA, "%s: answer longer than %u bytes",
	    b->calls[0].method, LIM_RPC_BODY);
}

static enum rc
take(struct ctx *c, struct rpc_batch *b)
{
	const struct http_req *q = &b->req;

	if (q->state == HTTP_TOOBIG ||
	    (q->state == HTTP_DONE && q->status == 413))
		return too_long(c, b);
	if (q->state != HTTP_DONE)
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: chain node not reachable: %s", b->calls[0].method,
		    q->state == HTTP_FAILED ? q->msg : "cancelled");
	if (q->status != 200)
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: chain node answered HTTP status %ld",
		    b->calls[0].method, q->status);
	return take_document(c, b);
}

static void
answered(struct http_req *req)
{
	struct rpc_batch *b = req->arg;
	struct rpc_group *g = b->g;
	struct rpc *r = b->r;
	struct ctx c = g->c;
	int64_t began = now_us();

	*b->self = b->next;
	if (b->next != NULL)
		b->next->self = b->self;
	/* After a failure the rest of the group is of no interest. */
	c.a = b->s->a;
	err_clear(&c.err);
	if (g->c.err.rc == RC_OK && take(&c, b) != RC_OK)
		g->c.err = c.err;
	scratch_put(r, b->s);
	if (--g->pending == 0 && g->done != NULL)
		g->done(g);
	r->busy_us += now_us() - began;
}

int64_t
rpc_busy_us(const struct rpc *r)
{
	return r == NULL ? 0 : r->busy_us;
}

void
rpc_cancel(struct rpc *r, struct rpc_group *g)
{
	while (g->flying != NULL)
		http_cancel(r->h, &g->flying->req);
}

bool
rpc_step(struct rpc *r, unsigned wait_ms)
{
	return http_step(r->h, wait_ms) > 0;
}

static enum rc
run_once(struct ctx *c, struct rpc *r, struct rpc_call *calls, size_t n)
{
	struct rpc_group g = { .c = *c };

	rpc_send(r, &g, calls, n);
	while (g.pending > 0) {
		rpc_step(r, 1000);
		if (stop_asked())
			rpc_cancel(r, &g);
	}
	if (g.c.err.rc != RC_OK)
		return err_set(&c->err, g.c.err.rc, "%s", g.c.err.msg);
	return RC_OK;
}

enum rc
rpc_run(struct ctx *c, struct rpc *r, struct rpc_call *calls, size_t n)
{
	size_t tries = r->n;
	enum rc rc;

	while (
	    (rc = run_once(c, r, calls, n)) == RC_UPSTREAM || rc == RC_DATA) {
		if (--tries == 0 || stop_asked())
			break;
		next_node(c, r, &c->err);
		err_clear(&c->err);
	}
	return rc;
}
