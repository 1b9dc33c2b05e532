/* SPDX-License-Identifier: ISC */
/* Links of the client apps: "/handle/slug", "/handle/playlist/slug". */
#ifndef DP_FCGI_HTTP_PERMALINK_H
#define DP_FCGI_HTTP_PERMALINK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/arena.h"

#define PLINK_PARTS 8

struct plink {
	const char *part[PLINK_PARTS];
	size_t n; /* PLINK_PARTS + 1: too many */
};

/*
 * The parts of the path of a URL or path, percent signs undone, empty parts
 * left out; host, query and fragment do not count.  Arena memory.  false
 * when it is not clean text.
 */
bool plink_split(struct arena *a, struct plink *l, const char *url);

#endif
