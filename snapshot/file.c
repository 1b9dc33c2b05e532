/* SPDX-License-Identifier: ISC */
#include "snapshot/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc
failed(struct ctx *c, const char *path)
{
	return err_set(&c->err, RC_SYS, "%s: %s", path, strerror(errno));
}

static void
begin(struct ctx *c, struct file *f, const char *dir, const char *name)
{
	memset(f, 0, sizeof(*f));
	f->fd = -1;
	f->path = arena_printf(c->a, "%s/%s", dir, name);
	sha256_init(&f->sha);
	if ((f->buf = malloc(FILE_BUF)) == NULL)
		err_die("snapshot", "no memory");
}

enum rc
file_make(struct ctx *c, struct file *f, const char *dir, const char *name)
{
	begin(c, f, dir, name);
	f->temporary = arena_printf(c->a, "%s.tmp", f->path);
	f->fd = open(f->temporary,
	    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	return f->fd != -1 ? RC_OK : failed(c, f->temporary);
}

static enum rc
flush(struct ctx *c, struct file *f)
{
	size_t at = 0;
	ssize_t n;

	sha256_update(&f->sha, f->len, f->buf);
	for (; at < f->len; at += (size_t)n)
		if ((n = write(f->fd, f->buf + at, f->len - at)) <= 0)
			return failed(c, f->temporary);
	f->len = 0;
	return RC_OK;
}

enum rc
file_put(struct ctx *c, struct file *f, const void *p, size_t n)
{
	const uint8_t *in = p;
	size_t part;
	enum rc rc;

	f->bytes += (int64_t)n;
	for (; n > 0; in += part, n -= part) {
		part = n < FILE_BUF - f->len ? n : FILE_BUF - f->len;
		memcpy(f->buf + f->len, in, part);
		f->len += part;
		if (f->len == FILE_BUF && (rc = flush(c, f)) != RC_OK)
			return rc;
	}
	return RC_OK;
}

enum rc
file_keep(struct ctx *c, struct file *f, uint8_t sha256[32])
{
	enum rc rc = flush(c, f);

	if (rc != RC_OK)
		return rc;
	sha256_digest(&f->sha, 32, sha256);
	if (fsync(f->fd) != 0 || rename(f->temporary, f->path) != 0)
		return failed(c, f->path);
	f->temporary = NULL;
	return RC_OK;
}

enum rc
file_open(struct ctx *c, struct file *f, const char *dir, const char *name)
{
	begin(c, f, dir, name);
	f->fd = open(f->path, O_RDONLY | O_CLOEXEC);
	return f->fd != -1 ? RC_OK : failed(c, f->path);
}

enum rc
file_get(struct ctx *c, struct file *f, size_t *n)
{
	ssize_t got = read(f->fd, f->buf, FILE_BUF);

	*n = 0;
	if (got < 0)
		return failed(c, f->path);
	*n = (size_t)got;
	f->bytes += got;
	sha256_update(&f->sha, *n, f->buf);
	return RC_OK;
}

void
file_sum(struct file *f, uint8_t sha256[32])
{
	sha256_digest(&f->sha, 32, sha256);
}

void
file_end(struct file *f)
{
	if (f->fd != -1)
		(void)close(f->fd);
	if (f->fd != -1 && f->temporary != NULL)
		(void)unlink(f->temporary);
	free(f->buf);
	f->fd = -1;
	f->buf = NULL;
}

enum rc
file_read(struct ctx *c, struct span *text, const char *dir, const char *name,
    size_t max)
{
	struct file f;
	char *all = NULL;
	size_t len = 0, n = 0;
	enum rc rc = file_open(c, &f, dir, name);

	while (rc == RC_OK && (rc = file_get(c, &f, &n)) == RC_OK && n > 0) {
		if (n > max - len) {
			rc = err_set(&c->err, RC_DATA,
			    "%s: longer than %zu bytes", f.path, max);
			break;
		}
		all = arena_grow(c->a, all, len, len + n);
		memcpy(all + len, f.buf, n);
		len += n;
	}
	file_end(&f);
	*text = (struct span){ (const uint8_t *)all, len };
	return rc;
}

enum rc
file_write(struct ctx *c, const char *dir, const char *name, struct span text)
{
	uint8_t sum[32];
	struct file f;
	enum rc rc;

	if ((rc = file_make(c, &f, dir, name)) == RC_OK &&
	    (rc = file_put(c, &f, text.p, text.len)) == RC_OK)
		rc = file_keep(c, &f, sum);
	file_end(&f);
	return rc;
}

enum rc
file_sync_folder(struct ctx *c, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum rc rc = RC_OK;

	if (fd == -1 || fsync(fd) != 0)
		rc = failed(c, dir);
	if (fd != -1)
		(void)close(fd);
	return rc;
}
