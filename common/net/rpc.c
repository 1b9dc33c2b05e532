/* SPDX-License-Identifier: ISC */
#include "common/net/rpc.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/json/jsonw.h"
#include "common/net/rpc_impl.h"

#define CONNECTIONS   6
#define FIRST_WAIT_MS 250u /* when the node does not say how long; doubled */
#define NAP_MS        50
#define NODES_BYTES   ((size_t)8 << 20) /* theirs, however many */

/* Body and document of one answer; reused for the next. */
struct scratch {
	struct scratch *next;
	struct arena *a;
};

struct rpc {
	struct http *h;
	struct arena *a; /* of the nodes */
	struct rpc_node *nodes;
	size_t n, at;    /* nodes[at] is at work */
	size_t given_up; /* nodes since the last rpc_settled() */
	unsigned total_ms;
	const char *setting;          /* that names them */
	const struct rpc_call *intro; /* asked of nodes unknown so far */
	size_t nintro;
	int64_t busy_us; /* spent on answers */
	struct scratch *spare;
	struct rpc_batch *first, **last; /* that wait for a better time */
};

static void
nodes_read(struct rpc *r, const char *urls)
{
	char *list = arena_strdup(r->a, urls), *save = NULL, *url;
	size_t most = 1;

	for (url = list; *url != '\0'; url++)
		most += *url == ',';
	r->nodes = arena_zalloc(r->a, most, sizeof(*r->nodes));
	for (url = strtok_r(list, ",", &save); url != NULL;
	     url = strtok_r(NULL, ",", &save)) {
		r->nodes[r->n].url = url;
		r->nodes[r->n].name = http_origin(r->a, url);
		r->nodes[r->n++].batch = LIM_RPC_BATCH;
	}
	if (r->n == 0) /* fails like any other that cannot be reached */
		r->nodes[r->n++] = (struct rpc_node){ .url = "",
			.name = "(no URL)",
			.batch = 1 };
}

struct rpc *
rpc_new(const char *urls, unsigned total_ms)
{
	struct rpc *r;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		err_die("rpc", "no memory");
	r->h = http_new(CONNECTIONS);
	http_hold(r->h, LIM_RPC_HELD);
	r->last = &r->first;
	r->a = arena_new(NODES_BYTES);
	nodes_read(r, urls);
	r->total_ms = total_ms;
	r->setting = "its URL";
	return r;
}

void
rpc_setting(struct rpc *r, const char *where)
{
	r->setting = where;
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

const char *
rpc_name(const struct rpc *r, size_t i)
{
	return r->nodes[i].name;
}

void
rpc_begin_with(struct rpc *r, size_t i)
{
	r->at = i;
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
		err_die("rpc", "no memory");
	s->a = arena_new(LIM_RPC_BODY); /* besides the body */
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
question(struct arena *a, struct rpc_call **calls, size_t n)
{
	struct jsonw *w = jsonw_new(a);
	size_t i;

	if (calls[0]->path != NULL && calls[0]->params == NULL)
		return (struct span){ NULL, 0 };
	if (calls[0]->path != NULL)
		return span_str(calls[0]->params);
	if (n > 1)
		jsonw_arr(w, NULL);
	for (i = 0; i < n; i++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "jsonrpc", "2.0");
		jsonw_int(w, "id", (int64_t)i);
		jsonw_str(w, "method", calls[i]->method);
		jsonw_raw(w, "params", calls[i]->params,
		    strlen(calls[i]->params));
		jsonw_end(w);
	}
	if (n > 1)
		jsonw_end(w);
	return jsonw_done(w);
}

static void answered(struct http_req *req);

/* Send it, or let it wait while the node wants to be left alone. */
static void
batch_go(struct rpc_batch *b)
{
	struct rpc *r = b->r;

	b->waiting = now_ms() < b->g->node->wait_ms;
	if (b->waiting) {
		b->later = NULL;
		*r->last = b;
		r->last = &b->later;
		return;
	}
	b->s = scratch_get(r);
	b->req.post = question(b->s->a, b->calls, b->n);
	b->req.a = b->s->a;
	http_add(r->h, &b->req);
}

static const char *
url_of(const struct rpc_group *g, const struct rpc_call *call)
{
	size_t len = strlen(g->node->url);

	if (call->path == NULL)
		return g->node->url;
	while (len > 0 && g->node->url[len - 1] == '/')
		len--;
	return arena_printf(g->c.a, "%.*s%s", (int)len, g->node->url,
	    call->path);
}

static struct rpc_batch *
batch_new(struct rpc *r, struct rpc_group *g, struct rpc_call **calls, size_t n)
{
	struct rpc_batch *b = arena_zalloc(g->c.a, 1, sizeof(*b));

	if (g->node == NULL)
		g->node = &r->nodes[r->at];
	b->r = r;
	b->setting = r->setting;
	b->g = g;
	b->calls = calls;
	b->n = n;
	b->req.url = url_of(g, calls[0]);
	b->req.total_ms = r->total_ms;
	b->req.maxbody =
	    n > 1 || calls[0]->refused != NULL ? LIM_RPC_SPLIT : LIM_RPC_BODY;
	b->req.done = answered;
	b->req.arg = b;
	g->pending++;
	b->next = g->flying;
	b->self = &g->flying;
	if (b->next != NULL)
		b->next->self = &b->next;
	g->flying = b;
	return b;
}

/* In batches of at most max. */
static void
send_in(struct rpc *r, struct rpc_group *g, struct rpc_call **calls, size_t n,
    size_t max)
{
	size_t i, m;

	for (i = 0; i < n; i += m) {
		m = n - i < max ? n - i : max;
		batch_go(batch_new(r, g, calls + i, m));
	}
}

static void
send_all(struct rpc *r, struct rpc_group *g, struct rpc_call *calls, size_t n)
{
	struct rpc_call **p;
	size_t i;

	p = arena_zalloc(g->c.a, n, sizeof(struct rpc_call *));
	for (i = 0; i < n; i++)
		p[i] = &calls[i];
	send_in(r, g, p, n,
	    n > 0 && calls[0].path != NULL ? 1 : g->node->batch);
}

void
rpc_introduce(struct rpc *r, const struct rpc_call *calls, size_t n)
{
	r->intro = calls;
	r->nintro = n;
}

/* A question to a node that is unknown so far. */
struct intro {
	const struct rpc_call *asked;
	const struct rpc_node *node;
	size_t i; /* of the node */
};

static enum rc
intro_named(struct ctx *c, const struct intro *q, enum rc rc)
{
	return rc == RC_OK ? RC_OK
			   : err_add(&c->err, "chain node %s", q->node->name);
}

static enum rc
intro_got(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	const struct intro *q = call->arg;
	struct rpc_call theirs = *q->asked;

	theirs.i = q->i;
	return intro_named(c, q, theirs.got(c, &theirs, result));
}

static enum rc
intro_refused(struct ctx *c, struct rpc_call *call,
    const struct rpc_refusal *why)
{
	const struct intro *q = call->arg;
	struct rpc_call theirs = *q->asked;

	theirs.i = q->i;
	return intro_named(c, q, theirs.refused(c, &theirs, why));
}

static void
ask_who(struct rpc *r, struct rpc_group *g)
{
	struct rpc_call *calls =
	    arena_zalloc(g->c.a, r->nintro, sizeof(*calls));
	struct intro *q = arena_zalloc(g->c.a, r->nintro, sizeof(*q));
	size_t i;

	g->introduces = true;
	for (i = 0; i < r->nintro; i++) {
		q[i].asked = &r->intro[i];
		q[i].node = g->node;
		q[i].i = (size_t)(g->node - r->nodes);
		calls[i] = r->intro[i];
		calls[i].got = intro_got;
		calls[i].refused =
		    calls[i].refused != NULL ? intro_refused : NULL;
		calls[i].arg = &q[i];
	}
	send_all(r, g, calls, r->nintro);
}

static void
begin_with(struct rpc *r, struct rpc_group *g, struct rpc_node *node)
{
	g->node = node;
	if (r->nintro > 0 && !node->known)
		ask_who(r, g);
}

void
rpc_send(struct rpc *r, struct rpc_group *g, struct rpc_call *calls, size_t n)
{
	if (g->node == NULL)
		begin_with(r, g, &r->nodes[r->at]);
	send_all(r, g, calls, n);
}

bool
rpc_send_other(struct rpc *r, struct rpc_group *g, struct rpc_call *calls,
    size_t n)
{
	if (r->n == 1)
		return false;
	begin_with(r, g, &r->nodes[(r->at + 1) % r->n]);
	send_all(r, g, calls, n);
	return true;
}

void
rpc_again(struct rpc_batch *b, struct rpc_call **calls, size_t n, size_t max)
{
	send_in(b->r, b->g, calls, n, max);
}

bool
rpc_later(struct rpc_batch *b, struct rpc_call **calls, size_t n,
    unsigned wait_ms)
{
	struct rpc_batch *again;
	int64_t until;

	if (wait_ms == 0)
		wait_ms = FIRST_WAIT_MS << (b->waits < 8 ? b->waits : 8);
	if (wait_ms > b->r->total_ms - b->waited_ms)
		return false;
	until = now_ms() + wait_ms;
	if (until > b->g->node->wait_ms)
		b->g->node->wait_ms = until;
	again = batch_new(b->r, b->g, calls, n);
	again->waits = b->waits + 1;
	again->waited_ms = b->waited_ms + wait_ms;
	batch_go(again);
	return true;
}

static void
batch_end(struct rpc_batch *b)
{
	struct rpc_group *g = b->g;

	if (--g->pending > 0)
		return;
	if (g->introduces && g->c.err.rc == RC_OK)
		g->node->known = true;
	g->introduces = false;
	if (g->done != NULL)
		g->done(g);
}

static void
unlink_flying(struct rpc_batch *b)
{
	*b->self = b->next;
	if (b->next != NULL)
		b->next->self = b->self;
}

static void
answered(struct http_req *req)
{
	struct rpc_batch *b = req->arg;
	struct rpc_group *g = b->g;
	struct rpc *r = b->r;
	struct ctx c = g->c;
	int64_t began = now_us();

	unlink_flying(b);
	/* After a failure the rest of the group is of no interest. */
	c.a = b->s->a;
	err_clear(&c.err);
	if (g->c.err.rc == RC_OK && rpc_answer_take(&c, b) != RC_OK)
		g->c.err = c.err;
	scratch_put(r, b->s);
	batch_end(b);
	r->busy_us += now_us() - began;
}

int64_t
rpc_busy_us(const struct rpc *r)
{
	return r == NULL ? 0 : r->busy_us;
}

/* Of one that waits: it is not sent at all. */
static void
give_up(struct rpc_batch *b)
{
	unlink_flying(b);
	if (b->g->c.err.rc == RC_OK)
		(void)err_set(&b->g->c.err, RC_UPSTREAM, "%s: cancelled",
		    b->calls[0]->method);
	batch_end(b);
}

static void
unlink_waiting(struct rpc *r, struct rpc_batch *b)
{
	struct rpc_batch **p;

	for (p = &r->first; *p != b; p = &(*p)->later)
		;
	if ((*p = b->later) == NULL)
		r->last = p;
}

void
rpc_cancel(struct rpc *r, struct rpc_group *g)
{
	struct rpc_batch *b;

	while ((b = g->flying) != NULL) {
		if (!b->waiting) {
			http_cancel(r->h, &b->req);
			continue;
		}
		unlink_waiting(r, b);
		give_up(b);
	}
}

/* Send what has waited long enough.  How long to the next one, if any? */
static unsigned
send_due(struct rpc *r, unsigned wait_ms)
{
	struct rpc_batch *b;
	size_t n = 0;
	int64_t left;

	for (b = r->first; b != NULL; b = b->later)
		n++;
	while (n-- > 0 && (b = r->first) != NULL) {
		unlink_waiting(r, b);
		if (b->g->c.err.rc != RC_OK) {
			give_up(b);
			continue;
		}
		batch_go(b); /* maybe to the end of those that wait */
		left = b->g->node->wait_ms - now_ms();
		if (b->waiting && left < (int64_t)wait_ms)
			wait_ms = left > 0 ? (unsigned)left : 0;
	}
	return wait_ms;
}

bool
rpc_step(struct rpc *r, unsigned wait_ms)
{
	wait_ms = send_due(r, wait_ms);
	if (http_step(r->h, wait_ms) > 0)
		return true;
	/* With nothing under way that has not waited. */
	if (r->first != NULL && wait_ms > 0)
		poll(NULL, 0, wait_ms < NAP_MS ? (int)wait_ms : NAP_MS);
	return false;
}

static enum rc
wait_for(struct ctx *c, struct rpc *r, struct rpc_group *g)
{
	while (g->pending > 0) {
		rpc_step(r, 1000);
		if (stop_asked())
			rpc_cancel(r, g);
	}
	if (g->c.err.rc != RC_OK)
		return err_set(&c->err, g->c.err.rc, "%s", g->c.err.msg);
	return RC_OK;
}

static enum rc
run_once(struct ctx *c, struct rpc *r, struct rpc_call *calls, size_t n)
{
	struct rpc_group who = { .c = *c }, g = { .c = *c };
	enum rc rc;

	/* First of all, so that nothing else is the reason to refuse it. */
	rpc_send(r, &who, NULL, 0);
	if ((rc = wait_for(c, r, &who)) != RC_OK)
		return rc;
	rpc_send(r, &g, calls, n);
	return wait_for(c, r, &g);
}

enum rc
rpc_run(struct ctx *c, struct rpc *r, struct rpc_call *calls, size_t n)
{
	size_t tries = r->n;
	enum rc rc;

	while ((rc = run_once(c, r, calls, n)) == RC_UPSTREAM ||
	       rc == RC_DATA || rc == RC_CONFIG) {
		if (--tries == 0 || stop_asked())
			break;
		next_node(c, r, &c->err);
		err_clear(&c->err);
	}
	return rc;
}
