/* SPDX-License-Identifier: ISC */
/*
 * Many statements, one round trip: what was sent stands in a list until its
 * answers have come, which are thrown away or kept by whoever asked.  It is
 * the caller's to leave no list unanswered (db_flush()).
 */
#include <string.h>

#include "common/base/clock.h"
#include "common/db/db.h"
#include "common/db/impl.h"

#define PIPE_BYTES ((size_t)256 << 10) /* of parameters not answered */

/*
 * An answer to the oldest unanswered thing.  Keeps the first failure.  *answer
 * becomes NULL when somebody waits for it.
 */
static enum rc
answered(struct ctx *c, PGresult **answer)
{
	struct db *db = c->db;
	struct db_sent *s = &db->sent[db->done++];
	PGresult *res = *answer;

	if (s->keep != NULL) {
		*s->keep = res;
		*answer = NULL;
	}
	if (PQresultStatus(res) == PGRES_PIPELINE_ABORTED) {
		if (s->is_prepare)
			db->prep[s->id] = PREP_NO;
		return RC_DB; /* somebody before us failed and said why */
	}
	if (s->is_prepare)
		db->prep[s->id] = PQresultStatus(res) == PGRES_COMMAND_OK
				      ? PREP_DONE
				      : PREP_NO;
	return db_check(c, sql_stmt[s->id].name, res);
}

enum rc
pipe_drain(struct ctx *c)
{
	struct db *db = c->db;
	bool asked = PQpipelineSync(db->pg) == 1, synced = false;
	int64_t began = now_us();
	enum rc rc = RC_OK, one;
	PGresult *res;

	while (asked && !synced && PQstatus(db->pg) == CONNECTION_OK) {
		if ((res = db_next(db)) == NULL)
			continue; /* the end of one statement's results */
		synced = PQresultStatus(res) == PGRES_PIPELINE_SYNC;
		if (!synced && db->done < db->nsent &&
		    (one = answered(c, &res)) != RC_OK)
			rc = one;
		PQclear(res);
	}
	db->nsent = db->done = db->bytes = 0;
	db->busy_us += now_us() - began;
	if (!synced)
		return db_lost(c, "pipeline");
	return rc;
}

/* Remember what was sent; ok is what the libpq call said. */
static enum rc
sent(struct ctx *c, enum sql_id id, PGresult **keep, bool is_prepare, int ok)
{
	struct db *db = c->db;

	if (ok != 1)
		return db_lost(c, sql_stmt[id].name);
	db->sent[db->nsent++] = (struct db_sent){ id, keep, is_prepare };
	if (is_prepare)
		db->prep[id] = PREP_SENT;
	return RC_OK;
}

enum rc
pipe_enter(struct ctx *c)
{
	PGconn *pg = c->db->pg;
	enum rc rc;

	if ((rc = snapshot_settle(c)) != RC_OK)
		return rc;
	if (PQpipelineStatus(pg) != PQ_PIPELINE_OFF)
		return RC_OK;
	if (PQstatus(pg) != CONNECTION_OK || PQsetnonblocking(pg, 1) != 0 ||
	    PQenterPipelineMode(pg) != 1)
		return db_lost(c, "pipeline");
	return RC_OK;
}

enum rc
pipe_send(struct ctx *c, PGresult **keep, enum sql_id id,
    const char *const *params)
{
	const struct sql_stmt *s = &sql_stmt[id];
	struct db *db = c->db;
	enum rc rc;
	int i;

	if (db->prep[id] == PREP_NO &&
	    (rc = sent(c, id, NULL, true,
		 PQsendPrepare(db->pg, s->name, s->text, 0, NULL))) != RC_OK)
		return rc;
	for (i = 0; i < s->nparams; i++)
		db->bytes += params[i] == NULL ? 0 : strlen(params[i]);
	return sent(c, id, keep, false,
	    PQsendQueryPrepared(db->pg, s->name, s->nparams, params, NULL, NULL,
		0));
}

enum rc
db_queue(struct ctx *c, enum sql_id id, const char *const *params)
{
	struct db *db = c->db;
	enum rc rc;

	if ((rc = pipe_enter(c)) != RC_OK)
		return rc;
	if ((db->nsent + 2 > DB_PIPE_MAX || db->bytes > PIPE_BYTES) &&
	    (rc = pipe_drain(c)) != RC_OK)
		return rc;
	rc = pipe_send(c, NULL, id, params);
	if (rc == RC_OK && PQflush(db->pg) == -1)
		rc = db_lost(c, sql_stmt[id].name);
	return rc;
}

enum rc
db_flush(struct ctx *c)
{
	PGconn *pg = c->db->pg;
	enum rc rc;

	if (PQpipelineStatus(pg) == PQ_PIPELINE_OFF)
		return RC_OK;
	rc = pipe_drain(c);
	if (PQstatus(pg) == CONNECTION_OK &&
	    (PQexitPipelineMode(pg) != 1 || PQsetnonblocking(pg, 0) != 0))
		rc = db_lost(c, "pipeline");
	return rc;
}
