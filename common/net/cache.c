/* SPDX-License-Identifier: ISC */
#include "common/net/cache.h"

#include <assert.h>
#include <libmemcached/memcached.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/base/num.h"

#define WAIT_MS     50      /* to connect, and for an answer */
#define PATIENCE_MS 1000    /* of a question that is asked for people */
#define REST_MS     1000    /* a server that failed is left alone */
#define TELL_MS     60000   /* between two lines that a server went */
#define LIFE_MAX_S  2592000 /* memcached takes more for a date */
#define SERVERS_MAX 64
#define NAME_MAX_   256 /* bytes of a server's name with its NUL */

/* What is stored: magic and length of the key, MAC of them and the rest, key,
 * value. */
#define MAGIC  "dp2\n"
#define PREFIX 8
#define HEADER (PREFIX + MAC_BYTES)

struct server {
	int64_t rest_until_ms;
	int64_t tell_ms; /* before this nobody is told that it went */
	bool told;       /* that it went, and not yet that it came */
};

struct cache {
	memcached_st *mc; /* NULL: no servers */
	const struct log *log;
	unsigned servers;
	bool is_shared;
	struct server server[SERVERS_MAX]; /* by its number */
	uint8_t secret[MAC_BYTES];
};

/* The text of a key that memcached takes: no blanks, not too long. */
struct name {
	char text[LIM_CACHE_KEY + 1];
	size_t len;
};

/*
 * libmemcached allocates what a server announces.  Nothing it needs for our
 * values, or for its table of servers, is larger than this.
 */
#define ALLOC_MAX ((size_t)4 << 20)

static void *
mc_malloc(const memcached_st *mc, size_t n, void *arg)
{
	(void)mc, (void)arg;
	return n > ALLOC_MAX ? NULL : malloc(n);
}

static void *
mc_realloc(const memcached_st *mc, void *p, size_t n, void *arg)
{
	(void)mc, (void)arg;
	return n > ALLOC_MAX ? NULL : realloc(p, n);
}

static void *
mc_calloc(const memcached_st *mc, size_t n, size_t size, void *arg)
{
	(void)mc, (void)arg;
	return n > 0 && size > ALLOC_MAX / n ? NULL : calloc(n, size);
}

static void
mc_free(const memcached_st *mc, void *p, void *arg)
{
	(void)mc, (void)arg;
	free(p);
}

static void
set_behaviour(memcached_st *mc)
{
	static const struct {
		memcached_behavior_t what;
		uint64_t value;
	} set[] = {
		{ MEMCACHED_BEHAVIOR_KETAMA, 1 },
		{ MEMCACHED_BEHAVIOR_NO_BLOCK, 1 },
		{ MEMCACHED_BEHAVIOR_TCP_NODELAY, 1 },
		{ MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, WAIT_MS },
		{ MEMCACHED_BEHAVIOR_POLL_TIMEOUT, WAIT_MS },
		{ MEMCACHED_BEHAVIOR_SND_TIMEOUT, WAIT_MS * 1000 },
		{ MEMCACHED_BEHAVIOR_RCV_TIMEOUT, WAIT_MS * 1000 },
		/* seconds; we count the rest ourselves, in milliseconds */
		{ MEMCACHED_BEHAVIOR_RETRY_TIMEOUT, 1 },
		{ MEMCACHED_BEHAVIOR_BUFFER_REQUESTS, 0 },
		/*
		 * Stores wait for nothing, which is quicker; and libmemcached
		 * 1.1.4 aborts on some answers to them that make no sense.
		 */
		{ MEMCACHED_BEHAVIOR_NOREPLY, 1 },
	};
	size_t i;

	for (i = 0; i < sizeof(set) / sizeof(set[0]); i++)
		memcached_behavior_set(mc, set[i].what, set[i].value);
}

/* "/path", "host:port" or "[v6]:port". */
static const char *
server_add(memcached_st *mc, char *item)
{
	char *host = item, *colon = strrchr(item, ':');
	uint64_t port;

	if (item[0] == '/')
		return memcached_server_add_unix_socket(mc, item) ==
			       MEMCACHED_SUCCESS
			   ? NULL
			   : "a socket that libmemcached does not take";
	if (colon == NULL || num_u64(&port, colon + 1, 1, 65535) != 0)
		return "neither host:port nor /path";
	*colon = '\0';
	if (host[0] == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		host++;
	}
	if (*host == '\0')
		return "a server without a name";
	return memcached_server_add(mc, host, (in_port_t)port) ==
		       MEMCACHED_SUCCESS
		   ? NULL
		   : "a server that libmemcached does not take";
}

/* A socket's path is of this host. */
static bool
item_is_far(const char *item)
{
	return item[0] != '/';
}

static const char *
servers_add(struct cache *k, const char *servers)
{
	const char *why;
	char item[NAME_MAX_];
	size_t n;

	for (; *servers != '\0'; servers += n) {
		servers += strspn(servers, ", ");
		if ((n = strcspn(servers, ", ")) == 0)
			continue;
		if (n >= sizeof(item))
			return "the name of a server is too long";
		memcpy(item, servers, n);
		item[n] = '\0';
		if (k->servers == SERVERS_MAX)
			return "more than 64 servers";
		if ((why = server_add(k->mc, item)) != NULL)
			return why;
		k->servers++;
		k->is_shared = k->is_shared || item_is_far(servers);
	}
	return NULL;
}

struct cache *
cache_new(const char *servers, const uint8_t secret[MAC_BYTES],
    const char **why)
{
	struct cache *k = calloc(1, sizeof(*k));

	if (k == NULL)
		err_die("cache", "no memory");
	memcpy(k->secret, secret, MAC_BYTES);
	if (servers == NULL || servers[strspn(servers, ", ")] == '\0')
		return k;
	*why = "libmemcached does not start";
	if ((k->mc = memcached_create(NULL)) != NULL &&
	    memcached_set_memory_allocators(k->mc, mc_malloc, mc_free,
		mc_realloc, mc_calloc, NULL) == MEMCACHED_SUCCESS) {
		set_behaviour(k->mc);
		*why = servers_add(k, servers);
	}
	if (*why == NULL)
		return k;
	cache_free(k);
	return NULL;
}

void
cache_free(struct cache *k)
{
	if (k == NULL)
		return;
	if (k->mc != NULL)
		memcached_free(k->mc);
	explicit_bzero(k->secret, sizeof(k->secret));
	free(k);
}

void
cache_tell(struct cache *k, const struct log *l)
{
	k->log = l;
}

static void
name_make(struct name *n, struct span key)
{
	char digest[2 * 32 + 3];
	uint8_t sum[32];
	size_t i;

	static_assert(sizeof(digest) < sizeof(n->text), "fits");
	for (i = 0; i < key.len && i < LIM_CACHE_KEY; i++)
		if (key.p[i] <= ' ' || key.p[i] >= 0x7f)
			break;
	if (key.len > 0 && i == key.len) {
		memcpy(n->text, key.p, key.len);
		n->len = key.len;
	} else {
		sha256(sum, key.p, key.len);
		hex_encode(digest, sum, sizeof(sum));
		memcpy(n->text, digest, sizeof(digest));
		n->len = strlen(digest);
	}
	n->text[n->len] = '\0';
}

/* The server of this key, unless it is to be left alone: -1. */
static int
server_of(struct cache *k, const struct name *n)
{
	uint32_t server = memcached_generate_hash(k->mc, n->text, n->len);

	if (server >= k->servers || now_ms() < k->server[server].rest_until_ms)
		return -1;
	return (int)server; /* below SERVERS_MAX */
}

/* Why it failed: in the system's words, when there are some. */
static const char *
fault(memcached_st *mc, memcached_return_t rc)
{
	int number = memcached_last_error_errno(mc);

	return number != 0 ? strerror(number) : memcached_strerror(mc, rc);
}

/* "host:port" or a path, for people. */
static void
server_name(struct cache *k, int server, char *out, size_t cap)
{
	const struct memcached_instance_st *is =
	    memcached_server_instance_by_position(k->mc, (uint32_t)server);
	in_port_t port = memcached_server_port(is);

	if (port == 0)
		snprintf(out, cap, "%s", memcached_server_name(is));
	else
		snprintf(out, cap, "%s:%u", memcached_server_name(is), port);
}

/*
 * After a time-out the answer may still be on its way, and would be taken
 * for that of the next question: the connection must go.
 */
static void
server_rest(struct cache *k, int server, memcached_return_t why)
{
	struct server *s = &k->server[server];
	const char *words = fault(k->mc, why);
	int64_t now = now_ms();
	char name[NAME_MAX_];

	memcached_quit(k->mc);
	s->rest_until_ms = now + REST_MS;
	if (k->log == NULL || s->told || now < s->tell_ms)
		return;
	s->told = true;
	s->tell_ms = now + TELL_MS;
	server_name(k, server, name, sizeof(name));
	log_warn(k->log,
	    "server=%s msg=\"memcached does not answer: %s; every answer is "
	    "made anew meanwhile\"",
	    name, words);
}

static void
server_answers(struct cache *k, int server)
{
	char name[NAME_MAX_];

	if (!k->server[server].told)
		return;
	k->server[server].told = false;
	server_name(k, server, name, sizeof(name));
	log_info(k->log, "server=%s msg=\"memcached answers again\"", name);
}

static void
prefix_make(uint8_t out[PREFIX], size_t key_len)
{
	memcpy(out, MAGIC, 4);
	out[4] = (uint8_t)(key_len >> 24); /* the bytes of the length */
	out[5] = (uint8_t)(key_len >> 16);
	out[6] = (uint8_t)(key_len >> 8);
	out[7] = (uint8_t)key_len;
}

/* Whatever a server sends: did we store it under this key? */
static bool
unwrap(const struct cache *c, struct span *value, struct span stored,
    struct span key)
{
	uint8_t prefix[PREFIX], mac[MAC_BYTES];
	struct span head, k, parts[2] = { { prefix, PREFIX } };

	prefix_make(prefix, key.len);
	if (stored.len > LIM_CACHE_VALUE ||
	    span_take(&head, &stored, HEADER) != 0 ||
	    memcmp(head.p, prefix, PREFIX) != 0)
		return false;
	parts[1] = stored;
	mac_make(mac, c->secret, parts, 2);
	if (!mac_is(mac, head.p + PREFIX) ||
	    span_take(&k, &stored, key.len) != 0 ||
	    (key.len > 0 && memcmp(k.p, key.p, key.len) != 0))
		return false;
	*value = stored;
	return true;
}

bool
cache_is_up(struct cache *k, struct span key)
{
	struct name n;

	if (k->mc == NULL)
		return false;
	name_make(&n, key);
	return server_of(k, &n) != -1;
}

bool
cache_is_shared(const struct cache *k)
{
	return k->is_shared;
}

bool
cache_get(struct cache *k, struct arena *a, struct span *value, struct span key)
{
	struct span stored = { NULL, 0 }, found;
	memcached_return_t rc;
	struct name n;
	uint32_t flags;
	bool hit;
	int server;

	if (k->mc == NULL)
		return false;
	name_make(&n, key);
	if ((server = server_of(k, &n)) == -1)
		return false;
	stored.p = (uint8_t *)memcached_get(k->mc, n.text, n.len, &stored.len,
	    &flags, &rc);
	if (rc != MEMCACHED_SUCCESS && rc != MEMCACHED_NOTFOUND)
		server_rest(k, server, rc);
	else
		server_answers(k, server);
	hit = rc == MEMCACHED_SUCCESS && stored.p != NULL &&
	      unwrap(k, &found, stored, key);
	if (hit) {
		value->p = (uint8_t *)arena_memdup(a,
		    found.len > 0 ? found.p : (const uint8_t *)"", found.len);
		value->len = found.len;
	}
	free((void *)stored.p);
	return hit;
}

/* What is stored for a value, or NULL when there is no memory. */
static uint8_t *
wrap(const struct cache *k, size_t *len, struct span key, struct span value)
{
	struct span parts[2];
	uint8_t *p;

	*len = HEADER + key.len + value.len;
	if ((p = malloc(*len)) == NULL)
		return NULL;
	prefix_make(p, key.len);
	if (key.len > 0)
		memcpy(p + HEADER, key.p, key.len);
	if (value.len > 0)
		memcpy(p + HEADER + key.len, value.p, value.len);
	parts[0] = (struct span){ p, PREFIX };
	parts[1] = (struct span){ p + HEADER, key.len + value.len };
	mac_make(p + PREFIX, k->secret, parts, 2);
	return p;
}

typedef memcached_return_t store_fn(memcached_st *mc, const char *key,
    size_t key_len, const char *value, size_t len, time_t expires,
    uint32_t flags);

static void
store(struct cache *k, store_fn *how, struct span key, struct span value,
    unsigned ttl_s)
{
	memcached_return_t rc;
	struct name n;
	size_t len;
	uint8_t *p;
	int server;

	if (k->mc == NULL || ttl_s == 0 || key.len > LIM_CACHE_VALUE - HEADER ||
	    value.len > LIM_CACHE_VALUE - HEADER - key.len)
		return;
	name_make(&n, key);
	if ((server = server_of(k, &n)) == -1 ||
	    (p = wrap(k, &len, key, value)) == NULL)
		return;
	rc = how(k->mc, n.text, n.len, (const char *)p, len,
	    ttl_s < LIFE_MAX_S ? ttl_s : LIFE_MAX_S, 0);
	if (rc != MEMCACHED_SUCCESS && rc != MEMCACHED_BUFFERED)
		server_rest(k, server, rc);
	free(p);
}

void
cache_put(struct cache *k, struct span key, struct span value, unsigned ttl_s)
{
	store(k, memcached_set, key, value, ttl_s);
}

void
cache_add(struct cache *k, struct span key, struct span value, unsigned ttl_s)
{
	store(k, memcached_add, key, value, ttl_s);
}

void
cache_drop(struct cache *k, struct span key)
{
	memcached_return_t rc;
	struct name n;
	int server;

	if (k->mc == NULL)
		return;
	name_make(&n, key);
	if ((server = server_of(k, &n)) == -1)
		return;
	rc = memcached_delete(k->mc, n.text, n.len, 0);
	if (rc != MEMCACHED_SUCCESS && rc != MEMCACHED_BUFFERED &&
	    rc != MEMCACHED_NOTFOUND)
		server_rest(k, server, rc);
}

/* With NOREPLY libmemcached would not read the answer. */
static memcached_stat_st *
stats_ask(memcached_st *mc, memcached_return_t *rc)
{
	memcached_stat_st *st;

	*rc = MEMCACHED_FAILURE;
	memcached_behavior_set(mc, MEMCACHED_BEHAVIOR_NOREPLY, 0);
	st = memcached_stat(mc, NULL, rc);
	memcached_behavior_set(mc, MEMCACHED_BEHAVIOR_NOREPLY, 1);
	if (*rc == MEMCACHED_SUCCESS)
		return st;
	memcached_stat_free(mc, st);
	return NULL;
}

/* Who is asked on purpose may take his time. */
static void
be_patient(memcached_st *mc)
{
	static const struct {
		memcached_behavior_t what;
		uint64_t value;
	} set[] = {
		{ MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, PATIENCE_MS },
		{ MEMCACHED_BEHAVIOR_POLL_TIMEOUT, PATIENCE_MS },
		{ MEMCACHED_BEHAVIOR_SND_TIMEOUT, PATIENCE_MS * 1000 },
		{ MEMCACHED_BEHAVIOR_RCV_TIMEOUT, PATIENCE_MS * 1000 },
	};
	size_t i;

	for (i = 0; i < sizeof(set) / sizeof(set[0]); i++)
		memcached_behavior_set(mc, set[i].what, set[i].value);
}

/* "refused: unauthenticated", of "(0x55d0) unauthenticated,  socket: ..."; or
   as fault() has it. */
static const char *
refusal(struct arena *a, memcached_st *mc, memcached_return_t rc)
{
	const char *said = memcached_last_error_message(mc), *at;

	if (memcached_last_error(mc) != MEMCACHED_CLIENT_ERROR || said == NULL)
		return arena_strdup(a, fault(mc, rc));
	if ((at = strstr(said, ") ")) != NULL)
		said = at + 2;
	return arena_printf(a, "refused: %.*s", (int)strcspn(said, ","), said);
}

int
cache_ask(struct arena *a, const char *server, const char **saw)
{
	static const uint8_t none[MAC_BYTES]; /* no value is asked for */
	const char *why = "no server";
	struct cache *k = cache_new(server, none, &why);
	memcached_return_t rc;
	memcached_stat_st *st = NULL;
	int answers = -1;

	if (k != NULL && k->mc != NULL)
		be_patient(k->mc);
	if (k == NULL || k->mc == NULL) {
		*saw = arena_strdup(a, why);
	} else if ((st = stats_ask(k->mc, &rc)) == NULL) {
		*saw = refusal(a, k->mc, rc);
	} else {
		*saw = arena_printf(a, "memcached %.20s, %llu MiB", st->version,
		    (unsigned long long)st->limit_maxbytes >> 20);
		memcached_stat_free(k->mc, st);
		answers = 0;
	}
	cache_free(k);
	return answers;
}

long long
cache_limit_bytes(struct cache *k)
{
	memcached_return_t rc;
	memcached_stat_st *st;
	uint64_t sum = 0;
	unsigned i;

	if (k->mc == NULL)
		return -1;
	for (i = 0; i < k->servers; i++)
		if (now_ms() < k->server[i].rest_until_ms)
			return -1;
	if ((st = stats_ask(k->mc, &rc)) == NULL) {
		memcached_quit(k->mc);
		return -1;
	}
	for (i = 0; i < k->servers; i++)
		sum += st[i].limit_maxbytes;
	memcached_stat_free(k->mc, st);
	return sum <= INT64_MAX ? (long long)sum : -1;
}
