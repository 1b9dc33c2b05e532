/* SPDX-License-Identifier: ISC */
/*
 * What -t asks of the servers: one log line each, good or bad, with what was
 * seen, or with the setting and the command that help.  Changes nothing.
 */
#ifndef DP_COMMON_PROG_PROBE_H
#define DP_COMMON_PROG_PROBE_H

#include "common/base/ctx.h"

/* What a program uses. */
enum {
	PROBE_WRITER = 1,    /* the database, to write */
	PROBE_READER = 2,    /* the database, to read */
	PROBE_LOCKS = 4,     /* the folder of lock files */
	PROBE_CHAIN = 8,     /* nodes of our chain, or of our two chains */
	PROBE_ETHEREUM = 16, /* nodes of that chain, when they are set */
	PROBE_CACHE = 32     /* memcached servers, when they are set */
};

/*
 * Look at all that uses says.  RC_OK when each is as it should be; of several
 * nodes of a chain one is enough.  Else what the first bad one came to, and
 * how many are bad.
 */
enum rc probe_servers(struct ctx *c, unsigned uses) MUST_CHECK;

#endif
