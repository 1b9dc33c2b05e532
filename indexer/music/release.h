/* SPDX-License-Identifier: ISC */
/* EntityManager: when hidden tracks and albums come out (T23, P16). */
#ifndef DP_INDEXER_MUSIC_RELEASE_H
#define DP_INDEXER_MUSIC_RELEASE_H

#include "indexer/em/em.h"

/* The columns of a table that say it. */
struct em_release {
	unsigned date, hidden, scheduled;
};

/*
 * Take release_date over.  The other columns are those of the metadata
 * already; was_public: before it.
 */
void em_release(struct em *x, struct row *r, const struct em_release *cols,
    bool is_new, bool was_public);

#endif
