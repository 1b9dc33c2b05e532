/* SPDX-License-Identifier: ISC */
/* A request sent, and what came back: read, and its outcome known. */
#ifndef DP_CRAWLER_WIRE_ANSWER_H
#define DP_CRAWLER_WIRE_ANSWER_H

#include "crawler/wire/impl.h"

struct answer {
	long status;
	struct json_object *tree;  /* dies with the arena; NULL: empty */
	struct span file;          /* instead, where the request wants one */
	const char *subject_token; /* header, or "" */
};

/*
 * Send r to the service that f (its object in the provider's file) says how to
 * read.  CRAWL_OK only for a status of 2xx whose body could be read.
 */
enum crawl_end answer_get(struct call *k, struct request *r,
    struct json_object *f, struct answer *out);

#endif
