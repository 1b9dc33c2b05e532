-- SPDX-License-Identifier: ISC
-- Trending: one run, from what it has to look at to where it stood.  All
-- statements of a run see one moment, and share one transaction until "told"
-- (job_trending_told.sql).  Windows end at as_of and hold what is newer than
-- their beginning; as_of itself is inside.

-- Is a run due, and for when?  With as_of (Unix seconds) it is for that time,
-- else for the newest block's, rounded down to refresh seconds.  whole: what
-- the last run remembers is no help.  since and play_id are where it stood.
-- No row: nothing is indexed yet.
-- @ job_trending_begin ($1 refresh int8, $2 as_of int8, $3 versions text) ->
--   0..1 (as_of timestamp, due bool, whole bool, since int4,
--   play_id int8)
SELECT m.as_of,
       r.as_of IS NULL OR $2 IS NOT NULL
		OR m.as_of >= r.as_of + $1::int8 * interval '1 second' AS due,
       COALESCE(r.versions <> $3 OR m.as_of < r.as_of
		OR m.as_of > r.as_of + interval '3 days'
		OR m.as_of >= r.whole_at + interval '7 days'
		OR m.as_of - interval '1 month' < r.as_of - interval '1 month'
		OR m.as_of - interval '1 year' < r.as_of - interval '1 year'
		OR p.id < r.play_id
		OR NOT EXISTS (SELECT FROM disc.blocks AS o
				WHERE o.blockhash = r.blockhash), true) AS whole,
       COALESCE(r.blocknumber, -1) AS since, COALESCE(p.id, 0) AS play_id
  FROM disc.blocks AS b
  LEFT JOIN disc.keyvalue AS k
    ON k.key = 'most_recently_indexed_block_time_from_db'
  LEFT JOIN disc.trending_run AS r ON r.one
 CROSS JOIN LATERAL (SELECT timestamp 'epoch' + COALESCE($2::int8,
	k.value::int8 - k.value::int8 % $1::int8) * interval '1 second'
	AS as_of) AS m
 CROSS JOIN LATERAL (SELECT max(x.id) AS id FROM disc.plays AS x) AS p
 WHERE b.is_current
   AND m.as_of IS NOT NULL;

-- Plans that know their parameters: each statement is run once.  A run that
-- goes on from another one looks up what it has to look at, row by row: however
-- little that seems to be, no table is read for it.
-- @ job_trending_plans ($1 whole bool) -> 1 (plan_cache text, scan text,
--   hash text, merge text)
SELECT pg_catalog.set_config('plan_cache_mode', 'force_custom_plan', true)
	AS plan_cache,
       pg_catalog.set_config('enable_seqscan', $1::bool::text, true) AS scan,
       pg_catalog.set_config('enable_hashjoin', $1::bool::text, true) AS hash,
       pg_catalog.set_config('enable_mergejoin', $1::bool::text, true) AS merge;

-- @ job_trending_forget () -> 0
WITH w AS (DELETE FROM disc.trending_weights),
     p AS (DELETE FROM disc.trending_plays),
     t AS (DELETE FROM disc.trending_tracks)
DELETE FROM disc.trending_playlists;

-- Everybody's weight.
-- @ job_trending_weights_all () -> 0
INSERT INTO disc.trending_weights (user_id, weight)
SELECT u.user_id, a.follower_count
  FROM disc.users AS u
  JOIN disc.aggregate_user AS a ON a.user_id = u.user_id
 WHERE COALESCE(u.cover_photo, u.cover_photo_sizes) IS NOT NULL
   AND COALESCE(u.profile_picture, u.profile_picture_sizes) IS NOT NULL
   AND u.bio IS NOT NULL;

-- @ job_trending_plays_all ($1 as_of timestamp, $2 years bool) -> 0
INSERT INTO disc.trending_plays (track_id, week, month, year)
SELECT p.play_item_id,
       count(*) FILTER (WHERE p.created_at > $1::timestamp - interval '1 week'),
       count(*) FILTER (WHERE p.created_at > $1::timestamp - interval '1 month'),
       count(*) FILTER (WHERE $2::bool)
  FROM disc.plays AS p
 WHERE p.created_at <= $1::timestamp
   AND p.created_at > $1::timestamp - CASE WHEN $2::bool
	THEN interval '1 year' ELSE interval '1 month' END
 GROUP BY p.play_item_id;

-- All tracks and playlists that are public.
-- @ job_trending_all () -> 0
INSERT INTO disc.trending_work (is_track, id, recount)
SELECT true, t.track_id, true
  FROM disc.tracks AS t
 WHERE t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
   AND t.stem_of IS NULL AND t.access_authorities IS NULL
 UNION ALL
SELECT false, p.playlist_id, true
  FROM disc.playlists AS p
 WHERE p.is_current AND NOT p.is_delete AND NOT p.is_private;

-- @ job_trending_analyze () -> 1 (nothing void)
SELECT disc.trending_analyze() AS nothing;

-- Whose weight has changed since a block: the difference goes to each track
-- that they reposted or saved.  Playlists hold weights of windows: those are
-- counted again.  One who may have come to, or lost, a third follower moves
-- what he owns as well.
-- @ job_trending_weights ($1 since int4) -> 0
WITH followed AS (
	SELECT f.followee_user_id AS user_id, count(*) AS changes
	  FROM disc.follows AS f
	 WHERE f.blocknumber > $1::int4
	 GROUP BY f.followee_user_id
), seen AS (
	SELECT f.user_id FROM followed AS f
	 UNION
	SELECT u.user_id FROM disc.users AS u WHERE u.blocknumber > $1::int4
), diff AS MATERIALIZED (
	SELECT s.user_id, n.weight,
	       COALESCE(n.weight, 0) - COALESCE(o.weight, 0) AS more
	  FROM seen AS s
	  LEFT JOIN disc.trending_weights AS o ON o.user_id = s.user_id
	 CROSS JOIN LATERAL (SELECT (SELECT a.follower_count
		  FROM disc.users AS u
		  JOIN disc.aggregate_user AS a ON a.user_id = u.user_id
		 WHERE u.user_id = s.user_id
		   AND COALESCE(u.cover_photo, u.cover_photo_sizes)
			IS NOT NULL
		   AND COALESCE(u.profile_picture, u.profile_picture_sizes)
			IS NOT NULL
		   AND u.bio IS NOT NULL) AS weight) AS n
	 WHERE n.weight IS DISTINCT FROM o.weight
), put AS (
	INSERT INTO disc.trending_weights (user_id, weight)
	SELECT d.user_id, d.weight FROM diff AS d
	ON CONFLICT (user_id) DO UPDATE SET weight = EXCLUDED.weight
), act AS (
	SELECT r.repost_type = 'track' AS is_track, r.repost_item_id AS id,
	       d.more
	  FROM diff AS d
	  JOIN disc.reposts AS r ON r.user_id = d.user_id
	 WHERE NOT r.is_delete
	 UNION ALL
	SELECT s.save_type = 'track', s.save_item_id, d.more
	  FROM diff AS d
	  JOIN disc.saves AS s ON s.user_id = d.user_id
	 WHERE NOT s.is_delete
), more AS MATERIALIZED (
	SELECT a.is_track, a.id, sum(a.more) AS more
	  FROM act AS a
	 GROUP BY a.is_track, a.id
), moved AS (
	UPDATE disc.trending_tracks AS t
	   SET karma = t.karma + m.more
	  FROM more AS m
	 WHERE m.is_track AND t.track_id = m.id AND m.more <> 0
	RETURNING t.track_id
), owner AS (
	SELECT f.user_id
	  FROM followed AS f
	  JOIN disc.aggregate_user AS a ON a.user_id = f.user_id
	 WHERE a.follower_count - f.changes < 3
	   AND a.follower_count + f.changes >= 3
)
INSERT INTO disc.trending_work AS w (is_track, id, recount)
SELECT x.is_track, x.id, bool_or(x.recount)
  FROM (SELECT true AS is_track, m.track_id AS id, false AS recount
	  FROM moved AS m
	 UNION ALL
	SELECT false, m.id, true FROM more AS m WHERE NOT m.is_track
	 UNION ALL
	SELECT true, t.track_id, false
	  FROM owner AS o
	  JOIN disc.tracks AS t ON t.owner_id = o.user_id
	 UNION ALL
	SELECT false, p.playlist_id, true
	  FROM owner AS o
	  JOIN disc.playlists AS p ON p.playlist_owner_id = o.user_id) AS x
 GROUP BY x.is_track, x.id;

-- What was reposted, saved or written since a block, by blocks or, as
-- disc.trending_touched knows, by others, and what time alone changes by now.
-- @ job_trending_changed ($1 as_of timestamp, $2 since int4) -> 0
INSERT INTO disc.trending_work AS w (is_track, id, recount)
SELECT r.repost_type = 'track', r.repost_item_id, true
  FROM disc.reposts AS r
 WHERE r.blocknumber > $2::int4
 UNION
SELECT s.save_type = 'track', s.save_item_id, true
  FROM disc.saves AS s
 WHERE s.blocknumber > $2::int4
 UNION
SELECT true, t.track_id, true
  FROM disc.tracks AS t
 WHERE t.is_delete IN (false, true) -- as the index has them
   AND t.blocknumber > $2::int4
 UNION
SELECT false, p.playlist_id, true
  FROM disc.playlists AS p
 WHERE p.blocknumber > $2::int4
 UNION
SELECT true, t.track_id, true
  FROM disc.trending_tracks AS t
 WHERE t.next_at <= $1::timestamp
 UNION
SELECT false, p.playlist_id, true
  FROM disc.trending_playlists AS p
 WHERE p.next_at <= $1::timestamp
 UNION
SELECT t.is_track, t.id, true
  FROM disc.trending_touched AS t
ON CONFLICT (is_track, id) DO UPDATE SET recount = true;

-- Plays that came since the last run, that have come into a window, and that
-- have left one.
-- @ job_trending_plays ($1 as_of timestamp, $2 years bool, $3 play_id int8)
--   -> 0
WITH run AS MATERIALIZED (
	SELECT r.as_of, r.play_id FROM disc.trending_run AS r
), play AS (
	SELECT p.play_item_id AS id,
	       (p.created_at > $1::timestamp - interval '1 week')::int AS week,
	       (p.created_at > $1::timestamp - interval '1 month')::int AS month,
	       $2::bool::int AS year
	  FROM disc.plays AS p
	 WHERE p.id > (SELECT r.play_id FROM run AS r)
	   AND p.id <= $3::int8
	   AND p.created_at <= $1::timestamp
	   AND p.created_at > $1::timestamp - CASE WHEN $2::bool
		THEN interval '1 year' ELSE interval '1 month' END
	 UNION ALL
	SELECT p.play_item_id, 1, 1, $2::bool::int
	  FROM disc.plays AS p
	 WHERE p.created_at > (SELECT r.as_of FROM run AS r)
	   AND p.created_at <= $1::timestamp
	   AND p.id <= (SELECT r.play_id FROM run AS r)
	 UNION ALL
	SELECT p.play_item_id, -1, 0, 0
	  FROM disc.plays AS p
	 WHERE p.created_at > (SELECT r.as_of FROM run AS r) - interval '1 week'
	   AND p.created_at <= $1::timestamp - interval '1 week'
	   AND p.id <= (SELECT r.play_id FROM run AS r)
	 UNION ALL
	SELECT p.play_item_id, 0, -1, 0
	  FROM disc.plays AS p
	 WHERE p.created_at > (SELECT r.as_of FROM run AS r) - interval '1 month'
	   AND p.created_at <= $1::timestamp - interval '1 month'
	   AND p.id <= (SELECT r.play_id FROM run AS r)
	 UNION ALL
	SELECT p.play_item_id, 0, 0, -1
	  FROM disc.plays AS p
	 WHERE $2::bool
	   AND p.created_at > (SELECT r.as_of FROM run AS r) - interval '1 year'
	   AND p.created_at <= $1::timestamp - interval '1 year'
	   AND p.id <= (SELECT r.play_id FROM run AS r)
), every AS (
	SELECT p.play_item_id AS id
	  FROM disc.plays AS p
	 WHERE p.id > (SELECT r.play_id FROM run AS r)
	   AND p.id <= $3::int8
), more AS MATERIALIZED (
	SELECT p.id, sum(p.week) AS week, sum(p.month) AS month,
	       sum(p.year) AS year
	  FROM play AS p
	 GROUP BY p.id
), put AS (
	INSERT INTO disc.trending_plays AS t (track_id, week, month, year)
	SELECT m.id, m.week, m.month, m.year FROM more AS m
	ON CONFLICT (track_id) DO UPDATE
	   SET week = t.week + EXCLUDED.week, month = t.month + EXCLUDED.month,
	       year = t.year + EXCLUDED.year
)
INSERT INTO disc.trending_work (is_track, id, recount)
SELECT true, m.id, false FROM more AS m
 UNION
SELECT true, e.id, false FROM every AS e
ON CONFLICT (is_track, id) DO NOTHING;

-- Of these tracks, those that have none any more.
-- @ job_trending_plays_none () -> 0
DELETE FROM disc.trending_plays AS t
 WHERE t.track_id = ANY (ARRAY(
	SELECT w.id
	  FROM disc.trending_work AS w
	 CROSS JOIN LATERAL (SELECT
		  FROM disc.trending_plays AS p
		 WHERE p.track_id = w.id
		   AND p.week = 0 AND p.month = 0 AND p.year = 0
		OFFSET 0) AS p
	 WHERE w.is_track));

-- What of it is public no more has no scores any more.
-- @ job_trending_gone () -> 0
WITH gone AS MATERIALIZED (
	SELECT w.is_track, w.id
	  FROM disc.trending_work AS w
	 WHERE w.recount AND CASE WHEN w.is_track
		THEN (SELECT t.is_current AND NOT t.is_delete
			AND NOT t.is_unlisted AND t.stem_of IS NULL
			AND t.access_authorities IS NULL
		  FROM disc.tracks AS t WHERE t.track_id = w.id)
		ELSE (SELECT p.is_current AND NOT p.is_delete
			AND NOT p.is_private
		  FROM disc.playlists AS p WHERE p.playlist_id = w.id)
		END IS NOT TRUE
), track AS (
	DELETE FROM disc.trending_tracks AS s
	 WHERE s.track_id = ANY (ARRAY(
		SELECT g.id FROM gone AS g WHERE g.is_track))
), playlist AS (
	DELETE FROM disc.trending_playlists AS s
	 WHERE s.playlist_id = ANY (ARRAY(
		SELECT g.id FROM gone AS g WHERE NOT g.is_track))
), scores AS (
	DELETE FROM disc.track_trending_scores AS x
	 WHERE x.track_id = ANY (ARRAY(
		SELECT g.id FROM gone AS g WHERE g.is_track))
)
DELETE FROM disc.playlist_trending_scores AS x
 WHERE x.playlist_id = ANY (ARRAY(
	SELECT g.id FROM gone AS g WHERE NOT g.is_track));

-- What this run has seen of it.
-- @ job_trending_touched_done () -> 0
DELETE FROM disc.trending_touched AS t;

-- @ job_trending_work_done () -> 1 (tracks int8, playlists int8)
WITH gone AS (
	DELETE FROM disc.trending_work RETURNING is_track
)
SELECT count(*) FILTER (WHERE g.is_track) AS tracks,
       count(*) FILTER (WHERE NOT g.is_track) AS playlists
  FROM gone AS g;

-- Where this run stood.
-- @ job_trending_end ($1 as_of timestamp, $2 play_id int8, $3 versions text,
--   $4 whole bool) -> 0
INSERT INTO disc.trending_run AS r (as_of, blocknumber, blockhash, play_id,
	versions, whole_at)
SELECT $1, b.number, b.blockhash, $2, $3, $1
  FROM disc.blocks AS b
 WHERE b.is_current
ON CONFLICT (one) DO UPDATE SET (as_of, blocknumber, blockhash, play_id,
	versions, whole_at, before) = (EXCLUDED.as_of, EXCLUDED.blocknumber,
	EXCLUDED.blockhash, EXCLUDED.play_id, EXCLUDED.versions,
	CASE WHEN $4::bool THEN EXCLUDED.whole_at ELSE r.whole_at END,
	r.as_of);
