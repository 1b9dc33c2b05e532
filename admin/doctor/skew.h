/* SPDX-License-Identifier: ISC */
/* Clocks that differ. */
#ifndef DP_ADMIN_DOCTOR_SKEW_H
#define DP_ADMIN_DOCTOR_SKEW_H

#include <stdint.h>

#define SKEW_S 30 /* more than this is no matter of the way */

/*
 * Zones differ by quarters of an hour: a clock that is off by some of them was
 * set to another zone's time.  ": ..." or "".
 */
static inline const char *
skew_hint(int64_t off_s)
{
	int64_t rest = off_s % 900;

	return off_s >= 1800 && (rest <= SKEW_S || rest >= 900 - SKEW_S)
		   ? ": a whole number of quarters of an hour, as by a wrong "
		     "time zone (timedatectl set-timezone UTC; timedatectl "
		     "set-local-rtc 0)"
		   : "";
}

#endif
