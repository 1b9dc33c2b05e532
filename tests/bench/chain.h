/* SPDX-License-Identifier: ISC */
/*
 * A made-up chain for benchmarks: no EVM, but everything that the indexer
 * checks fits together, hashes, roots and filters too.  story.c thinks up the
 * events, render.c turns them into the JSON that a node would send, serve.c
 * sends it.
 */
#ifndef DP_BENCH_CHAIN_H
#define DP_BENCH_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"

#define EVENT_DATA ((size_t)192 << 10) /* bytes of the longest event's data */

/* Bytes that only grow, in a file that nobody else sees. */
struct heap {
	char *p;
	size_t len;
};

struct piece {
	size_t at;
	size_t len;
};

struct wish {
	uint64_t events;    /* of the whole chain */
	uint64_t per_block; /* events of a block that has any, on average */
	uint64_t idle;      /* of 100 blocks so many have no event */
	uint64_t text;      /* more bytes of words in documents */
	uint64_t seed;
	bool legacy, em; /* one era, or one after the other */
};

/* story.c */

struct event {
	enum abi_event_id id;
	size_t len;
	uint8_t *data;
};

struct story;
struct story *story_new(const struct wish *w, struct heap *docs);
/* The next event; its data live until the next call. */
void story_next(struct story *s, struct event *e);
uint64_t story_random(struct story *s, uint64_t below);
/* Where the document of this digest is in the heap; len 0: nowhere. */
struct piece story_document(const struct story *s, const uint8_t digest[32]);
/* How many of each kind, as a line. */
void story_sum(const struct story *s, char *buf, size_t cap);

/* render.c */

struct block {
	struct piece header, full, receipts;
	struct piece logs; /* begins with a comma */
	uint8_t hash[32];
};

struct chain {
	struct heap headers, fulls, receipts, logs, docs;
	struct block *blocks;
	uint64_t n;      /* of them: 0 to n - 1 */
	uint32_t *place; /* by hash: 1 + number; 0: nobody */
	size_t nplaces;  /* a power of two */
	struct abi *abi;
	struct story *story;
	uint8_t address[ABI_CONTRACT__MAX][20];
	uint8_t registry[20];
	size_t longest; /* bytes of the longest full block */
};

void chain_make(struct chain *k, const struct wish *w);
/* The number of the block that goes by this hash; -1: none. */
int64_t chain_number(const struct chain *k, const char *hash);

/* serve.c */

/* Keep every request in this folder, so that curl can repeat it. */
void serve_record(const char *dir);
/* Listen on 127.0.0.1; returns the port, and serves until the end. */
int serve_listen(uint16_t *port);
void serve_run(const struct chain *k, int fd);

#endif
