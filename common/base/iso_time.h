/* SPDX-License-Identifier: ISC */
/* Points in time as others write them (ISO 8601). */
#ifndef DP_COMMON_BASE_ISO_TIME_H
#define DP_COMMON_BASE_ISO_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"

struct iso_time {
	int64_t s;  /* since 1970, UTC */
	int32_t us; /* 0..999999 */
};

/*
 * "2025-01-31", or with a time behind "T" or a blank: "12:30", "12:30:59",
 * "12:30:59.123456"; then nothing, "Z", "+01:00", "+0100" or "+01".  Without
 * a zone it is UTC.  What PostgreSQL prints is read as well.
 */
bool iso_time_read(struct iso_time *t, const char *s);
/*
 * Only what RFC 3339 allows: seconds and a zone ("Z" or "+01:00") must be
 * there; "t" and "z" are as good as "T" and "Z".
 */
bool iso_time_rfc3339(struct iso_time *t, const char *s);
/*
 * A point in time as programs write it into messages: date and clock with
 * seconds, "T", "t" or a blank between them, and any form of zone: "Z", "z",
 * "UTC", "GMT", "+01", "+0130", "+01:30", "+01:30:15", a blank before it or
 * not.  Without a zone it is UTC.
 */
bool iso_time_stamp(struct iso_time *t, const char *s);
/* As a timestamp cell; NULL outside the years 1 to 9999. */
const char *iso_time_cell(struct arena *a, const struct iso_time *t);
int iso_time_cmp(const struct iso_time *x, const struct iso_time *y);

#endif
