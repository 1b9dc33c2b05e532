/* SPDX-License-Identifier: ISC */
/*
 * The metadata documents that the events of a window name: those kept in
 * cid_data, and the others once they were fetched.
 */
#ifndef DP_INDEXER_DOCS_DOCS_H
#define DP_INDEXER_DOCS_DOCS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"

struct aside;
struct fetch;

struct doc {
	const char *cid;
	int64_t user_id;  /* whose hosts may have it */
	const char *text; /* NULL: not found (yet), or on disk */
	size_t len;
	const struct aside *aside; /* where it waits on disk; or NULL */
	int64_t at;                /* and where there */
	bool kept;                 /* stands in cid_data */
	bool settled;              /* normalised, or of no use */
	const char *why;           /* found, but never of use: why; else NULL */
	const char *asked;         /* which hosts said what, while not found */
	const char *endpoints;     /* the user's hosts, comma list, or NULL */
	struct doc *next;          /* in the order of first use */
	struct doc *chain;
};

struct docs;

struct docs *docs_new(struct arena *a);
/* The document with this id, added if it is new. */
struct doc *docs_get(struct docs *ds, const char *cid, int64_t user_id);
size_t docs_count(const struct docs *ds);
struct doc *docs_first(const struct docs *ds); /* then by next */
/*
 * Blocks of this window name hosts of the user: a comma list, of which those
 * that are URLs count; of all that they name the last LIM_DOC_HOSTS.
 */
void docs_endpoints(struct docs *ds, int64_t user_id, const char *endpoints);

/* Look all up in the database; no transaction is needed. */
enum rc docs_lookup(struct ctx *c, struct docs *ds) MUST_CHECK;
/*
 * Fetch those that are not there, portion by portion, until they are there or
 * given up, or a signal asks to stop.  What was fetched is brought into the
 * form in which jsonb gives it back, so that a document just fetched and one
 * kept since long read alike; those that are no JSON get a reason in why.
 * meanwhile(arg) is called while we wait; it may be NULL.
 */
enum rc docs_fetch(struct ctx *c, struct docs *ds, struct fetch *f,
    void (*meanwhile)(void *arg), void *arg) MUST_CHECK;

/*
 * Documents take LIM_DOCS_HELD bytes of memory; what is more waits in a file
 * without a name, which ends with ds.  Has it a text, here or there?
 */
bool doc_is_found(const struct doc *d);
/* Bring its text in; memory of a.  doc_leave() forgets that again. */
enum rc doc_bring(struct ctx *c, struct doc *d, struct arena *a) MUST_CHECK;
void doc_leave(struct doc *d);

/* Is every number of this checked JSON one that a column can take? */
bool docs_has_sane_numbers(const char *text, size_t len);

#endif
