-- Feeds: what those whom somebody follows bring out and repost.  Of many
-- followees each gives as many of the newest as 3500 in all allow, and no more
-- than 3500 followees are asked, the oldest accounts.

-- As in 2022, without an end in time.  The followees may be named instead.  A
-- track that came out with a list, ten minutes before it at most, is not told
-- again: among the first 100 entries of each, 5000 in all.  What somebody
-- else's is stands at the time at which a followee first reposted it.
-- @ api_feed ($1 me int4, $2 filter text, $3 tracks_only bool,
--   $4 followee_user_id int4[], $5 gated bool, $6 limit int8)
--   -> 0..n (item_id int4, item_type text,
--   activity_timestamp timestamp without time zone)
WITH who AS MATERIALIZED (
	SELECT DISTINCT i.id
	  FROM pg_catalog.unnest($4::int4[]) AS i (id)
	UNION ALL
	SELECT f.id
	  FROM (SELECT w.followee_user_id AS id
	          FROM disc.follows AS w
	         WHERE $4 IS NULL AND w.follower_user_id = $1
	           AND NOT w.is_delete
	         ORDER BY w.followee_user_id
	         LIMIT 3500) AS f
), each AS MATERIALIZED (
	SELECT GREATEST(1, 3500 / GREATEST(pg_catalog.count(*), 1)) AS n
	  FROM who
), list AS MATERIALIZED (
	SELECT p.playlist_id, p.playlist_owner_id, p.created_at
	  FROM each
	 CROSS JOIN who
	 CROSS JOIN LATERAL (
	       SELECT w.playlist_id, w.playlist_owner_id, w.created_at,
	              w.is_current, w.is_delete, w.is_private
	         FROM disc.playlists AS w
	        WHERE w.playlist_owner_id = who.id
	          AND $2::text <> 'repost' AND NOT $3::bool
	        ORDER BY w.created_at DESC, w.playlist_id DESC
	        LIMIT each.n) AS p
	 WHERE p.is_current AND NOT p.is_delete AND NOT p.is_private
	 ORDER BY p.created_at DESC, p.playlist_id DESC
	 LIMIT LEAST($6::int8, 500)
), inside AS MATERIALIZED (
	SELECT e.id::int4 AS track_id, l.playlist_owner_id AS owner_id,
	       l.created_at
	  FROM list AS l
	 CROSS JOIN LATERAL (
	       SELECT w.playlist_contents
	         FROM disc.playlists AS w
	        WHERE w.playlist_id = l.playlist_id
	       OFFSET 0) AS p
	 CROSS JOIN LATERAL pg_catalog.jsonb_path_query(p.playlist_contents,
	           '$.track_ids[0 to 99].track
	                ? (@ >= 0 && @ <= 2147483647)') AS e (id)
	 LIMIT 5000
), made AS MATERIALIZED (
	SELECT t.track_id, t.created_at
	  FROM each
	 CROSS JOIN who
	 CROSS JOIN LATERAL (
	       SELECT w.track_id, w.owner_id, w.created_at, w.is_current,
	              w.is_delete, w.is_unlisted, w.stem_of, w.is_stream_gated,
	              w.access_authorities
	         FROM disc.tracks AS w
	        WHERE w.owner_id = who.id AND $2 <> 'repost'
	        ORDER BY w.created_at DESC, w.track_id DESC
	        LIMIT each.n) AS t
	 WHERE t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
	   AND t.stem_of IS NULL AND t.access_authorities IS NULL
	   AND ($5::bool OR NOT COALESCE(t.is_stream_gated, false))
	   AND NOT EXISTS (SELECT FROM inside AS i
	                    WHERE i.track_id = t.track_id
	                      AND i.owner_id = t.owner_id
	                      AND t.created_at BETWEEN
	                          i.created_at - interval '10 minutes'
	                          AND i.created_at)
	 ORDER BY t.created_at DESC, t.track_id DESC
	 LIMIT LEAST($6, 500)
), again AS MATERIALIZED (
	SELECT r.repost_item_id AS id, r.repost_type = 'track' AS is_track,
	       pg_catalog.min(r.created_at) AS created_at
	  FROM each
	 CROSS JOIN who
	 CROSS JOIN LATERAL (
	       SELECT w.repost_item_id, w.repost_type, w.created_at
	         FROM disc.reposts AS w
	        WHERE w.user_id = who.id AND NOT w.is_delete
	          AND $2 <> 'original'
	        ORDER BY w.created_at DESC, w.repost_item_id DESC
	        LIMIT each.n) AS r
	 WHERE r.repost_type = 'track' OR NOT $3
	 GROUP BY 1, 2
)
SELECT q.item_id, q.item_type, q.activity_timestamp
  FROM (SELECT l.playlist_id AS item_id, 'playlist' AS item_type,
               l.created_at AS activity_timestamp
          FROM list AS l
        UNION ALL
        SELECT m.track_id, 'track', m.created_at
          FROM made AS m
        UNION ALL
        SELECT x.id, CASE WHEN x.is_track THEN 'track' ELSE 'playlist' END,
               x.stands_at
          FROM (SELECT a.id, a.is_track,
                       CASE WHEN i.owner_id IN (SELECT who.id FROM who)
                            THEN i.created_at ELSE a.created_at END
                           AS stands_at
                  FROM again AS a
                 CROSS JOIN LATERAL (
                       SELECT t.owner_id, t.created_at
                         FROM disc.tracks AS t
                        WHERE a.is_track AND t.track_id = a.id
                          AND t.is_current AND NOT t.is_delete
                          AND NOT t.is_unlisted AND t.stem_of IS NULL
                          AND t.access_authorities IS NULL
                          AND ($5 OR NOT COALESCE(t.is_stream_gated, false))
                        UNION ALL
                       SELECT p.playlist_owner_id, p.created_at
                         FROM disc.playlists AS p
                        WHERE NOT a.is_track AND p.playlist_id = a.id
                          AND p.is_current AND NOT p.is_delete
                          AND NOT p.is_private) AS i
                 WHERE (a.is_track AND a.id IN (SELECT m.track_id
                                                  FROM made AS m)) IS NOT TRUE
                   AND (NOT a.is_track AND a.id IN (SELECT l.playlist_id
                                                      FROM list AS l))
                       IS NOT TRUE
                 ORDER BY stands_at DESC, a.is_track DESC, a.id DESC
                 LIMIT LEAST($6, 500)) AS x) AS q
 ORDER BY q.activity_timestamp DESC, q.item_type DESC, q.item_id DESC
 LIMIT $6;

-- As the newest server: of a year, and followees that are named come to the
-- user's own.  What is both made and reposted stands at the later time.
-- @ api_user_feed ($1 id int4, $2 filter text, $3 tracks_only bool,
--   $4 followee_user_id int4[], $5 limit int8, $6 offset int8)
--   -> 0..n (item_id int4, item_type text,
--   timestamp timestamp without time zone)
WITH who AS MATERIALIZED (
	SELECT i.id
	  FROM pg_catalog.unnest($4::int4[]) AS i (id)
	UNION
	SELECT f.id
	  FROM (SELECT w.followee_user_id AS id
	          FROM disc.follows AS w
	         WHERE w.follower_user_id = $1 AND NOT w.is_delete
	         ORDER BY w.followee_user_id
	         LIMIT 3500) AS f
), each AS MATERIALIZED (
	SELECT GREATEST(1, 3500 / GREATEST(pg_catalog.count(*), 1)) AS n,
	       (pg_catalog.now() AT TIME ZONE 'UTC') - interval '1 year' AS since
	  FROM who
), again AS MATERIALIZED (
	SELECT r.repost_item_id AS id, r.repost_type = 'track' AS is_track,
	       pg_catalog.min(r.created_at) AS created_at
	  FROM each
	 CROSS JOIN who
	 CROSS JOIN LATERAL (
	       SELECT w.repost_item_id, w.repost_type, w.created_at
	         FROM disc.reposts AS w
	        WHERE w.user_id = who.id AND NOT w.is_delete
	          AND w.created_at >= each.since
	          AND $2::text <> 'original'
	        ORDER BY w.created_at DESC, w.repost_item_id DESC
	        LIMIT each.n) AS r
	 WHERE r.repost_type = 'track' OR NOT $3::bool
	 GROUP BY 1, 2
)
SELECT q.id AS item_id, CASE WHEN q.is_track THEN 'track' ELSE 'playlist' END
           AS item_type, pg_catalog.max(q.created_at) AS timestamp
  FROM (SELECT a.id, a.is_track, a.created_at
          FROM again AS a
         CROSS JOIN LATERAL (
               SELECT FROM disc.tracks AS t
                WHERE a.is_track AND t.track_id = a.id AND t.is_current
                  AND NOT t.is_delete AND NOT t.is_unlisted
                  AND t.is_available AND t.access_authorities IS NULL
                UNION ALL
               SELECT FROM disc.playlists AS p
                WHERE NOT a.is_track AND p.playlist_id = a.id
                  AND p.is_current AND NOT p.is_delete
                  AND NOT p.is_private) AS i
        UNION ALL
        SELECT t.track_id, true, t.created_at
          FROM each
         CROSS JOIN who
         CROSS JOIN LATERAL (
               SELECT w.track_id, w.created_at, w.is_current, w.is_delete,
                      w.is_unlisted, w.stem_of, w.access_authorities
                 FROM disc.tracks AS w
                WHERE w.owner_id = who.id AND $2 <> 'repost'
                  AND w.created_at >= each.since
                ORDER BY w.created_at DESC, w.track_id DESC
                LIMIT each.n) AS t
         WHERE t.is_current AND NOT t.is_delete AND NOT t.is_unlisted
           AND t.stem_of IS NULL AND t.access_authorities IS NULL
        UNION ALL
        SELECT p.playlist_id, false, p.created_at
          FROM each
         CROSS JOIN who
         CROSS JOIN LATERAL (
               SELECT w.playlist_id, w.created_at, w.is_current, w.is_delete,
                      w.is_private
                 FROM disc.playlists AS w
                WHERE w.playlist_owner_id = who.id AND $2 <> 'repost'
                  AND NOT $3
                  AND w.created_at >= each.since
                ORDER BY w.created_at DESC, w.playlist_id DESC
                LIMIT each.n) AS p
         WHERE p.is_current AND NOT p.is_delete AND NOT p.is_private) AS q
 GROUP BY q.id, q.is_track
 ORDER BY 3 DESC, q.is_track DESC, q.id DESC
 LIMIT $5 OFFSET $6;

-- What everybody may see and have; the rest takes no place of what is found.
-- @part public (of)
	          {of}.is_current AND NOT {of}.is_delete AND NOT {of}.is_unlisted
	          AND {of}.is_available AND {of}.stem_of IS NULL
	          AND {of}.access_authorities IS NULL
-- @end

-- Tracks that a user may like: of two weeks by those whom he follows, those that
-- lead, those that lead of artists whom few follow, and new ones of artists who
-- were saved by who saved the same as he (of his newest 40 saves, 20 others
-- each, with their newest 5).  Nothing of his own, nothing that he saved.  What
-- is new counts, half after two days; what was saved, reposted, heard; how much
-- he cares for the artist, by his newest 1000 saves and reposts and 1000 plays;
-- and where it was found.  No more of one artist than $2, 200 in all.
-- @ api_for_you ($1 id int4, $2 max_per_artist int8, $3 version text)
--   -> 0..n (track_id int4, owner_id int4)
WITH saved AS MATERIALIZED (
	SELECT s.save_item_id AS track_id, s.created_at, t.owner_id
	  FROM (SELECT w.save_item_id, w.save_type, w.created_at
	          FROM disc.saves AS w
	         WHERE w.user_id = $1 AND NOT w.is_delete
	         ORDER BY w.created_at DESC, w.save_item_id DESC
	         LIMIT 1000) AS s
	 CROSS JOIN LATERAL (SELECT x.owner_id FROM disc.tracks AS x
	                      WHERE x.track_id = s.save_item_id OFFSET 0) AS t
	 WHERE s.save_type = 'track'
), near AS MATERIALIZED (
	SELECT e.owner_id AS id,
	       pg_catalog.ln(1 + pg_catalog.count(*)::float8) AS affinity
	  FROM (SELECT saved.owner_id FROM saved
	        UNION ALL
	        SELECT t.owner_id
	          FROM (SELECT w.repost_item_id, w.repost_type
	                  FROM disc.reposts AS w
	                 WHERE w.user_id = $1 AND NOT w.is_delete
	                 ORDER BY w.created_at DESC, w.repost_item_id DESC
	                 LIMIT 1000) AS r
	         CROSS JOIN LATERAL (SELECT x.owner_id FROM disc.tracks AS x
	                              WHERE x.track_id = r.repost_item_id
	                             OFFSET 0) AS t
	         WHERE r.repost_type = 'track'
	        UNION ALL
	        SELECT t.owner_id
	          FROM (SELECT w.play_item_id FROM disc.plays AS w
	                 WHERE w.user_id = $1
	                 ORDER BY w.play_item_id DESC
	                 LIMIT 1000) AS p
	         CROSS JOIN LATERAL (SELECT x.owner_id FROM disc.tracks AS x
	                              WHERE x.track_id = p.play_item_id
	                             OFFSET 0) AS t) AS e
	 GROUP BY e.owner_id
), alike AS MATERIALIZED (
	SELECT t.owner_id AS id, pg_catalog.count(DISTINCT o.user_id) AS n
	  FROM (SELECT saved.track_id FROM saved
	         ORDER BY saved.created_at DESC, saved.track_id DESC
	         LIMIT 40) AS m
	 CROSS JOIN LATERAL (
	       SELECT s.user_id
	         FROM disc.saves AS s
	        WHERE s.save_item_id = m.track_id AND s.save_type = 'track'
	          AND NOT s.is_delete AND s.user_id <> $1
	        ORDER BY s.user_id DESC
	        LIMIT 20) AS o
	 CROSS JOIN LATERAL (
	       SELECT s.save_item_id, s.save_type
	         FROM disc.saves AS s
	        WHERE s.user_id = o.user_id AND NOT s.is_delete
	        ORDER BY s.created_at DESC, s.save_item_id DESC
	        LIMIT 5) AS x
	 CROSS JOIN LATERAL (SELECT w.owner_id FROM disc.tracks AS w
	                      WHERE w.track_id = x.save_item_id OFFSET 0) AS t
	 WHERE x.save_type = 'track'
	   AND t.owner_id NOT IN (SELECT saved.owner_id FROM saved)
	 GROUP BY t.owner_id
	 ORDER BY 2 DESC, 1
	 LIMIT 50
), who AS MATERIALIZED (
	SELECT w.followee_user_id AS id
	  FROM disc.follows AS w
	 WHERE w.follower_user_id = $1 AND NOT w.is_delete
	 ORDER BY w.followee_user_id
	 LIMIT 3500
), found AS MATERIALIZED (
	SELECT c.track_id, pg_catalog.max(c.worth) AS worth
	  FROM ((SELECT t.track_id, 1.20::float8 AS worth
	           FROM (SELECT GREATEST(1, 3500 / GREATEST(
	                            pg_catalog.count(*), 1)) AS n
	                   FROM who) AS each
	          CROSS JOIN who
	          CROSS JOIN LATERAL (
	                SELECT w.*
	                  FROM disc.tracks AS w
	                 WHERE w.owner_id = who.id
	                   AND w.created_at >=
	                       (pg_catalog.now() AT TIME ZONE 'UTC')
	                       - interval '14 days'
	                 ORDER BY w.created_at DESC, w.track_id DESC
	                 LIMIT each.n) AS t
	          WHERE
-- @use public (t)
	          ORDER BY t.created_at DESC, t.track_id DESC
	          LIMIT 300)
	        UNION ALL
	        (SELECT s.track_id, 1.00
	           FROM disc.track_trending_scores AS s
	          WHERE s.type = 'TRACKS' AND s.version = $3
	            AND s.time_range = 'week'
	          ORDER BY s.score DESC, s.track_id DESC
	          LIMIT 100)
	        UNION ALL
	        (SELECT l.track_id, 0.95
	           FROM (SELECT s.track_id, s.score
	                   FROM disc.track_trending_scores AS s
	                  WHERE s.type = 'TRACKS' AND s.version = $3
	                    AND s.time_range = 'week'
	                  ORDER BY s.score DESC, s.track_id DESC
	                  LIMIT 1000) AS l
	          CROSS JOIN LATERAL (
	                SELECT FROM disc.tracks AS t
	                  JOIN disc.aggregate_user AS a ON a.user_id = t.owner_id
	                 WHERE t.track_id = l.track_id
	                   AND a.follower_count < 1500
	                   AND a.following_count < 1500
	                OFFSET 0) AS t
	          ORDER BY l.score DESC, l.track_id DESC
	          LIMIT 50)
	        UNION ALL
	        (SELECT t.track_id, 0.90
	           FROM alike
	          CROSS JOIN LATERAL (
	                SELECT w.*
	                  FROM disc.tracks AS w
	                 WHERE w.owner_id = alike.id
	                   AND w.created_at >=
	                       (pg_catalog.now() AT TIME ZONE 'UTC')
	                       - interval '60 days'
	                 ORDER BY w.created_at DESC, w.track_id DESC
	                 LIMIT 20) AS t
	          WHERE
-- @use public (t)
	          ORDER BY alike.n DESC, t.created_at DESC, t.track_id DESC
	          LIMIT 100)) AS c
	 GROUP BY c.track_id
), fit AS MATERIALIZED (
	SELECT f.track_id, t.owner_id, t.created_at, f.worth
	  FROM found AS f
	 CROSS JOIN LATERAL (
	       SELECT w.owner_id, w.created_at
	         FROM disc.tracks AS w
	         JOIN disc.users AS u ON u.user_id = w.owner_id
	          AND u.is_current AND NOT u.is_deactivated
	          AND u.is_available
	        WHERE w.track_id = f.track_id AND w.owner_id <> $1
	          AND
-- @use public (w)
	       OFFSET 0) AS t
	 WHERE NOT EXISTS (
	       SELECT FROM disc.saves AS s
	        WHERE s.user_id = $1 AND s.save_type = 'track'
	          AND s.save_item_id = f.track_id
	          AND NOT s.is_delete OFFSET 0)
)
SELECT k.track_id, k.owner_id
  FROM (SELECT x.track_id, x.owner_id, x.score, pg_catalog.row_number() OVER (
                   PARTITION BY x.owner_id
                   ORDER BY x.score DESC, x.track_id DESC) AS place
          FROM (SELECT f.track_id, f.owner_id,
                       (0.55 * pg_catalog.exp(-pg_catalog.ln(2::float8)
                            * LEAST(1000, GREATEST(0, pg_catalog.date_part(
                                'epoch',
                                (pg_catalog.now() AT TIME ZONE 'UTC')
                                - f.created_at)) / (48 * 3600)))
                        + 0.45 * pg_catalog.ln(1
                            + 3 * COALESCE(a.save_count, 0)::float8
                            + 2 * COALESCE(a.repost_count, 0)
                            + COALESCE(p.count, 0)) / 12)
                       * (1 + LEAST(COALESCE(near.affinity, 0) / 4, 1))
                       * f.worth AS score
                  FROM fit AS f
                  LEFT JOIN near ON near.id = f.owner_id
                  LEFT JOIN LATERAL (
                       SELECT w.save_count, w.repost_count
                         FROM disc.aggregate_track AS w
                        WHERE w.track_id = f.track_id OFFSET 0) AS a ON true
                  LEFT JOIN LATERAL (
                       SELECT w.count FROM disc.aggregate_plays AS w
                        WHERE w.play_item_id = f.track_id OFFSET 0) AS p
                    ON true) AS x) AS k
 WHERE k.place <= $2
 ORDER BY k.score DESC, k.track_id DESC
 LIMIT 200;

-- These tracks as entries of a feed.
-- @ api_feed_tracks ($1 ids int4[]) -> 0..n (item_id int4, item_type text,
--   timestamp timestamp without time zone)
SELECT t.track_id AS item_id, 'track' AS item_type, t.created_at AS timestamp
  FROM pg_catalog.unnest($1::int4[]) WITH ORDINALITY AS i (id, nr)
 CROSS JOIN LATERAL (SELECT w.track_id, w.created_at
                       FROM disc.tracks AS w
                      WHERE w.track_id = i.id OFFSET 0) AS t
 ORDER BY i.nr;
