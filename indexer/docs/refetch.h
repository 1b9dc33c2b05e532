/* SPDX-License-Identifier: ISC */
/*
 * Documents that rows name and that were never kept: fetched, verified, kept,
 * batch by batch.  The timer's runs go on meanwhile; their lock is taken
 * only to write a batch.
 */
#ifndef DP_INDEXER_DOCS_REFETCH_H
#define DP_INDEXER_DOCS_REFETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/ctx.h"

struct refetch {
	bool asked;              /* for by the command line */
	size_t named;            /* documents looked for */
	size_t kept;             /* and kept now */
	size_t missing, useless; /* nowhere to be had; no JSON */
};

/*
 * RC_UPSTREAM: some are nowhere to be had.  RC_BUSY: the indexer did not let
 * go of its lock, or another run like this is at work.  What was kept stays.
 */
enum rc refetch_job(struct ctx *c, struct refetch *r) MUST_CHECK;

#endif
