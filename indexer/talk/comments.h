/* SPDX-License-Identifier: ISC */
/* EntityManager: comments (rules C). */
#ifndef DP_INDEXER_TALK_COMMENTS_H
#define DP_INDEXER_TALK_COMMENTS_H

#include "indexer/em/em.h"

void em_comment_want(struct em *x);
enum rc em_comment_create(struct em *x) MUST_CHECK;
enum rc em_comment_update(struct em *x) MUST_CHECK;
enum rc em_comment_delete(struct em *x) MUST_CHECK;
enum rc em_comment_react(struct em *x) MUST_CHECK; /* and Unreact */
enum rc em_comment_pin(struct em *x) MUST_CHECK;   /* and Unpin */
enum rc em_comment_report(struct em *x) MUST_CHECK;
/* Mute and Unmute of a track's or comment's notifications. */
enum rc em_settings_mute(struct em *x) MUST_CHECK;

#endif
