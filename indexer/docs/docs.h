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

struct fetch;

struct doc {
	const char *cid;
	int64_t user_id;  /* whose hosts may have it */
	const char *text; /* NULL: not found (yet) */
	size_t len;
	bool kept;             /* stands in cid_data */
	const char *why;       /* found, but never of use: why; else NULL */
	const char *asked;     /* which hosts said what, while not found */
	const char *endpoints; /* the user's hosts, comma list, or NULL */
	struct doc *next;      /* in the order of first use */
	struct doc *chain;
};

struct docs;

struct docs *docs_new(struct arena *a);
/* The document with this id, added if it is new. */
struct doc *docs_get(struct docs *ds, const char *cid, int64_t user_id);
size_t docs_count(const struct docs *ds);
const struct doc *docs_first(const struct docs *ds); /* then by next */
/* Blocks of this window name hosts of the user: a comma list. */
void docs_endpoints(struct docs *ds, int64_t user_id, const char *endpoints);

/* Look all up in the database; no transaction is needed. */
enum rc docs_lookup(struct ctx *c, struct docs *ds) MUST_CHECK;
/* Queue those that are not there with fetch.h. */
enum rc docs_ask(struct ctx *c, struct docs *ds, struct fetch *f) MUST_CHECK;
/*
 * After fetching: bring what was fetched into the form in which jsonb gives
 * it back, so that a document just fetched and one kept since long read
 * alike.  Documents that are no JSON get a reason in why.
 */
enum rc docs_settle(struct ctx *c, struct docs *ds) MUST_CHECK;

/* Is every number of this checked JSON one that a column can take? */
bool docs_has_sane_numbers(const char *text, size_t len);

#endif
