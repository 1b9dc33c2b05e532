/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/timing.h"

#include <stdlib.h>

#include "common/base/err.h"

/* Routes, prefixes and statuses that are told apart; more are not counted. */
#define TIMED_MAX 1500
#define SLOTS     4096 /* a power of two, more than that */

const uint32_t timing_bounds_ms[TIMING_BUCKETS] = { 1, 5, 10, 25, 50, 100, 250,
	500, 1000, 2500, 5000, 10000 };

struct timing {
	size_t n;
	struct timed v[TIMED_MAX];
	uint16_t slot[SLOTS]; /* place in v plus one; 0: free */
};

struct timing *
timing_new(void)
{
	struct timing *t = calloc(1, sizeof(*t));

	if (t == NULL)
		err_die("timing", "no memory");
	return t;
}

void
timing_free(struct timing *t)
{
	free(t);
}

/* Where it is; NULL: there is no room for another one. */
static struct timed *
find(struct timing *t, const struct route *rt, unsigned on, int status)
{
	size_t at = ((uintptr_t)rt >> 4) * 31 + on * 7919 + (size_t)status;
	struct timed *d;

	for (at &= SLOTS - 1; t->slot[at] != 0; at = (at + 1) & (SLOTS - 1)) {
		d = &t->v[t->slot[at] - 1];
		if (d->rt == rt && d->on == on && d->status == status)
			return d;
	}
	if (t->n == TIMED_MAX)
		return NULL;
	d = &t->v[t->n++];
	t->slot[at] = (uint16_t)t->n;
	d->rt = rt;
	d->on = on;
	d->status = status;
	return d;
}

void
timing_add(struct timing *t, const struct route *rt, unsigned on, int status,
    int64_t ms)
{
	struct timed *d;
	size_t i = 0;

	if (rt == NULL || (d = find(t, rt, on, status)) == NULL)
		return;
	if (ms < 0)
		ms = 0;
	d->sum_ms += (uint64_t)ms;
	while (i < TIMING_BUCKETS && ms > (int64_t)timing_bounds_ms[i])
		i++;
	if (i < TIMING_BUCKETS)
		d->bucket[i]++;
	else
		d->longer++;
}

const struct timed *
timing_all(const struct timing *t, size_t *n)
{
	*n = t->n;
	return t->v;
}
