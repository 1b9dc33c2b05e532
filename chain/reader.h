/* SPDX-License-Identifier: ISC */
/*
 * Reads a range of blocks and believes nothing: little is asked, everything
 * is checked.
 *
 * Headers come in batches, the logs of our contracts by one eth_getLogs over
 * the range, full blocks only where logs are (the "to" of a transaction
 * stands nowhere else).  Ranges whose logs the node refuses are asked for in
 * parts: as the node suggests, or in halves.
 *
 * Checked are: each header's hash (VERIFY_HEADERS), the number asked for, the
 * hash link to the parent, that time does not run backwards, each log's block
 * hash, address, order and place in its block, and that the block's bloom
 * filter does not deny it.  A block is read again by receipts when its filter
 * has one of our (address, topic) pairs that no log has, when the numbers of
 * its logs have a gap, and when a transaction to a contract of ours has no log
 * or a log of ours is of a transaction that goes elsewhere.
 *
 * Without eth_getLogs the filters, which the hashes prove, say which blocks are
 * read by receipts.  So it is when receipts have to prove themselves
 * (VERIFY_RECEIPTS): they must be those of the header's receiptsRoot.  With
 * VERIFY_TRANSACTIONS these blocks are also read in full, and their
 * transactions must be those of transactionsRoot.
 */
#ifndef DP_CHAIN_READER_H
#define DP_CHAIN_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "chain/block.h"
#include "chain/contracts.h"
#include "chain/stride.h"
#include "common/base/ctx.h"
#include "common/net/rpc.h"

/* What a run learns of the node it reads from. */
struct habits {
	size_t node;        /* which one: another one has its own */
	struct stride logs; /* of one eth_getLogs */
	bool no_logs;       /* it does not know eth_getLogs */
	bool no_block_receipts;
	struct stride heights; /* of one GetBlocks */
	unsigned quiet;        /* ranges to come without another node's word */
	unsigned hidden;       /* the same without headers */
	bool is_told;          /* that it shows none */
};

struct reader {
	uint64_t from, to;          /* block numbers */
	struct chain_block *blocks; /* to - from + 1, when done without error */
	size_t n;
	size_t nlogs;
	bool done;
	bool bare; /* nothing but headers was asked for */
	enum conf_verify verify;
	bool too_much;          /* the error: fewer blocks will do */
	bool disputed;          /* the error: no other node will help */
	struct rpc_group g;     /* error in g.c.err */
	struct rpc_group other; /* what another node is asked */

	/* private */
	struct rpc *r;
	const struct contracts *k;
	struct habits *habits;
	bool no_logs;   /* eth_getLogs is not asked */
	bool *doubtful; /* by block: read it by receipts */
	/* by block, NULL for most: its transactions, to be confirmed */
	struct chain_tx **odd;
	size_t held; /* bytes read, about */
	void (*next)(struct reader *rd);
};

void habits_init(struct habits *h);

struct reader_want {
	uint64_t from, to; /* the node's numbers */
	enum conf_verify verify;
	bool receipts; /* never use eth_getLogs */
	bool bare;     /* the headers are enough */
};

/*
 * Begin to read; results are memory of a, which must not be reset before
 * reader_wait() came back.  c gives configuration and log only.
 */
void reader_start(struct reader *rd, const struct ctx *c, struct arena *a,
    struct rpc *r, struct habits *h, const struct contracts *k,
    const struct reader_want *want);

/*
 * Until all is read and checked, or a signal asks to stop: then rd->done is
 * false.  RC_UPSTREAM or RC_DATA as rpc.h says; with rd->too_much these
 * blocks hold more than LIM_WINDOW_READ.
 */
enum rc reader_wait(struct ctx *c, struct reader *rd) MUST_CHECK;

/* Give up; nothing writes into the arena any more. */
void reader_cancel(struct reader *rd);

/* So many bytes more are kept: is that too much? */
enum rc reader_hold(struct ctx *c, struct reader *rd, size_t bytes) MUST_CHECK;

/* So many bytes more are to be proven in one block: is that too much? */
enum rc reader_proof_room(struct ctx *c, size_t *sum, size_t bytes) MUST_CHECK;

/* Does the log fit its block?  RC_DATA names the rule. */
enum rc reader_check_log(struct ctx *c, const struct chain_block *b,
    const struct chain_log *l) MUST_CHECK;

#endif
