/* SPDX-License-Identifier: ISC */
#include "indexer/docs/hosts.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/fnv.h"
#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/conf/node.h"
#include "common/db/db.h"
#include "common/net/http.h"
#include "common/net/http_addr.h"

#define BUCKETS  1024 /* a power of two */
#define STRIKES  3    /* failures in a row, and a host rests */
#define REST_MS  60000
#define REMEMBER 2000 /* hosts; more are forgotten before the next round */

struct hosts {
	struct arena *a; /* of the hosts */
	struct host *bucket[BUCKETS];
	size_t n;
	const char *gateways, *nodes; /* configured; borrowed */
	struct host *known[LIM_HOSTS];
	size_t nknown;
};

static struct host *
host_of(struct hosts *hs, const char *url)
{
	size_t i = fnv_text(FNV_BEGIN, url) & (BUCKETS - 1);
	struct host **b = &hs->bucket[i], *h;

	for (h = *b; h != NULL; h = h->chain)
		if (strcmp(h->url, url) == 0)
			return h;
	h = arena_zalloc(hs->a, 1, sizeof(*h));
	h->url = arena_strdup(hs->a, url);
	h->place = hs->n++;
	h->chain = *b;
	*b = h;
	return h;
}

/* The next item of a list of URLs, without slashes at its end. */
static char *
next_url(char *list, char **save)
{
	char *s = strtok_r(list, ", \t", save);

	return s != NULL ? http_base(s) : NULL;
}

bool
hosts_hold(struct host *const *host, size_t n, const struct host *h)
{
	while (n > 0)
		if (host[--n] == h)
			return true;
	return false;
}

/* Who is asked for everybody's documents. */

static bool
know(struct hosts *hs, struct host *h)
{
	if (hosts_hold(hs->known, hs->nknown, h))
		return true;
	if (hs->nknown == LIM_HOSTS)
		return false;
	hs->known[hs->nknown++] = h;
	return true;
}

static bool
know_configured(struct hosts *hs, const char *url, bool gateway)
{
	struct host *h = host_of(hs, url);

	if (!h->trusted)
		h->gateway = gateway;
	h->trusted = true;
	return know(hs, h);
}

static bool
begin(struct hosts *hs)
{
	char *nodes = arena_strdup(hs->a, hs->nodes);
	char *gateways = arena_strdup(hs->a, hs->gateways), *url, *save;
	struct conf_node node;
	bool room = true;

	memset(hs->bucket, 0, sizeof(hs->bucket));
	hs->n = hs->nknown = 0;
	/* A content node has more than a gateway of the same name. */
	while (room && conf_node_next(&node, &nodes))
		room = know_configured(hs, node.url, false);
	for (url = next_url(gateways, &save); room && url != NULL;
	     url = next_url(NULL, &save))
		room = know_configured(hs, url, true);
	return room;
}

enum rc
hosts_new(struct ctx *c, struct hosts **out)
{
	struct hosts *hs = calloc(1, sizeof(*hs));

	if (hs == NULL)
		err_die("hosts", "no memory");
	hs->a = arena_new(LIM_ARENA_BLOCK);
	hs->gateways = c->cf->gateway_hosts;
	hs->nodes = c->cf->content_nodes;
	if (!begin(hs)) {
		hosts_free(hs);
		return err_set(&c->err, RC_CONFIG,
		    "[ipfs] gateway_hosts, [network] content_nodes: more "
		    "than %d",
		    LIM_HOSTS);
	}
	*out = hs;
	return RC_OK;
}

void
hosts_free(struct hosts *hs)
{
	if (hs == NULL)
		return;
	arena_free(hs->a);
	free(hs);
}

enum rc
hosts_refresh(struct ctx *c, struct hosts *hs)
{
	const char *url;
	PGresult *res;
	enum rc rc;
	int i;

	if (hs->n > REMEMBER) {
		arena_reset(hs->a);
		(void)begin(hs); /* it was possible before */
	}
	if ((rc = db_run(c, &res, SQL_IDX_HOSTS, NULL)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++) {
		url = db_text(res, i, 0);
		if (http_is_plain(url))
			(void)know(hs, host_of(hs, url));
	}
	return RC_OK;
}

/* Is it one of these n? */
static bool
is_named(const char *const *url, size_t n, const char *one)
{
	while (n > 0)
		if (strcmp(url[--n], one) == 0)
			return true;
	return false;
}

size_t
hosts_read(struct arena *a, const char *url[LIM_DOC_HOSTS], const char *list)
{
	static const char between[] = ", \t";
	char text[LIM_STRANGER_URL + 64], *one;
	size_t n = 0, len;

	while (n < LIM_DOC_HOSTS && *(list += strspn(list, between)) != '\0') {
		len = strcspn(list, between);
		if (len < sizeof(text)) {
			memcpy(text, list, len);
			text[len] = '\0';
			one = http_base(text);
			if (http_is_plain(one) && !is_named(url, n, one))
				url[n++] = arena_strdup(a, one);
		}
		list += len;
	}
	return n;
}

struct host_list
hosts_named(struct hosts *hs, struct arena *a, const char *list)
{
	const char *url[LIM_DOC_HOSTS];
	struct host_list l = { NULL, 0 };
	size_t i, n;

	if (list == NULL)
		return l;
	n = hosts_read(a, url, list);
	l.host = arena_zalloc(a, n, sizeof(struct host *));
	for (i = 0; i < n; i++)
		l.host[l.n++] = host_of(hs, url[i]);
	return l;
}

/* Those that rest come last, then what failed or had nothing. */
static int
compare(const void *a, const void *b)
{
	const struct host *x = *(struct host *const *)a;
	const struct host *y = *(struct host *const *)b;

	if (x->late != y->late)
		return x->late ? 1 : -1;
	if (x->failures != y->failures)
		return x->failures < y->failures ? -1 : 1;
	if (x->misses != y->misses)
		return x->misses < y->misses ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

struct host_list
hosts_known(struct hosts *hs, struct arena *a)
{
	struct host_list l = { NULL, hs->nknown };
	size_t i;

	l.host = arena_zalloc(a, l.n, sizeof(struct host *));
	for (i = 0; i < l.n; i++) {
		l.host[i] = hs->known[i];
		l.host[i]->late = host_rests(l.host[i]);
	}
	qsort(l.host, l.n, sizeof(struct host *), compare);
	return l;
}

/* How they do. */

bool
host_rests(const struct host *h)
{
	return h->failures >= STRIKES && now_ms() < h->rest_until;
}

void
host_began(struct host *h)
{
	if (h->failures >= STRIKES)
		h->rest_until = now_ms() + REST_MS;
}

void
host_answered(struct host *h, bool with_document)
{
	h->failures = 0;
	if (!with_document)
		h->misses++;
}

void
host_failed(struct host *h)
{
	if (++h->failures >= STRIKES)
		h->rest_until = now_ms() + REST_MS;
}
