/* SPDX-License-Identifier: ISC */
/*
 * EntityManager: acts of a chain's own past (ManageEntityLegacyMigration).
 * They tell a final state, with members that acts of today do not have, and
 * need not keep to rules about what somebody may still do: limits of texts and
 * lists, handles, who has a wallet already, proofs of wallets.  Who may act is
 * asked of them as of any other.
 *
 * All of these are nothing, false or NULL, for acts that are none.
 */
#ifndef DP_INDEXER_EM_PAST_H
#define DP_INDEXER_EM_PAST_H

#include "indexer/apply/slugs.h"
#include "indexer/em/em.h"

/* Is it one?  Then those rules do not count. */
bool em_past(const struct em *x);

/* A member of its metadata, in a wrapper or without; it lives as x->data. */
struct json_object *em_past_value(struct em *x, const char *key);
/* The same that is a text; a cell. */
const char *em_past_text(struct em *x, const char *key);
/* Is it true? */
bool em_past_true(struct em *x, const char *key);
/* A time; a cell. */
const char *em_past_time(struct em *x, struct json_object *value);

/*
 * The address that it had (route_slug and so on).  *told: false when it says
 * none, or one that is somebody else's.
 */
enum rc em_past_route(struct em *x, enum route_kind kind,
    const struct row *item, bool *told) MUST_CHECK;

/* Set the column to what the member says, when it says true or false. */
void em_past_flag(struct em *x, struct row *r, unsigned col, const char *key);

#endif
