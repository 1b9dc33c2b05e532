/* SPDX-License-Identifier: ISC */
/* EntityManager: who made a track together with its owner (T25, TC). */
#ifndef DP_INDEXER_MUSIC_COLLABORATORS_H
#define DP_INDEXER_MUSIC_COLLABORATORS_H

#include "indexer/em/em.h"

void em_collaborators_want(struct em *x);
/* Ask those whom a track's metadata names, forget those it does not. */
enum rc em_collaborators_set(struct em *x, bool is_new) MUST_CHECK;

/* TrackCollaborator Approve and Reject: the acting user is the one asked. */
void em_collaborator_want(struct em *x);
enum rc em_collaborator_approve(struct em *x) MUST_CHECK;
enum rc em_collaborator_reject(struct em *x) MUST_CHECK;

#endif
