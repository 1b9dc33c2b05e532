/* SPDX-License-Identifier: ISC */
#include "chain/last_node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/conf/conf.h"

#define FRESH_S 300 /* then the first one is tried again */
#define LINE    512

static const char *
path_of(struct ctx *c, size_t i, const char *suffix)
{
	return arena_printf(c->a, "%s/discprov-index.node%zu%s", c->cf->run_dir,
	    i + 1, suffix);
}

static bool
is_fresh(int fd)
{
	struct stat st;
	time_t age;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return false;
	age = time(NULL) - st.st_mtime;
	return age >= 0 && age < FRESH_S;
}

/* The node on record; 0 when there is none, or it is not in our list. */
static size_t
kept(struct ctx *c, const struct rpc *r, size_t i)
{
	char line[LINE];
	ssize_t len = -1;
	size_t at;
	int fd;

	fd = open(path_of(c, i, ""), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd == -1)
		return 0;
	if (is_fresh(fd))
		len = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (len <= 0)
		return 0;
	line[len] = '\0';
	line[strcspn(line, "\n")] = '\0';
	for (at = rpc_nodes(r); at-- > 0;)
		if (strcmp(rpc_name(r, at), line) == 0)
			return at;
	return 0;
}

void
prefer_read(struct ctx *c, struct rpc *r, size_t i)
{
	if (rpc_nodes(r) > 1)
		rpc_begin_with(r, kept(c, r, i));
}

/* Whoever reads it sees all of it or nothing. */
static void
put(struct ctx *c, size_t i, const char *name)
{
	const char *path = path_of(c, i, ""), *new = path_of(c, i, ".new");
	int fd, n;

	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (fd != -1) {
		n = dprintf(fd, "%s\n", name);
		if (close(fd) == 0 && n > 0 && rename(new, path) == 0)
			return;
	}
	log_info(&c->log, "msg=\"%s: %s\"", path, strerror(errno));
}

void
prefer_write(struct ctx *c, const struct rpc *r, size_t i)
{
	size_t at = rpc_node(r);

	if (rpc_nodes(r) == 1 || at == kept(c, r, i))
		return; /* so that it grows old */
	if (at > 0)
		put(c, i, rpc_name(r, at));
	else if (unlink(path_of(c, i, "")) == -1 && errno != ENOENT)
		log_info(&c->log, "msg=\"%s: %s\"", path_of(c, i, ""),
		    strerror(errno));
}
