# tests: what belongs to no room.
EXTRA_DIST += tests/tap.h

# The rules of EntityManager, on a PostgreSQL server of its own.
check_PROGRAMS += tests/live/em_test
tests_live_em_test_SOURCES = tests/live/em_test.c tests/sql/conn.h
LIVE_TESTS += tests/live/em.sh
dist_check_SCRIPTS += tests/live/em.sh

# Tests of the tree, and tests that start servers ("make check-live").
TESTS += tests/layers.sh tests/words.sh
dist_check_SCRIPTS += tests/layers.sh tests/words.sh
EXTRA_DIST += tests/lib tests/mutate
check-live: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(LIVE_TESTS)'
list-tests:
	@echo $(TESTS)
list-live-tests:
	@echo $(LIVE_TESTS)
.PHONY: check-live list-tests list-live-tests
