/* SPDX-License-Identifier: ISC */
/*
 * One host of those that share a cache makes an answer; the others wait for
 * it.  Who leads has put a mark under a name of the key.  A mark is a hint: one
 * that is lost, or stands there without an owner, costs an answer that is made
 * twice, or the rest of LIM_FLIGHT_S, nothing else.  Answers to stores are not
 * read (see cache.c), so the mark is read back to see whose it is.
 */
#ifndef DP_COMMON_NET_FLIGHT_H
#define DP_COMMON_NET_FLIGHT_H

#include <stdbool.h>

#include "common/net/cache.h"

struct flight {
	struct cache *cache;
	struct span mark; /* the name under which it stands; arena memory */
	bool held;        /* ours, until flight_end() */
};

/*
 * false: another host led, and is done, or its time was over: the answer is in
 * the cache, or is to be made now.  true: it is ours to make at once.
 */
bool flight_begin(struct flight *f, struct cache *k, struct arena *a,
    struct span key);
/* Behind cache_put(); whether it is held or not. */
void flight_end(const struct flight *f);

#endif
