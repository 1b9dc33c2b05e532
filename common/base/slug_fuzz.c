/* SPDX-License-Identifier: ISC */
/*
 * A slug is never empty; neither it nor a route id has a run of dashes or
 * any of the characters that are removed.
 */
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/slug.h"
#include "common/base/text.h"

static void
without(const char *s, const char *chars)
{
	if (strpbrk(s, chars) != NULL || strstr(s, "--") != NULL)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new(64 << 20);
	char *title = text_clean(a, data, len);
	char *slug = slug_title(a, title, 7), *route;

	if (*slug == '\0' || !text_is_clean(slug, strlen(slug)))
		__builtin_trap();
	without(slug, "!%#$&'()*+,/:;=?@[]^.{}\"~ \t\n");
	if (strstr(slug, "\xe2\x80\x99") != NULL)
		__builtin_trap();
	if (strcmp(slug_numbered(a, slug, 0), slug) != 0 ||
	    !slug_ends_in_digit(slug_numbered(a, slug, 12)))
		__builtin_trap();
	route = slug_route_id(a, "", title);
	without(route + 1, "!%#$&'()*+,/:;=?@[]` \t\n");
	if (!text_is_clean(route, strlen(route)) || *route != '/')
		__builtin_trap();
	arena_free(a);
	return 0;
}
