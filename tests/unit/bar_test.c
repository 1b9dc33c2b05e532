/* SPDX-License-Identifier: ISC */
/*
 * How far long work is: on an even load the end is foreseen within a tenth from
 * thirty seconds on, however unevenly its parts arrive; and it fits a line.
 */
#include "common/prog/bar.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "tests/tap.h"

/* The worst error of the forecast from 30 s on, in parts of what was left. */
static double
worst(int64_t total_ms, int64_t step_ms, int64_t lump_ms, int64_t noise_ms)
{
	struct log log = { 0 };
	double done, left, off, max = 0;
	struct bar_sight s;
	struct bar b;
	int64_t t, at;

	bar_begin(&b, &log, false, "x", "rows", 0);
	srand(7);
	for (t = step_ms; t < total_ms; t += step_ms) {
		/* what is done comes in lumps, and a little early or late */
		at = t / lump_ms * lump_ms + rand() % (2 * noise_ms + 1) -
		     noise_ms;
		done = (double)at * 57 / 1000;
		s = bar_look(&b, b.begin_ms + t, done,
		    (double)total_ms * 57 / 1000);
		left = (double)(total_ms - t) / 1000;
		if (t < 30000 || left < 30)
			continue;
		off = fabs((double)s.eta_s - left) / left;
		max = off > max ? off : max;
	}
	return max;
}

/* The same when nothing moves for the first seconds, shown every five. */
static double
after_wait(int64_t wait_ms)
{
	struct log log = { 0 };
	double left, off, max = 0;
	struct bar_sight s;
	struct bar b;
	int64_t t, end = wait_ms + 100000;

	bar_begin(&b, &log, false, "x", "rows", 0);
	for (t = 5000; t < end; t += 5000) {
		s = bar_look(&b, b.begin_ms + t,
		    t > wait_ms ? (double)(t - wait_ms) : 0, 100000);
		left = (double)(end - t) / 1000;
		off = fabs((double)s.eta_s - left) / left;
		if (t >= 30000 && left >= 30 && off > max)
			max = off;
	}
	return max;
}

/* Slower from the middle on: the forecast follows. */
static double
after_change(void)
{
	struct log log = { 0 };
	struct bar_sight s = { 0 };
	double done = 0;
	struct bar b;
	int64_t t;

	bar_begin(&b, &log, false, "x", "rows", 0);
	for (t = 100; t <= 400000; t += 100) {
		done += t < 200000 ? 10 : 1;
		s = bar_look(&b, b.begin_ms + t, done, 30000);
	}
	return s.rate;
}

static void
test_line(void)
{
	struct log log = { 0 };
	struct bar_sight s = { .part = 0.412, .rate = 57, .eta_s = 10 };
	char line[256];
	struct bar b;

	bar_begin(&b, &log, false, "x", "rows", 0);
	bar_line(line, sizeof(line), &b, &s, 412, 1000, "lag 7");
	IS(line, "[#####.....] 41.2%  412/1000 rows  57/s  ETA 00:00:10  lag 7",
	    "a bar, how much, how fast, when");
	s = (struct bar_sight){ .part = 1,
		.rate = 123456789,
		.eta_s = 12345678 };
	bar_line(line, sizeof(line), &b, &s, 98765432109, 98765432109, "lag 7");
	IS(line,
	    "[##########] 100.0%  98.8G/98.8G rows  123M/s  ETA 142d 21:21:18"
	    "  lag 7",
	    "large numbers are short");
	OK(strlen(line) < 80, "and fit in 80 columns");
	s.eta_s = BAR_UNKNOWN;
	s.part = s.rate = 0;
	bar_line(line, sizeof(line), &b, &s, 0, 5, "");
	IS(line, "[..........] 0.0%  0/5 rows  0/s  ETA ?",
	    "what has not moved yet has no end");
}

static void
test_asked(void)
{
	struct log log = { 0 };
	struct bar b;

	stop_catch();
	bar_begin(&b, &log, false, "x", "rows", 0);
	OK(!bar_due(&b), "off: nothing is shown");
	raise(SIGUSR1);
	OK(bar_due(&b), "SIGUSR1 asks for it all the same");
	b.asked = false;
	OK(!bar_due(&b), "once");
}

int
main(void)
{
	OK(worst(600000, 100, 100, 0) < 0.02, "an even load");
	OK(worst(600000, 100, 1000, 1000) < 0.10, "early and late");
	OK(worst(3600000, 500, 3000, 0) < 0.10, "in lumps of three seconds");
	OK(worst(90000, 100, 500, 0) < 0.10, "of a minute and a half");
	OK(after_wait(7000) < 0.10, "behind a slow start");
	OK(after_change() > 9 && after_change() < 11,
	    "the rate is that of the last minute");
	test_line();
	test_asked();
	DONE();
}
