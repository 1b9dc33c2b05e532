/* SPDX-License-Identifier: ISC */
/*
 * The databases that a request is answered from: the one that the pool reads,
 * and, for who asks for more than that one has, the primary.  c->db is the
 * connection of the one that is used now.
 */
#ifndef DP_FCGI_SERVE_SOURCE_H
#define DP_FCGI_SERVE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attr.h"
#include "common/base/err.h"

struct app;
struct db;

enum source {
	SOURCE_USUAL,   /* [db] url_read_replica */
	SOURCE_PRIMARY, /* see db_open_primary() */
	SOURCE__MAX
};

struct source_state {
	struct db *db;     /* owned; of the one in use it is c->db */
	int64_t redial_ms; /* not before: a new connection */
	bool planned;      /* the connection plans as we want it */
};

/*
 * Use that one from now on.  RC_DB: it does not answer, or an import fills it;
 * it is the one in use all the same.  One that was away is asked once a second.
 */
enum rc source_use(struct app *app, enum source which) MUST_CHECK;
/* After RC_DB: is it worth another try, since its connection was lost? */
bool source_is_to_retry(const struct app *app);
void source_free(struct app *app);

enum plan { PLAN_GENERIC, PLAN_CUSTOM };

/*
 * How the database plans from now on.  The next request begins with generic
 * plans, whatever became of this one.
 */
enum rc source_plan(struct app *app, enum plan plan) MUST_CHECK;

#endif
