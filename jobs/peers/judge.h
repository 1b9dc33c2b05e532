/* SPDX-License-Identifier: ISC */
/*
 * Which state a peer is in.  A pass shows one; a state changes only when enough
 * passes in a row show the same other one, so that nobody flaps.
 */
#ifndef DP_JOBS_PEERS_JUDGE_H
#define DP_JOBS_PEERS_JUDGE_H

#include <stdbool.h>

#define PHI_SUSPECT 4.0
#define PHI_DOWN    8.0
#define FORKS_MOST  6 /* passes in a row with another block than ours */

enum peer_state {
	PEER_UP,
	PEER_SUSPECT,  /* silent for longer than is usual */
	PEER_DOWN,     /* silent for much longer */
	PEER_BEHIND,   /* more blocks behind than a healthy node may be */
	PEER_DIVERGED, /* its rows are not ours, behind the same block */
	PEER_LEFT,     /* no longer registered, nor named by our operator */
	PEER_STATES
};

/* What became of comparing digests. */
enum verdict {
	VERDICT_UNASKED,
	VERDICT_EQUAL,
	VERDICT_DIFFERS,
	VERDICT_FORK,   /* it has another block at that height */
	VERDICT_FORGED, /* what it said has not been signed by its wallet */
	VERDICT_NONE    /* it, or we, keep none that could be compared */
};

/* What a pass has seen of it. */
struct seen {
	bool is_listed;
	bool heard;
	double phi;
	bool is_behind;
	enum verdict verdict;
	unsigned forks; /* passes in a row, this one included */
};

struct judged {
	enum peer_state state, turn; /* turn: what it may be turning to */
	unsigned turns;              /* passes in a row that showed turn */
};

const char *peer_state_name(enum peer_state s);
const char *verdict_name(enum verdict v); /* NULL: unasked */
/* False: no name of one. */
bool peer_state_find(enum peer_state *s, const char *name);

/* Has the state changed? */
bool judge(struct judged *j, const struct seen *s);

#endif
