/* SPDX-License-Identifier: ISC */
/*
 * Log lines: one event, one line, to stderr, "key=value" pairs, time left to
 * the journal.  fmt gives the pairs between "lvl= prog= run=" and the end:
 *
 *	log_info(&c->log, "from=%u to=%u msg=\"window done\"", from, to);
 *
 * Control bytes are escaped; a line over 4096 bytes is cut and ends in "...".
 *
 * When stderr is the journal (JOURNAL_STREAM names it) the line begins with
 * its priority as sd-daemon(3) has it: err 3, warn 4, info 5, debug 7.  Info
 * is a notice there, one above what systemd says of each start and end of a
 * unit, so that a unit can leave those out.
 */
#ifndef DP_COMMON_BASE_LOG_H
#define DP_COMMON_BASE_LOG_H

#include <stdbool.h>

#include "common/base/attr.h"

enum log_level {
	LOG_LEVEL_ERR,
	LOG_LEVEL_WARN, /* it works, and somebody should look */
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};

struct log {
	const char *prog; /* "index", "fcgi", ...; static text */
	char run[9];      /* of this process, hexadecimal; "" leaves it out */
	enum log_level level;
	bool journal; /* lines begin with their priority */
};

/* Name this process: run is made from time and pid.  Looks at stderr. */
void log_init(struct log *l, const char *prog, enum log_level level);
/* "err", "warn", "info", "debug" and the original's words.  0 or -1. */
int log_level_parse(enum log_level *level, const char *s) MUST_CHECK;

void log_err(const struct log *l, const char *fmt, ...) PRINTF(2, 3);
void log_warn(const struct log *l, const char *fmt, ...) PRINTF(2, 3);
void log_info(const struct log *l, const char *fmt, ...) PRINTF(2, 3);
void log_debug(const struct log *l, const char *fmt, ...) PRINTF(2, 3);

#endif
