/* SPDX-License-Identifier: ISC */
/*
 * A reader's transaction without round trips of its own.  BEGIN, and a
 * statement that every such transaction wants, go with its first statement;
 * COMMIT is sent and not waited for, since there is nothing that it could
 * lose: its answer is read before anything else is sent.
 */
#include "common/base/clock.h"
#include "common/db/db.h"
#include "common/db/impl.h"

enum rc
db_snapshot(struct ctx *c, enum sql_id beside)
{
	enum rc rc;

	if ((rc = snapshot_settle(c)) != RC_OK)
		return rc;
	c->db->snap = (struct db_snapshot){ .is_due = true, .beside = beside };
	return RC_OK;
}

/* BEGIN, the statement beside, and id; the last is the caller's to clear. */
static enum rc
send_first(struct ctx *c, PGresult **res, enum sql_id id,
    const char *const *params)
{
	struct db_snapshot *s = &c->db->snap;
	enum rc rc;

	if ((rc = pipe_enter(c)) != RC_OK ||
	    (rc = pipe_send(c, NULL, SQL_BEGIN_SNAPSHOT, NULL)) != RC_OK ||
	    (id != s->beside &&
		(rc = pipe_send(c, &s->res, s->beside, NULL)) != RC_OK))
		return rc;
	return pipe_send(c, res, id, params);
}

enum rc
snapshot_open(struct ctx *c, PGresult **res, enum sql_id id,
    const char *const *params)
{
	struct db_snapshot *s = &c->db->snap;
	enum rc rc;

	s->is_due = false;
	s->is_open = true;
	rc = send_first(c, res, id, params);
	if (rc == RC_OK)
		rc = db_flush(c);
	if (s->res != NULL)
		db_keep(c, s->res);
	if (rc != RC_OK ||
	    (rc = db_check_shape(c, &sql_stmt[id], *res)) != RC_OK ||
	    s->res == NULL)
		return rc;
	return db_check_shape(c, &sql_stmt[s->beside], s->res);
}

PGresult *
snapshot_beside(const struct db *db, enum sql_id id)
{
	return db->snap.is_open && db->snap.beside == id ? db->snap.res : NULL;
}

enum rc
snapshot_leave(struct ctx *c)
{
	struct db *db = c->db;
	bool was_open = db->snap.is_open;

	snapshot_forget(db);
	if (!was_open)
		return RC_OK;
	if (PQsendQuery(db->pg, "COMMIT") != 1)
		return db_lost(c, "commit");
	db->snap.is_ending = true;
	return RC_OK;
}

enum rc
snapshot_settle(struct ctx *c)
{
	struct db *db = c->db;
	int64_t began;
	PGresult *res;
	enum rc rc = RC_OK, one;

	if (!db->snap.is_ending)
		return RC_OK;
	began = now_us();
	db->snap.is_ending = false;
	while ((res = db_next(db)) != NULL) {
		if ((one = db_check(c, "commit", res)) != RC_OK)
			rc = one;
		PQclear(res);
	}
	db->busy_us += now_us() - began;
	return rc;
}

void
snapshot_forget(struct db *db)
{
	db->snap.is_due = db->snap.is_open = false;
	db->snap.res = NULL;
}
