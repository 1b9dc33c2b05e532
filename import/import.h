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

#endif
