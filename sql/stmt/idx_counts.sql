-- SPDX-License-Identifier: ISC
-- What follows, reposts and saves of many blocks count, added up by
-- indexer/rows/counts.c.  A row of counters is there for whoever was counted,
-- even to nothing; "moved" says that a count went up or down meanwhile.

-- "written": the triggers that count these row by row keep still, and so do
-- those that look for round numbers.
-- @ idx_counts ($1 how text) -> 1 (setting text)
SELECT pg_catalog.set_config('discprov.counts', $1, true) AS setting;

-- @ idx_count_users ($1 user_id int4[], $2 moved bool[], $3 following int4[],
--   $4 followers int4[], $5 reposts int4[], $6 saves int4[]) ->
--   0..n (user_id int4, follower_count int8)
INSERT INTO disc.aggregate_user AS a (user_id, following_count,
	follower_count, repost_count, track_save_count)
SELECT n.user_id, n.following, n.followers, n.reposts, n.saves
  FROM unnest($1::int4[], $2::bool[], $3::int4[], $4::int4[], $5::int4[],
	$6::int4[]) AS n (user_id, moved, following, followers, reposts, saves)
 WHERE n.moved
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = n.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET following_count = a.following_count + EXCLUDED.following_count,
       follower_count = a.follower_count + EXCLUDED.follower_count,
       repost_count = a.repost_count + EXCLUDED.repost_count,
       track_save_count = a.track_save_count + EXCLUDED.track_save_count
RETURNING a.user_id, a.follower_count::int8 AS follower_count;

-- @ idx_count_tracks ($1 track_id int4[], $2 moved bool[], $3 reposts int4[],
--   $4 saves int4[]) ->
--   0..n (track_id int4, repost_count int8, save_count int8)
INSERT INTO disc.aggregate_track AS a (track_id, repost_count, save_count)
SELECT n.track_id, n.reposts, n.saves
  FROM unnest($1::int4[], $2::bool[], $3::int4[], $4::int4[])
	AS n (track_id, moved, reposts, saves)
 WHERE n.moved
    OR (SELECT x.track_id FROM disc.aggregate_track AS x
	 WHERE x.track_id = n.track_id) IS NULL
ON CONFLICT (track_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count,
       save_count = a.save_count + EXCLUDED.save_count
RETURNING a.track_id, a.repost_count::int8 AS repost_count,
	a.save_count::int8 AS save_count;

-- $5 guesses of a list that is not there whether it is an album.
-- @ idx_count_lists ($1 playlist_id int4[], $2 moved bool[], $3 reposts int4[],
--   $4 saves int4[], $5 album bool[]) ->
--   0..n (playlist_id int4, repost_count int8, save_count int8)
INSERT INTO disc.aggregate_playlist AS a (playlist_id, is_album, repost_count,
	save_count)
SELECT n.playlist_id, COALESCE((SELECT p.is_album FROM disc.playlists AS p
		 WHERE p.playlist_id = n.playlist_id), n.album),
       n.reposts, n.saves
  FROM unnest($1::int4[], $2::bool[], $3::int4[], $4::int4[], $5::bool[])
	AS n (playlist_id, moved, reposts, saves, album)
 WHERE n.moved
    OR (SELECT x.playlist_id FROM disc.aggregate_playlist AS x
	 WHERE x.playlist_id = n.playlist_id) IS NULL
ON CONFLICT (playlist_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count,
       save_count = a.save_count + EXCLUDED.save_count
RETURNING a.playlist_id, a.repost_count::int8 AS repost_count,
	a.save_count::int8 AS save_count;

-- @ idx_round_numbers () -> 0..n (name text, count int4)
SELECT n.name, m.count
  FROM unnest('{FOLLOWER_COUNT,TRACK_REPOST_COUNT,TRACK_SAVE_COUNT,'
	'PLAYLIST_REPOST_COUNT,PLAYLIST_SAVE_COUNT}'::text[]) AS n (name)
 CROSS JOIN LATERAL unnest(disc.milestone_counts(n.name)) AS m (count);

-- Round numbers that were met in these blocks, as disc.milestone_work() has
-- them: somebody must own the thing, and who acted must be heard.
-- @ idx_milestones_put ($1 name text[], $2 id int4[], $3 threshold int4[],
--   $4 actor int4[], $5 blocknumber int4[], $6 created_at timestamp[]) -> 0
WITH hit AS MATERIALIZED (
	SELECT h.name, h.id, h.threshold, h.blocknumber, h.created_at,
	       o.owner, o.data
	  FROM unnest($1::text[], $2::int4[], $3::int4[], $4::int4[],
		$5::int4[], $6::timestamp[])
		AS h (name, id, threshold, actor, blocknumber, created_at)
	 CROSS JOIN LATERAL (
		SELECT h.id AS owner, pg_catalog.jsonb_build_object(
			'user_id', h.id) AS data
		 WHERE h.name = 'FOLLOWER_COUNT'
		 UNION ALL
		SELECT t.owner_id, pg_catalog.jsonb_build_object(
			'track_id', h.id)
		  FROM disc.tracks AS t
		 WHERE t.track_id = h.id AND h.name LIKE 'TRACK%'
		 UNION ALL
		SELECT p.playlist_owner_id, pg_catalog.jsonb_build_object(
			'playlist_id', h.id, 'is_album', p.is_album)
		  FROM disc.playlists AS p
		 WHERE p.playlist_id = h.id AND h.name LIKE 'PLAYLIST%') AS o
	 WHERE disc.is_heard(h.actor)
), noted AS (
	INSERT INTO disc.milestones (id, name, threshold, blocknumber,
		timestamp)
	SELECT h.id, h.name, h.threshold, h.blocknumber, h.created_at
	  FROM hit AS h
	 ORDER BY h.blocknumber
	ON CONFLICT (id, name, threshold) DO NOTHING
)
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT h.owner::text,
       'milestone:' || h.name || ':id:' || h.id || ':threshold:' || h.threshold,
       CASE h.name WHEN 'FOLLOWER_COUNT' THEN 'milestone_follower_count'
		ELSE 'milestone' END,
       h.blocknumber, h.created_at,
       h.data || pg_catalog.jsonb_build_object('type', h.name,
		'threshold', h.threshold),
       ARRAY[h.owner]
  FROM hit AS h
 ORDER BY h.blocknumber
ON CONFLICT (group_id, specifier) DO NOTHING;
