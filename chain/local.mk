# chain: what a chain says, checked; no database.
noinst_LIBRARIES += chain/libchain.a
chain_libchain_a_SOURCES = \
	chain/block.c chain/block.h \
	chain/bloom.c chain/bloom.h \
	chain/chain.c chain/chain.h \
	chain/contracts.c chain/contracts.h \
	chain/eth.c chain/eth.h \
	chain/headers.c chain/headers.h \
	chain/header_hash.c chain/header_hash.h \
	chain/identity.c chain/identity.h \
	chain/last_node.c chain/last_node.h \
	chain/providers.c chain/providers.h \
	chain/reader.c chain/reader.h \
	chain/receipt_rlp.c chain/receipt_rlp.h \
	chain/receipts.c chain/receipts.h \
	chain/rlp.c chain/rlp.h \
	chain/rlp_json.c chain/rlp_json.h \
	chain/stride.c chain/stride.h \
	chain/trie.c chain/trie.h \
	chain/tx_rlp.c chain/tx_rlp.h

UNIT_TESTS += \
	tests/unit/identity_test \
	tests/unit/proof_test \
	tests/unit/providers_test \
	tests/unit/reader_test \
	tests/unit/stride_test

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/answers_replay \
	tests/unit/proof_replay
tests_unit_answers_replay_SOURCES = chain/answers_fuzz.c $(REPLAY)
tests_unit_proof_replay_SOURCES = chain/proof_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/answers \
	tests/corpus/proof
if FUZZ
noinst_PROGRAMS += fuzz_answers fuzz_proof
fuzz_answers_SOURCES = chain/answers_fuzz.c common/base/fuzz.h
fuzz_answers_LDFLAGS = $(LIBFUZZER)
fuzz_proof_SOURCES = chain/proof_fuzz.c common/base/fuzz.h
fuzz_proof_LDFLAGS = $(LIBFUZZER)
endif
