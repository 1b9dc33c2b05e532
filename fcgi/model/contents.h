/* SPDX-License-Identifier: ISC */
/* What a playlist holds, from its playlist_contents column. */
#ifndef DP_FCGI_MODEL_CONTENTS_H
#define DP_FCGI_MODEL_CONTENTS_H

#include "common/json/jsonw.h"
#include "fcgi/serve/app.h"

struct entry {
	int64_t track_id, time, metadata_time;
	bool has_metadata_time;
};

/*
 * The entries in order; one whose track is no id is left out, and a column
 * that is not of the form holds none.  Arena memory.
 */
size_t contents_read(struct call *k, struct entry **v, const char *text);

/* [{"metadata_timestamp":..,"timestamp":..,"track_id":..}] */
void contents_write(struct jsonw *w, const char *key, const struct entry *v,
    size_t n);

#endif
