-- SPDX-License-Identifier: ISC
-- Trending, the other half of a run: who leads is told, and who has won.  A
-- transaction of its own, behind the indexer's.

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
