/* SPDX-License-Identifier: ISC */
#include "indexer/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/oneshot.h"

#define DRAW_MS 100  /* on a terminal */
#define LINE_MS 5000 /* elsewhere */
#define BAR     24   /* characters */

void
progress_begin(struct progress *p, const struct log *log, bool on)
{
	memset(p, 0, sizeof(*p));
	p->log = log;
	p->on = on;
	p->terminal = isatty(STDERR_FILENO) == 1;
	p->begin_ms = p->shown_ms = now_ms();
}

static void
draw(struct progress *p, double part, double bps, double eps, int64_t eta_s,
    uint64_t block)
{
	char bar[BAR + 1];
	int i;

	for (i = 0; i < BAR; i++)
		bar[i] = i < part * BAR ? '#' : '.';
	bar[BAR] = '\0';
	fprintf(stderr,
	    "\r[%s] %5.1f%%  block %" PRIu64
	    "  %.0f blocks/s  %.0f events/s  ETA %" PRId64 ":%02d:%02d\033[K",
	    bar, part * 100, block, bps, eps, eta_s / 3600,
	    (int)(eta_s / 60 % 60), (int)(eta_s % 60));
	fflush(stderr);
	p->drawn = true;
}

void
progress_show(struct progress *p, uint64_t block, uint64_t head)
{
	int64_t now = now_ms(), ms = now - p->begin_ms;
	uint64_t left = head > block ? head - block : 0;
	double bps, eps, part;
	int64_t eta_s;

	if (!p->on || now - p->shown_ms < (p->terminal ? DRAW_MS : LINE_MS))
		return;
	p->shown_ms = now;
	bps = (double)p->blocks * 1000 / (double)(ms > 0 ? ms : 1);
	eps = (double)p->events * 1000 / (double)(ms > 0 ? ms : 1);
	part = (double)p->blocks / (double)(p->blocks + left);
	eta_s = bps > 0 ? (int64_t)((double)left / bps) : 0;
	if (p->terminal)
		draw(p, part, bps, eps, eta_s, block);
	else
		log_info(p->log,
		    "block=%" PRIu64 " head=%" PRIu64
		    " blocks_s=%.0f events_s=%.0f eta_s=%" PRId64
		    " msg=\"catching up\"",
		    block, head, bps, eps, eta_s);
}

void
progress_end(struct progress *p)
{
	if (p->drawn)
		fputs("\r\033[K", stderr);
	p->drawn = false;
}
