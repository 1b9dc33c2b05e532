/* SPDX-License-Identifier: ISC */
/* The insides of struct playlists, for the field table. */
#ifndef DP_FCGI_MODEL_FIELDS_PLAYLIST_H
#define DP_FCGI_MODEL_FIELDS_PLAYLIST_H

#include <libpq-fe.h>

#include "fcgi/model/acts.h"
#include "fcgi/model/contents.h"
#include "fcgi/model/field.h"
#include "fcgi/model/gate.h"
#include "fcgi/model/playlist.h"
#include "fcgi/model/track.h"
#include "fcgi/model/user.h"

struct playlist_row {
	struct entry *entries;
	size_t n;
	struct span text; /* of the entries, once written */
	int64_t plays;    /* of the first entries */
	size_t shown;     /* so many of the first have their track shown */
};

struct playlists {
	struct call *k;
	PGresult *res; /* api_playlists; NULL: none were asked for */
	struct idmap *rows;
	struct users *users;      /* owners */
	struct playlist_row *row; /* one per row */
	struct tracks *tracks;    /* of all of them; NULL: not shown */
	struct acts *acts;
	struct gates *gates; /* one per row; NULL on legacy routes */
};

#endif
