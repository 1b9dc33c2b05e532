/* SPDX-License-Identifier: ISC */
/* Playlists and albums of one answer, with their owners. */
#ifndef DP_FCGI_MODEL_PLAYLIST_H
#define DP_FCGI_MODEL_PLAYLIST_H

#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

struct playlists;

/*
 * Read the playlists with these ids and all that their models need; with
 * their tracks when the route's row says so.
 */
enum rc playlists_load(struct call *k, struct playlists **ps,
    const int64_t *ids, size_t n) MUST_CHECK;

/* How many tracks each of them is shown with in this answer, at most. */
unsigned playlists_tracks(const struct call *k);

/* Is it there, has it an owner, and does the rule show it to k's asker? */
bool playlists_show(const struct playlists *ps, int64_t id, enum rule rule);

/* Is it there, but private, and k's asker is not the owner? */
bool playlists_hide(const struct playlists *ps, int64_t id);

void playlists_write(struct playlists *ps, struct jsonw *w, const char *key,
    int64_t id);

#endif
