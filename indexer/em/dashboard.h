/* SPDX-License-Identifier: ISC */
/* EntityManager: wallets of the staking dashboard (rules W). */
#ifndef DP_INDEXER_EM_DASHBOARD_H
#define DP_INDEXER_EM_DASHBOARD_H

#include "indexer/em/em.h"

void em_dashboard_want(struct em *x);
enum rc em_dashboard_create(struct em *x) MUST_CHECK;
enum rc em_dashboard_delete(struct em *x) MUST_CHECK;

#endif
