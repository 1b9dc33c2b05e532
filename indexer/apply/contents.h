/* SPDX-License-Identifier: ISC */
/* The contents of a playlist: tracks with the times of their adding. */
#ifndef DP_INDEXER_APPLY_CONTENTS_H
#define DP_INDEXER_APPLY_CONTENTS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "indexer/apply/apply.h"

/*
 * Playlists with ids from here on belong to EntityManager: the factory's events
 * for them are passed over, and nothing is recorded.
 */
#define ENTITY_MANAGER_IDS 400000

struct contents_entry {
	int64_t track;
	/*
	 * Unix seconds, mostly.  A client may say anything: milliseconds,
	 * fractions.
	 */
	double time;
	double client_time;    /* metadata_time, or one of these: */
#define CONTENTS_UNSAID (-1.0) /* there is no such member */
#define CONTENTS_NULL   (-2.0)
};

struct contents {
	struct contents_entry *e;
	size_t n, cap;
};

/* {"track_ids":[{"track":1,"time":2,"metadata_time":3}]}; of c->a. */
/* Entries that are none are passed over, and so is what holds no list. */
void contents_read(struct ctx *c, struct contents *p, const char *text);
const char *contents_text(struct arena *a, const struct contents *p);

void contents_add(struct arena *a, struct contents *p, int64_t track,
    int64_t time);
void contents_add_entry(struct arena *a, struct contents *p,
    struct contents_entry e);
/* Take out the first entry with this track and time, if there is one. */
void contents_remove(struct contents *p, int64_t track, int64_t time);
/*
 * Put the tracks in this order.  Of a track that is there several times the
 * first time left is used up, the last one stays; a track that is not there
 * gets time now.  What is not named disappears.
 */
void contents_order(struct arena *a, struct contents *p, const int64_t *tracks,
    size_t n, int64_t now);

/*
 * The contents of a row of playlists, to be changed in place: they stay parsed
 * between the events of a window, and their text is made when the row is
 * written.
 */
enum rc contents_of(struct apply *ap, struct row *r,
    struct contents **p) MUST_CHECK;

#endif
