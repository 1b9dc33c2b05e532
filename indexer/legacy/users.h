/* SPDX-License-Identifier: ISC */
/* What the events of UserFactory do to users. */
#ifndef DP_INDEXER_LEGACY_USERS_H
#define DP_INDEXER_LEGACY_USERS_H

#include "indexer/apply/apply.h"

/* Argument 0 is the user. */
void users_want(struct rows *rs, const struct event *e);
/* And what a document of theirs changes. */
void users_want_document(struct rows *rs, const struct event *e);

enum rc users_add(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_multihash(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_name(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_location(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_bio(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_picture(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_cover(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_verified(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc users_endpoint(struct apply *ap, const struct event *e) MUST_CHECK;

#endif
