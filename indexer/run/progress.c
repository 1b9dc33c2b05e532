/* SPDX-License-Identifier: ISC */
#include "indexer/run/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
progress_begin(struct progress *p, const struct log *log, bool on)
{
	memset(p, 0, sizeof(*p));
	bar_begin(&p->bar, log, on, "catching up", "blocks", 0);
}

/* All is what was done in this run, and what is left of it. */
void
progress_show(struct progress *p, const struct progress_at *at)
{
	uint64_t left = at->last > at->block ? at->last - at->block : 0;
	uint64_t lag = at->head > at->block ? at->head - at->block : 0;
	char words[64], pairs[160], behind[BAR_DURATION];

	if (!bar_due(&p->bar))
		return;
	snprintf(words, sizeof(words), "lag %" PRIu64 " (%s)", lag,
	    bar_duration(behind, at->behind_s));
	snprintf(pairs, sizeof(pairs),
	    "block=%" PRIu64 " head=%" PRIu64 " lag=%" PRIu64 " lag_s=%" PRId64
	    " events_s=%.0f",
	    at->block, at->head, lag, at->behind_s,
	    (double)p->events / bar_seconds(&p->bar));
	bar_show(&p->bar, (double)p->blocks, (double)(p->blocks + left), words,
	    pairs);
}

void
progress_end(struct progress *p)
{
	bar_end(&p->bar);
}
