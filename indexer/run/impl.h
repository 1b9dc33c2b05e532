/* SPDX-License-Identifier: ISC */
/* What run.c, look.c and retry.c share: one run at work. */
#ifndef DP_INDEXER_RUN_IMPL_H
#define DP_INDEXER_RUN_IMPL_H

#include "indexer/apply/since.h"
#include "indexer/run/pace.h"
#include "indexer/run/progress.h"
#include "indexer/run/run.h"

#define AHEAD 4 /* windows of a catch-up that are read at once */

struct state {
	struct ctx *c;
	struct run *run;
	struct sig *sig;
	struct rule_dates dates;
	struct chain chain[CHAINS];
	struct contracts contracts[CHAINS]; /* of each */
	struct habits habits[CHAINS];       /* of its node at work */
	bool known[CHAINS];                 /* they were asked for */
	bool identified;                    /* which chains they are is read */
	size_t nchains;
	struct source src; /* of the chain at work */
	struct core_tally tally;
	struct stride window; /* blocks of one */
	struct abi *abi;
	struct arena *kept; /* what lives as long as the run */
	struct cursor cur;
	bool first_run; /* there is none yet */
	struct chain_block head;
	struct window *queue[AHEAD]; /* at work, and being read already */
	size_t first, n;             /* of them, in a ring */
	size_t max;                  /* how many at once */
	struct pace pace;
	uint64_t next;     /* block behind the last one of them */
	uint64_t limit;    /* last block of a run without catch-up */
	int64_t looked_ms; /* when we have seen the head */
	struct progress progress;
	int64_t begin_us;
	int64_t end_ms; /* soft deadline */
	unsigned failures;
	bool final;   /* trying again at once would not help */
	bool forking; /* at odds with the chain, which may be between minds */
	struct arena *agreed; /* of what other nodes agree on */
};

/* The chain that the next block is taken from has no other one behind it. */
bool run_is_last_chain(const struct state *s);
/*
 * Fill in where we are and where the chain is, and undo what is not of it any
 * more.  A node that is behind, or has seen no block for long, is no reason to
 * wait for it when there are others.
 */
enum rc run_look(struct state *s) MUST_CHECK;
/* The blocks read do not follow ours: somebody has changed its mind. */
enum rc run_forked(struct state *s) MUST_CHECK;

/* Another chain node, if there is one and that may help: rc has failed. */
bool run_next_node(struct state *s, enum rc rc);
/*
 * Wait a little, and clear the error: a catch-up of hours does not give up
 * for a node or a database that stumbles.  False: it does.
 */
bool run_again(struct state *s);
/* A lost connection is made anew; the lock has died with it. */
enum rc run_revive(struct state *s) MUST_CHECK;

/* What is left out from now on by the word of other nodes. */
enum rc run_agreed(struct state *s) MUST_CHECK;
/*
 * A block of w cannot be indexed: note that and ask other nodes.  RC_OK: a
 * catch-up goes on, because what is at fault is left out from now on.
 */
enum rc run_trouble(struct state *s, const struct window *w) MUST_CHECK;

#endif
