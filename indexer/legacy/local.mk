# indexer/legacy: the first chain's handlers.
noinst_LIBRARIES += indexer/legacy/liblegacy.a
indexer_legacy_liblegacy_a_SOURCES = \
	indexer/legacy/playlists.c indexer/legacy/playlists.h \
	indexer/legacy/replicas.c indexer/legacy/replicas.h \
	indexer/legacy/social.c indexer/legacy/social.h \
	indexer/legacy/tracks.c indexer/legacy/tracks.h \
	indexer/legacy/users.c indexer/legacy/users.h
