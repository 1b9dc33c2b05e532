/* SPDX-License-Identifier: ISC */
/* What the machine and the database look like; at most a minute old. */
#ifndef DP_FCGI_SERVE_MONITOR_H
#define DP_FCGI_SERVE_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/err.h"

#define MONITOR_UNKNOWN (-1)

struct app;

/* Bytes unless the name says otherwise; MONITOR_UNKNOWN when not known. */
struct monitor {
	bool read;
	int64_t at_ms; /* monotonic */
	int64_t cpus;
	int64_t database_size, database_connections;
	int64_t total_memory, used_memory;
	int64_t filesystem_size, filesystem_used;
	int64_t received_per_s, sent_per_s;
	int64_t cache_memory;
	int64_t received, sent; /* since boot, for the next reading */
};

/* Without the database what only it can tell is not known. */
enum rc monitor_refresh(struct app *app, bool database) MUST_CHECK;

#endif
