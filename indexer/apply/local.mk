# indexer/apply: what handlers share.
noinst_LIBRARIES += indexer/apply/libapply.a
indexer_apply_libapply_a_SOURCES = \
	indexer/apply/acts.c indexer/apply/acts.h \
	indexer/apply/apply.c indexer/apply/apply.h \
	indexer/apply/associated.c indexer/apply/associated.h \
	indexer/apply/contents.c indexer/apply/contents.h \
	indexer/apply/decode.c indexer/apply/decode.h \
	indexer/apply/defaults.c indexer/apply/defaults.h \
	indexer/apply/endpoints.c indexer/apply/endpoints.h \
	indexer/apply/metadata.c indexer/apply/metadata.h \
	indexer/apply/referrals.c indexer/apply/referrals.h \
	indexer/apply/signers.c indexer/apply/signers.h \
	indexer/apply/since.c indexer/apply/since.h \
	indexer/apply/slugs.c indexer/apply/slugs.h \
	indexer/apply/words.c indexer/apply/words.h

UNIT_TESTS += \
	tests/unit/contents_test \
	tests/unit/format_test \
	tests/unit/metadata_test \
	tests/unit/since_test

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/metadata_replay
tests_unit_metadata_replay_SOURCES = indexer/apply/metadata_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/metadata
if FUZZ
noinst_PROGRAMS += fuzz_metadata
fuzz_metadata_SOURCES = indexer/apply/metadata_fuzz.c common/base/fuzz.h
fuzz_metadata_LDFLAGS = $(LIBFUZZER)
endif
