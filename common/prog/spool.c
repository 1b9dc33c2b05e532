/* SPDX-License-Identifier: ISC */
/*
 * Who adds holds the file's lock while it writes, and looks then whether the
 * file still has its name; who takes gives it another name, and waits for the
 * lock of those who came before.
 */
#include "common/prog/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/limits.h"

#define ADDED "added" /* names within the folder */
#define TAKEN "taken"
#define TRIES 8 /* the file may be taken away under our hands */

static enum rc
failed(struct ctx *c, const char *path, const char *what)
{
	return err_set(&c->err, RC_SYS, "%s: cannot %s it: %s", path, what,
	    strerror(errno));
}

static int
lock(int fd)
{
	int rc;

	do
		rc = flock(fd, LOCK_EX);
	while (rc == -1 && errno == EINTR);
	return rc;
}

/* Is what we have open what others find under this name? */
static bool
is_named(const char *path, const struct stat *open)
{
	struct stat now;

	return lstat(path, &now) == 0 && now.st_dev == open->st_dev &&
	       now.st_ino == open->st_ino;
}

/* The file under its lock.  RC_NOTFOUND: it was taken away meanwhile. */
static enum rc
open_locked(struct ctx *c, const char *path, int *fd, struct stat *st)
{
	*fd = open(path,
	    O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
	    0640);
	if (*fd == -1)
		return failed(c, path, "open");
	if (lock(*fd) != 0 || fstat(*fd, st) != 0)
		return failed(c, path, "lock");
	if (!S_ISREG(st->st_mode))
		return err_set(&c->err, RC_SYS, "%s: no regular file", path);
	return is_named(path, st) ? RC_OK : RC_NOTFOUND;
}

/* Was the machine stopped within the last line? */
static bool
is_cut(int fd, const struct stat *st)
{
	char last = '\n';

	return st->st_size > 0 && pread(fd, &last, 1, st->st_size - 1) == 1 &&
	       last != '\n';
}

static enum rc
put(struct ctx *c, const char *path, int fd, const struct stat *st,
    struct span text)
{
	const char *line = arena_printf(c->a, "%s%.*s\n",
	    is_cut(fd, st) ? "\n" : "", (int)text.len, (const char *)text.p);
	size_t len = strlen(line);
	ssize_t n;

	if ((uint64_t)st->st_size + len > LIM_SPOOL)
		return err_set(&c->err, RC_BUSY,
		    "%s: full; nobody has taken its lines away", path);
	do
		n = write(fd, line, len);
	while (n == -1 && errno == EINTR);
	if (n == (ssize_t)len)
		return RC_OK;
	if (n > 0)
		errno = ENOSPC;
	(void)failed(c, path, "write");
	/* a part of a line is none; who reads leaves it out if this fails */
	if (n > 0 && ftruncate(fd, st->st_size) != 0)
		return failed(c, path, "cut");
	return RC_SYS;
}

enum rc
spool_add(struct ctx *c, const char *dir, struct span text)
{
	const char *path = arena_printf(c->a, "%s/" ADDED, dir);
	enum rc rc = RC_NOTFOUND;
	struct stat st;
	int fd, i;

	for (i = 0; rc == RC_NOTFOUND && i < TRIES; i++) {
		if ((rc = open_locked(c, path, &fd, &st)) == RC_OK)
			rc = put(c, path, fd, &st, text);
		if (fd != -1)
			(void)close(fd); /* and the lock with it */
	}
	return rc == RC_NOTFOUND ? err_set(&c->err, RC_BUSY,
				       "%s: taken away all the time", path)
				 : rc;
}

/* Those who opened it under its old name are done, or see the new one. */
static enum rc
wait_for_writers(struct ctx *c, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum rc rc;

	if (fd == -1)
		return errno == ENOENT ? RC_NOTFOUND : failed(c, path, "open");
	rc = lock(fd) == 0 ? RC_OK : failed(c, path, "lock");
	(void)close(fd);
	return rc;
}

enum rc
spool_take(struct ctx *c, const char *dir, const char **path)
{
	const char *added = arena_printf(c->a, "%s/" ADDED, dir);
	enum rc rc;

	*path = arena_printf(c->a, "%s/" TAKEN, dir);
	/* what a run before this one did not get done with goes first */
	if ((rc = wait_for_writers(c, *path)) != RC_NOTFOUND)
		return rc;
	if (rename(added, *path) != 0)
		return errno == ENOENT && access(dir, X_OK) == 0
			   ? RC_NOTFOUND
			   : failed(c, added, "take away");
	return wait_for_writers(c, *path);
}

enum rc
spool_done(struct ctx *c, const char *path)
{
	return unlink(path) == 0 ? RC_OK : failed(c, path, "remove");
}
