/* SPDX-License-Identifier: ISC */
#include "common/net/wait.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/clock.h"

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

static enum rc
wait_one(struct ctx *c, char *item, uint64_t timeout_s)
{
	int64_t end_ms = now_ms() + (int64_t)timeout_s * 1000; /* bounded */
	char *host = item, *port = strrchr(item, ':');
	const char *why = "no connection";

	*port++ = '\0'; /* conf.c has seen to it that there is one */
	if (host[0] == '[' && host[strlen(host) - 1] == ']') {
		host[strlen(host) - 1] = '\0';
		host++;
	}
	while (!stop_asked()) {
		if (connect_host(host, port, &why) == 0)
			return RC_OK;
		if (now_ms() >= end_ms)
			return err_set(&c->err, RC_UPSTREAM,
			    "WAIT_HOSTS: %s port %s: %s", host, port, why);
		poll(NULL, 0, PAUSE_MS);
	}
	return RC_OK;
}

enum rc
wait_hosts(struct ctx *c, const char *hosts, uint64_t timeout_s)
{
	char *list = arena_strdup(c->a, hosts), *item, *save = NULL;
	enum rc rc;

	for (item = strtok_r(list, ",", &save); item != NULL;
	     item = strtok_r(NULL, ",", &save)) {
		if (strchr(item, ':') == NULL)
			continue; /* a path: nothing to connect to */
		if ((rc = wait_one(c, item, timeout_s)) != RC_OK)
			return rc;
	}
	return RC_OK;
}
