/* SPDX-License-Identifier: ISC */
#include "common/net/flight.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/num.h"

#define LOOK_NS   2000000 /* who waits looks every two milliseconds */
#define NAME_MAX_ 65      /* of a host, with its NUL */

static struct span
mark_of(struct arena *a, struct span key)
{
	static const char before[] = "leads ";
	size_t n = sizeof(before) - 1;
	uint8_t *p = arena_alloc(a, n + key.len);

	memcpy(p, before, n);
	if (key.len > 0)
		memcpy(p + n, key.p, key.len);
	return (struct span){ p, n + key.len };
}

/* "UNTIL HOST PID TIME": no other has the same. */
static struct span
ours(struct arena *a)
{
	char host[NAME_MAX_] = "";

	(void)gethostname(host, sizeof(host) - 1);
	return span_str(arena_printf(a, "%" PRId64 " %s %ld %" PRId64,
	    wall_s() + LIM_FLIGHT_S, host, (long)getpid(), now_us()));
}

static bool
same(struct span x, struct span y)
{
	return x.len == y.len && memcmp(x.p, y.p, x.len) == 0;
}

/* Is it one that counts now?  A server may show an old one again. */
static bool
counts(struct arena *a, struct span value)
{
	char *rest = arena_memdup(a, value.p, value.len);
	const char *until = strsep(&rest, " ");
	int64_t now_s = wall_s();
	uint64_t s;

	return num_u64(&s, until, 0, INT64_MAX) == 0 && (int64_t)s >= now_s &&
	       (int64_t)s <= now_s + LIM_FLIGHT_S;
}

static void
wait_for(struct flight *f, struct arena *a, struct span first)
{
	const struct timespec look = { 0, LOOK_NS };
	int64_t until_ms = now_ms() + (int64_t)LIM_FLIGHT_S * 1000;
	struct span by;

	do
		(void)nanosleep(&look, NULL); /* a signal only shortens it */
	while (now_ms() < until_ms && cache_get(f->cache, a, &by, f->mark) &&
	       same(by, first));
}

bool
flight_begin(struct flight *f, struct cache *k, struct arena *a,
    struct span key)
{
	struct span mine, found;

	*f = (struct flight){ .cache = k, .mark = mark_of(a, key) };
	mine = ours(a);
	cache_add(k, f->mark, mine, LIM_FLIGHT_S);
	if (!cache_get(k, a, &found, f->mark))
		return true;
	f->held = same(found, mine);
	if (f->held || !counts(a, found))
		return true;
	wait_for(f, a, found);
	return false;
}

void
flight_end(const struct flight *f)
{
	if (f->held)
		cache_drop(f->cache, f->mark);
}
