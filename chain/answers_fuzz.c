/* SPDX-License-Identifier: ISC */
/*
 * Three blocks read from a node that says what the input says.  What the
 * reader lets through hangs together, whatever that was.
 *
 * Each line of the input is an answer: one character that says how it comes
 * (see ways), then its body.  Behind the last line nobody answers.  A first
 * line of "v" and a digit says how much has to be proven.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain/bloom.h"
#include "chain/reader.h"
#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/net/http.h"

#define FIRST 1
#define LAST  3

/* The node, in the place of common/net/http.c. */
static struct {
	const uint8_t *p;
	size_t left;
	struct http_req *queue[4096];
	size_t head, tail;
} node;

static const struct way {
	char c;
	enum http_state state;
	long status;
	unsigned wait_s;
} ways[] = {
	{ '0', HTTP_DONE, 200, 0 },
	{ '1', HTTP_DONE, 429, 0 },
	{ '2', HTTP_DONE, 400, 0 },
	{ '3', HTTP_TOOBIG, 0, 0 },
	{ '4', HTTP_FAILED, 0, 0 },
	{ '5', HTTP_DONE, 413, 0 },
	{ '6', HTTP_DONE, 503, 7 },
	{ '7', HTTP_DONE, 301, 0 },
};

struct http {
	int unused;
};

struct http *
http_new(unsigned parallel)
{
	static struct http h;

	(void)parallel;
	return &h;
}

void
http_free(struct http *h)
{
	(void)h;
}

const char *
http_origin(struct arena *a, const char *url)
{
	(void)a;
	return url;
}

void
http_add(struct http *h, struct http_req *r)
{
	(void)h;
	r->state = HTTP_CANCELLED;
	if (node.tail == sizeof(node.queue) / sizeof(node.queue[0]))
		__builtin_trap(); /* splitting has no end */
	node.queue[node.tail++] = r;
	r->impl = r;
}

static void
end(struct http_req *r, const struct way *w, const uint8_t *p, size_t n)
{
	r->impl = NULL;
	r->state = w != NULL ? w->state : HTTP_FAILED;
	r->status = w != NULL ? w->status : 0;
	r->wait_s = w != NULL ? w->wait_s : 0;
	snprintf(r->msg, sizeof(r->msg), "nobody answers");
	if (r->state == HTTP_DONE) {
		if (n > r->maxbody)
			r->state = HTTP_TOOBIG;
		r->body.p = (const uint8_t *)arena_memdup(r->a, p, n);
		r->body.len = n;
	}
	r->done(r);
}

void
http_cancel(struct http *h, struct http_req *r)
{
	size_t i;

	(void)h;
	for (i = node.head; i < node.tail; i++)
		if (node.queue[i] == r)
			node.queue[i] = NULL;
	r->impl = NULL;
	r->state = HTTP_CANCELLED;
	r->done(r);
}

size_t
http_step(struct http *h, unsigned wait_ms)
{
	const struct way *w = NULL;
	struct http_req *r;
	const uint8_t *p, *nl;
	size_t i, n;

	(void)h, (void)wait_ms;
	if (node.head == node.tail)
		return 0;
	if ((r = node.queue[node.head++]) == NULL)
		return node.tail - node.head;
	if (node.left == 0) {
		end(r, NULL, NULL, 0);
		return node.tail - node.head;
	}
	p = node.p;
	nl = memchr(p, '\n', node.left);
	n = nl != NULL ? (size_t)(nl - p) : node.left;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (n > 0 && ways[i].c == (char)p[0])
			w = &ways[i];
	node.p += n + (nl != NULL);
	node.left -= n + (nl != NULL);
	end(r, w, p + (n > 0), n > 0 ? n - 1 : 0);
	return node.tail - node.head;
}

void
http_hold(struct http *h, size_t bytes)
{
	(void)h, (void)bytes;
}

void
http_finish(struct http *h, unsigned deadline_ms)
{
	(void)h, (void)deadline_ms;
	abort();
}

enum rc
http_one(struct ctx *c, struct http *h, struct http_req *r)
{
	(void)c, (void)h, (void)r;
	abort();
}

/* Whatever was said. */
static void
holds_together(const struct reader *rd)
{
	size_t i, j;

	for (i = 0; i < rd->n; i++) {
		const struct chain_block *b = &rd->blocks[i];

		if (b->number != FIRST + i ||
		    (i > 0 && memcmp(b->parent, b[-1].hash, 32) != 0))
			__builtin_trap();
		for (j = 0; j < b->nlogs; j++) {
			const struct chain_log *l = &b->logs[j];

			if (l->number != b->number ||
			    memcmp(l->blockhash, b->hash, 32) != 0 ||
			    l->txindex >= b->ntxhashes ||
			    memcmp(l->txhash, b->txhashes[l->txindex], 32) ||
			    (j > 0 && l->logindex <= l[-1].logindex) ||
			    l->abi.ntopics > ABI_TOPICS ||
			    l->abi.data.len > LIM_LOG_READ)
				__builtin_trap();
		}
		for (j = 0; j < b->ntxs; j++)
			if (b->txs[j].index >= b->ntxhashes ||
			    (j > 0 && b->txs[j].index <= b->txs[j - 1].index))
				__builtin_trap();
		if ((b->nlogs > 0) != (b->ntxs > 0))
			__builtin_trap();
	}
}

static void
one_contract(struct contracts *k)
{
	static struct abi *abi;

	if (abi == NULL)
		abi = abi_new();
	memset(k, 0, sizeof(*k));
	k->abi = abi;
	k->reads[ABI_ENTITYMANAGER_MANAGEENTITY] = true;
	k->there[ABI_CONTRACT_ENTITYMANAGER] = true;
	memset(k->address[ABI_CONTRACT_ENTITYMANAGER], 0x11, 20);
	k->filter = "[\"0x1111111111111111111111111111111111111111\"]";
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ctx c = { .a = arena_new(LIM_ARENA_BLOCK) };
	struct rpc *r = rpc_new("http://n", 1);
	struct reader_want want = { .from = FIRST, .to = LAST };
	struct contracts k;
	struct habits h;
	struct reader rd;

	memset(&node, 0, sizeof(node));
	if (len > 2 && data[0] == 'v' && data[1] >= '0' && data[1] <= '3' &&
	    data[2] == '\n') {
		want.verify = (enum conf_verify)(data[1] - '0');
		data += 3;
		len -= 3;
	}
	node.p = data;
	node.left = len;
	one_contract(&k);
	habits_init(&h);
	reader_start(&rd, &c, c.a, r, &h, &k, &want);
	if (reader_wait(&c, &rd) == RC_OK)
		holds_together(&rd);
	else if (c.err.msg[0] == '\0')
		__builtin_trap();
	reader_cancel(&rd);
	rpc_free(r);
	arena_free(c.a);
	return 0;
}
