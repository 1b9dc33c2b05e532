/* SPDX-License-Identifier: ISC */
/* What the events of PlaylistFactory do to playlists and albums. */
#ifndef DP_INDEXER_EV_PLAYLISTS_H
#define DP_INDEXER_EV_PLAYLISTS_H

#include "indexer/apply.h"
#include "indexer/contents.h"

/*
 * Ids from here on belong to EntityManager: the factory's events for them are
 * passed over, and nothing is recorded.
 */
#define ENTITY_MANAGER_IDS 400000

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

/*
 * The contents of a playlist's row, to be changed in place: their text is
 * made when the row is written.
 */
enum rc playlists_contents(struct apply *ap, struct row *r,
    struct contents **p) MUST_CHECK;

#endif
