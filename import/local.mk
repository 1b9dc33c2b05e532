# import: another node's database becomes ours.
noinst_LIBRARIES += import/libimport.a
import_libimport_a_SOURCES = \
	import/cells.c import/cells.h \
	import/copy.c import/copy.h \
	import/finish.c import/finish.h \
	import/import.c import/import.h \
	import/mapping.c import/mapping.h \
	import/plan.c import/plan.h \
	import/report.c import/report.h \
	import/source.c import/source.h \
	import/state.h
LIBIMPORT = import/libimport.a $(LIBJOBS)

LIVE_TESTS += tests/live/import_api.sh
dist_check_SCRIPTS += tests/live/import_api.sh

# Fuzz target: replayed from its corpus, or real with --enable-fuzz.
UNIT_TESTS += tests/unit/import_cells_replay
tests_unit_import_cells_replay_SOURCES = import/cells_fuzz.c $(REPLAY)
tests_unit_import_cells_replay_LDADD = $(LIBIMPORT)
EXTRA_DIST += tests/corpus/import_cells
if FUZZ
noinst_PROGRAMS += fuzz_import_cells
fuzz_import_cells_SOURCES = import/cells_fuzz.c common/base/fuzz.h
fuzz_import_cells_LDADD = $(LIBIMPORT)
fuzz_import_cells_LDFLAGS = $(LIBFUZZER)
endif
