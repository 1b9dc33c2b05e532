# common/conf: settings: one table, three places they come from.
common_libcommon_a_SOURCES += \
	common/conf/conf.c common/conf/conf.h \
	common/conf/env.c common/conf/env.h \
	common/conf/env_file.c common/conf/env_file.h \
	common/conf/file.c \
	common/conf/near.c \
	common/conf/node.c common/conf/node.h \
	common/conf/print.c \
	common/conf/row.c common/conf/row.h \
	common/conf/secret.c \
	common/conf/type.c

UNIT_TESTS += \
	tests/unit/conf_env_test \
	tests/unit/conf_files_test \
	tests/unit/conf_node_test \
	tests/unit/conf_secret_test \
	tests/unit/conf_test

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/conf_replay
tests_unit_conf_replay_SOURCES = common/conf/conf_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/conf
if FUZZ
noinst_PROGRAMS += fuzz_conf
fuzz_conf_SOURCES = common/conf/conf_fuzz.c common/base/fuzz.h
fuzz_conf_LDFLAGS = $(LIBFUZZER)
endif
EXTRA_DIST += tests/unit/conf_call.h
