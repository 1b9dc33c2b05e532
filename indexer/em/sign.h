/* SPDX-License-Identifier: ISC */
/*
 * Messages that users sign outside the chain (EIP-191) to prove that an
 * address is theirs: those of new applications and of dashboard wallets.
 */
#ifndef DP_INDEXER_EM_SIGN_H
#define DP_INDEXER_EM_SIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/sig.h"

/* The word list of a message is its own, split at white space. */
#define EM_SIGN_WORDS 8

struct em_words {
	const char *word[EM_SIGN_WORDS];
	unsigned n; /* EM_SIGN_WORDS + 1: more than that */
};

/* memory of a. */
void em_sign_words(struct arena *a, struct em_words *w, const char *message);

/*
 * Who signed message?  Lower-case address text, memory of a; NULL when
 * signature is not 65 bytes in hexadecimal, or no key fits it.
 */
const char *em_sign_address(const struct sig *sig, struct arena *a,
    const char *message, const char *signature);

/* Is seconds, in decimal, within this many seconds of now? */
bool em_sign_fresh(const char *seconds, uint64_t now, uint64_t within);

/* "Creating Audius developer app at <seconds>": the seconds, or NULL. */
const char *em_sign_app_time(struct arena *a, const char *message);

/*
 * "Connecting Audius user id <id> at <seconds>", the id plain or hashed, or
 * "Connecting Audius user @<handle> at <seconds>", in any case: does it name
 * this user?  *seconds is its time then.
 */
bool em_sign_names_user(struct arena *a, const char **seconds,
    const char *message, int64_t user_id, const char *handle_lc);

/* "Connecting Audius protocol dashboard wallet <wallet> at <seconds>". */
bool em_sign_names_wallet(struct arena *a, const char **seconds,
    const char *message, const char *wallet_lc);

#endif
