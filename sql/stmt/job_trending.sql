-- SPDX-License-Identifier: ISC
-- Trending: one run.  All statements of a run see one moment, and share one
-- transaction until "told".  Windows end at as_of and hold what is newer than
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

-- Plans that know their parameters: each statement is run once.
-- @ job_trending_plans () -> 1 (plan_cache text)
SELECT pg_catalog.set_config('plan_cache_mode', 'force_custom_plan', true)
	AS plan_cache;

-- @ job_trending_analyze () -> 1 (nothing void)
SELECT disc.trending_analyze() AS nothing;

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

-- What was reposted, saved or written since a block, and what time alone
-- changes by now.
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
 WHERE NOT t.is_delete
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

-- @ job_trending_plays_none () -> 0
DELETE FROM disc.trending_plays AS t
 WHERE t.week = 0 AND t.month = 0 AND t.year = 0;

-- Tracks and playlists that are public and were not, whoever made them so.
-- @ job_trending_come () -> 0
INSERT INTO disc.trending_work AS w (is_track, id, recount)
SELECT true, t.track_id, true
  FROM disc.tracks AS t
 WHERE t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
   AND t.stem_of IS NULL AND t.access_authorities IS NULL
   AND NOT EXISTS (SELECT FROM disc.trending_tracks AS s
		    WHERE s.track_id = t.track_id)
 UNION ALL
SELECT false, p.playlist_id, true
  FROM disc.playlists AS p
 WHERE p.is_current AND NOT p.is_delete AND NOT p.is_private
   AND NOT EXISTS (SELECT FROM disc.trending_playlists AS s
		    WHERE s.playlist_id = p.playlist_id)
ON CONFLICT (is_track, id) DO UPDATE SET recount = true;

-- The other way round: they have no scores any more.
-- @ job_trending_gone () -> 0
WITH track AS (
	DELETE FROM disc.trending_tracks AS s
	 WHERE NOT EXISTS (SELECT FROM disc.tracks AS t
		WHERE t.track_id = s.track_id AND t.is_current
		  AND NOT t.is_delete AND NOT t.is_unlisted
		  AND t.stem_of IS NULL AND t.access_authorities IS NULL)
	RETURNING s.track_id
), playlist AS (
	DELETE FROM disc.trending_playlists AS s
	 WHERE NOT EXISTS (SELECT FROM disc.playlists AS p
		WHERE p.playlist_id = s.playlist_id AND p.is_current
		  AND NOT p.is_delete AND NOT p.is_private)
	RETURNING s.playlist_id
), scores AS (
	DELETE FROM disc.track_trending_scores AS x
	 USING track AS g
	 WHERE x.track_id = g.track_id
)
DELETE FROM disc.playlist_trending_scores AS x
 USING playlist AS g
 WHERE x.playlist_id = g.playlist_id;

-- Windows and karma of tracks, from their reposts and saves.
-- @ job_trending_tracks ($1 as_of timestamp, $2 years bool) -> 0
WITH since AS MATERIALIZED (
	SELECT $1::timestamp - interval '1 week' AS week,
	       $1::timestamp - interval '1 month' AS month,
	       CASE WHEN $2::bool THEN $1::timestamp - interval '1 year'
		    ELSE 'infinity' END AS year
), act AS (
	SELECT w.id, r.created_at, r.user_id, 1 AS repost, 0 AS save
	  FROM disc.trending_work AS w
	  JOIN disc.reposts AS r ON r.repost_item_id = w.id
	   AND r.repost_type = 'track' AND NOT r.is_delete AND r.is_current
	 WHERE w.is_track AND w.recount
	 UNION ALL
	SELECT w.id, s.created_at, s.user_id, 0, 1
	  FROM disc.trending_work AS w
	  JOIN disc.saves AS s ON s.save_item_id = w.id
	   AND s.save_type = 'track' AND NOT s.is_delete AND s.is_current
	 WHERE w.is_track AND w.recount
), sums AS (
	SELECT a.id,
	       sum(a.repost) FILTER (WHERE a.created_at > c.week AND l.past)
			AS reposts_week,
	       sum(a.repost) FILTER (WHERE a.created_at > c.month AND l.past)
			AS reposts_month,
	       sum(a.repost) FILTER (WHERE a.created_at > c.year AND l.past)
			AS reposts_year,
	       sum(a.save) FILTER (WHERE a.created_at > c.week AND l.past)
			AS saves_week,
	       sum(a.save) FILTER (WHERE a.created_at > c.month AND l.past)
			AS saves_month,
	       sum(a.save) FILTER (WHERE a.created_at > c.year AND l.past)
			AS saves_year,
	       sum(k.weight) AS karma,
	       min(CASE WHEN NOT l.past THEN a.created_at
			WHEN a.created_at > c.week
			THEN a.created_at + interval '1 week'
			WHEN a.created_at > c.month
			THEN a.created_at + interval '1 month'
			WHEN a.created_at > c.year
			THEN a.created_at + interval '1 year' END) AS next_at
	  FROM act AS a
	 CROSS JOIN since AS c
	 CROSS JOIN LATERAL (SELECT a.created_at <= $1::timestamp AS past) AS l
	  LEFT JOIN disc.trending_weights AS k ON k.user_id = a.user_id
	 GROUP BY a.id
)
INSERT INTO disc.trending_tracks AS x (track_id, reposts_week, reposts_month,
	reposts_year, saves_week, saves_month, saves_year, karma, next_at)
SELECT t.track_id, COALESCE(s.reposts_week, 0), COALESCE(s.reposts_month, 0),
       COALESCE(s.reposts_year, 0), COALESCE(s.saves_week, 0),
       COALESCE(s.saves_month, 0), COALESCE(s.saves_year, 0),
       COALESCE(s.karma, 0),
       LEAST(s.next_at,
	CASE WHEN t.release_date > $1::timestamp THEN t.release_date END,
	disc.trending_birthday(t.created_at, $1::timestamp, d.days),
	disc.trending_birthday(disc.trending_born(t.created_at,
		t.release_date, $1::timestamp), $1::timestamp, d.days),
	CASE WHEN $2::bool AND $1::timestamp < t.created_at
			+ interval '731 days'
	     THEN pg_catalog.date_trunc('day', $1::timestamp)
			+ interval '1 day' END)
  FROM disc.trending_work AS w
  JOIN disc.tracks AS t ON t.track_id = w.id
   AND t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
   AND t.stem_of IS NULL AND t.access_authorities IS NULL
 CROSS JOIN LATERAL (SELECT CASE WHEN $2::bool THEN 730 ELSE 60 END AS days)
	AS d
  LEFT JOIN sums AS s ON s.id = w.id
 WHERE w.is_track AND w.recount
ON CONFLICT (track_id) DO UPDATE SET (reposts_week, reposts_month,
	reposts_year, saves_week, saves_month, saves_year, karma, next_at) =
	(EXCLUDED.reposts_week, EXCLUDED.reposts_month, EXCLUDED.reposts_year,
	EXCLUDED.saves_week, EXCLUDED.saves_month, EXCLUDED.saves_year,
	EXCLUDED.karma, EXCLUDED.next_at);

-- Scores of tracks.  A genre is cut to what an index holds.
-- @ job_trending_score ($1 as_of timestamp, $2 versions text[]) -> 0
WITH formula AS (
	SELECT f.*
	  FROM (VALUES ('pnagD', false, 'released', false),
		('AnlGe', true, 'released', false),
		('EJ57D', false, 'created', false),
		('ML51L', false, 'created', false),
		('aSPET', false, 'date', true),
		('ePWJD', false, 'date', true))
	    AS f (version, logs, age, years)
	 WHERE f.version = ANY ($2)
), input AS MATERIALIZED (
	SELECT s.track_id, s.reposts_week, s.reposts_month, s.reposts_year,
	       s.saves_week, s.saves_month, s.saves_year, s.karma,
	       pg_catalog.left(t.genre, 200) AS genre,
	       COALESCE(p.week, 0) AS plays_week,
	       COALESCE(p.month, 0) AS plays_month,
	       COALESCE(p.year, 0) AS plays_year, a.count AS plays,
	       25 * COALESCE(c.repost_count, 0)::int8
			+ COALESCE(c.save_count, 0) AS all_time,
	       u.follower_count,
	       EXTRACT(day FROM $1::timestamp - t.created_at)::int AS created,
	       EXTRACT(day FROM $1::timestamp - disc.trending_born(
			t.created_at, t.release_date, $1::timestamp))::int
			AS released,
	       $1::timestamp::date - t.created_at::date AS days
	  FROM disc.trending_work AS w
	  JOIN disc.trending_tracks AS s ON s.track_id = w.id
	  JOIN disc.tracks AS t ON t.track_id = w.id
	  LEFT JOIN disc.trending_plays AS p ON p.track_id = w.id
	  LEFT JOIN disc.aggregate_plays AS a ON a.play_item_id = w.id
	  LEFT JOIN disc.aggregate_track AS c ON c.track_id = w.id
	  LEFT JOIN disc.aggregate_user AS u ON u.user_id = t.owner_id
	 WHERE w.is_track
), score AS (
	SELECT i.track_id, i.genre, f.version, r.time_range,
	       disc.trending_score(r.hundredths + i.all_time, k.karma,
			i.follower_count, g.age, r.length) AS score
	  FROM input AS i
	 CROSS JOIN formula AS f
	 CROSS JOIN LATERAL (SELECT CASE f.age WHEN 'created' THEN i.created
		WHEN 'released' THEN i.released ELSE i.days END AS age) AS g
	 CROSS JOIN LATERAL (SELECT CASE WHEN f.logs
		THEN 1 + pg_catalog.log((1 + i.karma)::float8)::numeric::float8
		ELSE i.karma::float8 END AS karma) AS k
	 CROSS JOIN LATERAL (VALUES
		('week', 7, 100 * i.plays_week::int8
			+ 5000 * i.reposts_week::int8 + 100 * i.saves_week),
		('month', 30, 100 * i.plays_month::int8
			+ 5000 * i.reposts_month::int8 + 100 * i.saves_month),
		('year', 365, 100 * i.plays_year::int8
			+ 5000 * i.reposts_year::int8 + 100 * i.saves_year),
		('allTime', NULL::int, 100 * i.plays))
	    AS r (time_range, length, hundredths)
	 WHERE CASE r.time_range WHEN 'year' THEN f.years
		WHEN 'allTime' THEN NOT f.years AND i.plays IS NOT NULL
		ELSE true END
)
INSERT INTO disc.track_trending_scores AS x (track_id, type, genre, version,
	time_range, score, created_at)
SELECT s.track_id, 'TRACKS', s.genre, s.version, s.time_range, s.score, $1
  FROM score AS s
ON CONFLICT (track_id, type, version, time_range) DO UPDATE
   SET genre = EXCLUDED.genre, score = EXCLUDED.score,
       created_at = EXCLUDED.created_at
 WHERE x.score <> EXCLUDED.score OR x.genre IS DISTINCT FROM EXCLUDED.genre;

-- Scores that the run for everything has not made.
-- @ job_trending_sweep ($1 versions text[]) -> 0
WITH playlists AS (
	DELETE FROM disc.playlist_trending_scores AS x
	 WHERE x.type <> 'PLAYLISTS' OR x.version <> 'pnagD'
	    OR 'pnagD' <> ALL ($1)
	    OR NOT EXISTS (SELECT FROM disc.trending_playlists AS p
			    WHERE p.playlist_id = x.playlist_id)
)
DELETE FROM disc.track_trending_scores AS x
 WHERE x.type <> 'TRACKS'
    OR x.version <> ALL ($1)
    OR NOT EXISTS (SELECT FROM disc.trending_tracks AS t
		    WHERE t.track_id = x.track_id)
    OR x.time_range = 'allTime'
       AND NOT EXISTS (SELECT FROM disc.aggregate_plays AS a
			WHERE a.play_item_id = x.track_id);

-- Windows and scores of playlists and albums.  Karma is of the window, and one
-- where nobody counts; its window holds its own beginning.  Only what was done
-- to a playlist is in windows, so an album lives on its counters.
-- @ job_trending_playlists ($1 as_of timestamp, $2 versions text[]) -> 0
WITH act AS (
	SELECT w.id, r.created_at, r.user_id, 1 AS repost, 0 AS save
	  FROM disc.trending_work AS w
	  JOIN disc.reposts AS r ON r.repost_item_id = w.id
	   AND r.repost_type = 'playlist' AND NOT r.is_delete AND r.is_current
	 WHERE NOT w.is_track
	 UNION ALL
	SELECT w.id, s.created_at, s.user_id, 0, 1
	  FROM disc.trending_work AS w
	  JOIN disc.saves AS s ON s.save_item_id = w.id
	   AND s.save_type = 'playlist' AND NOT s.is_delete AND s.is_current
	 WHERE NOT w.is_track
), sums AS (
	SELECT a.id,
	       sum(a.repost) FILTER (WHERE a.created_at > c.week AND l.past)
			AS reposts_week,
	       sum(a.repost) FILTER (WHERE a.created_at > c.month AND l.past)
			AS reposts_month,
	       sum(a.save) FILTER (WHERE a.created_at > c.week AND l.past)
			AS saves_week,
	       sum(a.save) FILTER (WHERE a.created_at > c.month AND l.past)
			AS saves_month,
	       sum(a.save) FILTER (WHERE a.created_at > c.year AND l.past)
			AS saves_year,
	       sum(k.weight) FILTER (WHERE a.created_at >= c.week AND l.past)
			AS karma_week,
	       sum(k.weight) FILTER (WHERE a.created_at >= c.month AND l.past)
			AS karma_month,
	       sum(k.weight) AS karma,
	       min(CASE WHEN NOT l.past THEN a.created_at
			WHEN a.created_at >= c.week
			THEN a.created_at + interval '7 days'
			WHEN a.created_at >= c.month
			THEN a.created_at + interval '30 days'
			WHEN a.created_at >= c.year
			THEN a.created_at + interval '364 days' END) AS next_at
	  FROM act AS a
	 CROSS JOIN (SELECT $1::timestamp - interval '7 days' AS week,
		$1::timestamp - interval '30 days' AS month,
		$1::timestamp - interval '364 days' AS year) AS c
	 CROSS JOIN LATERAL (SELECT a.created_at <= $1::timestamp AS past) AS l
	  LEFT JOIN disc.trending_weights AS k ON k.user_id = a.user_id
	 GROUP BY a.id
), list AS MATERIALIZED (
	SELECT p.playlist_id, p.playlist_owner_id, s.*, b.born, p.created_at,
	       p.release_date
	  FROM disc.trending_work AS w
	  JOIN disc.playlists AS p ON p.playlist_id = w.id
	   AND p.is_current AND NOT p.is_delete AND NOT p.is_private
	  LEFT JOIN sums AS s ON s.id = w.id
	 CROSS JOIN LATERAL (SELECT disc.trending_born(p.created_at,
		p.release_date, $1::timestamp) AS born) AS b
	 WHERE NOT w.is_track
), put AS (
	INSERT INTO disc.trending_playlists AS x (playlist_id, saves_week,
		saves_month, saves_year, next_at)
	SELECT l.playlist_id, COALESCE(l.saves_week, 0),
	       COALESCE(l.saves_month, 0), COALESCE(l.saves_year, 0),
	       LEAST(l.next_at, CASE WHEN l.release_date > $1::timestamp
			THEN l.release_date END,
		disc.trending_birthday(l.born, $1::timestamp, 60))
	  FROM list AS l
	ON CONFLICT (playlist_id) DO UPDATE SET (saves_week, saves_month,
		saves_year, next_at) = (EXCLUDED.saves_week,
		EXCLUDED.saves_month, EXCLUDED.saves_year, EXCLUDED.next_at)
), score AS (
	SELECT l.playlist_id, r.time_range,
	       disc.trending_score(100 + r.hundredths
			+ 25 * COALESCE(c.repost_count, 0)::int8
			+ COALESCE(c.save_count, 0),
		COALESCE(r.karma, 1)::float8, u.follower_count,
		EXTRACT(day FROM $1::timestamp - l.born)::int, r.length)
			AS score
	  FROM list AS l
	  JOIN disc.aggregate_user AS u ON u.user_id = l.playlist_owner_id
	  LEFT JOIN disc.aggregate_playlist AS c
	    ON c.playlist_id = l.playlist_id
	 CROSS JOIN LATERAL (VALUES
		('week', 7, 5000 * COALESCE(l.reposts_week, 0)
			+ 100 * COALESCE(l.saves_week, 0), l.karma_week),
		('month', 30, 5000 * COALESCE(l.reposts_month, 0)
			+ 100 * COALESCE(l.saves_month, 0), l.karma_month),
		('allTime', NULL::int, 0, l.karma))
	    AS r (time_range, length, hundredths, karma)
	 WHERE 'pnagD' = ANY ($2)
	   AND (SELECT count(*) FROM disc.playlist_tracks AS e
		 WHERE e.playlist_id = l.playlist_id
		   AND NOT e.is_removed) >= 3
), gone AS (
	DELETE FROM disc.playlist_trending_scores AS x
	 USING disc.trending_work AS w
	 WHERE NOT w.is_track AND x.playlist_id = w.id
	   AND NOT EXISTS (SELECT FROM score AS s
			    WHERE s.playlist_id = x.playlist_id
			      AND s.time_range = x.time_range)
)
INSERT INTO disc.playlist_trending_scores AS x (playlist_id, type, version,
	time_range, score, created_at)
SELECT s.playlist_id, 'PLAYLISTS', 'pnagD', s.time_range, s.score, $1
  FROM score AS s
ON CONFLICT (playlist_id, type, version, time_range) DO UPDATE
   SET score = EXCLUDED.score, created_at = EXCLUDED.created_at
 WHERE x.score <> EXCLUDED.score;

-- @ job_trending_lists_clear () -> 0
DELETE FROM disc.trending_lists AS x;

-- The underground of 2022: young tracks with some plays, of owners whom not
-- many know yet and who do not follow everybody, without the first ten of the
-- week.  Followers of the last week do not count.
-- @ job_trending_underground ($1 as_of timestamp, $2 versions text[]) -> 0
WITH version AS (
	SELECT v.version, v.released
	  FROM (VALUES ('EJ57D', false)) AS v (version, released)
	 WHERE v.version = ANY ($2)
), candidate AS MATERIALIZED (
	SELECT t.track_id, t.owner_id, t.created_at, a.count AS plays,
	       u.is_verified, s.reposts_week, s.saves_week,
	       COALESCE(c.repost_count, 0) AS reposts,
	       COALESCE(c.save_count, 0) AS saves
	  FROM disc.tracks AS t
	  JOIN disc.trending_tracks AS s ON s.track_id = t.track_id
	  JOIN disc.aggregate_plays AS a ON a.play_item_id = t.track_id
	   AND a.count >= 50
	  JOIN disc.users AS u ON u.user_id = t.owner_id
	  JOIN disc.aggregate_user AS o ON o.user_id = t.owner_id
	   AND o.following_count < 1500
	  LEFT JOIN disc.aggregate_track AS c ON c.track_id = t.track_id
	 WHERE NOT t.is_delete AND EXISTS (SELECT FROM version)
	   AND t.created_at >= $1::timestamp - interval '21 days'
	   AND t.created_at <= $1::timestamp
	   AND NOT COALESCE(t.is_stream_gated, false)
), old_follow AS MATERIALIZED (
	SELECT f.followee_user_id AS owner_id, count(*) AS followers
	  FROM (SELECT DISTINCT c.owner_id FROM candidate AS c) AS o
	  JOIN disc.follows AS f ON f.followee_user_id = o.owner_id
	   AND NOT f.is_delete AND f.is_current
	   AND f.created_at < $1::timestamp - interval '7 days'
	 GROUP BY f.followee_user_id
	HAVING count(*) < 1500
), act AS (
	SELECT c.track_id, r.user_id
	  FROM candidate AS c
	  JOIN disc.reposts AS r ON r.repost_item_id = c.track_id
	   AND r.repost_type = 'track' AND NOT r.is_delete AND r.is_current
	 UNION ALL
	SELECT c.track_id, s.user_id
	  FROM candidate AS c
	  JOIN disc.saves AS s ON s.save_item_id = c.track_id
	   AND s.save_type = 'track' AND NOT s.is_delete AND s.is_current
), worth AS (
	SELECT a.track_id, sum(k.weight) AS karma
	  FROM act AS a
	  JOIN disc.trending_weights AS k ON k.user_id = a.user_id
	 GROUP BY a.track_id
), leader AS MATERIALIZED (
	SELECT x.version, x.track_id
	  FROM version AS v
	 CROSS JOIN LATERAL (SELECT s.version, s.track_id
		  FROM disc.track_trending_scores AS s
		 WHERE s.type = 'TRACKS' AND s.version = v.version
		   AND s.time_range = 'week'
		 ORDER BY s.score DESC, s.track_id DESC
		 LIMIT 10) AS x
), score AS (
	SELECT v.version, c.track_id,
	       disc.trending_underground_score(500 * c.plays
			+ 5000 * c.reposts_week::int8 + 100 * c.saves_week
			+ 25 * c.reposts::int8 + c.saves,
		COALESCE(w.karma, 1)::float8, f.followers,
		EXTRACT(day FROM $1::timestamp - c.created_at)::int,
		c.is_verified) AS score
	  FROM candidate AS c
	  JOIN old_follow AS f ON f.owner_id = c.owner_id
	 CROSS JOIN version AS v
	  LEFT JOIN worth AS w ON w.track_id = c.track_id
	 WHERE NOT EXISTS (SELECT FROM leader AS l
		WHERE l.version = v.version AND l.track_id = c.track_id)
), ranked AS (
	SELECT s.version, s.track_id, s.score, row_number() OVER (PARTITION BY
		s.version ORDER BY s.score DESC, s.track_id DESC) AS rank
	  FROM score AS s
)
INSERT INTO disc.trending_lists (type, version, time_range, rank, id, score)
SELECT 'UNDERGROUND_TRACKS', r.version, 'week', r.rank, r.track_id, r.score
  FROM ranked AS r
 WHERE r.rank <= 50;

-- Playlists as 2022 scored them: of each window the thirty with most saves,
-- of owners who do not follow everybody.  BDNxn wants three tracks that are
-- not the owner's own.
-- @ job_trending_playlists_2022 ($1 as_of timestamp, $2 versions text[]) -> 0
WITH version AS (
	SELECT v.version, v.others
	  FROM (VALUES ('EJ57D', 0), ('BDNxn', 3)) AS v (version, others)
	 WHERE v.version = ANY ($2)
), span AS (
	SELECT x.time_range, x.length, $1::timestamp - x.span AS since
	  FROM (VALUES ('week', 7, interval '1 week'),
		('month', 30, interval '1 month'),
		('year', 365, interval '1 year'))
	    AS x (time_range, length, span)
	 WHERE EXISTS (SELECT FROM version)
), candidate AS MATERIALIZED (
	SELECT x.time_range, x.length, x.since, c.*
	  FROM span AS x
	 CROSS JOIN LATERAL (SELECT n.saves, p.playlist_id,
		       p.playlist_owner_id, p.created_at
		  FROM disc.trending_playlists AS s
		 CROSS JOIN LATERAL (SELECT CASE x.time_range
			WHEN 'week' THEN s.saves_week
			WHEN 'month' THEN s.saves_month
			ELSE s.saves_year END AS saves) AS n
		  JOIN disc.playlists AS p ON p.playlist_id = s.playlist_id
		  JOIN disc.aggregate_user AS u
		    ON u.user_id = p.playlist_owner_id
		 WHERE n.saves > 0
		   AND NOT p.is_album
		   AND u.following_count < 1000
		   AND pg_catalog.jsonb_array_length(COALESCE(
			p.playlist_contents -> 'track_ids', '[]')) >= 3
		 ORDER BY n.saves DESC, p.playlist_id DESC
		 LIMIT 30) AS c
), one AS MATERIALIZED (
	SELECT DISTINCT c.playlist_id, c.playlist_owner_id FROM candidate AS c
), repost AS MATERIALIZED (
	SELECT o.playlist_id, r.user_id, r.created_at
	  FROM one AS o
	  JOIN disc.reposts AS r ON r.repost_item_id = o.playlist_id
	   AND r.repost_type = 'playlist' AND NOT r.is_delete AND r.is_current
), worth AS (
	SELECT a.playlist_id, sum(k.weight) AS karma
	  FROM (SELECT r.playlist_id, r.user_id FROM repost AS r
		 UNION ALL
		SELECT o.playlist_id, s.user_id
		  FROM one AS o
		  JOIN disc.saves AS s ON s.save_item_id = o.playlist_id
		   AND s.save_type = 'playlist' AND NOT s.is_delete
		   AND s.is_current) AS a
	  JOIN disc.trending_weights AS k ON k.user_id = a.user_id
	 GROUP BY a.playlist_id
), other AS (
	SELECT o.playlist_id, count(*) AS tracks
	  FROM one AS o
	  JOIN disc.playlist_tracks AS e ON e.playlist_id = o.playlist_id
	   AND NOT e.is_removed
	  JOIN disc.tracks AS t ON t.track_id = e.track_id
	   AND t.owner_id <> o.playlist_owner_id
	 GROUP BY o.playlist_id
), score AS (
	SELECT c.time_range, c.playlist_id,
	       disc.trending_score(100 + 5000 * (SELECT count(*)
			  FROM repost AS r
			 WHERE r.playlist_id = c.playlist_id
			   AND r.created_at > c.since
			   AND r.created_at <= $1::timestamp)
			+ 100 * c.saves + 25 * COALESCE(g.repost_count, 0)::int8
			+ COALESCE(g.save_count, 0),
		COALESCE(w.karma, 1)::float8, u.follower_count,
		EXTRACT(day FROM $1::timestamp - c.created_at)::int, c.length)
			AS score
	  FROM candidate AS c
	  JOIN disc.aggregate_user AS u ON u.user_id = c.playlist_owner_id
	  LEFT JOIN disc.aggregate_playlist AS g
	    ON g.playlist_id = c.playlist_id
	  LEFT JOIN worth AS w ON w.playlist_id = c.playlist_id
)
INSERT INTO disc.trending_lists (type, version, time_range, rank, id, score)
SELECT 'PLAYLISTS', v.version, s.time_range, row_number() OVER (PARTITION BY
	v.version, s.time_range ORDER BY s.score DESC, s.playlist_id DESC),
       s.playlist_id, s.score
  FROM score AS s
 CROSS JOIN version AS v
  LEFT JOIN other AS o ON o.playlist_id = s.playlist_id
 WHERE COALESCE(o.tracks, 0) >= v.others;

-- Playlists with five tracks by five owners, and albums with one track; the
-- first 600 of each window.
-- @ job_trending_shown () -> 0
INSERT INTO disc.trending_lists (type, version, time_range, rank, id, score)
SELECT k.type, 'pnagD', r.time_range, x.rank, x.playlist_id, x.score
  FROM (VALUES ('PLAYLISTS', false, 5), ('ALBUMS', true, 1))
    AS k (type, is_album, least)
 CROSS JOIN (VALUES ('week'), ('month'), ('allTime')) AS r (time_range)
 CROSS JOIN LATERAL (SELECT f.*, row_number() OVER (ORDER BY f.score DESC,
	f.playlist_id DESC) AS rank
	  FROM (SELECT s.playlist_id, s.score
		  FROM disc.playlist_trending_scores AS s
		  JOIN disc.playlists AS p ON p.playlist_id = s.playlist_id
		   AND p.is_album = k.is_album
		 CROSS JOIN LATERAL (SELECT count(*) AS tracks,
			       count(DISTINCT t.owner_id) AS owners
			  FROM disc.playlist_tracks AS e
			  JOIN disc.tracks AS t ON t.track_id = e.track_id
			   AND t.is_current AND NOT t.is_delete
			 WHERE e.playlist_id = s.playlist_id
			   AND NOT e.is_removed) AS n
		 WHERE s.type = 'PLAYLISTS' AND s.version = 'pnagD'
		   AND s.time_range = r.time_range
		   AND n.tracks >= k.least AND n.owners >= k.least
		 ORDER BY s.score DESC, s.playlist_id DESC
		 LIMIT 600) AS f) AS x;

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

-- The other half of a run: a transaction of its own, behind the indexer's.
-- Is there a run of which nobody was told?
-- @ job_trending_untold () -> 0..1 (as_of timestamp)
SELECT r.as_of
  FROM disc.trending_run AS r
 WHERE r.told_at IS DISTINCT FROM r.as_of;

-- Who leads has it told, when it is news: never before, or of a better rank
-- and not within a day.  Of each list the first version counts that has one.
-- @ job_trending_notices ($1 versions text[]) -> 1 (notices int8)
WITH leader AS (
	SELECT l.*, v.place, min(v.place) OVER (PARTITION BY l.type) AS first
	  FROM unnest($1::text[]) WITH ORDINALITY AS v (version, place)
	 CROSS JOIN LATERAL disc.trending_leaders(v.version) AS l
), news AS (
	SELECT k.id, k.owner_id, k.rank, w.type, w.what, r.as_of
	  FROM leader AS k
	 CROSS JOIN disc.trending_run AS r
	  JOIN (VALUES ('TRACKS', 'trending', 'track_id'),
		('UNDERGROUND_TRACKS', 'trending_underground', 'track_id'),
		('PLAYLISTS', 'trending_playlist', 'playlist_id'))
	    AS w (list, type, what) ON w.list = k.type
	  LEFT JOIN LATERAL (SELECT n.timestamp,
		       (n.data ->> 'rank')::int8 AS rank
		  FROM pg_catalog.generate_series(1, 10) AS g (rank)
		 CROSS JOIN LATERAL (SELECT w.type
			|| ':time_range:week:genre:all:rank:' || g.rank || ':'
			|| w.what || ':' || k.id || ':timestamp:' AS begins)
			AS b
		  JOIN disc.notification AS n ON n.group_id >= b.begins
		   AND n.group_id < b.begins || ':'
		 ORDER BY n.timestamp DESC
		 LIMIT 1) AS last ON true
	 WHERE k.place = k.first
	   AND (last.timestamp IS NULL
		OR last.timestamp <= r.as_of - interval '24 hours'
		   AND last.rank > k.rank)
), told AS (
	INSERT INTO disc.notification (specifier, group_id, type, timestamp,
		data, user_ids)
	SELECT n.id::text, n.type || ':time_range:week:genre:all:rank:' || n.rank
		|| ':' || n.what || ':' || n.id || ':timestamp:'
		|| EXTRACT(epoch FROM n.as_of)::int8,
	       n.type, n.as_of, pg_catalog.jsonb_build_object('time_range',
		'week', 'genre', 'all', 'rank', n.rank, n.what, n.id),
	       ARRAY[n.owner_id]
	  FROM news AS n
	 ORDER BY n.type, n.rank
	ON CONFLICT (group_id, specifier) DO NOTHING
	RETURNING 1
)
SELECT count(*) AS notices FROM told;

-- The first ten who reposted, and who saved, a track that leads.
-- @ job_trending_tastemakers ($1 versions text[]) -> 1 (notices int8)
WITH act AS (
	SELECT l.id AS track_id, l.owner_id, f.user_id, f.action
	  FROM disc.trending_leaders(($1::text[])[1]) AS l
	 CROSS JOIN LATERAL ((SELECT r.user_id, 'repost' AS action
		  FROM disc.reposts AS r
		 WHERE r.repost_item_id = l.id
		   AND r.repost_type = 'track' AND NOT r.is_delete
		   AND r.is_current
		 ORDER BY r.created_at, r.user_id
		 LIMIT 10)
		 UNION ALL
		(SELECT s.user_id, 'save'
		  FROM disc.saves AS s
		 WHERE s.save_item_id = l.id AND s.save_type = 'track'
		   AND NOT s.is_delete AND s.is_current
		 ORDER BY s.created_at, s.user_id
		 LIMIT 10)) AS f
	 WHERE l.type = 'TRACKS'
), one AS (
	SELECT DISTINCT ON (a.track_id, a.user_id) a.*
	  FROM act AS a
	 ORDER BY a.track_id, a.user_id, a.action
), told AS (
	INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
		timestamp, data, user_ids)
	SELECT o.track_id::text, 'tastemaker_user_id:' || o.user_id
		|| ':tastemaker_item_id:' || o.track_id, 'tastemaker',
	       r.blocknumber, r.as_of, pg_catalog.jsonb_build_object(
		'tastemaker_item_id', o.track_id,
		'tastemaker_item_type', 'track',
		'tastemaker_item_owner_id', o.owner_id, 'action', o.action,
		'tastemaker_user_id', o.user_id), ARRAY[o.user_id]
	  FROM one AS o
	 CROSS JOIN disc.trending_run AS r
	 ORDER BY o.track_id, o.user_id
	ON CONFLICT (group_id, specifier) DO NOTHING
	RETURNING 1
)
SELECT count(*) AS notices FROM told;

-- Who leads on a Friday at noon in Los Angeles is the week's winner: the first
-- run from then on says it, within the hour, or later when there was none
-- between.
-- @ job_trending_results ($1 versions text[]) -> 1 (results int8)
WITH noon AS (
	SELECT f.local::date AS week
	  FROM disc.trending_run AS r
	 CROSS JOIN LATERAL (SELECT pg_catalog.timezone('America/Los_Angeles',
		pg_catalog.timezone('UTC', r.as_of)) AS local) AS l
	 CROSS JOIN LATERAL (SELECT pg_catalog.date_trunc('week', l.local
		- interval '4 days 12 hours') + interval '4 days 12 hours'
		AS local) AS f
	 CROSS JOIN LATERAL (SELECT pg_catalog.timezone('UTC',
		pg_catalog.timezone('America/Los_Angeles', f.local)) AS at) AS u
	 WHERE r.as_of < u.at + interval '1 hour' OR r.before < u.at
), put AS (
	INSERT INTO disc.trending_results (user_id, id, rank, type, version,
		week)
	SELECT l.owner_id, l.id::text, l.rank, 'TrendingType.' || l.type,
	       'TrendingVersion.' || v.version, n.week
	  FROM noon AS n
	 CROSS JOIN unnest($1::text[]) AS v (version)
	 CROSS JOIN LATERAL disc.trending_leaders(v.version) AS l
	 WHERE NOT EXISTS (SELECT FROM disc.trending_results AS o
			    WHERE o.week = n.week)
	RETURNING 1
)
SELECT count(*) AS results FROM put;

-- @ job_trending_told () -> 0
UPDATE disc.trending_run AS r SET told_at = r.as_of;
