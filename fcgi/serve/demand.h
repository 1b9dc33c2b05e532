/* SPDX-License-Identifier: ISC */
/*
 * What a request demands of the state that it is answered from, in headers of
 * its own; without them any state will do.  The one place where a request
 * waits for the state to come.
 *
 * X-Min-Block: N: the answer is of block N or a later one, and says of which.
 * The database that the pool reads is waited for, then the primary is asked,
 * then it is 503 with the height that there is.
 *
 * X-Consistency: one (any state), quorum or all: more than half of the other
 * nodes that answer, or all of them, have the same digest (discprov-job peers).
 * That is waited for, then it is 503 with both heights.
 */
#ifndef DP_FCGI_SERVE_DEMAND_H
#define DP_FCGI_SERVE_DEMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attr.h"
#include "common/base/err.h"

struct call;

enum consistency { CONSISTENCY_ONE, CONSISTENCY_QUORUM, CONSISTENCY_ALL };

struct demand {
	bool is_there;     /* something is demanded */
	int64_t min_block; /* 0: any, as long as it is known */
	enum consistency level;
};

/* Of the headers of k's request; RC_REPLIED: one is malformed, 400. */
enum rc demand_read(struct call *k) MUST_CHECK;

/* The level's name, as it stands in keys of stored answers. */
const char *consistency_name(enum consistency level);

/* May an answer of that height be given?  0: of one that is not known. */
bool demand_allows(const struct call *k, int64_t height);

/*
 * Begin a transaction whose state is as k demands, and which the caller ends.
 * RC_REPLIED: there is none, 503, and no transaction is open.
 */
enum rc demand_begin(struct call *k) MUST_CHECK;

#endif
