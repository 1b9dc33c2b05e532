/* SPDX-License-Identifier: ISC */
#include "indexer/docs/fetch.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/cid.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "common/net/http.h"
#include "indexer/docs/hosts.h"

#define PARALLEL 32 /* requests at once */
#define STEP_MS  5
#define TRY_BYTES                                                              \
	(LIM_METADATA_BIG + (1u << 17)) /* the body, where it is from, why */
#define WIDTH    8   /* hosts of the second pass that are asked at once, */
#define WIDER_MS 250 /* and as many more each time this has passed */

struct fetch {
	struct http *h;
	struct hosts *hosts;
	unsigned flying;
	size_t bytes; /* of texts that have come since fetch_wait() began */
	int64_t deadline_ms;          /* of one fetch_wait() */
	bool over;                    /* nothing new is begun */
	bool unverified;              /* [ipfs] accept_unverified */
	struct asking *first, **last; /* documents that are not settled */
};

/* One document on its way. */
struct asking {
	struct asking *following;
	struct fetch *f;
	struct ctx *c;
	struct arena *a, *texts;
	struct doc *doc;
	struct host_list own, known; /* known: once the first pass is over */
	bool second, began;          /* which pass, and did it begin? */
	int64_t begin_ms;            /* of this pass */
	size_t next, flying;         /* hosts of it */
	size_t failed;               /* hosts of both */
	struct try *tries;           /* in flight */
};

/* One document from one host. */
struct
try {
	struct http_req req;
	struct arena *a; /* of the body, and this */
	struct asking *k;
	struct host *host;
	bool content;      /* under the second of its paths */
	struct try *other; /* of the same document */
};

enum rc
fetch_new(struct ctx *c, struct fetch **out)
{
	struct fetch *f = calloc(1, sizeof(*f));
	enum rc rc;

	if (f == NULL)
		err_die("fetch", "no memory");
	if ((rc = hosts_new(c, &f->hosts)) != RC_OK) {
		free(f);
		return rc;
	}
	f->unverified = c->cf->accept_unverified;
	f->deadline_ms = (int64_t)c->cf->fetch_deadline_s * 1000;
	f->h = http_new(PARALLEL);
	f->last = &f->first;
	*out = f;
	return RC_OK;
}

void
fetch_free(struct fetch *f)
{
	if (f == NULL)
		return;
	f->over = true;
	http_free(f->h);
	hosts_free(f->hosts);
	free(f);
}

/* One host. */

static void try_done(struct http_req *req);

/*
 * Content nodes have documents under one path or another.  A document may be
 * asked for hundreds of times: what a try needs goes with it.
 */
static void
try_start(struct asking *k, struct host *h, bool content)
{
	struct arena *a = arena_new(TRY_BYTES);
	struct try *t = arena_zalloc(a, 1, sizeof(*t));

	t->a = a;
	t->k = k;
	t->host = h;
	t->content = content;
	t->req.url = arena_printf(a, "%s/%s/%s", h->url,
	    content ? "content" : "ipfs", k->doc->cid);
	t->req.total_ms = (unsigned)k->c->cf->fetch_timeout_ms;
	t->req.maxbody = LIM_METADATA_BIG;
	t->req.public_only = !t->host->trusted && !k->c->cf->allow_private;
	t->req.a = t->a;
	t->req.done = try_done;
	t->req.arg = t;
	t->other = k->tries;
	k->tries = t;
	k->flying++;
	k->f->flying++;
	host_began(t->host);
	http_add(k->f->h, &t->req);
}

/* Do the bytes belong to the id? */
static const char *
verdict(const struct try *t)
{
	const struct http_req *q = &t->req;
	bool big = q->body.len > LIM_METADATA;

	if (q->state != HTTP_DONE)
		return q->msg;
	if (q->status != 200)
		return arena_printf(t->a, "status %ld", q->status);
	if (cid_matches(t->k->doc->cid, q->body.p, q->body.len) ||
	    (big && t->k->f->unverified && t->host->trusted))
		return NULL;
	return "the content does not match the content id";
}

/* Does the answer say that the host is well, but has no such document? */
static bool
is_miss(const struct http_req *q)
{
	return q->state == HTTP_DONE && q->status >= 300 && q->status < 500 &&
	       q->status != 429;
}

static void
cancel(struct asking *k)
{
	while (k->tries != NULL)
		http_cancel(k->f->h, &k->tries->req);
}

static void
found(struct try *t)
{
	struct asking *k = t->k;

	k->doc->text = text_clean(k->texts, t->req.body.p, t->req.body.len);
	k->doc->len = strlen(k->doc->text);
	k->f->bytes += k->doc->len;
	host_answered(t->host, true);
	cancel(k);
}

static void
note_failure(struct try *t, const char *why)
{
	struct asking *k = t->k;

	if (is_miss(&t->req))
		host_answered(t->host, false);
	else if (t->req.state != HTTP_CANCELLED)
		host_failed(t->host);
	log_debug(&k->c->log, "cid=%s host=%s msg=\"%s\"", k->doc->cid,
	    t->host->url, why);
	if (k->failed++ < 3)
		k->doc->asked = arena_printf(k->a, "%s%s%s: %s", k->doc->asked,
		    k->doc->asked[0] == '\0' ? "" : ", ", t->host->url, why);
}

static void
unlink_try(struct try *t)
{
	struct asking *k = t->k;
	struct try **p;

	for (p = &k->tries; *p != t; p = &(*p)->other)
		;
	*p = t->other;
	k->flying--;
	k->f->flying--;
}

static void
try_done(struct http_req *req)
{
	struct try *t = req->arg;
	struct asking *k = t->k;
	const char *why;

	unlink_try(t);
	if (k->doc->text == NULL) {
		why = verdict(t);
		if (why == NULL) {
			found(t);
		} else if (is_miss(req) && !t->content && !t->host->gateway &&
			   !k->f->over) {
			try_start(k, t->host, true);
		} else {
			note_failure(t, why);
		}
	}
	arena_free(t->a);
}

/* Passes. */

static struct host_list *
list_of(struct asking *k)
{
	return k->second ? &k->known : &k->own;
}

/*
 * Everybody who is known and was not asked yet, then those of the user's
 * hosts that rest.
 */
static void
begin_second(struct asking *k)
{
	struct host_list all = hosts_known(k->f->hosts, k->a), *l = &k->known;
	struct host **own = k->own.host;
	size_t i;

	l->host = arena_zalloc(k->a, all.n + k->own.n, sizeof(*l->host));
	for (i = 0; i < all.n; i++)
		if (!hosts_hold(own, k->next, all.host[i]))
			l->host[l->n++] = all.host[i];
	for (i = k->next; i < k->own.n; i++)
		if (!hosts_hold(all.host, all.n, own[i]))
			l->host[l->n++] = own[i];
	if (l->n == 0 && k->own.n == 0)
		k->doc->asked = "no host is known";
	k->second = true;
	k->began = false;
	k->next = 0;
}

/* Those of the user's hosts that rest wait behind the others. */
static void
sort_own(struct asking *k)
{
	struct host_list *l = &k->own;
	struct host **late = arena_zalloc(k->a, l->n, sizeof(*late));
	size_t i, n = 0, nlate = 0;

	for (i = 0; i < l->n; i++)
		if (host_rests(l->host[i]))
			late[nlate++] = l->host[i];
		else
			l->host[n++] = l->host[i];
	if (nlate > 0) /* a user may have no host at all */
		memcpy(l->host + n, late, nlate * sizeof(*late));
}

static size_t
width(const struct asking *k)
{
	if (!k->second)
		return LIM_DOC_HOSTS;
	return WIDTH * (1 + (size_t)((now_ms() - k->begin_ms) / WIDER_MS));
}

/*
 * May the next host of this pass be asked?  Those that rest come last, when
 * nobody else is left to be waited for.
 */
static bool
may_start(struct asking *k)
{
	const struct host_list *l = list_of(k);

	return k->doc->text == NULL && k->next < l->n && k->flying < width(k) &&
	       k->f->flying < PARALLEL &&
	       (!host_rests(l->host[k->next]) || (k->second && k->flying == 0));
}

static bool
pass_is_over(struct asking *k)
{
	const struct host_list *l = list_of(k);

	if (k->began &&
	    now_ms() - k->begin_ms >= (int64_t)k->c->cf->fetch_pass_ms) {
		cancel(k);
		return true;
	}
	return k->flying == 0 &&
	       (k->next == l->n ||
		   (!k->second && (host_rests(l->host[k->next]))));
}

/* Move one document on; false: it is found or given up. */
static bool
move(struct asking *k)
{
	struct host_list *l = list_of(k);

	while (may_start(k)) {
		if (!k->began)
			k->begin_ms = now_ms();
		k->began = true;
		try_start(k, l->host[k->next++], false);
	}
	if (k->doc->text != NULL)
		return false;
	if (!pass_is_over(k))
		return true;
	if (k->second)
		return false;
	begin_second(k);
	return true;
}

static void
move_all(struct fetch *f)
{
	struct asking **p = &f->first, *k;

	while ((k = *p) != NULL) {
		if (move(k)) {
			p = &k->following;
			continue;
		}
		if ((*p = k->following) == NULL)
			f->last = p;
	}
}

enum rc
fetch_begin(struct ctx *c, struct fetch *f)
{
	f->over = false;
	f->first = NULL;
	f->last = &f->first;
	return hosts_refresh(c, f->hosts);
}

void
fetch_ask(struct ctx *c, struct fetch *f, struct arena *a, struct arena *texts,
    struct doc *d)
{
	struct asking *k = arena_zalloc(a, 1, sizeof(*k));

	k->f = f;
	k->c = c;
	k->a = a;
	k->texts = texts;
	k->doc = d;
	k->own = hosts_named(f->hosts, a, d->endpoints);
	sort_own(k);
	*f->last = k;
	f->last = &k->following;
}

void
fetch_stop(struct fetch *f)
{
	f->over = true;
	http_finish(f->h, 0);
}

bool
fetch_wait(struct fetch *f, void (*meanwhile)(void *arg), void *arg)
{
	int64_t end_ms = now_ms() + f->deadline_ms;
	unsigned flying;

	f->bytes = 0;
	for (move_all(f); f->first != NULL; move_all(f)) {
		flying = f->flying;
		http_step(f->h, STEP_MS);
		if (now_ms() >= end_ms || stop_asked())
			break;
		if (f->bytes > LIM_DOCS_FETCHED)
			return true;
		if (f->flying == flying && meanwhile != NULL)
			meanwhile(arg);
	}
	fetch_stop(f);
	return false;
}
