/* SPDX-License-Identifier: ISC */
/* Migrations and locks against a real, empty database. */
#include "common/db/migrate.h"

#include <sys/wait.h>
#include <unistd.h>

#include "common/db/lock.h"
#include "sql/steps.h"
#include "tests/sql/conn.h"
#include "tests/tap.h"

static int64_t
steps_recorded(struct conn *n)
{
	PGresult *res;
	int64_t x = -1;

	must(n, db_run(&n->c, &res, SQL_SCHEMA_STEP, NULL));
	must(n, db_i64(&n->c, &x, res, 0, 0));
	return x;
}

static pid_t
migrate_in_child(const char *url)
{
	struct conn n;
	enum rc rc;
	pid_t pid;

	fflush(stdout);
	if ((pid = fork()) != 0)
		return pid;
	conn_open(&n, url, DB_WRITER);
	n.c.log.level = LOG_LEVEL_ERR;
	rc = migrate_apply(&n.c, NULL, NULL);
	if (rc != RC_OK)
		fprintf(stderr, "# %s\n", n.c.err.msg);
	conn_free(&n);
	_exit(rc == RC_OK ? 0 : 1);
}

static bool
ended_well(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static void
check_migrations(const char *url)
{
	pid_t one, two;
	struct conn n;

	conn_open(&n, url, DB_WRITER);
	n.c.log.level = LOG_LEVEL_ERR;
	OK(migrate_check(&n.c) == RC_CONFIG &&
		strstr(n.c.err.msg, "discprov migrate") != NULL,
	    "an empty database is behind: %s", n.c.err.msg);
	err_clear(&n.c.err);
	one = migrate_in_child(url);
	two = migrate_in_child(url);
	OK(ended_well(one), "of two migrations at once the first ends well");
	OK(ended_well(two), "and so does the second");
	OK(steps_recorded(&n) == sql_step_count, "each step was applied once");
	OK(migrate_check(&n.c) == RC_OK, "the schema is ours: %s", n.c.err.msg);
	OK(migrate_apply(&n.c, NULL, NULL) == RC_OK,
	    "migrating again changes nothing");
	must(&n, db_script(&n.c, "ahead",
		     "INSERT INTO disc.schema_step VALUES (9999, 'later')"));
	OK(migrate_check(&n.c) == RC_CONFIG,
	    "a database from the future is refused: %s", n.c.err.msg);
	err_clear(&n.c.err);
	OK(migrate_apply(&n.c, NULL, NULL) == RC_CONFIG,
	    "also for migrating: %s", n.c.err.msg);
	err_clear(&n.c.err);
	must(&n, db_script(&n.c, "back",
		     "DELETE FROM disc.schema_step WHERE number = 9999"));
	conn_free(&n);
}

static void
check_db_lock(const char *url)
{
	struct conn one, two;

	conn_open(&one, url, DB_WRITER);
	conn_open(&two, url, DB_WRITER);
	OK(lock_db(&one.c, LOCK_INDEX) == RC_OK, "the first session locks");
	OK(lock_db(&two.c, LOCK_INDEX) == RC_BUSY &&
		strstr(two.c.err.msg, "backend pid") != NULL,
	    "the second is told who holds it: %s", two.c.err.msg);
	err_clear(&two.c.err);
	OK(lock_db(&two.c, LOCK_MIGRATE) == RC_OK, "another lock is free");
	conn_free(&one);
	OK(lock_db(&two.c, LOCK_INDEX) == RC_OK,
	    "closing the session frees the lock at once");
	conn_free(&two);
}

#define WAITERS 8

static PGconn *
session(const char *url, const char *sql)
{
	PGconn *pg = PQconnectdb(url);

	PQclear(PQexec(pg, sql));
	if (PQstatus(pg) != CONNECTION_OK || *PQerrorMessage(pg) != '\0') {
		printf("Bail out! %s: %s\n", sql, PQerrorMessage(pg));
		exit(1);
	}
	return pg;
}

/* Until as many sessions stand in line for a lock. */
static void
wait_for_waiters(PGconn *pg, int n)
{
	PGresult *res;
	int now;

	do {
		res = PQexec(pg, "SELECT count(*) FROM pg_locks "
				 "WHERE locktype = 'advisory' AND NOT granted");
		now = atoi(PQgetvalue(res, 0, 0));
		PQclear(res);
	} while (now < n);
}

/* Locks that differ in one thing from the one we ask for, and a queue. */
static void
check_lock_holder(const char *url, const char *other_url)
{
	static const char ours[] = "SELECT pg_advisory_lock(1684632432, 1)";
	PGconn *other[4], *waiter[WAITERS], *holder;
	char pid[32];
	struct conn n;
	int i;

	other[0] = session(other_url, ours);
	other[1] = session(url, "SELECT pg_advisory_lock(1684632433, 1)");
	other[2] = session(url, "SELECT pg_advisory_lock(1684632432, 2)");
	other[3] =
	    session(url, "SELECT pg_advisory_lock(1684632432::int8 << 32 | 1)");
	holder = session(url, ours);
	for (i = 0; i < WAITERS; i++) {
		waiter[i] = session(url, "SELECT 1");
		PQsendQuery(waiter[i], ours);
	}
	wait_for_waiters(holder, WAITERS);
	conn_open(&n, url, DB_WRITER);
	snprintf(pid, sizeof(pid), "backend pid %d)", PQbackendPID(holder));
	OK(lock_db(&n.c, LOCK_INDEX) == RC_BUSY &&
		strstr(n.c.err.msg, pid) != NULL,
	    "the holder is named, not who waits, nor who holds another: %s",
	    n.c.err.msg);
	err_clear(&n.c.err);
	conn_free(&n);
	for (i = 0; i < WAITERS; i++)
		PQfinish(waiter[i]);
	PQfinish(holder);
	for (i = 0; i < 4; i++)
		PQfinish(other[i]);
}

#define TAKE "SELECT pg_catalog.pg_advisory_lock(" LOCK_SPACE ", 1)"

/* What roles.sql takes from the reader when a superuser runs it. */
static void
check_reader(const char *url)
{
	static const struct {
		const char *name, *text;
	} vec[] = {
		{ "lock", TAKE },
		{ "object", "SELECT pg_catalog.lo_create(0)" },
		{ "table", "CREATE TEMPORARY TABLE t ()" },
		{ "public", "CREATE TABLE public.t ()" },
	};
	struct conn n;
	size_t i;

	conn_open(&n, url, DB_READER);
	must(&n, db_script(&n.c, "writing",
		     "SET default_transaction_read_only = off"));
	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		OK(db_script(&n.c, vec[i].name, vec[i].text) == RC_DB &&
			strstr(n.c.err.msg, "42501") != NULL,
		    "the reader makes none of these: %s", n.c.err.msg);
		err_clear(&n.c.err);
	}
	conn_free(&n);
}

/* And what happens when the owner of a database has run it. */
static void
check_intruder(const char *writer, const char *reader)
{
	struct conn w, r;

	conn_open(&w, writer, DB_WRITER);
	conn_open(&r, reader, DB_READER);
	w.c.log.level = LOG_LEVEL_ERR;
	must(&r, db_script(&r.c, "take", TAKE));
	OK(lock_db(&w.c, LOCK_INDEX) == RC_OK,
	    "a reader that holds the indexer's lock does not keep it: %s",
	    w.c.err.msg);
	OK(db_script(&r.c, "look", "SELECT 1") != RC_OK,
	    "its session has ended");
	conn_free(&r);
	conn_free(&w);
}

static void
check_file_lock(const char *dir)
{
	char run[512], deep[1024];
	struct conn n;

	conn_init(&n, "");
	snprintf(run, sizeof(run), "%s/locks", dir);
	snprintf(deep, sizeof(deep), "%s/no/such/folder", dir);
	n.cf.run_dir = run;
	OK(lock_file(&n.c, "index") == RC_OK, "a missing folder is made");
	OK(lock_file(&n.c, "index") == RC_BUSY, "a lock is held once: %s",
	    n.c.err.msg);
	err_clear(&n.c.err);
	OK(lock_file(&n.c, "crawl") == RC_OK, "other names are free");
	n.cf.run_dir = deep;
	OK(lock_file(&n.c, "index") == RC_SYS, "a folder out of reach: %s",
	    n.c.err.msg);
	conn_free(&n);
}

int
main(int argc, char *argv[])
{
	if (argc != 7)
		return 64;
	check_migrations(argv[1]);
	check_db_lock(argv[1]);
	check_lock_holder(argv[1], argv[2]);
	check_file_lock(argv[3]);
	check_reader(argv[4]);
	check_intruder(argv[5], argv[6]);
	DONE();
}
