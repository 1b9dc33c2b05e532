/* SPDX-License-Identifier: ISC */
/* EntityManager: follows, subscriptions, saves, reposts, shares (rules F). */
#ifndef DP_INDEXER_EM_SOCIAL_H
#define DP_INDEXER_EM_SOCIAL_H

#include "indexer/em/em.h"

void em_social_want(struct em *x);
enum rc em_social_follow(struct em *x) MUST_CHECK;
enum rc em_social_subscribe(struct em *x) MUST_CHECK; /* and subscriptions */
enum rc em_social_react(struct em *x) MUST_CHECK;     /* saves and reposts */
enum rc em_social_share(struct em *x) MUST_CHECK;

#endif
