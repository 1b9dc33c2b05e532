/* SPDX-License-Identifier: ISC */
/*
 * EntityManager: muted users (rules X), e-mail (K), events (V), what was
 * seen and announced (N), reactions to tips (TP).
 */
#ifndef DP_INDEXER_TALK_MISC_H
#define DP_INDEXER_TALK_MISC_H

#include "indexer/em/em.h"

void em_mute_want(struct em *x);
enum rc em_mute_user(struct em *x) MUST_CHECK; /* and Unmute */

void em_email_want(struct em *x);
enum rc em_email_add(struct em *x) MUST_CHECK;
enum rc em_email_share(struct em *x) MUST_CHECK;

void em_event_want(struct em *x);
enum rc em_event_create(struct em *x) MUST_CHECK;
enum rc em_event_update(struct em *x) MUST_CHECK;
enum rc em_event_delete(struct em *x) MUST_CHECK;

void em_notification_want(struct em *x);
enum rc em_notification_create(struct em *x) MUST_CHECK;
enum rc em_notification_view(struct em *x) MUST_CHECK;
enum rc em_notification_playlist(struct em *x) MUST_CHECK;

void em_tip_want(struct em *x);
enum rc em_tip_update(struct em *x) MUST_CHECK;

#endif
