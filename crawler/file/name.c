/* SPDX-License-Identifier: ISC */
/* What files are called, and what a connection says of where they are. */
#include <string.h>

#include "crawler/file/impl.h"

bool
name_is_wanted(const char *name)
{
	const char *last = name, *part = name, *dot;
	size_t n;

	for (;; part += n + 1) {
		n = strcspn(part, "/");
		if (n == 0 || *part == '.')
			return false;
		last = part;
		if (part[n] == '\0')
			break;
	}
	dot = strrchr(last, '.');
	return dot == NULL || strcmp(dot, ".json") == 0 ||
	       strcmp(dot, ".tfstate") == 0;
}

const char *
reach_text(const struct reaching *r, const char *member)
{
	const char *v = crawl_text(r->conn->settings, member);

	return *v != '\0' ? v : crawl_text(r->conn->secret, member);
}

const char *
reach_path(struct ctx *c, const struct reaching *r, bool is_rooted)
{
	const char *path = reach_text(r, "path");
	size_t n;

	if (!is_rooted)
		path += strspn(path, "/");
	for (n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
		;
	return arena_memdup(c->a, path, n);
}

const char *
reach_host_key(const struct reaching *r)
{
	return r->conn->host_key != NULL ? r->conn->host_key : r->host_key;
}
