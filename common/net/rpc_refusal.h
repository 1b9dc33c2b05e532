/* SPDX-License-Identifier: ISC */
/*
 * Why a chain node refuses a call.  There are codes for it, but every
 * provider has its own; the words say more.
 */
#ifndef DP_COMMON_NET_RPC_REFUSAL_H
#define DP_COMMON_NET_RPC_REFUSAL_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"

enum rpc_reason {
	RPC_OTHER,     /* or one that we do not understand */
	RPC_TOO_MUCH,  /* less at once may be answered */
	RPC_TOO_OFTEN, /* the same may be answered later */
	RPC_NO_METHOD, /* the node does not know the method */
	RPC_REVERTED   /* the contract that was called says no */
};

struct rpc_refusal {
	enum rpc_reason reason;
	const char *text; /* for messages */
	unsigned
	    wait_ms; /* the node asks for so much patience; 0: it does not */
	/* blocks whose logs it says it would give; not checked */
	bool has_range;
	uint64_t from, to;
};

/* What the "error" of an answer says; memory of c->a. */
void rpc_refusal_read(struct ctx *c, struct rpc_refusal *f,
    struct json_object *error);

#endif
