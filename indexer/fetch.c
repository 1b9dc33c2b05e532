/* SPDX-License-Identifier: ISC */
#include "indexer/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/cid.h"
#include "common/conf.h"
#include "common/http.h"
#include "common/limits.h"
#include "common/oneshot.h"
#include "common/text.h"

#define PARALLEL   32
#define FIRST_WAVE 1
#define NEXT_WAVE  3
#define STEP_MS    5

struct gateway {
	const char *url; /* borrowed from urls */
	unsigned failures;
};

struct fetch {
	struct http *h;
	char *urls;
	struct gateway gateway[LIM_GATEWAYS];
	size_t ngateways;
	int64_t end_ms; /* of the documents under way */
	bool big;       /* documents of several chunks are taken as they are */
};

/* One document on its way. */
struct asking {
	struct fetch *f;
	struct ctx *c;
	struct arena *a;
	struct doc *doc;
	const char *host[LIM_GATEWAYS];
	struct gateway *gateway[LIM_GATEWAYS]; /* NULL: a user's host */
	size_t nhosts, next, flying;
	struct try *tries[LIM_GATEWAYS];
};

/* One document from one host. */
struct
try {
	struct http_req req;
	struct arena *a; /* of the body */
	struct asking *k;
	size_t i;
};

enum rc
fetch_new(struct ctx *c, struct fetch **out)
{
	struct fetch *f;
	char *s, *save;

	if ((f = calloc(1, sizeof(*f))) == NULL ||
	    (f->urls = strdup(c->cf->gateway_hosts)) == NULL)
		exit(EX_OSERR);
	f->big = c->cf->accept_unverified;
	for (s = strtok_r(f->urls, ", ", &save); s != NULL;
	     s = strtok_r(NULL, ", ", &save)) {
		if (f->ngateways == LIM_GATEWAYS) {
			fetch_free(f);
			return err_set(&c->err, RC_CONFIG,
			    "[ipfs] gateway_hosts: more than %d", LIM_GATEWAYS);
		}
		while (s[0] != '\0' && s[strlen(s) - 1] == '/')
			s[strlen(s) - 1] = '\0';
		f->gateway[f->ngateways++].url = s;
	}
	f->h = http_new(PARALLEL);
	*out = f;
	return RC_OK;
}

void
fetch_free(struct fetch *f)
{
	if (f == NULL)
		return;
	http_free(f->h);
	free(f->urls);
	free(f);
}

/* Hosts. */

static void
add_host(struct asking *k, const char *url, struct gateway *g)
{
	size_t i;

	for (i = 0; i < k->nhosts; i++)
		if (strcmp(k->host[i], url) == 0)
			return;
	if (k->nhosts == LIM_GATEWAYS)
		return;
	k->host[k->nhosts] = url;
	k->gateway[k->nhosts++] = g;
}

/* Those that failed least come first. */
static void
add_gateways(struct asking *k)
{
	struct fetch *f = k->f;
	bool used[LIM_GATEWAYS] = { false };
	size_t i, n, best;

	for (n = 0; n < f->ngateways; n++) {
		best = LIM_GATEWAYS;
		for (i = 0; i < f->ngateways; i++)
			if (!used[i] && (best == LIM_GATEWAYS ||
					    f->gateway[i].failures <
						f->gateway[best].failures))
				best = i;
		used[best] = true;
		add_host(k, f->gateway[best].url, &f->gateway[best]);
	}
}

/* Text from the chain: letters, digits and what host names and ports need. */
static bool
is_plain_url(const char *s)
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				 ".:-_/[]";

	return (strncmp(s, "http://", 7) == 0 ||
		   strncmp(s, "https://", 8) == 0) &&
	       strlen(s) <= 256 && strspn(s, ok) == strlen(s);
}

static void
add_endpoints(struct asking *k)
{
	char *s, *save, *list;

	if (k->doc->endpoints == NULL)
		return;
	list = arena_strdup(k->a, k->doc->endpoints);
	for (s = strtok_r(list, ",", &save); s != NULL;
	     s = strtok_r(NULL, ",", &save)) {
		while (s[0] != '\0' && s[strlen(s) - 1] == '/')
			s[strlen(s) - 1] = '\0';
		if (is_plain_url(s))
			add_host(k, s, NULL);
	}
}

/* Asking. */

static void try_done(struct http_req *req);

static void
try_start(struct asking *k)
{
	struct try *t = arena_zalloc(k->a, 1, sizeof(*t));

	t->k = k;
	t->i = k->next++;
	t->a = arena_new(LIM_METADATA_BIG + (1u << 16));
	t->req.url =
	    arena_printf(k->a, "%s/ipfs/%s", k->host[t->i], k->doc->cid);
	t->req.total_ms = (unsigned)k->c->cf->fetch_timeout_ms;
	t->req.maxbody = k->f->big ? LIM_METADATA_BIG : LIM_METADATA;
	t->req.public_only = k->gateway[t->i] == NULL;
	t->req.a = t->a;
	t->req.done = try_done;
	t->req.arg = t;
	k->tries[t->i] = t;
	k->flying++;
	http_add(k->f->h, &t->req);
}

static void
wave(struct asking *k)
{
	size_t n = k->next == 0                       ? FIRST_WAVE
		   : k->next < FIRST_WAVE + NEXT_WAVE ? NEXT_WAVE
						      : LIM_GATEWAYS;

	k->flying++; /* a request that fails at once starts no wave */
	while (n-- > 0 && k->next < k->nhosts)
		try_start(k);
	k->flying--;
}

/* The next wave, when this one has failed. */
static void
go_on(struct asking *k)
{
	while (k->flying == 0 && k->doc->text == NULL && k->next < k->nhosts &&
	       now_ms() < k->f->end_ms)
		wave(k);
}

/* Do the bytes belong to the id? */
static const char *
verdict(const struct asking *k, const struct http_req *q)
{
	if (q->state != HTTP_DONE)
		return q->msg;
	if (q->status != 200)
		return arena_printf(k->a, "status %ld", q->status);
	if (q->body.len > LIM_METADATA)
		return NULL; /* only when these are accepted unverified */
	return cid_matches(k->doc->cid, q->body.p, q->body.len)
		   ? NULL
		   : "the content does not match the content id";
}

static void
found(struct asking *k, const struct http_req *q)
{
	size_t i;

	k->doc->text = text_clean(k->a, q->body.p, q->body.len); /* D2 */
	k->doc->len = strlen(k->doc->text);
	for (i = 0; i < k->next; i++)
		if (k->tries[i] != NULL && &k->tries[i]->req != q)
			http_cancel(k->f->h, &k->tries[i]->req);
}

static void
note_failure(struct asking *k, size_t i, const char *why)
{
	if (k->gateway[i] != NULL)
		k->gateway[i]->failures++;
	log_debug(&k->c->log, "cid=%s host=%s msg=\"%s\"", k->doc->cid,
	    k->host[i], why);
	if (i < 3)
		k->doc->asked = arena_printf(k->a, "%s%s%s: %s", k->doc->asked,
		    k->doc->asked[0] == '\0' ? "" : ", ", k->host[i], why);
}

static void
try_done(struct http_req *req)
{
	struct try *t = req->arg;
	struct asking *k = t->k;
	const char *why = NULL;

	k->flying--;
	k->tries[t->i] = NULL;
	if (k->doc->text == NULL) {
		why = verdict(k, req);
		if (why == NULL)
			found(k, req);
		else
			note_failure(k, t->i, why);
	}
	arena_free(t->a);
	go_on(k);
}

void
fetch_begin(struct ctx *c, struct fetch *f)
{
	f->end_ms = now_ms() + (int64_t)c->cf->fetch_deadline_s * 1000;
}

void
fetch_ask(struct ctx *c, struct fetch *f, struct arena *a, struct doc *d)
{
	struct asking *k = arena_zalloc(a, 1, sizeof(*k));

	k->f = f;
	k->c = c;
	k->a = a;
	k->doc = d;
	add_gateways(k);
	add_endpoints(k);
	if (k->nhosts == 0)
		d->asked = "no gateway is configured";
	go_on(k);
}

void
fetch_wait(struct fetch *f, void (*meanwhile)(void *arg), void *arg)
{
	while (http_step(f->h, STEP_MS) > 0 && now_ms() < f->end_ms &&
	       !stop_asked())
		meanwhile(arg);
	http_finish(f->h, 0);
}
