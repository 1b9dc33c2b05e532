# tests: unit tests of common/ that belong to no other fragment.
EXTRA_DIST += tests/tap.h
check_PROGRAMS += tests/unit/arena_test tests/unit/err_test
TESTS += tests/unit/arena_test tests/unit/err_test
tests_unit_arena_test_SOURCES = tests/unit/arena_test.c
tests_unit_arena_test_LDADD = $(LIBCOMMON)
tests_unit_err_test_SOURCES = tests/unit/err_test.c
tests_unit_err_test_LDADD = $(LIBCOMMON)

# The rules of EntityManager, on a PostgreSQL server of its own.
check_PROGRAMS += tests/live/em_test
tests_live_em_test_SOURCES = tests/live/em_test.c tests/sql/conn.h
tests_live_em_test_LDADD = $(LIBINDEXER)
tests/live/em_test.$(OBJEXT): sql/stmts.h abi/events.h
LIVE_TESTS += tests/live/em.sh
dist_check_SCRIPTS += tests/live/em.sh
EXTRA_DIST += tests/live/em.sql tests/live/em_cases.mjs tests/live/em_main_cases.json \
	tests/live/em_main_cases.mjs tests/live/em_key_cases.json \
	tests/live/em_key_cases.mjs \
	tests/live/em_cases.json

# Tests of the tree, and tests that start servers ("make check-live").
TESTS += tests/layers.sh tests/words.sh
dist_check_SCRIPTS += tests/layers.sh tests/words.sh
EXTRA_DIST += tests/lib
check-live: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(LIVE_TESTS)'
list-tests:
	@echo $(TESTS)
list-live-tests:
	@echo $(LIVE_TESTS)
.PHONY: check-live list-tests list-live-tests
