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

/* The row for the same path that is asked for in the other way, or NULL. */
static const struct route *
twin(const struct route *rt, unsigned on)
{
	const struct route *other = NULL;

	while ((other = route_next(other)) != NULL)
		if (other->post != rt->post && (other->on & on) != 0 &&
		    strcmp(other->path, rt->path) == 0)
			return other;
	return NULL;
}

/* What the web server has to know, or NULL: what it thinks anyway. */
static const char *
kind(const struct route *rt, unsigned on)
{
	const struct route *other = twin(rt, on);

	if (rt->post)
		return other == NULL ? "posted" : NULL;
	if (on == ON_SERVICE)
		return "status";
	if (other != NULL)
		return rt->ttl_s == 0 ? "uncached_posted" : "stored_posted";
	return rt->ttl_s == 0 ? "uncached" : NULL;
}

static void
print_route(FILE *out, const struct route *rt, unsigned on)
{
	const char *prefix = route_prefix(on), *what = kind(rt, on);

	if (what == NULL)
		return;
	if (strstr(rt->path, "/:") != NULL)
		print_pattern(out, prefix, rt->path);
	else
		fprintf(out, "%s%s", prefix, rt->path);
	fprintf(out, " %s;\n", what);
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
	      "cache, what the\n"
	      "# pool for health and version answers, and what takes a POST.\n",
	    out);
	while ((rt = route_next(rt)) != NULL)
		for (i = 0; i < sizeof(each) / sizeof(each[0]); i++)
			if ((rt->on & each[i]) != 0)
				print_route(out, rt, each[i]);
}
