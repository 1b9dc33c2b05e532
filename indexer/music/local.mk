# indexer/music: EntityManager: tracks, playlists, albums.
noinst_LIBRARIES += indexer/music/libmusic.a
indexer_music_libmusic_a_SOURCES = \
	indexer/music/collaborators.c indexer/music/collaborators.h \
	indexer/music/contents.c indexer/music/contents.h \
	indexer/music/contest.c indexer/music/contest.h \
	indexer/music/gate.c indexer/music/gate.h \
	indexer/music/playlists.c indexer/music/playlists.h \
	indexer/music/release.c indexer/music/release.h \
	indexer/music/tracks.c indexer/music/tracks.h
