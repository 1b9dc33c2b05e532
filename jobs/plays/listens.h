/* SPDX-License-Identifier: ISC */
/*
 * What an identity service tells: how often a user has listened to a track in
 * all, and how often everybody has in one hour.  Totals become plays as far as
 * they exceed what was taken before (disc.identity_plays), so that it does not
 * matter how often the same is told.
 */
#ifndef DP_JOBS_PLAYS_LISTENS_H
#define DP_JOBS_PLAYS_LISTENS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/iso_time.h"

struct listens;

struct listens *listens_new(struct arena *a);
size_t listens_len(const struct listens *l);
/* Is this one of their totals, and no play? */
bool listens_is(struct json_object *o);
/*
 * Take one in; when it is none, why.  *updated is when it last grew; 0 seconds
 * when it does not even say that.
 */
const char *listens_add(struct ctx *c, struct listens *l, struct json_object *o,
    struct iso_time *updated) MUST_CHECK;

/*
 * Within a transaction that has its turn (SQL_PLAYS_TURN): write plays, at
 * most LIM_LISTENS_TAKEN.  more: how many are left for the same call again.
 */
enum rc listens_take(struct ctx *c, struct listens *l, int64_t *added,
    int64_t *more) MUST_CHECK;

#endif
