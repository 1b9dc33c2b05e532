/* SPDX-License-Identifier: ISC */
/*
 * What time it is, and whether it is time to stop.  Everything that waits
 * asks both, so that a program ends soon after it was told to.
 */
#ifndef DP_COMMON_BASE_CLOCK_H
#define DP_COMMON_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

int64_t now_ms(void); /* monotonic */
int64_t now_us(void); /* the same clock, for short times */
int64_t wall_s(void); /* Unix time */

/*
 * From now on SIGTERM and SIGINT ask to stop, SIGUSR1 asks how far we are, and
 * SIGPIPE is nothing.
 */
void stop_catch(void);
/* Has SIGTERM or SIGINT arrived?  With the next one, all that is mutable of the
   product's own. */
bool stop_asked(void);
/* Has SIGUSR1 arrived since the last time that this was asked? */
bool tell_asked(void);

#endif
