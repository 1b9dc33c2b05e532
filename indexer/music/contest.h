/* SPDX-License-Identifier: ISC */
/* EntityManager: what a remix contest on a track means for tracks. */
#ifndef DP_INDEXER_MUSIC_CONTEST_H
#define DP_INDEXER_MUSIC_CONTEST_H

#include "indexer/em/em.h"

/* Of the metadata of a track. */
void em_contest_want(struct em *x);

/* Is the event a contest that is neither deleted nor over? */
bool em_contest_runs(const struct em *x, const struct row *event);
/* Can everybody see the track? */
bool em_contest_is_public(const struct row *track);

/* T26: a new track enters the contest on its first parent. */
enum rc em_contest_entry(struct em *x, const struct row *track) MUST_CHECK;
/* T27: a track has become public, and with it its contest. */
enum rc em_contest_public(struct em *x, const struct row *track) MUST_CHECK;
/* Those who may care hear that it has begun, who were not told yet. */
enum rc em_contest_tell_start(struct em *x, const struct row *event) MUST_CHECK;

#endif
