/* SPDX-License-Identifier: ISC */
/*
 * Plays that a core chain tells, in the transaction of its blocks: same blocks,
 * same order, and after a crash again with them.
 *
 * The chain takes plays from everybody, as often as they are sent.  So a
 * transaction counts once, when a registered node has signed it (or whoever,
 * by setting), and a play when it names a track and was heard about when the
 * block was made.
 */
#ifndef DP_INDEXER_RUN_PLAYS_H
#define DP_INDEXER_RUN_PLAYS_H

#include "indexer/run/window.h"

/* Find out who signed the plays of b. */
void plays_read(struct ctx *c, const struct source *s,
    const struct chain_block *b);

/* Write those of n blocks, in the transaction under way; *sum: what came. */
enum rc plays_write(struct ctx *c, const struct source *s,
    struct core_tally *sum, const struct chain_block *b, size_t n) MUST_CHECK;

void plays_count(struct core_tally *all, const struct core_tally *some);
/* At the end of a run: what was passed over, and why. */
void plays_tell(const struct ctx *c, const struct core_tally *t);

#endif
