/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/meter.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/net/cache.h"
#include "fcgi/serve/app.h"

#define BLIND_S 10 /* until a memcached may be there again */
#define SPANS   3

static const int64_t span_s[SPANS] = { 3600, 86400, 604800 };

/* What is counted: of each span its number since 1970, and how often in it. */
struct counted {
	int64_t at[SPANS], n[SPANS];
};

static struct span
key_of(struct app *app, const struct meter *m)
{
	return span_str(
	    arena_printf(app->c.a, "%smeter %s", app->cache_prefix, m->what));
}

/* What is of spans that are over counts no more. */
static void
counted_read(struct app *app, struct counted *out, struct span key, int64_t now)
{
	struct counted was;
	struct span value;
	size_t i;

	memset(&was, 0, sizeof(was));
	if (cache_get(app->cache, app->c.a, &value, key) &&
	    value.len == sizeof(was))
		memcpy(&was, value.p, sizeof(was));
	for (i = 0; i < SPANS; i++) {
		out->at[i] = now / span_s[i];
		out->n[i] = was.at[i] == out->at[i] ? was.n[i] : 0;
	}
}

/* Seconds until it is allowed again; 0: it is allowed. */
static unsigned
wait_for(const struct counted *k, const struct conf_rate *most, int64_t now)
{
	const uint64_t limit[SPANS] = { most->hour, most->day, most->week };
	unsigned wait = 0;
	size_t i;

	for (i = 0; i < SPANS; i++)
		if ((uint64_t)k->n[i] >= limit[i])
			wait = (unsigned)((k->at[i] + 1) * span_s[i] - now);
	return wait;
}

enum metered
meter_take(struct app *app, const struct meter *v, size_t n, unsigned *retry_s)
{
	struct counted *k = arena_zalloc(app->c.a, n, sizeof(*k));
	struct span *key = arena_zalloc(app->c.a, n, sizeof(*key));
	int64_t now = wall_s();
	unsigned wait;
	size_t i, s;

	*retry_s = 0;
	for (i = 0; i < n; i++) {
		key[i] = key_of(app, &v[i]);
		counted_read(app, &k[i], key[i], now);
		if (!cache_is_up(app->cache, key[i])) {
			*retry_s = BLIND_S;
			return METERED_BLIND;
		}
		if ((wait = wait_for(&k[i], v[i].most, now)) > *retry_s)
			*retry_s = wait;
	}
	if (*retry_s > 0)
		return METERED_ENOUGH;
	for (i = 0; i < n; i++) {
		for (s = 0; s < SPANS; s++)
			k[i].n[s]++;
		cache_put(app->cache, key[i],
		    (struct span){ (const uint8_t *)&k[i], sizeof(k[i]) },
		    (unsigned)span_s[SPANS - 1]);
	}
	return METERED_YES;
}
