/* SPDX-License-Identifier: ISC */
/*
 * Which of a chain's nodes did the work last.  When it was not the first one,
 * runs begin with it for a while, so that not each of them waits anew for one
 * that is down.  This is advice in a file of run_dir; without it, or when it
 * is old, a run begins with the first node.
 */
#ifndef DP_CHAIN_LAST_NODE_H
#define DP_CHAIN_LAST_NODE_H

#include <stddef.h>

#include "common/base/ctx.h"
#include "common/net/rpc.h"

/* The nodes of chain i, from 0 on: begin with the one on record. */
void prefer_read(struct ctx *c, struct rpc *r, size_t i);
/* The one at work has done well. */
void prefer_write(struct ctx *c, const struct rpc *r, size_t i);

#endif
