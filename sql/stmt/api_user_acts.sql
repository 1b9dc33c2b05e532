-- What a user reposted, saved and heard.

-- Public items, the newest repost first; of one with more than 5000 reposts
-- the newest of these.
-- @ api_user_reposts ($1 id int4, $2 unavailable bool, $3 limit int8,
--   $4 offset int8) -> 0..n (item_id int4, item_type text,
--   timestamp timestamp without time zone)
SELECT r.repost_item_id AS item_id,
       CASE r.repost_type WHEN 'track' THEN 'track' ELSE 'playlist' END
           AS item_type,
       r.created_at AS timestamp
  FROM (SELECT w.repost_item_id, w.repost_type, w.created_at
          FROM disc.reposts AS w
         WHERE w.user_id = $1 AND NOT w.is_delete
         ORDER BY w.created_at DESC, w.repost_item_id DESC
         LIMIT 5000) AS r
 WHERE CASE r.repost_type WHEN 'track' THEN
           EXISTS (SELECT 1 FROM disc.tracks AS t
                    WHERE t.track_id = r.repost_item_id AND t.is_current
                      AND NOT t.is_delete AND NOT t.is_unlisted
                      AND (t.is_available OR $2::bool)
                      AND t.stem_of IS NULL
                      AND t.access_authorities IS NULL OFFSET 0)
       ELSE
           EXISTS (SELECT 1 FROM disc.playlists AS p
                    WHERE p.playlist_id = r.repost_item_id AND p.is_current
                      AND NOT p.is_delete AND NOT p.is_private OFFSET 0)
       END
 ORDER BY r.created_at DESC, r.repost_item_id DESC, r.repost_type
 LIMIT $3 OFFSET $4;

-- Saves of one kind whose item is there; deleted ones, too.
-- @ api_user_favorites ($1 id int4, $2 type text, $3 limit int8,
--   $4 offset int8) -> 0..n (favorite_item_id int4, favorite_type text,
--   user_id int4, created_at timestamp without time zone,
--   save_type disc.savetype, blockhash text, blocknumber int4, txhash text,
--   slot int4)
SELECT s.save_item_id AS favorite_item_id,
       'SaveType.' || s.save_type::text AS favorite_type, s.user_id,
       s.created_at, s.save_type, s.blockhash, s.blocknumber, s.txhash, s.slot
  FROM (SELECT w.save_item_id, w.save_type, w.user_id, w.created_at,
               w.blockhash, w.blocknumber, w.txhash, w.slot
          FROM disc.saves AS w
         WHERE w.user_id = $1 AND NOT w.is_delete
         ORDER BY w.created_at DESC, w.save_item_id DESC
         LIMIT 5000) AS s
 WHERE s.save_type::text = $2::text
   AND CASE s.save_type WHEN 'track' THEN
           EXISTS (SELECT 1 FROM disc.tracks AS t
                    WHERE t.track_id = s.save_item_id
                      AND t.is_current OFFSET 0)
       ELSE
           EXISTS (SELECT 1 FROM disc.playlists AS p
                    WHERE p.playlist_id = s.save_item_id AND p.is_current
                      AND p.is_album = (s.save_type = 'album') OFFSET 0)
       END
 ORDER BY s.blocknumber DESC NULLS LAST, s.save_item_id DESC
 LIMIT $3 OFFSET $4;

-- Tracks that a user saved, reposted or, told to himself, bought: the newest 4000
-- of all, each once with its newest time.  Hidden ones for their owner only.
-- @ api_user_library_tracks ($1 id int4, $2 auth int4, $3 type text,
--   $4 query text, $5 sort_method text, $6 sort_direction text,
--   $7 limit int8, $8 offset int8) -> 0..n (item_id int4, item_type text,
--   timestamp timestamp without time zone)
SELECT k.item_id, 'track' AS item_type, k.timestamp
  FROM (SELECT l.item_id, l.timestamp,
               CASE $5::text
                    WHEN 'title' THEN pg_catalog.lower(t.title)
                    WHEN 'artist_name' THEN pg_catalog.lower(
                        (SELECT o.name FROM disc.users AS o
                          WHERE o.user_id = t.owner_id)) END AS word,
               CASE $5
                    WHEN 'plays' THEN COALESCE(
                        (SELECT p.count FROM disc.aggregate_plays AS p
                          WHERE p.play_item_id = l.item_id), 0)::float8
                    WHEN 'reposts' THEN COALESCE(
                        (SELECT a.repost_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = l.item_id), 0)::float8
                    WHEN 'saves' THEN COALESCE(
                        (SELECT a.save_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = l.item_id), 0)::float8
                    WHEN 'release_date' THEN
                        pg_catalog.date_part('epoch', t.released)
                    WHEN 'title' THEN NULL
                    WHEN 'artist_name' THEN NULL
                    ELSE pg_catalog.date_part('epoch', l.timestamp)
               END AS figure
          FROM (SELECT x.item_id, pg_catalog.max(x.created_at) AS timestamp
                  FROM ((SELECT s.save_item_id AS item_id, s.created_at
                           FROM disc.saves AS s
                          WHERE s.user_id = $1 AND NOT s.is_delete
                            AND s.save_type = 'track'
                            AND $3::text IN ('all', 'favorite')
                          ORDER BY s.created_at DESC, s.save_item_id DESC
                          LIMIT 4000)
                        UNION ALL
                        (SELECT r.repost_item_id, r.created_at
                           FROM disc.reposts AS r
                          WHERE r.user_id = $1 AND NOT r.is_delete
                            AND r.repost_type = 'track'
                            AND $3 IN ('all', 'repost')
                          ORDER BY r.created_at DESC, r.repost_item_id DESC
                          LIMIT 4000)
                        UNION ALL
                        (SELECT p.content_id, p.created_at
                           FROM disc.usdc_purchases AS p
                          WHERE p.buyer_user_id = $1 AND $1 = $2::int4
                            AND p.content_type = 'track'
                            AND $3 IN ('all', 'purchase')
                          ORDER BY p.created_at DESC, p.slot DESC,
                                p.signature DESC
                          LIMIT 4000)) AS x
                 GROUP BY x.item_id
                 ORDER BY 2 DESC, 1 DESC
                 LIMIT 4000) AS l
         CROSS JOIN LATERAL (SELECT w.title, w.owner_id,
                                    COALESCE(w.release_date, w.created_at)
                                        AS released
                               FROM disc.tracks AS w
                              WHERE w.track_id = l.item_id AND w.is_current
                                AND (w.owner_id = $2
                                     OR (NOT w.is_unlisted
                                         AND w.access_authorities IS NULL))
                             OFFSET 0) AS t
         WHERE $4::text IS NULL
            OR pg_catalog.strpos(pg_catalog.lower(t.title),
                   pg_catalog.lower($4)) > 0
            OR pg_catalog.strpos(pg_catalog.lower(
                   (SELECT o.name FROM disc.users AS o
                     WHERE o.user_id = t.owner_id)), pg_catalog.lower($4)) > 0
       ) AS k
 ORDER BY CASE WHEN $6::text = 'asc' THEN k.word END,
       CASE WHEN $6 = 'asc' THEN k.figure END,
       CASE WHEN $6 IS DISTINCT FROM 'asc' THEN k.word END DESC NULLS LAST,
       CASE WHEN $6 IS DISTINCT FROM 'asc' THEN k.figure END DESC NULLS LAST,
       k.item_id DESC
 LIMIT $7 OFFSET $8;

-- The same of playlists or albums, and the user's own.  Saves of both kinds
-- count, whatever the list is now.
-- @ api_user_library_lists ($1 id int4, $2 auth int4, $3 is_album bool,
--   $4 type text, $5 query text, $6 sort_method text, $7 sort_direction text,
--   $8 limit int8, $9 offset int8) -> 0..n (item_id int4, item_type text,
--   timestamp timestamp without time zone)
SELECT k.item_id, 'playlist' AS item_type, k.timestamp
  FROM (SELECT l.item_id, l.timestamp,
               CASE $6::text
                    WHEN 'reposts' THEN COALESCE(
                        (SELECT a.repost_count
                           FROM disc.aggregate_playlist AS a
                          WHERE a.playlist_id = l.item_id), 0)::float8
                    WHEN 'saves' THEN COALESCE(
                        (SELECT a.save_count FROM disc.aggregate_playlist AS a
                          WHERE a.playlist_id = l.item_id), 0)::float8
                    ELSE pg_catalog.date_part('epoch', l.timestamp)
               END AS figure
          FROM (SELECT x.item_id, pg_catalog.max(x.created_at) AS timestamp
                  FROM ((SELECT p.playlist_id AS item_id, p.created_at
                           FROM disc.playlists AS p
                          WHERE p.playlist_owner_id = $1
                            AND $4::text IN ('all', 'favorite')
                          ORDER BY p.created_at DESC, p.playlist_id DESC
                          LIMIT 4000)
                        UNION ALL
                        (SELECT s.save_item_id, s.created_at
                           FROM disc.saves AS s
                          WHERE s.user_id = $1 AND NOT s.is_delete
                            AND s.save_type <> 'track'
                            AND $4 IN ('all', 'favorite')
                          ORDER BY s.created_at DESC, s.save_item_id DESC
                          LIMIT 4000)
                        UNION ALL
                        (SELECT r.repost_item_id, r.created_at
                           FROM disc.reposts AS r
                          WHERE r.user_id = $1 AND NOT r.is_delete
                            AND r.repost_type <> 'track'
                            AND $4 IN ('all', 'repost')
                          ORDER BY r.created_at DESC, r.repost_item_id DESC
                          LIMIT 4000)
                        UNION ALL
                        (SELECT p.content_id, p.created_at
                           FROM disc.usdc_purchases AS p
                          WHERE p.buyer_user_id = $1 AND $1 = $2
                            AND p.content_type <> 'track'
                            AND $4 IN ('all', 'purchase')
                          ORDER BY p.created_at DESC, p.slot DESC,
                                p.signature DESC
                          LIMIT 4000)) AS x
                 GROUP BY x.item_id
                 ORDER BY 2 DESC, 1 DESC
                 LIMIT 4000) AS l
         CROSS JOIN LATERAL (SELECT w.playlist_name, w.playlist_owner_id
                               FROM disc.playlists AS w
                              WHERE w.playlist_id = l.item_id AND w.is_current
                                AND NOT w.is_delete
                                AND w.is_album = $3::bool
                                AND (NOT w.is_private
                                     OR w.playlist_owner_id = $2::int4)
                             OFFSET 0) AS p
         WHERE $5::text IS NULL
            OR pg_catalog.strpos(pg_catalog.lower(p.playlist_name),
                   pg_catalog.lower($5)) > 0
            OR pg_catalog.strpos(pg_catalog.lower(
                   (SELECT o.name FROM disc.users AS o
                     WHERE o.user_id = p.playlist_owner_id)),
                   pg_catalog.lower($5)) > 0
       ) AS k
 ORDER BY CASE WHEN $7::text = 'asc' THEN k.figure END,
       CASE WHEN $7 IS DISTINCT FROM 'asc' THEN k.figure END DESC NULLS LAST,
       k.item_id DESC
 LIMIT $8 OFFSET $9;

-- What a user heard, newest first: for himself only.  Its first 5000 entries.
-- @ api_user_history ($1 id int4, $2 auth int4, $3 query text,
--   $4 sort_method text, $5 sort_direction text, $6 limit int8,
--   $7 offset int8) -> 0..n (item_id int4, item_type text, timestamp text)
SELECT k.item_id, 'track' AS item_type, k.timestamp
  FROM (SELECT l.item_id, l.timestamp, l.place,
               CASE $4::text
                    WHEN 'title' THEN pg_catalog.lower(t.title)
                    WHEN 'artist_name' THEN pg_catalog.lower(
                        (SELECT o.name FROM disc.users AS o
                          WHERE o.user_id = t.owner_id)) END AS word,
               CASE $4
                    WHEN 'plays' THEN COALESCE(
                        (SELECT p.count FROM disc.aggregate_plays AS p
                          WHERE p.play_item_id = l.item_id), 0)::float8
                    WHEN 'reposts' THEN COALESCE(
                        (SELECT a.repost_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = l.item_id), 0)::float8
                    WHEN 'saves' THEN COALESCE(
                        (SELECT a.save_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = l.item_id), 0)::float8
                    WHEN 'release_date' THEN
                        pg_catalog.date_part('epoch', t.released)
                    WHEN 'most_listens_by_user' THEN l.plays
                    WHEN 'title' THEN NULL
                    WHEN 'artist_name' THEN NULL
                    ELSE -l.place::float8
               END AS figure
          FROM (SELECT CASE WHEN e.v ->> 'track_id' ~ '^[0-9]{1,9}$'
                            THEN (e.v ->> 'track_id')::int4 END AS item_id,
                       pg_catalog.replace(pg_catalog.left(
                           e.v ->> 'timestamp', 26), 'T', ' ') AS timestamp,
                       CASE WHEN e.v ->> 'play_count' ~ '^[0-9]{1,9}$'
                            THEN (e.v ->> 'play_count')::float8 END AS plays,
                       e.place
                  FROM disc.user_listening_history AS h
                 CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(
                       CASE pg_catalog.jsonb_typeof(h.listening_history)
                            WHEN 'array' THEN h.listening_history
                            ELSE '[]' END) WITH ORDINALITY AS e (v, place)
                 WHERE h.user_id = $1 AND $1 = $2::int4 AND e.place <= 5000
               ) AS l
         CROSS JOIN LATERAL (SELECT w.title, w.owner_id,
                                    COALESCE(w.release_date, w.created_at)
                                        AS released
                               FROM disc.tracks AS w
                              WHERE w.track_id = l.item_id AND w.is_current
                                AND (w.owner_id = $2
                                     OR (NOT w.is_unlisted
                                         AND w.access_authorities IS NULL))
                             OFFSET 0) AS t
         WHERE $3::text IS NULL
            OR pg_catalog.strpos(pg_catalog.lower(t.title),
                   pg_catalog.lower($3)) > 0
            OR pg_catalog.strpos(pg_catalog.lower(
                   (SELECT o.name FROM disc.users AS o
                     WHERE o.user_id = t.owner_id)), pg_catalog.lower($3)) > 0
       ) AS k
 ORDER BY CASE WHEN $5::text = 'asc' THEN k.word END,
       CASE WHEN $5 = 'asc' THEN k.figure END,
       CASE WHEN $5 IS DISTINCT FROM 'asc' THEN k.word END DESC NULLS LAST,
       CASE WHEN $5 IS DISTINCT FROM 'asc' THEN k.figure END DESC NULLS LAST,
       k.place
 LIMIT $6 OFFSET $7;

-- Playlists or albums that a user made: private ones for himself only; of more
-- than 5000 the newest.
-- @ api_user_playlists ($1 id int4, $2 auth int4, $3 is_album bool,
--   $4 filter text, $5 query text, $6 sort_method text, $7 sort text,
--   $8 sort_direction text, $9 limit int8, $10 offset int8)
--   -> 0..n (playlist_id int4)
SELECT k.playlist_id
  FROM (SELECT p.playlist_id,
               CASE WHEN COALESCE($6::text, $7::text) = 'popular' THEN
                   COALESCE((SELECT a.repost_count + a.save_count
                               FROM disc.aggregate_playlist AS a
                              WHERE a.playlist_id = p.playlist_id), 0)::float8
               ELSE pg_catalog.date_part('epoch', p.created_at) END AS figure
          FROM (SELECT w.playlist_id, w.created_at, w.is_album, w.is_private,
                       w.is_delete, w.is_current, w.playlist_name
                  FROM disc.playlists AS w
                 WHERE w.playlist_owner_id = $1
                 ORDER BY w.created_at DESC, w.playlist_id DESC
                 LIMIT 5000) AS p
         WHERE p.is_current AND NOT p.is_delete AND p.is_album = $3::bool
           AND (NOT p.is_private OR $1 = $2::int4)
           AND CASE $4::text WHEN 'public' THEN NOT p.is_private
                             WHEN 'private' THEN p.is_private
                             ELSE true END
           AND ($5::text IS NULL
                OR pg_catalog.strpos(pg_catalog.lower(p.playlist_name),
                       pg_catalog.lower($5)) > 0)) AS k
 WHERE EXISTS (SELECT 1 FROM disc.users AS u
                WHERE u.user_id = $1 AND NOT u.is_deactivated)
 ORDER BY CASE WHEN $8::text = 'asc' THEN k.figure END,
       CASE WHEN $8 IS DISTINCT FROM 'asc' THEN k.figure END DESC NULLS LAST,
       k.playlist_id
 LIMIT $9 OFFSET $10;

-- What a user's public tracks are tagged with, the commonest first: 20 tags
-- each of the newest 1000.
-- @ api_user_tags ($1 id int4, $2 limit int8) -> 0..n (tag text)
SELECT g.tag
  FROM (SELECT pg_catalog.lower(pg_catalog.left(w.tags, 4000)) AS tags
          FROM disc.tracks AS w
         WHERE w.owner_id = $1 AND w.is_current AND NOT w.is_delete
           AND NOT w.is_unlisted AND w.stem_of IS NULL
           AND w.access_authorities IS NULL AND w.tags <> ''
         ORDER BY w.created_at DESC, w.track_id DESC
         LIMIT 1000) AS t
 CROSS JOIN LATERAL (SELECT DISTINCT pg_catalog.btrim(x.tag) AS tag
                       FROM pg_catalog.unnest((pg_catalog.string_to_array(
                                t.tags, ','))[1:20]) AS x (tag)) AS g
 WHERE g.tag <> ''
 GROUP BY g.tag
 ORDER BY pg_catalog.count(*) DESC, g.tag COLLATE "C" DESC
 LIMIT $2;
