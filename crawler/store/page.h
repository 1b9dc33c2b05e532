/* SPDX-License-Identifier: ISC */
/*
 * One page of documents becomes rows: what is new, what is otherwise than it
 * was, and that all of them were seen.  Inside the caller's transaction.
 */
#ifndef DP_CRAWLER_STORE_PAGE_H
#define DP_CRAWLER_STORE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "crawler/map/map.h"

struct page_scope {
	const struct map_command *cmd;
	const char *connection, *owner, *region;
	int64_t run;
};

struct page_count {
	size_t seen; /* documents, each once in a run */
	size_t created, changed;
	size_t repeated; /* came before in this run */
};

enum rc page_store(struct ctx *c, const struct page_scope *w,
    const struct map_doc *docs, size_t n, struct page_count *count) MUST_CHECK;

#endif
