/* SPDX-License-Identifier: ISC */
/*
 * Replica sets of users and content nodes (UserReplicaSetManager), and the
 * blacklist of contents (IPLDBlacklistFactory).
 */
#ifndef DP_INDEXER_LEGACY_REPLICAS_H
#define DP_INDEXER_LEGACY_REPLICAS_H

#include "indexer/apply/apply.h"

void ursm_want_replicas(struct rows *rs, const struct event *e);
void ursm_want_node(struct rows *rs, const struct event *e);

enum rc ursm_replicas(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc ursm_node(struct apply *ap, const struct event *e) MUST_CHECK;
enum rc ursm_blacklist(struct apply *ap, const struct event *e) MUST_CHECK;

#endif
