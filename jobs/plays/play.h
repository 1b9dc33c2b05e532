/* SPDX-License-Identifier: ISC */
/* Single plays, as providers and clients write them down in JSON. */
#ifndef DP_JOBS_PLAYS_PLAY_H
#define DP_JOBS_PLAYS_PLAY_H

#include <json-c/json.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"

struct plays;

struct plays *plays_new(struct arena *a);
size_t plays_len(const struct plays *p);
/* Take one in; when it is none, why. */
const char *plays_add(struct ctx *c, struct plays *p,
    struct json_object *o) MUST_CHECK;

/*
 * Write them, once, within a transaction.  Those whose source has named them
 * before are there already, and do not count.
 */
enum rc plays_put(struct ctx *c, struct plays *p, int64_t *added) MUST_CHECK;

#endif
