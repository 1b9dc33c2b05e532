/* SPDX-License-Identifier: ISC */
/* EntityManager: which content nodes hold what a user owns (rules R). */
#ifndef DP_INDEXER_EM_REPLICAS_H
#define DP_INDEXER_EM_REPLICAS_H

#include "indexer/em/em.h"

void em_replicas_want(struct em *x);
enum rc em_replicas_update(struct em *x) MUST_CHECK;

#endif
