/* SPDX-License-Identifier: ISC */
/*
 * From logs to events in the order in which they are handled.
 *
 * One row per event we read says which arguments are ids, and who handles it.
 * Within a block: by batch; within a batch by transaction; within a transaction
 * by the row of the event, then by log.  A log counts only when its transaction
 * was sent to the contract that emitted it (and not to another one that
 * emits the same topic).
 */
#ifndef DP_INDEXER_APPLY_DECODE_H
#define DP_INDEXER_APPLY_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"
#include "chain/block.h"
#include "chain/contracts.h"
#include "common/base/ctx.h"

struct apply;
struct event;
struct meta;
struct rows;

/* Contracts in the order in which a block's events are applied. */
enum batch {
	BATCH_USERS,
	BATCH_TRACKS,
	BATCH_SOCIAL,
	BATCH_PLAYLISTS,
	BATCH_LIBRARY,
	BATCH_URSM,
	BATCH_BLACKLIST,
	BATCH_ENTITY_MANAGER,
	BATCH__MAX
};

struct event_row {
	enum abi_event_id event;
	unsigned not_ids; /* bit i: argument i is a uint256 but no id */
	int cid_arg;      /* argument that names a document, or -1 */
	/* names the rows that apply will ask for; may be NULL */
	void (*want)(struct rows *rs, const struct event *e);
	enum rc (*apply)(struct apply *ap, const struct event *e);
};

/* Before the events of a batch, which stand side by side; may be NULL. */
typedef enum rc batch_prepare_fn(struct apply *ap, const struct event *e,
    size_t n);

extern const enum batch events_batch[ABI_CONTRACT__MAX];
extern batch_prepare_fn *const batch_prepare[BATCH__MAX];
extern const struct event_row events_row[];
extern const size_t events_nrows;

/* Which events have a row. */
void events_read(bool reads[ABI_EVENT__MAX]);

struct event {
	const struct event_row *row;
	const struct abi_event *abi;
	const struct chain_tx *tx;
	size_t txpos; /* place of tx in the order of transactions */
	uint32_t logindex;
	struct abi_value *arg; /* abi->nparams */
	const char *bad;       /* an id that does not fit: why; else NULL */
	struct meta *meta;     /* the document it names, or NULL */
	/* of a core chain, see acts.h; else both are NULL */
	const char *forged; /* why it is nobody's */
	const char *act;    /* what it is known by, a cell */
	bool is_past;       /* of what was before the chain: laxer rules */
};

struct event_list {
	struct event *e;
	size_t n;
};

/* Which transactions are left out, whoever says so (skip.h). */
typedef bool events_skip_fn(const void *arg, const uint8_t txhash[32]);

/*
 * The events of b in order, memory of c->a.  Transactions are taken by hash
 * when by_hash, else by index.  Logs of topics we do not read are passed
 * over.  RC_DATA: a log does not decode; *culprit is its transaction.
 */
enum rc events_decode(struct ctx *c, struct event_list *list,
    const struct chain_tx **culprit, const struct contracts *k,
    const struct chain_block *b, bool by_hash, events_skip_fn *skip,
    const void *skip_arg) MUST_CHECK;

/* The row of an event that has one. */
const struct event_row *event_row_of(enum abi_event_id id);
/* Ids that do not fit their columns make it bad. */
void event_check_ids(struct ctx *c, struct event *e);

static inline enum batch
event_batch(const struct event *e)
{
	return events_batch[e->abi->contract];
}

/* Argument i as an id; only for events whose bad is NULL. */
int64_t event_id(const struct event *e, size_t i);

/*
 * Argument i, a digest, as a content id.  Track events name the hash function
 * in the argument behind it; the real length of the digest counts, whatever
 * they say of it.
 */
const char *event_cid(struct arena *a, const struct event *e, size_t i);

#endif
