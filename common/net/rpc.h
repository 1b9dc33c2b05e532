/* SPDX-License-Identifier: ISC */
/*
 * JSON-RPC to a chain node: batches, several in flight over kept-alive
 * connections.  An answer must match its question: same number of items,
 * every id once.
 *
 * Several nodes of one chain may be named.  One of them is at work; a group
 * stays with the node it began with, so that the answers of two nodes never
 * mix, and rpc_run() and rpc_next() go on with the next one.
 *
 * A node that wants to be asked less often is given the time it asks for, as
 * long as all waits for one answer stay below the time of one request.
 *
 * A call with a path is no JSON-RPC but the unary call of a Connect service:
 * its parameters are all that is sent, or there are none and the path is got;
 * the whole answer is its result, and what is refused says so by HTTP status.
 * It goes alone.
 *
 * RC_UPSTREAM  the node cannot be reached, is too slow, answers with an HTTP
 *              error or refuses the call.
 * RC_DATA      what it sent is not a JSON-RPC answer to what we asked.
 */
#ifndef DP_COMMON_NET_RPC_H
#define DP_COMMON_NET_RPC_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/json/jsonv.h"
#include "common/net/rpc_refusal.h"

struct rpc;

struct rpc_call {
	/* filled by the caller; texts live until the batch is done */
	const char *method;
	/* JSON text of an array; with a path, of an object; NULL: GET it */
	const char *params;
	const char *path; /* "/core.v1.CoreService/GetBlock"; NULL: JSON-RPC */
	/*
	 * Takes the result, which dies with c->a when this returns; what is
	 * to be kept goes into memory the caller names in arg.
	 */
	enum rc (*got)(struct ctx *c, struct rpc_call *call,
	    struct json_object *result);
	/*
	 * The node answered this call with an error, or its answer alone is
	 * longer than LIM_RPC_SPLIT, or, with a path, did not come in time.
	 * NULL: that fails the batch.
	 */
	enum rc (*refused)(struct ctx *c, struct rpc_call *call,
	    const struct rpc_refusal *why);
	void *arg;
	size_t i; /* for the caller's own use */
	/* members of the answer that got() never reads; NULL: none */
	const struct jsonv_names *unread;
};

/* Batches that belong together; memory from c->a, first error in c->err. */
struct rpc_group {
	struct ctx c;
	size_t pending; /* batches not answered yet */
	/* everything was answered or something failed (see c.err); may send */
	void (*done)(struct rpc_group *);
	void *arg;
	struct rpc_batch *flying; /* private: those not answered yet */
	struct rpc_node *node;    /* private: who is asked */
	bool introduces;          /* private: the node was unknown */
};

/*
 * urls: one, or several separated by commas; borrowed.  total_ms: longest
 * time of one request.
 */
struct rpc *rpc_new(const char *urls, unsigned total_ms);
/* Which setting names the nodes, for messages; borrowed. */
void rpc_setting(struct rpc *r, const char *where);
void rpc_free(struct rpc *r); /* cancels what is in flight */

/*
 * Ask this of each node before anything it says is used: a group that begins
 * with a node unknown so far asks these n calls, too, and fails with them.
 * Borrowed, as long as r lives; call->i is the node's number, and messages
 * get its name in front.
 */
void rpc_introduce(struct rpc *r, const struct rpc_call *calls, size_t n);

/*
 * The node at work failed or lied (why; for the log): groups that begin now
 * ask the next one.  False: each had its turn since rpc_settled(), or there
 * is only one.
 */
bool rpc_next(struct ctx *c, struct rpc *r, const struct err *why);
/* The same without a word against the node at work. */
void rpc_turn(struct rpc *r);
/* The node at work has proved to be good. */
void rpc_settled(struct rpc *r);
/* How many there are, and which one is at work, from 0 on. */
size_t rpc_nodes(const struct rpc *r);
size_t rpc_node(const struct rpc *r);
/* For people: without what may be a secret of its URL. */
const char *rpc_name(const struct rpc *r, size_t i);
/* Before anybody is asked: this one is at work, not the first. */
void rpc_begin_with(struct rpc *r, size_t i);

/*
 * Send n calls of one kind (their unread is that of the first) in batches of at
 * most LIM_RPC_BATCH, or of as many as the node takes.  An answer that is too
 * long is asked for again in halves.
 */
void rpc_send(struct rpc *r, struct rpc_group *g, struct rpc_call *calls,
    size_t n);

/*
 * The same from the node behind the one at work, for its opinion.  False: there
 * is no other one, and nothing was sent.
 */
bool rpc_send_other(struct rpc *r, struct rpc_group *g, struct rpc_call *calls,
    size_t n);

/* Give up what is in flight; the group's error is set, done is called. */
void rpc_cancel(struct rpc *r, struct rpc_group *g);

/* How long we have worked on answers in all, in microseconds. */
int64_t rpc_busy_us(const struct rpc *r);

/* Move transfers on, waiting at most wait_ms. */
bool rpc_step(struct rpc *r, unsigned wait_ms); /* false: nothing flies */

/*
 * Send, and wait for all; a signal to stop is RC_UPSTREAM.  When that ends in
 * RC_UPSTREAM, RC_DATA or RC_CONFIG (a node of another chain looks like a wrong
 * configuration), all is asked again from the other nodes in turn: got() may
 * see the same call again.  The last one's error is told.
 */
enum rc rpc_run(struct ctx *c, struct rpc *r, struct rpc_call *calls,
    size_t n) MUST_CHECK;

/* "[\"0x1f\",false]": parameters of the calls that name a block. */
const char *rpc_block_params(struct arena *a, uint64_t number);

#endif
