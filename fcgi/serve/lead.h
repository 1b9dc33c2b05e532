/* SPDX-License-Identifier: ISC */
/*
 * One process of the pool makes an answer that all may be given; those who
 * are asked for the same meanwhile wait for it.
 *
 * Who leads holds a record lock on the listening socket, the one thing that
 * all processes of a pool share: at the offset that the key names, of one
 * byte.  It needs no file and no server, and is gone in the moment in which
 * its owner dies.  Two keys at one offset wait for each other for nothing,
 * which is rare and harmless.  Where descriptor 0 cannot be locked everybody
 * makes the answer.
 */
#ifndef DP_FCGI_SERVE_LEAD_H
#define DP_FCGI_SERVE_LEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/span.h"

struct lead {
	int64_t at;  /* offset of the lock */
	bool held;   /* by us, until lead_end() */
	bool waited; /* for another one, who is done, dead, or takes too long */
};

/*
 * Lead, or wait for who leads, at most LIM_LEAD_WAIT_MS.  After waiting the
 * answer is in the cache, or whoever waited makes it himself: nobody waits
 * twice, nor for two leaders.  alone is an offset at which neither is done:
 * what this process could not keep lately, so that waiting for it is in vain.
 */
struct lead lead_begin(struct span key, int64_t alone);
/* Lead, or do not wait: false when another one does.  Where nobody can lead
 * everybody may. */
bool lead_try(struct lead *l, struct span key);
void lead_end(const struct lead *l); /* whether it is held or not */

#endif
