/* SPDX-License-Identifier: ISC */
/* The server of http_test: one that misbehaves in every way we could name. */
#ifndef DP_TESTS_UNIT_HTTP_SERVE_H
#define DP_TESTS_UNIT_HTTP_SERVE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* A gzip of 100,000 zero bytes. */
static const char bomb[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00"
    "\xc2\xa0\xf5\x4f\x6d\x0d\x0f\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x57\x03"
    "\x7d\x95\x11\xd4\xa0\x86\x01\x00";

static void
say(int fd, const char *s, size_t len)
{
	ssize_t n;

	while (len > 0) {
		if ((n = write(fd, s, len)) <= 0)
			_exit(0); /* the client has left */
		s += n;
		len -= (size_t)n;
	}
}

static void
says(int fd, const char *s)
{
	say(fd, s, strlen(s));
}

static void
answer(int fd, const char *status, const char *body)
{
	char head[256];

	snprintf(head, sizeof(head),
	    "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n", status, strlen(body));
	says(fd, head);
	says(fd, body);
}

static void
serve_ok(int fd, const char *req)
{
	(void)req;
	answer(fd, "200 OK", "hello");
}

static void
serve_empty(int fd, const char *req)
{
	(void)req;
	answer(fd, "200 OK", "");
}

static void
serve_fault(int fd, const char *req)
{
	(void)req;
	answer(fd, "500 Internal Server Error", "oops");
}

/* The same process as long as the connection is kept. */
static void
serve_pid(int fd, const char *req)
{
	char pid[32];

	(void)req;
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	answer(fd, "200 OK", pid);
}

static void
serve_echo(int fd, const char *req)
{
	answer(fd, "200 OK", req);
}

static void
serve_slow(int fd, const char *req)
{
	(void)req;
	usleep(100000);
	answer(fd, "200 OK", "late");
}

static void
serve_long(int fd, const char *req)
{
	static const char body[101] =
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "456789012345678901234567890123456789";

	(void)req;
	answer(fd, "200 OK", body);
}

static void
serve_endless(int fd, const char *req)
{
	(void)req;
	says(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (;;)
		says(fd, "a\r\n0123456789\r\n");
}

static void
serve_bomb(int fd, const char *req)
{
	char head[128];

	(void)req;
	snprintf(head, sizeof(head),
	    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    sizeof(bomb) - 1);
	says(fd, head);
	say(fd, bomb, sizeof(bomb) - 1);
}

static void
serve_drip(int fd, const char *req)
{
	(void)req;
	says(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
	for (;;) {
		says(fd, "x");
		usleep(50000);
	}
}

static void
serve_cut(int fd, const char *req)
{
	(void)req;
	says(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
	_exit(0);
}

static void
serve_garbage(int fd, const char *req)
{
	(void)req;
	says(fd, "\x16\x03\x01 this is no HTTP at all\r\n\r\n");
	_exit(0);
}

static void
serve_nothing(int fd, const char *req)
{
	(void)fd, (void)req;
	_exit(0);
}

static void
serve_header(int fd, const char *req)
{
	int i;

	(void)req;
	says(fd, "HTTP/1.1 200 OK\r\n");
	for (i = 0; i < 2000; i++)
		says(fd, "X-Long: 01234567890123456789012345678901234567\r\n");
	says(fd, "Content-Length: 0\r\n\r\n");
}

static void
serve_elsewhere(int fd, const char *req)
{
	(void)req;
	says(fd, "HTTP/1.1 302 Found\r\nLocation: /ok\r\n"
		 "Content-Length: 4\r\n\r\ngone");
}

#define LARGE ((size_t)1 << 20)

static void
serve_large(int fd, const char *req)
{
	static char body[LARGE + 1];
	size_t i;

	(void)req;
	for (i = 0; i < LARGE; i++)
		body[i] = (char)(1 + i % 251);
	answer(fd, "200 OK", body);
}

static const struct {
	const char *path;
	void (*serve)(int fd, const char *req);
} paths[] = {
	{ "/ok", serve_ok },
	{ "/empty", serve_empty },
	{ "/fault", serve_fault },
	{ "/pid", serve_pid },
	{ "/echo", serve_echo },
	{ "/slow", serve_slow },
	{ "/long", serve_long },
	{ "/endless", serve_endless },
	{ "/bomb", serve_bomb },
	{ "/drip", serve_drip },
	{ "/cut", serve_cut },
	{ "/garbage", serve_garbage },
	{ "/nothing", serve_nothing },
	{ "/header", serve_header },
	{ "/elsewhere", serve_elsewhere },
	{ "/large", serve_large },
};

static void
serve(int fd, const char *req)
{
	const char *path = strchr(req, ' ');
	size_t i, n;

	for (i = 0; path != NULL && i < sizeof(paths) / sizeof(paths[0]); i++) {
		n = strlen(paths[i].path);
		if (strncmp(path + 1, paths[i].path, n) == 0 &&
		    path[1 + n] == ' ') {
			paths[i].serve(fd, req);
			return;
		}
	}
	answer(fd, "404 Not Found", "no such path");
}

/* One connection: requests with a body of at most what was sent with it. */
static void
talk(int fd)
{
	char req[4096];
	const char *end, *cl;
	size_t len = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, req + len, sizeof(req) - 1 - len);
		if (n <= 0)
			_exit(0);
		len += (size_t)n;
		req[len] = '\0';
		if ((end = strstr(req, "\r\n\r\n")) == NULL)
			continue;
		cl = strstr(req, "Content-Length: ");
		if (cl != NULL && strlen(end + 4) < strtoul(cl + 16, NULL, 10))
			continue;
		serve(fd, req);
		len = 0;
	}
}

static pid_t
server_start(unsigned *port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t len = sizeof(sin);
	int fd, conn;
	pid_t pid;

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&sin, sizeof(sin)) != 0 ||
	    listen(fd, 128) != 0 ||
	    getsockname(fd, (struct sockaddr *)&sin, &len) != 0 ||
	    (pid = fork()) == -1) {
		perror("server");
		exit(1);
	}
	*port = ntohs(sin.sin_port);
	if (pid != 0) {
		close(fd);
		return pid;
	}
	signal(SIGCHLD, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* never outlive the test */
	alarm(60);
	while ((conn = accept(fd, NULL, NULL)) != -1) {
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			alarm(60);
			talk(conn);
		}
		close(conn);
	}
	_exit(0);
}

#endif
