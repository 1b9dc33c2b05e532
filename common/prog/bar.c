/* SPDX-License-Identifier: ISC */
#include "common/prog/bar.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/clock.h"

#define DRAW_MS   100   /* on a terminal */
#define LINE_MS   5000  /* elsewhere */
#define SEEN_MS   500   /* between two moments that are remembered */
#define WINDOW_MS 60000 /* the rate is that of the last minute */
#define BAR       10    /* characters */
#define DAY       86400

void
bar_begin(struct bar *b, const struct log *log, bool on, const char *what,
    const char *unit, double done)
{
	memset(b, 0, sizeof(*b));
	b->log = log;
	b->what = what;
	b->unit = unit;
	b->on = on;
	b->terminal = isatty(STDERR_FILENO) == 1;
	b->begin_ms = b->shown_ms = now_ms();
	b->seen[0].ms = b->begin_ms;
	b->seen[0].done = done;
	b->nseen = 1;
}

double
bar_seconds(const struct bar *b)
{
	int64_t now = now_ms();

	return (double)(now > b->begin_ms ? now - b->begin_ms : 1) / 1000;
}

bool
bar_due(struct bar *b)
{
	int64_t now = now_ms();

	b->asked |= tell_asked();
	if (!b->asked &&
	    (!b->on || now - b->shown_ms < (b->terminal ? DRAW_MS : LINE_MS)))
		return false;
	b->shown_ms = now;
	return true;
}

/* The rate. */

static void
forget(struct bar *b, size_t n)
{
	memmove(b->seen, b->seen + n, (b->nseen - n) * sizeof(b->seen[0]));
	b->nseen -= n;
}

/*
 * Moments that are too old make room, but one of them stays to count from.  The
 * time before anything has moved says nothing about how fast it goes.
 */
static void
remember(struct bar *b, int64_t ms, double done)
{
	bool first = b->nseen == 1 && !b->moved;
	size_t old = 0;

	if (ms - b->seen[b->nseen - 1].ms < SEEN_MS ||
	    (first && done <= b->seen[0].done))
		return;
	if (b->nseen == 2 && !b->moved && done > b->seen[1].done) {
		forget(b, 1);
		b->moved = true;
	}
	while (old + 1 < b->nseen && ms - b->seen[old + 1].ms >= WINDOW_MS)
		old++;
	if (old == 0 && b->nseen == BAR_SEEN)
		old = 1;
	forget(b, old);
	b->seen[b->nseen].ms = ms;
	b->seen[b->nseen++].done = done;
}

struct bar_sight
bar_look(struct bar *b, int64_t ms, double done, double all)
{
	struct bar_sight s = { .part = 1, .eta_s = BAR_UNKNOWN };
	double moved, took;

	remember(b, ms, done);
	moved = done - b->seen[0].done;
	took = (double)(ms > b->seen[0].ms ? ms - b->seen[0].ms : 1) / 1000;
	if (all > 0 && done < all)
		s.part = done / all;
	s.rate = moved > 0 ? moved / took : 0;
	if (done >= all)
		s.eta_s = 0;
	else if (s.rate > 0)
		s.eta_s = (int64_t)((all - done) / s.rate + 0.5);
	return s;
}

/* The line. */

/* "812", "81.2k", "4.1G" */
static const char *
scaled(char buf[16], double n)
{
	static const char units[] = " kMGT";
	size_t u = 0;

	if (n >= 100000)
		for (; n >= 1000 && u + 1 < sizeof(units) - 1; u++)
			n /= 1000;
	if (u == 0)
		snprintf(buf, 16, "%.*f",
		    n > 0 && n < 10 && n != (double)(int64_t)n, n);
	else
		snprintf(buf, 16, "%.*f%c", n < 100, n, units[u]);
	return buf;
}

void
bar_line(char *buf, size_t cap, const struct bar *b, const struct bar_sight *s,
    double done, double all, const char *words)
{
	char bar[BAR + 1], d[16], of[16], rate[16], eta[BAR_DURATION] = "?";
	int i;

	for (i = 0; i < BAR; i++)
		bar[i] = i < s->part * BAR ? '#' : '.';
	bar[BAR] = '\0';
	if (s->eta_s != BAR_UNKNOWN)
		bar_duration(eta, s->eta_s);
	(void)snprintf(buf, cap, "[%s] %.1f%%  %s/%s %s  %s/s  ETA %s%s%s", bar,
	    s->part * 100, scaled(d, done), scaled(of, all), b->unit,
	    scaled(rate, s->rate), eta, *words != '\0' ? "  " : "", words);
}

/* A line that is too long would not be written over. */
static int
columns(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1
		   ? w.ws_col - 1
		   : 79;
}

static void
log_it(const struct bar *b, const struct bar_sight *s, double done, double all,
    const char *pairs)
{
	char eta[24] = "?";

	if (s->eta_s != BAR_UNKNOWN)
		snprintf(eta, sizeof(eta), "%" PRId64, s->eta_s);
	log_info(b->log,
	    "part=%.3f done=%.0f all=%.0f unit=%s rate=%.1f eta_s=%s%s%s "
	    "msg=\"%s\"",
	    s->part, done, all, b->unit, s->rate, eta,
	    *pairs != '\0' ? " " : "", pairs, b->what);
}

void
bar_show(struct bar *b, double done, double all, const char *words,
    const char *pairs)
{
	struct bar_sight s = bar_look(b, now_ms(), done, all);
	char line[256];

	if (b->terminal)
		bar_line(line, sizeof(line), b, &s, done, all, words);
	if (b->asked && b->terminal) {
		bar_end(b);
		fprintf(stderr, "%.*s\n", columns(), line);
	}
	if (b->terminal && b->on) {
		fprintf(stderr, "\r%.*s\033[K", columns(), line);
		fflush(stderr);
		b->drawn = true;
	}
	if (!b->terminal)
		log_it(b, &s, done, all, pairs);
	b->asked = false;
}

void
bar_end(struct bar *b)
{
	if (b->drawn)
		fputs("\r\033[K", stderr);
	b->drawn = false;
}

const char *
bar_duration(char buf[BAR_DURATION], int64_t s)
{
	int n = 0;

	if (s >= DAY)
		n = snprintf(buf, BAR_DURATION, "%" PRId64 "d ", s / DAY);
	snprintf(buf + n, BAR_DURATION - (size_t)n, "%02d:%02d:%02d",
	    (int)(s % DAY / 3600), (int)(s / 60 % 60), (int)(s % 60));
	return buf;
}
