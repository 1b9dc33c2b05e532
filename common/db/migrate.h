/* SPDX-License-Identifier: ISC */
/*
 * Numbered, forward-only schema steps, compiled in from sql/schema/.
 * Each step runs in a transaction of its own and records its number in
 * disc.schema_step; two migrations at once are kept apart by LOCK_MIGRATE
 * (this one waits).
 *
 * Clients go on reading meanwhile.  Who waits for a table makes all others wait
 * behind him, so a step waits 100 ms for a lock, is undone and begins again a
 * second later; each thirtieth time it waits for two seconds, before which
 * autovacuum gives way.  After ten minutes it is given up, with RC_BUSY.  A
 * step that says "-- @apart" is for CREATE INDEX CONCURRENTLY and its kin: each
 * of its statements runs by itself, in no transaction, and may run again.
 */
#ifndef DP_COMMON_DB_MIGRATE_H
#define DP_COMMON_DB_MIGRATE_H

#include <stdint.h>

#include "common/base/ctx.h"
#include "sql/steps.h"

/* Where it is: so many of all steps are done, and this one begins. */
struct migrate_at {
	int64_t done, all;
	const char *name;
};

/* Apply what is missing; logs one line a step.  tell may be NULL. */
enum rc migrate_apply(struct ctx *c,
    void (*tell)(void *arg, const struct migrate_at *at), void *arg) MUST_CHECK;

/* The same with a list of steps that is not the built-in one. */
enum rc migrate_apply_list(struct ctx *c, const struct sql_step *list, int n,
    void (*tell)(void *arg, const struct migrate_at *at), void *arg) MUST_CHECK;

/*
 * RC_OK when the database stands at exactly our last step; RC_CONFIG, with
 * the command to run, when it is behind, and RC_CONFIG when it is ahead.
 */
enum rc migrate_check_step(struct ctx *c) MUST_CHECK;
/* The same; RC_CONFIG, too, while an import is not done. */
enum rc migrate_check(struct ctx *c) MUST_CHECK;

/* The step the database stands at, 0 when there is no schema. */
enum rc migrate_step(struct ctx *c, int64_t *step) MUST_CHECK;

#endif
