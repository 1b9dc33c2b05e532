/* SPDX-License-Identifier: ISC */
/* How often each kind of listing comes by itself. */
#ifndef DP_CRAWLER_QUEUE_TASKS_H
#define DP_CRAWLER_QUEUE_TASKS_H

#include "common/base/ctx.h"
#include "crawler/map/map.h"

struct json_object;

/* Seconds; 0: only when somebody asks for it. */
int task_every(const char *task);

/*
 * Give a connection the tasks of its provider.  own: { task: seconds } of those
 * that are wanted; NULL: all, as often as usual.  RC_INPUT: one is unknown.
 */
enum rc tasks_write(struct ctx *c, const struct map_provider *p,
    const char *connection, struct json_object *own) MUST_CHECK;

#endif
