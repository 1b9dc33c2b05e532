/* SPDX-License-Identifier: ISC */
/*
 * How far long work has got, the same for all that takes long: how much of how
 * much is done, how fast it goes, when it ends.  On a terminal a bar that is
 * drawn again and again, elsewhere a log line now and then; and whoever sends
 * SIGUSR1 gets it at once, as a plain line.
 */
#ifndef DP_COMMON_PROG_BAR_H
#define DP_COMMON_PROG_BAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/log.h"

#define BAR_DURATION 32  /* bytes of one as text */
#define BAR_SEEN     128 /* moments that are remembered */
#define BAR_UNKNOWN  (-1)

struct bar {
	const struct log *log;
	const char *what, *unit; /* "importing", "rows" */
	bool on, terminal, drawn, asked;
	bool moved; /* what went before the first movement is forgotten */
	int64_t begin_ms, shown_ms;
	struct {
		int64_t ms;
		double done;
	} seen[BAR_SEEN]; /* the oldest first */
	size_t nseen;
};

/* What can be said of it. */
struct bar_sight {
	double part;   /* 0 to 1 */
	double rate;   /* a second, as it went in the last minute */
	int64_t eta_s; /* BAR_UNKNOWN: nothing has moved yet */
};

/*
 * done: what runs before this one have done.  off: shown only to who asks.
 * Texts are borrowed.
 */
void bar_begin(struct bar *b, const struct log *log, bool on, const char *what,
    const char *unit, double done);
double bar_seconds(const struct bar *b); /* since then; above 0 */

/* Is it time to show something?  Then do so with bar_show(). */
bool bar_due(struct bar *b);
/*
 * So much of so much is done.  words: more for people ("lag 7"); pairs: the
 * same for the log ("lag=7"); both may be "".
 */
void bar_show(struct bar *b, double done, double all, const char *words,
    const char *pairs);
/* Take it away, before anything else is written. */
void bar_end(struct bar *b);

/* What bar_show() shows, at this moment of now_ms(), which is remembered. */
struct bar_sight bar_look(struct bar *b, int64_t ms, double done, double all);
/* "[####......] 41.2%  412/1000 rows  57/s  ETA 00:00:10  words", in cap bytes
 */
void bar_line(char *buf, size_t cap, const struct bar *b,
    const struct bar_sight *s, double done, double all, const char *words);

/* "1d 04:07:09" */
const char *bar_duration(char buf[BAR_DURATION], int64_t s);

#endif
