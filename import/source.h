/* SPDX-License-Identifier: ISC */
/*
 * The database that is taken over: what it is, and where its indexing stands.
 *
 * Must not: write there, or look at rows of its large tables.
 */
#ifndef DP_IMPORT_SOURCE_H
#define DP_IMPORT_SOURCE_H

#include "import/state.h"

/*
 * Open it, in a transaction that only reads and sees one moment; im->src.db is
 * the caller's to close.  *name says which database it is, and as of when: the
 * same text, the same rows.
 *
 * RC_DB      not reachable, or it does not answer.
 * RC_CONFIG  it is no database of the original, or it is ours.
 */
enum rc source_open(struct import *im, const char *url,
    const char **name) MUST_CHECK;

/* Tables that nobody here knows, in one line. */
void source_tell_tables(const struct import *im);

#endif
