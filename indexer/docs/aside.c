/* SPDX-License-Identifier: ISC */
#include "indexer/docs/aside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define FOLDER "/var/tmp"

struct aside {
	int fd; /* -1: not opened yet */
	int64_t end;
};

static void
shut(void *arg)
{
	struct aside *s = arg;

	if (s->fd != -1)
		close(s->fd);
}

struct aside *
aside_new(struct arena *a)
{
	struct aside *s = arena_zalloc(a, 1, sizeof(*s));

	s->fd = -1;
	arena_defer(a, shut, s);
	return s;
}

static const char *
folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir != NULL && dir[0] == '/' ? dir : FOLDER;
}

static enum rc
failed(struct ctx *c, const char *what)
{
	return err_set(&c->err, RC_SYS,
	    "a file for large documents in %s (TMPDIR): %s: %s", folder(), what,
	    strerror(errno));
}

static enum rc
open_file(struct ctx *c, struct aside *s)
{
	char *name;

	if (s->fd != -1)
		return RC_OK;
	name = arena_printf(c->a, "%s/discprov-XXXXXX", folder());
	if ((s->fd = mkstemp(name)) == -1)
		return failed(c, "open");
	if (unlink(name) != 0)
		return failed(c, "unlink");
	return RC_OK;
}

enum rc
aside_put(struct ctx *c, struct aside *s, int64_t *at, const char *text,
    size_t len)
{
	size_t done = 0;
	ssize_t n;
	enum rc rc;

	if ((rc = open_file(c, s)) != RC_OK)
		return rc;
	*at = s->end;
	for (; done < len; done += (size_t)n) {
		n = pwrite(s->fd, text + done, len - done,
		    (off_t)(*at + (int64_t)done));
		if (n == -1 && errno == EINTR)
			n = 0;
		if (n == -1)
			return failed(c, "write");
	}
	s->end += (int64_t)len;
	return RC_OK;
}

enum rc
aside_get(struct ctx *c, const struct aside *s, struct arena *a,
    const char **text, int64_t at, size_t len)
{
	char *p = arena_alloc(a, len + 1);
	size_t done = 0;
	ssize_t n;

	for (; done < len; done += (size_t)n) {
		n = pread(s->fd, p + done, len - done,
		    (off_t)(at + (int64_t)done));
		if (n == -1 && errno == EINTR)
			n = 0;
		else if (n == 0)
			errno = EIO; /* shorter than we made it */
		if (n == -1 || (n == 0 && errno == EIO))
			return failed(c, "read");
	}
	p[len] = '\0';
	*text = p;
	return RC_OK;
}
