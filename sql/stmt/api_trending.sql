-- SPDX-License-Identifier: ISC
-- Trending lists: ids in order.  The scores are a job's work; here a list is
-- walked along an index, 6000 scores at most, and who is there now is looked
-- up.  Versions know either year or allTime; asked for the other one, they
-- answer with theirs.  One half of each statement is for all genres, the other
-- for one: each has an index of its own.

-- @part walk (of)
	(SELECT s.track_id, s.score
	   FROM disc.track_trending_scores AS s
	  WHERE {of}
	    AND s.type = 'TRACKS' AND s.version = $1
	    AND s.time_range = CASE WHEN $2 NOT IN ('year', 'allTime') THEN $2
		WHEN $1 IN ('aSPET', 'ePWJD') THEN 'year' ELSE 'allTime' END
	  ORDER BY s.score DESC, s.track_id DESC
	  LIMIT 6000)
-- @end

-- Without collectibles as a gate, since nobody can prove to hold one here;
-- gated false leaves out all gated tracks, purchase true all others.
-- @ api_trending_tracks ($1 version text, $2 time_range text, $3 genre text,
--   $4 gated bool, $5 purchase bool, $6 limit int8, $7 offset int8) ->
--   0..n (track_id int4, score float8)
SELECT x.track_id, x.score
  FROM (
-- @use walk ($3::text IS NULL)
	UNION ALL
-- @use walk (s.genre = pg_catalog.left($3::text, 200))
	) AS x
 CROSS JOIN LATERAL (SELECT FROM disc.tracks AS t
	  WHERE t.track_id = x.track_id
	    AND t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
	    AND t.stem_of IS NULL AND t.access_authorities IS NULL
	    AND NOT COALESCE(pg_catalog.jsonb_exists(t.stream_conditions,
		'nft_collection'), false)
	    AND ($4::bool OR NOT COALESCE(t.is_stream_gated, false))
	    AND (NOT $5::bool OR COALESCE(pg_catalog.jsonb_exists(
		t.stream_conditions, 'usdc_purchase'), false))
	 OFFSET 0) AS t
 LIMIT LEAST($6::int8, 500) OFFSET LEAST($7::int8, 5000);

-- The list without its first twenty, of owners whom fewer than 1500 follow and
-- who follow fewer than 1500; no matter who may hear the tracks.
-- @ api_trending_underground ($1 version text, $2 time_range text,
--   $3 genre text, $4 limit int8, $5 offset int8) ->
--   0..n (track_id int4, score float8)
SELECT x.track_id, x.score
  FROM (
-- @use walk ($3::text IS NULL)
	UNION ALL
-- @use walk (s.genre = pg_catalog.left($3::text, 200))
	) AS x
 CROSS JOIN LATERAL (SELECT FROM disc.tracks AS t
	   JOIN disc.aggregate_user AS u ON u.user_id = t.owner_id
	  WHERE t.track_id = x.track_id
	    AND t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
	    AND t.stem_of IS NULL AND t.access_authorities IS NULL
	    AND t.is_available
	    AND u.follower_count < 1500 AND u.following_count < 1500
	 OFFSET 0) AS t
 WHERE x.track_id <> ALL (ARRAY(SELECT f.track_id
	  FROM
-- @use walk (true)
	       AS f
	 CROSS JOIN LATERAL (SELECT FROM disc.tracks AS t
		  WHERE t.track_id = f.track_id
		    AND t.is_current AND NOT t.is_delete
		    AND NOT t.is_unlisted AND t.stem_of IS NULL
		    AND t.access_authorities IS NULL AND t.is_available
		 OFFSET 0) AS l
	 LIMIT 20))
 LIMIT LEAST($4::int8, 500) OFFSET LEAST($5::int8, 5000);

-- A list that was made whole: the underground of 2022.  Who is gone since is
-- left out.
-- @ api_trending_list_tracks ($1 type text, $2 version text,
--   $3 time_range text, $4 genre text, $5 limit int8, $6 offset int8) ->
--   0..n (track_id int4, score float8)
SELECT l.id AS track_id, l.score
  FROM disc.trending_lists AS l
  JOIN disc.tracks AS t ON t.track_id = l.id
   AND t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
   AND t.stem_of IS NULL AND t.access_authorities IS NULL
 WHERE l.type = $1 AND l.version = $2 AND l.time_range = $3
   AND ($4::text IS NULL OR t.genre = $4)
 ORDER BY l.rank
 LIMIT LEAST($5::int8, 500) OFFSET LEAST($6::int8, 5000);

-- PLAYLISTS, or ALBUMS of pnagD.  That one's year is allTime; what the ones of
-- 2022 answer for allTime is their week.  Where no list was made yet, as behind
-- an import, it is the first 300 scores that hold what a list wants: five tracks
-- by five owners, or an album's one, among their first 100.
-- @ api_trending_playlists ($1 type text, $2 version text,
--   $3 time_range text, $4 limit int8, $5 offset int8) ->
--   0..n (playlist_id int4, score float8)
WITH asked AS MATERIALIZED (
	SELECT CASE WHEN $2 = 'pnagD' AND $3 = 'year' THEN 'allTime'
		WHEN $2 <> 'pnagD' AND $3 = 'allTime' THEN 'week'
		ELSE $3 END AS time_range,
	       EXISTS (SELECT FROM disc.trending_lists AS l
			WHERE l.type = $1 AND l.version = $2) AS made
), list AS (
	SELECT l.id, l.score, l.rank::int8 AS rank
	  FROM asked
	  JOIN disc.trending_lists AS l ON l.time_range = asked.time_range
	 WHERE l.type = $1 AND l.version = $2
	UNION ALL
	SELECT s.playlist_id, s.score, pg_catalog.row_number() OVER (
	           ORDER BY s.score DESC, s.playlist_id DESC)
	  FROM asked
	 CROSS JOIN LATERAL (SELECT v.playlist_id, v.score
	          FROM disc.playlist_trending_scores AS v
	         WHERE v.type = 'PLAYLISTS' AND v.version = $2
	           AND v.time_range = asked.time_range
	         ORDER BY v.score DESC, v.playlist_id DESC
	         LIMIT 300) AS s
	  JOIN disc.playlists AS p ON p.playlist_id = s.playlist_id
	   AND p.is_album = ($1 = 'ALBUMS') AND p.is_current
	 CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS tracks,
	               pg_catalog.count(DISTINCT t.owner_id) AS owners
	          FROM (SELECT w.track_id FROM disc.playlist_tracks AS w
	                 WHERE w.playlist_id = s.playlist_id
	                   AND NOT w.is_removed
	                 LIMIT 100) AS e
	          JOIN disc.tracks AS t ON t.track_id = e.track_id
	           AND t.is_current AND NOT t.is_delete) AS n
	 WHERE NOT asked.made
	   AND LEAST(n.tracks, n.owners) >= CASE $1 WHEN 'ALBUMS' THEN 1
	           ELSE 5 END
)
SELECT l.id AS playlist_id, l.score
  FROM list AS l
  JOIN disc.playlists AS p ON p.playlist_id = l.id
   AND p.is_current AND NOT p.is_delete AND NOT p.is_private
 ORDER BY l.rank
 LIMIT LEAST($4::int8, 500) OFFSET LEAST($5::int8, 5000);

-- Who led in a week: that of the first Friday from the day named on, or the
-- newest when none follows; null: the newest before today.  As counted by $2,
-- or else by another version that was counted then.
-- @ api_trending_winners ($1 type text, $2 version text, $3 week date) ->
--   0..n (track_id int4)
SELECT t.track_id
  FROM (SELECT CASE WHEN $3::date IS NULL
		THEN (SELECT max(m.week) FROM disc.trending_results AS m
		       WHERE m.type = $1
			 AND m.week < (now() AT TIME ZONE 'UTC')::date)
		ELSE COALESCE(
			(SELECT min(m.week) FROM disc.trending_results AS m
			  WHERE m.type = $1 AND m.week >= $3),
			(SELECT max(m.week) FROM disc.trending_results AS m
			  WHERE m.type = $1)) END AS week) AS w
 CROSS JOIN LATERAL (
	SELECT m.version
	  FROM disc.trending_results AS m
	 WHERE m.type = $1 AND m.week = w.week
	 ORDER BY m.version = $2 DESC, m.version
	 LIMIT 1) AS v
  JOIN disc.trending_results AS r
    ON r.type = $1 AND r.version = v.version AND r.week = w.week
  JOIN disc.tracks AS t ON t.track_id = r.id::int4
   AND t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
   AND t.is_available AND t.access_authorities IS NULL
 ORDER BY r.rank
 LIMIT 100;

-- What leads without these tracks, in a new order each time when shuffled: of the
-- first 500 then.
-- @ api_recommended ($1 version text, $2 time_range text, $3 genre text,
--   $4 exclusion_list int4[], $5 shuffled bool, $6 limit int8, $7 offset int8)
--   -> 0..n (track_id int4)
SELECT l.track_id
  FROM (SELECT x.track_id, x.score
	  FROM ((SELECT s.track_id, s.score
		   FROM disc.track_trending_scores AS s
		  WHERE $3::text IS NULL
		    AND s.type = 'TRACKS' AND s.version = $1
		    AND s.time_range = CASE
			WHEN $2 NOT IN ('year', 'allTime') THEN $2
			WHEN $1 IN ('aSPET', 'ePWJD') THEN 'year'
			ELSE 'allTime' END
		  ORDER BY s.score DESC, s.track_id DESC
		  LIMIT 6000)
		 UNION ALL
		(SELECT s.track_id, s.score
		   FROM disc.track_trending_scores AS s
		  WHERE s.genre = pg_catalog.left($3::text, 200)
		    AND s.type = 'TRACKS' AND s.version = $1
		    AND s.time_range = CASE
			WHEN $2 NOT IN ('year', 'allTime') THEN $2
			WHEN $1 IN ('aSPET', 'ePWJD') THEN 'year'
			ELSE 'allTime' END
		  ORDER BY s.score DESC, s.track_id DESC
		  LIMIT 6000)) AS x
	 CROSS JOIN LATERAL (SELECT FROM disc.tracks AS t
		  WHERE t.track_id = x.track_id
		    AND t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
		    AND t.stem_of IS NULL AND t.access_authorities IS NULL
		    AND NOT (CASE WHEN $5::bool
			THEN COALESCE(t.is_stream_gated, false)
			ELSE COALESCE(pg_catalog.jsonb_exists(
				t.stream_conditions, 'nft_collection'), false)
			END)
		 OFFSET 0) AS t
	 WHERE (x.track_id = ANY ($4::int4[])) IS NOT TRUE
	 ORDER BY x.score DESC, x.track_id DESC
	 LIMIT CASE WHEN $5 THEN 500
	       ELSE LEAST($6::int8, 500)
		+ LEAST(COALESCE($7::int8, 0), 5000) END) AS l
 ORDER BY CASE WHEN $5 THEN pg_catalog.random() END, l.score DESC,
       l.track_id DESC
 LIMIT LEAST($6, 500) OFFSET LEAST(COALESCE($7, 0), 5000);
