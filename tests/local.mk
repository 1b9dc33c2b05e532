# tests: unit tests of common/ that belong to no other fragment.
EXTRA_DIST += tests/tap.h
check_PROGRAMS += tests/unit/arena_test tests/unit/err_test
TESTS += tests/unit/arena_test tests/unit/err_test
tests_unit_arena_test_SOURCES = tests/unit/arena_test.c
tests_unit_arena_test_LDADD = $(LIBCOMMON)
tests_unit_err_test_SOURCES = tests/unit/err_test.c
tests_unit_err_test_LDADD = $(LIBCOMMON)
