/* SPDX-License-Identifier: ISC */
/*
 * "discprov snapshot": the state as files that another node begins with.
 *
 * A folder holds the rows of each table in parts, as COPY prints them, a list
 * of them (manifest), and the signature of that by the delegate key.  The list
 * is written last, so that a folder without one is no snapshot.
 */
#ifndef DP_SNAPSHOT_SNAPSHOT_H
#define DP_SNAPSHOT_SNAPSHOT_H

#include "common/base/ctx.h"

struct snapshot_how {
	const char *dir;
	const char *signer; /* who else may have signed; "": nobody */
	bool alone;         /* do not ask other nodes */
	unsigned jobs;      /* processes that copy at once */
};

#define SNAPSHOT_JOBS 16 /* most of them */

/*
 * All rows as they are at one moment.  RC_CONFIG: no key to sign with, no
 * digest kept, or dir holds something else.  RC_BUSY: asked to stop.
 */
enum rc snapshot_export(struct ctx *c,
    const struct snapshot_how *how) MUST_CHECK;

/*
 * Into an empty database, or one that holds a part of the same snapshot.
 * RC_DATA: it is not what was signed, not what its digest says, or other nodes
 * hold something else.  RC_CONFIG: it does not fit here.
 */
enum rc snapshot_import(struct ctx *c,
    const struct snapshot_how *how) MUST_CHECK;

#endif
