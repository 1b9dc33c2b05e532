/* SPDX-License-Identifier: ISC */
/* EntityManager: playlists and albums (rules P). */
#ifndef DP_INDEXER_MUSIC_PLAYLISTS_H
#define DP_INDEXER_MUSIC_PLAYLISTS_H

#include "indexer/em/em.h"

void em_playlist_want(struct em *x);
enum rc em_playlist_create(struct em *x) MUST_CHECK;
enum rc em_playlist_update(struct em *x) MUST_CHECK;
enum rc em_playlist_delete(struct em *x) MUST_CHECK;

#endif
