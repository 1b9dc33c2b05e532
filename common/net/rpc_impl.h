/* SPDX-License-Identifier: ISC */
/* What sending (rpc.c) and reading answers (rpc_answer.c) share. */
#ifndef DP_COMMON_NET_RPC_IMPL_H
#define DP_COMMON_NET_RPC_IMPL_H

#include <stdbool.h>

#include "common/net/http.h"
#include "common/net/rpc.h"

struct rpc_node {
	const char *url;
	const char *name; /* of it, for messages: without its secrets */
	size_t batch;     /* calls that it takes at once */
	size_t taken;     /* such batches since that number changed */
	int64_t wait_ms;  /* it is asked nothing before this time */
	bool known;       /* it has answered what rpc_introduce() asks */
};

struct rpc_batch {
	struct rpc *r;
	const char *setting; /* that names the node, for messages */
	struct rpc_group *g;
	struct rpc_call **calls;
	size_t n;
	unsigned waits, waited_ms; /* for this answer, so far */
	struct rpc_call **unheard; /* of its calls: to be asked again */
	size_t nunheard;
	struct rpc_refusal why;
	bool waiting;            /* not sent yet */
	struct rpc_batch *later; /* among those that wait */
	struct scratch *s;
	struct http_req req;
	struct rpc_batch *next, **self; /* among the group's flying ones */
};

/* Ask for these calls of the batch again, in batches of at most max. */
void rpc_again(struct rpc_batch *b, struct rpc_call **calls, size_t n,
    size_t max);
/*
 * The same when the node wants to be asked; wait_ms 0: it does not say when.
 * False: we have waited for it long enough.
 */
bool rpc_later(struct rpc_batch *b, struct rpc_call **calls, size_t n,
    unsigned wait_ms);

/* Take the answer of a batch whose request has ended. */
enum rc rpc_answer_take(struct ctx *c, struct rpc_batch *b) MUST_CHECK;

#endif
