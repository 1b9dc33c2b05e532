/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/stored.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "fcgi/serve/route.h"

#define MISSING_TTL_S 2 /* a 404 may be about to exist */
#define HEAD_MAX      96

bool
stored_may(const struct call *k)
{
	return k->rt->ttl_s > 0 && !k->personal;
}

struct span
stored_key(const struct call *k)
{
	struct buf t = { .a = k->c->a };
	const struct param *p;
	const char *s;
	size_t i;

	buf_str(&t, k->app->cache_prefix);
	if (k->demand.level != CONSISTENCY_ONE)
		buf_str(&t, consistency_name(k->demand.level));
	for (i = 0; i < k->rq->nseg; i++) {
		buf_str(&t, "/");
		buf_str(&t, req_encoded(k->c->a, k->rq->seg[i]));
	}
	for (p = k->rt->params; p->name != NULL; p++) {
		if (p->place != IN_QUERY)
			continue;
		for (i = 0; (s = req_arg(k->rq, p->name, i)) != NULL; i++) {
			buf_str(&t, "&");
			buf_str(&t, p->name);
			buf_str(&t, "=");
			buf_str(&t, req_encoded(k->c->a, s));
		}
	}
	return buf_span(&t);
}

/* A 404 lives briefly, and nothing else is stored than it and a 200: 0. */
static unsigned
life(int status, unsigned life_s)
{
	if (status == 404)
		return life_s < MISSING_TTL_S ? life_s : MISSING_TTL_S;
	return status == 200 ? life_s : 0;
}

/* "STATUS EXPIRY HEIGHT TYPE\n" in front of the body; a height of 0 is not
 * known. */
int
stored_parse(struct reply *r, struct arena *a, struct span value,
    unsigned life_s, int64_t now_s)
{
	const uint8_t *nl =
	    memchr(value.p, '\n', value.len < HEAD_MAX ? value.len : HEAD_MAX);
	char *head, *status, *expiry, *at;
	uint64_t st, until, height;
	size_t len;

	if (nl == NULL)
		return -1;
	len = (size_t)(nl - value.p);
	head = arena_memdup(a, value.p, len);
	status = strsep(&head, " ");
	expiry = strsep(&head, " ");
	at = strsep(&head, " ");
	if (head == NULL || strcmp(head, "application/json") != 0 ||
	    num_u64(&st, status, 200, 404) != 0 ||
	    num_u64(&until, expiry, 0, INT64_MAX) != 0 ||
	    num_u64(&height, at, 0, INT64_MAX) != 0)
		return -1;
	if ((int64_t)until <= now_s ||
	    until - (uint64_t)now_s > life((int)st, life_s))
		return -1;
	reply_json(r, (int)st, (struct span){ nl + 1, value.len - len - 1 });
	r->ttl_s = (unsigned)(until - (uint64_t)now_s);
	r->height = (int64_t)height;
	return 0;
}

bool
stored_get(struct call *k, struct span key)
{
	struct span value;

	k->out->cache = CACHE_MISS;
	if (!cache_get(k->app->cache, k->c->a, &value, key) ||
	    stored_parse(k->out, k->c->a, value, k->rt->ttl_s, wall_s()) != 0 ||
	    !demand_allows(k, k->out->height))
		return false;
	k->out->cache = CACHE_HIT;
	return true;
}

bool
stored_put(struct call *k, struct span key)
{
	struct reply *r = k->out;
	char head[HEAD_MAX], *value;
	unsigned ttl_s = life(r->status, k->rt->ttl_s);
	size_t len;

	if (ttl_s == 0)
		return true;
	r->ttl_s = ttl_s;
	len = (size_t)snprintf(head, sizeof(head),
	    "%d %" PRId64 " %" PRId64 " %s\n", r->status, wall_s() + ttl_s,
	    r->height, r->type);
	if (len + r->body.len > LIM_CACHE_VALUE)
		return false;
	value = arena_alloc(k->c->a, len + r->body.len);
	memcpy(value, head, len);
	memcpy(value + len, r->body.p, r->body.len);
	cache_put(k->app->cache, key,
	    (struct span){ (const uint8_t *)value, len + r->body.len }, ttl_s);
	return true;
}
