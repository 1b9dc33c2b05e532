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

struct import_begins {
	const char *what;   /* wants the database: "an import" */
	const char *source; /* that it is known by */
	const char *empty;  /* text[]: tables that must be */
	const char *tables; /* text[]: those that are filled */
	const char *jobs;   /* text[]: those of them that jobs have made */
	enum rc (*more)(struct ctx *c); /* in the same transaction, or NULL */
};

/*
 * It is on record that the database is being filled, and all pools have had
 * the time to look.  RC_CONFIG: a table has rows, nothing is changed.
 */
enum rc import_begin(struct ctx *c, const struct import_begins *b) MUST_CHECK;
/* Publishes the newest block's time. */
enum rc import_put_time(struct ctx *c) MUST_CHECK;

#endif
