/* SPDX-License-Identifier: ISC */
/*
 * Who may vote on blocks of the core chain, and who has: a block is one when
 * more than two thirds of the voting power have signed it.
 */
#ifndef DP_CHAIN_CORE_VOTES_H
#define DP_CHAIN_CORE_VOTES_H

#include <json-c/json.h>
#include <stdint.h>

#include "chain/core/header.h"

struct voter {
	uint8_t key[32]; /* Ed25519 */
	int64_t power;
};

struct voters {
	struct voter *v; /* in the order of the chain */
	size_t n;
	size_t total; /* that there are said to be */
	int64_t power;
};

struct vote {
	bool is_for; /* else there is none, or it is for no block */
	uint8_t address[20];
	int64_t s; /* its time */
	int32_t ns;
	uint8_t signature[64];
};

struct commit {
	int64_t height, round;
	struct core_ref block;
	struct vote *vote; /* by voter */
	size_t n;
};

/*
 * One page of an answer to "validators", behind those that there are; memory of
 * a.  RC_DATA also when a key is of another kind.
 */
enum rc voters_add(struct ctx *c, struct voters *v, struct arena *a,
    struct json_object *result, int64_t height) MUST_CHECK;
void voters_hash(uint8_t hash[32], struct arena *a, const struct voters *v);

/* "commit" of an answer; memory of a. */
enum rc commit_read(struct ctx *c, struct commit *m, struct arena *a,
    struct json_object *o) MUST_CHECK;
/* RC_DATA: it is not enough, or a signature is none. */
enum rc commit_check(struct ctx *c, const struct commit *m,
    const struct voters *v, struct span chain_id) MUST_CHECK;

#endif
