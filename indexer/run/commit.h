/* SPDX-License-Identifier: ISC */
/* A stretch of blocks to rows, in transactions of whole blocks. */
#ifndef DP_INDEXER_RUN_COMMIT_H
#define DP_INDEXER_RUN_COMMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/run/cursor.h"
#include "indexer/run/window.h"
#include "sql/tables.h"

struct commit_mode {
	bool journal;         /* so that blocks can be undone */
	bool dry;             /* roll back in the end */
	uint64_t single_from; /* each block from this one on is a transaction */
	uint64_t undo_depth;
	/* asked between transactions */
	bool (*go_on)(void *arg);
	void *arg;
};

struct commit_result {
	size_t blocks, logs, events, rows, rejected;
	size_t table[T__MAX]; /* rows by table */
};

/*
 * Apply the blocks of the window's stretch and move cur, transaction by
 * transaction.  Adds to res what was committed.  RC_OK also when a block
 * cannot be indexed: then the blocks before it are committed, and w->err
 * says why.
 */
enum rc commit_window(struct ctx *c, struct window *w, const struct source *s,
    struct cursor *cur, const struct commit_mode *m,
    struct commit_result *res) MUST_CHECK;

#endif
