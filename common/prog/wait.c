/* SPDX-License-Identifier: ISC */
#include "common/prog/wait.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/net/http.h"

#define ATTEMPT_MS 2000 /* one connection */
#define PAUSE_MS   250  /* between two */

/* 0 when somebody accepts connections there. */
static int
connect_one(const struct addrinfo *ai, const char **why)
{
	struct pollfd pfd = { .events = POLLOUT };
	socklen_t len = sizeof(int);
	int fault = 0;

	pfd.fd = socket(ai->ai_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (pfd.fd == -1) {
		*why = strerror(errno);
		return -1;
	}
	if (connect(pfd.fd, ai->ai_addr, ai->ai_addrlen) != 0)
		fault = errno;
	if (fault == EINPROGRESS) {
		fault = ETIMEDOUT;
		if (poll(&pfd, 1, ATTEMPT_MS) == 1)
			getsockopt(pfd.fd, SOL_SOCKET, SO_ERROR, &fault, &len);
	}
	close(pfd.fd);
	*why = strerror(fault);
	return fault == 0 ? 0 : -1;
}

static int
connect_host(const char *host, const char *port, const char **why)
{
	const struct addrinfo hint = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list, *ai;
	int n, done = -1;

	if ((n = getaddrinfo(host, port, &hint, &list)) != 0) {
		*why = gai_strerror(n);
		return -1;
	}
	for (ai = list; ai != NULL && done != 0; ai = ai->ai_next)
		done = connect_one(ai, why);
	freeaddrinfo(list);
	return done;
}

/* "host:port", "[v6]:port" taken apart, in place; false for a path. */
static bool
split(char *item, char **host, char **port)
{
	size_t n;

	if ((*port = strrchr(item, ':')) == NULL)
		return false;
	*(*port)++ = '\0';
	n = strlen(item);
	*host = item;
	if (item[0] == '[' && item[n - 1] == ']') {
		item[n - 1] = '\0';
		++*host;
	}
	return true;
}

/* Does one URL of a comma list name this server? */
static bool
urls_name(struct ctx *c, const char *urls, const char *host, const char *port)
{
	char *list = arena_strdup(c->a, urls), *save = NULL, *url, *h, *p;
	bool v6 = strchr(host, ':') != NULL;
	const char *want, *plain;

	want = arena_printf(c->a, "%s%s%s:%s", v6 ? "[" : "", host,
	    v6 ? "]" : "", port);
	for (url = strtok_r(list, ",", &save); url != NULL;
	     url = strtok_r(NULL, ",", &save)) {
		plain = strncmp(url, "https", 5) == 0 ? "443" : "80";
		h = strstr(arena_strdup(c->a, http_origin(c->a, url)), "://");
		if (h == NULL)
			continue;
		h += 3;
		p = strrchr(h, ':');
		if (p == NULL || strchr(p, ']') != NULL)
			h = arena_printf(c->a, "%s:%s", h, plain);
		if (strcasecmp(h, want) == 0)
			return true;
	}
	return false;
}

static bool
setting_names(struct ctx *c, const char *host, const char *port)
{
	const struct conf *cf = c->cf;

	return db_names_server(c, cf->db_url, host, port) ||
	       urls_name(c, cf->web3_urls, host, port) ||
	       urls_name(c, cf->first_web3_urls, host, port) ||
	       urls_name(c, cf->core_urls, host, port) ||
	       urls_name(c, cf->eth_provider_url, host, port);
}

static void
wait_one(struct ctx *c, const char *host, const char *port)
{
	int64_t end_ms = now_ms() + (int64_t)c->cf->wait_timeout_s * 1000;
	const char *why = "no connection";

	while (!stop_asked()) {
		if (connect_host(host, port, &why) == 0)
			return;
		if (now_ms() >= end_ms) {
			log_warn(&c->log, "msg=\"WAIT_HOSTS: %s port %s: %s\"",
			    host, port, why);
			return;
		}
		poll(NULL, 0, PAUSE_MS);
	}
}

void
wait_hosts(struct ctx *c)
{
	char *list = arena_strdup(c->a, c->cf->wait_hosts), *item, *save = NULL;
	char *host, *port;

	for (item = strtok_r(list, ",", &save); item != NULL;
	     item = strtok_r(NULL, ",", &save))
		if (split(item, &host, &port) && setting_names(c, host, port))
			wait_one(c, host, port);
}

void
wait_hosts_others(struct ctx *c, void (*tell)(void *arg, const char *item),
    void *arg)
{
	char *list = arena_strdup(c->a, c->cf->wait_hosts), *item, *save = NULL;
	char *host, *port, *whole;

	for (item = strtok_r(list, ",", &save); item != NULL;
	     item = strtok_r(NULL, ",", &save)) {
		whole = arena_strdup(c->a, item);
		if (!split(item, &host, &port) || !setting_names(c, host, port))
			tell(arg, whole);
	}
}
