/* SPDX-License-Identifier: ISC */
#include "common/db/db.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "common/base/clock.h"
#include "common/base/num.h"
#include "common/db/advice.h"
#include "common/db/impl.h"

#define REPLAN_MS    60000 /* the longest life of a plan */
#define MEANWHILE_MS 1     /* between two looks at something else */
#define TICK_MS      100
#define SILENCE_MS   500 /* between two looks at how long it was silent */

enum rc
db_lost(struct ctx *c, const char *what)
{
	if (c->db != NULL)
		c->db->refused = c->db->in_use = false;
	return err_set(&c->err, RC_DB, "database: %s: %s", what,
	    db_is_lost(c->db) ? "connection lost" : "refused by libpq");
}

/*
 * Classes of what a statement wants: too many rows for a key, values that do
 * not fit, broken constraints, limits of the program.
 */
static bool
is_of_values(const char *state)
{
	static const char *const classes[] = { "21", "22", "23", "54" };
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strncmp(state, classes[i], 2) == 0)
			return true;
	return false;
}

/*
 * The server's words may quote values of ours in classes 22 and 23, so there
 * only the names of schema objects are passed on.
 */
static enum rc
refused(struct ctx *c, const char *name, const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	const char *msg = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
	const char *table = PQresultErrorField(res, PG_DIAG_TABLE_NAME);
	const char *col = PQresultErrorField(res, PG_DIAG_COLUMN_NAME);
	const char *rule = PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME);

	if (state == NULL) /* libpq's own failure: no server behind it */
		return db_lost(c, name);
	c->db->refused = is_of_values(state);
	c->db->in_use = strcmp(state, "55P03") == 0;
	if (strncmp(state, "22", 2) != 0 && strncmp(state, "23", 2) != 0)
		return err_set(&c->err, RC_DB, "database: %s: %s: %s%s", name,
		    state, msg == NULL ? "no message" : msg,
		    db_advice_refused(c, c->db, state));
	return err_set(&c->err, RC_DB,
	    "database: %s: %s: value refused%s%s%s%s%s%s", name, state,
	    table == NULL ? "" : " by table ", table == NULL ? "" : table,
	    col == NULL ? "" : ", column ", col == NULL ? "" : col,
	    rule == NULL ? "" : ", rule ", rule == NULL ? "" : rule);
}

enum rc
db_check(struct ctx *c, const char *name, const PGresult *res)
{
	switch (PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		return RC_OK;
	case PGRES_FATAL_ERROR:
		return refused(c, name, res);
	default: /* also NULL */
		return db_lost(c, name);
	}
}

static void
clear(void *res)
{
	PQclear(res);
}

int64_t
db_busy_us(const struct db *db)
{
	return db == NULL ? 0 : db->busy_us;
}

/* waiting */

void
db_meanwhile(struct db *db, bool (*fn)(void *arg), void *arg)
{
	db->meanwhile = fn;
	db->arg = arg;
}

void
db_tick(struct db *db, void (*fn)(void *arg), void *arg)
{
	db->tick = fn;
	db->tick_arg = arg;
}

/* While the server works, a little of something else; is there more of it? */
static bool
meanwhile(struct db *db)
{
	int64_t began = now_us();
	bool more = db->meanwhile(db->arg);

	db->busy_us -= now_us() - began;
	return more;
}

/*
 * A host that was cut off, or stands still, ends no connection: the server
 * would have given up the statement by now, so nobody is there.
 */
static bool
is_silent(const struct db *db, int64_t since)
{
	return db->silent_ms > 0 && now_ms() - since >= db->silent_ms;
}

/* How long to wait before there is something to do or to look at; -1: ever. */
static int
wait_ms(const struct db *db, bool more)
{
	if (more)
		return MEANWHILE_MS;
	if (db->tick != NULL)
		return TICK_MS;
	return db->silent_ms > 0 ? SILENCE_MS : -1;
}

/*
 * Wait until the socket gives or takes something, or there may be more to do
 * meanwhile; -1 when it is gone.
 */
static int
pump(struct db *db)
{
	struct pollfd p = { .fd = PQsocket(db->pg), .events = POLLIN };
	bool more = db->meanwhile != NULL;
	int64_t since = now_ms();
	int n;

	if ((n = PQflush(db->pg)) == -1)
		return -1;
	if (n == 1)
		p.events |= POLLOUT;
	if (more && poll(&p, 1, MEANWHILE_MS) == 0)
		more = meanwhile(db);
	do {
		n = poll(&p, 1, wait_ms(db, more));
		if (n == 0 && !more && db->tick != NULL)
			db->tick(db->tick_arg);
		if (n == 0 && is_silent(db, since)) {
			/* so that libpq, too, notices at once */
			(void)shutdown(p.fd, SHUT_RDWR);
			return -1;
		}
	} while ((n == -1 && errno == EINTR) ||
		 (n == 0 && !more && db->silent_ms > 0));
	if (n == -1)
		return -1;
	if ((p.revents & ~POLLOUT) != 0 && PQconsumeInput(db->pg) == 0)
		return -1;
	return 0;
}

PGresult *
db_next(struct db *db)
{
	while (PQisBusy(db->pg))
		if (pump(db) == -1)
			break;
	return PQgetResult(db->pg);
}

/* The last result of what was sent, or the failure; NULL: it was not. */
static PGresult *
last_result(struct db *db, int sent)
{
	PGresult *res = NULL, *next;

	if (sent != 1)
		return NULL;
	while ((next = db_next(db)) != NULL) {
		PQclear(res);
		res = next;
	}
	return res;
}

/* one statement */

static enum rc
simple(struct ctx *c, const char *name, const char *sql, const char *tag)
{
	int64_t began = now_us();
	PGresult *res;
	enum rc rc;

	if ((rc = snapshot_settle(c)) != RC_OK)
		return rc;
	res = last_result(c->db, PQsendQuery(c->db->pg, sql));
	c->db->busy_us += now_us() - began;
	rc = db_check(c, name, res);
	if (rc == RC_OK && tag != NULL && strcmp(PQcmdStatus(res), tag) != 0)
		rc = err_set(&c->err, RC_DB, "database: %s: answered with %s",
		    name, PQcmdStatus(res));
	PQclear(res);
	return rc;
}

/*
 * A plan is kept as long as the session, and one made while a table was small
 * can be a thousand times too slow when it has grown.  So all are forgotten
 * when the session is twice as old as the last time, and every minute.
 */
static enum rc
replan(struct ctx *c)
{
	struct db *db = c->db;
	int64_t now = now_ms(), age = now - db->begin_ms;
	enum rc rc;

	if ((rc = snapshot_settle(c)) != RC_OK || now < db->replan_ms ||
	    PQtransactionStatus(db->pg) != PQTRANS_IDLE)
		return rc;
	db->replan_ms = now + (age < REPLAN_MS ? age : REPLAN_MS);
	return simple(c, "replan", "DISCARD PLANS", NULL);
}

static enum rc
prepare(struct ctx *c, enum sql_id id)
{
	const struct sql_stmt *s = &sql_stmt[id];
	PGresult *res;
	enum rc rc;

	res = last_result(c->db,
	    PQsendPrepare(c->db->pg, s->name, s->text, 0, NULL));
	rc = db_check(c, s->name, res);
	PQclear(res);
	if (rc == RC_OK)
		c->db->prep[id] = PREP_DONE;
	return rc;
}

enum rc
db_check_shape(struct ctx *c, const struct sql_stmt *s, const PGresult *res)
{
	if (PQnfields(res) != s->ncols)
		return err_set(&c->err, RC_BUG,
		    "statement %s: %d columns, %d declared", s->name,
		    PQnfields(res), s->ncols);
	return RC_OK;
}

/* *res is the caller's to clear, also after a failure. */
static enum rc
run(struct ctx *c, PGresult **res, enum sql_id id, const char *const *params)
{
	const struct sql_stmt *s = &sql_stmt[id];
	int64_t began;
	enum rc rc;

	*res = NULL;
	assert(c->db->nsent == 0); /* no db_run() inside a pipeline */
	if ((rc = replan(c)) != RC_OK)
		return rc;
	if (c->db->snap.is_due)
		return snapshot_open(c, res, id, params);
	began = now_us(); /* replan() has counted its own time */
	if (c->db->prep[id] != PREP_DONE && (rc = prepare(c, id)) != RC_OK)
		return rc;
	*res = last_result(c->db, PQsendQueryPrepared(c->db->pg, s->name,
				      s->nparams, params, NULL, NULL, 0));
	c->db->busy_us += now_us() - began;
	if ((rc = db_check(c, s->name, *res)) != RC_OK)
		return rc;
	return db_check_shape(c, s, *res);
}

void
db_keep(struct ctx *c, PGresult *res)
{
	arena_defer(c->a, clear, res);
	arena_foreign(c->a, PQresultMemorySize(res));
}

enum rc
db_run(struct ctx *c, PGresult **res, enum sql_id id, const char *const *params)
{
	PGresult *r;
	enum rc rc;

	if ((*res = snapshot_beside(c->db, id)) != NULL)
		return RC_OK;
	if ((rc = run(c, &r, id, params)) != RC_OK) {
		PQclear(r);
		return rc;
	}
	db_keep(c, r);
	*res = r;
	return RC_OK;
}

enum rc
db_exec(struct ctx *c, enum sql_id id, const char *const *params)
{
	PGresult *r;
	enum rc rc;

	rc = run(c, &r, id, params);
	PQclear(r);
	return rc;
}

enum rc
db_ask(struct ctx *c, PGresult **res, const char *name, const char *sql)
{
	PGresult *r = last_result(c->db, PQsendQuery(c->db->pg, sql));
	enum rc rc = db_check(c, name, r);

	*res = NULL;
	if (rc != RC_OK) {
		PQclear(r);
		return rc;
	}
	db_keep(c, r);
	*res = r;
	return RC_OK;
}

/* transactions and scripts */

enum rc
db_begin(struct ctx *c)
{
	return simple(c, "begin", "BEGIN", "BEGIN");
}

enum rc
db_begin_frozen(struct ctx *c)
{
	return simple(c, "begin", "BEGIN ISOLATION LEVEL REPEATABLE READ",
	    "BEGIN");
}

enum rc
db_commit(struct ctx *c)
{
	enum rc rc;

	if ((rc = db_flush(c)) != RC_OK)
		return rc;
	if (c->db->snap.is_due || c->db->snap.is_open)
		return snapshot_leave(c);
	/* COMMIT of a failed transaction succeeds, saying ROLLBACK. */
	return simple(c, "commit", "COMMIT", "COMMIT");
}

void
db_rollback(struct ctx *c)
{
	struct err keep = c->err;

	if (db_is_lost(c->db))
		return;
	err_clear(&c->err);
	snapshot_forget(c->db);
	if (db_flush(c) != RC_OK)
		err_clear(&c->err);
	if (!db_is_lost(c->db) &&
	    PQtransactionStatus(c->db->pg) != PQTRANS_IDLE &&
	    simple(c, "rollback", "ROLLBACK", NULL) != RC_OK)
		err_clear(&c->err);
	c->err = keep;
}

enum rc
db_end(struct ctx *c, enum rc rc)
{
	if (rc == RC_OK)
		rc = db_commit(c);
	if (rc != RC_OK)
		db_rollback(c);
	return rc;
}

enum rc
db_script(struct ctx *c, const char *name, const char *sql)
{
	return simple(c, name, sql, NULL);
}

/* cells */

enum rc
db_i64(struct ctx *c, int64_t *n, const PGresult *res, int row, int col)
{
	if (PQgetisnull(res, row, col))
		return err_set(&c->err, RC_BUG, "column %s: null",
		    PQfname(res, col));
	if (num_i64(n, PQgetvalue(res, row, col), INT64_MIN, INT64_MAX) != 0)
		return err_set(&c->err, RC_BUG, "column %s: not a number",
		    PQfname(res, col));
	return RC_OK;
}

enum rc
db_bool(struct ctx *c, bool *b, const PGresult *res, int row, int col)
{
	const char *s = PQgetvalue(res, row, col);

	if (PQgetisnull(res, row, col))
		return err_set(&c->err, RC_BUG, "column %s: null",
		    PQfname(res, col));
	if (strcmp(s, "t") != 0 && strcmp(s, "f") != 0)
		return err_set(&c->err, RC_BUG, "column %s: not a boolean",
		    PQfname(res, col));
	*b = s[0] == 't';
	return RC_OK;
}

const char *
db_text(const PGresult *res, int row, int col)
{
	return PQgetisnull(res, row, col) ? NULL : PQgetvalue(res, row, col);
}
