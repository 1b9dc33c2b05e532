/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/uncached.h"

#include <ctype.h>
#include <string.h>

#include "fcgi/serve/route.h"

/* A part of a path as a regular expression: a parameter is anything. */
static void
print_part(FILE *out, const char *p, size_t len)
{
	if (*p == ':') {
		fputs("[^/]+", out);
		return;
	}
	for (; len > 0; p++, len--) {
		if (!isalnum((unsigned char)*p) && strchr("_-", *p) == NULL)
			fputc('\\', out);
		fputc(*p, out);
	}
}

static void
print_pattern(FILE *out, const char *prefix, const char *path)
{
	size_t len;

	fprintf(out, "\"~^%s", prefix);
	for (; *path == '/'; path += len) {
		path++;
		len = strcspn(path, "/");
		fputc('/', out);
		print_part(out, path, len);
	}
	fputs("$\"", out);
}

static void
print_route(FILE *out, const struct route *rt, unsigned on)
{
	const char *prefix = route_prefix(on);

	if (strstr(rt->path, "/:") != NULL)
		print_pattern(out, prefix, rt->path);
	else
		fprintf(out, "%s%s", prefix, rt->path);
	fprintf(out, " %s;\n", on == ON_SERVICE ? "status" : "uncached");
}

void
uncached_print(FILE *out)
{
	static const unsigned each[] = { ON_LEGACY, ON_V1, ON_FULL,
		ON_SERVICE };
	const struct route *rt = NULL;
	size_t i;

	fputs("# SPDX-License-Identifier: ISC\n"
	      "# Made by \"discprov-fcgi --uncached\": what has no life in a "
	      "cache, and what\n"
	      "# the pool for health and version answers.\n",
	    out);
	while ((rt = route_next(rt)) != NULL)
		for (i = 0; i < sizeof(each) / sizeof(each[0]); i++)
			if (rt->ttl_s == 0 && !rt->post &&
			    (rt->on & each[i]) != 0)
				print_route(out, rt, each[i]);
}
