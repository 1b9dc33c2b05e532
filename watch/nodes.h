/* SPDX-License-Identifier: ISC */
/*
 * The other discovery nodes, as discprov-job peers has found them: read once,
 * shown by the API, the node's page, "discprov nodes" and "discprov status".
 */
#ifndef DP_WATCH_NODES_H
#define DP_WATCH_NODES_H

#include "common/json/jsonw.h"
#include "watch/watch.h"

/* Numbers may be WATCH_UNKNOWN, texts NULL unless it says otherwise. */
struct peer_seen {
	const char *endpoint, *wallet, *state, *since; /* never NULL */
	const char *version, *unhealthy, *fault;
	const char *verdict, *verdict_why, *differs; /* differs: JSON */
	int64_t since_s, heard_s, latency_ms, height, behind;
	int64_t database, disk, disk_used, cpus, memory, verdict_height;
	int64_t meets; /* 0, 1, unknown */
	double phi;
};

struct peer_heights {
	bool is_there; /* a pass was made */
	int64_t age_s, live, up, suspect, down, behind, diverged;
	int64_t known, most, every; /* or WATCH_UNKNOWN */
};

struct peers_seen {
	struct peer_heights heights;
	struct peer_seen *v;
	size_t n;
};

/* RC_DB. */
enum rc peer_heights_read(struct ctx *c, struct peer_heights *h) MUST_CHECK;
enum rc peers_read(struct ctx *c, struct peers_seen *p) MUST_CHECK;

/* {"heights":{...},"nodes":[...]}, keys sorted. */
void peers_json(struct jsonw *w, const struct peers_seen *p);

/* What is wrong with one, in words; it may quote it.  NULL: nothing. */
const char *peer_trouble(struct ctx *c, const struct peer_seen *n);

/* Adds a line for all of them. */
void watch_peer_heights(struct watch *w, const struct peer_heights *h);
/* The same, and a line for each that wants a look.  RC_DB. */
enum rc watch_peers(struct watch *w) MUST_CHECK;

#endif
