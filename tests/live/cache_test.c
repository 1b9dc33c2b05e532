/* SPDX-License-Identifier: ISC */
/* The cache against a real memcached, and against a server that lies. */
#include "common/net/cache.h"

#include <libmemcached/memcached.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/net/flight.h"
#include "tests/tap.h"

static char dir[48];
static char path[64];
static const uint8_t secret[MAC_BYTES] = "a secret of this test only";

static pid_t
server_start(void)
{
	pid_t pid;
	int i;

	unlink(path);
	if ((pid = fork()) == 0) {
		execlp("memcached", "memcached", "-u",
		    geteuid() == 0 ? "root" : "nobody", "-m", "8", "-s", path,
		    (char *)NULL);
		perror("memcached");
		_exit(127);
	}
	for (i = 0; i < 100 && access(path, F_OK) != 0; i++)
		usleep(50000);
	usleep(100000); /* the socket is there before it listens */
	return pid;
}

static void
server_stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/*
 * A slow answer counts as a miss, and then the server is left alone for a
 * second: on a busy machine a hit may take another try.
 */
static bool
get_is(struct cache *k, struct arena *a, struct span key, const char *want)
{
	struct span got;
	int i;

	for (i = 0; !cache_get(k, a, &got, key); i++) {
		if (i == 50)
			return false;
		usleep(100000);
	}
	return got.len == strlen(want) && memcmp(got.p, want, got.len) == 0;
}

/* What is put may be lost for the same reason. */
static void
put_until_there(struct cache *k, struct arena *a, const char *key,
    const char *value)
{
	struct span got;
	int i;

	for (i = 0; i < 50; i++) {
		cache_put(k, span_str(key), span_str(value), 60);
		if (cache_get(k, a, &got, span_str(key)))
			return;
		usleep(100000);
	}
}

static bool
is_miss(struct cache *k, struct arena *a, const char *key)
{
	struct span got;

	return !cache_get(k, a, &got, span_str(key));
}

static void
test_plain(struct cache *k, struct arena *a)
{
	OK(is_miss(k, a, "one"), "nothing there: a miss");
	cache_put(k, span_str("one"), span_str("first"), 60);
	OK(get_is(k, a, span_str("one"), "first"), "put, then a hit");
	cache_put(k, span_str("one"), span_str("second"), 60);
	OK(get_is(k, a, span_str("one"), "second"), "put again: the new one");
	cache_put(k, span_str("empty"), span_str(""), 60);
	OK(get_is(k, a, span_str("empty"), ""), "an empty value is a hit");
	cache_put(k, span_str("zero"), span_str("x"), 0);
	OK(is_miss(k, a, "zero"), "a life of no seconds is not stored");
	cache_put(k, span_str("long"), span_str("x"), 1u << 30);
	OK(get_is(k, a, span_str("long"), "x"),
	    "a life too long for memcached is cut, not taken for a date");
	OK(cache_limit_bytes(k) == 8 << 20, "the memory limit of the server");
}

static void
test_keys(struct cache *k, struct arena *a)
{
	char key[LIM_CACHE_KEY + 2];
	struct span s = { (uint8_t *)key, LIM_CACHE_KEY }, odd;

	memset(key, 'k', sizeof(key));
	cache_put(k, s, span_str("at the limit"), 60);
	OK(get_is(k, a, s, "at the limit"), "a key of the longest length");
	s.len++;
	cache_put(k, s, span_str("hashed"), 60);
	OK(get_is(k, a, s, "hashed"), "a key over the limit");
	key[LIM_CACHE_KEY] = 'x';
	OK(!get_is(k, a, s, "hashed"), "is not that of another long key");
	odd = span_str("GET /v1/tracks?q=a b\r\nflush_all\r\n");
	cache_put(k, odd, span_str("odd"), 60);
	OK(get_is(k, a, odd, "odd") && get_is(k, a, span_str("one"), "second"),
	    "blanks and line ends in a key are no commands");
	odd = (struct span){ NULL, 0 };
	cache_put(k, odd, span_str("none"), 60);
	OK(get_is(k, a, odd, "none"), "an empty key");
}

static void
test_size(struct cache *k, struct arena *a)
{
	size_t room = LIM_CACHE_VALUE - 8 - MAC_BYTES - 3;
	struct span v = { NULL, 0 }, got;
	uint8_t *p = arena_zalloc(a, 1, LIM_CACHE_VALUE);

	p[room - 1] = 7;
	v.p = p;
	v.len = room;
	cache_put(k, span_str("big"), v, 60);
	OK(cache_get(k, a, &got, span_str("big")) && got.len == room &&
		got.p[room - 1] == 7,
	    "a value of the longest length");
	v.len++;
	cache_put(k, span_str("bag"), v, 60);
	OK(is_miss(k, a, "bag"), "a longer one is not stored");
	OK(get_is(k, a, span_str("one"), "second"), "and does no harm");
}

static void
test_expiry(struct cache *k, struct arena *a)
{
	cache_put(k, span_str("brief"), span_str("x"), 1);
	OK(get_is(k, a, span_str("brief"), "x"), "within its life: a hit");
	usleep(2200000);
	OK(is_miss(k, a, "brief"), "after it: a miss");
}

/* Store bytes of our own under a name of the cache. */
static void
forge(const char *name, const char *bytes, size_t len)
{
	memcached_st *mc = memcached_create(NULL);

	memcached_server_add_unix_socket(mc, path);
	memcached_set(mc, name, strlen(name), bytes, len, 60, 0);
	memcached_free(mc);
}

/* What the cache has stored under a name; the caller frees it. */
static char *
steal(const char *name, size_t *len)
{
	memcached_st *mc = memcached_create(NULL);
	memcached_return_t rc;
	uint32_t flags;
	char *bytes;

	memcached_server_add_unix_socket(mc, path);
	bytes = memcached_get(mc, name, strlen(name), len, &flags, &rc);
	memcached_free(mc);
	return bytes;
}

/* A stranger may move, cut, lengthen and change what is stored. */
static void
test_forged(struct cache *k, struct arena *a)
{
	static const uint8_t other[MAC_BYTES] = "another secret";
	const char *why;
	struct cache *stranger = cache_new(path, other, &why);
	char *bytes, longer[256];
	size_t len, i, hits = 0;

	put_until_there(k, a, "one", "yes");
	OK(get_is(k, a, span_str("one"), "yes"), "what we stored is a hit");
	bytes = steal("one", &len);
	OK(bytes != NULL && len < sizeof(longer) - 1, "and can be read by all");
	forge("one", bytes, len);
	OK(get_is(k, a, span_str("one"), "yes"), "put back as it was: a hit");
	for (i = 0; i < len; i++) {
		bytes[i] ^= 1;
		forge("one", bytes, len);
		hits += !is_miss(k, a, "one");
		bytes[i] ^= 1;
	}
	OK(hits == 0, "one bit changed, wherever: a miss");
	for (i = 0; i < len; i++) {
		forge("one", bytes, i);
		hits += !is_miss(k, a, "one");
	}
	OK(hits == 0, "cut, wherever: a miss");
	memcpy(longer, bytes, len);
	longer[len] = 'x';
	forge("one", longer, len + 1);
	OK(is_miss(k, a, "one"), "lengthened: a miss");
	forge("two", bytes, len);
	OK(is_miss(k, a, "two"), "moved to another key: a miss");
	forge("one", "dp1\n\0\0\0\3oneyes", 14);
	OK(is_miss(k, a, "one"), "as older versions stored it: a miss");
	cache_put(stranger, span_str("one"), span_str("no"), 60);
	OK(get_is(stranger, a, span_str("one"), "no") && is_miss(k, a, "one"),
	    "what somebody with another secret stored: a miss");
	cache_free(stranger);
	free(bytes);
}

static void
test_gone(struct cache *k, struct arena *a, pid_t *pid)
{
	int i;

	cache_put(k, span_str("kept"), span_str("x"), 60);
	server_stop(*pid);
	OK(is_miss(k, a, "kept"), "server gone: a miss");
	for (i = 0; i < 1000; i++)
		if (!is_miss(k, a, "kept"))
			break;
	OK(i == 1000, "1000 more misses");
	cache_put(k, span_str("kept"), span_str("x"), 60);
	OK(cache_limit_bytes(k) == -1, "no memory limit then");
	*pid = server_start();
	for (i = 0; i < 60 && is_miss(k, a, "back"); i++) {
		cache_put(k, span_str("back"), span_str("y"), 60);
		usleep(50000);
	}
	OK(get_is(k, a, span_str("back"), "y"), "server back: hits again");
}

/* What is logged while a server goes, stays away, comes and goes again. */
static void
test_told(struct cache *k, struct arena *a, pid_t *pid)
{
	static const struct log l = { .prog = "t", .level = LOG_LEVEL_INFO };
	char text[1024] = "", gone[256], back[256];
	const char *second;
	int err_fd = dup(STDERR_FILENO);
	FILE *f = tmpfile();
	ssize_t n;

	dup2(fileno(f), STDERR_FILENO);
	cache_tell(k, &l);
	test_gone(k, a, pid);
	server_stop(*pid);
	(void)is_miss(k, a, "kept"); /* within the minute: not told again */
	*pid = server_start();
	dup2(err_fd, STDERR_FILENO);
	close(err_fd);
	n = pread(fileno(f), text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	fclose(f);
	cache_tell(k, NULL);
	/* how a server went is in the system's words */
	snprintf(gone, sizeof(gone),
	    "lvl=warn prog=t server=%s msg=\"memcached does not answer: ",
	    path);
	snprintf(back, sizeof(back),
	    "lvl=info prog=t server=%s msg=\"memcached answers again\"\n",
	    path);
	second = strchr(text, '\n');
	OK(strncmp(text, gone, strlen(gone)) == 0 && second != NULL,
	    "a line when it goes");
	IS(second != NULL ? second + 1 : "", back,
	    "one when it comes, and no more within a minute");
	usleep(1100000); /* until it is asked again */
}

static void
test_hung(struct cache *k, struct arena *a, pid_t pid)
{
	int64_t begin;
	int i;

	cache_put(k, span_str("a"), span_str("value of a"), 60);
	cache_put(k, span_str("b"), span_str("value of b"), 60);
	kill(pid, SIGSTOP);
	waitpid(pid, NULL, WUNTRACED); /* it has stopped */
	OK(is_miss(k, a, "a"), "server hangs: a miss");
	begin = now_ms();
	for (i = 0; i < 100 && is_miss(k, a, "a"); i++)
		;
	/* Waiting for each would take 50 ms. */
	OK(i == 100 && now_ms() - begin < 2500, "then it is left alone");
	usleep(1100000);
	OK(is_miss(k, a, "a"), "asked again: a miss");
	kill(pid, SIGCONT);
	for (i = 0; i < 60 && is_miss(k, a, "b"); i++)
		usleep(50000);
	OK(get_is(k, a, span_str("b"), "value of b") &&
		get_is(k, a, span_str("a"), "value of a"),
	    "late answers are not taken for answers to later questions");
}

#define MANY 1500

static size_t
found(struct cache *k, struct arena *a, bool *is_there)
{
	struct span got;
	size_t n = 0;
	int i;

	for (i = 0; i < MANY; i++) {
		const char *key = arena_printf(a, "many%d", i);

		is_there[i] =
		    is_there[i] || cache_get(k, a, &got, span_str(key));
		n += is_there[i];
	}
	return n;
}

/* Of what is slow on a busy machine two more rounds are asked. */
static size_t
found_in(const char *servers, struct arena *a)
{
	static bool is_there[MANY];
	const char *why;
	struct cache *k = cache_new(servers, secret, &why);
	size_t n;
	int round;

	memset(is_there, 0, sizeof(is_there));
	n = found(k, a, is_there);
	for (round = 0; round < 2 && n < MANY; round++) {
		usleep(1200000);
		n = found(k, a, is_there);
	}
	cache_free(k);
	return n;
}

static void
put_all(const char *servers, struct arena *a)
{
	const char *why;
	struct cache *k = cache_new(servers, secret, &why);
	int i;

	for (i = 0; i < MANY; i++)
		cache_put(k, span_str(arena_printf(a, "many%d", i)),
		    span_str("x"), 60);
	cache_free(k);
}

static void
test_pool(struct arena *a)
{
	char two[160];
	size_t hits;

	snprintf(two, sizeof(two), "%s,%s.none", path, path);
	put_all(two, a);
	hits = found_in(two, a);
	OK(hits > MANY / 5 && hits < MANY * 4 / 5,
	    "one of two servers gone: the other serves its part (%zu of %d)",
	    hits, MANY);
}

/* Three servers, of which one leaves: what the others had stays where it is. */
static void
test_moved(struct arena *a)
{
	char one[64], list[3][80], three[256], two[192];
	pid_t pid[3];
	size_t had, kept;
	int i;

	memcpy(one, path, sizeof(one));
	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/m%d", dir, i);
		snprintf(list[i], sizeof(list[i]), "%s", path);
		pid[i] = server_start();
	}
	memcpy(path, one, sizeof(path));
	snprintf(three, sizeof(three), "%s,%s,%s", list[0], list[1], list[2]);
	snprintf(two, sizeof(two), "%s,%s", list[2], list[0]);
	put_all(three, a);
	had = found_in(three, a);
	kept = found_in(two, a);
	OK(had > MANY * 9 / 10 && (had - kept) * 100 <= had * 38,
	    "one of three servers left: %zu of %zu keys moved, at most 1/3 and "
	    "5 %%",
	    had - kept, had);
	for (i = 0; i < 3; i++)
		server_stop(pid[i]);
}

static void
test_lists(struct arena *a)
{
	static const char *const bad[] = { "host", "host:0", "host:65536",
		"host:x", ":11211", "[]:11211", "a:1,b" };
	const char *why = NULL;
	struct cache *k;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		why = NULL;
		OK(cache_new(bad[i], secret, &why) == NULL && why != NULL,
		    "'%s' is no list: %s", bad[i], why);
	}
	k = cache_new("", secret, &why);
	cache_put(k, span_str("a"), span_str("b"), 9);
	OK(k != NULL && is_miss(k, a, "a") && cache_limit_bytes(k) == -1,
	    "no servers: never a hit");
	cache_free(k);
	k = cache_new(NULL, secret, &why);
	OK(k != NULL && is_miss(k, a, "a"), "no list: never a hit");
	cache_free(k);
	cache_free(NULL);
}

/* A server whose every answer is the same lie. */
static pid_t
liar_start(const char *answer, size_t len)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd, conn;
	char buf[512];
	pid_t pid;

	unlink(path);
	strcpy(sun.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&sun, sizeof(sun)) != 0 ||
	    listen(fd, 8) != 0 || (pid = fork()) == -1) {
		perror("liar");
		exit(1);
	}
	if (pid != 0) {
		close(fd);
		return pid;
	}
	alarm(30);
	while ((conn = accept(fd, NULL, NULL)) != -1) {
		while (read(conn, buf, sizeof(buf)) > 0)
			if (write(conn, answer, len) != (ssize_t)len)
				break;
		close(conn);
	}
	_exit(0);
}

static void
test_liars(struct arena *a)
{
	static const struct {
		const char *what, *answer;
	} vec[] = {
		{ "a value of 4 GB", "VALUE one 0 4000000000\r\nabc" },
		{ "a value past 64 bits",
		    "VALUE one 0 99999999999999999999999\r\nabc" },
		{ "a negative length", "VALUE one 0 -1\r\nabc\r\nEND\r\n" },
		{ "another key", "VALUE two 0 3\r\nabc\r\nEND\r\n" },
		{ "a value without end", "VALUE one 0 3\r\nabcdefgh" },
		{ "no words", "\377\376\375\0\r\n\r\n" },
		{ "only line ends", "\r\n\r\n\r\n\r\n" },
		{ "an error", "SERVER_ERROR out of everything\r\n" },
		{ "END twice", "END\r\nEND\r\n" },
		{ "silence", "" },
	};
	const char *why;
	struct cache *k;
	pid_t pid;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		pid = liar_start(vec[i].answer, strlen(vec[i].answer));
		k = cache_new(path, secret, &why);
		cache_put(k, span_str("one"), span_str("x"), 60);
		OK(is_miss(k, a, "one"),
		    "a server that answers with %s: a miss", vec[i].what);
		cache_free(k);
		k = cache_new(path, secret, &why);
		OK(is_miss(k, a, "one"), "the same, asked first");
		cache_free(k);
		k = cache_new(path, secret, &why);
		OK(cache_limit_bytes(k) <= 0, "the same, asked for its memory");
		cache_free(k);
		server_stop(pid);
	}
}

/* --- one host makes an answer, the others wait for it */

/* Another host leads, told to go on by a byte: it stores and is done, or dies.
 */
static pid_t
host_start(struct arena *a, int *tell, bool dies)
{
	const char *why;
	struct flight f;
	struct cache *k;
	int go[2], led[2];
	pid_t pid;
	char c;

	if (pipe(go) != 0 || pipe(led) != 0 || (pid = fork()) < 0)
		abort();
	if (pid == 0) {
		k = cache_new(path, secret, &why);
		c = (char)flight_begin(&f, k, a, span_str("slow"));
		if (write(led[1], &c, 1) != 1 || read(go[0], &c, 1) != 1)
			_exit(1);
		if (dies)
			_exit(0);
		usleep(100000);
		cache_put(k, span_str("slow"), span_str("made"), 60);
		flight_end(&f);
		cache_free(k);
		_exit(0);
	}
	OK(read(led[0], &c, 1) == 1 && c == 1, "whoever comes first leads");
	*tell = go[1];
	close(go[0]);
	close(led[0]);
	close(led[1]);
	return pid;
}

static void
host_end(pid_t pid, int tell)
{
	close(tell);
	waitpid(pid, NULL, 0);
}

static void
test_flight(struct arena *a)
{
	const char *why;
	struct cache *k = cache_new(path, secret, &why);
	struct flight f;
	bool waited = false;
	int tell, tries;
	pid_t pid;

	/* a slow machine may come too late to wait: then once more */
	for (tries = 0; tries < 9 && !waited; tries++) {
		cache_drop(k, span_str("slow"));
		pid = host_start(a, &tell, false);
		if (write(tell, "x", 1) != 1)
			abort();
		waited = !flight_begin(&f, k, a, span_str("slow"));
		OK(!waited || get_is(k, a, span_str("slow"), "made"),
		    "who has waited finds what the other host has made");
		flight_end(&f);
		host_end(pid, tell);
	}
	OK(waited, "the second host waits");
	OK(flight_begin(&f, k, a, span_str("slow")) && f.held,
	    "and the next one leads");
	flight_end(&f);

	pid = host_start(a, &tell, true);
	if (write(tell, "x", 1) != 1)
		abort();
	waitpid(pid, NULL, 0);
	OK(!flight_begin(&f, k, a, span_str("slow")) && !f.held,
	    "of a host that died one waits for the mark to end, no longer");
	close(tell);
	cache_put(k, span_str("leads old"), span_str("5 host 1 2"), 60);
	OK(flight_begin(&f, k, a, span_str("old")) && !f.held,
	    "a mark whose time is over, shown again, is none");
	cache_put(k, span_str("leads odd"), span_str("9999999999 x"), 60);
	OK(flight_begin(&f, k, a, span_str("odd")) && !f.held,
	    "nor is one of a time to come");
	OK(!cache_is_shared(k), "a socket is of this host alone");
	cache_free(k);
	k = cache_new("127.0.0.1:1", secret, &why);
	OK(cache_is_shared(k), "a port may be known to others");
	OK(flight_begin(&f, k, a, span_str("x")) && !f.held,
	    "without a server everybody makes the answer");
	cache_free(k);
}

int
main(void)
{
	struct arena *a = arena_new((size_t)16 << 20);
	const char *why = NULL;
	struct cache *k;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	snprintf(dir, sizeof(dir), "%s/cache-XXXXXX",
	    getenv("TMPDIR") == NULL ? "/tmp" : getenv("TMPDIR"));
	if (mkdtemp(dir) == NULL) {
		perror(dir);
		return 1;
	}
	snprintf(path, sizeof(path), "%s/s", dir);
	test_lists(a);
	pid = server_start();
	k = cache_new(path, secret, &why);
	OK(k != NULL, "a cache with one server");
	test_plain(k, a);
	test_keys(k, a);
	test_size(k, a);
	test_expiry(k, a);
	test_forged(k, a);
	test_flight(a);
	test_told(k, a, &pid);
	test_hung(k, a, pid);
	test_pool(a);
	test_moved(a);
	cache_free(k);
	server_stop(pid);
	test_liars(a);
	unlink(path);
	rmdir(dir);
	arena_free(a);
	DONE();
}
