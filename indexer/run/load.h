/* SPDX-License-Identifier: ISC */
/* Bring in at once the rows that events will ask for. */
#ifndef DP_INDEXER_RUN_LOAD_H
#define DP_INDEXER_RUN_LOAD_H

#include <stddef.h>

#include "indexer/apply/apply.h"

/*
 * For the events of blocks list[0..n): as many whole blocks as fit into
 * LIM_ROWS_AHEAD, at least one; returns in *n how many.  What is left out is
 * loaded when it is asked for, one by one.
 */
enum rc load_blocks(struct apply *ap, const struct event_list *list,
    size_t *n) MUST_CHECK;

#endif
