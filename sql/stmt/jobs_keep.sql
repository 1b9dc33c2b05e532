-- SPDX-License-Identifier: ISC
-- Jobs that follow the clock: what blocks have written for a later time.

-- @ job_block_join () -> 1 (number int4)
SELECT disc.block_join() AS number;

-- Tracks whose day has come, those that wait longest first; a deleted one is
-- no exception.  updated_at stays.
-- @ job_release_tracks ($1 count int8) -> 0..n (track_id int4)
UPDATE disc.tracks AS t
   SET is_unlisted = false, turned = COALESCE(t.turned, 0) # 2
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
   SET is_private = false, turned = COALESCE(p.turned, 0) # 1
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

-- Content nodes of the registry, who was not asked for longest first.  Lists of
-- others are forgotten.
-- @ job_lists_forget () -> 0
DELETE FROM disc.content_node_lists AS l
 WHERE NOT EXISTS (SELECT FROM disc.service_providers AS s
		    WHERE s.service_type = 'content-node'
		      AND s.sp_id = l.sp_id);

-- @ job_lists_nodes () -> 0..512 (sp_id int4, endpoint text)
SELECT s.sp_id, pg_catalog.rtrim(s.endpoint, '/') AS endpoint
  FROM disc.service_providers AS s
  LEFT JOIN disc.content_node_lists AS l ON l.sp_id = s.sp_id
 WHERE s.service_type = 'content-node'
   AND s.endpoint ~ '^https?://'
 ORDER BY l.asked_at NULLS FIRST, s.sp_id
 LIMIT 512;

-- @ job_lists_asked ($1 sp_id int4, $2 answered bool) -> 0
INSERT INTO disc.content_node_lists AS l (sp_id, asked_at, answered_at)
SELECT $1, t.now, CASE WHEN $2 THEN t.now END
  FROM (SELECT pg_catalog.clock_timestamp() AS now) AS t
ON CONFLICT (sp_id) DO UPDATE SET asked_at = EXCLUDED.asked_at,
	answered_at = COALESCE(EXCLUDED.answered_at, l.answered_at);

-- @ job_lists_gone ($1 sp_id int4, $2 track_id int4[]) -> 0
DELETE FROM disc.content_node_tracks AS c
 WHERE c.sp_id = $1
   AND NOT EXISTS (SELECT FROM unnest($2::int4[]) AS n (id)
		    WHERE n.id = c.track_id);

-- @ job_lists_put ($1 sp_id int4, $2 track_id int4[]) -> 0
INSERT INTO disc.content_node_tracks (track_id, sp_id)
SELECT n.id, $1
  FROM unnest($2::int4[]) AS n (id)
 ORDER BY n.id
ON CONFLICT (track_id, sp_id) DO NOTHING;

-- Tracks behind one that a list has, so many of them are looked at: those that
-- none of the three nodes of their owner's replica set serves are gone.  last
-- is null when there are no more.
-- @ job_unavailable ($1 after int4, $2 count int8) -> 1 (last int4,
--   changed int8)
WITH page AS MATERIALIZED (
	SELECT DISTINCT c.track_id
	  FROM disc.content_node_tracks AS c
	 WHERE c.track_id > $1
	 ORDER BY c.track_id
	 LIMIT $2
), gone AS (
	UPDATE disc.tracks AS t
	   SET is_available = false, is_delete = true,
	       turned = COALESCE(t.turned, 0) # (NOT t.is_delete)::int
	  FROM page AS p, disc.users AS u
	 WHERE t.track_id = p.track_id
	   AND u.user_id = t.owner_id
	   AND (t.is_available OR NOT t.is_delete)
	   AND pg_catalog.cardinality(u.secondary_ids) >= 2
	   AND NOT EXISTS (SELECT
		 FROM unnest(ARRAY[u.primary_id] || u.secondary_ids[1:2])
			AS n (id)
		WHERE NOT EXISTS (SELECT
			 FROM disc.content_node_tracks AS c
			WHERE c.track_id = t.track_id AND c.sp_id = n.id))
	RETURNING 1
)
SELECT (SELECT max(p.track_id) FROM page AS p) AS last,
       (SELECT count(*) FROM gone) AS changed;

-- Rewards whose week of waiting is over, within 30 days of it, that nobody has
-- had or was told of: those that wait longest first.  Who was told of one from
-- an hour before this one was earned on hears nothing.
-- @ job_rewards_tell ($1 count int8) -> 1 (told int8)
WITH due AS MATERIALIZED (
	SELECT u.*, 'claimable_reward:' || u.user_id || ':challenge:'
		|| u.challenge_id || ':specifier:' || u.specifier AS group_id
	  FROM (SELECT pg_catalog.timezone('UTC',
			pg_catalog.clock_timestamp()) AS t) AS now
	  JOIN disc.user_challenges AS u
	    ON u.completed_at < now.t - interval '7 days'
	   AND u.completed_at >= now.t - interval '37 days'
	  JOIN disc.challenges AS c
	    ON c.id = u.challenge_id AND c.cooldown_days = 7
	 WHERE u.is_complete
	   AND NOT EXISTS (SELECT
		 FROM disc.challenge_disbursements AS d
		WHERE d.challenge_id = u.challenge_id
		  AND d.specifier = u.specifier)
	   AND NOT EXISTS (SELECT
		 FROM disc.notification AS o
		WHERE o.group_id >= 'claimable_reward:' || u.user_id || ':'
		  AND o.group_id < 'claimable_reward:' || u.user_id || ';'
		  AND (o.timestamp >= u.completed_at - interval '1 hour'
			OR (o.group_id, o.specifier) = ('claimable_reward:'
				|| u.user_id || ':challenge:' || u.challenge_id
				|| ':specifier:' || u.specifier, u.specifier)))
	 ORDER BY u.completed_at, u.challenge_id, u.specifier
	 LIMIT $1
), told AS (
	INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
		timestamp, data, user_ids)
	SELECT d.specifier, d.group_id, 'claimable_reward',
	       d.completed_blocknumber, d.completed_at,
	       pg_catalog.jsonb_build_object('specifier', d.specifier,
		'challenge_id', d.challenge_id, 'amount', d.amount),
	       ARRAY[d.user_id]
	  FROM due AS d
	ON CONFLICT (group_id, specifier) DO NOTHING
	RETURNING 1
)
SELECT count(*) AS told FROM told;

-- Who has listened day after day, and last 42 to 43 hours ago: behind 48 hours
-- the streak is lost.  Users behind one, so many of them.
-- @ job_streaks_tell ($1 after int4, $2 count int8) -> 1 (last int4, told int8)
WITH due AS MATERIALIZED (
	SELECT s.user_id, s.listen_streak, s.last_listen_date::date AS day,
	       now.t AS now
	  FROM (SELECT pg_catalog.timezone('UTC',
			pg_catalog.clock_timestamp()) AS t) AS now
	  JOIN disc.challenge_listen_streak AS s
	    ON s.last_listen_date BETWEEN now.t - interval '43 hours'
		AND now.t - interval '42 hours'
	 WHERE s.user_id > $1
	 ORDER BY s.user_id
	 LIMIT $2
), told AS (
	INSERT INTO disc.notification (specifier, group_id, type, timestamp,
		data, user_ids)
	SELECT d.user_id::text,
	       'listen_streak_reminder:' || d.user_id || ':' || d.day,
	       'listen_streak_reminder', d.now,
	       pg_catalog.jsonb_build_object('streak', d.listen_streak),
	       ARRAY[d.user_id]
	  FROM due AS d
	ON CONFLICT (group_id, specifier) DO NOTHING
	RETURNING 1
)
SELECT (SELECT max(d.user_id) FROM due AS d) AS last,
       (SELECT count(*) FROM told) AS told;
