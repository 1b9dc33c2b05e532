/* SPDX-License-Identifier: ISC */
/*
 * Files that were uploaded: a connection names them, relative to one folder of
 * the operator's.  The kernel is asked not to leave it, by ".." or by a link.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/limits.h"
#include "crawler/file/impl.h"

static struct json_object *
list(struct ctx *c, struct reaching *r, struct crawl_page *p)
{
	struct json_object *v;

	(void)c;
	if (r->rules->upload_dir[0] == '\0') {
		crawl_failed(p, CRAWL_BROKEN,
		    "no folder of uploaded files is set: [crawl] upload_dir");
		return NULL;
	}
	if (!json_object_object_get_ex(r->conn->settings, "artifacts", &v) &&
	    !json_object_object_get_ex(r->conn->secret, "artifacts", &v))
		v = NULL;
	if (!json_object_is_type(v, json_type_array) ||
	    json_object_array_length(v) > LIM_CRAWL_FILES) {
		crawl_failed(p, CRAWL_BROKEN,
		    "artifacts: a list of at most %d files is wanted",
		    LIM_CRAWL_FILES);
		return NULL;
	}
	return json_object_get(v);
}

static int
open_below(const char *folder, const char *name)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			   RESOLVE_NO_MAGICLINKS };
	int fd, dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir == -1)
		return -1;
	fd = (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));
	close(dir);
	return fd;
}

static enum crawl_end
take(struct ctx *c, int fd, const char *name, struct span *bytes,
    struct crawl_page *p)
{
	struct stat st;
	size_t size, len;
	char *to;
	ssize_t n;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return crawl_failed(p, CRAWL_BROKEN, "%.200s: not a file",
		    name);
	if (st.st_size > LIM_CRAWL_FILE)
		return crawl_failed(p, CRAWL_BROKEN,
		    "%.200s: %lld bytes, at most %d are read", name,
		    (long long)st.st_size, LIM_CRAWL_FILE);
	size = (size_t)st.st_size;
	to = arena_alloc(c->a, size + 1);
	for (len = 0; len < size; len += (size_t)n) {
		n = read(fd, to + len, size - len);
		if (n <= 0)
			break;
	}
	to[len] = '\0';
	*bytes = (struct span){ (uint8_t *)to, len };
	if (len == size)
		return p->end = CRAWL_OK;
	return crawl_failed(p, CRAWL_LATER, "%.200s: changes while it is read",
	    name);
}

static enum crawl_end
read_one(struct ctx *c, struct reaching *r, const char *name,
    struct span *bytes, struct crawl_page *p)
{
	int fd = open_below(r->rules->upload_dir, name);
	enum crawl_end end;

	if (fd == -1)
		return crawl_failed(p, CRAWL_BROKEN, "%.200s: %s", name,
		    errno == EXDEV || errno == ELOOP
			? "leads out of the folder of uploaded files"
			: strerror(errno));
	end = take(c, fd, name, bytes, p);
	close(fd);
	return end;
}

const struct reach reach_upload = { "upload", list, read_one, NULL };
