-- SPDX-License-Identifier: ISC
-- What lists are walked along, so that none has to read a whole table; and
-- what keeps one long text from filling an answer.

-- Legacy /tracks: each of its orders, with and without deleted ones.
CREATE INDEX tracks_walk_id_idx ON disc.tracks (is_delete, track_id);
CREATE INDEX tracks_walk_created_at_idx
	ON disc.tracks (is_delete, created_at, track_id);
CREATE INDEX tracks_walk_create_date_idx ON disc.tracks
	(is_delete, (pg_catalog.left(create_date, 64)), track_id);
CREATE INDEX tracks_walk_release_date_idx
	ON disc.tracks (is_delete, release_date, track_id);
CREATE INDEX tracks_walk_block_idx
	ON disc.tracks (is_delete, blocknumber, track_id);
-- The newest block of an owner's tracks.
CREATE INDEX tracks_owner_block_idx ON disc.tracks (owner_id, blocknumber)
	WHERE NOT is_delete;

CREATE INDEX users_walk_block_idx ON disc.users (blocknumber, user_id);

CREATE INDEX playlists_walk_created_at_idx
	ON disc.playlists (created_at DESC, playlist_id DESC)
	WHERE NOT is_delete;

-- A text that has at most max bytes; of a longer one the beginning.  Its
-- length is known without reading it.
CREATE FUNCTION disc.clip(t text, max int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pg_catalog.octet_length(t) <= max THEN t
            ELSE pg_catalog.left(t, max / 4) END;

-- A document whose text has at most max bytes, else null.  One that is stored
-- in a three-hundredth of them cannot have more; only others are measured.
CREATE FUNCTION disc.clip(j jsonb, max int) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pg_catalog.pg_column_size(j) <= max / 300
                 OR pg_catalog.octet_length(j::text) <= max THEN j END;
