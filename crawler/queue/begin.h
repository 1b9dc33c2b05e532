/* SPDX-License-Identifier: ISC */
/*
 * Runs begin and are stopped: what the crawler's program and its API do alike.
 * Nothing here asks a provider, or knows credentials.
 */
#ifndef DP_CRAWLER_QUEUE_BEGIN_H
#define DP_CRAWLER_QUEUE_BEGIN_H

#include <stdint.h>

#include "common/base/ctx.h"
#include "crawler/map/map.h"

/*
 * A run of a task, and a step of each of its commands in each region: its
 * number, or 0 when one is open.  Belongs into a transaction.
 */
enum rc queue_begin(struct ctx *c, const struct map_set *set,
    const char *connection, const char *task, int64_t *run) MUST_CHECK;

/*
 * Runs that are open end as cancelled; task NULL: those of all.  Who works on
 * one notices at the next page.  *n: how many.  Belongs into a transaction.
 */
enum rc queue_stop(struct ctx *c, const char *connection, const char *task,
    size_t *n) MUST_CHECK;

#endif
