/* SPDX-License-Identifier: ISC */
/* The insides of struct tracks, for the field table. */
#ifndef DP_FCGI_MODEL_FIELDS_TRACK_H
#define DP_FCGI_MODEL_FIELDS_TRACK_H

#include <libpq-fe.h>

#include "fcgi/model/acts.h"
#include "fcgi/model/field.h"
#include "fcgi/model/gate.h"
#include "fcgi/model/track.h"
#include "fcgi/model/user.h"

/* What a file of the track is reached by. */
void track_file(const struct view *v, enum audio what, struct track_file *f);

#define REMIX_PARENTS 10 /* shown of one track */

struct tracks {
	struct call *k;
	PGresult *res; /* api_tracks; NULL: none were asked for */
	struct idmap *rows;
	struct users *users;       /* owners, also of remixed tracks */
	PGresult *parents;         /* api_remix_parents, by child */
	struct idmap *parent_rows; /* child to its first row */
	struct acts *acts;
	struct gates *gates; /* one per row; NULL on legacy routes */
};

#endif
