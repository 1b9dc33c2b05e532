/* SPDX-License-Identifier: ISC */
/*
 * EntityManager: conditions under which tracks and albums are open, and the
 * history of their prices.
 */
#ifndef DP_INDEXER_MUSIC_GATE_H
#define DP_INDEXER_MUSIC_GATE_H

#include "indexer/em/em.h"

/* T7 and T14. */
enum rc em_gate_check_track(struct em *x);
/* P9 and P13. */
enum rc em_gate_check_playlist(struct em *x);

/*
 * May the acting user hear this track?  Conditions that only another chain
 * could prove to be met are not.
 */
enum rc em_gate_is_open(struct em *x, const struct row *track,
    bool *open) MUST_CHECK;

/* Splits of the old kind (an object) go all to the owner: in x->data. */
void em_gate_new_splits(struct em *x, int64_t owner_id);

/* Note what x->data says of the price, if that is news. */
enum rc em_gate_track_price(struct em *x) MUST_CHECK;
enum rc em_gate_album_price(struct em *x) MUST_CHECK;

#endif
