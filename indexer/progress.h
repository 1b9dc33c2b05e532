/* SPDX-License-Identifier: ISC */
/*
 * How far a catch-up is: one line that is written over on a terminal, a log
 * line now and then elsewhere.
 */
#ifndef DP_INDEXER_PROGRESS_H
#define DP_INDEXER_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/log.h"

struct progress {
	const struct log *log;
	bool on, terminal, drawn;
	int64_t begin_ms, shown_ms;
	uint64_t first;          /* block we began with */
	uint64_t blocks, events; /* done in this run */
};

void progress_begin(struct progress *p, const struct log *log, bool on);
/* block is the last one done, head the last one there is. */
void progress_show(struct progress *p, uint64_t block, uint64_t head);
void progress_end(struct progress *p); /* leaves the terminal's line */

#endif
