/* SPDX-License-Identifier: ISC */
/* Answers are counted by route, prefix and status, each in one bucket. */
#include "fcgi/serve/timing.h"

#include "fcgi/serve/route.h"
#include "tests/tap.h"

static uint64_t
counted(const struct timed *d)
{
	uint64_t n = d->longer;
	size_t i;

	for (i = 0; i < TIMING_BUCKETS; i++)
		n += d->bucket[i];
	return n;
}

int
main(void)
{
	static const struct route one, two;
	struct timing *t = timing_new();
	const struct timed *v;
	size_t n;
	int i;

	timing_all(t, &n);
	OK(n == 0, "nothing was asked");
	timing_add(t, NULL, ON_V1, 404, 1);
	timing_all(t, &n);
	OK(n == 0, "what has no route is of none");

	timing_add(t, &one, ON_V1, 200, 0);
	timing_add(t, &one, ON_V1, 200, 1);
	timing_add(t, &one, ON_V1, 200, 2);
	timing_add(t, &one, ON_V1, 200, 10000);
	timing_add(t, &one, ON_V1, 200, 10001);
	timing_add(t, &one, ON_V1, 200, -5);
	v = timing_all(t, &n);
	OK(n == 1 && counted(&v[0]) == 6, "each answer counts once");
	OK(v[0].bucket[0] == 3 && v[0].bucket[1] == 1 &&
		v[0].bucket[TIMING_BUCKETS - 1] == 1 && v[0].longer == 1,
	    "a bound belongs to its bucket");
	OK(v[0].sum_ms == 20004,
	    "the sum is of all, and time does not go back");

	timing_add(t, &one, ON_FULL, 200, 1);
	timing_add(t, &one, ON_V1, 404, 1);
	timing_add(t, &two, ON_V1, 200, 1);
	v = timing_all(t, &n);
	OK(n == 4 && v[1].on == ON_FULL && v[2].status == 404 &&
		v[3].rt == &two,
	    "prefix, status and route are told apart");

	for (i = 0; i < 10000; i++)
		timing_add(t, &one, ON_V1, 1000 + i, 1);
	timing_all(t, &n);
	OK(n == 1500, "no more are told apart than there is room for");
	timing_free(t);
	DONE();
}
