# chain/core: the chain whose blocks nodes tell by heights.
noinst_LIBRARIES += chain/core/libcore.a
chain_core_libcore_a_SOURCES = \
	chain/core/block.h \
	chain/core/field.c chain/core/field.h \
	chain/core/header.c chain/core/header.h \
	chain/core/merkle.c chain/core/merkle.h \
	chain/core/node.c chain/core/node.h \
	chain/core/order.c chain/core/order.h \
	chain/core/proof.c chain/core/proof.h \
	chain/core/proto.c chain/core/proto.h \
	chain/core/read.c chain/core/read.h \
	chain/core/tx.c chain/core/tx.h \
	chain/core/typed.c chain/core/typed.h \
	chain/core/votes.c chain/core/votes.h \
	chain/core/wire.c chain/core/wire.h

UNIT_TESTS += \
	tests/unit/core_test \
	tests/unit/core_header_test

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/core_block_replay \
	tests/unit/core_header_replay
tests_unit_core_header_replay_SOURCES = chain/core/header_fuzz.c $(REPLAY)
tests_unit_core_block_replay_SOURCES = chain/core/block_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/core_block \
	tests/corpus/core_header
if FUZZ
noinst_PROGRAMS += fuzz_core_block fuzz_core_header
fuzz_core_block_SOURCES = chain/core/block_fuzz.c common/base/fuzz.h
fuzz_core_block_LDFLAGS = $(LIBFUZZER)
fuzz_core_header_SOURCES = chain/core/header_fuzz.c common/base/fuzz.h
fuzz_core_header_LDFLAGS = $(LIBFUZZER)
endif
