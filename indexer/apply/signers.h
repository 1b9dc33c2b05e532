/* SPDX-License-Identifier: ISC */
/*
 * Whose wallet is it?  Several users may have one, and the one who counts is
 * the first who is not deactivated.  The database knows users as they were
 * before this window, so those that it has touched are remembered.
 */
#ifndef DP_INDEXER_APPLY_SIGNERS_H
#define DP_INDEXER_APPLY_SIGNERS_H

#include "common/base/ctx.h"
#include "indexer/apply/apply.h"

/* The user is new, or may have been deactivated or come back. */
void wallets_touch(struct apply *ap, const struct row *user);

/*
 * One who has this wallet (in lower case): not deactivated, if there is such
 * a one; NULL: nobody has it.
 */
enum rc wallets_user(struct apply *ap, struct row **user,
    const char *wallet) MUST_CHECK;

#endif
