/* SPDX-License-Identifier: ISC */
/* EntityManager: the tracks of a playlist, and the playlists of a track. */
#ifndef DP_INDEXER_MUSIC_CONTENTS_H
#define DP_INDEXER_MUSIC_CONTENTS_H

#include "indexer/em/em.h"

void em_contents_want(struct em *x);
/* Those that a loaded playlist holds; memory from c->a. */
void em_contents_want_kept(struct ctx *c, struct rows *rs, int64_t playlist);
/* P5 and P6. */
enum rc em_contents_check(struct em *x, bool is_new) MUST_CHECK;
/* P10, of documents; r is the playlist before, NULL on creation. */
enum rc em_contents_check_gates(struct em *x, struct row *r) MUST_CHECK;
/* Take over playlist_contents, if there are any. */
enum rc em_contents_set(struct em *x, struct row *r, bool is_new) MUST_CHECK;
/* Tracks that a list of a chain's past held once. */
enum rc em_contents_removed(struct em *x) MUST_CHECK;

#endif
