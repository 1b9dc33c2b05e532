/* SPDX-License-Identifier: ISC */
#include "jobs/plays/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/hex.h"
#include "common/base/limits.h"

#define BUFFER (LIM_PLAY_LINE + 1) /* a line and its end */

struct lines {
	const char *path; /* for messages; borrowed */
	int fd;
	uint64_t size, at;
	struct sha256_ctx sha; /* of all before at */
	size_t begin, len;     /* bytes in the buffer that wait */
	uint8_t buf[BUFFER];
};

struct lines_mark {
	uint64_t at;
	struct sha256_ctx sha;
};

static enum rc
cannot(struct ctx *c, const char *path, const char *why)
{
	return err_set(&c->err, RC_SYS, "file %s: %s", path, why);
}

enum rc
lines_open(struct ctx *c, struct lines **out, const char *path)
{
	struct lines *l;
	struct stat st;
	int fd;

	*out = NULL;
	/* A pipe would keep us waiting for somebody to open its other end. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd == -1)
		return cannot(c, path, strerror(errno));
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		close(fd);
		return cannot(c, path, "no regular file");
	}
	if ((l = malloc(sizeof(*l))) == NULL)
		err_die("lines", "no memory");
	l->path = path;
	l->fd = fd;
	l->size = (uint64_t)st.st_size;
	l->at = l->begin = l->len = 0;
	sha256_init(&l->sha);
	*out = l;
	return RC_OK;
}

void
lines_close(struct lines *l)
{
	if (l == NULL)
		return;
	close(l->fd);
	free(l);
}

uint64_t
lines_size(const struct lines *l)
{
	return l->size;
}

uint64_t
lines_at(const struct lines *l)
{
	return l->at;
}

void
lines_digest(const struct lines *l, char text[LINES_DIGEST])
{
	struct sha256_ctx sha = l->sha;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(&sha, sizeof(digest), digest);
	hex_encode(text, digest, sizeof(digest));
}

/* More bytes behind those that wait; *end: there are none. */
static enum rc
fill(struct ctx *c, struct lines *l, bool *end)
{
	ssize_t n;

	memmove(l->buf, l->buf + l->begin, l->len);
	l->begin = 0;
	do
		n = read(l->fd, l->buf + l->len, BUFFER - l->len);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return cannot(c, l->path, strerror(errno));
	*end = n == 0;
	l->len += (size_t)n;
	return RC_OK;
}

/* The next n bytes that wait are behind us. */
static void
consume(struct lines *l, size_t n)
{
	sha256_update(&l->sha, n, l->buf + l->begin);
	l->begin += n;
	l->len -= n;
	l->at += n;
}

enum rc
lines_next(struct ctx *c, struct lines *l, struct span *line)
{
	bool end = false, is_long = false;
	const uint8_t *p, *nl;
	size_t seen = 0;
	enum rc rc;

	for (;;) {
		p = l->buf + l->begin;
		nl = memchr(p + seen, '\n', l->len - seen);
		if (nl != NULL || end)
			break;
		seen = l->len;
		if (l->len == BUFFER) {
			is_long = true;
			consume(l, l->len);
			seen = 0;
		}
		if ((rc = fill(c, l, &end)) != RC_OK)
			return rc;
	}
	if (nl == NULL && l->len == 0 && !is_long)
		return RC_NOTFOUND;
	line->len = nl != NULL ? (size_t)(nl - p) : l->len;
	line->p = is_long ? NULL : p;
	consume(l, line->len + (nl != NULL ? 1 : 0));
	return RC_OK;
}

enum rc
lines_pass(struct ctx *c, struct lines *l, uint64_t place, const char *digest,
    bool *same)
{
	char text[LINES_DIGEST];
	bool end = false;
	size_t n;
	enum rc rc;

	while (l->at < place && !end) {
		n = l->len < place - l->at ? l->len : (size_t)(place - l->at);
		consume(l, n);
		if (l->len == 0 && (rc = fill(c, l, &end)) != RC_OK)
			return rc;
	}
	lines_digest(l, text);
	*same = l->at == place && strcmp(text, digest) == 0;
	return RC_OK;
}

struct lines_mark *
lines_mark(struct arena *a, const struct lines *l)
{
	struct lines_mark *m = arena_alloc(a, sizeof(*m));

	m->at = l->at;
	m->sha = l->sha;
	return m;
}

enum rc
lines_return(struct ctx *c, struct lines *l, const struct lines_mark *m)
{
	if (lseek(l->fd, (off_t)m->at, SEEK_SET) == -1)
		return cannot(c, l->path, strerror(errno));
	l->at = m->at;
	l->sha = m->sha;
	l->begin = l->len = 0;
	return RC_OK;
}
