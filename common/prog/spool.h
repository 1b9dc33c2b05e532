/* SPDX-License-Identifier: ISC */
/*
 * A file of lines on this host that processes of one user add to and a
 * process of another one takes away: the way from a role that may only read
 * to one that writes.
 *
 * A line is there whole or not at all, whoever is killed when; when the
 * machine itself stops, the newest lines may be lost, or the last be cut.  A
 * line that was added is taken once or, when who takes it dies, again: it must
 * bear a name by which the second time is known.
 */
#ifndef DP_COMMON_PROG_SPOOL_H
#define DP_COMMON_PROG_SPOOL_H

#include "common/base/ctx.h"
#include "common/base/span.h"

/*
 * Add a line; text is without its end, and has no line end in it.
 *
 * RC_BUSY  the file holds LIM_SPOOL bytes: nobody takes it away.
 * RC_SYS   it cannot be written; err names folder and cause.
 */
enum rc spool_add(struct ctx *c, const char *dir, struct span text) MUST_CHECK;

/*
 * Put the lines aside, or find those that were put aside and not yet done
 * with.  path is a file that nobody adds to any more; arena memory.
 *
 * RC_NOTFOUND  there are none.
 */
enum rc spool_take(struct ctx *c, const char *dir,
    const char **path) MUST_CHECK;
/* They are done with. */
enum rc spool_done(struct ctx *c, const char *path) MUST_CHECK;

#endif
