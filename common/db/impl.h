/* SPDX-License-Identifier: ISC */
/* What the files of this folder share. */
#ifndef DP_COMMON_DB_IMPL_H
#define DP_COMMON_DB_IMPL_H

#include "common/db/db.h"

#define DB_PIPE_MAX 256 /* statements sent and not answered */

enum db_prep { PREP_NO, PREP_SENT, PREP_DONE };

struct db_sent {
	enum sql_id id;
	PGresult **keep; /* where the answer goes; NULL: nowhere */
	bool is_prepare;
};

struct db_snapshot {
	bool is_due;    /* begins with the next statement */
	bool is_open;   /* has begun */
	bool is_ending; /* the answer to COMMIT has not been read */
	enum sql_id beside;
	PGresult *res; /* of beside, the arena's; NULL: was not asked */
};

struct db {
	PGconn *pg;
	enum db_role role;
	const char *what; /* where the URL is from, if not from db_setting() */
	bool is_primary;  /* the one of its hosts that takes writes */
	bool settled;     /* the session is as we want it */
	bool refused;     /* the last failure: what we wrote */
	bool in_use;      /* the last failure: a lock in time */
	int64_t begin_ms, replan_ms;  /* of the session; of its plans' end */
	int64_t silent_ms;            /* who says nothing so long is gone; 0 */
	unsigned char prep[SQL__MAX]; /* enum db_prep; of this session */

	/* the pipeline: what was sent and is not answered yet */
	struct db_sent sent[DB_PIPE_MAX];
	size_t nsent, done;
	size_t bytes;
	int64_t busy_us; /* spent waiting for the server */
	struct db_snapshot snap;
	bool (*meanwhile)(void *arg);
	void *arg;
	void (*tick)(void *arg);
	void *tick_arg;
};

/* RC_OK when res is a success; NULL is none.  name is for the message. */
enum rc db_check(struct ctx *c, const char *name,
    const PGresult *res) MUST_CHECK;
/* RC_BUG when res has other columns than were declared. */
enum rc db_check_shape(struct ctx *c, const struct sql_stmt *s,
    const PGresult *res) MUST_CHECK;
/* The connection is gone, or libpq refuses: RC_DB. */
enum rc db_lost(struct ctx *c, const char *what) MUST_CHECK;
/* The next result, waiting for it without ever blocking on a full socket. */
PGresult *db_next(struct db *db);
/* From now on res is c->a's to clear. */
void db_keep(struct ctx *c, PGresult *res);

/* pipe.c: send, and have the answer put to *keep, which is then cleared by
   whoever asked; synchronise, and collect every answer that is due. */
enum rc pipe_enter(struct ctx *c) MUST_CHECK;
enum rc pipe_send(struct ctx *c, PGresult **keep, enum sql_id id,
    const char *const *params) MUST_CHECK;
enum rc pipe_drain(struct ctx *c) MUST_CHECK;

/* snapshot.c: begin with this statement; what was answered beside, or NULL;
   end; read what is still to come of the last end; it is no longer open. */
enum rc snapshot_open(struct ctx *c, PGresult **res, enum sql_id id,
    const char *const *params) MUST_CHECK;
PGresult *snapshot_beside(const struct db *db, enum sql_id id);
enum rc snapshot_leave(struct ctx *c) MUST_CHECK;
enum rc snapshot_settle(struct ctx *c) MUST_CHECK;
void snapshot_forget(struct db *db);

#endif
