# sql: schema steps, roles, and every statement the programs run.
# A new file in sql/stmt or sql/schema is found by itself.
EXTRA_DIST += sql/gen.awk sql/tables.awk sql/tables.def sql/roles.sql \
	sql/schema sql/stmt

common_libcommon_a_SOURCES += sql/steps.h
nodist_common_libcommon_a_SOURCES = sql/stmts.c sql/stmts.h sql/steps.c
nodist_indexer_rows_librows_a_SOURCES = sql/tables.c sql/tables.h
BUILT_SOURCES += sql/stmts.h sql/tables.h
CLEANFILES += sql/stmts.h sql/stmts.c sql/steps.c sql/tables.h sql/tables.c \
	sql/rows.sql

sql_gen = $(MKDIR_P) sql && LC_ALL=C $(AWK) -f $(srcdir)/sql/gen.awk
sql_tables = $(MKDIR_P) sql && LC_ALL=C $(AWK) -f $(srcdir)/sql/tables.awk
sql/rows.sql: FORCE
	@$(sql_tables) -v mode=sql $(srcdir)/sql/tables.def >$@.tmp && $(PUT)
sql/tables.h: FORCE
	@$(sql_tables) -v mode=h $(srcdir)/sql/tables.def >$@.tmp && $(PUT)
sql/tables.c: FORCE
	@$(sql_tables) -v mode=c $(srcdir)/sql/tables.def >$@.tmp && $(PUT)
sql/stmts.h: sql/rows.sql FORCE
	@$(sql_gen) -v mode=h $(srcdir)/sql/stmt/*.sql sql/rows.sql >$@.tmp && \
	    $(PUT)
sql/stmts.c: sql/rows.sql FORCE
	@$(sql_gen) -v mode=c $(srcdir)/sql/stmt/*.sql sql/rows.sql >$@.tmp && \
	    $(PUT)
sql/steps.c: FORCE
	@$(sql_gen) -v mode=steps $(srcdir)/sql/schema/*.sql >$@.tmp && $(PUT)

# Tests that start a PostgreSQL server of their own.
sql_live = tests/sql/lint.sh tests/sql/guards.sh tests/sql/journal.sh \
	tests/sql/lists.sh tests/sql/plays.sh tests/sql/news.sh tests/sql/db.sh \
	tests/sql/jsonb.sh \
	tests/sql/migrate.sh tests/sql/network.sh tests/sql/search.sh \
	tests/sql/steps.sh tests/sql/upgrade.sh
LIVE_TESTS += $(sql_live)
EXTRA_DIST += tests/sql
check_PROGRAMS += tests/sql/db_test tests/sql/jsonb_test \
	tests/sql/migrate_test tests/sql/next_step
tests_sql_db_test_SOURCES = tests/sql/db_test.c tests/sql/conn.h
tests_sql_jsonb_test_SOURCES = tests/sql/jsonb_test.c tests/sql/conn.h \
	tests/unit/jsonb_cases.h
tests_sql_next_step_SOURCES = tests/sql/next_step.c tests/sql/conn.h
tests_sql_migrate_test_SOURCES = tests/sql/migrate_test.c tests/sql/conn.h

# Tests that need nothing.
TESTS += tests/sql/gen.sh tests/sql/rules.sh tests/sql/tables.sh
dist_check_SCRIPTS += tests/sql/gen.sh tests/sql/rules.sh tests/sql/tables.sh
