/* SPDX-License-Identifier: ISC */
/*
 * A day of watching, without a network: nodes that are alive and now and then
 * do not answer, passes ten seconds apart, and what jobs/peers makes of it.
 * Then each of them dies.  Prints a line for each kind of node: how many were
 * called suspect or down in a day while they were alive, and after how many
 * seconds the dead were.
 *
 *	peers_day [NODES [SEED]]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/num.h"
#include "jobs/peers/judge.h"
#include "jobs/peers/phi.h"

#define PASS_MS 10000
#define PASSES  8640 /* of a day */
#define WAIT_MS 4000 /* for an answer */

static const struct kind {
	const char *name;
	double misses;    /* of its passes, each by chance */
	double median_ms; /* of its answers */
	double spread;    /* of their logarithm */
	unsigned
	    absent_in;   /* passes between absences of some passes; 0: none */
	unsigned absent; /* how many passes */
} kinds[] = {
	{ "steady, 1 in 1000 passes missed", 0.001, 80, 0.3, 0, 0 },
	{ "1 in 100", 0.01, 150, 0.6, 0, 0 },
	{ "1 in 20", 0.05, 300, 0.8, 0, 0 },
	{ "1 in 5", 0.2, 600, 1.0, 0, 0 },
	{ "slow: 2 s in the middle", 0.01, 2000, 0.4, 0, 0 },
	{ "restarted every 4 h, away for 20 s", 0.001, 80, 0.3, 1440, 2 },
};

struct node {
	struct phi phi;
	struct judged judged;
	int64_t silent_ms, latency_ms;
};

struct sum {
	unsigned long suspects, downs;
	double suspect_s, down_s;
};

static uint64_t state;

static double
chance(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (double)(state >> 11) / 9007199254740992.0;
}

/* How long its answer takes; log-normal. */
static double
latency(const struct kind *k)
{
	double u = chance(), v = chance();

	if (u < 1e-12)
		u = 1e-12;
	return k->median_ms *
	       exp(k->spread * sqrt(-2 * log(u)) * cos(2 * acos(-1) * v));
}

static bool
answers(const struct kind *k, unsigned pass, double ms)
{
	if (k->absent_in > 0 && pass % k->absent_in < k->absent && pass > 200)
		return false;
	return chance() >= k->misses && ms < WAIT_MS;
}

/* As peers_keep() counts silence.  Has the state changed? */
static bool
watch(struct node *n, bool heard, int64_t ms)
{
	int64_t gap = n->silent_ms + PASS_MS;
	struct seen s = { .is_listed = true, .heard = heard };

	n->silent_ms = heard ? 0 : gap;
	gap += (heard ? ms : WAIT_MS) - n->latency_ms;
	if (heard && n->judged.state != PEER_DOWN)
		phi_heard(&n->phi, gap);
	if (heard)
		n->latency_ms = ms;
	s.phi = heard ? 0 : phi_of(&n->phi, gap, PASS_MS);
	return judge(&n->judged, &s);
}

static void
die(struct node *n, struct sum *sum)
{
	unsigned pass;
	bool was_suspect = false;

	for (pass = 1; pass < 1000 && n->judged.state != PEER_DOWN; pass++) {
		watch(n, false, 0);
		if (!was_suspect && n->judged.state != PEER_UP) {
			was_suspect = true;
			sum->suspect_s += pass * (PASS_MS / 1000);
		}
	}
	sum->down_s += (pass - 1) * (PASS_MS / 1000);
}

static void
live(const struct kind *k, struct sum *sum)
{
	struct node n = { .judged = { PEER_UP, PEER_UP, 0 } };
	unsigned pass;
	double ms;

	for (pass = 0; pass < PASSES; pass++) {
		ms = latency(k);
		if (!watch(&n, answers(k, pass, ms), (int64_t)ms))
			continue;
		sum->suspects += n.judged.state == PEER_SUSPECT;
		sum->downs += n.judged.state == PEER_DOWN;
	}
	/* it dies when it is well */
	for (pass = 0; pass < 100; pass++)
		watch(&n, true, (int64_t)k->median_ms);
	die(&n, sum);
}

int
main(int argc, char *argv[])
{
	uint64_t nodes = 1000, seed = 1, i;
	struct sum sum;
	size_t k;

	if ((argc > 1 && num_u64(&nodes, argv[1], 1, 100000) != 0) ||
	    (argc > 2 && num_u64(&seed, argv[2], 1, UINT32_MAX) != 0))
		return 64;
	printf("a day, %llu nodes of each kind, seed %llu, a pass every %d s\n",
	    (unsigned long long)nodes, (unsigned long long)seed,
	    PASS_MS / 1000);
	printf("%-36s %12s %12s %12s %12s\n", "", "suspect/day", "down/day",
	    "suspect, s", "down, s");
	for (k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		state = seed * 0x9e3779b97f4a7c15u + k + 1;
		sum = (struct sum){ 0 };
		for (i = 0; i < nodes; i++)
			live(&kinds[k], &sum);
		printf("%-36s %12.3f %12.3f %12.1f %12.1f\n", kinds[k].name,
		    (double)sum.suspects / (double)nodes,
		    (double)sum.downs / (double)nodes,
		    sum.suspect_s / (double)nodes, sum.down_s / (double)nodes);
	}
	printf("suspect and down: how often a node that is alive is called so; "
	       "s: after how long one that dies is\n");
	return 0;
}
