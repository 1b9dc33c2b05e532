# common: what two programs need; knows nothing about any of them.
noinst_LIBRARIES += common/libcommon.a
common_libcommon_a_SOURCES = \
	common/arena.c common/arena.h \
	common/attr.h \
	common/cache.c common/cache.h \
	common/base58.c common/base58.h \
	common/cid.c common/cid.h \
	common/fnv.h \
	common/hashid.c common/hashid.h \
	common/hex.c common/hex.h \
	common/iso_time.c common/iso_time.h \
	common/jsonr.c common/jsonr.h \
	common/jsonv.c common/jsonv.h \
	common/jsonw.c common/jsonw.h \
	common/keccak.c common/keccak.h \
	common/num.c common/num.h \
	common/sig.c common/sig.h \
	common/slug.c common/slug.h \
	common/text.c common/text.h \
	common/u256.c common/u256.h \
	common/conf.c common/conf.h \
	common/conf_node.c common/conf_node.h \
	common/conf_print.c \
	common/conf_row.c common/conf_row.h \
	common/conf_type.c \
	common/ctx.h \
	common/db.c common/db.h \
	common/db_conn.c common/db_impl.h \
	common/err.c common/err.h \
	common/http.c common/http.h \
	common/http_addr.c common/http_addr.h \
	common/limits.h \
	common/lock.c common/lock.h \
	common/migrate.c common/migrate.h \
	common/pgarr.c common/pgarr.h \
	common/rpc.c common/rpc.h \
	common/rpc_answer.c common/rpc_impl.h \
	common/rpc_refusal.c common/rpc_refusal.h \
	common/log.c common/log.h \
	common/oneshot.c common/oneshot.h \
	common/wait.c common/wait.h \
	common/span.h

# unit tests of modules that know no server
EXTRA_DIST += tests/unit/vec.h tests/vectors/chain.json tests/vectors/rest.json
LEAF_TESTS = \
	tests/unit/base58_test \
	tests/unit/cid_test \
	tests/unit/hashid_test \
	tests/unit/hex_test \
	tests/unit/iso_time_test \
	tests/unit/jsonr_test \
	tests/unit/jsonv_test \
	tests/unit/jsonw_test \
	tests/unit/keccak_test \
	tests/unit/num_test \
	tests/unit/sig_test \
	tests/unit/slug_test \
	tests/unit/text_test \
	tests/unit/u256_test
check_PROGRAMS += $(LEAF_TESTS)
TESTS += $(LEAF_TESTS)
tests_unit_base58_test_SOURCES = tests/unit/base58_test.c
tests_unit_base58_test_LDADD = $(LIBCOMMON)
tests_unit_cid_test_SOURCES = tests/unit/cid_test.c
tests_unit_cid_test_LDADD = $(LIBCOMMON)
tests_unit_hashid_test_SOURCES = tests/unit/hashid_test.c
tests_unit_hashid_test_LDADD = $(LIBCOMMON)
tests_unit_hex_test_SOURCES = tests/unit/hex_test.c
tests_unit_hex_test_LDADD = $(LIBCOMMON)
tests_unit_iso_time_test_SOURCES = tests/unit/iso_time_test.c
tests_unit_iso_time_test_LDADD = $(LIBCOMMON)
tests_unit_jsonr_test_SOURCES = tests/unit/jsonr_test.c
tests_unit_jsonr_test_LDADD = $(LIBCOMMON)
tests_unit_jsonv_test_SOURCES = tests/unit/jsonv_test.c
tests_unit_jsonv_test_LDADD = $(LIBCOMMON)
tests_unit_jsonw_test_SOURCES = tests/unit/jsonw_test.c
tests_unit_jsonw_test_LDADD = $(LIBCOMMON)
tests_unit_keccak_test_SOURCES = tests/unit/keccak_test.c
tests_unit_keccak_test_LDADD = $(LIBCOMMON)
tests_unit_num_test_SOURCES = tests/unit/num_test.c
tests_unit_num_test_LDADD = $(LIBCOMMON)
tests_unit_sig_test_SOURCES = tests/unit/sig_test.c
tests_unit_sig_test_LDADD = $(LIBCOMMON)
tests_unit_slug_test_SOURCES = tests/unit/slug_test.c
tests_unit_slug_test_LDADD = $(LIBCOMMON)
tests_unit_text_test_SOURCES = tests/unit/text_test.c
tests_unit_text_test_LDADD = $(LIBCOMMON)
tests_unit_u256_test_SOURCES = tests/unit/u256_test.c
tests_unit_u256_test_LDADD = $(LIBCOMMON)

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
LEAF_REPLAYS = \
	tests/unit/cid_replay \
	tests/unit/hashid_replay \
	tests/unit/hex_replay \
	tests/unit/jsonr_replay \
	tests/unit/num_replay \
	tests/unit/slug_replay \
	tests/unit/text_replay
check_PROGRAMS += $(LEAF_REPLAYS)
TESTS += $(LEAF_REPLAYS)
REPLAY = common/fuzz.h tests/unit/replay.c
LIBFUZZER = -fsanitize=fuzzer
tests_unit_cid_replay_SOURCES = common/cid_fuzz.c $(REPLAY)
tests_unit_cid_replay_LDADD = $(LIBCOMMON)
tests_unit_hashid_replay_SOURCES = common/hashid_fuzz.c $(REPLAY)
tests_unit_hashid_replay_LDADD = $(LIBCOMMON)
tests_unit_hex_replay_SOURCES = common/hex_fuzz.c $(REPLAY)
tests_unit_hex_replay_LDADD = $(LIBCOMMON)
tests_unit_jsonr_replay_SOURCES = common/jsonr_fuzz.c $(REPLAY)
tests_unit_jsonr_replay_LDADD = $(LIBCOMMON)
tests_unit_num_replay_SOURCES = common/num_fuzz.c $(REPLAY)
tests_unit_num_replay_LDADD = $(LIBCOMMON)
tests_unit_slug_replay_SOURCES = common/slug_fuzz.c $(REPLAY)
tests_unit_slug_replay_LDADD = $(LIBCOMMON)
tests_unit_text_replay_SOURCES = common/text_fuzz.c $(REPLAY)
tests_unit_text_replay_LDADD = $(LIBCOMMON)
EXTRA_DIST += \
	tests/corpus/cid \
	tests/corpus/hashid \
	tests/corpus/hex \
	tests/corpus/jsonr \
	tests/corpus/num \
	tests/corpus/slug \
	tests/corpus/text
if FUZZ
noinst_PROGRAMS += \
	fuzz_cid \
	fuzz_hashid \
	fuzz_hex \
	fuzz_jsonr \
	fuzz_num \
	fuzz_slug \
	fuzz_text
fuzz_cid_SOURCES = common/cid_fuzz.c common/fuzz.h
fuzz_cid_LDADD = $(LIBCOMMON)
fuzz_cid_LDFLAGS = $(LIBFUZZER)
fuzz_hashid_SOURCES = common/hashid_fuzz.c common/fuzz.h
fuzz_hashid_LDADD = $(LIBCOMMON)
fuzz_hashid_LDFLAGS = $(LIBFUZZER)
fuzz_hex_SOURCES = common/hex_fuzz.c common/fuzz.h
fuzz_hex_LDADD = $(LIBCOMMON)
fuzz_hex_LDFLAGS = $(LIBFUZZER)
fuzz_jsonr_SOURCES = common/jsonr_fuzz.c common/fuzz.h
fuzz_jsonr_LDADD = $(LIBCOMMON)
fuzz_jsonr_LDFLAGS = $(LIBFUZZER)
fuzz_num_SOURCES = common/num_fuzz.c common/fuzz.h
fuzz_num_LDADD = $(LIBCOMMON)
fuzz_num_LDFLAGS = $(LIBFUZZER)
fuzz_slug_SOURCES = common/slug_fuzz.c common/fuzz.h
fuzz_slug_LDADD = $(LIBCOMMON)
fuzz_slug_LDFLAGS = $(LIBFUZZER)
fuzz_text_SOURCES = common/text_fuzz.c common/fuzz.h
fuzz_text_LDADD = $(LIBCOMMON)
fuzz_text_LDFLAGS = $(LIBFUZZER)
endif

# Settings, log lines, HTTP and cache.
CONF_TESTS = \
	tests/unit/conf_node_test \
	tests/unit/conf_replay \
	tests/unit/conf_test \
	tests/unit/http_addr_test \
	tests/unit/http_test \
	tests/unit/log_test \
	tests/unit/rpc_refusal_test
check_PROGRAMS += $(CONF_TESTS) tests/live/cache_test
TESTS += $(CONF_TESTS)
LIVE_TESTS += tests/live/cache.sh
dist_check_SCRIPTS += tests/live/cache.sh
tests_unit_conf_node_test_SOURCES = tests/unit/conf_node_test.c
tests_unit_conf_node_test_LDADD = $(LIBCOMMON)
tests_unit_conf_replay_SOURCES = common/conf_fuzz.c $(REPLAY)
tests_unit_conf_replay_LDADD = $(LIBCOMMON)
tests_unit_conf_test_SOURCES = tests/unit/conf_test.c
tests_unit_conf_test_LDADD = $(LIBCOMMON)
tests_unit_http_addr_test_SOURCES = tests/unit/http_addr_test.c
tests_unit_http_addr_test_LDADD = $(LIBCOMMON)
tests_unit_http_test_SOURCES = tests/unit/http_test.c
tests_unit_http_test_LDADD = $(LIBCOMMON)
tests_unit_log_test_SOURCES = tests/unit/log_test.c
tests_unit_log_test_LDADD = $(LIBCOMMON)
tests_unit_rpc_refusal_test_SOURCES = tests/unit/rpc_refusal_test.c
tests_unit_rpc_refusal_test_LDADD = $(LIBCOMMON)
tests_live_cache_test_SOURCES = tests/live/cache_test.c
tests_live_cache_test_LDADD = $(LIBCOMMON)
EXTRA_DIST += tests/corpus/conf
if FUZZ
noinst_PROGRAMS += fuzz_conf
fuzz_conf_SOURCES = common/conf_fuzz.c common/fuzz.h
fuzz_conf_LDADD = $(LIBCOMMON)
fuzz_conf_LDFLAGS = $(LIBFUZZER)
endif
