/* SPDX-License-Identifier: ISC */
/*
 * A FastCGI process for tests of nginx's configuration.  It answers with the
 * variables it was given, one JSON member a line, and a number that no other
 * answer has.  Arguments steer it: status=N, ttl=S (X-Accel-Expires), ms=N
 * (sleep first), size=N (more bytes), hang=NAME: who is the first to make that
 * file, in the folder $ECHO_DIR, writes his process id into it and answers
 * never.
 */
#include <fcgiapp.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The number behind "name=" in the query, or otherwise. */
static long
arg(const char *query, const char *name, long otherwise)
{
	const char *p;
	size_t n = strlen(name);

	for (p = query; p != NULL; p = strchr(p, '&')) {
		p += *p == '&';
		if (strncmp(p, name, n) == 0 && p[n] == '=')
			return strtol(p + n + 1, NULL, 10);
	}
	return otherwise;
}

/* The first who is asked with a name stays with it for ever. */
static void
hang_once(const char *query)
{
	const char *dir = getenv("ECHO_DIR"), *p = strstr(query, "hang=");
	char path[512];
	int fd;

	if (dir == NULL || p == NULL)
		return;
	p += strlen("hang=");
	(void)snprintf(path, sizeof(path), "%s/%.*s", dir,
	    (int)strspn(p, "abcdefghijklmnopqrstuvwxyz0123456789"), p);
	if ((fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600)) == -1)
		return;
	(void)dprintf(fd, "%d\n", (int)getpid());
	for (;;)
		pause();
}

static void
put_json(FCGX_Stream *out, const char *s)
{
	for (; *s != '\0'; s++)
		if (*s == '"' || *s == '\\' || (unsigned char)*s < ' ')
			FCGX_FPrintF(out, "\\u%04x", (unsigned char)*s);
		else
			FCGX_PutChar(*s, out);
}

static void
answer(FCGX_Request *r, unsigned long serial)
{
	const char *q = FCGX_GetParam("QUERY_STRING", r->envp);
	long ms, ttl, size;
	char **e;

	if (q == NULL)
		q = "";
	hang_once(q);
	if ((ms = arg(q, "ms", 0)) > 0)
		usleep((useconds_t)ms * 1000);
	FCGX_FPrintF(r->out, "Status: %ld\r\n", arg(q, "status", 200));
	if ((ttl = arg(q, "ttl", -1)) >= 0)
		FCGX_FPrintF(r->out, "X-Accel-Expires: %ld\r\n", ttl);
	FCGX_FPrintF(r->out,
	    "Access-Control-Allow-Origin: *\r\n"
	    "Content-Type: application/json\r\n\r\n{\n\"serial\": \"%d.%lu\"",
	    (int)getpid(), serial);
	for (e = r->envp; *e != NULL; e++) {
		char *eq = strchr(*e, '=');

		if (eq == NULL)
			continue;
		*eq = '\0';
		FCGX_FPrintF(r->out, ",\n\"%s\": \"", *e);
		put_json(r->out, eq + 1);
		FCGX_PutS("\"", r->out);
		*eq = '=';
	}
	FCGX_PutS(",\n\"more\": \"", r->out);
	for (size = arg(q, "size", 0); size > 0; size--)
		FCGX_PutChar('x', r->out);
	FCGX_PutS("\"\n}\n", r->out);
}

int
main(void)
{
	FCGX_Request r;
	unsigned long serial;

	if (FCGX_Init() != 0 || FCGX_InitRequest(&r, 0, 0) != 0)
		return 71;
	for (serial = 1; FCGX_Accept_r(&r) == 0; serial++) {
		answer(&r, serial);
		FCGX_Finish_r(&r);
	}
	return 0;
}
