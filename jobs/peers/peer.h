/* SPDX-License-Identifier: ISC */
/* A peer: who it is, what is kept of it, what a pass has found. */
#ifndef DP_JOBS_PEERS_PEER_H
#define DP_JOBS_PEERS_PEER_H

#include <json-c/json.h>
#include <stdint.h>

#include "common/base/sig.h"
#include "common/net/http.h"
#include "jobs/job.h"
#include "jobs/peers/judge.h"
#include "jobs/peers/phi.h"

#define PEER_UNKNOWN (-1)
#define PEER_TABLES  4
#define PEER_WORDS   400 /* bytes of what somebody says in words of his own */

/* What a health check says; texts are the pass's arena's, numbers may be
   PEER_UNKNOWN. */
struct said {
	const char *version, *blockhash; /* or NULL */
	const char *unhealthy;           /* in its own words, or NULL */
	int64_t height, database, disk, disk_used, cpus, memory;
};

struct peer {
	/* who */
	const char *endpoint;
	const char *wallet; /* in small letters */
	bool is_listed;     /* now; else it was */
	bool is_named;      /* by our operator: it may have a private address */

	/* kept from pass to pass */
	struct judged judged;
	bool is_new;
	struct phi phi;
	int64_t silent_ms;
	int64_t last_latency_ms; /* of the last answer; PEER_UNKNOWN */
	unsigned forks;
	const char *differs;  /* JSON, or NULL */
	int64_t equal_number; /* PEER_UNKNOWN */
	const char *equal_digest;

	/* of this pass */
	struct pass *pass;
	struct http_req req;
	struct arena *a; /* of what is on its way; NULL: nothing */
	bool was_asked, heard;
	int64_t waited_ms; /* for its health check */
	const char *fault; /* why there is no answer that counts, or NULL */
	struct said said;
	double phi_now;
	enum verdict verdict;
	int64_t verdict_height;
	const char *verdict_why;
	int64_t every; /* blocks between those whose digest is asked for */
	const char *table[PEER_TABLES]; /* whose sums differ */
	size_t ntables;
	const char *place; /* the first of what differs, in words */
	bool is_linked;
};

/* A block of ours with a digest. */
struct agreed {
	int64_t asked, every; /* what it is the answer for */
	int64_t number, height;
	const char *blockhash, *digest;
};

#define AGREED_MAX 64 /* remembered at a time */

struct pass {
	struct job_run *r;
	struct ctx *c;
	struct http *h;
	struct sig *sig;
	struct peer *v;
	size_t n;
	int64_t begin_ms, end_ms; /* deadline of all */
	int64_t gap_ms;           /* since the last pass; 0: nobody watched */
	int64_t number, height, head; /* ours, and the chain's; PEER_UNKNOWN */
	const char *chain;            /* or NULL */
	uint64_t bytes;               /* of answers */
	struct agreed agreed[AGREED_MAX];
	size_t nagreed;
	enum rc rc; /* what of ours failed while answers came */
};

/* Who is to be asked, and what is kept of them; p->v and p->n.  RC_DB. */
enum rc peers_list(struct pass *p) MUST_CHECK;

/* Ask all of them, until p->end_ms.  RC_DB. */
enum rc peers_ask(struct pass *p) MUST_CHECK;

/* A body of a health check: 0, or -1 and the fault. */
int peer_read_health(struct peer *p, struct span body, long status);

/* What to ask of a digest, once the height is known; false: nothing. */
bool peer_ask_digest(struct peer *p);
/* A body of a digest becomes a verdict; true: another one is to be asked. */
bool peer_read_digest(struct peer *p, struct span body, long status);
/*
 * An answer that its wallet has signed, as JSON in k->a: its data, or NULL and
 * why not.
 */
struct json_object *peer_open(struct peer *p, struct ctx *k, struct span body,
    long status, const char **why);

/* Where rows of those that differ differ: p->differs.  RC_DB. */
enum rc peers_descend(struct pass *p) MUST_CHECK;

/* The state of each, and all of it into the database.  RC_DB. */
enum rc peers_keep(struct pass *p) MUST_CHECK;

#endif
