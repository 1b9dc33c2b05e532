/* SPDX-License-Identifier: ISC */
/*
 * One way to run a statement.  Statements are made from the files of sql/stmt/
 * (sql/stmts.h: enum sql_id, sql_stmt[]); each is prepared on first use per
 * connection, parameters are bound as text, as many as declared, the number of
 * columns is checked against the declaration, and results belong to c->a.
 * Errors carry the statement's name and SQLSTATE, never values.
 *
 * After connecting: search_path is empty, TimeZone UTC, DateStyle ISO,
 * client_encoding UTF8, isolation read committed.  A reader is read-only with
 * a statement_timeout.
 */
#ifndef DP_COMMON_DB_DB_H
#define DP_COMMON_DB_DB_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "sql/stmts.h"

enum db_role {
	DB_WRITER, /* [db] url */
	DB_READER, /* [db] url_read_replica; may name several hosts */
	DB_OTHER   /* another's database; see db_open_other() */
};

struct db;

/*
 * Open a connection for c->cf.  RC_DB not reachable; RC_CONFIG the url is not
 * one we understand.  "postgresql+psycopg2://" is accepted.  The caller puts
 * *db into c->db and closes it.
 */
enum rc db_open(struct ctx *c, struct db **db, enum db_role role) MUST_CHECK;
void db_close(struct db *db); /* NULL is fine */
/*
 * For a reader, the server that takes writes, which has all blocks: [db]
 * url_primary, or else that one of the hosts of url_read_replica.
 */
enum rc db_open_primary(struct ctx *c, struct db **db) MUST_CHECK;
/* Is one named, so that it may be another one than db_open() found? */
bool db_has_primary(struct ctx *c);
/*
 * The same for a database that no setting names and that is only read, for as
 * long as it takes.  what says in messages where the URL is from; it must
 * outlive *db.
 */
enum rc db_open_other(struct ctx *c, struct db **db, const char *url,
    const char *what) MUST_CHECK;

/* Is the connection gone, or without our settings (after RC_DB)? */
bool db_is_lost(const struct db *db);
/* Did the last failure mean that a lock was not to be had within lock_timeout?
 */
bool db_is_in_use(const struct db *db);
/*
 * After RC_DB: was it for what we wanted to write (SQLSTATE classes 21, 22,
 * 23, 54)?  Trying again cannot help then.
 */
bool db_is_refused(const struct db *db);
/* Connect again with the same settings; prepared names start anew. */
enum rc db_reopen(struct ctx *c) MUST_CHECK;

/* "PostgreSQL 15.8, database d, as role", for people; arena memory. */
const char *db_about(struct ctx *c);
/* Is this one of the servers that a URL names?  host without brackets. */
bool db_names_server(struct ctx *c, const char *url, const char *host,
    const char *port);

/* How long we have waited for the server in all, in microseconds. */
int64_t db_busy_us(const struct db *db);

/* Run one statement on c->db; res lives until c->a is reset. */
enum rc db_run(struct ctx *c, PGresult **res, enum sql_id id,
    const char *const *params) MUST_CHECK;
/* The same for statements whose rows nobody needs. */
enum rc db_exec(struct ctx *c, enum sql_id id,
    const char *const *params) MUST_CHECK;

/*
 * A statement that is made of names in another's database, quoted by
 * db_name() and db_literal(); name is for messages.
 */
enum rc db_ask(struct ctx *c, PGresult **res, const char *name,
    const char *sql) MUST_CHECK;
const char *db_name(struct ctx *c, const char *s); /* arena memory */
const char *db_literal(struct ctx *c, const char *s);

/*
 * Have fn called now and then while we wait for the server; it says
 * whether there is more for it to do.  It must not use the database.
 */
void db_meanwhile(struct db *db, bool (*fn)(void *arg), void *arg);
/*
 * Have fn called ten times a second while we wait for the server and have
 * nothing else to do; NULL: no more.
 */
void db_tick(struct db *db, void (*fn)(void *arg), void *arg);

/*
 * Many statements, one round trip (libpq pipeline).  db_queue() sends, the
 * results are thrown away; db_flush() waits for all and reports the first
 * failure.  No db_run() between them.  Parameters may be freed after
 * db_queue().  Belongs into a transaction: without one, what was sent may be
 * kept in part when a later statement fails.
 */
enum rc db_queue(struct ctx *c, enum sql_id id,
    const char *const *params) MUST_CHECK;
enum rc db_flush(struct ctx *c) MUST_CHECK;

enum rc db_begin(struct ctx *c) MUST_CHECK;
/*
 * The same for a reader: all statements see the rows of one moment.  It takes
 * no round trip: it begins with the first statement, db_end() does not wait,
 * and beside, a statement without parameters, is asked along with the first
 * one; its result is there when db_run() asks for it.
 */
enum rc db_snapshot(struct ctx *c, enum sql_id beside) MUST_CHECK;
/* The same for a writer: what others commit meanwhile is not seen. */
enum rc db_begin_frozen(struct ctx *c) MUST_CHECK;
enum rc db_commit(struct ctx *c) MUST_CHECK;
void db_rollback(struct ctx *c); /* keeps c->err; fine without transaction */
/* Commit when all went well (RC_OK), else roll back; what came of it. */
enum rc db_end(struct ctx *c, enum rc rc) MUST_CHECK;

/* A simple-protocol script (schema steps); may hold many statements. */
enum rc db_script(struct ctx *c, const char *name, const char *sql) MUST_CHECK;

/*
 * Cells.  A NULL, or text that is not of the type, is RC_BUG: our schema.
 * db_text gives NULL for NULL and borrows from the result.
 */
enum rc db_i64(struct ctx *c, int64_t *n, const PGresult *res, int row,
    int col) MUST_CHECK;
enum rc db_bool(struct ctx *c, bool *b, const PGresult *res, int row,
    int col) MUST_CHECK;
const char *db_text(const PGresult *res, int row, int col);

#endif
