-- Who reposted or saved a track, or a playlist or album.

-- Is there such a row?  Of playlists and albums alike.
-- @ api_item_there ($1 id int4, $2 of text) -> 0..1 (id int4)
SELECT t.track_id AS id
  FROM disc.tracks AS t
 WHERE $2 = 'track' AND t.track_id = $1 AND t.is_current
UNION ALL
SELECT p.playlist_id
  FROM disc.playlists AS p
 WHERE $2 <> 'track' AND p.playlist_id = $1 AND p.is_current;

-- Those with most followers first.  Of more than 5000 come first those who are
-- among the 5000 users with most followers; the others stand behind them by
-- their ids.  A playlist may have been taken for an album as well.
-- @part actors (acts, act)
WITH way AS MATERIALIZED (
	SELECT COALESCE(pg_catalog.max(c.n), 0) > 5000 AS many,
	       CASE WHEN $2 = 'track' THEN '{track}'
	            ELSE '{playlist,album}' END::disc.{act}type[] AS types
	  FROM (SELECT a.{act}_count AS n FROM disc.aggregate_track AS a
	         WHERE $2 = 'track' AND a.track_id = $1
	        UNION ALL
	        SELECT a.{act}_count FROM disc.aggregate_playlist AS a
	         WHERE $2 <> 'track' AND a.playlist_id = $1) AS c
), known AS MATERIALIZED (
	SELECT a.user_id, a.follower_count
	  FROM way
	 CROSS JOIN LATERAL (
	       SELECT t.user_id, t.follower_count
	         FROM disc.aggregate_user AS t
	        WHERE way.many
	        ORDER BY t.follower_count DESC, t.user_id
	        LIMIT 5000) AS a
	 WHERE EXISTS (SELECT 1 FROM disc.{acts} AS f
	                WHERE f.user_id = a.user_id AND f.{act}_item_id = $1
	                  AND f.{act}_type = ANY (way.types)
	                  AND NOT f.is_delete OFFSET 0)
)
SELECT x.user_id
  FROM (SELECT k.user_id, k.follower_count, false AS rest
          FROM known AS k
        UNION
        SELECT f.user_id,
               CASE WHEN NOT way.many THEN
                   (SELECT a.follower_count FROM disc.aggregate_user AS a
                     WHERE a.user_id = f.user_id) END,
               way.many
          FROM way
         CROSS JOIN LATERAL pg_catalog.unnest(way.types) AS y (type)
         CROSS JOIN LATERAL (
               SELECT w.user_id
                 FROM disc.{acts} AS w
                WHERE w.{act}_item_id = $1 AND w.{act}_type = y.type
                  AND NOT w.is_delete
                ORDER BY w.user_id
                LIMIT $3::int8 + $4::int8 + 5001) AS f
         WHERE (f.user_id IN (SELECT k.user_id FROM known AS k)) IS NOT TRUE
         ORDER BY 3, 2 DESC NULLS LAST, 1
        OFFSET 0) AS x
 WHERE EXISTS (SELECT 1 FROM disc.users AS u
                WHERE u.user_id = x.user_id
                  AND u.is_current AND NOT u.is_deactivated
                  AND u.wallet IS NOT NULL AND u.handle IS NOT NULL OFFSET 0)
 LIMIT $3 OFFSET $4
-- @end

-- Who reposted it.
-- @ api_reposters ($1 id int4, $2 of text, $3 limit int8,
--   $4 offset int8) -> 0..n (user_id int4)
-- @use actors (reposts, repost)

-- Who saved it.
-- @ api_savers ($1 id int4, $2 of text, $3 limit int8,
--   $4 offset int8) -> 0..n (user_id int4)
-- @use actors (saves, save)
