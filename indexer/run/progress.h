/* SPDX-License-Identifier: ISC */
/* How far a catch-up is; and any other run, for who asks. */
#ifndef DP_INDEXER_RUN_PROGRESS_H
#define DP_INDEXER_RUN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/prog/bar.h"

struct progress {
	struct bar bar;
	uint64_t blocks, events; /* done in this run */
};

/* Where we are. */
struct progress_at {
	uint64_t block;   /* the last one done */
	uint64_t last;    /* to which we go */
	uint64_t head;    /* of the chain */
	int64_t behind_s; /* by the times of these blocks */
};

void progress_begin(struct progress *p, const struct log *log, bool on);
void progress_show(struct progress *p, const struct progress_at *at);
void progress_end(struct progress *p); /* leaves the terminal's line */

#endif
