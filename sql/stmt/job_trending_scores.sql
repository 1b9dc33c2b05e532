-- SPDX-License-Identifier: ISC
-- Trending: windows, karma and scores of the tracks and playlists that a run
-- looks at (disc.trending_work).  What belongs to one of these is looked up by
-- key (OFFSET 0), however many there are: a run that goes on from another one
-- must not read tables for it.

-- Reposts and saves of a thing, which have a weight when their user counts.
-- @part acts (type, id)
	SELECT x.created_at, x.repost, x.save, x.created_at <= $1::timestamp
		AS past, k.weight
	  FROM (SELECT r.created_at, r.user_id, 1 AS repost, 0 AS save
		  FROM disc.reposts AS r
		 WHERE r.repost_item_id = {id} AND r.repost_type = '{type}'
		   AND NOT r.is_delete AND r.is_current
		 UNION ALL
		SELECT s.created_at, s.user_id, 0, 1
		  FROM disc.saves AS s
		 WHERE s.save_item_id = {id} AND s.save_type = '{type}'
		   AND NOT s.is_delete AND s.is_current) AS x
	  LEFT JOIN LATERAL (SELECT w.weight FROM disc.trending_weights AS w
		 WHERE w.user_id = x.user_id OFFSET 0) AS k ON true
-- @end

-- Windows and karma of tracks, from their reposts and saves.
-- @ job_trending_tracks ($1 as_of timestamp, $2 years bool) -> 0
WITH since AS MATERIALIZED (
	SELECT $1::timestamp - interval '1 week' AS week,
	       $1::timestamp - interval '1 month' AS month,
	       CASE WHEN $2::bool THEN $1::timestamp - interval '1 year'
		    ELSE 'infinity' END AS year
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
 CROSS JOIN LATERAL (SELECT t.track_id, t.created_at, t.release_date
	  FROM disc.tracks AS t
	 WHERE t.track_id = w.id
	   AND t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
	   AND t.stem_of IS NULL AND t.access_authorities IS NULL
	OFFSET 0) AS t
 CROSS JOIN LATERAL (SELECT CASE WHEN $2::bool THEN 730 ELSE 60 END AS days)
	AS d
 CROSS JOIN since AS c
 CROSS JOIN LATERAL (
	SELECT sum(a.repost) FILTER (WHERE a.created_at > c.week AND a.past)
			AS reposts_week,
	       sum(a.repost) FILTER (WHERE a.created_at > c.month AND a.past)
			AS reposts_month,
	       sum(a.repost) FILTER (WHERE a.created_at > c.year AND a.past)
			AS reposts_year,
	       sum(a.save) FILTER (WHERE a.created_at > c.week AND a.past)
			AS saves_week,
	       sum(a.save) FILTER (WHERE a.created_at > c.month AND a.past)
			AS saves_month,
	       sum(a.save) FILTER (WHERE a.created_at > c.year AND a.past)
			AS saves_year,
	       sum(a.weight) AS karma,
	       min(CASE WHEN NOT a.past THEN a.created_at
			WHEN a.created_at > c.week
			THEN a.created_at + interval '1 week'
			WHEN a.created_at > c.month
			THEN a.created_at + interval '1 month'
			WHEN a.created_at > c.year
			THEN a.created_at + interval '1 year' END) AS next_at
	  FROM (
-- @use acts (track, w.id)
	       ) AS a) AS s
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
	 CROSS JOIN LATERAL (SELECT s.* FROM disc.trending_tracks AS s
		 WHERE s.track_id = w.id OFFSET 0) AS s
	 CROSS JOIN LATERAL (SELECT t.owner_id, t.genre, t.created_at,
		       t.release_date
		  FROM disc.tracks AS t
		 WHERE t.track_id = w.id OFFSET 0) AS t
	  LEFT JOIN LATERAL (SELECT p.* FROM disc.trending_plays AS p
		 WHERE p.track_id = w.id OFFSET 0) AS p ON true
	  LEFT JOIN LATERAL (SELECT a.count FROM disc.aggregate_plays AS a
		 WHERE a.play_item_id = w.id OFFSET 0) AS a ON true
	  LEFT JOIN LATERAL (SELECT c.repost_count, c.save_count
		  FROM disc.aggregate_track AS c
		 WHERE c.track_id = w.id OFFSET 0) AS c ON true
	  LEFT JOIN LATERAL (SELECT u.follower_count
		  FROM disc.aggregate_user AS u
		 WHERE u.user_id = t.owner_id OFFSET 0) AS u ON true
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

-- Windows and scores of playlists and albums.  Karma is of the window, and one
-- where nobody counts; its window holds its own beginning.  Only what was done
-- to a playlist is in windows, so an album lives on its counters.
-- @ job_trending_playlists ($1 as_of timestamp, $2 versions text[]) -> 0
WITH list AS MATERIALIZED (
	SELECT p.playlist_id, p.playlist_owner_id, s.*, b.born, p.created_at,
	       p.release_date, (SELECT count(*) FROM disc.playlist_tracks AS e
		 WHERE e.playlist_id = p.playlist_id
		   AND NOT e.is_removed) AS tracks
	  FROM disc.trending_work AS w
	 CROSS JOIN LATERAL (SELECT p.playlist_id, p.playlist_owner_id,
		       p.created_at, p.release_date
		  FROM disc.playlists AS p
		 WHERE p.playlist_id = w.id
		   AND p.is_current AND NOT p.is_delete AND NOT p.is_private
		OFFSET 0) AS p
	 CROSS JOIN (SELECT $1::timestamp - interval '7 days' AS week,
		$1::timestamp - interval '30 days' AS month,
		$1::timestamp - interval '364 days' AS year) AS c
	 CROSS JOIN LATERAL (
		SELECT sum(a.repost) FILTER (WHERE a.created_at > c.week
				AND a.past) AS reposts_week,
		       sum(a.repost) FILTER (WHERE a.created_at > c.month
				AND a.past) AS reposts_month,
		       sum(a.save) FILTER (WHERE a.created_at > c.week
				AND a.past) AS saves_week,
		       sum(a.save) FILTER (WHERE a.created_at > c.month
				AND a.past) AS saves_month,
		       sum(a.save) FILTER (WHERE a.created_at > c.year
				AND a.past) AS saves_year,
		       sum(a.weight) FILTER (WHERE a.created_at >= c.week
				AND a.past) AS karma_week,
		       sum(a.weight) FILTER (WHERE a.created_at >= c.month
				AND a.past) AS karma_month,
		       sum(a.weight) AS karma,
		       min(CASE WHEN NOT a.past THEN a.created_at
				WHEN a.created_at >= c.week
				THEN a.created_at + interval '7 days'
				WHEN a.created_at >= c.month
				THEN a.created_at + interval '30 days'
				WHEN a.created_at >= c.year
				THEN a.created_at + interval '364 days' END)
				AS next_at
		  FROM (
-- @use acts (playlist, w.id)
		       ) AS a) AS s
	 CROSS JOIN LATERAL (SELECT disc.trending_born(p.created_at,
		p.release_date, $1::timestamp) AS born) AS b
	 WHERE NOT w.is_track
), put AS (
	INSERT INTO disc.trending_playlists AS x (playlist_id, saves_week,
		saves_month, saves_year, karma, next_at)
	SELECT l.playlist_id, COALESCE(l.saves_week, 0),
	       COALESCE(l.saves_month, 0), COALESCE(l.saves_year, 0),
	       l.karma, LEAST(l.next_at, CASE WHEN l.release_date > $1::timestamp
			THEN l.release_date END,
		disc.trending_birthday(l.born, $1::timestamp, 60))
	  FROM list AS l
	ON CONFLICT (playlist_id) DO UPDATE SET (saves_week, saves_month,
		saves_year, karma, next_at) = (EXCLUDED.saves_week,
		EXCLUDED.saves_month, EXCLUDED.saves_year, EXCLUDED.karma,
		EXCLUDED.next_at)
), score AS (
	SELECT l.playlist_id, r.time_range,
	       disc.trending_score(100 + r.hundredths
			+ 25 * COALESCE(c.repost_count, 0)::int8
			+ COALESCE(c.save_count, 0),
		COALESCE(r.karma, 1)::float8, u.follower_count,
		EXTRACT(day FROM $1::timestamp - l.born)::int, r.length)
			AS score
	  FROM list AS l
	 CROSS JOIN LATERAL (SELECT u.follower_count
		  FROM disc.aggregate_user AS u
		 WHERE u.user_id = l.playlist_owner_id OFFSET 0) AS u
	  LEFT JOIN LATERAL (SELECT c.repost_count, c.save_count
		  FROM disc.aggregate_playlist AS c
		 WHERE c.playlist_id = l.playlist_id OFFSET 0) AS c ON true
	 CROSS JOIN LATERAL (VALUES
		('week', 7, 5000 * COALESCE(l.reposts_week, 0)
			+ 100 * COALESCE(l.saves_week, 0), l.karma_week),
		('month', 30, 5000 * COALESCE(l.reposts_month, 0)
			+ 100 * COALESCE(l.saves_month, 0), l.karma_month),
		('allTime', NULL::int, 0, l.karma))
	    AS r (time_range, length, hundredths, karma)
	 WHERE 'pnagD' = ANY ($2) AND l.tracks >= 3
), gone AS (
	DELETE FROM disc.playlist_trending_scores AS x
	 WHERE x.playlist_id = ANY (ARRAY(
		SELECT l.playlist_id FROM list AS l WHERE l.tracks < 3))
)
INSERT INTO disc.playlist_trending_scores AS x (playlist_id, type, version,
	time_range, score, created_at)
SELECT s.playlist_id, 'PLAYLISTS', 'pnagD', s.time_range, s.score, $1
  FROM score AS s
ON CONFLICT (playlist_id, type, version, time_range) DO UPDATE
   SET score = EXCLUDED.score, created_at = EXCLUDED.created_at
 WHERE x.score <> EXCLUDED.score;

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
