/* SPDX-License-Identifier: ISC */
/* The answers of a chain node: what fits the question, and what is refused. */
#include <inttypes.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "common/net/rpc_impl.h"

#define FEWER      4  /* part of a refused batch that is sent at once */
#define TAKEN_WELL 16 /* batches, before larger ones are tried */

static enum rc
call_refused(struct ctx *c, struct rpc_call *call, const struct rpc_refusal *f)
{
	if (call->refused != NULL)
		return call->refused(c, call, f);
	return err_set(&c->err, RC_UPSTREAM,
	    "%s: the chain node refused it: %s", call->method, f->text);
}

/*
 * The node refused these n calls of the batch, or all.  Fewer at once it may
 * take.
 */
static enum rc
refused(struct ctx *c, struct rpc_batch *b, struct rpc_call **calls, size_t n,
    const struct rpc_refusal *f)
{
	struct rpc_node *node = b->g->node;
	size_t fewer = n / FEWER > 0 ? n / FEWER : 1;

	if (f->reason == RPC_TOO_OFTEN) {
		if (rpc_later(b, calls, n, f->wait_ms))
			return RC_OK;
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: the chain node wants to be asked less often: %s",
		    calls[0]->method, f->text);
	}
	if (b->n == 1)
		return call_refused(c, calls[0], f);
	log_debug(&c->log, "calls=%zu of=%zu msg=\"batch refused: %s\"", n,
	    b->n, f->text);
	if (n == b->n && fewer < node->batch) {
		node->batch = fewer;
		node->taken = 0;
	}
	rpc_again(b, calls, n, fewer);
	return RC_OK;
}

/* Full batches were taken for a while: it may take larger ones again. */
static void
batch_taken(struct rpc_batch *b)
{
	struct rpc_node *node = b->g->node;

	if (b->n < node->batch || node->batch == LIM_RPC_BATCH ||
	    ++node->taken < TAKEN_WELL)
		return;
	node->taken = 0;
	node->batch *= 2;
	if (node->batch > LIM_RPC_BATCH)
		node->batch = LIM_RPC_BATCH;
}

/* The error of an answer, if it is one. */
static bool
is_error(struct ctx *c, struct rpc_refusal *f, struct json_object *o)
{
	struct json_object *error;

	if (!json_object_object_get_ex(o, "error", &error) || error == NULL)
		return false;
	rpc_refusal_read(c, f, error);
	return true;
}

/* Not answered yet, for this reason. */
static void
unheard_add(struct rpc_batch *b, struct rpc_call *call,
    const struct rpc_refusal *f)
{
	if (b->unheard == NULL)
		b->unheard =
		    arena_zalloc(b->g->c.a, b->n, sizeof(struct rpc_call *));
	if (b->nunheard == 0 || f->reason == RPC_TOO_OFTEN)
		b->why = *f;
	b->unheard[b->nunheard++] = call;
}

/* Later, or with fewer others, the node may answer it. */
static bool
may_do_later(const struct rpc_batch *b, const struct rpc_call *call,
    const struct rpc_refusal *f)
{
	if (f->reason == RPC_TOO_OFTEN)
		return true;
	return b->n > 1 && (f->reason == RPC_TOO_MUCH || call->refused == NULL);
}

static enum rc
call_answer(struct ctx *c, struct rpc_batch *b, struct rpc_call *call,
    struct json_object *o)
{
	struct json_object *result;
	struct rpc_refusal f;
	enum rc rc;

	if (is_error(c, &f, o)) {
		if (may_do_later(b, call, &f)) {
			unheard_add(b, call, &f);
			return RC_OK;
		}
		return call_refused(c, call, &f);
	}
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
		    b->calls[0]->method);
	if (id < 0 || (uint64_t)id >= b->n)
		return err_set(&c->err, RC_DATA,
		    "%s: answer for id %" PRId64 ", asked for 0 to %zu",
		    b->calls[0]->method, id, b->n - 1);
	if (seen[id]++)
		return err_set(&c->err, RC_DATA,
		    "%s: two answers for id %" PRId64, b->calls[0]->method, id);
	*call = b->calls[id];
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
		    b->calls[0]->method, n, b->n);
	seen = arena_zalloc(c->a, b->n, 1);
	for (i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(doc, i);

		if ((rc = call_of(c, b, &call, seen, o)) != RC_OK ||
		    (rc = call_answer(c, b, call, o)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

static enum rc
take_single(struct ctx *c, struct rpc_batch *b, struct json_object *doc)
{
	struct rpc_call *call;
	struct rpc_refusal f;
	uint8_t seen[1] = { 0 };
	enum rc rc;

	/* Nodes answer a request they do not read with an error, id null. */
	if (is_error(c, &f, doc) && (b->n > 1 || !jsonr_has(doc, "id")))
		return refused(c, b, b->calls, b->n, &f);
	if (b->n > 1)
		return err_set(&c->err, RC_DATA,
		    "%s: one answer for a batch of %zu calls",
		    b->calls[0]->method, b->n);
	if ((rc = call_of(c, b, &call, seen, doc)) != RC_OK)
		return rc;
	return call_answer(c, b, call, doc);
}

static enum rc
take_whole(struct ctx *c, struct rpc_call *call, struct json_object *doc)
{
	if (!json_object_is_type(doc, json_type_object))
		return err_set(&c->err, RC_DATA, "%s: answer is no object",
		    call->method);
	return call->got(c, call, doc) == RC_OK
		   ? RC_OK
		   : err_add(&c->err, "%s", call->method);
}

static enum rc
take_document(struct ctx *c, struct rpc_batch *b)
{
	struct json_object *doc;
	enum rc rc;

	/* The body is ours, and nobody looks at it again. */
	rc = jsonr_doc_without(c, &doc, (char *)b->req.body.p, b->req.body.len,
	    b->calls[0]->unread);
	if (rc != RC_OK)
		return err_add(&c->err, "%s: answer of %zu bytes from %s (%s)",
		    b->calls[0]->method, b->req.body.len, b->g->node->name,
		    b->setting);
	if (b->calls[0]->path != NULL)
		return take_whole(c, b->calls[0], doc);
	if (json_object_is_type(doc, json_type_array))
		rc = take_items(c, b, doc);
	else if (json_object_is_type(doc, json_type_object))
		rc = take_single(c, b, doc);
	else
		return err_set(&c->err, RC_DATA,
		    "%s: answer is neither an object nor an array",
		    b->calls[0]->method);
	if (rc == RC_OK && b->nunheard > 0)
		return refused(c, b, b->unheard, b->nunheard, &b->why);
	if (rc == RC_OK)
		batch_taken(b);
	return rc;
}

static enum rc
too_long(struct ctx *c, struct rpc_batch *b)
{
	static const struct rpc_refusal f = { .reason = RPC_TOO_MUCH,
		.text = "answer too long" };

	if (b->n > 1) {
		rpc_again(b, b->calls, b->n, (b->n + 1) / 2);
		return RC_OK;
	}
	if (b->calls[0]->refused != NULL)
		return call_refused(c, b->calls[0], &f);
	return err_set(&c->err, RC_DATA, "%s: answer longer than %u bytes",
	    b->calls[0]->method, LIM_RPC_BODY);
}

/* An HTTP status may come with an error as JSON-RPC has it, even in a batch. */
static bool
body_has_error(struct ctx *c, struct rpc_refusal *f, const struct http_req *q)
{
	struct json_object *doc;

	if (jsonr_doc(c, &doc, q->body.p, q->body.len) != RC_OK) {
		err_clear(&c->err);
		return false;
	}
	if (json_object_is_type(doc, json_type_array) &&
	    json_object_array_length(doc) > 0)
		doc = json_object_array_get_idx(doc, 0);
	return json_object_is_type(doc, json_type_object) &&
	       is_error(c, f, doc);
}

/* A Connect service says why in "code" and "message", others in "error". */
static const char *
service_says(struct ctx *c, struct json_object *doc)
{
	const char *code = "no code", *msg = "no message", *error;
	struct rpc_refusal f;

	if (jsonr_opt_text(c, &error, doc, "error"))
		return error;
	if (is_error(c, &f, doc))
		return f.text;
	(void)jsonr_opt_text(c, &code, doc, "code");
	(void)jsonr_opt_text(c, &msg, doc, "message");
	return arena_printf(c->a, "%.60s: %.300s", code, msg);
}

static enum rc
service_refused(struct ctx *c, struct rpc_batch *b, long status)
{
	struct rpc_refusal f = { .reason = RPC_OTHER };
	const char *why = "no code: no message";
	struct json_object *doc;

	if (jsonr_doc(c, &doc, b->req.body.p, b->req.body.len) == RC_OK &&
	    json_object_is_type(doc, json_type_object))
		why = service_says(c, doc);
	err_clear(&c->err);
	f.text = arena_printf(c->a,
	    "HTTP status %ld, %.400s; %s: is that a node of the chain?", status,
	    why, b->setting);
	if (status == 413)
		f.reason = RPC_TOO_MUCH;
	if (status == 429 || status == 503)
		f.reason = RPC_TOO_OFTEN;
	if (b->req.wait_s > 0)
		f.wait_ms = b->req.wait_s * 1000;
	return refused(c, b, b->calls, 1, &f);
}

/* A long answer, or one that takes a node long to make. */
static enum rc
too_slow(struct ctx *c, struct rpc_batch *b)
{
	static const struct rpc_refusal f = { .reason = RPC_TOO_MUCH,
		.text = "no answer in time" };

	return call_refused(c, b->calls[0], &f);
}

static enum rc
status_refused(struct ctx *c, struct rpc_batch *b, long status)
{
	struct rpc_refusal f = { .reason = RPC_OTHER };
	bool busy = status == 429 || status == 503;

	if (!body_has_error(c, &f, &b->req)) {
		if (status == 413)
			return too_long(c, b);
		if (!busy)
			return err_set(&c->err, RC_UPSTREAM,
			    "%s: chain node answered HTTP status %ld: %s; %s: "
			    "is that the address of its JSON-RPC?",
			    b->calls[0]->method, status, b->g->node->name,
			    b->setting);
		f.text = arena_printf(c->a, "HTTP status %ld", status);
	}
	if (status == 401 || status == 402 || status == 403)
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: %s refused it: HTTP status %ld, %.200s; %s: is a key "
		    "missing in the URL?",
		    b->calls[0]->method, b->g->node->name, status, f.text,
		    b->setting);
	if (status == 429 || (busy && f.reason == RPC_OTHER))
		f.reason = RPC_TOO_OFTEN;
	if (b->req.wait_s > 0)
		f.wait_ms = b->req.wait_s * 1000;
	return refused(c, b, b->calls, b->n, &f);
}

enum rc
rpc_answer_take(struct ctx *c, struct rpc_batch *b)
{
	const struct http_req *q = &b->req;

	if (q->state == HTTP_TOOBIG)
		return too_long(c, b);
	if (q->state == HTTP_FAILED && q->late && b->calls[0]->path != NULL &&
	    b->calls[0]->refused != NULL)
		return too_slow(c, b);
	if (q->state != HTTP_DONE)
		return err_set(&c->err, RC_UPSTREAM,
		    "%s: chain node not reachable: %s: %s; %s: is it running?",
		    b->calls[0]->method, b->g->node->name,
		    q->state == HTTP_FAILED ? q->msg : "cancelled", b->setting);
	if (q->status != 200)
		return b->calls[0]->path != NULL
			   ? service_refused(c, b, q->status)
			   : status_refused(c, b, q->status);
	return take_document(c, b);
}
