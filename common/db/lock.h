/* SPDX-License-Identifier: ISC */
/*
 * One runner per job: a file lock on this host, then a PostgreSQL session
 * advisory lock, so that two hosts cannot both write.  Trying does not wait.
 * What keeps programs from the same rows for a moment (lock_hold,
 * lock_transaction) does.  All of them die with the process.
 */
#ifndef DP_COMMON_DB_LOCK_H
#define DP_COMMON_DB_LOCK_H

#include "common/base/ctx.h"

#define LOCK_SPACE "1684632432" /* first key of our advisory locks: "disp" */

enum lock_key { /* the second */
	LOCK_INDEX = 1,
	LOCK_MIGRATE = 2,
	LOCK_ROWS = 3, /* rows that blocks own: held from reading to COMMIT */
	LOCK_IMPORT_PLAYS = 4,
	LOCK_IMPORT = 5, /* of another node's database */
	LOCK_JOB = 16    /* and above: jobs/jobs.def says which is whose */
};

/*
 * Try to become the only runner on this host.  The file is
 * run_dir/discprov-NAME.lock, mode 0600, kept open until exit, never
 * unlinked.
 *
 * RC_OK    held until the process ends.
 * RC_BUSY  another process holds it.
 * RC_SYS   the folder or file cannot be used; the message says which.
 */
enum rc lock_file(struct ctx *c, const char *name) MUST_CHECK;

/* Is there a folder for such files, or could we make it?  Changes nothing. */
enum rc lock_folder(struct ctx *c) MUST_CHECK;

/*
 * Try to become the only runner on any host.  Readers that hold any lock of
 * ours are dealt with first, as by lock_clear().
 *
 * RC_OK      held until db_close(c->db); there is no other unlock.
 * RC_BUSY    another session holds it; the message names role and backend.
 * RC_CONFIG  a session that may not write holds it and may not be ended.
 * RC_DB      could not ask.
 */
enum rc lock_db(struct ctx *c, enum lock_key key) MUST_CHECK;

/*
 * End the sessions of roles that may not write and hold or await a lock of
 * ours, as far as our role may; one log line each.  RC_DB: could not ask.
 */
enum rc lock_clear(struct ctx *c) MUST_CHECK;

/*
 * Wait for a lock; it is held until it is released, or c->db closes.
 * lock_release() keeps c->err, and does nothing when the connection is gone.
 */
enum rc lock_hold(struct ctx *c, enum lock_key key) MUST_CHECK;
void lock_release(struct ctx *c, enum lock_key key);

/* Wait for a lock; it is held until the transaction ends. */
enum rc lock_transaction(struct ctx *c, enum lock_key key) MUST_CHECK;

#endif
