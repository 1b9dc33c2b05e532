-- SPDX-License-Identifier: ISC
-- Lists of public tracks by genre, and their genres, read what they give and
-- little else.  An index holds no text of any length: what is longer than a
-- genre can be is in none of these lists.

CREATE INDEX tracks_public_genre_idx
	ON disc.tracks (genre, created_at DESC, track_id DESC)
	WHERE is_current AND NOT is_delete AND NOT is_unlisted
	  AND stem_of IS NULL AND access_authorities IS NULL
	  AND NOT COALESCE(is_stream_gated, false)
	  AND pg_catalog.octet_length(genre) BETWEEN 1 AND 2000;
CREATE INDEX tracks_public_created_at_idx
	ON disc.tracks (created_at DESC, track_id DESC)
	INCLUDE (genre)
	WHERE is_current AND NOT is_delete AND NOT is_unlisted
	  AND stem_of IS NULL AND access_authorities IS NULL
	  AND pg_catalog.octet_length(genre) BETWEEN 1 AND 2000;
