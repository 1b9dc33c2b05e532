/* SPDX-License-Identifier: ISC */
/* One answer, and the documented bodies of refusals. */
#ifndef DP_FCGI_SERVE_REPLY_H
#define DP_FCGI_SERVE_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/arena.h"
#include "common/base/attr.h"
#include "common/base/err.h"
#include "common/base/span.h"

struct call;

enum cache_use { CACHE_OFF, CACHE_HIT, CACHE_MISS };

struct reply {
	int status;           /* 0 until the answer stands */
	const char *type;     /* content type */
	const char *location; /* of a redirect, or NULL */
	const char *allow;    /* of a 405, or NULL */
	unsigned retry_s;     /* when to come again; 0: not said */
	struct span body;
	unsigned ttl_s; /* how long others may keep it */
	int64_t height; /* of the state that was read; 0: not said */
	uint64_t name;  /* ETag of what others may keep; 0: none */
	enum cache_use cache;
	const char *more; /* further header lines, each ended; or NULL */
	bool no_body;     /* HEAD: send the head only */
	bool unbuffered;  /* the web server must not write it anywhere */
};

void reply_json(struct reply *r, int status, struct span body);

/*
 * Refusals.  All return RC_REPLIED: the answer stands, who called goes back
 * with it, and serve() makes RC_OK of it.
 */

/*
 * In the words of the prefix asked: "error" on legacy routes, "message" and
 * "code" under /v1.
 */
enum rc reply_fail(struct call *k, int status, const char *fmt, ...)
    PRINTF(3, 4) MUST_CHECK;

/* 400 of the argument parser under /v1: {"errors":{name:text},...}. */
enum rc reply_invalid(struct call *k, const char *name, const char *fmt, ...)
    PRINTF(3, 4) MUST_CHECK;

/* 404 for a path that no route has; the same on every prefix. */
enum rc reply_noroute(struct call *k) MUST_CHECK;

/* 500, 503: after a failure of ours; reason is shown. */
enum rc reply_broken(struct call *k, int status, const char *reason) MUST_CHECK;

/*
 * Give the answer a name when others may keep it; the web server compares it
 * with those that clients have (If-None-Match) and answers 304.
 */
void reply_name(struct reply *r, uint64_t seed);

/* Status line and headers of r, ending in the empty line; arena memory. */
struct span reply_head(const struct reply *r, struct arena *a);

#endif
