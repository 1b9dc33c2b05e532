/* SPDX-License-Identifier: ISC */
/*
 * common/db/db.c against a real server.  The statements are our own: this
 * sql_stmt[] takes the place of the generated one, whose enum only lends the
 * numbers.
 */
#include "common/db/db.h"

#include <unistd.h>

#include "common/base/clock.h"
#include "tests/sql/conn.h"
#include "tests/tap.h"

/* What the numbers mean here. */
#define TWO_NUMBERS         ((enum sql_id)1)
#define CELLS               ((enum sql_id)2)
#define SETTINGS            ((enum sql_id)3)
#define TO_INT              ((enum sql_id)4)
#define NO_TABLE            ((enum sql_id)5)
#define MAKE                ((enum sql_id)6)
#define ADD                 ((enum sql_id)7)
#define COUNT               ((enum sql_id)8)
#define LARGE               ((enum sql_id)9)
#define BACKEND             ((enum sql_id)10)
#define END_BACKEND         ((enum sql_id)11)
#define ONE_COLUMN_DECLARED ((enum sql_id)12)
#define BY_ID               ((enum sql_id)13)
#define PLAN_OF_BY_ID       ((enum sql_id)14)
#define STATE_OF            ((enum sql_id)15)

#define SESSION                                                                \
	"SELECT set_config('search_path', '', false), "                        \
	"set_config('TimeZone', 'UTC', false), "                               \
	"set_config('default_transaction_read_only', $1, false), "             \
	"set_config('statement_timeout', $2, false)"

/* clang-format off */
const struct sql_stmt sql_stmt[SQL__MAX] = {
	[SQL_SESSION] = { "session", 2, 4, NULL, NULL, NULL, SESSION },
	[SQL_BEGIN_SNAPSHOT] = { "begin_snapshot", 0, 0, NULL, NULL, NULL,
	    "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" },
	[STATE_OF] = { "state_of", 1, 1, NULL, NULL, NULL,
	    "SELECT state FROM pg_stat_activity WHERE pid = $1::int" },
	[TWO_NUMBERS] = { "two_numbers", 2, 1, NULL, NULL, NULL, "SELECT $1::int8 + $2::int8" },
	[CELLS] = { "cells", 0, 6, NULL, NULL, NULL,
	    "SELECT NULL::int8, 'x'::text, true, false, '-12'::text, 'maybe'" },
	[SETTINGS] = { "settings", 0, 5, NULL, NULL, NULL,
	    "SELECT current_setting('search_path'), current_setting('TimeZone'),"
	    " current_setting('statement_timeout'),"
	    " current_setting('transaction_read_only'),"
	    " current_setting('application_name')" },
	[TO_INT] = { "to_int", 1, 1, NULL, NULL, NULL, "SELECT $1::text::int8" },
	[NO_TABLE] = { "no_table", 0, 1, NULL, NULL, NULL, "SELECT 1 FROM public.missing" },
	[MAKE] = { "make", 0, 0, NULL, NULL, NULL,
	    "CREATE TABLE public.t (id int PRIMARY KEY, v text)" },
	[ADD] = { "add", 2, 0, NULL, NULL, NULL, "INSERT INTO public.t VALUES ($1::int, $2)" },
	[COUNT] = { "count", 0, 1, NULL, NULL, NULL, "SELECT count(*) FROM public.t" },
	[LARGE] = { "large", 1, 1, NULL, NULL, NULL, "SELECT repeat('x', $1::int)" },
	[BACKEND] = { "backend", 0, 1, NULL, NULL, NULL, "SELECT pg_backend_pid()" },
	[END_BACKEND] = { "end_backend", 1, 1, NULL, NULL, NULL,
	    "SELECT pg_terminate_backend($1::int, 5000)" },
	[BY_ID] = { "by_id", 1, 1, NULL, NULL, NULL, "SELECT v FROM public.t WHERE id = $1" },
	[PLAN_OF_BY_ID] = { "plan_of_by_id", 0, 1, NULL, NULL, NULL,
	    "EXPLAIN (COSTS OFF) EXECUTE by_id (1)" },
	[ONE_COLUMN_DECLARED] = { "one_column", 0, 1, NULL, NULL, NULL, "SELECT 1, 2" },
};
/* clang-format on */

static void
check_urls(const char *url)
{
	static const struct {
		const char *name, *url;
		enum rc want;
	} vec[] = {
		{ "no url", "", RC_CONFIG },
		{ "another database", "mysql://u:secret@h/d", RC_CONFIG },
		{ "a port that is text", "postgresql://u:secret@h:port/d",
		    RC_CONFIG },
		{ "a bare / in the password", "postgresql://u:secret/1@h/d",
		    RC_CONFIG },
		{ "a bare @ in the password", "postgresql://u:1@secret@h/d",
		    RC_CONFIG },
		{ "an abstract socket", "postgresql:///d?host=@nobody.here",
		    RC_DB },
		{ "an unknown parameter", "postgresql://u:secret@h/d?nope=1",
		    RC_CONFIG },
		{ "nobody listening", "postgresql:///d?host=/nonexistent",
		    RC_DB },
	};
	struct conn n;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		conn_init(&n, vec[i].url);
		OK(db_open(&n.c, &n.c.db, DB_WRITER) == vec[i].want &&
			n.c.db == NULL,
		    "%s: %s", vec[i].name, n.c.err.msg);
		OK(strstr(n.c.err.msg, "secret") == NULL,
		    "%s: the password is not told", vec[i].name);
		conn_free(&n);
	}
	conn_init(&n, "");
	n.cf.db_url = url;
	OK(db_open(&n.c, &n.c.db, DB_READER) == RC_OK,
	    "a reader without a url of its own takes the writer's");
	conn_free(&n);
}

/* The original names the driver in its URL. */
static void
check_driver_url(const char *url)
{
	struct conn n;
	char buf[512];

	snprintf(buf, sizeof(buf), "postgresql+psycopg2%s", strchr(url, ':'));
	conn_init(&n, buf);
	OK(db_open(&n.c, &n.c.db, DB_WRITER) == RC_OK,
	    "postgresql+psycopg2:// is understood");
	conn_free(&n);
}

static void
check_hosts(const char *url)
{
	struct conn n;
	char buf[512];
	const char *host = strstr(url, "host=") + strlen("host=");

	snprintf(buf, sizeof(buf), "%.*s/nonexistent,%s", (int)(host - url),
	    url, host);
	conn_init(&n, buf);
	OK(db_open(&n.c, &n.c.db, DB_READER) == RC_OK,
	    "of several hosts one that answers will do: %s", n.c.err.msg);
	conn_free(&n);
}

static void
check_settings(const char *url)
{
	PGresult *res;
	struct conn n;

	conn_open(&n, url, DB_WRITER);
	must(&n, db_run(&n.c, &res, SETTINGS, NULL));
	IS(db_text(res, 0, 0), "", "search_path is empty");
	IS(db_text(res, 0, 1), "UTC", "TimeZone is UTC");
	IS(db_text(res, 0, 2), "0", "the writer's statements take their time");
	IS(db_text(res, 0, 3), "off", "the writer writes");
	IS(db_text(res, 0, 4), "discprov-test", "the session says who we are");
	conn_free(&n);

	conn_open(&n, url, DB_READER);
	must(&n, db_run(&n.c, &res, SETTINGS, NULL));
	IS(db_text(res, 0, 2), "4321ms", "the reader's statements are timed");
	IS(db_text(res, 0, 3), "on", "the reader cannot write");
	conn_free(&n);
}

static void
check_cells(struct conn *n)
{
	static const char *const p[] = { "40", "2" };
	PGresult *res;
	int64_t x = 7;
	bool b = false;

	must(n, db_run(&n->c, &res, TWO_NUMBERS, p));
	OK(db_i64(&n->c, &x, res, 0, 0) == RC_OK && x == 42,
	    "parameters go in, a number comes out");
	must(n, db_run(&n->c, &res, CELLS, NULL));
	OK(db_i64(&n->c, &x, res, 0, 0) == RC_BUG && x == 42,
	    "a null number is our fault: %s", n->c.err.msg);
	err_clear(&n->c.err);
	OK(db_i64(&n->c, &x, res, 0, 1) == RC_BUG, "so is text: %s",
	    n->c.err.msg);
	err_clear(&n->c.err);
	OK(db_i64(&n->c, &x, res, 0, 4) == RC_OK && x == -12,
	    "negative numbers are numbers");
	OK(db_bool(&n->c, &b, res, 0, 2) == RC_OK && b, "t is true");
	OK(db_bool(&n->c, &b, res, 0, 3) == RC_OK && !b, "f is false");
	OK(db_bool(&n->c, &b, res, 0, 5) == RC_BUG, "maybe is neither: %s",
	    n->c.err.msg);
	err_clear(&n->c.err);
	OK(db_bool(&n->c, &b, res, 0, 0) == RC_BUG, "nor is null");
	err_clear(&n->c.err);
	OK(db_text(res, 0, 0) == NULL, "text of null is NULL");
	IS(db_text(res, 0, 1), "x", "text is borrowed from the result");
}

static void
check_refusals(struct conn *n)
{
	static const char *const p[] = { "a secret" };
	PGresult *res = NULL;

	OK(db_run(&n->c, &res, ONE_COLUMN_DECLARED, NULL) == RC_BUG &&
		res == NULL,
	    "a wrong number of columns: %s", n->c.err.msg);
	err_clear(&n->c.err);
	OK(db_run(&n->c, &res, TO_INT, p) == RC_DB &&
		strstr(n->c.err.msg, "to_int") != NULL &&
		strstr(n->c.err.msg, "22P02") != NULL,
	    "a refused value: %s", n->c.err.msg);
	OK(strstr(n->c.err.msg, "secret") == NULL, "the value is not told");
	err_clear(&n->c.err);
	OK(db_run(&n->c, &res, NO_TABLE, NULL) == RC_DB &&
		strstr(n->c.err.msg, "42P01") != NULL,
	    "a missing table: %s", n->c.err.msg);
	err_clear(&n->c.err);
	OK(!db_is_lost(n->c.db), "the connection is still good");
}

static int64_t
count(struct conn *n)
{
	PGresult *res;
	int64_t x = -1;

	must(n, db_run(&n->c, &res, COUNT, NULL));
	must(n, db_i64(&n->c, &x, res, 0, 0));
	return x;
}

static enum rc
add(struct conn *n, int id, const char *v, bool queue)
{
	char buf[16];
	const char *const p[] = { buf, v };

	snprintf(buf, sizeof(buf), "%d", id);
	return queue ? db_queue(&n->c, ADD, p) : db_exec(&n->c, ADD, p);
}

static void
check_transactions(struct conn *n)
{
	must(n, db_exec(&n->c, MAKE, NULL));
	must(n, db_begin(&n->c));
	must(n, add(n, 1, "v", false));
	db_rollback(&n->c);
	OK(count(n) == 0, "what is rolled back is gone");
	must(n, db_begin(&n->c));
	must(n, add(n, 1, NULL, false));
	must(n, db_commit(&n->c));
	OK(count(n) == 1, "what is committed is there");
	must(n, db_begin(&n->c));
	must(n, add(n, 2, "v", false));
	OK(db_end(&n->c, RC_DATA) == RC_DATA && count(n) == 1,
	    "what ends badly is rolled back");
	must(n, db_begin(&n->c));
	must(n, add(n, 2, "v", false));
	OK(db_end(&n->c, RC_OK) == RC_OK && count(n) == 2,
	    "what ends well is committed");

	must(n, db_begin(&n->c));
	OK(add(n, 1, "hidden", false) == RC_DB &&
		strstr(n->c.err.msg, "t_pkey") != NULL &&
		strstr(n->c.err.msg, "hidden") == NULL,
	    "a broken rule is named: %s", n->c.err.msg);
	db_rollback(&n->c);
	OK(n->c.err.rc == RC_DB, "rolling back keeps the first error");
	err_clear(&n->c.err);

	must(n, db_begin(&n->c));
	(void)add(n, 1, "v", false);
	err_clear(&n->c.err);
	OK(db_commit(&n->c) == RC_DB,
	    "committing a failed transaction fails: %s", n->c.err.msg);
	err_clear(&n->c.err);
	db_rollback(&n->c);
	OK(n->c.err.rc == RC_OK, "rolling back nothing is fine");
	must(n, db_script(&n->c, "two", "TRUNCATE public.t; SELECT 1;"));
	OK(count(n) == 0, "a script may hold several statements");
	OK(db_script(&n->c, "bad_step", "SELECT 1; SELEC 2;") == RC_DB &&
		strstr(n->c.err.msg, "bad_step") != NULL,
	    "a bad script is named: %s", n->c.err.msg);
	err_clear(&n->c.err);
}

static void
check_pipeline(struct conn *n)
{
	static const char *const large[] = { "200000" };
	char *v = arena_alloc(n->c.a, 2001);
	enum rc rc = RC_OK;
	int i;

	memset(v, 'v', 2000);
	v[2000] = '\0';
	must(n, db_begin(&n->c));
	for (i = 0; i < 5000 && rc == RC_OK; i++)
		rc = add(n, i, v, true);
	OK(rc == RC_OK && db_flush(&n->c) == RC_OK,
	    "5000 statements go through the pipeline: %s", n->c.err.msg);
	OK(count(n) == 5000, "and all of them arrived");
	for (i = 0; i < 300 && rc == RC_OK; i++)
		rc = db_queue(&n->c, LARGE, large);
	OK(rc == RC_OK && db_flush(&n->c) == RC_OK,
	    "60 MB of answers do not block the asking");
	must(n, db_commit(&n->c));
	OK(db_flush(&n->c) == RC_OK, "flushing nothing is fine");
}

static void
check_failed_pipeline(struct conn *n)
{
	enum rc rc = RC_OK;
	int i;

	must(n, db_begin(&n->c));
	must(n, add(n, 6000, "v", true));
	must(n, add(n, 6000, "v", true));
	for (i = 6001; i < 6800 && rc == RC_OK; i++)
		rc = add(n, i, "v", true);
	if (rc == RC_OK)
		rc = db_flush(&n->c);
	OK(rc == RC_DB && strstr(n->c.err.msg, "add: 23505") != NULL,
	    "the first failure of a pipeline is told: %s", n->c.err.msg);
	db_rollback(&n->c);
	OK(n->c.err.rc == RC_DB, "and kept by the rollback");
	err_clear(&n->c.err);
	OK(count(n) == 5000, "nothing of that transaction stays");
	must(n, add(n, 6000, "v", true));
	OK(db_flush(&n->c) == RC_OK && count(n) == 5001,
	    "the connection works as before");
}

/* Over a table that has grown since the statement was planned. */
static void
check_replan(const char *url)
{
	static const char *const one[] = { "1" };
	int64_t busy, began;
	PGresult *res;
	struct conn n;

	conn_open(&n, url, DB_WRITER);
	must(&n, db_script(&n.c, "little",
		     "TRUNCATE public.t;"
		     "INSERT INTO public.t VALUES (1, 'v'); ANALYZE public.t;"
		     "SET plan_cache_mode = force_generic_plan"));
	must(&n, db_run(&n.c, &res, BY_ID, one));
	must(&n, db_script(&n.c, "much",
		     "INSERT INTO public.t "
		     "SELECT i, 'v' FROM generate_series(2, 9999) AS i"));
	must(&n, db_run(&n.c, &res, PLAN_OF_BY_ID, NULL));
	OK(strstr(db_text(res, 0, 0), "Seq Scan") != NULL,
	    "a plan made for one row is kept: %s", db_text(res, 0, 0));
	usleep(1100000);
	must(&n, db_begin(&n.c));
	must(&n, db_run(&n.c, &res, PLAN_OF_BY_ID, NULL));
	OK(strstr(db_text(res, 0, 0), "Seq Scan") != NULL,
	    "also by a transaction that has begun");
	must(&n, db_commit(&n.c));
	busy = db_busy_us(n.c.db);
	began = now_us();
	must(&n, db_run(&n.c, &res, PLAN_OF_BY_ID, NULL));
	OK(db_busy_us(n.c.db) - busy <= now_us() - began,
	    "what forgetting plans takes counts once");
	OK(strstr(db_text(res, 0, 0), "Seq Scan") == NULL,
	    "but not for long: %s", db_text(res, 0, 0));
	must(&n, db_script(&n.c, "empty", "TRUNCATE public.t"));
	conn_free(&n);
}

/* A statement that is first prepared behind a failure in the same pipeline. */
static void
check_prepare_in_failed_pipeline(const char *url)
{
	static const char *const large[] = { "2" };
	PGresult *res;
	struct conn n;

	conn_open(&n, url, DB_WRITER);
	must(&n, db_begin(&n.c));
	must(&n, add(&n, 1, "v", true));
	must(&n, db_queue(&n.c, LARGE, large));
	OK(db_flush(&n.c) == RC_DB, "the pipeline fails before LARGE");
	db_rollback(&n.c);
	err_clear(&n.c.err);
	OK(db_run(&n.c, &res, LARGE, large) == RC_OK,
	    "what was not prepared then is prepared later: %s", n.c.err.msg);
	conn_free(&n);
}

static void
end_session(const char *url, const char *pid)
{
	const char *const p[] = { pid };
	PGresult *res;
	struct conn n;

	conn_open(&n, url, DB_WRITER);
	must(&n, db_run(&n.c, &res, END_BACKEND, p));
	conn_free(&n);
}

static void
check_lost(const char *url)
{
	static const char *const p[] = { "1", "2" };
	PGresult *res;
	struct conn n;
	char *pid;

	conn_open(&n, url, DB_WRITER);
	must(&n, db_run(&n.c, &res, BACKEND, NULL));
	pid = arena_strdup(n.c.a, db_text(res, 0, 0));
	must(&n, db_begin(&n.c));
	end_session(url, pid);
	OK(db_run(&n.c, &res, TWO_NUMBERS, p) == RC_DB && db_is_lost(n.c.db),
	    "an ended session is noticed: %s", n.c.err.msg);
	db_rollback(&n.c);
	err_clear(&n.c.err);
	OK(db_begin(&n.c) == RC_DB && db_is_lost(n.c.db),
	    "nothing works on it: %s", n.c.err.msg);
	err_clear(&n.c.err);
	OK(db_reopen(&n.c) == RC_OK && !db_is_lost(n.c.db),
	    "it can be opened again");
	OK(db_run(&n.c, &res, BACKEND, NULL) == RC_OK &&
		strcmp(pid, db_text(res, 0, 0)) != 0,
	    "known statements are prepared anew");

	pid = arena_strdup(n.c.a, db_text(res, 0, 0));
	must(&n, db_queue(&n.c, TWO_NUMBERS, p));
	end_session(url, pid);
	OK(db_queue(&n.c, TWO_NUMBERS, p) == RC_DB || db_flush(&n.c) == RC_DB,
	    "a pipeline notices too: %s", n.c.err.msg);
	OK(db_is_lost(n.c.db), "and the connection is lost");
	db_rollback(&n.c);
	err_clear(&n.c.err);
	OK(db_reopen(&n.c) == RC_OK &&
		db_run(&n.c, &res, TWO_NUMBERS, p) == RC_OK,
	    "it can be opened again: %s", n.c.err.msg);
	conn_free(&n);
}

/* What is committed meanwhile is not seen, whether asked or brought along. */
static void
check_snapshot(struct conn *n, struct conn *writer)
{
	static const char *const bad[] = { "x" };
	PGresult *res, *again;

	must(n, db_snapshot(&n->c, COUNT));
	must(n, db_end(&n->c, RC_OK));
	OK(count(n) == 5001, "one that nothing was asked in is none");
	must(n, db_snapshot(&n->c, COUNT));
	must(n, db_run(&n->c, &res, BACKEND, NULL));
	must(writer, add(writer, 7000, "v", false));
	must(n, db_run(&n->c, &res, COUNT, NULL));
	IS(db_text(res, 0, 0), "5001", "what came along is as old as the rest");
	must(n, db_run(&n->c, &again, COUNT, NULL));
	OK(again == res, "and asked for once");
	OK(add(n, 7001, "v", false) == RC_DB, "it only reads: %s",
	    n->c.err.msg);
	OK(db_end(&n->c, RC_DB) == RC_DB, "it ends badly");
	err_clear(&n->c.err);
	OK(count(n) == 5002, "behind it all is seen");
	must(n, db_snapshot(&n->c, COUNT));
	must(n, db_run(&n->c, &res, COUNT, NULL));
	IS(db_text(res, 0, 0), "5002", "it may be asked for first");
	must(n, db_end(&n->c, RC_OK));
	must(n, db_snapshot(&n->c, COUNT));
	OK(db_run(&n->c, &res, TO_INT, bad) == RC_DB,
	    "what it begins with may fail: %s", n->c.err.msg);
	OK(db_end(&n->c, RC_DB) == RC_DB, "it ends badly");
	err_clear(&n->c.err);
	must(writer, db_script(&writer->c, "less",
			 "DELETE FROM public.t "
			 "WHERE id = 7000"));
	OK(count(n) == 5001, "and is left");
}

/* COMMIT is not waited for, but sent: nobody is idle in a transaction. */
static void
check_left_snapshot(const char *url, struct conn *n, struct conn *writer)
{
	const char *p[1];
	PGresult *res;
	char *pid;
	int tries;

	must(n, db_snapshot(&n->c, COUNT));
	must(n, db_run(&n->c, &res, BACKEND, NULL));
	pid = arena_strdup(n->c.a, db_text(res, 0, 0));
	must(n, db_end(&n->c, RC_OK));
	p[0] = pid;
	for (tries = 0; tries < 500; tries++) {
		must(writer, db_run(&writer->c, &res, STATE_OF, p));
		if (strcmp(db_text(res, 0, 0), "idle") == 0)
			break;
		usleep(10000); /* it has not come to it yet */
	}
	IS(db_text(res, 0, 0), "idle", "a snapshot that was left is over");
	end_session(url, pid);
	OK(db_snapshot(&n->c, COUNT) == RC_DB ||
		db_run(&n->c, &res, BACKEND, NULL) == RC_DB,
	    "that the session has ended is noticed: %s", n->c.err.msg);
	OK(db_is_lost(n->c.db), "the connection is lost");
	err_clear(&n->c.err);
	OK(db_reopen(&n->c) == RC_OK && count(n) == 5001,
	    "it can be opened again");
}

/* A connection that is there, but not with our settings, is of no use. */
static void
check_unsettled(const char *url)
{
	PGresult *res;
	struct conn n;

	conn_open(&n, url, DB_READER);
	n.cf.statement_timeout_ms = UINT64_MAX;
	OK(db_reopen(&n.c) == RC_DB, "a setting is refused: %s", n.c.err.msg);
	err_clear(&n.c.err);
	OK(db_is_lost(n.c.db), "the connection counts as lost");
	n.cf.statement_timeout_ms = 1234;
	must(&n, db_reopen(&n.c));
	must(&n, db_run(&n.c, &res, SETTINGS, NULL));
	IS(db_text(res, 0, 2), "1234ms", "until the settings are taken");
	conn_free(&n);
}

int
main(int argc, char *argv[])
{
	struct conn n, reader;

	_Static_assert(STATE_OF < SQL__MAX, "enough numbers to borrow");
	if (argc != 2)
		return 64;
	check_urls(argv[1]);
	check_driver_url(argv[1]);
	check_hosts(argv[1]);
	check_settings(argv[1]);
	conn_open(&n, argv[1], DB_WRITER);
	check_cells(&n);
	check_refusals(&n);
	check_transactions(&n);
	check_pipeline(&n);
	check_failed_pipeline(&n);
	conn_open(&reader, argv[1], DB_READER);
	check_snapshot(&reader, &n);
	check_left_snapshot(argv[1], &reader, &n);
	conn_free(&reader);
	conn_free(&n);
	check_prepare_in_failed_pipeline(argv[1]);
	check_replan(argv[1]);
	check_unsettled(argv[1]);
	check_lost(argv[1]);
	DONE();
}
