/* SPDX-License-Identifier: ISC */
/*
 * Bounded HTTP for talking to servers we must not trust: size, connect time
 * and total time limited, no redirects, http and https only, headers
 * bounded.  Many requests run in parallel over kept-alive connections.
 */
#ifndef DP_COMMON_NET_HTTP_H
#define DP_COMMON_NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

struct http;

enum http_state {
	HTTP_DONE,     /* an answer arrived: see status */
	HTTP_FAILED,   /* no answer: see msg */
	HTTP_TOOBIG,   /* longer than maxbody */
	HTTP_CANCELLED /* by http_cancel() */
};

struct http_req {
	/* filled by the caller, borrowed until done */
	const char *url;
	struct span post;            /* p == NULL: GET */
	bool put;                    /* post goes by PUT */
	const char *type;            /* content type of post; NULL: JSON */
	const char *user, *password; /* basic authorization; NULL: none */
	const char *const *headers;  /* "Name: value" ..., NULL; or NULL */
	const char *const *want; /* names of headers for got, NULL; or NULL */
	const char *cafile;      /* who signs certificates; NULL: system's */
	unsigned total_ms;       /* 0: 10 s */
	unsigned connect_ms;     /* 0: 3 s */
	size_t maxbody;          /* bytes */
	bool public_only; /* refuse private, loopback, link-local hosts */
	struct arena *a;  /* where the body goes */
	void (*done)(struct http_req *); /* may add and cancel; may be NULL */
	void *arg;                       /* for done */

	/* filled when done */
	enum http_state state;
	long status;      /* HTTP status; 0 unless HTTP_DONE */
	unsigned wait_s;  /* Retry-After, as seconds from now; 0: none */
	struct span body; /* dies with a, NUL behind it */
	unsigned ms;      /* time taken */
	const char **got; /* values of want, "" where there is none; in a */
	char msg[160];    /* why it failed */
	bool late;        /* and that is that its time was over */
	bool refused;     /* or that we did not trust the host */

	void *impl; /* private */
};

struct http *http_new(unsigned parallel); /* connections at once */
void http_free(struct http *h);           /* cancels what is in flight */

/*
 * Bodies on their way should not take more than so many bytes together: while
 * they are large, fewer are asked for at once; and above four times as many
 * bytes only one of them goes on.  Without this there is no such limit.
 */
void http_hold(struct http *h, size_t bytes);
size_t http_held(const struct http *h); /* bytes taken for bodies now */

/* Start; r must stay until done. */
void http_add(struct http *h, struct http_req *r);
void http_cancel(struct http *h, struct http_req *r); /* done is called */

/*
 * Move transfers on, waiting at most wait_ms for something to happen.  At most
 * one is handed to its done(), so that a step is short.  Returns the number
 * still in flight.
 */
size_t http_step(struct http *h, unsigned wait_ms);

/* Run until nothing is in flight or deadline_ms passed (rest is cancelled). */
void http_finish(struct http *h, unsigned deadline_ms);

/* Scheme, host and port of a URL: path, query and user may hold keys. */
const char *http_origin(struct arena *a, const char *url);

/*
 * Wait until a request that was added is done; who can leave is asked to stop
 * (stop_asked()) and cancels it then.
 */
void http_wait(struct http *h, struct http_req *r, bool can_leave);

/* One request, waited for.  RC_UPSTREAM unless HTTP_DONE with status 200. */
enum rc http_one(struct ctx *c, struct http *h, struct http_req *r) MUST_CHECK;

#endif
