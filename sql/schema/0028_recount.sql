-- SPDX-License-Identifier: ISC
-- Counting again, a range of ids at a time, so that a job can go through
-- everything in portions; and what is not kept row by row: the genre that
-- somebody makes most of.

-- Each function below counts the rows of users, tracks or playlists whose id is
-- above one number and not above another.  Ids that only deleted rows name are
-- left out where an index does.

-- A public track: live, not deleted, available, not unlisted, not a stem, and
-- there for everybody.
CREATE FUNCTION disc.recount_users(above int, upto int)
RETURNS TABLE (user_id int, track_count bigint, total_track_count bigint,
	playlist_count bigint, album_count bigint, follower_count bigint,
	following_count bigint, repost_count bigint, track_save_count bigint,
	track_share_count bigint)
LANGUAGE sql STABLE AS $$
SELECT p.id, sum(p.track), sum(p.every), sum(p.playlist), sum(p.album),
       sum(p.follower), sum(p.following), sum(p.repost), sum(p.save),
       sum(p.share)
  FROM (SELECT u.user_id AS id, 0 AS track, 0 AS every, 0 AS playlist,
	       0 AS album, 0 AS follower, 0 AS following, 0 AS repost,
	       0 AS save, 0 AS share
	  FROM disc.users AS u
	 WHERE u.user_id > above AND u.user_id <= upto
	UNION ALL
	SELECT t.owner_id, (l.live AND NOT t.is_unlisted
		AND t.access_authorities IS NULL)::int, l.live::int,
	       0, 0, 0, 0, 0, 0, 0
	  FROM disc.tracks AS t
	 CROSS JOIN LATERAL (SELECT t.is_current AND NOT t.is_delete
		AND t.is_available AND t.stem_of IS NULL AS live) AS l
	 WHERE t.owner_id > above AND t.owner_id <= upto
	UNION ALL
	SELECT p.playlist_owner_id, 0, 0, (l.live AND NOT p.is_album)::int,
	       (l.live AND p.is_album)::int, 0, 0, 0, 0, 0
	  FROM disc.playlists AS p
	 CROSS JOIN LATERAL (SELECT p.is_current AND NOT p.is_delete
		AND NOT p.is_private AS live) AS l
	 WHERE p.playlist_owner_id > above AND p.playlist_owner_id <= upto
	UNION ALL
	SELECT f.followee_user_id, 0, 0, 0, 0, f.is_current::int, 0, 0, 0, 0
	  FROM disc.follows AS f
	 WHERE f.followee_user_id > above AND f.followee_user_id <= upto
	   AND NOT f.is_delete
	UNION ALL
	SELECT f.follower_user_id, 0, 0, 0, 0, 0,
	       (f.is_current AND NOT f.is_delete)::int, 0, 0, 0
	  FROM disc.follows AS f
	 WHERE f.follower_user_id > above AND f.follower_user_id <= upto
	UNION ALL
	SELECT r.user_id, 0, 0, 0, 0, 0, 0,
	       (r.is_current AND NOT r.is_delete)::int, 0, 0
	  FROM disc.reposts AS r
	 WHERE r.user_id > above AND r.user_id <= upto
	UNION ALL
	SELECT s.user_id, 0, 0, 0, 0, 0, 0, 0,
	       (s.is_current AND NOT s.is_delete)::int, 0
	  FROM disc.saves AS s
	 WHERE s.user_id > above AND s.user_id <= upto AND s.save_type = 'track'
	UNION ALL
	SELECT h.user_id, 0, 0, 0, 0, 0, 0, 0, 0, 1
	  FROM disc.shares AS h
	 WHERE h.user_id > above AND h.user_id <= upto
	   AND h.share_type = 'track') AS p
 GROUP BY p.id
$$;

CREATE FUNCTION disc.recount_tracks(above int, upto int)
RETURNS TABLE (track_id int, repost_count bigint, save_count bigint,
	share_count bigint, comment_count bigint)
LANGUAGE sql STABLE AS $$
SELECT i.id, sum(i.repost), sum(i.save), sum(i.share), sum(i.comment)
  FROM (SELECT t.track_id AS id, 0 AS repost, 0 AS save, 0 AS share,
	       0 AS comment
	  FROM disc.tracks AS t
	 WHERE t.track_id > above AND t.track_id <= upto
	UNION ALL
	SELECT r.repost_item_id, r.is_current::int, 0, 0, 0
	  FROM disc.reposts AS r
	 WHERE r.repost_item_id > above AND r.repost_item_id <= upto
	   AND r.repost_type = 'track' AND NOT r.is_delete
	UNION ALL
	SELECT s.save_item_id, 0, s.is_current::int, 0, 0
	  FROM disc.saves AS s
	 WHERE s.save_item_id > above AND s.save_item_id <= upto
	   AND s.save_type = 'track' AND NOT s.is_delete
	UNION ALL
	SELECT h.share_item_id, 0, 0, 1, 0
	  FROM disc.shares AS h
	 WHERE h.share_item_id > above AND h.share_item_id <= upto
	   AND h.share_type = 'track'
	UNION ALL
	SELECT m.entity_id, 0, 0, 0, (m.is_visible AND NOT m.is_delete)::int
	  FROM disc.comments AS m
	 WHERE m.entity_id > above AND m.entity_id <= upto
	   AND m.entity_type = 'Track') AS i
 GROUP BY i.id
$$;

-- is_album: null where no playlist's row says it.
CREATE FUNCTION disc.recount_playlists(above int, upto int)
RETURNS TABLE (playlist_id int, is_album bool, repost_count bigint,
	save_count bigint, share_count bigint)
LANGUAGE sql STABLE AS $$
SELECT i.id, pg_catalog.bool_or(i.is_album), sum(i.repost), sum(i.save),
       sum(i.share)
  FROM (SELECT p.playlist_id AS id, p.is_album, 0 AS repost, 0 AS save,
	       0 AS share
	  FROM disc.playlists AS p
	 WHERE p.playlist_id > above AND p.playlist_id <= upto
	UNION ALL
	SELECT r.repost_item_id, NULL, r.is_current::int, 0, 0
	  FROM disc.reposts AS r
	 WHERE r.repost_item_id > above AND r.repost_item_id <= upto
	   AND r.repost_type <> 'track' AND NOT r.is_delete
	UNION ALL
	SELECT s.save_item_id, NULL, 0, s.is_current::int, 0
	  FROM disc.saves AS s
	 WHERE s.save_item_id > above AND s.save_item_id <= upto
	   AND s.save_type <> 'track' AND NOT s.is_delete
	UNION ALL
	SELECT h.share_item_id, NULL, 0, 0, 1
	  FROM disc.shares AS h
	 WHERE h.share_item_id > above AND h.share_item_id <= upto
	   AND h.share_type <> 'track') AS i
 GROUP BY i.id
$$;

-- The rows of a range that differ from what is kept.  No row is kept: the same
-- as one of zeros, unless there is something to be counted for.
CREATE FUNCTION disc.recount_check(above int, upto int)
RETURNS TABLE (tablename text, id int, kept json, counted json)
LANGUAGE sql STABLE AS $$
WITH kept (tablename, id, row) AS (
	SELECT 'aggregate_user', a.user_id, pg_catalog.json_build_array(
		a.track_count, a.total_track_count, a.playlist_count,
		a.album_count, a.follower_count, a.following_count,
		a.repost_count, a.track_save_count, a.track_share_count)
	  FROM disc.aggregate_user AS a
	 WHERE a.user_id > above AND a.user_id <= upto
	UNION ALL
	SELECT 'aggregate_track', a.track_id, pg_catalog.json_build_array(
		a.repost_count, a.save_count, a.share_count, a.comment_count)
	  FROM disc.aggregate_track AS a
	 WHERE a.track_id > above AND a.track_id <= upto
	UNION ALL
	SELECT 'aggregate_playlist', a.playlist_id,
	       pg_catalog.json_build_array(a.repost_count, a.save_count,
		a.share_count, CASE WHEN p.playlist_id IS NOT NULL
			THEN a.is_album END)
	  FROM disc.aggregate_playlist AS a
	  LEFT JOIN disc.playlists AS p ON p.playlist_id = a.playlist_id
	 WHERE a.playlist_id > above AND a.playlist_id <= upto
), counted (tablename, id, row) AS (
	SELECT 'aggregate_user', c.user_id, pg_catalog.json_build_array(
		c.track_count, c.total_track_count, c.playlist_count,
		c.album_count, c.follower_count, c.following_count,
		c.repost_count, c.track_save_count, c.track_share_count)
	  FROM disc.recount_users(above, upto) AS c
	UNION ALL
	SELECT 'aggregate_track', c.track_id, pg_catalog.json_build_array(
		c.repost_count, c.save_count, c.share_count, c.comment_count)
	  FROM disc.recount_tracks(above, upto) AS c
	UNION ALL
	SELECT 'aggregate_playlist', c.playlist_id,
	       pg_catalog.json_build_array(c.repost_count, c.save_count,
		c.share_count, c.is_album)
	  FROM disc.recount_playlists(above, upto) AS c
)
SELECT COALESCE(k.tablename, c.tablename), COALESCE(k.id, c.id), k.row, c.row
  FROM kept AS k
  FULL JOIN counted AS c ON c.tablename = k.tablename AND c.id = k.id
 WHERE CASE WHEN c.id IS NULL THEN k.row::text ~ '[1-9]'
	    ELSE k.row::text IS DISTINCT FROM c.row::text END
 ORDER BY 1, 2
$$;

CREATE OR REPLACE FUNCTION disc.recount_check()
RETURNS TABLE (tablename text, id int, kept json, counted json)
LANGUAGE sql STABLE AS $$
SELECT c.tablename, c.id, c.kept, c.counted
  FROM disc.recount_check(-2147483648, 2147483647) AS c
$$;

-- The genre of most of somebody's public tracks; of several the one that he
-- used last.
CREATE FUNCTION disc.user_genre(who int)
RETURNS TABLE (genre text, tracks bigint)
LANGUAGE sql STABLE AS $$
SELECT t.genre, pg_catalog.count(*)
  FROM disc.tracks AS t
 WHERE t.owner_id = who AND t.genre IS NOT NULL
   AND t.is_current AND NOT t.is_delete AND t.is_available
   AND t.stem_of IS NULL AND NOT t.is_unlisted
   AND t.access_authorities IS NULL
 GROUP BY t.genre
 ORDER BY 2 DESC, pg_catalog.max(t.created_at) DESC, t.genre
 LIMIT 1
$$;
