/* SPDX-License-Identifier: ISC */
/*
 * How many blocks a window has.  As many as is configured; but where nothing
 * will be undone, windows grow while there is little in them, so that what a
 * transaction costs by itself is shared by more blocks.
 */
#ifndef DP_INDEXER_RUN_PACE_H
#define DP_INDEXER_RUN_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pace {
	uint64_t usual, length; /* blocks */
};

/* Begin again with windows of this length. */
void pace_begin(struct pace *p, uint64_t usual);
/* A window of so many blocks had so many logs. */
void pace_seen(struct pace *p, size_t blocks, size_t logs);

#endif
