/* SPDX-License-Identifier: ISC */
/*
 * From FastCGI parameters to a checked request: method, path parts, query
 * arguments and the few headers we read, all decoded, bounded and valid
 * UTF-8 without NUL.  Everything is copied into c->a.
 */
#ifndef DP_FCGI_HTTP_REQ_H
#define DP_FCGI_HTTP_REQ_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

#define REQ_SEGS 12 /* parts of the longest path that any route has */

enum method {
	METHOD_GET,
	METHOD_HEAD,
	METHOD_POST,
	METHOD_PUT,
	METHOD_DELETE,
	METHOD_OTHER
};

struct req_arg {
	const char *name, *value; /* never NULL */
};

struct req {
	enum method method;
	const char *path;          /* as sent, without query; for log lines */
	const char *seg[REQ_SEGS]; /* decoded parts between slashes */
	size_t nseg;               /* REQ_SEGS + 1: more than any route has */
	struct req_arg *args;      /* query, in the order sent */
	size_t nargs;
	/* headers, NULL when absent or empty */
	const char *user_id;     /* X-User-ID */
	const char *sig_message; /* Encoded-Data-Message */
	const char *sig_hex;     /* Encoded-Data-Signature */
	const char *authorization;
	const char *cookie;
	const char *min_block;   /* X-Min-Block */
	const char *consistency; /* X-Consistency */
	const char *site; /* Sec-Fetch-Site: who has sent the browser here */
	const char *id;   /* the web server's name of the request */
	const char
	    *client; /* leftmost address of X-Forwarded-For, else the peer */
	/*
	 * Who may have made up X-Forwarded-For: an IPv4 address, or the network
	 * of an IPv6 one, of which there are 2^64.  NULL: it is none.
	 */
	const char *peer;
	int refuse;       /* HTTP status when req_parse() fails */
	struct span body; /* of a POST or PUT; as long as LIM_POST allows, and
			     no longer */
};

/*
 * envp: "NAME=value" texts ended by NULL, as libfcgi gives them.  They may
 * be overwritten by the next request; nothing of them is kept.
 *
 * RC_OK     r is filled.
 * RC_INPUT  r->refuse is 400 or 414; method and path are still usable.
 * RC_BUG    the web server did not send REQUEST_METHOD or REQUEST_URI.
 */
enum rc req_parse(struct ctx *c, struct req *r,
    const char *const *envp) MUST_CHECK;

/*
 * Percent signs in len bytes undone, also "+" when plus; arena memory.  NULL
 * when the result is not clean text.
 */
const char *req_decoded(struct arena *a, const char *in, size_t len, bool plus);

/*
 * As part of a URL: what RFC 3986 calls unreserved stays, a blank becomes
 * "%20".  Arena memory.
 */
const char *req_encoded(struct arena *a, const char *s);

/*
 * "name=value&..." decoded, as of a query or of a form; RC_INPUT, and
 * r->refuse: too many, or no clean text.
 */
enum rc req_pairs(struct ctx *c, struct req *r, struct req_arg **args,
    size_t *n, const char *q) MUST_CHECK;

/* GET, HEAD, ...; "OTHER". */
const char *req_method(enum method m);

/* Value of the n-th argument called name (0: first), or NULL. */
const char *req_arg(const struct req *r, const char *name, size_t n);

#endif
