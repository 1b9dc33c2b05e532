/* SPDX-License-Identifier: ISC */
/* Blocks, transactions and logs, from JSON-RPC results. */
#ifndef DP_CHAIN_BLOCK_H
#define DP_CHAIN_BLOCK_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/abi.h"
#include "common/base/ctx.h"
#include "common/conf/conf.h"
#include "common/json/jsonv.h"

#define HASH_TEXT 67 /* "0x", 64 digits, NUL */

struct core_block;

struct chain_tx {
	uint8_t hash[32];
	uint8_t to[20];
	bool has_to;    /* false: creates a contract */
	uint32_t index; /* in its block */
	bool core;      /* of a core chain */
};

struct chain_log {
	uint64_t number; /* of the block */
	uint32_t logindex, txindex;
	uint8_t blockhash[32], txhash[32], address[20];
	struct abi_log abi;
};

struct chain_block {
	uint64_t number;
	uint64_t shown; /* as clients are told, once it is to be stored */
	uint64_t time;  /* Unix seconds */
	uint8_t hash[32], parent[32];
	uint8_t txroot[32], receiptsroot[32]; /* from VERIFY_HEADERS on */
	uint8_t bloom[256];
	uint8_t (*txhashes)[32];
	size_t ntxhashes;
	struct chain_log *logs; /* of our contracts, by logindex */
	size_t nlogs;
	struct chain_tx *txs; /* those that logs belong to, by index */
	size_t ntxs;
	/* of a core chain: what it holds (chain/core/block.h); else NULL */
	struct core_block *core;
	/* how the block before it is stored; NULL: as parent is */
	const char *parent_text;
};

/*
 * Hashes as they are stored and shown: "0x" and small digits, of core blocks
 * without "0x", of core transactions in capitals.
 */
void block_hash_text(char out[HASH_TEXT], const struct chain_block *b);
void block_parent_text(char out[HASH_TEXT], const struct chain_block *b);
void block_tx_text(char out[HASH_TEXT], const struct chain_tx *t);
char *block_hash_cell(struct arena *a, const struct chain_block *b);
char *block_tx_cell(struct arena *a, const struct chain_tx *t);
/* The same for either, from the text: 0, or -1. */
int block_hash_read(uint8_t hash[32], const char *text) MUST_CHECK;

/*
 * Each checks the form of every member it reads (RC_DATA names the key) and
 * takes what it keeps from a.  Whether values fit together is the caller's
 * question.
 */

/* What nodes are asked for. */
enum block_answer {
	BLOCK_HEADER,
	BLOCK_FULL, /* with its transactions */
	BLOCK_LOGS,
	BLOCK_RECEIPTS,
	BLOCK__MAX
};

/* Members of such an answer that are never read. */
const struct jsonv_names *block_unread(enum block_answer answer,
    enum conf_verify verify);

/*
 * A block with its transaction hashes; logs and txs are left alone.  From
 * VERIFY_HEADERS on RC_DATA also means that the header has not the hash it
 * goes by.
 */
enum rc block_header(struct ctx *c, struct chain_block *b, struct arena *a,
    struct json_object *o, enum conf_verify verify) MUST_CHECK;
enum rc block_log(struct ctx *c, struct chain_log *l, struct arena *a,
    struct json_object *o) MUST_CHECK;
/* A transaction ("hash") or a receipt ("transactionHash"). */
enum rc block_tx(struct ctx *c, struct chain_tx *t, const char *hash_key,
    struct json_object *o) MUST_CHECK;

#endif
