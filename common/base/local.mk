# common/base: memory, text, numbers, hashes, time; no I/O but the log.
common_libcommon_a_SOURCES += \
	common/base/arena.c common/base/arena.h \
	common/base/attr.h \
	common/base/base58.c common/base/base58.h \
	common/base/base64url.c common/base/base64url.h \
	common/base/buf.c common/base/buf.h \
	common/base/cid.c common/base/cid.h \
	common/base/clock.c common/base/clock.h \
	common/base/ctx.h \
	common/base/err.c common/base/err.h \
	common/base/fnv.h \
	common/base/fuzz.h \
	common/base/hashid.c common/base/hashid.h \
	common/base/hex.c common/base/hex.h \
	common/base/iso_time.c common/base/iso_time.h \
	common/base/keccak.c common/base/keccak.h \
	common/base/limits.h \
	common/base/log.c common/base/log.h \
	common/base/mac.c common/base/mac.h \
	common/base/num.c common/base/num.h \
	common/base/pgarr.c common/base/pgarr.h \
	common/base/release_date.c common/base/release_date.h \
	common/base/sig.c common/base/sig.h \
	common/base/slug.c common/base/slug.h \
	common/base/span.h \
	common/base/text.c common/base/text.h \
	common/base/u256.c common/base/u256.h

UNIT_TESTS += \
	tests/unit/arena_test \
	tests/unit/base58_test \
	tests/unit/base64url_test \
	tests/unit/buf_test \
	tests/unit/cid_test \
	tests/unit/err_test \
	tests/unit/hashid_test \
	tests/unit/hex_test \
	tests/unit/iso_time_test \
	tests/unit/keccak_test \
	tests/unit/log_test \
	tests/unit/mac_test \
	tests/unit/num_test \
	tests/unit/pgarr_test \
	tests/unit/sig_test \
	tests/unit/slug_test \
	tests/unit/text_test \
	tests/unit/u256_test
EXTRA_DIST += tests/unit/vec.h tests/vectors

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/cid_replay \
	tests/unit/hashid_replay \
	tests/unit/hex_replay \
	tests/unit/num_replay \
	tests/unit/slug_replay \
	tests/unit/text_replay
tests_unit_cid_replay_SOURCES = common/base/cid_fuzz.c $(REPLAY)
tests_unit_hashid_replay_SOURCES = common/base/hashid_fuzz.c $(REPLAY)
tests_unit_hex_replay_SOURCES = common/base/hex_fuzz.c $(REPLAY)
tests_unit_num_replay_SOURCES = common/base/num_fuzz.c $(REPLAY)
tests_unit_slug_replay_SOURCES = common/base/slug_fuzz.c $(REPLAY)
tests_unit_text_replay_SOURCES = common/base/text_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/cid \
	tests/corpus/hashid \
	tests/corpus/hex \
	tests/corpus/num \
	tests/corpus/slug \
	tests/corpus/text
if FUZZ
noinst_PROGRAMS += fuzz_cid fuzz_hashid fuzz_hex fuzz_num fuzz_slug fuzz_text
fuzz_cid_SOURCES = common/base/cid_fuzz.c common/base/fuzz.h
fuzz_cid_LDFLAGS = $(LIBFUZZER)
fuzz_hashid_SOURCES = common/base/hashid_fuzz.c common/base/fuzz.h
fuzz_hashid_LDFLAGS = $(LIBFUZZER)
fuzz_hex_SOURCES = common/base/hex_fuzz.c common/base/fuzz.h
fuzz_hex_LDFLAGS = $(LIBFUZZER)
fuzz_num_SOURCES = common/base/num_fuzz.c common/base/fuzz.h
fuzz_num_LDFLAGS = $(LIBFUZZER)
fuzz_slug_SOURCES = common/base/slug_fuzz.c common/base/fuzz.h
fuzz_slug_LDFLAGS = $(LIBFUZZER)
fuzz_text_SOURCES = common/base/text_fuzz.c common/base/fuzz.h
fuzz_text_LDFLAGS = $(LIBFUZZER)
endif
