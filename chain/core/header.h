/* SPDX-License-Identifier: ISC */
/*
 * The header of a core block, whose hash is that of the block, and what it
 * proves: the block before, the list of transactions, who may vote.  From the
 * JSON of the node's CometBFT; RC_DATA where it has not the form.
 */
#ifndef DP_CHAIN_CORE_HEADER_H
#define DP_CHAIN_CORE_HEADER_H

#include <json-c/json.h>
#include <stdint.h>

#include "chain/core/field.h"

/* Hashes of a header, in the order in which they make its own. */
enum header_part {
	HEADER_LAST_COMMIT,
	HEADER_DATA,
	HEADER_VALIDATORS,
	HEADER_NEXT_VALIDATORS,
	HEADER_CONSENSUS,
	HEADER_APP,
	HEADER_LAST_RESULTS,
	HEADER_EVIDENCE,
	HEADER_PROPOSER, /* an address */
	HEADER__MAX
};

/* A block by its hash, and by the parts that it is sent in. */
struct core_ref {
	struct field_bytes hash, parts;
	int64_t nparts;
};

struct core_header {
	int64_t version, app_version;
	struct span chain_id; /* memory of the document */
	int64_t height;
	int64_t s; /* its time */
	int32_t ns;
	struct core_ref last; /* the block before */
	struct field_bytes part[HEADER__MAX];
};

enum rc core_header_read(struct ctx *c, struct core_header *h,
    struct json_object *o) MUST_CHECK;
enum rc core_header_ref(struct ctx *c, struct core_ref *r,
    struct json_object *o, const char *key) MUST_CHECK;
void core_header_hash(uint8_t hash[32], struct arena *a,
    const struct core_header *h);
/* The hashes of {"txs":[...]}, in the order of the block; memory of c->a. */
enum rc core_header_txs(struct ctx *c, uint8_t (**hash)[32], size_t *n,
    struct json_object *data) MUST_CHECK;
/* What a header says of transactions with these hashes, in their order. */
void core_header_data_hash(uint8_t root[32], struct arena *a,
    const uint8_t (*txhash)[32], size_t n);
/* Is it exactly these 32 bytes? */
bool core_header_is(const struct field_bytes *b, const uint8_t hash[32]);

/* As a vote has it: the time, and the reference to a block, as messages. */
struct wire;
void core_header_time(struct wire *o, int64_t s, int32_t ns);
void core_header_put_ref(struct wire *o, const struct core_ref *r);

#endif
