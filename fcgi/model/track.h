/* SPDX-License-Identifier: ISC */
/* Tracks of one answer, with their owners. */
#ifndef DP_FCGI_MODEL_TRACK_H
#define DP_FCGI_MODEL_TRACK_H

#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

struct tracks;

/* Read the tracks with these ids and all that their models need. */
enum rc tracks_load(struct call *k, struct tracks **ts, const int64_t *ids,
    size_t n) MUST_CHECK;

/* Is it there, has it an owner, and does the rule show it to k's asker? */
bool tracks_show(const struct tracks *ts, int64_t id, enum rule rule);

enum audio { AUDIO_STREAM, AUDIO_PREVIEW, AUDIO_DOWNLOAD };

/* What a file of a track is reached by. */
struct track_file {
	struct link link;  /* its cid is NULL: there is no such file */
	bool allowed;      /* k's asker may have it */
	bool gone;         /* deleted, or the owner has left */
	bool downloadable; /* the owner offers it */
	const char *name;  /* that the file had, or NULL */
};

/* Only of an id that tracks_show() was true for. */
void tracks_file(const struct tracks *ts, int64_t id, enum audio what,
    struct track_file *f);

void tracks_write(struct tracks *ts, struct jsonw *w, const char *key,
    int64_t id);

#endif
