/* SPDX-License-Identifier: ISC */
/* The ways in which metadata writes a release date. */
#ifndef DP_COMMON_BASE_RELEASE_DATE_H
#define DP_COMMON_BASE_RELEASE_DATE_H

#include <stdbool.h>

#include "common/base/arena.h"

/*
 * "Tue Mar 03 2020 01:02:03 GMT+0100" (and anything in brackets behind it),
 * "2020-03-03T00:02:03.004Z" (with a fraction) or seconds since 1970 as
 * digits, to UTC as a timestamp cell; NULL for NULL and for anything else.
 * any: RFC 3339 as a whole is read, too.
 */
const char *release_date_cell(struct arena *a, const char *s, bool any);

#endif
