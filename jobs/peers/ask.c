/* SPDX-License-Identifier: ISC */
/*
 * All peers at once, with one deadline for all: first how they are, then the
 * digest of a block that they have and we have.
 */
#include <string.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "jobs/peers/peer.h"

#define PARALLEL   200
#define ASK_MS     4000 /* one question */
#define CONNECT_MS 2000
#define ENOUGH_MS  2000 /* who had less when the time was over was not asked */
#define STEP_MS    100

static void on_health(struct http_req *q);
static void on_digest(struct http_req *q);

static void
ask(struct peer *n, const char *url, void (*done)(struct http_req *))
{
	if (n->a == NULL)
		n->a = arena_new(SIZE_MAX);
	n->req = (struct http_req){
		.url = url,
		.total_ms = ASK_MS,
		.connect_ms = CONNECT_MS,
		.maxbody = LIM_PEER_HEALTH,
		.public_only = !n->is_named && !n->pass->c->cf->allow_private,
		.a = n->a,
		.done = done,
		.arg = n,
	};
	http_add(n->pass->h, &n->req);
}

/* What came is used up. */
static void
drop(struct peer *n)
{
	arena_free(n->a);
	n->a = NULL;
}

static void
ask_digest(struct peer *n)
{
	if (n->pass->rc == RC_OK && peer_ask_digest(n))
		ask(n,
		    arena_printf(n->pass->c->a, "%s/v1/full/digest?block=%lld",
			n->endpoint, (long long)n->verdict_height),
		    on_digest);
}

static void
on_health(struct http_req *q)
{
	struct peer *n = q->arg;
	struct span body = q->body;

	n->pass->bytes += body.len;
	n->was_asked = q->state != HTTP_CANCELLED || q->ms >= ENOUGH_MS;
	if (q->state == HTTP_CANCELLED)
		n->fault = "no answer before the time of all was over";
	else if (q->state != HTTP_DONE)
		n->fault = arena_strdup(n->pass->c->a, q->msg);
	else
		n->heard = peer_read_health(n, body, q->status) == 0;
	n->waited_ms = q->ms;
	drop(n);
	if (n->heard)
		ask_digest(n);
}

static void
on_digest(struct http_req *q)
{
	struct peer *n = q->arg;
	bool again = false;

	n->pass->bytes += q->body.len;
	if (q->state == HTTP_DONE) {
		again = peer_read_digest(n, q->body, q->status);
	} else {
		n->verdict = VERDICT_NONE;
		n->verdict_why = q->state == HTTP_CANCELLED
				     ? "the time was over"
				     : arena_strdup(n->pass->c->a, q->msg);
	}
	drop(n);
	if (again)
		ask_digest(n);
}

enum rc
peers_ask(struct pass *p)
{
	struct ctx *c = p->c;
	int64_t left;
	size_t i;

	p->h = http_new(PARALLEL);
	for (i = 0; i < p->n; i++)
		if (p->v[i].is_listed)
			ask(&p->v[i],
			    arena_printf(c->a, "%s/health_check",
				p->v[i].endpoint),
			    on_health);
	while ((left = p->end_ms - now_ms()) > 0 && !stop_asked() &&
	       http_step(p->h, left < STEP_MS ? (unsigned)left : STEP_MS) > 0)
		;
	http_free(p->h);
	p->h = NULL;
	return p->rc;
}
