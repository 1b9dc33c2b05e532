-- What a user hears of.  Each is told to him alone; the routes ask who signs.

-- Notices in groups: those of one kind and thing between two moments at which
-- he looked at them, the last ten; older ones each for itself, when he looked
-- at all.  The groups of today first, then from look to look, the newest first.
-- Looked through are his newest 6000, of those told to many 8000, and 500 to
-- everybody since he came; of these the newest 1000.  What the clients have no
-- words for is left out, and what is of things that are gone or hidden, of
-- users who have left or are taken for robots.  A page begins behind a moment,
-- and of that moment behind a group.
-- @ api_notices ($1 id int4, $2 types text[], $3 timestamp float8,
--   $4 group_id text, $5 limit int8) -> 0..n (nr int8, type text, group_id text,
--   is_seen bool, seen_at numeric, specifier text, timestamp numeric,
--   data jsonb)
WITH page AS MATERIALIZED (
	SELECT pg_catalog.to_timestamp(NULLIF($3::float8, 0))
	           AT TIME ZONE 'UTC' AS before,
	       NULLIF($4::text, '') AS behind
), seen AS MATERIALIZED (
	SELECT s.seen_at, pg_catalog.lag(s.seen_at) OVER (
	           ORDER BY s.seen_at DESC) AS until
	  FROM (SELECT w.seen_at
	          FROM disc.notification_seen AS w
	         WHERE w.user_id = $1
	         ORDER BY w.seen_at DESC
	         LIMIT 10) AS s
), told AS MATERIALIZED (
	SELECT q.type, q.group_id, q.specifier, q.timestamp, q.data
	  FROM page
	 CROSS JOIN (
	       SELECT '{usdc_transfer,usdc_withdrawal,reward_in_cooldown,
	               milestone_follower_count,remix_contest_started,
	               remix_contest_ending_soon,claimble_reward,remix}'::text[]
	               AS never) AS kinds
	 CROSS JOIN LATERAL (
	       (SELECT n.type, n.group_id, n.specifier, n.timestamp, n.data
	          FROM (SELECT w.*
	                  FROM disc.notification AS w
	                 WHERE w.user_ids[1] = $1
	                   AND pg_catalog.cardinality(w.user_ids) = 1
	                   AND w.timestamp <= COALESCE(page.before, 'infinity')
	                 ORDER BY w.timestamp DESC, w.group_id DESC
	                 LIMIT 6000) AS n
	         WHERE n.type <> ALL (kinds.never)
	           AND ($2::text[] IS NULL OR n.type = ANY ($2))
	           AND (page.behind IS NULL OR n.group_id < page.behind
	                OR n.timestamp < page.before)
	           AND (page.behind IS NOT NULL OR page.before IS NULL
	                OR n.timestamp < page.before)
	         LIMIT 1000)
	        UNION ALL
	       (SELECT n.type, n.group_id, n.specifier, n.timestamp, n.data
	          FROM disc.notification AS n
	         WHERE n.user_ids @> ARRAY[$1::int4]
	           AND pg_catalog.cardinality(n.user_ids) > 1
	           AND n.timestamp <= COALESCE(page.before, 'infinity')
	         LIMIT 8000)
	        UNION ALL
	       (SELECT n.type, n.group_id, n.specifier, n.timestamp, n.data
	          FROM disc.users AS u
	         CROSS JOIN LATERAL (
	               SELECT w.*
	                 FROM disc.notification AS w
	                WHERE w.type = 'announcement'
	                  AND w.timestamp > u.created_at
	                  AND w.timestamp <= COALESCE(page.before, 'infinity')
	                ORDER BY w.timestamp DESC
	                LIMIT 500) AS n
	         WHERE u.user_id = $1
	           AND pg_catalog.cardinality(n.user_ids) = 0)) AS q
	 WHERE q.type <> ALL (kinds.never)
	   AND ($2::text[] IS NULL OR q.type = ANY ($2))
	   AND (page.behind IS NULL OR q.group_id < page.behind
	        OR q.timestamp < page.before)
	   AND (page.behind IS NOT NULL OR page.before IS NULL
	        OR q.timestamp < page.before)
	 ORDER BY q.timestamp DESC, q.group_id DESC, q.specifier
	 LIMIT 1000
), shown AS MATERIALIZED (
	SELECT t.*, w.until, CASE WHEN w.seen_at IS NULL THEN 2
	                          WHEN w.until IS NULL THEN 0 ELSE 1 END AS place,
	       w.seen_at IS NULL AND EXISTS (SELECT FROM seen) AS long_ago
	  FROM told AS t
	  LEFT JOIN LATERAL (SELECT s.seen_at, s.until
	                       FROM seen AS s
	                      WHERE s.seen_at < t.timestamp
	                      ORDER BY s.seen_at DESC
	                      LIMIT 1) AS w ON true
	 WHERE CASE WHEN t.type = 'create'
	                 AND pg_catalog.jsonb_exists(t.data, 'track_id')
	            THEN EXISTS (SELECT FROM disc.tracks AS x
	                WHERE x.track_id = disc.json_id(t.data -> 'track_id')
	                  AND x.is_current AND NOT x.is_delete
	                  AND NOT x.is_unlisted AND x.access_authorities IS NULL
	                OFFSET 0)
	            WHEN t.type = 'create'
	                 AND pg_catalog.jsonb_exists(t.data, 'playlist_id')
	            THEN EXISTS (SELECT FROM disc.playlists AS x
	                WHERE x.playlist_id = disc.json_id(t.data -> 'playlist_id')
	                  AND x.is_current AND NOT x.is_delete
	                  AND NOT x.is_private OFFSET 0)
	            ELSE true END
	   AND NOT EXISTS (
	       SELECT FROM pg_catalog.unnest(ARRAY[
	               disc.json_id(t.data -> 'user_id'),
	               disc.json_id(t.data -> 'follower_user_id'),
	               disc.json_id(t.data -> 'comment_user_id'),
	               disc.json_id(t.data -> 'entity_user_id')]) AS i (id)
	        CROSS JOIN LATERAL (
	              SELECT u.is_deactivated FROM disc.users AS u
	               WHERE u.user_id = i.id AND u.user_id <> $1 OFFSET 0) AS u
	        WHERE u.is_deactivated
	           OR EXISTS (SELECT FROM disc.aggregate_user AS a
	                       WHERE a.user_id = i.id AND a.score < 0 OFFSET 0))
)
SELECT r.nr, r.type, r.group_id, r.place = 1 OR r.long_ago AS is_seen,
       EXTRACT(epoch FROM r.until) AS seen_at,
       r.specifier,
       EXTRACT(epoch FROM r.timestamp) AS timestamp, r.data
  FROM (SELECT g.*, pg_catalog.dense_rank() OVER (
                   ORDER BY g.place, g.until DESC NULLS LAST, g.newest DESC,
                   g.group_id DESC, g.type) AS nr
          FROM (SELECT s.*, pg_catalog.max(s.timestamp) OVER (
                           PARTITION BY s.type, s.group_id, s.place, s.until,
                           CASE WHEN s.long_ago THEN s.timestamp END) AS newest
                  FROM shown AS s) AS g) AS r
 WHERE r.nr <= $5
 ORDER BY r.nr, r.specifier COLLATE "C", r.timestamp DESC;

-- Saved playlists that were changed since he saved them and since he looked at
-- them, of his newest 5000 saves; times in seconds.
-- @ api_playlist_updates ($1 id int4) -> 0..n (playlist_id int4,
--   updated_at int8, last_seen_at int8)
SELECT p.playlist_id,
       pg_catalog.floor(pg_catalog.date_part('epoch', p.updated_at))::int8
           AS updated_at,
       pg_catalog.floor(pg_catalog.date_part('epoch', l.seen_at))::int8
           AS last_seen_at
  FROM (SELECT w.save_item_id, pg_catalog.min(w.created_at) AS created_at
          FROM (SELECT x.save_item_id, x.save_type, x.created_at
                  FROM disc.saves AS x
                 WHERE x.user_id = $1 AND NOT x.is_delete
                 ORDER BY x.created_at DESC, x.save_item_id DESC
                 LIMIT 5000) AS w
         WHERE w.save_type <> 'track'
         GROUP BY w.save_item_id) AS s
 CROSS JOIN LATERAL (SELECT w.playlist_id, w.updated_at
                       FROM disc.playlists AS w
                      WHERE w.playlist_id = s.save_item_id AND w.is_current
                        AND NOT w.is_delete
                        AND (NOT w.is_private OR w.playlist_owner_id = $1)
                        AND w.updated_at > s.created_at
                     OFFSET 0) AS p
  LEFT JOIN LATERAL (SELECT pg_catalog.max(w.seen_at) AS seen_at
                       FROM disc.playlist_seen AS w
                      WHERE w.user_id = $1 AND w.playlist_id = p.playlist_id
                     OFFSET 0) AS l ON true
 WHERE l.seen_at IS NULL OR p.updated_at > l.seen_at
 ORDER BY p.updated_at DESC, p.playlist_id;
