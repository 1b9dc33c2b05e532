/* SPDX-License-Identifier: ISC */
/* Points in time as users write them (ISO 8601). */
#ifndef DP_INDEXER_EM_TIME_H
#define DP_INDEXER_EM_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "common/arena.h"

struct em_time {
	int64_t s;  /* since 1970, UTC */
	int32_t us; /* 0..999999 */
};

/*
 * "2025-01-31", or with a time behind "T" or a blank: "12:30", "12:30:59",
 * "12:30:59.123456"; then nothing, "Z", "+01:00", "+0100" or "+01".  Without
 * a zone it is UTC.  What PostgreSQL prints is read as well.
 */
bool em_time_read(struct em_time *t, const char *s);
/* As a timestamp cell; NULL outside the years 1 to 9999. */
const char *em_time_cell(struct arena *a, const struct em_time *t);
int em_time_cmp(const struct em_time *x, const struct em_time *y);

#endif
