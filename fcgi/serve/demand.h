/* SPDX-License-Identifier: ISC */
/*
 * What a request demands of the state that it is answered from, in headers of
 * its own; without them any state will do.  The one place where a request
 * waits for the state to come.
 *
 * X-Min-Block: N: the answer is of block N or a later one, and says of which.
 * The database that the pool reads is waited for, then the primary is asked,
 * then it is 503 with the height that there is.
 */
#ifndef DP_FCGI_SERVE_DEMAND_H
#define DP_FCGI_SERVE_DEMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attr.h"
#include "common/base/err.h"

struct call;

struct demand {
	bool is_there;     /* something is demanded */
	int64_t min_block; /* 0: any, as long as it is known */
};

/* Of the headers of k's request; RC_REPLIED: one is malformed, 400. */
enum rc demand_read(struct call *k) MUST_CHECK;

/* May an answer of that height be given?  0: of one that is not known. */
bool demand_allows(const struct call *k, int64_t height);

/*
 * Begin a transaction whose state is as k demands, and which the caller ends.
 * RC_REPLIED: there is none, 503, and no transaction is open.
 */
enum rc demand_begin(struct call *k) MUST_CHECK;

#endif
