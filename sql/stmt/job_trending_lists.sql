-- SPDX-License-Identifier: ISC
-- Trending: lists that each run makes whole, of a few candidates.

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
	 CROSS JOIN LATERAL (SELECT a.count FROM disc.aggregate_plays AS a
		 WHERE a.play_item_id = t.track_id AND a.count >= 50
		OFFSET 0) AS a
	 CROSS JOIN LATERAL (SELECT s.reposts_week, s.saves_week
		  FROM disc.trending_tracks AS s
		 WHERE s.track_id = t.track_id OFFSET 0) AS s
	 CROSS JOIN LATERAL (SELECT u.is_verified FROM disc.users AS u
		 WHERE u.user_id = t.owner_id OFFSET 0) AS u
	 CROSS JOIN LATERAL (SELECT FROM disc.aggregate_user AS o
		 WHERE o.user_id = t.owner_id AND o.following_count < 1500
		OFFSET 0) AS o
	  LEFT JOIN LATERAL (SELECT c.repost_count, c.save_count
		  FROM disc.aggregate_track AS c
		 WHERE c.track_id = t.track_id OFFSET 0) AS c ON true
	 WHERE NOT t.is_delete AND EXISTS (SELECT FROM version)
	   AND t.created_at >= $1::timestamp - interval '21 days'
	   AND t.created_at <= $1::timestamp
	   AND NOT COALESCE(t.is_stream_gated, false)
), old_follow AS MATERIALIZED (
	SELECT o.owner_id, n.followers
	  FROM (SELECT DISTINCT c.owner_id FROM candidate AS c) AS o
	 CROSS JOIN LATERAL (SELECT count(*) AS followers
		  FROM (SELECT
			  FROM disc.follows AS f
			 WHERE f.followee_user_id = o.owner_id
			   AND NOT f.is_delete AND f.is_current
			   AND f.created_at < $1::timestamp
				- interval '7 days'
			 LIMIT 1500) AS f) AS n
	 WHERE n.followers BETWEEN 1 AND 1499
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
	 CROSS JOIN LATERAL (SELECT k.weight FROM disc.trending_weights AS k
		 WHERE k.user_id = a.user_id OFFSET 0) AS k
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
-- @part most_saved (range, days, span)
	(SELECT '{range}' AS time_range, {days} AS length,
		$1::timestamp - interval '{span}' AS since,
		s.saves_{range} AS saves, s.karma, p.playlist_id,
		p.playlist_owner_id, p.created_at, u.follower_count
	   FROM disc.trending_playlists AS s
	  CROSS JOIN LATERAL (SELECT p.playlist_id, p.playlist_owner_id,
			p.created_at
		   FROM disc.playlists AS p
		  WHERE p.playlist_id = s.playlist_id
		    AND NOT p.is_album
		    AND pg_catalog.jsonb_array_length(COALESCE(
			p.playlist_contents -> 'track_ids', '[]')) >= 3
		 OFFSET 0) AS p
	  CROSS JOIN LATERAL (SELECT u.follower_count
		   FROM disc.aggregate_user AS u
		  WHERE u.user_id = p.playlist_owner_id
		    AND u.following_count < 1000
		 OFFSET 0) AS u
	  WHERE s.saves_{range} > 0 AND EXISTS (SELECT FROM version)
	  ORDER BY s.saves_{range} DESC, s.playlist_id DESC
	  LIMIT 30)
-- @end
-- @ job_trending_playlists_2022 ($1 as_of timestamp, $2 versions text[]) -> 0
WITH version AS (
	SELECT v.version, v.others
	  FROM (VALUES ('EJ57D', 0), ('BDNxn', 3)) AS v (version, others)
	 WHERE v.version = ANY ($2)
), candidate AS MATERIALIZED (
-- @use most_saved (week, 7, 1 week)
	UNION ALL
-- @use most_saved (month, 30, 1 month)
	UNION ALL
-- @use most_saved (year, 365, 1 year)
), score AS (
	SELECT c.time_range, c.playlist_id, o.tracks,
	       disc.trending_score(100 + 5000 * r.reposts + 100 * c.saves
			+ 25 * COALESCE(g.repost_count, 0)::int8
			+ COALESCE(g.save_count, 0),
		COALESCE(c.karma, 1)::float8, c.follower_count,
		EXTRACT(day FROM $1::timestamp - c.created_at)::int, c.length)
			AS score
	  FROM candidate AS c
	 CROSS JOIN LATERAL (SELECT count(*) AS reposts
		  FROM disc.reposts AS r
		 WHERE r.repost_item_id = c.playlist_id
		   AND r.repost_type = 'playlist' AND NOT r.is_delete
		   AND r.is_current AND r.created_at > c.since
		   AND r.created_at <= $1::timestamp) AS r
	 CROSS JOIN LATERAL (SELECT count(*) AS tracks
		  FROM disc.playlist_tracks AS e
		 CROSS JOIN LATERAL (SELECT FROM disc.tracks AS t
			 WHERE t.track_id = e.track_id
			   AND t.owner_id <> c.playlist_owner_id
			OFFSET 0) AS t
		 WHERE e.playlist_id = c.playlist_id
		   AND NOT e.is_removed) AS o
	  LEFT JOIN LATERAL (SELECT g.repost_count, g.save_count
		  FROM disc.aggregate_playlist AS g
		 WHERE g.playlist_id = c.playlist_id OFFSET 0) AS g ON true
)
INSERT INTO disc.trending_lists (type, version, time_range, rank, id, score)
SELECT 'PLAYLISTS', v.version, s.time_range, row_number() OVER (PARTITION BY
	v.version, s.time_range ORDER BY s.score DESC, s.playlist_id DESC),
       s.playlist_id, s.score
  FROM score AS s
 CROSS JOIN version AS v
 WHERE s.tracks >= v.others;

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
