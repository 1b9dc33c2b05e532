/* SPDX-License-Identifier: ISC */
/* What systemd says of our units; anybody may ask. */
#ifndef DP_WATCH_UNITS_H
#define DP_WATCH_UNITS_H

#include "common/base/ctx.h"

struct unit {
	const char *name;   /* "discprov-index.timer" */
	const char *load;   /* "loaded", "not-found" */
	const char *active; /* "active", "failed", "inactive" */
	const char *sub;    /* "running", "waiting" */
};

struct units {
	struct unit *v;
	size_t n; /* 0: no systemd, or nothing of ours */
};

void units_read(struct ctx *c, struct units *u);
/* NULL: systemd does not know it. */
const struct unit *units_find(const struct units *u, const char *name);
bool unit_is_active(const struct units *u, const char *name);
/* How many names begin so and are active. */
size_t units_active(const struct units *u, const char *begin);

#endif
