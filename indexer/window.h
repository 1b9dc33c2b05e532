/* SPDX-License-Identifier: ISC */
/*
 * One window of blocks: read, decoded, its documents fetched.
 *
 * A window reads while the one before it is committed.  What goes wrong in a
 * block of it (a log that does not decode, a document nobody has) does not
 * spoil the blocks before: these are committed first.
 */
#ifndef DP_INDEXER_WINDOW_H
#define DP_INDEXER_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/ctx.h"
#include "common/sig.h"
#include "indexer/contracts.h"
#include "indexer/docs.h"
#include "indexer/events.h"
#include "indexer/fetch.h"
#include "indexer/publish.h"
#include "indexer/reader.h"
#include "indexer/skip.h"

/* What all windows of a run share. */
struct source {
	struct rpc *rpc;
	struct fetch *fetch;
	const struct contracts *contracts;
	const struct sig *sig;
	struct skip skip;
	bool receipts; /* never use eth_getLogs */
	/* called while we wait for others: something else may move on */
	void (*meanwhile)(void *arg);
	void *arg;
};

struct window {
	struct arena *a; /* everything of this window */
	struct reader rd;
	struct event_list *events; /* of each block */
	struct docs *docs;
	size_t n;            /* blocks that can be applied */
	size_t nevents;      /* in them */
	struct err err;      /* why it ends there; RC_OK: it does not */
	struct trouble what; /* and where */
};

struct window *window_new(void);
void window_free(struct window *w); /* NULL is fine */

/* Begin to read these blocks. */
void window_start(struct window *w, const struct ctx *c, const struct source *s,
    uint64_t from, uint64_t to);

/*
 * Until it is read and decoded, or a signal asks to stop.  RC_OK also when
 * w->err says where the window ends early.
 */
enum rc window_read(struct ctx *c, struct window *w,
    const struct source *s) MUST_CHECK;
/* Until its documents are there or given up; w->err as above. */
enum rc window_fetch(struct ctx *c, struct window *w,
    const struct source *s) MUST_CHECK;

#endif
