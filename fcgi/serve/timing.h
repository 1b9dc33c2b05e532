/* SPDX-License-Identifier: ISC */
/*
 * How long the answers of this process took, by route and status: counts in
 * buckets, as a monitor adds them up.
 */
#ifndef DP_FCGI_SERVE_TIMING_H
#define DP_FCGI_SERVE_TIMING_H

#include <stddef.h>
#include <stdint.h>

#define TIMING_BUCKETS 12

struct route;
struct timing;

/* Of one route, prefix and status; bucket i counts what took bound i or less
 * and more than the one before. */
struct timed {
	const struct route *rt;
	unsigned on; /* the one prefix that was asked */
	int status;
	uint64_t bucket[TIMING_BUCKETS], longer, sum_ms;
};

extern const uint32_t timing_bounds_ms[TIMING_BUCKETS]; /* ascending */

struct timing *timing_new(void);
void timing_free(struct timing *t); /* NULL is fine */

/* What no route answered counts for none (rt NULL). */
void timing_add(struct timing *t, const struct route *rt, unsigned on,
    int status, int64_t ms);

/* All there are, in the order in which they first came. */
const struct timed *timing_all(const struct timing *t, size_t *n);

#endif
