/* SPDX-License-Identifier: ISC */
#include "indexer/run/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
progress_begin(struct progress *p, const struct log *log, bool on)
{
	memset(p, 0, sizeof(*p));
	p->log = log;
	bar_begin(&p->bar, on);
}

/* How far and how fast, since we began. */
struct measure {
	double part, blocks_s, events_s;
	uint64_t lag; /* blocks */
	int64_t eta_s;
};

static struct measure
measure(const struct progress *p, const struct progress_at *at)
{
	double s = bar_seconds(&p->bar);
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

static bool
draw(struct progress *p, const struct progress_at *at, const struct measure *m)
{
	char text[192], behind[BAR_DURATION], eta[BAR_DURATION];

	snprintf(text, sizeof(text),
	    "%" PRIu64 "  %.0f blocks/s %.0f events/s  ETA %s  lag %" PRIu64
	    " (%s)",
	    at->block, m->blocks_s, m->events_s, bar_duration(eta, m->eta_s),
	    m->lag, bar_duration(behind, at->behind_s));
	return bar_draw(&p->bar, m->part, text);
}

void
progress_show(struct progress *p, const struct progress_at *at)
{
	struct measure m;

	if (!bar_due(&p->bar))
		return;
	m = measure(p, at);
	if (!draw(p, at, &m))
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
	bar_end(&p->bar);
}
