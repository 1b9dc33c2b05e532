/* SPDX-License-Identifier: ISC */
/* Answers are counted by route, prefix and status, each in one bucket, by all
 * who share a folder. */
#include "fcgi/serve/timing.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* The nth route under both prefixes; so many have an address of their own. */
static const struct route *
nth(int n)
{
	const struct route *rt = NULL;

	while ((rt = route_next(rt)) != NULL)
		if (rt->on == ON_BOTH && n-- == 0)
			return rt;
	return NULL;
}

static void
alone(struct arena *a)
{
	const struct route *one = nth(0), *two = nth(1);
	struct timing *t = timing_new(NULL);
	const struct timed *v;
	size_t n;
	int i;

	OK(!timing_is_shared(t), "without a folder nothing is shared");
	timing_all(t, a, &n);
	OK(n == 0, "nothing was asked");
	timing_add(t, NULL, ON_V1, 404, 1);
	timing_all(t, a, &n);
	OK(n == 0 && timing_requests(t) == 1,
	    "what has no route is of none, but a request");

	timing_add(t, one, ON_V1, 200, 0);
	timing_add(t, one, ON_V1, 200, 1);
	timing_add(t, one, ON_V1, 200, 2);
	timing_add(t, one, ON_V1, 200, 10000);
	timing_add(t, one, ON_V1, 200, 10001);
	timing_add(t, one, ON_V1, 200, -5);
	v = timing_all(t, a, &n);
	OK(n == 1 && counted(&v[0]) == 6, "each answer counts once");
	OK(v[0].rt == one && v[0].on == ON_V1 && v[0].status == 200,
	    "and is told by its route");
	OK(v[0].bucket[0] == 3 && v[0].bucket[1] == 1 &&
		v[0].bucket[TIMING_BUCKETS - 1] == 1 && v[0].longer == 1,
	    "a bound belongs to its bucket");
	OK(v[0].sum_ms == 20004,
	    "the sum is of all, and time does not go back");

	timing_add(t, one, ON_FULL, 200, 1);
	timing_add(t, one, ON_V1, 404, 1);
	timing_add(t, two, ON_V1, 200, 1);
	timing_all(t, a, &n);
	OK(n == 4, "prefix, status and route are told apart");

	for (i = 0; i < 1024; i++)
		timing_add(t, nth(i % 20), i % 2 ? ON_V1 : ON_FULL, i, 1);
	timing_add(t, one, ON_V1, 70000, 1);
	timing_all(t, a, &n);
	OK(n > 1000 && timing_requests(t) == 1 + 6 + 3 + 1024 + 1,
	    "statuses that there are none of are requests");
	timing_free(t);
}

/* Two of one folder, and who was killed. */
static void
together(struct arena *a)
{
	char dir[] = "/tmp/timing_test.XXXXXX", file[64];
	const struct route *one = nth(0);
	struct timing *t, *u;
	const struct timed *v;
	int status, i;
	size_t n;
	pid_t pid;

	OK(mkdtemp(dir) != NULL, "a folder");
	(void)snprintf(file, sizeof(file), "%s/discprov-fcgi.timing1", dir);
	t = timing_new(dir);
	u = timing_new(dir);
	OK(timing_is_shared(t) && timing_is_shared(u), "both share it");
	timing_add(t, one, ON_V1, 200, 7);
	timing_add(u, one, ON_V1, 200, 3);
	v = timing_all(t, a, &n);
	OK(n == 1 && counted(&v[0]) == 2 && v[0].sum_ms == 10,
	    "what one counts the other tells");
	for (i = 0; i < 4; i++)
		if ((pid = fork()) == 0)
			for (;;)
				timing_add(u, one, ON_V1, 200, 1);
		else {
			while (timing_requests(t) < 1000 * (unsigned)(i + 1))
				;
			kill(pid, SIGKILL);
			(void)waitpid(pid, &status, 0);
		}
	v = timing_all(t, a, &n);
	OK(n == 1 && counted(&v[0]) <= timing_requests(t) &&
		timing_requests(t) - counted(&v[0]) <= 4,
	    "of each that was killed one answer at most is not told");
	timing_free(t);
	timing_free(u);
	t = timing_new(dir);
	OK(timing_requests(t) > 4000, "who comes later goes on");
	timing_free(t);
	(void)truncate(file, 5);
	t = timing_new(dir);
	OK(timing_is_shared(t), "one that was cut off is mended");
	timing_add(t, one, ON_V1, 200, 1);
	timing_free(t);
	(void)unlink(file);
	(void)symlink("/etc/passwd", file);
	t = timing_new(dir);
	OK(!timing_is_shared(t), "a link is followed nowhere");
	timing_free(t);
	(void)unlink(file);
	(void)rmdir(dir);
	t = timing_new(dir);
	OK(!timing_is_shared(t), "without the folder each is alone");
	timing_free(t);
}

int
main(void)
{
	struct arena *a = arena_new(64 << 20);

	alone(a);
	together(a);
	arena_free(a);
	DONE();
}
