/* SPDX-License-Identifier: ISC */
/*
 * A request before it is bytes: what is signed and what is sent are made of
 * the same members, so that they cannot differ.  Names and values of query,
 * form and headers are as people write them; encoding happens here.
 */
#ifndef DP_CRAWLER_WIRE_REQUEST_H
#define DP_CRAWLER_WIRE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/arena.h"
#include "common/base/limits.h"
#include "common/base/span.h"

struct pair {
	const char *name, *value;
};

struct pairs {
	size_t n;
	struct pair of[LIM_WIRE_PARAMS];
};

struct request {
	const char *method;
	const char *origin; /* "https://host:port" */
	const char *host;   /* of it: "host:port" */
	const char *path;   /* begins with a slash; encoded */
	struct pairs query;
	const char *raw_query; /* instead, encoded; NULL: query */
	struct pairs headers;
	struct span body; /* p == NULL: none */
	const char *type; /* of body */
	bool is_private;  /* its host may have a private address */
	size_t raw_max;   /* not 0: its answer is a file of so many bytes */
};

/* False: there is no room. */
bool pairs_put(struct pairs *p, const char *name, const char *value);
/* Replaces the value when the name is there. */
bool pairs_set(struct pairs *p, const char *name, const char *value);

/* All but A-Z a-z 0-9 - _ . ~ and the characters of keep as %XX. */
char *uri_encode(struct arena *a, const char *s, const char *keep);

/* "a=b&c=d", encoded; sorted by encoded name, then value, or as put. */
char *pairs_encoded(struct arena *a, const struct pairs *p, bool sorted);

/* The URL to ask. */
char *request_url(struct arena *a, const struct request *r);

#endif
