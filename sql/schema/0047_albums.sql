-- SPDX-License-Identifier: ISC
-- Which of the lists that hold a track are albums that everybody sees is asked
-- for each track of an answer: most are none, and their rows need not be read.

CREATE INDEX playlists_albums_idx
	ON disc.playlists (playlist_id)
	INCLUDE (created_at, playlist_owner_id)
	WHERE is_album AND NOT is_private AND NOT is_delete AND is_current;
