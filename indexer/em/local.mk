# indexer/em: EntityManager: the event, who may act, users and what they do.
noinst_LIBRARIES += indexer/em/libem.a
indexer_em_libem_a_SOURCES = \
	indexer/em/dashboard.c indexer/em/dashboard.h \
	indexer/em/data.c indexer/em/data.h \
	indexer/em/em.c indexer/em/em.h \
	indexer/em/field.c indexer/em/field.h \
	indexer/em/format.c indexer/em/format.h \
	indexer/em/past.c indexer/em/past.h \
	indexer/em/replicas.c indexer/em/replicas.h \
	indexer/em/sign.c indexer/em/sign.h \
	indexer/em/social.c indexer/em/social.h \
	indexer/em/user_document.c indexer/em/user_document.h \
	indexer/em/users.c indexer/em/users.h

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/em_metadata_replay
tests_unit_em_metadata_replay_SOURCES = indexer/em/metadata_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/em_metadata
if FUZZ
noinst_PROGRAMS += fuzz_em_metadata
fuzz_em_metadata_SOURCES = indexer/em/metadata_fuzz.c common/base/fuzz.h
fuzz_em_metadata_LDFLAGS = $(LIBFUZZER)
endif
