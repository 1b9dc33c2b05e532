/* SPDX-License-Identifier: ISC */
/* Where a step's pages come from: an API, or files. */
#ifndef DP_CRAWLER_RUN_SOURCE_H
#define DP_CRAWLER_RUN_SOURCE_H

#include "crawler/base/crawl.h"
#include "crawler/map/map.h"
#include "crawler/run/run.h"

struct source;

/* Dies with c->a. */
struct source *source_open(struct run *r, const struct crawl_conn *conn,
    const struct map_provider *p);
/* Does asking it count against what a provider allows? */
bool source_is_metered(const struct source *s);
/*
 * The provider's regions, as items, for a step of a command that differs from
 * region to region and names none.  CRAWL_GONE: it has none.
 */
enum crawl_end source_regions(struct ctx *c, struct source *s,
    struct crawl_page *page);
/* As file_host_key(). */
const char *source_host_key(const struct source *s);
enum crawl_end source_page(struct ctx *c, struct source *s,
    const struct map_command *cmd, const char *region,
    struct json_object *cursor, struct crawl_page *page);

#endif
