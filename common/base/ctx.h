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

#endif
