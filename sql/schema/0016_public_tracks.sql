-- SPDX-License-Identifier: ISC
-- A track that only some may hear counts as none that is public.

-- A public track: live, not deleted, available, not unlisted, not a stem, and
-- there for everybody.
SELECT disc.counter_attach('tracks', $$
INSERT INTO disc.aggregate_track (track_id)
SELECT r.track_id
  FROM changed AS r
 WHERE r.sign = 1
   AND (SELECT a.track_id FROM disc.aggregate_track AS a
	 WHERE a.track_id = r.track_id) IS NULL
ON CONFLICT (track_id) DO NOTHING
$$, $$
INSERT INTO disc.aggregate_user AS a (user_id, track_count, total_track_count)
SELECT d.user_id, sum(d.public), sum(d.every)
  FROM (SELECT r.owner_id AS user_id,
	       r.sign * (live AND NOT r.is_unlisted
		AND r.access_authorities IS NULL)::int AS public,
	       r.sign * live::int AS every
	  FROM changed AS r
	 CROSS JOIN LATERAL (SELECT r.is_current AND NOT r.is_delete
		AND r.is_available AND r.stem_of IS NULL AS live) AS l) AS d
 GROUP BY d.user_id
HAVING sum(d.public) <> 0 OR sum(d.every) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = d.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET track_count = a.track_count + EXCLUDED.track_count,
       total_track_count = a.total_track_count + EXCLUDED.total_track_count
$$);

-- Count everything again and return the rows that differ from what is kept
-- (null: no such row).  is_album is compared where a playlist row says it.
CREATE OR REPLACE FUNCTION disc.recount_check()
RETURNS TABLE (tablename text, id int, kept json, counted json)
LANGUAGE sql STABLE AS $$
WITH part (user_id, track, total, playlist, album, follower, following,
	repost, save, share) AS (
	SELECT u.user_id, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM disc.users AS u
	UNION ALL
	SELECT t.owner_id, (l.live AND NOT t.is_unlisted
		AND t.access_authorities IS NULL)::int, l.live::int,
	       0, 0, 0, 0, 0, 0, 0
	  FROM disc.tracks AS t
	 CROSS JOIN LATERAL (SELECT t.is_current AND NOT t.is_delete
		AND t.is_available AND t.stem_of IS NULL AS live) AS l
	UNION ALL
	SELECT p.playlist_owner_id, 0, 0, (l.live AND NOT p.is_album)::int,
	       (l.live AND p.is_album)::int, 0, 0, 0, 0, 0
	  FROM disc.playlists AS p
	 CROSS JOIN LATERAL (SELECT p.is_current AND NOT p.is_delete
		AND NOT p.is_private AS live) AS l
	UNION ALL
	SELECT f.followee_user_id, 0, 0, 0, 0,
	       (f.is_current AND NOT f.is_delete)::int, 0, 0, 0, 0
	  FROM disc.follows AS f
	UNION ALL
	SELECT f.follower_user_id, 0, 0, 0, 0, 0,
	       (f.is_current AND NOT f.is_delete)::int, 0, 0, 0
	  FROM disc.follows AS f
	UNION ALL
	SELECT r.user_id, 0, 0, 0, 0, 0, 0, (r.is_current AND NOT r.is_delete)::int,
	       0, 0
	  FROM disc.reposts AS r
	UNION ALL
	SELECT s.user_id, 0, 0, 0, 0, 0, 0, 0, (s.is_current AND NOT s.is_delete)::int,
	       0
	  FROM disc.saves AS s WHERE s.save_type = 'track'
	UNION ALL
	SELECT h.user_id, 0, 0, 0, 0, 0, 0, 0, 0, 1
	  FROM disc.shares AS h WHERE h.share_type = 'track'
), item (is_track, item_id, repost, save, share, comment) AS (
	SELECT true, t.track_id, 0, 0, 0, 0 FROM disc.tracks AS t
	UNION ALL
	SELECT false, p.playlist_id, 0, 0, 0, 0 FROM disc.playlists AS p
	UNION ALL
	SELECT h.share_type = 'track', h.share_item_id, 0, 0, 1, 0
	  FROM disc.shares AS h
	UNION ALL
	SELECT true, m.entity_id, 0, 0, 0, (m.is_visible AND NOT m.is_delete)::int
	  FROM disc.comments AS m WHERE m.entity_type = 'Track'
	UNION ALL
	SELECT r.repost_type = 'track', r.repost_item_id,
	       (r.is_current AND NOT r.is_delete)::int, 0, 0, 0
	  FROM disc.reposts AS r
	UNION ALL
	SELECT s.save_type = 'track', s.save_item_id, 0,
	       (s.is_current AND NOT s.is_delete)::int, 0, 0
	  FROM disc.saves AS s
), kept (tablename, id, row) AS (
	SELECT 'aggregate_user', a.user_id, pg_catalog.json_build_array(
		a.track_count, a.total_track_count, a.playlist_count,
		a.album_count, a.follower_count, a.following_count,
		a.repost_count, a.track_save_count, a.track_share_count)
	  FROM disc.aggregate_user AS a
	UNION ALL
	SELECT 'aggregate_track', a.track_id, pg_catalog.json_build_array(
		a.repost_count, a.save_count, a.share_count, a.comment_count)
	  FROM disc.aggregate_track AS a
	UNION ALL
	SELECT 'aggregate_playlist', a.playlist_id,
	       pg_catalog.json_build_array(a.repost_count, a.save_count,
		a.share_count, CASE WHEN p.playlist_id IS NOT NULL THEN a.is_album END)
	  FROM disc.aggregate_playlist AS a
	  LEFT JOIN disc.playlists AS p ON p.playlist_id = a.playlist_id
), counted (tablename, id, row) AS (
	SELECT 'aggregate_user', p.user_id, pg_catalog.json_build_array(
		sum(p.track), sum(p.total), sum(p.playlist), sum(p.album),
		sum(p.follower), sum(p.following), sum(p.repost), sum(p.save),
		sum(p.share))
	  FROM part AS p GROUP BY p.user_id
	UNION ALL
	SELECT 'aggregate_track', i.item_id, pg_catalog.json_build_array(
		sum(i.repost), sum(i.save), sum(i.share), sum(i.comment))
	  FROM item AS i WHERE i.is_track GROUP BY i.item_id
	UNION ALL
	SELECT 'aggregate_playlist', i.item_id, pg_catalog.json_build_array(
		sum(i.repost), sum(i.save), sum(i.share), (SELECT p.is_album
			FROM disc.playlists AS p
			WHERE p.playlist_id = i.item_id))
	  FROM item AS i WHERE NOT i.is_track GROUP BY i.item_id
)
SELECT COALESCE(k.tablename, c.tablename), COALESCE(k.id, c.id), k.row, c.row
  FROM kept AS k
  FULL JOIN counted AS c ON c.tablename = k.tablename AND c.id = k.id
 WHERE k.row::text IS DISTINCT FROM c.row::text
 ORDER BY 1, 2
$$;

-- What was counted before: tracks that only some may hear.
UPDATE disc.aggregate_user AS a
   SET track_count = a.track_count - h.hidden
  FROM (SELECT t.owner_id, pg_catalog.count(*) AS hidden
	  FROM disc.tracks AS t
	 WHERE t.is_current AND NOT t.is_delete AND t.is_available
	   AND t.stem_of IS NULL AND NOT t.is_unlisted
	   AND t.access_authorities IS NOT NULL
	 GROUP BY t.owner_id) AS h
 WHERE h.owner_id = a.user_id;
