-- SPDX-License-Identifier: ISC
-- Counters that are counted again, a range of ids at a time.

-- The place of the pass that is on its way; no row: none is.
-- @ job_recount_place () -> 0..1 (above int4)
SELECT c.last_checkpoint::int4 AS above
  FROM disc.indexing_checkpoints AS c
 WHERE c.tablename = 'update_aggregates';

-- above: null when the pass is over.
-- @ job_recount_place_put ($1 above int4) -> 0
WITH over AS (
	DELETE FROM disc.indexing_checkpoints AS c
	 WHERE $1::int4 IS NULL AND c.tablename = 'update_aggregates'
)
INSERT INTO disc.indexing_checkpoints (tablename, last_checkpoint)
SELECT 'update_aggregates', $1 WHERE $1 IS NOT NULL
ON CONFLICT (tablename) DO UPDATE SET last_checkpoint = EXCLUDED.last_checkpoint;

-- So many ids of users, tracks and playlists lie above one; null: fewer.
-- @ job_recount_upto ($1 above int4, $2 count int8) -> 1 (upto int4)
SELECT (SELECT x.id
	  FROM ((SELECT u.user_id AS id FROM disc.users AS u
		  WHERE u.user_id > $1 ORDER BY 1 LIMIT $2)
		UNION
		(SELECT a.user_id FROM disc.aggregate_user AS a
		  WHERE a.user_id > $1 ORDER BY 1 LIMIT $2)
		UNION
		(SELECT t.track_id FROM disc.tracks AS t
		  WHERE t.track_id > $1 ORDER BY 1 LIMIT $2)
		UNION
		(SELECT a.track_id FROM disc.aggregate_track AS a
		  WHERE a.track_id > $1 ORDER BY 1 LIMIT $2)
		UNION
		(SELECT p.playlist_id FROM disc.playlists AS p
		  WHERE p.playlist_id > $1 ORDER BY 1 LIMIT $2)
		UNION
		(SELECT a.playlist_id FROM disc.aggregate_playlist AS a
		  WHERE a.playlist_id > $1 ORDER BY 1 LIMIT $2)) AS x
	 ORDER BY x.id OFFSET $2 - 1 LIMIT 1) AS upto;

-- Does a counter of a range differ from its rows?
-- @ job_recount_differs ($1 above int4, $2 upto int4) -> 1 (differs bool)
SELECT EXISTS (SELECT FROM disc.recount_check($1, $2)) AS differs;

-- @ job_recount_users ($1 above int4, $2 upto int4) -> 1 (changed int8)
WITH put AS (
	INSERT INTO disc.aggregate_user AS a (user_id, track_count,
		total_track_count, playlist_count, album_count, follower_count,
		following_count, repost_count, track_save_count,
		track_share_count)
	SELECT user_id, COALESCE(c.track_count, 0),
	       COALESCE(c.total_track_count, 0), COALESCE(c.playlist_count, 0),
	       COALESCE(c.album_count, 0), COALESCE(c.follower_count, 0),
	       COALESCE(c.following_count, 0), COALESCE(c.repost_count, 0),
	       COALESCE(c.track_save_count, 0), COALESCE(c.track_share_count, 0)
	  FROM disc.recount_users($1, $2) AS c
	  FULL JOIN (SELECT k.* FROM disc.aggregate_user AS k
		      WHERE k.user_id > $1 AND k.user_id <= $2) AS k
	 USING (user_id)
	 WHERE (k.track_count, k.total_track_count, k.playlist_count,
		k.album_count, k.follower_count, k.following_count,
		k.repost_count, k.track_save_count, k.track_share_count)
		IS DISTINCT FROM
	       (COALESCE(c.track_count, 0), COALESCE(c.total_track_count, 0),
		COALESCE(c.playlist_count, 0), COALESCE(c.album_count, 0),
		COALESCE(c.follower_count, 0), COALESCE(c.following_count, 0),
		COALESCE(c.repost_count, 0), COALESCE(c.track_save_count, 0),
		COALESCE(c.track_share_count, 0))
	ON CONFLICT (user_id) DO UPDATE SET
		track_count = EXCLUDED.track_count,
		total_track_count = EXCLUDED.total_track_count,
		playlist_count = EXCLUDED.playlist_count,
		album_count = EXCLUDED.album_count,
		follower_count = EXCLUDED.follower_count,
		following_count = EXCLUDED.following_count,
		repost_count = EXCLUDED.repost_count,
		track_save_count = EXCLUDED.track_save_count,
		track_share_count = EXCLUDED.track_share_count
	RETURNING 1
)
SELECT count(*) AS changed FROM put;

-- @ job_recount_tracks ($1 above int4, $2 upto int4) -> 1 (changed int8)
WITH put AS (
	INSERT INTO disc.aggregate_track AS a (track_id, repost_count,
		save_count, share_count, comment_count)
	SELECT track_id, COALESCE(c.repost_count, 0),
	       COALESCE(c.save_count, 0), COALESCE(c.share_count, 0),
	       COALESCE(c.comment_count, 0)
	  FROM disc.recount_tracks($1, $2) AS c
	  FULL JOIN (SELECT k.* FROM disc.aggregate_track AS k
		      WHERE k.track_id > $1 AND k.track_id <= $2) AS k
	 USING (track_id)
	 WHERE (k.repost_count, k.save_count, k.share_count, k.comment_count)
		IS DISTINCT FROM
	       (COALESCE(c.repost_count, 0), COALESCE(c.save_count, 0),
		COALESCE(c.share_count, 0), COALESCE(c.comment_count, 0))
	ON CONFLICT (track_id) DO UPDATE SET
		repost_count = EXCLUDED.repost_count,
		save_count = EXCLUDED.save_count,
		share_count = EXCLUDED.share_count,
		comment_count = EXCLUDED.comment_count
	RETURNING 1
)
SELECT count(*) AS changed FROM put;

-- What no row says of a playlist stays: whether it is an album.
-- @ job_recount_playlists ($1 above int4, $2 upto int4) -> 1 (changed int8)
WITH put AS (
	INSERT INTO disc.aggregate_playlist AS a (playlist_id, is_album,
		repost_count, save_count, share_count)
	SELECT playlist_id, COALESCE(c.is_album, k.is_album, false),
	       COALESCE(c.repost_count, 0), COALESCE(c.save_count, 0),
	       COALESCE(c.share_count, 0)
	  FROM disc.recount_playlists($1, $2) AS c
	  FULL JOIN (SELECT k.* FROM disc.aggregate_playlist AS k
		      WHERE k.playlist_id > $1 AND k.playlist_id <= $2) AS k
	 USING (playlist_id)
	 WHERE (k.is_album, k.repost_count, k.save_count, k.share_count)
		IS DISTINCT FROM
	       (COALESCE(c.is_album, k.is_album, false),
		COALESCE(c.repost_count, 0), COALESCE(c.save_count, 0),
		COALESCE(c.share_count, 0))
	ON CONFLICT (playlist_id) DO UPDATE SET
		is_album = EXCLUDED.is_album,
		repost_count = EXCLUDED.repost_count,
		save_count = EXCLUDED.save_count,
		share_count = EXCLUDED.share_count
	RETURNING 1
)
SELECT count(*) AS changed FROM put;

-- Users of a range of whom another genre or score is kept than there should
-- be.  No genre next to the right count is no difference, as in the original;
-- a score that is not known stays so.
-- @ job_judge ($1 above int4, $2 upto int4) -> 0..n (user_id int4, genre text,
--   tracks int4, score int4)
SELECT w.user_id, w.genre, w.tracks, w.score
  FROM (SELECT a.user_id, a.dominant_genre, a.dominant_genre_count,
	       a.score AS old_score,
	       CASE WHEN a.dominant_genre IS NULL
			AND g.tracks = a.dominant_genre_count
		    THEN NULL ELSE g.genre END AS genre,
	       COALESCE(g.tracks, 0)::int4 AS tracks,
	       CASE WHEN a.score IS NULL OR u.handle IS NULL THEN a.score
		    ELSE disc.user_score(a.user_id) END AS score
	  FROM disc.aggregate_user AS a
	  LEFT JOIN disc.users AS u ON u.user_id = a.user_id
	  LEFT JOIN LATERAL disc.user_genre(a.user_id) AS g ON true
	 WHERE a.user_id > $1 AND a.user_id <= $2) AS w
 WHERE (w.dominant_genre, w.dominant_genre_count, w.old_score)
	IS DISTINCT FROM (w.genre, w.tracks, w.score)
 ORDER BY w.user_id;

-- @ job_judge_put ($1 user_id int4[], $2 genre text[], $3 tracks int4[],
--   $4 score int4[]) -> 1 (changed int8)
WITH put AS (
	UPDATE disc.aggregate_user AS a
	   SET dominant_genre = n.genre, dominant_genre_count = n.tracks,
	       score = n.score
	  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::int4[])
		AS n (user_id, genre, tracks, score)
	 WHERE a.user_id = n.user_id
	RETURNING 1
)
SELECT count(*) AS changed FROM put;
