/* SPDX-License-Identifier: ISC */
/*
 * The wallets that a user says to own, chain by chain ("eth", "sol"), each
 * proved by a signature of the wallet over the user's id.
 */
#ifndef DP_INDEXER_APPLY_ASSOCIATED_H
#define DP_INDEXER_APPLY_ASSOCIATED_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "indexer/apply/apply.h"

struct sig;

enum { ASSOCIATED_ETH, ASSOCIATED_SOL, ASSOCIATED__MAX };
struct associated_kind {
	const char *chain;
	const char *key; /* of metadata */
};
extern const struct associated_kind associated_kind[ASSOCIATED__MAX];

/* Sorted, each one once. */
struct associated {
	const char **wallet;
	size_t n;
};

/* Does proof hold a signature of this wallet for the user (an id as text)? */
bool associated_is_proof(struct ctx *c, const struct sig *sig, const char *user,
    const char *chain, const char *wallet, struct json_object *proof);

/*
 * Of the object {wallet: proof} those that are proved, memory of c->a.  What
 * is no object is an empty set; entries without proof are passed over.
 */
void associated_read(struct ctx *c, struct associated *w, const struct sig *sig,
    const char *user, const char *chain, struct json_object *o);

void associated_want(struct rows *rs, const char *user);
/* Who else has the wallets of a document? */
void associated_want_holders(struct rows *rs, const struct associated *w,
    const char *chain);

/* From now on the user has these; nothing happens when he had the same. */
enum rc associated_replace(struct apply *ap, const char *user,
    const char *chain, const struct associated *w) MUST_CHECK;
/*
 * The same by the rule of the first chain: what somebody else has is not
 * given, what the user loses stays as deleted until the next change, and all
 * rows are written anew.
 */
enum rc associated_succeed(struct apply *ap, const char *user,
    const char *chain, const struct associated *w) MUST_CHECK;
/* One more, or one less. */
enum rc associated_change(struct apply *ap, const char *user, const char *chain,
    const char *wallet, bool add) MUST_CHECK;

/* Is it a live wallet of the user? */
enum rc associated_has(struct apply *ap, bool *has, const char *user,
    const char *chain, const char *wallet) MUST_CHECK;
/* Nobody but the user has it any more. */
enum rc associated_take(struct apply *ap, const char *user, const char *chain,
    const char *wallet) MUST_CHECK;

#endif
