/* SPDX-License-Identifier: ISC */
/*
 * Documents that those of a page name: they are gathered while the page is
 * mapped for the first time, asked for at once, among those of the same owner
 * only, and are there when it is mapped again; what they name in turn is there
 * the time after.
 */
#ifndef DP_CRAWLER_RUN_FIND_H
#define DP_CRAWLER_RUN_FIND_H

#include <stdbool.h>

#include "common/base/ctx.h"

struct json_object;
struct find;

struct find *find_new(struct ctx *c, const char *owner); /* dies with c->a */
/* A map_find_fn: notes what is asked for, until find_all(). */
struct json_object *find_one(void *find, const char *entity, const char *by,
    const char *value);
/* Has something been noted that was not asked for yet? */
bool find_more(const struct find *f);
enum rc find_all(struct ctx *c, struct find *f) MUST_CHECK;

#endif
