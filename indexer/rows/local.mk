# indexer/rows: rows in memory.
noinst_LIBRARIES += indexer/rows/librows.a
indexer_rows_librows_a_SOURCES = \
	indexer/rows/counts.c indexer/rows/counts.h \
	indexer/rows/digest.c indexer/rows/digest.h \
	indexer/rows/ids.c indexer/rows/ids.h \
	indexer/rows/rounds.c indexer/rows/rounds.h \
	indexer/rows/rows.c indexer/rows/rows.h

UNIT_TESTS += \
	tests/unit/tables_test
