/* SPDX-License-Identifier: ISC */
/* What the events of PlaylistFactory do to playlists and albums. */
#ifndef DP_INDEXER_LEGACY_PLAYLISTS_H
#define DP_INDEXER_LEGACY_PLAYLISTS_H

#include "indexer/apply/apply.h"

/* Argument 0 is the playlist. */
void playlists_want(struct rows *rs, const struct event *e);

enum rc playlists_create(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_delete(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_add(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_remove(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_order(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_name(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_privacy(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_cover(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_about(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc playlists_upc(struct apply *ap, const struct event *e) MUST_CHECK;

#endif
