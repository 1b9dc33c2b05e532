/* SPDX-License-Identifier: ISC */
/*
 * memcached: a hit or not; there is no error.  A server that does not answer
 * is left alone for a second; time-outs are tens of milliseconds.  That it
 * went, and that it came back, is a log line each.  Values may not exceed
 * LIM_CACHE_VALUE.
 *
 * The server is a stranger.  Key and value are stored with a MAC under a
 * secret of ours, so what anybody else put there, or moved to another key, is
 * a miss.  It may show an old value again: how long one may live must stand
 * in the value.
 */
#ifndef DP_COMMON_NET_CACHE_H
#define DP_COMMON_NET_CACHE_H

#include <stdbool.h>

#include "common/base/arena.h"
#include "common/base/log.h"
#include "common/base/mac.h"
#include "common/base/span.h"

struct cache;

/*
 * servers: "host:port,host:port" or "/path/to/socket", ketama distribution.
 * Empty or NULL: a cache that never hits.  Who shares the values shares the
 * secret, which is copied.  NULL when the list cannot be read, with the
 * reason in why (borrowed, static).
 */
struct cache *cache_new(const char *servers, const uint8_t secret[MAC_BYTES],
    const char **why);
void cache_free(struct cache *k);
/* Who tells of servers that go and come; NULL: nobody.  Borrowed. */
void cache_tell(struct cache *k, const struct log *l);

/*
 * Would a server be asked for this key?  Not when there is none, or it is
 * being left alone.
 */
bool cache_is_up(struct cache *k, struct span key);

/* May others than this host have the same servers? */
bool cache_is_shared(const struct cache *k);

/* value is arena memory. */
bool cache_get(struct cache *k, struct arena *a, struct span *value,
    struct span key);
void cache_put(struct cache *k, struct span key, struct span value,
    unsigned ttl_s);
/* The same unless something stands there; whose it is a cache_get() says. */
void cache_add(struct cache *k, struct span key, struct span value,
    unsigned ttl_s);
void cache_drop(struct cache *k, struct span key);

/*
 * Ask one server of the list, "host:port" or a path, who it is: 0, and *saw
 * is "memcached 1.6.18, 64 MiB"; or -1, and *saw is why it does not say.
 */
int cache_ask(struct arena *a, const char *server, const char **saw);

/* Memory limit of all servers in bytes (stats limit_maxbytes), or -1. */
long long cache_limit_bytes(struct cache *k);

#endif
