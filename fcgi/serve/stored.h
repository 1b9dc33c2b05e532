/* SPDX-License-Identifier: ISC */
/*
 * Answers in memcached.  The key is the exact query in the order of the
 * route's row, without what never changes the answer.  A value carries
 * status, expiry and content type; it comes from outside and is checked.
 */
#ifndef DP_FCGI_SERVE_STORED_H
#define DP_FCGI_SERVE_STORED_H

#include "common/base/span.h"
#include "fcgi/serve/app.h"

/* Is k's answer the same for everybody, and to be kept at all? */
bool stored_may(const struct call *k);

/* Arena memory. */
struct span stored_key(const struct call *k);

/* Into k->out; false when it is not there or not usable. */
bool stored_get(struct call *k, struct span key);

/*
 * Keep k->out if it is a 200 or a 404, and set how long others may keep it.
 */
void stored_put(struct call *k, struct span key);

/* One value, for the fuzz target: -1 when it is not of the form. */
int stored_parse(struct reply *r, struct arena *a, struct span value,
    int64_t now_s) MUST_CHECK;

#endif
