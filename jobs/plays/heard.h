/* SPDX-License-Identifier: ISC */
/*
 * Members of JSON that others wrote about what was heard, whichever way they
 * spell names, ids and times.
 */
#ifndef DP_JOBS_PLAYS_HEARD_H
#define DP_JOBS_PLAYS_HEARD_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/iso_time.h"

#define HEARD_NAMES 3 /* spellings of one member; NULL ends them */

/* The first of these members that is there and not null, or NULL. */
struct json_object *heard_member(struct json_object *o,
    const char *const names[HEARD_NAMES]);

/* A number that fits into a column of ids, as such or as decimal text. */
bool heard_id(struct ctx *c, int64_t *id, struct json_object *v);
/* Who listened: their id, or 0 when the text or null is no user's. */
bool heard_user(struct ctx *c, int64_t *id, struct json_object *o);
/* Of 1970 or later, and not more than a day ahead; else *t stays. */
bool heard_time(struct ctx *c, struct iso_time *t, struct json_object *v);

#endif
