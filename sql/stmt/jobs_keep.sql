-- SPDX-License-Identifier: ISC
-- Jobs that follow the clock: what blocks have written for a later time.

-- @ job_block_join () -> 1 (number int4)
SELECT disc.block_join() AS number;

-- Tracks whose day has come, those that wait longest first; a deleted one is
-- no exception.  updated_at stays.
-- @ job_release_tracks ($1 count int8) -> 0..n (track_id int4)
UPDATE disc.tracks AS t
   SET is_unlisted = false
  FROM (SELECT d.track_id
	  FROM disc.tracks AS d
	 WHERE d.is_unlisted
	   AND d.is_scheduled_release
	   AND d.release_date < pg_catalog.timezone('UTC',
		pg_catalog.clock_timestamp())
	 ORDER BY d.created_at, d.track_id
	 LIMIT $1) AS due
 WHERE t.track_id = due.track_id
RETURNING t.track_id;

-- @ job_release_albums ($1 count int8) -> 0..n (playlist_id int4)
UPDATE disc.playlists AS p
   SET is_private = false
  FROM (SELECT d.playlist_id
	  FROM disc.playlists AS d
	 WHERE d.is_private
	   AND d.is_album
	   AND d.is_scheduled_release
	   AND d.release_date < pg_catalog.timezone('UTC',
		pg_catalog.clock_timestamp())
	 ORDER BY d.created_at, d.playlist_id
	 LIMIT $1) AS due
 WHERE p.playlist_id = due.playlist_id
RETURNING p.playlist_id;

-- The contest that runs on a track that was released: of two, the first.
-- @ job_release_contests ($1 track_id int4[]) -> 0..n (event_id int4,
--   track_id int4, host int4, now timestamp)
SELECT DISTINCT ON (e.entity_id) e.event_id, e.entity_id AS track_id,
       e.user_id AS host, now.t AS now
  FROM disc.events AS e
  JOIN disc.tracks AS t
    ON t.track_id = e.entity_id
   AND NOT t.is_delete
   AND t.access_authorities IS NULL
 CROSS JOIN (SELECT pg_catalog.timezone('UTC',
	pg_catalog.clock_timestamp()) AS t) AS now
 WHERE e.entity_id = ANY ($1)
   AND e.event_type = 'remix_contest'
   AND NOT e.is_deleted
   AND (e.end_date IS NULL OR e.end_date > now.t)
 ORDER BY e.entity_id, e.event_id;

-- Contests whose end lies between two hours from now, a number of them behind
-- one: their fans hear of it, or the host does, once.  Among the fans of one
-- that has ended are those who have made a remix.
-- @ job_contests_tell ($1 type text, $2 first_hour int4, $3 last_hour int4,
--   $4 host bool, $5 remixers bool, $6 after int4, $7 count int8) ->
--   1 (last int4, told int8)
WITH due AS MATERIALIZED (
	SELECT e.event_id, e.entity_id, e.user_id, t.owner_id, now.t AS now
	  FROM (SELECT pg_catalog.timezone('UTC',
			pg_catalog.clock_timestamp()) AS t) AS now
	  JOIN disc.events AS e
	    ON e.end_date BETWEEN now.t + $2::int4 * interval '1 hour'
		AND now.t + $3::int4 * interval '1 hour'
	  JOIN disc.tracks AS t
	    ON t.track_id = e.entity_id
	   AND NOT t.is_delete
	   AND NOT t.is_unlisted
	 WHERE e.event_type = 'remix_contest'
	   AND NOT e.is_deleted
	   AND e.event_id > $6
	   AND NOT EXISTS (SELECT
		 FROM disc.notification AS o
		WHERE o.group_id = $1::text || ':' || e.event_id)
	 ORDER BY e.event_id
	 LIMIT $7
), told AS (
	INSERT INTO disc.notification (specifier, group_id, type, timestamp,
		data, user_ids)
	SELECT r.id::text, $1 || ':' || d.event_id, $1, d.now,
	       pg_catalog.jsonb_build_object('entity_id', d.entity_id) ||
		CASE WHEN $1 = 'artist_remix_contest_ended' THEN '{}'::jsonb
		     ELSE pg_catalog.jsonb_build_object('entity_user_id',
			d.owner_id) END,
	       ARRAY[r.id]
	  FROM due AS d
	 CROSS JOIN LATERAL (
		SELECT d.user_id AS id WHERE $4
		UNION
		SELECT f.follower_user_id
		  FROM disc.follows AS f
		 WHERE f.followee_user_id = d.user_id AND NOT f.is_delete
		   AND NOT $4
		UNION
		SELECT s.user_id
		  FROM disc.saves AS s
		 WHERE s.save_item_id = d.entity_id AND s.save_type = 'track'
		   AND NOT s.is_delete AND NOT $4
		UNION
		SELECT s.subscriber_id
		  FROM disc.subscriptions AS s
		 WHERE s.user_id = d.event_id AND s.entity_type = 'Event'
		   AND NOT s.is_delete AND NOT $4
		UNION
		SELECT c.owner_id
		  FROM disc.tracks AS c
		 WHERE pg_catalog.left(c.remix_of
			#>> '{tracks,0,parent_track_id}', 12) = d.entity_id::text
		   AND c.remix_of IS NOT NULL AND NOT c.is_delete
		   AND $5) AS r
	 WHERE $4 OR r.id <> d.user_id
	 ORDER BY d.event_id, r.id
	ON CONFLICT (group_id, specifier) DO NOTHING
	RETURNING 1
)
SELECT (SELECT max(d.event_id) FROM due AS d) AS last,
       (SELECT count(*) FROM told) AS told;
