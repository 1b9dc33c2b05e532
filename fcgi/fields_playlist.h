/* SPDX-License-Identifier: ISC */
/* The insides of struct playlists, for the field table. */
#ifndef DP_FCGI_FIELDS_PLAYLIST_H
#define DP_FCGI_FIELDS_PLAYLIST_H

#include <libpq-fe.h>

#include "fcgi/acts.h"
#include "fcgi/cols.h"
#include "fcgi/contents.h"
#include "fcgi/field.h"
#include "fcgi/gate.h"
#include "fcgi/playlist.h"
#include "fcgi/track.h"
#include "fcgi/user.h"

struct playlist_row {
	struct entry *entries;
	size_t n;
};

struct playlists {
	struct call *k;
	PGresult *res; /* api_playlists; NULL: none were asked for */
	struct idmap *rows;
	struct users *users;      /* owners */
	struct playlist_row *row; /* one per row; NULL on legacy routes */
	bool too_many;            /* entries: an answer cannot hold them */
	struct tracks *tracks;    /* of all of them; NULL: not shown */
	struct acts *acts;
	struct gates *gates; /* one per row; NULL on legacy routes */
};

#endif
