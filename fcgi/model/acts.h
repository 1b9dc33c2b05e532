/* SPDX-License-Identifier: ISC */
/* Reposts and saves of items by the current user and those he follows. */
#ifndef DP_FCGI_MODEL_ACTS_H
#define DP_FCGI_MODEL_ACTS_H

#include "common/db/db.h"
#include "fcgi/serve/app.h"

struct acts;

enum act { ACT_MY_REPOST, ACT_MY_SAVE, ACT_REPOST, ACT_SAVE, ACT__MAX };

/*
 * Of n items more that are being loaded, how many are among the first LIM_TOLD
 * of the answer: of the others is not told what has to be looked for.
 */
size_t told_take(size_t *told, size_t n);

/* So many looks that the first of the answer take no more than most in all. */
size_t told_share(const struct call *k, size_t n, size_t most);

/*
 * stmt: api_track_acts or api_playlist_acts; ids: an array parameter, of n.
 * What those did whom he follows is read of the first ones only.  Without a
 * current user nothing is read and nothing is there.
 */
enum rc acts_load(struct call *k, struct acts **as, enum sql_id stmt,
    const char *ids, size_t n, size_t first) MUST_CHECK;

bool acts_has(const struct acts *as, int64_t item_id, enum act act);

/* The array of one item's reposts or saves, in the form of the prefix. */
void acts_write(const struct acts *as, struct jsonw *w, const char *key,
    int64_t item_id, enum act act);

#endif
