/* SPDX-License-Identifier: ISC */
/*
 * What the handlers of events share: the block they are in, rows, and how an
 * event leaves its mark on a row or is turned away.
 *
 * Memory of c->a lives as long as the rows.
 */
#ifndef DP_INDEXER_APPLY_APPLY_H
#define DP_INDEXER_APPLY_APPLY_H

#include <stddef.h>
#include <stdint.h>

#include "chain/block.h"
#include "common/base/ctx.h"
#include "indexer/apply/decode.h"
#include "indexer/rows/rows.h"

struct nodes;
struct rule_dates;

struct apply {
	struct ctx *c; /* c->a is of the rows */
	struct rows *rows;
	const struct sig *sig;
	struct arena *scratch; /* of one event of EntityManager */
	struct arena *page;    /* of one document that waits on disk */
	struct nodes *nodes;   /* NULL: Ethereum cannot be asked */
	const struct rule_dates *dates;
	const struct chain_block *b;
	/* of the block, as cells */
	const char *blockhash, *blocknumber, *time;
	unsigned batch;         /* a number for each batch of each block */
	const struct event *at; /* being applied; NULL: none */
	size_t tx_base;         /* bytes of rows when its transaction began */
	size_t base;            /* bytes of rows when they were loaded */
	/*
	 * Memory is short, and these events are left of a batch whose rows may
	 * be forgotten: write them, and begin anew.
	 */
	enum rc (*portion)(void *arg, const struct event *rest, size_t n);
	void *portion_arg;
	struct arena *block; /* of what is remembered of the block */
	struct rows *once;   /* there; NULL: nothing yet */
	size_t rejected;
};

/*
 * Begin a block; then batch by batch its events.  *culprit is the event that
 * failed; NULL: the block as a whole did.  RC_ROOM: its rows are too many;
 * *culprit is an event of the transaction that made a good part of them, if
 * there is one, and ap->at the one that found no more room.
 */
enum rc apply_block(struct apply *ap, const struct chain_block *b,
    const struct event_list *list, const struct event **culprit) MUST_CHECK;

/* Is it time to write the rows there are, and to forget them? */
bool apply_is_half_full(const struct apply *ap);

/*
 * Is this key heard for the first time in this block?  Rows do not tell, as
 * they may have been forgotten meanwhile.
 */
bool apply_first(struct apply *ap, enum table_id t, const char *const *key);

/*
 * Is there room for more rows?  See rows_room(); asked after each event, and
 * by handlers in loops whose length others choose.
 */
enum rc apply_room(struct apply *ap) MUST_CHECK;

/*
 * Turn an event away for what it says: its transaction is recorded as
 * skipped (level node), everything else goes on.
 */
enum rc apply_reject(struct apply *ap, const struct event *e, const char *why);
/* Record a transaction of the block, or with "commit" all of it. */
void apply_skip(struct apply *ap, const char *txhash, const char *level);

/*
 * Row of a table with block columns: the first accepted event of a batch
 * writes block and transaction into it.
 */
void apply_touch(struct apply *ap, const struct event *e, struct row *r);

/* Unix seconds as a cell; before year 10000. */
const char *apply_time(struct arena *a, int64_t seconds);

/* Arguments as cells. */
const char *apply_id(struct apply *ap, const struct event *e, size_t i);
const char *apply_text(struct apply *ap, const struct event *e, size_t i);
const char *apply_bool(const struct event *e, size_t i);
const char *apply_cid(struct apply *ap, const struct event *e, size_t i);
const char *apply_address(struct apply *ap, const struct event *e, size_t i);
/* "{1,2,3}" */
const char *apply_ids(struct apply *ap, const struct event *e, size_t i);

#endif
