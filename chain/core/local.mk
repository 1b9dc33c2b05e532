# chain/core: the chain whose blocks nodes tell by heights.
noinst_LIBRARIES += chain/core/libcore.a
chain_core_libcore_a_SOURCES = \
	chain/core/block.h \
	chain/core/node.c chain/core/node.h \
	chain/core/order.c chain/core/order.h \
	chain/core/proto.c chain/core/proto.h \
	chain/core/read.c chain/core/read.h \
	chain/core/tx.c chain/core/tx.h \
	chain/core/typed.c chain/core/typed.h

UNIT_TESTS += \
	tests/unit/core_test

# Fuzz targets: replayed from their corpus, or real with --enable-fuzz.
UNIT_TESTS += \
	tests/unit/core_block_replay
tests_unit_core_block_replay_SOURCES = chain/core/block_fuzz.c $(REPLAY)
EXTRA_DIST += \
	tests/corpus/core_block
if FUZZ
noinst_PROGRAMS += fuzz_core_block
fuzz_core_block_SOURCES = chain/core/block_fuzz.c common/base/fuzz.h
fuzz_core_block_LDFLAGS = $(LIBFUZZER)
endif
