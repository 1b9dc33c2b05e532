/* SPDX-License-Identifier: ISC */
/*
 * What a metadata document means for a user or a track: cells, checked as
 * they are assigned.  A value that fails its check becomes the default of its
 * column; that is no error.
 */
#ifndef DP_INDEXER_APPLY_METADATA_H
#define DP_INDEXER_APPLY_METADATA_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "indexer/apply/associated.h"
#include "indexer/apply/referrals.h"
#include "indexer/docs/fetch.h"
#include "sql/tables.h"

struct apply;

/* META_OTHER: read by who uses it. */
enum meta_kind { META_USER, META_TRACK, META_OTHER };

/* set: the document has something to say (value may still be NULL). */
struct meta_field {
	bool set;
	const char *value;
};

struct meta_user {
	struct meta_field picture, cover, bio, name, location, library;
	const char *has_collectibles, *is_deactivated; /* "t" or "f" */
	const char *artist_pick;                       /* or NULL */
	struct associated wallets[ASSOCIATED__MAX];    /* proved to be theirs */
	struct user_events events;
};

struct meta_track {
	const char *cell[TR__MAX]; /* from TR_TITLE on */
	const char *parents;       /* of remixes: "{1,2}" */
	const char *stem_parent;   /* NULL: no stem */
};

struct meta {
	enum meta_kind kind;
	const char *type; /* in cid_data */
	struct doc *doc;
	/*
	 * Why it cannot be used, or NULL.  The bytes are the right ones, so
	 * asking again would not help: its event is turned away for good.
	 */
	const char *why;
	union {
		struct meta_user user;
		struct meta_track track;
	};
};

/*
 * A value (NULL: null) and the column it is for: the checked cell, memory of
 * c->a.
 */
const char *meta_visibility_cell(struct ctx *c, struct json_object *v);
const char *meta_remix_of_cell(struct ctx *c, struct json_object *v);
const char *meta_stem_of_cell(struct ctx *c, struct json_object *v);
/* *sum: seconds of all segments. */
const char *meta_segments_cell(struct ctx *c, struct json_object *v,
    double *sum);
/* An object that has members. */
const char *meta_filled_cell(struct ctx *c, struct json_object *v);
/* Parents named by remix_of, whether or not the column takes its shape. */
const char *meta_remix_parents(struct ctx *c, struct json_object *v);

/* The cells of a track that doc, an object, says; memory of c->a. */
void meta_track_cells(struct ctx *c, struct meta_track *t,
    struct json_object *doc);

/*
 * Read m->doc, which was found; what is kept is memory of a.  sig checks the
 * wallets of user_id, whose document it is if it is a user's.
 */
void meta_read(struct ctx *c, struct meta *m, struct arena *a,
    const struct sig *sig, int64_t user_id);

static inline bool
meta_usable(const struct meta *m)
{
	return m->why == NULL;
}

/* False: it waits on disk, and is read when its event is applied. */
static inline bool
meta_is_at_hand(const struct meta *m)
{
	return m->doc->aside == NULL;
}

/*
 * The document goes to cid_data, whatever becomes of its event: indexing the
 * block again shall need no network.
 */
enum rc meta_keep(struct apply *ap, const struct meta *m) MUST_CHECK;

#endif
