-- What was heard: of a user's tracks, by a user, and what follows from it.

-- Plays of a user's tracks, of his newest 2000, by month and track; 24000 months
-- of tracks in all.
-- @ api_monthly_plays ($1 id int4, $2 start_time timestamp,
--   $3 end_time timestamp) -> 0..n (month date,
--   track_id int4, count int8)
SELECT p.month, p.track_id, pg_catalog.sum(p.count)::int8 AS count
  FROM (SELECT m.month, t.track_id, m.count
          FROM (SELECT w.track_id
                  FROM disc.tracks AS w
                 WHERE w.owner_id = $1 AND w.is_current
                 ORDER BY w.created_at DESC, w.track_id DESC
                 LIMIT 2000) AS t
         CROSS JOIN LATERAL (
               SELECT a.timestamp AS month, a.count
                 FROM disc.aggregate_monthly_plays AS a
                WHERE a.play_item_id = t.track_id
                  AND a.timestamp >= COALESCE($2::timestamp, '-infinity')
                  AND a.timestamp < COALESCE($3::timestamp, 'infinity')
                ORDER BY a.timestamp DESC) AS m
         LIMIT 24000) AS p
 GROUP BY p.month, p.track_id
 ORDER BY p.month, p.track_id;

-- May this be heard, and is somebody with this id there?  Nothing when there is
-- no such track; user_id is null for who is nobody.
-- @ api_listen ($1 id int4, $2 user_id int4) -> 0..1 (user_id int4)
SELECT (SELECT u.user_id FROM disc.users AS u WHERE u.user_id = $2) AS user_id
  FROM disc.tracks AS t
 WHERE t.track_id = $1 AND NOT t.is_delete AND t.is_available;

-- The track that a user's newest play is of, when it may still be on: it began no
-- longer ago than it lasts, and ten seconds.  Of one with more than 8000 plays
-- those among everybody's newest 15000 are looked at.  A hidden one is not told.
-- @ api_now_playing ($1 id int4) -> 0..1 (track_id int4, title text)
WITH own AS MATERIALIZED (
	SELECT p.play_item_id, p.created_at
	  FROM disc.plays AS p
	 WHERE p.user_id = $1
	 LIMIT 8001
), few AS MATERIALIZED (
	SELECT pg_catalog.count(*) <= 8000 AS yes FROM own
), newest AS MATERIALIZED (
	SELECT n.play_item_id, n.created_at
	  FROM (SELECT own.play_item_id, own.created_at
	          FROM own
	         WHERE (SELECT few.yes FROM few)
	        UNION ALL
	        SELECT w.play_item_id, w.created_at
	          FROM (SELECT p.play_item_id, p.created_at, p.user_id
	                  FROM disc.plays AS p
	                 WHERE NOT (SELECT few.yes FROM few)
	                 ORDER BY p.created_at DESC, p.play_item_id DESC
	                 LIMIT 15000) AS w
	         WHERE w.user_id = $1) AS n
	 ORDER BY n.created_at DESC, n.play_item_id DESC
	 LIMIT 1
)
SELECT t.track_id, t.title
  FROM newest AS n
 CROSS JOIN LATERAL (SELECT w.track_id, disc.clip(w.title, 4000) AS title,
                            COALESCE(w.duration, 0) AS duration
                       FROM disc.tracks AS w
                      WHERE w.track_id = n.play_item_id AND w.is_current
                        AND NOT w.is_delete AND NOT w.is_unlisted
                        AND w.access_authorities IS NULL
                     OFFSET 0) AS t
 WHERE n.created_at + (t.duration + 10) * interval '1 second'
       >= (pg_catalog.now() AT TIME ZONE 'UTC');

-- By chance, of what leads in the five genres that a user heard most tracks of
-- (of 8000 plays): ten of each that he has not heard, among its first 1000.
-- @ api_recommended_for ($1 id int4, $2 version text, $3 time_range text,
--   $4 limit int8) -> 0..n (track_id int4)
WITH heard AS MATERIALIZED (
	SELECT DISTINCT p.play_item_id AS track_id
	  FROM (SELECT w.play_item_id
	          FROM disc.plays AS w
	         WHERE w.user_id = $1
	         ORDER BY w.play_item_id DESC
	         LIMIT 8000) AS p
), genres AS MATERIALIZED (
	SELECT t.genre
	  FROM heard AS h
	 CROSS JOIN LATERAL (SELECT w.genre FROM disc.tracks AS w
	                      WHERE w.track_id = h.track_id OFFSET 0) AS t
	 WHERE t.genre <> ''
	 GROUP BY t.genre
	 ORDER BY pg_catalog.count(*) DESC, t.genre
	 LIMIT 5
)
SELECT x.track_id
  FROM genres AS g
 CROSS JOIN LATERAL (
       SELECT s.track_id
         FROM (SELECT w.track_id, w.score
                 FROM disc.track_trending_scores AS w
                WHERE w.genre = pg_catalog.left(g.genre, 200)
                  AND w.type = 'TRACKS' AND w.version = $2
                  AND w.time_range = CASE
                      WHEN $3 IN ('week', 'month') THEN $3
                      WHEN $2 IN ('aSPET', 'ePWJD') THEN 'year'
                      ELSE 'allTime' END
                ORDER BY w.score DESC, w.track_id DESC
                LIMIT 1000) AS s
        CROSS JOIN LATERAL (
              SELECT FROM disc.tracks AS t
                JOIN disc.users AS u ON u.user_id = t.owner_id
                 AND u.is_current AND NOT u.is_deactivated
               WHERE t.track_id = s.track_id AND t.is_current
                 AND NOT t.is_delete AND NOT t.is_unlisted
                 AND t.stem_of IS NULL AND t.access_authorities IS NULL
              OFFSET 0) AS t
        WHERE s.track_id NOT IN (SELECT h.track_id FROM heard AS h)
        ORDER BY s.score DESC, s.track_id DESC
        LIMIT 10) AS x
 ORDER BY pg_catalog.random()
 LIMIT $4;
