/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/timing.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/err.h"
#include "common/base/fnv.h"
#include "fcgi/serve/route.h"

/* Its number changes with what stands in it: what another version counts in is
 * another file. */
#define NAME      "discprov-fcgi.timing1"
#define PATH_ROOM 4096
/* A power of two; routes, prefixes and statuses that are told apart.  What
 * comes when no more are free is counted as a request alone. */
#define SLOTS       8192
#define STATUS_BITS 10

const uint32_t timing_bounds_ms[TIMING_BUCKETS] = { 1, 5, 10, 25, 50, 100, 250,
	500, 1000, 2500, 5000, 10000 };

/* The key names it, see key_of(); 0: free.  Once it has one it keeps it. */
struct slot {
	_Atomic uint64_t key, bucket[TIMING_BUCKETS], longer, sum_ms;
};

/* What is in the file. */
struct counts {
	_Atomic uint64_t requests;
	struct slot slot[SLOTS];
};

struct timing {
	struct counts *counts;
	bool shared;
};

/* The file, of full size; below 0: it is of no use. */
static int
open_file(const char *dir)
{
	char path[PATH_ROOM];
	struct stat st;
	int fd;

	if (dir == NULL ||
	    snprintf(path, sizeof(path), "%s/" NAME, dir) >= (int)sizeof(path))
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1;
	/* with room on the disk: what is mapped must be there */
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_uid == geteuid() &&
	    st.st_size <= (off_t)sizeof(struct counts) &&
	    posix_fallocate(fd, 0, sizeof(struct counts)) == 0)
		return fd;
	close(fd);
	return -1;
}

struct timing *
timing_new(const char *dir)
{
	struct timing *t = calloc(1, sizeof(*t));
	int fd = open_file(dir);
	void *p = MAP_FAILED;

	if (t == NULL)
		err_die("timing", "no memory");
	if (fd >= 0) {
		p = mmap(NULL, sizeof(struct counts), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
		t->shared = p != MAP_FAILED;
		close(fd);
	}
	if (!t->shared)
		p = mmap(NULL, sizeof(struct counts), PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		err_die("timing", "no memory");
	t->counts = p;
	return t;
}

void
timing_free(struct timing *t)
{
	if (t != NULL)
		(void)munmap(t->counts, sizeof(*t->counts));
	free(t);
}

bool
timing_is_shared(const struct timing *t)
{
	return t->shared;
}

/* Of the address as it is shown, which several rows may have. */
static uint64_t
key_of(const struct route *rt, unsigned on, int status)
{
	const char *prefix = route_prefix(on);
	uint64_t h = fnv_bytes(FNV_BEGIN, prefix, strlen(prefix));

	h = fnv_bytes(h, rt->path, strlen(rt->path));
	return h << STATUS_BITS | (uint64_t)status;
}

/* Where it is, or may be from now on; NULL: there is no room for another one.
 */
static struct slot *
find(struct counts *c, uint64_t key)
{
	size_t at = (key ^ key >> 32) & (SLOTS - 1), i;
	struct slot *s;
	uint64_t is;

	for (i = 0; i < SLOTS; i++, at = (at + 1) & (SLOTS - 1)) {
		s = &c->slot[at];
		is = atomic_load_explicit(&s->key, memory_order_relaxed);
		if (is == key || (is == 0 && (atomic_compare_exchange_strong(
						  &s->key, &is, key) ||
						 is == key)))
			return s;
	}
	return NULL;
}

static void
add(_Atomic uint64_t *n, uint64_t more)
{
	atomic_fetch_add_explicit(n, more, memory_order_relaxed);
}

static uint64_t
get(const _Atomic uint64_t *n)
{
	return atomic_load_explicit(n, memory_order_relaxed);
}

void
timing_add(struct timing *t, const struct route *rt, unsigned on, int status,
    int64_t ms)
{
	struct slot *s;
	size_t i = 0;

	add(&t->counts->requests, 1);
	if (rt == NULL || status <= 0 || status >> STATUS_BITS != 0 ||
	    (s = find(t->counts, key_of(rt, on, status))) == NULL)
		return;
	if (ms < 0)
		ms = 0;
	while (i < TIMING_BUCKETS && ms > (int64_t)timing_bounds_ms[i])
		i++;
	add(i < TIMING_BUCKETS ? &s->bucket[i] : &s->longer, 1);
	add(&s->sum_ms, (uint64_t)ms);
}

uint64_t
timing_requests(const struct timing *t)
{
	return get(&t->counts->requests);
}

static struct timed
read_slot(const struct slot *s, const struct route *rt, unsigned on)
{
	struct timed d = { .rt = rt, .on = on };
	size_t i;

	d.status = (int)(get(&s->key) & ((1U << STATUS_BITS) - 1));
	for (i = 0; i < TIMING_BUCKETS; i++)
		d.bucket[i] = get(&s->bucket[i]);
	d.longer = get(&s->longer);
	d.sum_ms = get(&s->sum_ms);
	return d;
}

/* Is this address of an earlier row? */
static bool
is_repeated(const struct route *rt, unsigned on)
{
	const struct route *r = NULL;

	while ((r = route_next(r)) != rt)
		if (strcmp(r->path, rt->path) == 0 && (r->on & on) != 0)
			return true;
	return false;
}

/* Slots that count something. */
static size_t
used_slots(const struct counts *c, const struct slot **used)
{
	size_t i, n = 0;

	for (i = 0; i < SLOTS; i++)
		if (get(&c->slot[i].key) != 0)
			used[n++] = &c->slot[i];
	return n;
}

const struct timed *
timing_all(const struct timing *t, struct arena *a, size_t *n)
{
	static const unsigned all[] = { ON_LEGACY | ON_SERVICE, ON_V1,
		ON_FULL };
	const struct slot **used = arena_zalloc(a, SLOTS, sizeof(*used));
	size_t i, k, many = used_slots(t->counts, used);
	struct timed *v = arena_zalloc(a, many + 1, sizeof(*v));
	const struct route *rt = NULL;
	uint64_t key;
	unsigned on;

	*n = 0;
	while ((rt = route_next(rt)) != NULL)
		for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
			on = rt->on & all[i];
			if (on == 0 || is_repeated(rt, all[i]))
				continue;
			key = key_of(rt, on, 0);
			for (k = 0; k < many && *n < many; k++)
				if (get(&used[k]->key) >> STATUS_BITS ==
				    key >> STATUS_BITS)
					v[(*n)++] = read_slot(used[k], rt, on);
		}
	return v;
}
