/* SPDX-License-Identifier: ISC */
/*
 * How far long work has got: a bar that is drawn again and again on a
 * terminal; elsewhere the caller's log line now and then.
 */
#ifndef DP_COMMON_PROG_BAR_H
#define DP_COMMON_PROG_BAR_H

#include <stdbool.h>
#include <stdint.h>

#define BAR_DURATION 32 /* bytes of one as text */

struct bar {
	bool on, terminal, drawn;
	int64_t begin_ms, shown_ms;
};

void bar_begin(struct bar *b, bool on);  /* off: never due */
double bar_seconds(const struct bar *b); /* since then; above 0 */

/* Is it time to show something?  Then say so with bar_draw(). */
bool bar_due(struct bar *b);
/* part is 0 to 1, text stands behind it.  False: no terminal, log a line. */
bool bar_draw(struct bar *b, double part, const char *text);
/* Take it away, before anything else is written. */
void bar_end(struct bar *b);

/* "1d 04:07:09" */
const char *bar_duration(char buf[BAR_DURATION], int64_t s);

#endif
