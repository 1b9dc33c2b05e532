/* SPDX-License-Identifier: ISC */
/*
 * How often somebody has done something in this hour, day and week, for all
 * hosts that share a memcached.  The cache is a stranger, but cannot make
 * numbers up; it may show older ones.  Of requests at the same moment some
 * more than the limit may pass.
 */
#ifndef DP_FCGI_SERVE_METER_H
#define DP_FCGI_SERVE_METER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/conf/conf.h"

struct app;

struct meter {
	const char *what; /* names who, and what is done */
	const struct conf_rate *most;
};

enum metered {
	METERED_YES,
	METERED_ENOUGH, /* one of them has had its share */
	METERED_BLIND   /* there is no memcached to count in */
};

/*
 * Once more of all of these, or of none.  *retry_s: seconds until it may be
 * tried again, when it was refused.
 */
enum metered meter_take(struct app *app, const struct meter *v, size_t n,
    unsigned *retry_s);

#endif
