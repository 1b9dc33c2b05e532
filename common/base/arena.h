/* SPDX-License-Identifier: ISC */
/*
 * Memory of one request, one window or one pass.  Everything that dies with it
 * comes from here, and foreign handles are deferred to it the moment they
 * exist.
 *
 * No function returns NULL: no memory, a product that overflows, or going
 * past the cap writes one line and exits with EX_OSERR.  So the cap is the
 * last fence; what comes from outside is bounded before, by limits.h.
 *
 * Under the address sanitizer each allocation is its own malloc(), so that
 * overruns are still seen.
 */
#ifndef DP_COMMON_BASE_ARENA_H
#define DP_COMMON_BASE_ARENA_H

#include <stddef.h>

#include "common/base/attr.h"

struct arena;

/*
 * An arena that takes no more than cap_bytes.  What may need more by the will
 * of others is measured with arena_held() before it gets so far; beyond the
 * cap, and when there is no memory, the process ends (err_die()).
 */
struct arena *arena_new(size_t cap_bytes);
/*
 * Before the process ends for lack of room in this arena, fn is called, once;
 * it may still say what was being done, and free arenas, this one too.  Not
 * called for other arenas.
 */
void arena_last_words(struct arena *a, void (*fn)(void *arg), void *arg);
void arena_free(struct arena *a);  /* NULL is fine */
void arena_reset(struct arena *a); /* runs deferred calls, newest first */

void *arena_alloc(struct arena *a, size_t n);
void *arena_zalloc(struct arena *a, size_t n, size_t size); /* zeroed */
char *arena_strdup(struct arena *a, const char *s);
/* A copy of len bytes with a NUL behind them. */
char *arena_memdup(struct arena *a, const void *p, size_t len);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/*
 * A larger copy of p (oldlen bytes; NULL and 0 to begin with).  Grows in
 * place when p was the last allocation.
 */
void *arena_grow(struct arena *a, void *p, size_t oldlen, size_t newlen);

/* Bytes it has taken so far, and those of others that die with it. */
size_t arena_held(const struct arena *a);
void arena_foreign(struct arena *a, size_t n); /* n such bytes more */

void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

#endif
