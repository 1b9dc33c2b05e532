# indexer: turns one window of blocks into rows, then exits.
# Each room is a library that needs only those behind it in this list.
INDEXER_ROOMS = \
	indexer/run/librun.a \
	indexer/talk/libtalk.a \
	indexer/music/libmusic.a \
	indexer/em/libem.a \
	indexer/legacy/liblegacy.a \
	indexer/apply/libapply.a \
	indexer/docs/libdocs.a \
	indexer/rows/librows.a
# Twice: apply/ and em/ read the tables of events and actions, which name the
# handlers and therefore stand in run/.
LIBINDEXER = $(INDEXER_ROOMS) $(INDEXER_ROOMS) \
	chain/core/libcore.a chain/libchain.a $(LIBABI) $(LIBCOMMON)
include indexer/run/local.mk
include indexer/em/local.mk
include indexer/talk/local.mk
include indexer/music/local.mk
include indexer/legacy/local.mk
include indexer/apply/local.mk
include indexer/docs/local.mk
include indexer/rows/local.mk

sbin_PROGRAMS += discprov-index
discprov_index_SOURCES = indexer/run/main.c
discprov_index_LDADD = $(LIBINDEXER)

EXTRA_DIST += tests/live
