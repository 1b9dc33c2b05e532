/* SPDX-License-Identifier: ISC */
#include "common/db.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/conf.h"
#include "common/num.h"

#define PIPE_MAX   256                 /* statements sent and not answered */
#define PIPE_BYTES ((size_t)256 << 10) /* of their parameters */

enum prep { PREP_NO, PREP_SENT, PREP_DONE };

struct sent {
	enum sql_id id;
	bool is_prepare;
};

struct db {
	PGconn *pg;
	enum db_role role;
	unsigned char prep[SQL__MAX]; /* enum prep; of this connection */

	/* the pipeline: what was sent and is not answered yet */
	struct sent sent[PIPE_MAX];
	size_t nsent, done;
	size_t bytes;
};

static enum rc
lost(struct ctx *c, const char *what)
{
	return err_set(&c->err, RC_DB, "database: %s: connection lost", what);
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
		return lost(c, name);
	if (strncmp(state, "22", 2) != 0 && strncmp(state, "23", 2) != 0)
		return err_set(&c->err, RC_DB, "database: %s: %s: %s", name,
		    state, msg == NULL ? "no message" : msg);
	return err_set(&c->err, RC_DB,
	    "database: %s: %s: value refused%s%s%s%s%s%s", name, state,
	    table == NULL ? "" : " by table ", table == NULL ? "" : table,
	    col == NULL ? "" : ", column ", col == NULL ? "" : col,
	    rule == NULL ? "" : ", rule ", rule == NULL ? "" : rule);
}

/* RC_OK when res is a success. */
static enum rc
check(struct ctx *c, const char *name, const PGresult *res)
{
	switch (PQresultStatus(res)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		return RC_OK;
	case PGRES_FATAL_ERROR:
		return refused(c, name, res);
	default: /* also NULL */
		return lost(c, name);
	}
}

static void
clear(void *res)
{
	PQclear(res);
}

/* connecting */

/*
 * "postgresql+driver://..." is how the original's configuration names a
 * PostgreSQL URL; libpq wants it without the driver.
 */
static const char *
plain_url(struct ctx *c, const char *url)
{
	static const char head[] = "postgresql+";
	const char *sep;

	if (strncmp(url, head, sizeof(head) - 1) != 0)
		return url;
	if ((sep = strstr(url, "://")) == NULL)
		return url;
	return arena_printf(c->a, "postgresql%s", sep);
}

static bool
names_several_hosts(const PQconninfoOption *o)
{
	for (; o->keyword != NULL; o++)
		if (strncmp(o->keyword, "host", 4) == 0 && o->val != NULL &&
		    strchr(o->val, ',') != NULL)
			return true;
	return false;
}

/* libpq's message is not shown: it may quote a password. */
static enum rc
url_check(struct ctx *c, bool *several, const char *url, const char *key)
{
	PQconninfoOption *o;
	char *msg = NULL;

	if (url[0] == '\0')
		return err_set(&c->err, RC_CONFIG, "db.%s: not set", key);
	if ((o = PQconninfoParse(url, &msg)) == NULL) {
		PQfreemem(msg);
		return err_set(&c->err, RC_CONFIG,
		    "db.%s: not a PostgreSQL URL "
		    "(postgresql://user@host:port/database)",
		    key);
	}
	*several = names_several_hosts(o);
	PQconninfoFree(o);
	return RC_OK;
}

/*
 * Keys before dbname are defaults that the URL may override; keys behind it
 * are ours.
 */
static PGconn *
dial(const struct ctx *c, const char *url, enum db_role role, bool several)
{
	const char *key[10], *val[10];
	char app[32];
	size_t n = 0;

	snprintf(app, sizeof(app), "discprov-%s",
	    c->log.prog == NULL ? "?" : c->log.prog);
	key[n] = "connect_timeout";
	val[n++] = "10";
	key[n] = "keepalives_idle";
	val[n++] = "60";
	key[n] = "tcp_user_timeout";
	val[n++] = "30000";
	key[n] = "application_name";
	val[n++] = app;
	if (role == DB_READER && several) {
		key[n] = "target_session_attrs";
		val[n++] = "prefer-standby";
	}
	key[n] = "dbname";
	val[n++] = url;
	key[n] = "client_encoding";
	val[n++] = "UTF8";
	key[n] = NULL;
	val[n] = NULL;
	return PQconnectdbParams(key, val, 1);
}

/* libpq gives a line or two for each host; a log line is one. */
static enum rc
connect_failed(struct ctx *c, const PGconn *pg)
{
	char *msg = arena_strdup(c->a, PQerrorMessage(pg));
	size_t i, len = strlen(msg);

	while (len > 0 && msg[len - 1] == '\n')
		msg[--len] = '\0';
	for (i = 0; i < len; i++)
		if (msg[i] == '\n' || msg[i] == '\t')
			msg[i] = ' ';
	return err_set(&c->err, RC_DB, "database: %s", msg);
}

/* Notices of the server ("relation exists, skipping") are nobody's news. */
static void
no_notice(void *arg, const PGresult *res)
{
	(void)arg;
	(void)res;
}

/* What every session begins with; runs unprepared, once. */
static enum rc
settle(struct ctx *c, struct db *db)
{
	const struct sql_stmt *s = &sql_stmt[SQL_SESSION];
	bool reader = db->role == DB_READER;
	char ms[24];
	const char *p[2] = { reader ? "on" : "off", ms };
	PGresult *res;
	enum rc rc;

	snprintf(ms, sizeof(ms), "%llu",
	    reader ? (unsigned long long)c->cf->statement_timeout_ms : 0);
	PQsetNoticeReceiver(db->pg, no_notice, NULL);
	memset(db->prep, PREP_NO, sizeof(db->prep));
	db->nsent = db->done = db->bytes = 0;
	res = PQexecParams(db->pg, s->text, s->nparams, NULL, p, NULL, NULL, 0);
	rc = check(c, s->name, res);
	PQclear(res);
	return rc;
}

enum rc
db_open(struct ctx *c, struct db **db, enum db_role role)
{
	const char *url = c->cf->db_url, *key = "url";
	bool several = false;
	struct db *d;
	enum rc rc;

	*db = NULL;
	if (role == DB_READER && c->cf->db_url_reader != NULL &&
	    c->cf->db_url_reader[0] != '\0') {
		url = c->cf->db_url_reader;
		key = "url_read_replica";
	}
	url = plain_url(c, url);
	if ((rc = url_check(c, &several, url, key)) != RC_OK)
		return rc;
	if ((d = calloc(1, sizeof(*d))) == NULL)
		exit(EX_OSERR);
	d->role = role;
	d->pg = dial(c, url, role, several);
	if (PQstatus(d->pg) != CONNECTION_OK)
		rc = connect_failed(c, d->pg);
	else
		rc = settle(c, d);
	if (rc == RC_OK)
		*db = d;
	else
		db_close(d);
	return rc;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	PQfinish(db->pg);
	free(db);
}

bool
db_is_lost(const struct db *db)
{
	return db == NULL || PQstatus(db->pg) != CONNECTION_OK;
}

enum rc
db_reopen(struct ctx *c)
{
	PQreset(c->db->pg);
	if (PQstatus(c->db->pg) != CONNECTION_OK)
		return connect_failed(c, c->db->pg);
	return settle(c, c->db);
}

/* one statement */

static enum rc
prepare(struct ctx *c, enum sql_id id)
{
	const struct sql_stmt *s = &sql_stmt[id];
	PGresult *res;
	enum rc rc;

	res = PQprepare(c->db->pg, s->name, s->text, 0, NULL);
	rc = check(c, s->name, res);
	PQclear(res);
	if (rc == RC_OK)
		c->db->prep[id] = PREP_DONE;
	return rc;
}

static enum rc
check_shape(struct ctx *c, const struct sql_stmt *s, const PGresult *res)
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
	enum rc rc;

	*res = NULL;
	assert(c->db->nsent == 0); /* no db_run() inside a pipeline */
	if (c->db->prep[id] != PREP_DONE && (rc = prepare(c, id)) != RC_OK)
		return rc;
	*res = PQexecPrepared(c->db->pg, s->name, s->nparams, params, NULL,
	    NULL, 0);
	if ((rc = check(c, s->name, *res)) != RC_OK)
		return rc;
	return check_shape(c, s, *res);
}

enum rc
db_run(struct ctx *c, PGresult **res, enum sql_id id, const char *const *params)
{
	PGresult *r;
	enum rc rc;

	if ((rc = run(c, &r, id, params)) != RC_OK) {
		PQclear(r);
		return rc;
	}
	arena_defer(c->a, clear, r);
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

/* the pipeline */

/* Wait until the socket gives or takes something; -1 when it is gone. */
static int
pump(PGconn *pg)
{
	struct pollfd p = { .fd = PQsocket(pg), .events = POLLIN };
	int n;

	if ((n = PQflush(pg)) == -1)
		return -1;
	if (n == 1)
		p.events |= POLLOUT;
	do
		n = poll(&p, 1, -1);
	while (n == -1 && errno == EINTR);
	if (n == -1)
		return -1;
	if ((p.revents & ~POLLOUT) != 0 && PQconsumeInput(pg) == 0)
		return -1;
	return 0;
}

/* The next result, waiting for it without ever blocking on a full socket. */
static PGresult *
next_result(PGconn *pg)
{
	while (PQisBusy(pg))
		if (pump(pg) == -1)
			break;
	return PQgetResult(pg);
}

/* An answer to the oldest unanswered thing.  Keeps the first failure. */
static enum rc
answered(struct ctx *c, const PGresult *res)
{
	struct db *db = c->db;
	struct sent *s = &db->sent[db->done++];

	if (PQresultStatus(res) == PGRES_PIPELINE_ABORTED) {
		if (s->is_prepare)
			db->prep[s->id] = PREP_NO;
		return RC_DB; /* somebody before us failed and said why */
	}
	if (s->is_prepare)
		db->prep[s->id] = PQresultStatus(res) == PGRES_COMMAND_OK
				      ? PREP_DONE
				      : PREP_NO;
	return check(c, sql_stmt[s->id].name, res);
}

/* Synchronise, and collect every answer that is due. */
static enum rc
drain(struct ctx *c)
{
	struct db *db = c->db;
	enum rc rc = RC_OK, one;
	PGresult *res;
	bool synced = false;

	if (PQpipelineSync(db->pg) != 1)
		rc = lost(c, "pipeline");
	while (!synced && PQstatus(db->pg) == CONNECTION_OK) {
		if ((res = next_result(db->pg)) == NULL)
			continue; /* the end of one statement's results */
		synced = PQresultStatus(res) == PGRES_PIPELINE_SYNC;
		if (!synced && db->done < db->nsent &&
		    (one = answered(c, res)) != RC_OK)
			rc = one;
		PQclear(res);
	}
	db->nsent = db->done = db->bytes = 0;
	if (!synced)
		return lost(c, "pipeline");
	return rc;
}

/* Remember what was sent; ok is what the libpq call said. */
static enum rc
sent(struct ctx *c, enum sql_id id, bool is_prepare, int ok)
{
	struct db *db = c->db;

	if (ok != 1)
		return lost(c, sql_stmt[id].name);
	db->sent[db->nsent++] = (struct sent){ id, is_prepare };
	if (is_prepare)
		db->prep[id] = PREP_SENT;
	return RC_OK;
}

static enum rc
pipe_enter(struct ctx *c)
{
	PGconn *pg = c->db->pg;

	if (PQpipelineStatus(pg) != PQ_PIPELINE_OFF)
		return RC_OK;
	if (PQstatus(pg) != CONNECTION_OK || PQsetnonblocking(pg, 1) != 0 ||
	    PQenterPipelineMode(pg) != 1)
		return lost(c, "pipeline");
	return RC_OK;
}

enum rc
db_queue(struct ctx *c, enum sql_id id, const char *const *params)
{
	const struct sql_stmt *s = &sql_stmt[id];
	struct db *db = c->db;
	enum rc rc;
	int i;

	if ((rc = pipe_enter(c)) != RC_OK)
		return rc;
	if ((db->nsent + 2 > PIPE_MAX || db->bytes > PIPE_BYTES) &&
	    (rc = drain(c)) != RC_OK)
		return rc;
	if (db->prep[id] == PREP_NO &&
	    (rc = sent(c, id, true,
		 PQsendPrepare(db->pg, s->name, s->text, 0, NULL))) != RC_OK)
		return rc;
	for (i = 0; i < s->nparams; i++)
		db->bytes += params[i] == NULL ? 0 : strlen(params[i]);
	rc = sent(c, id, false,
	    PQsendQueryPrepared(db->pg, s->name, s->nparams, params, NULL, NULL,
		0));
	if (rc == RC_OK && PQflush(db->pg) == -1)
		rc = lost(c, s->name);
	return rc;
}

enum rc
db_flush(struct ctx *c)
{
	PGconn *pg = c->db->pg;
	enum rc rc;

	if (PQpipelineStatus(pg) == PQ_PIPELINE_OFF)
		return RC_OK;
	rc = drain(c);
	if (PQstatus(pg) == CONNECTION_OK &&
	    (PQexitPipelineMode(pg) != 1 || PQsetnonblocking(pg, 0) != 0))
		rc = lost(c, "pipeline");
	return rc;
}

/* transactions and scripts */

static enum rc
simple(struct ctx *c, const char *name, const char *sql, const char *tag)
{
	PGresult *res;
	enum rc rc;

	res = PQexec(c->db->pg, sql);
	rc = check(c, name, res);
	if (rc == RC_OK && tag != NULL && strcmp(PQcmdStatus(res), tag) != 0)
		rc = err_set(&c->err, RC_DB, "database: %s: answered with %s",
		    name, PQcmdStatus(res));
	PQclear(res);
	return rc;
}

enum rc
db_begin(struct ctx *c)
{
	return simple(c, "begin", "BEGIN", "BEGIN");
}

enum rc
db_commit(struct ctx *c)
{
	enum rc rc;

	if ((rc = db_flush(c)) != RC_OK)
		return rc;
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
	if (db_flush(c) != RC_OK)
		err_clear(&c->err);
	if (!db_is_lost(c->db) &&
	    PQtransactionStatus(c->db->pg) != PQTRANS_IDLE &&
	    simple(c, "rollback", "ROLLBACK", NULL) != RC_OK)
		err_clear(&c->err);
	c->err = keep;
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
