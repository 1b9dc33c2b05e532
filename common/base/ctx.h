/* SPDX-License-Identifier: ISC */
/* What every function may touch. */
#ifndef DP_COMMON_BASE_CTX_H
#define DP_COMMON_BASE_CTX_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/log.h"

struct conf;
struct db;

struct ctx {
	const struct conf *cf; /* not owned; constant after start */
	struct db *db;         /* not owned; main() closes it; NULL before */
	struct arena *a;       /* this request, or this block */
	struct log log;        /* who we are in log lines */
	struct err err;        /* first failure, for the one log line */
};

/*
 * Work in another arena: who takes memory from c->a takes it there, until what
 * this returns is given to ctx_back().
 */
static inline struct arena *
ctx_in(struct ctx *c, struct arena *a)
{
	struct arena *was = c->a;

	c->a = a;
	return was;
}

static inline void
ctx_back(struct ctx *c, struct arena *was)
{
	c->a = was;
}

#endif
