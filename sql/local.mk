# sql: schema steps, roles, and every statement the programs run.
# A new file in sql/stmt or sql/schema is found by itself.
EXTRA_DIST += sql/gen.awk sql/roles.sql sql/schema sql/stmt

common_libcommon_a_SOURCES += sql/steps.h
nodist_common_libcommon_a_SOURCES = sql/stmts.c sql/stmts.h sql/steps.c
BUILT_SOURCES += sql/stmts.h
CLEANFILES += sql/stmts.h sql/stmts.c sql/steps.c

# Made on every run and kept when nothing changed, so that nothing is rebuilt.
sql_gen = $(MKDIR_P) sql && LC_ALL=C $(AWK) -f $(srcdir)/sql/gen.awk
sql_put = if cmp -s $@.tmp $@; then rm -f $@.tmp; else \
	echo "  GEN      $@"; mv -f $@.tmp $@; fi
sql/stmts.h: sql-force
	@$(sql_gen) -v mode=h $(srcdir)/sql/stmt/*.sql >$@.tmp && $(sql_put)
sql/stmts.c: sql-force
	@$(sql_gen) -v mode=c $(srcdir)/sql/stmt/*.sql >$@.tmp && $(sql_put)
sql/steps.c: sql-force
	@$(sql_gen) -v mode=steps $(srcdir)/sql/schema/*.sql >$@.tmp && $(sql_put)
sql-force:
.PHONY: sql-force

# Tests that start a PostgreSQL server of their own.
sql_live = tests/sql/lint.sh tests/sql/guards.sh tests/sql/journal.sh \
	tests/sql/db.sh tests/sql/migrate.sh
LIVE_TESTS += $(sql_live)
EXTRA_DIST += tests/sql
check_PROGRAMS += tests/sql/db_test tests/sql/migrate_test
tests_sql_db_test_SOURCES = tests/sql/db_test.c tests/sql/conn.h
tests_sql_migrate_test_SOURCES = tests/sql/migrate_test.c tests/sql/conn.h

# A test that needs nothing.
TESTS += tests/sql/gen.sh
dist_check_SCRIPTS += tests/sql/gen.sh
