/* SPDX-License-Identifier: ISC */
/*
 * "discprov import URL": the database of a node of the original becomes ours.
 * All that is written is on record, so a run that was ended goes on; nobody
 * sees any of it before the last transaction.
 */
#ifndef DP_IMPORT_IMPORT_H
#define DP_IMPORT_IMPORT_H

#include "common/base/ctx.h"

/*
 * Opens both databases, and prints at the end what was taken.  RC_BUSY: asked
 * to stop, or somebody else writes.  RC_CONFIG: refused, nothing is changed.
 */
enum rc import(struct ctx *c, const char *url) MUST_CHECK;

/*
 * For who fills the database from elsewhere: open it as its only writer, at our
 * schema step; c->db is the caller's to close.
 */
enum rc import_open(struct ctx *c) MUST_CHECK;
/* Behind the transaction that says so: until all pools have looked. */
void import_let_see(void);

#endif
