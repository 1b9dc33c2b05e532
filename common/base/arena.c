/* SPDX-License-Identifier: ISC */
#include "common/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/err.h"

#define ALIGN sizeof(max_align_t)
#define CHUNK ((size_t)64 << 10)

#if defined(__SANITIZE_ADDRESS__)
#define ONE_MALLOC_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_MALLOC_EACH 1
#endif
#endif
#ifndef ONE_MALLOC_EACH
#define ONE_MALLOC_EACH 0
#endif

struct chunk {
	struct chunk *next;
	size_t cap, used; /* bytes behind this header */
	max_align_t data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct chunk *chunks; /* newest first; the oldest survives a reset */
	struct deferred *deferred;
	size_t held, cap; /* bytes over all chunks */
	size_t foreign;   /* bytes of what is deferred; not capped */
	void (*last_words)(void *arg);
	void *last_words_arg;
};

static void die(struct arena *a, const char *what) NORETURN;

static void
die(struct arena *a, const char *what)
{
	void (*fn)(void *arg) = a->last_words;

	a->last_words = NULL;
	if (fn != NULL)
		fn(a->last_words_arg);
	err_die("arena", what);
}

static size_t
rounded(size_t n)
{
	if (n > SIZE_MAX - ALIGN)
		err_die("arena", "size overflow");
	return (n + ALIGN - 1) & ~(ALIGN - 1);
}

static struct chunk *
chunk_new(struct arena *a, size_t n)
{
	struct chunk *ch;
	size_t cap;

	cap = ONE_MALLOC_EACH || n > CHUNK ? n : CHUNK;
	if (cap > a->cap - a->held)
		die(a, "limit of one request or block reached");
	if ((ch = malloc(sizeof(*ch) + cap)) == NULL)
		die(a, "no memory");
	ch->cap = cap;
	ch->used = 0;
	ch->next = a->chunks;
	a->chunks = ch;
	a->held += cap;
	return ch;
}

struct arena *
arena_new(size_t cap_bytes)
{
	struct arena *a;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		err_die("arena", "no memory");
	a->cap = cap_bytes;
	return a;
}

void
arena_last_words(struct arena *a, void (*fn)(void *arg), void *arg)
{
	a->last_words = fn;
	a->last_words_arg = arg;
}

static void
drop_chunks(struct arena *a, size_t keep_cap)
{
	struct chunk *ch, *next, *kept = NULL;

	for (ch = a->chunks; ch != NULL; ch = next) {
		next = ch->next;
		if (next == NULL && ch->cap <= keep_cap) {
			kept = ch;
			break;
		}
		a->held -= ch->cap;
		free(ch);
	}
	if (kept != NULL)
		kept->used = 0;
	a->chunks = kept;
}

static void
run_deferred(struct arena *a)
{
	struct deferred *d;

	while ((d = a->deferred) != NULL) {
		a->deferred = d->next;
		d->fn(d->arg);
	}
}

void
arena_reset(struct arena *a)
{
	run_deferred(a);
	a->foreign = 0;
	drop_chunks(a, ONE_MALLOC_EACH ? 0 : CHUNK);
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	run_deferred(a);
	drop_chunks(a, 0);
	free(a->chunks);
	free(a);
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct chunk *ch = a->chunks;
	size_t need = ONE_MALLOC_EACH ? n : rounded(n);
	void *p;

	if (ONE_MALLOC_EACH || ch == NULL || need > ch->cap - ch->used)
		ch = chunk_new(a, need);
	p = (char *)ch->data + ch->used;
	ch->used += need;
	return p;
}

void *
arena_zalloc(struct arena *a, size_t n, size_t size)
{
	size_t total;
	void *p;

	if (__builtin_mul_overflow(n, size, &total))
		err_die("arena", "size overflow");
	p = arena_alloc(a, total);
	memset(p, 0, total);
	return p;
}

char *
arena_memdup(struct arena *a, const void *p, size_t len)
{
	char *s;

	if (len == SIZE_MAX)
		err_die("arena", "size overflow");
	s = arena_alloc(a, len + 1);
	if (len > 0)
		memcpy(s, p, len);
	s[len] = '\0';
	return s;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_memdup(a, s, strlen(s));
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		err_die("arena", "format");
	s = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return s;
}

void *
arena_grow(struct arena *a, void *p, size_t oldlen, size_t newlen)
{
	struct chunk *ch = a->chunks;
	size_t off, had = rounded(oldlen), want = rounded(newlen);
	void *q;

	if (newlen <= oldlen)
		return p;
	if (!ONE_MALLOC_EACH && p != NULL && ch->used >= had) {
		off = ch->used - had;
		if ((char *)ch->data + off == p && want <= ch->cap - off) {
			ch->used = off + want;
			return p;
		}
	}
	q = arena_alloc(a, newlen);
	if (oldlen > 0)
		memcpy(q, p, oldlen);
	return q;
}

size_t
arena_held(const struct arena *a)
{
	return a->held + a->foreign;
}

void
arena_foreign(struct arena *a, size_t n)
{
	a->foreign += n;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d;

	d = arena_alloc(a, sizeof(*d));
	d->fn = fn;
	d->arg = arg;
	d->next = a->deferred;
	a->deferred = d;
}
