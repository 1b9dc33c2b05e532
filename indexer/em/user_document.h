/* SPDX-License-Identifier: ISC */
/* EntityManager: what a user's metadata changes beside columns of its own. */
#ifndef DP_INDEXER_EM_USER_DOCUMENT_H
#define DP_INDEXER_EM_USER_DOCUMENT_H

#include "indexer/em/em.h"

/* The columns, as a document named by a CID sets them (L2). */
void em_user_document(struct em *x, struct row *r);
/* associated_wallets and associated_sol_wallets, with their signatures. */
enum rc em_user_wallets(struct em *x) MUST_CHECK;
/* events: who referred the user, and from a telephone? */
enum rc em_user_events(struct em *x) MUST_CHECK;
/* A sign-up whose text is a replica set, "p,s1,s2". */
enum rc em_user_replicas(struct em *x, struct row *r) MUST_CHECK;

#endif
