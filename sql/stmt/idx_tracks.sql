-- SPDX-License-Identifier: ISC
-- Statements of the indexer: tracks.
-- Columns of rows stand in the order of sql/tables.def, which makes the plain
-- statements that load and write them.

-- The current route of a track.
-- @ idx_track_route_now ($1 ids int4[]) ->
--   0..n (track_id int4, owner_id int4, slug text)
SELECT r.track_id, r.owner_id, r.slug
  FROM disc.track_routes AS r
 WHERE r.track_id = ANY ($1)
   AND r.is_current;

-- @ idx_track_route_max ($1 owner_id int4[], $2 title_slug text[]) ->
--   0..n (owner_id int4, title_slug text, collision_id int4)
SELECT k.owner_id, k.title_slug, m.collision_id
  FROM unnest($1::int4[], $2::text[]) AS k (owner_id, title_slug)
 CROSS JOIN LATERAL (
	SELECT r.collision_id
	  FROM disc.track_routes AS r
	 WHERE r.owner_id = k.owner_id AND r.title_slug = k.title_slug
	 ORDER BY r.collision_id DESC
	 LIMIT 1) AS m;

-- All remixes of a child are replaced by those named; what stays is not
-- touched, so that the journal is short.
-- @ idx_remixes_put ($1 child_track_id int4[], $2 parents text[]) -> 0
WITH n AS (
	SELECT DISTINCT p.parent_track_id, c.child_track_id
	  FROM unnest($1::int4[], $2::text[]) AS c (child_track_id, parents)
	 CROSS JOIN unnest(c.parents::int4[]) AS p (parent_track_id)
), gone AS (
	DELETE FROM disc.remixes AS r
	 WHERE r.child_track_id = ANY ($1::int4[])
	   AND NOT EXISTS (SELECT FROM n
		WHERE n.parent_track_id = r.parent_track_id
		  AND n.child_track_id = r.child_track_id)
)
INSERT INTO disc.remixes (parent_track_id, child_track_id)
SELECT n.parent_track_id, n.child_track_id
  FROM n
 ORDER BY n.child_track_id, n.parent_track_id
ON CONFLICT (parent_track_id, child_track_id) DO NOTHING;
