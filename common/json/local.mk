# common/json: JSON read, walked and written.
common_libcommon_a_SOURCES += \
	common/json/jsonb.c common/json/jsonb.h \
	common/json/jsonr.c common/json/jsonr.h \
	common/json/jsonv.c common/json/jsonv.h \
	common/json/jsonw.c common/json/jsonw.h

UNIT_TESTS += \
	tests/unit/jsonb_test \
	tests/unit/jsonr_test \
	tests/unit/jsonv_test \
	tests/unit/jsonw_test

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
tests_unit_jsonb_test_SOURCES = tests/unit/jsonb_test.c \
	tests/unit/jsonb_cases.h
UNIT_TESTS += \
	tests/unit/jsonb_replay \
	tests/unit/jsonr_replay
tests_unit_jsonb_replay_SOURCES = common/json/jsonb_fuzz.c $(REPLAY)
tests_unit_jsonr_replay_SOURCES = common/json/jsonr_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/jsonb \
	tests/corpus/jsonr
if FUZZ
noinst_PROGRAMS += fuzz_jsonb fuzz_jsonr
fuzz_jsonb_SOURCES = common/json/jsonb_fuzz.c common/base/fuzz.h
fuzz_jsonb_LDFLAGS = $(LIBFUZZER)
fuzz_jsonr_SOURCES = common/json/jsonr_fuzz.c common/base/fuzz.h
fuzz_jsonr_LDFLAGS = $(LIBFUZZER)
endif
