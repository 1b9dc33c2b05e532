-- Lists of tracks that belong to nobody: each walks a bounded stretch along an
-- index, and what is counted or sorted is what that stretch holds.
--
-- A track that everybody may see: live, not deleted, not hidden, not a stem,
-- and there for everybody; shared ones are available, too.

-- By chance: 33 stretches of neighbours, from places drawn and from the
-- beginning, so that a small table is seen whole.  They are of 16, and of 32
-- where plays are asked for, which few have: those are looked up first.
-- @ api_lucky_tracks ($1 min_plays int8, $2 min_followers int8, $3 limit int8)
--   -> 0..n (track_id int4)
WITH place AS MATERIALIZED (
	SELECT f.track_id AS first, l.track_id AS last
	  FROM (SELECT t.track_id FROM disc.tracks AS t
	         WHERE t.is_delete = false ORDER BY t.track_id LIMIT 1) AS f
	 CROSS JOIN (SELECT t.track_id FROM disc.tracks AS t
	              WHERE t.is_delete = false
	              ORDER BY t.track_id DESC LIMIT 1) AS l
), start AS MATERIALIZED (
	SELECT CASE WHEN g.nr = 0 THEN place.first
	       ELSE place.first + pg_catalog.floor(pg_catalog.random()
	            * (place.last - place.first + 1::float8))::int4 END AS id,
	       CASE WHEN g.nr = 0 THEN 128 WHEN $1::int8 > 0 THEN 32 ELSE 16 END AS far
	  FROM place
	 CROSS JOIN pg_catalog.generate_series(0, 32) AS g (nr)
), heard AS MATERIALIZED (
	SELECT n.track_id
	  FROM (SELECT DISTINCT w.track_id
	          FROM start
	         CROSS JOIN LATERAL (
	               SELECT t.track_id
	                 FROM disc.tracks AS t
	                WHERE t.is_delete = false AND t.track_id >= start.id
	                ORDER BY t.track_id
	                LIMIT start.far) AS w) AS n
	 WHERE ($1 > 0) IS NOT TRUE
	    OR (SELECT p.count FROM disc.aggregate_plays AS p
	         WHERE p.play_item_id = n.track_id) >= $1
)
SELECT h.track_id
  FROM heard AS h
 CROSS JOIN LATERAL (
       SELECT w.owner_id
         FROM disc.tracks AS w
        WHERE w.track_id = h.track_id AND w.is_current AND NOT w.is_delete
          AND NOT w.is_unlisted AND w.is_available AND w.stem_of IS NULL
          AND w.access_authorities IS NULL
       OFFSET 0) AS t
 WHERE ($2::int8 > 0) IS NOT TRUE
    OR (SELECT a.follower_count FROM disc.aggregate_user AS a
         WHERE a.user_id = t.owner_id) >= $2
 ORDER BY pg_catalog.random()
 LIMIT $3;

-- The newest tracks, of a genre; or of all, those among the newest 15000 that
-- anybody may hear.
-- @ api_latest_tracks ($1 genre text, $2 limit int8, $3 offset int8)
--   -> 0..n (track_id int4)
SELECT x.track_id
  FROM ((SELECT t.track_id, t.created_at
           FROM (SELECT w.track_id, w.created_at, w.is_current,
                        w.is_unlisted, w.is_stream_gated, w.stem_of,
                        w.access_authorities
                   FROM disc.tracks AS w
                  WHERE $1::text IS NULL AND w.is_delete = false
                  ORDER BY w.created_at DESC, w.track_id DESC
                  LIMIT 15000) AS t
          WHERE t.is_current AND NOT t.is_unlisted AND t.stem_of IS NULL
            AND NOT COALESCE(t.is_stream_gated, false)
            AND t.access_authorities IS NULL
          LIMIT $2::int8 + $3::int8)
        UNION ALL
        (SELECT w.track_id, w.created_at
           FROM disc.tracks AS w
          WHERE w.genre = $1 AND w.is_current AND NOT w.is_delete
            AND NOT w.is_unlisted AND w.stem_of IS NULL
            AND w.access_authorities IS NULL
            AND NOT COALESCE(w.is_stream_gated, false)
            AND pg_catalog.octet_length(w.genre) BETWEEN 1 AND 2000
          ORDER BY w.created_at DESC, w.track_id DESC
          LIMIT $2 + $3)) AS x
 ORDER BY x.created_at DESC, x.track_id DESC
 LIMIT $2 OFFSET $3;

-- The newest of a kind, for the clients of 2022.
-- @ api_latest ($1 type text, $2 limit int8, $3 offset int8) -> 0..n (id int4)
SELECT x.id
  FROM ((SELECT t.track_id AS id, t.created_at
           FROM (SELECT w.track_id, w.created_at, w.is_current,
                        w.is_unlisted, w.is_stream_gated,
                        w.access_authorities
                   FROM disc.tracks AS w
                  WHERE $1::text = 'track' AND w.is_delete = false
                  ORDER BY w.created_at DESC, w.track_id DESC
                  LIMIT 6000) AS t
          WHERE t.is_current AND NOT t.is_unlisted
            AND NOT COALESCE(t.is_stream_gated, false)
            AND t.access_authorities IS NULL
          LIMIT $2::int8 + $3::int8)
        UNION ALL
        (SELECT p.playlist_id, p.created_at
           FROM (SELECT w.playlist_id, w.created_at, w.is_current,
                        w.is_private
                   FROM disc.playlists AS w
                  WHERE $1 = 'playlist' AND NOT w.is_delete
                  ORDER BY w.created_at DESC, w.playlist_id DESC
                  LIMIT 6000) AS p
          WHERE p.is_current AND NOT p.is_private
          LIMIT $2 + $3)
        UNION ALL
        (SELECT u.user_id, u.created_at
           FROM (SELECT w.user_id, w.created_at, w.is_current
                   FROM disc.users AS w
                  WHERE $1 = 'user'
                  ORDER BY w.created_at DESC, w.user_id DESC
                  LIMIT 6000) AS u
          WHERE u.is_current
          LIMIT $2 + $3)) AS x
 ORDER BY x.created_at DESC, x.id DESC
 LIMIT $2 OFFSET $3;

-- Tracks made after one, in the order in which they were made.
-- @ api_subsequent ($1 id int4, $2 limit int8) -> 0..n (track_id int4)
SELECT t.track_id
  FROM disc.tracks AS o
 CROSS JOIN LATERAL (
       SELECT w.track_id, w.created_at, w.is_current, w.is_unlisted,
              w.access_authorities
         FROM disc.tracks AS w
        WHERE w.is_delete = false
          AND (w.created_at, w.track_id) > (o.created_at, o.track_id)
        ORDER BY w.created_at, w.track_id
        LIMIT 6000) AS t
 WHERE o.track_id = $1 AND o.is_current
   AND t.is_current AND NOT t.is_unlisted AND t.access_authorities IS NULL
 ORDER BY t.created_at, t.track_id
 LIMIT $2;

-- Of the newest 15000 shares of tracks in that time.
-- @ api_most_shared ($1 time_range text, $2 limit int8, $3 offset int8)
--   -> 0..n (track_id int4)
SELECT s.track_id
  FROM (SELECT w.share_item_id AS track_id, pg_catalog.count(*) AS shares
          FROM (SELECT h.share_item_id
                  FROM disc.shares AS h
                 WHERE h.share_type = 'track'
                   AND h.created_at >= CASE $1::text
                       WHEN 'week' THEN (pg_catalog.now() AT TIME ZONE 'UTC')
                           - interval '7 days'
                       WHEN 'month' THEN (pg_catalog.now() AT TIME ZONE 'UTC')
                           - interval '30 days'
                       ELSE timestamp '-infinity' END
                 ORDER BY h.created_at DESC
                 LIMIT 15000) AS w
         GROUP BY w.share_item_id
         ORDER BY 2 DESC, 1
         LIMIT 5000) AS s
 CROSS JOIN LATERAL (
       SELECT FROM disc.tracks AS t
         JOIN disc.users AS u ON u.user_id = t.owner_id AND u.is_current
          AND NOT u.is_deactivated
        WHERE t.track_id = s.track_id AND t.is_current AND NOT t.is_delete
          AND NOT t.is_unlisted AND t.is_available AND t.stem_of IS NULL
          AND t.access_authorities IS NULL
       OFFSET 0) AS t
 ORDER BY s.shares DESC, s.track_id
 LIMIT $2 OFFSET $3;

-- Of the newest 8000 comments on tracks in a month.
-- @ api_recent_comments ($1 limit int8, $2 offset int8)
--   -> 0..n (track_id int4)
SELECT c.track_id
  FROM (SELECT w.entity_id AS track_id,
               pg_catalog.max(w.created_at) AS commented
          FROM (SELECT m.entity_id, m.created_at
                  FROM disc.comments AS m
                 WHERE m.entity_type = 'Track' AND NOT m.is_delete
                   AND m.is_visible
                   AND m.created_at >= (pg_catalog.now() AT TIME ZONE 'UTC')
                       - interval '1 month'
                 ORDER BY m.created_at DESC
                 LIMIT 8000) AS w
         GROUP BY w.entity_id) AS c
 CROSS JOIN LATERAL (
       SELECT FROM disc.tracks AS t
        WHERE t.track_id = c.track_id AND t.is_current AND NOT t.is_delete
          AND NOT t.is_unlisted AND t.stem_of IS NULL
          AND t.access_authorities IS NULL
       OFFSET 0) AS t
 ORDER BY c.commented DESC, c.track_id
 LIMIT $1 OFFSET $2;

-- Each owner's newest track of a month that is for sale; of the newest 15000
-- tracks.
-- @ api_recent_premium ($1 limit int8, $2 offset int8)
--   -> 0..n (track_id int4)
SELECT x.track_id
  FROM (SELECT DISTINCT ON (t.owner_id) t.track_id, t.created_at
          FROM (SELECT w.track_id, w.owner_id, w.created_at, w.is_current,
                       w.is_unlisted, w.is_available, w.stem_of,
                       w.access_authorities, w.stream_conditions,
                       w.download_conditions
                  FROM disc.tracks AS w
                 WHERE w.is_delete = false
                   AND w.created_at >= (pg_catalog.now() AT TIME ZONE 'UTC')
                       - interval '1 month'
                 ORDER BY w.created_at DESC, w.track_id DESC
                 LIMIT 15000) AS t
         WHERE t.is_current AND NOT t.is_unlisted AND t.is_available
           AND t.stem_of IS NULL AND t.access_authorities IS NULL
           AND (pg_catalog.jsonb_exists(t.stream_conditions, 'usdc_purchase')
                OR pg_catalog.jsonb_exists(t.download_conditions,
                       'usdc_purchase'))
         ORDER BY t.owner_id, t.created_at DESC, t.track_id) AS x
 ORDER BY x.created_at DESC, x.track_id
 LIMIT $1 OFFSET $2;

-- Tracks that have stems which everybody may have: the parents of the newest
-- 4000 stems, by reposts and saves, worth less from day to day.
-- @ api_remixables ($1 limit int8) -> 0..n (track_id int4)
SELECT t.track_id
  FROM (SELECT DISTINCT s.parent_track_id
          FROM (SELECT w.track_id, w.is_current, w.is_unlisted,
                       w.access_authorities
                  FROM disc.tracks AS w
                 WHERE w.stem_of IS NOT NULL AND NOT w.is_delete
                 ORDER BY w.created_at DESC, w.track_id DESC
                 LIMIT 4000) AS c
         CROSS JOIN LATERAL (
               SELECT m.parent_track_id
                 FROM disc.stems AS m
                WHERE m.child_track_id = c.track_id
                LIMIT 1) AS s
         WHERE c.is_current AND NOT c.is_unlisted
           AND c.access_authorities IS NULL) AS p
 CROSS JOIN LATERAL (
       SELECT w.track_id, w.created_at
         FROM disc.tracks AS w
        WHERE w.track_id = p.parent_track_id AND w.is_current
          AND NOT w.is_delete AND NOT w.is_unlisted
          AND NOT COALESCE(w.is_stream_gated, false)
          AND w.access_authorities IS NULL
       OFFSET 0) AS t
 CROSS JOIN LATERAL (SELECT COALESCE((
       SELECT a.repost_count + a.save_count FROM disc.aggregate_track AS a
        WHERE a.track_id = t.track_id), 0) AS acts) AS a
 ORDER BY a.acts * pg_catalog.power(1000::float8, 1 - LEAST(
           pg_catalog.date_part('epoch',
               (pg_catalog.now() AT TIME ZONE 'UTC') - t.created_at)
           / (60 * 86400), 1)) DESC, t.track_id DESC
 LIMIT $1;

-- New tracks of those whom the current user follows, the first 5000 of them by
-- id; of each as many of the newest as 6000 in all allow.
-- @ api_best_new_releases ($1 me int4, $2 window text, $3 limit int8)
--   -> 0..n (track_id int4)
WITH who AS MATERIALIZED (
	SELECT w.followee_user_id AS id
	  FROM disc.follows AS w
	 WHERE w.follower_user_id = $1 AND NOT w.is_delete
	 ORDER BY w.followee_user_id
	 LIMIT 5000
)
SELECT t.track_id
  FROM (SELECT GREATEST(1, 6000 / GREATEST(pg_catalog.count(*), 1)) AS each,
               (pg_catalog.now() AT TIME ZONE 'UTC') - CASE $2::text
                   WHEN 'week' THEN interval '1 week'
                   WHEN 'month' THEN interval '1 month'
                   ELSE interval '1 year' END AS since
          FROM who) AS n
 CROSS JOIN who
 CROSS JOIN LATERAL (
       SELECT w.track_id, w.is_current, w.is_delete, w.is_unlisted, w.stem_of,
              w.access_authorities
         FROM disc.tracks AS w
        WHERE w.owner_id = who.id AND w.created_at >= n.since
        ORDER BY w.created_at DESC, w.track_id DESC
        LIMIT n.each) AS t
  JOIN disc.aggregate_track AS a ON a.track_id = t.track_id
 WHERE t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
   AND t.stem_of IS NULL AND t.access_authorities IS NULL
 ORDER BY a.repost_count + a.save_count DESC, t.track_id DESC
 LIMIT $3;

-- What they saved most: of each as many saves as 15000 in all allow, those of
-- the highest ids.
-- @ api_most_loved ($1 me int4, $2 limit int8) -> 0..n (track_id int4)
WITH who AS MATERIALIZED (
	SELECT w.followee_user_id AS id
	  FROM disc.follows AS w
	 WHERE w.follower_user_id = $1 AND NOT w.is_delete
	 ORDER BY w.followee_user_id
	 LIMIT 5000
)
SELECT x.track_id
  FROM (SELECT s.save_item_id AS track_id, pg_catalog.count(*) AS saves
          FROM (SELECT GREATEST(1, 15000 / GREATEST(pg_catalog.count(*), 1))
                       AS each
                  FROM who) AS n
         CROSS JOIN who
         CROSS JOIN LATERAL (
               SELECT w.save_item_id, w.save_type, w.is_delete
                 FROM disc.saves AS w
                WHERE w.user_id = who.id
                ORDER BY w.save_item_id DESC, w.save_type DESC
                LIMIT n.each) AS s
         WHERE s.save_type = 'track' AND NOT s.is_delete
         GROUP BY s.save_item_id
         ORDER BY 2 DESC, 1 DESC
         LIMIT 1000) AS x
 CROSS JOIN LATERAL (
       SELECT FROM disc.tracks AS t
        WHERE t.track_id = x.track_id AND t.is_current AND NOT t.is_delete
          AND NOT t.is_unlisted AND t.stem_of IS NULL
          AND t.access_authorities IS NULL
       OFFSET 0) AS t
 ORDER BY x.saves DESC, x.track_id DESC
 LIMIT $2;

-- Who heard a track most: hours with a play, among 7500 plays by users whom
-- lists show.
-- @ api_top_listeners ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4, count int8)
SELECT p.user_id, p.hours AS count
  FROM (SELECT w.user_id, pg_catalog.count(DISTINCT
                   pg_catalog.date_trunc('hour', w.created_at)) AS hours
          FROM (SELECT y.user_id, y.created_at
                  FROM disc.plays AS y
                 WHERE y.play_item_id = $1 AND y.user_id IS NOT NULL
                 ORDER BY y.user_id
                 LIMIT 7500) AS w
         GROUP BY w.user_id) AS p
 WHERE EXISTS (SELECT FROM disc.users AS u
                WHERE u.user_id = p.user_id AND u.is_current
                  AND u.wallet IS NOT NULL AND u.handle IS NOT NULL
               OFFSET 0)
 ORDER BY p.hours DESC,
       (SELECT a.follower_count FROM disc.aggregate_user AS a
         WHERE a.user_id = p.user_id) DESC NULLS LAST, p.user_id
 LIMIT $2 OFFSET $3;

-- How often the originals were taken, of those tracks that there are; 10000
-- downloads of one track are counted at most.
-- @ api_download_counts ($1 ids int4[]) -> 0..n (track_id int4, count int8)
SELECT i.id AS track_id,
       (SELECT pg_catalog.count(*)
          FROM (SELECT FROM disc.track_downloads AS d
                 WHERE d.parent_track_id = i.id
                 LIMIT LEAST(10000, 30000 / GREATEST(
                     pg_catalog.cardinality($1::int4[]), 1))) AS d) AS count
  FROM pg_catalog.unnest($1::int4[]) AS i (id)
 WHERE EXISTS (SELECT FROM disc.tracks AS t
                WHERE t.track_id = i.id AND t.is_current AND NOT t.is_delete
                OFFSET 0);

-- The same of one track, 30000 at most.
-- @ api_download_count ($1 id int4) -> 0..1 (track_id int4, count int8)
SELECT t.track_id,
       (SELECT pg_catalog.count(*)
          FROM (SELECT FROM disc.track_downloads AS d
                 WHERE d.parent_track_id = t.track_id
                 LIMIT 30000) AS d) AS count
  FROM disc.tracks AS t
 WHERE t.track_id = $1 AND t.is_current AND NOT t.is_delete;

-- Genres of the newest 30000 public tracks, of those made since then.
-- @ api_popular_genres ($1 start_time int8, $2 min_count int8, $3 limit int8,
--   $4 offset int8) -> 0..n (name text, count int8)
SELECT g.name, g.count
  FROM (SELECT t.genre AS name, pg_catalog.count(*) AS count
          FROM (SELECT w.genre
                  FROM disc.tracks AS w
                 WHERE w.is_current AND NOT w.is_delete AND NOT w.is_unlisted
                   AND w.stem_of IS NULL AND w.access_authorities IS NULL
                   AND pg_catalog.octet_length(w.genre) BETWEEN 1 AND 2000
                   AND w.created_at >= pg_catalog.to_timestamp($1::int8)
                       AT TIME ZONE 'UTC'
                 ORDER BY w.created_at DESC, w.track_id DESC
                 LIMIT 30000) AS t
         GROUP BY t.genre) AS g
 WHERE g.count >= $2::int8
 ORDER BY g.count DESC, g.name COLLATE "C"
 LIMIT $3 OFFSET $4;
