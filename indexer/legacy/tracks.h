/* SPDX-License-Identifier: ISC */
/* What the events of TrackFactory do to tracks. */
#ifndef DP_INDEXER_LEGACY_TRACKS_H
#define DP_INDEXER_LEGACY_TRACKS_H

#include "indexer/apply/apply.h"

void tracks_want(struct rows *rs, const struct event *e);
void tracks_want_id(struct rows *rs, const struct event *e);

enum rc tracks_new(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc tracks_update(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc tracks_delete(struct apply *ap, const struct event *e) MUST_CHECK;

#endif
