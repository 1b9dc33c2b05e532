/* SPDX-License-Identifier: ISC */
/*
 * Many things looked at at the same time, with one deadline for all: each by a
 * process of its own, so that whatever hangs (a name server, a disk, a host
 * that is silent) keeps nobody waiting.
 */
#ifndef DP_WATCH_ASK_H
#define DP_WATCH_ASK_H

#include "watch/watch.h"

/* Whose processes they are that a unit starts. */
#define USER_POOL  "discprov"
#define USER_INDEX "discprov-index"

struct look {
	const char *name; /* of the line when no answer comes */
	/*
	 * Adds what it sees; w->c is its own, without a database.  What fails
	 * without a red line of its own gets one made of c->err.
	 */
	enum rc (*see)(struct watch *w, const void *arg);
	const void *arg;
	const char *user; /* as whom, when we are root; NULL: as we are */
};

/*
 * Look at all, and add what was seen, in the order of v.  What is not there
 * after so many milliseconds is a red line.  Returns what the first look that
 * failed came to.
 */
enum rc watch_ask(struct watch *w, const struct look *v, size_t n,
    unsigned ms) MUST_CHECK;

/*
 * Run a program (of PATH) and take what it writes to its standard output, as
 * far as cap allows; waits for its end.  Its exit status, or -1 when there is
 * no such program.
 */
int watch_run(struct ctx *c, const char **out, size_t cap,
    const char *const *argv) MUST_CHECK;

#endif
