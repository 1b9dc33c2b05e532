/* SPDX-License-Identifier: ISC */
/*
 * One window of blocks: read, decoded, its documents fetched.
 *
 * A window reads while the one before it is committed.  What goes wrong in a
 * block of it (a log that does not decode, a document nobody has) does not
 * spoil the blocks before: these are committed first.
 */
#ifndef DP_INDEXER_RUN_WINDOW_H
#define DP_INDEXER_RUN_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain/chain.h"
#include "chain/contracts.h"
#include "chain/reader.h"
#include "common/base/ctx.h"
#include "common/base/sig.h"
#include "indexer/apply/decode.h"
#include "indexer/docs/docs.h"
#include "indexer/docs/fetch.h"
#include "indexer/run/skip.h"
#include "indexer/run/trouble.h"

struct nodes;

/* What was passed over in blocks of a core chain, and what came of plays. */
struct core_tally {
	size_t unknown;            /* transactions of a kind that is newer */
	size_t plays;              /* that count */
	size_t repeated, stranger; /* that do not: seen before; of nobody */
	size_t untimely, broken;   /* too far from the block's time; no track */
};

/* What all windows of a run share. */
struct source {
	const struct chain *ch;
	struct habits *habits; /* of its node */
	struct fetch *fetch;
	const struct contracts *contracts;
	struct nodes *nodes; /* NULL: Ethereum cannot be asked */
	const struct sig *sig;
	const struct rule_dates *dates;
	struct skip skip;
	uint8_t domain[32]; /* that acts of a core chain are signed in */
	bool plays;         /* its plays count */
	struct core_tally *tally;
	bool receipts; /* never use eth_getLogs */
	/* called while we wait for others: something else may move on */
	void (*meanwhile)(void *arg);
	void *arg;
};

/*
 * The blocks of a window are worked on in stretches, mostly one: documents
 * are large, so only so many of them are in memory at once.
 */
struct window {
	struct arena *a; /* of what was read */
	const struct chain *ch;
	struct reader rd;          /* numbers are stored ones once read */
	size_t begin, end;         /* the stretch, as indices of rd.blocks */
	struct arena *work;        /* of the stretch */
	struct event_list *events; /* of each block */
	struct docs *docs;
	struct err err;      /* why nothing is behind it; RC_OK: no trouble */
	struct trouble what; /* and where */
};

struct window *window_new(void);
void window_free(struct window *w); /* NULL is fine */
void window_drop(struct window *w); /* give back what was read */

/* Begin to read these blocks of s->ch. */
void window_start(struct window *w, const struct ctx *c, const struct source *s,
    uint64_t from, uint64_t to);

/* Once, until it is read and checked, or a signal asks to stop. */
enum rc window_read(struct ctx *c, struct window *w) MUST_CHECK;
/*
 * Decode the next stretch, which begins behind the last one; false: there is
 * none.  w->err says where it ends early.
 */
bool window_stretch(struct ctx *c, struct window *w, const struct source *s);
/*
 * Until the documents of the stretch are there or given up, or a signal asks
 * to stop.  RC_OK also when w->err says where it ends now.
 */
enum rc window_fetch(struct ctx *c, struct window *w,
    const struct source *s) MUST_CHECK;
/*
 * Block i cannot be indexed, and c->err says why: the stretch ends before it.
 * tx is to blame, NULL: the block as a whole.  c->err is cleared.
 */
void window_fails(struct ctx *c, struct window *w, size_t i,
    const struct chain_tx *tx);

#endif
