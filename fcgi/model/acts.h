/* SPDX-License-Identifier: ISC */
/* Reposts and saves of items by the current user and those he follows. */
#ifndef DP_FCGI_MODEL_ACTS_H
#define DP_FCGI_MODEL_ACTS_H

#include "common/db/db.h"
#include "fcgi/serve/app.h"

struct acts;

enum act { ACT_MY_REPOST, ACT_MY_SAVE, ACT_REPOST, ACT_SAVE, ACT__MAX };

/*
 * stmt: api_track_acts or api_playlist_acts; ids: an array parameter, of n.
 * Without a current user nothing is read and nothing is there.
 */
enum rc acts_load(struct call *k, struct acts **as, enum sql_id stmt,
    const char *ids, size_t n) MUST_CHECK;

bool acts_has(const struct acts *as, int64_t item_id, enum act act);

/* The array of one item's reposts or saves, in the form of the prefix. */
void acts_write(const struct acts *as, struct jsonw *w, const char *key,
    int64_t item_id, enum act act);

#endif
