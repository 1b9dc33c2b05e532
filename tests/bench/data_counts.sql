-- SPDX-License-Identifier: ISC
-- What triggers would have kept of users, tracks and playlists, and search;
-- data_things.sql and data_acts.sql were here.
\ir data_session.sql

-- Of tables that were emptied here no row is logged.
BEGIN;
TRUNCATE disc.aggregate_user, disc.aggregate_track, disc.aggregate_playlist;
INSERT INTO disc.aggregate_user (user_id, track_count, total_track_count,
	playlist_count, album_count, follower_count, following_count,
	repost_count, track_save_count, track_share_count, dominant_genre,
	dominant_genre_count)
SELECT c.user_id, c.track_count, c.total_track_count, c.playlist_count,
       c.album_count, c.follower_count, c.following_count, c.repost_count,
       c.track_save_count, c.track_share_count, g.genre, COALESCE(g.tracks, 0)
  FROM disc.recount_users(-1, 2147483647) AS c
  LEFT JOIN (SELECT DISTINCT ON (t.owner_id) t.owner_id, t.genre,
		    count(*) AS tracks
	       FROM disc.tracks AS t WHERE NOT t.is_delete AND NOT t.is_unlisted
	      GROUP BY t.owner_id, t.genre ORDER BY t.owner_id, 3 DESC) AS g
    ON g.owner_id = c.user_id;
INSERT INTO disc.aggregate_track (track_id, repost_count, save_count,
	share_count, comment_count)
SELECT c.track_id, c.repost_count, c.save_count, c.share_count, c.comment_count
  FROM disc.recount_tracks(-1, 2147483647) AS c;
INSERT INTO disc.aggregate_playlist (playlist_id, is_album, repost_count,
	save_count, share_count)
SELECT c.playlist_id, COALESCE(c.is_album, false), c.repost_count, c.save_count,
       c.share_count
  FROM disc.recount_playlists(-1, 2147483647) AS c;
COMMIT;

-- Search looks up counters.
SELECT m.make FROM bench.made AS m WHERE m.what = 'counters' \gexec
SELECT disc.search_rebuild();
SELECT m.make FROM bench.made AS m WHERE m.what = 'others' \gexec
