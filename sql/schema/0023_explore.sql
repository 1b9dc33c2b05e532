-- SPDX-License-Identifier: ISC
-- What lists that belong to nobody are walked along.

CREATE INDEX users_walk_created_at_idx
	ON disc.users (created_at DESC, user_id DESC);
CREATE INDEX tracks_walk_stems_idx
	ON disc.tracks (created_at DESC, track_id DESC)
	WHERE stem_of IS NOT NULL AND NOT is_delete;
CREATE INDEX tracks_isrc_idx ON disc.tracks (isrc) WHERE isrc IS NOT NULL;
CREATE INDEX playlists_upc_idx ON disc.playlists (upc) WHERE upc IS NOT NULL;
CREATE INDEX shares_walk_idx
	ON disc.shares (share_type, created_at DESC) INCLUDE (share_item_id);
CREATE INDEX comments_walk_idx ON disc.comments (created_at DESC)
	WHERE entity_type = 'Track' AND is_visible AND NOT is_delete;
-- The most popular playlists and albums.
CREATE INDEX aggregate_playlist_acts_idx ON disc.aggregate_playlist
	(is_album, (repost_count + save_count) DESC);
