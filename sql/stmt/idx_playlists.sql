-- SPDX-License-Identifier: ISC
-- Statements of the indexer: playlists.
-- Columns of rows stand in the order of sql/tables.def, which makes the plain
-- statements that load and write them.

-- The current route of a playlist.
-- @ idx_playlist_route_now ($1 ids int4[]) ->
--   0..n (playlist_id int4, owner_id int4, slug text)
SELECT r.playlist_id, r.owner_id, r.slug
  FROM disc.playlist_routes AS r
 WHERE r.playlist_id = ANY ($1)
   AND r.is_current;

-- @ idx_playlist_route_max ($1 owner_id int4[], $2 title_slug text[]) ->
--   0..n (owner_id int4, title_slug text, collision_id int4)
SELECT k.owner_id, k.title_slug, m.collision_id
  FROM unnest($1::int4[], $2::text[]) AS k (owner_id, title_slug)
 CROSS JOIN LATERAL (
	SELECT r.collision_id
	  FROM disc.playlist_routes AS r
	 WHERE r.owner_id = k.owner_id AND r.title_slug = k.title_slug
	 ORDER BY r.collision_id DESC
	 LIMIT 1) AS m;
