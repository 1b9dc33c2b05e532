/* SPDX-License-Identifier: ISC */
/* Follows, reposts and saves: SocialFeatureFactory, UserLibraryFactory. */
#ifndef DP_INDEXER_LEGACY_SOCIAL_H
#define DP_INDEXER_LEGACY_SOCIAL_H

#include "indexer/apply/apply.h"

void social_want_track(struct rows *rs, const struct event *e);
void social_want_list(struct rows *rs, const struct event *e);
void social_want_user(struct rows *rs, const struct event *e);

/* Before the events of any batch: load the follows that gates ask for. */
enum rc social_prepare(struct apply *ap, const struct event *e,
    size_t n) MUST_CHECK;

/* Any of the events; which one is told by e->abi. */
enum rc social_apply(struct apply *ap, const struct event *e) MUST_CHECK;

#endif
