/* SPDX-License-Identifier: ISC */
/* EntityManager: users (rules U), their wallets and collectibles. */
#ifndef DP_INDEXER_EM_USERS_H
#define DP_INDEXER_EM_USERS_H

#include "indexer/em/em.h"

void em_user_want(struct em *x);
/* The document of a user who is loaded. */
void em_user_want_document(struct ctx *c, struct rows *rs, int64_t user_id);
enum rc em_user_create(struct em *x) MUST_CHECK;
enum rc em_user_update(struct em *x) MUST_CHECK;
enum rc em_user_verify(struct em *x) MUST_CHECK;
/* AssociatedWallet Create and Delete. */
enum rc em_user_wallet_add(struct em *x) MUST_CHECK;
enum rc em_user_wallet_delete(struct em *x) MUST_CHECK;
enum rc em_user_collectibles(struct em *x) MUST_CHECK;

#endif
