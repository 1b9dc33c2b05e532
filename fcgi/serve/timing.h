/* SPDX-License-Identifier: ISC */
/*
 * How long answers took, by route and status: counts in buckets, as a monitor
 * adds them up.
 *
 * All processes of a host's pools count in one file of a folder that they
 * share, which each has mapped; whichever is asked tells the same.  A process
 * that is killed has counted an answer or not; half of it is at most that its
 * time is missing in the sum.  The counts outlive a process, and the pool.
 * Without the folder each counts for itself alone.
 */
#ifndef DP_FCGI_SERVE_TIMING_H
#define DP_FCGI_SERVE_TIMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/attr.h"

#define TIMING_BUCKETS 12

struct route;
struct timing;

/* Of one address of routes, as it is asked for, and status; bucket i counts
 * what took bound i or less and more than the one before. */
struct timed {
	const struct route *rt;
	unsigned on; /* one prefix */
	int status;
	uint64_t bucket[TIMING_BUCKETS], longer, sum_ms;
};

extern const uint32_t timing_bounds_ms[TIMING_BUCKETS]; /* ascending */

/* dir: the folder; NULL: alone.  Never NULL: when the folder is of no use it is
 * alone as well. */
struct timing *timing_new(const char *dir);
void timing_free(struct timing *t); /* NULL is fine */

bool timing_is_shared(const struct timing *t);

/* What no route answered (rt NULL) is a request, and no route's. */
void timing_add(struct timing *t, const struct route *rt, unsigned on,
    int status, int64_t ms);

/* All requests, with those of no route. */
uint64_t timing_requests(const struct timing *t);
/* Those of the routes that this program has, in their order; arena memory. */
const struct timed *timing_all(const struct timing *t, struct arena *a,
    size_t *n);

#endif
