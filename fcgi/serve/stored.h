/* SPDX-License-Identifier: ISC */
/*
 * Answers in memcached.  The key is the path and the arguments that the route
 * declares, decoded and encoded again in the order of its row, repeated ones
 * in theirs; others cannot change the answer.  A value carries status, expiry,
 * the height at which it was read, and content type.  It comes from outside:
 * the cache has proven that we once stored it, and here it is believed no
 * longer than what is stored now may live.
 */
#ifndef DP_FCGI_SERVE_STORED_H
#define DP_FCGI_SERVE_STORED_H

#include "common/base/span.h"
#include "fcgi/serve/app.h"

/* Is k's answer the same for everybody, and to be kept at all? */
bool stored_may(const struct call *k);

/* Arena memory. */
struct span stored_key(const struct call *k);

/* Into k->out; false when it is not there, not usable, or of a height below
 * the one that k demands. */
bool stored_get(struct call *k, struct span key);

/*
 * Keep k->out if it is a 200 or a 404, and set how long others may keep it.
 * false: it is one, and too large for the cache.
 */
bool stored_put(struct call *k, struct span key);

/*
 * One value of a route whose answers live life_s: -1 when it is not of the
 * form, past its end, or said to live longer than that.
 */
int stored_parse(struct reply *r, struct arena *a, struct span value,
    unsigned life_s, int64_t now_s) MUST_CHECK;

#endif
