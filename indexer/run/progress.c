/* SPDX-License-Identifier: ISC */
#include "indexer/run/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/clock.h"

#define DRAW_MS 100  /* on a terminal */
#define LINE_MS 5000 /* elsewhere */
#define BAR     10   /* characters */

#define DAY      86400
#define DURATION 32 /* bytes of one as text */

void
progress_begin(struct progress *p, const struct log *log, bool on)
{
	memset(p, 0, sizeof(*p));
	p->log = log;
	p->on = on;
	p->terminal = isatty(STDERR_FILENO) == 1;
	p->begin_ms = p->shown_ms = now_ms();
}

/* "1d 04:07:09" */
static const char *
duration(char buf[DURATION], int64_t s)
{
	int n = 0;

	if (s >= DAY)
		n = snprintf(buf, DURATION, "%" PRId64 "d ", s / DAY);
	snprintf(buf + n, DURATION - (size_t)n, "%02d:%02d:%02d",
	    (int)(s % DAY / 3600), (int)(s / 60 % 60), (int)(s % 60));
	return buf;
}

/* How far and how fast, since we began. */
struct measure {
	double part, blocks_s, events_s;
	uint64_t lag; /* blocks */
	int64_t eta_s;
};

static struct measure
measure(const struct progress *p, const struct progress_at *at, int64_t now)
{
	double s = (double)(now > p->begin_ms ? now - p->begin_ms : 1) / 1000;
	uint64_t left = at->last > at->block ? at->last - at->block : 0;
	struct measure m = { .blocks_s = (double)p->blocks / s,
		.events_s = (double)p->events / s };

	m.lag = at->head > at->block ? at->head - at->block : 0;
	m.part = p->blocks + left == 0
		     ? 1
		     : (double)p->blocks / (double)(p->blocks + left);
	m.eta_s = m.blocks_s > 0 ? (int64_t)((double)left / m.blocks_s) : 0;
	return m;
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
draw(struct progress *p, const struct progress_at *at, const struct measure *m)
{
	char bar[BAR + 1], line[256], behind[DURATION], eta[DURATION];
	int i;

	for (i = 0; i < BAR; i++)
		bar[i] = i < m->part * BAR ? '#' : '.';
	bar[BAR] = '\0';
	snprintf(line, sizeof(line),
	    "[%s] %.1f%% %" PRIu64 "  %.0f blocks/s %.0f events/s"
	    "  ETA %s  lag %" PRIu64 " (%s)",
	    bar, m->part * 100, at->block, m->blocks_s, m->events_s,
	    duration(eta, m->eta_s), m->lag, duration(behind, at->behind_s));
	fprintf(stderr, "\r%.*s\033[K", columns(), line);
	fflush(stderr);
	p->drawn = true;
}

void
progress_show(struct progress *p, const struct progress_at *at)
{
	int64_t now = now_ms();
	struct measure m;

	if (!p->on || now - p->shown_ms < (p->terminal ? DRAW_MS : LINE_MS))
		return;
	p->shown_ms = now;
	m = measure(p, at, now);
	if (p->terminal)
		draw(p, at, &m);
	else
		log_info(p->log,
		    "block=%" PRIu64 " head=%" PRIu64 " lag=%" PRIu64
		    " lag_s=%" PRId64 " blocks_s=%.0f events_s=%.0f"
		    " eta_s=%" PRId64 " msg=\"catching up\"",
		    at->block, at->head, m.lag, at->behind_s, m.blocks_s,
		    m.events_s, m.eta_s);
}

void
progress_end(struct progress *p)
{
	if (p->drawn)
		fputs("\r\033[K", stderr);
	p->drawn = false;
}
