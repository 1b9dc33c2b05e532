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
