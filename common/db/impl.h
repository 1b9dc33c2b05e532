/* SPDX-License-Identifier: ISC */
/* What db.c and conn.c share. */
#ifndef DP_COMMON_DB_IMPL_H
#define DP_COMMON_DB_IMPL_H

#include "common/db/db.h"

#define DB_PIPE_MAX 256 /* statements sent and not answered */

enum db_prep { PREP_NO, PREP_SENT, PREP_DONE };

struct db_sent {
	enum sql_id id;
	bool is_prepare;
};

struct db {
	PGconn *pg;
	enum db_role role;
	bool settled;                 /* the session is as we want it */
	bool refused;                 /* the last failure: what we wrote */
	int64_t begin_ms, replan_ms;  /* of the session; of its plans' end */
	unsigned char prep[SQL__MAX]; /* enum db_prep; of this session */

	/* the pipeline: what was sent and is not answered yet */
	struct db_sent sent[DB_PIPE_MAX];
	size_t nsent, done;
	size_t bytes;
	int64_t busy_us; /* spent waiting for the server */
	bool (*meanwhile)(void *arg);
	void *arg;
};

/* RC_OK when res is a success; NULL is none.  name is for the message. */
enum rc db_check(struct ctx *c, const char *name,
    const PGresult *res) MUST_CHECK;

#endif
