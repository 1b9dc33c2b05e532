/* SPDX-License-Identifier: ISC */
/* EntityManager: tracks (rules T). */
#ifndef DP_INDEXER_MUSIC_TRACKS_H
#define DP_INDEXER_MUSIC_TRACKS_H

#include "indexer/em/em.h"

void em_track_want(struct em *x);
enum rc em_track_create(struct em *x) MUST_CHECK;
enum rc em_track_update(struct em *x) MUST_CHECK;
enum rc em_track_delete(struct em *x) MUST_CHECK;
enum rc em_track_download(struct em *x) MUST_CHECK;

#endif
