# indexer/run: order, transactions, trouble.
noinst_LIBRARIES += indexer/run/librun.a
indexer_run_librun_a_SOURCES = \
	indexer/run/actions.c \
	indexer/run/commit.c indexer/run/commit.h \
	indexer/run/cursor.c indexer/run/cursor.h \
	indexer/run/fork.c indexer/run/fork.h \
	indexer/run/how.c indexer/run/how.h \
	indexer/run/impl.h \
	indexer/run/last_words.c indexer/run/last_words.h \
	indexer/run/load.c indexer/run/load.h \
	indexer/run/look.c \
	indexer/run/pace.c indexer/run/pace.h \
	indexer/run/plays.c indexer/run/plays.h \
	indexer/run/peers.c indexer/run/peers.h \
	indexer/run/progress.c indexer/run/progress.h \
	indexer/run/publish.c indexer/run/publish.h \
	indexer/run/retry.c \
	indexer/run/run.c indexer/run/run.h \
	indexer/run/skip.c indexer/run/skip.h \
	indexer/run/table.c \
	indexer/run/trouble.c indexer/run/trouble.h \
	indexer/run/window.c indexer/run/window.h

UNIT_TESTS += \
	tests/unit/events_test
