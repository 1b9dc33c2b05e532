/* SPDX-License-Identifier: ISC */
/*
 * Endpoints of content nodes, by their number: what discprov-job has kept of
 * the registry on Ethereum, or the registry itself when it can be asked.
 */
#ifndef DP_INDEXER_APPLY_ENDPOINTS_H
#define DP_INDEXER_APPLY_ENDPOINTS_H

#include "indexer/apply/apply.h"

struct nodes;

/* NULL in *n when the Ethereum chain is not configured. */
enum rc nodes_new(struct ctx *c, struct nodes **n) MUST_CHECK;
void nodes_free(struct nodes *n); /* NULL is fine */

void nodes_want(struct rows *rs, int64_t id);

/*
 * The endpoint of a node; "": it has none; NULL: nobody knows, because
 * nothing was ever heard of that registry.  RC_UPSTREAM when it had to be
 * asked and could not.
 */
enum rc nodes_endpoint(struct apply *ap, const char **endpoint,
    int64_t id) MUST_CHECK;

#endif
