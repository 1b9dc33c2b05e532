/* SPDX-License-Identifier: ISC */
/* EntityManager: developer apps (rules A) and grants (rules G). */
#ifndef DP_INDEXER_TALK_APPS_H
#define DP_INDEXER_TALK_APPS_H

#include "indexer/em/em.h"

void em_app_want(struct em *x);
enum rc em_app_create(struct em *x) MUST_CHECK;
enum rc em_app_update(struct em *x) MUST_CHECK;
enum rc em_app_delete(struct em *x) MUST_CHECK;

void em_grant_want(struct em *x);
enum rc em_grant_create(struct em *x) MUST_CHECK;
enum rc em_grant_delete(struct em *x) MUST_CHECK;
enum rc em_grant_answer(struct em *x) MUST_CHECK; /* Approve and Reject */

#endif
