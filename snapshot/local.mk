# snapshot: the state as files, and held against the chain.
noinst_LIBRARIES += snapshot/libsnapshot.a
snapshot_libsnapshot_a_SOURCES = \
	snapshot/agree.c snapshot/agree.h \
	snapshot/compare.c snapshot/compare.h \
	snapshot/export.c \
	snapshot/file.c snapshot/file.h \
	snapshot/load.c \
	snapshot/manifest.c snapshot/manifest.h \
	snapshot/sign.c snapshot/sign.h \
	snapshot/snapshot.h \
	snapshot/verify.c snapshot/verify.h \
	snapshot/workers.c snapshot/workers.h
LIBSNAPSHOT = snapshot/libsnapshot.a $(LIBIMPORT)

# A fuzz target: replayed from its corpus, or real with --enable-fuzz.
UNIT_TESTS += tests/unit/manifest_replay
tests_unit_manifest_replay_SOURCES = snapshot/manifest_fuzz.c $(REPLAY)
tests_unit_manifest_replay_LDADD = $(LIBSNAPSHOT)
EXTRA_DIST += tests/corpus/manifest
if FUZZ
noinst_PROGRAMS += fuzz_manifest
fuzz_manifest_SOURCES = snapshot/manifest_fuzz.c common/base/fuzz.h
fuzz_manifest_LDADD = $(LIBSNAPSHOT)
fuzz_manifest_LDFLAGS = $(LIBFUZZER)
endif
