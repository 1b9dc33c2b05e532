-- Search without a query: everything, best known or newest first.
--
-- Of all there is, 1000 documents are looked at (of a genre, as many as of a
-- word), which are ordered by what the index of documents and a counter say.
-- What else decides whether one is shown is asked in that order until the page
-- is full, so that what costs most is asked least.  Of two that are as well known,
-- who asks sees first what he saved or follows, of his newest 5000 saves or 5000
-- followees.

-- Nobody shows who is called as the handle of another one who is verified, nor
-- what is his; nor what is of somebody without a document.
-- @part owner (of)
 CROSS JOIN LATERAL (SELECT FROM disc.search_docs AS o
                      WHERE o.kind = 'u' AND o.id = {of} OFFSET 0) AS o
 CROSS JOIN LATERAL (
       SELECT FROM disc.users AS u
        WHERE u.user_id = {of}
          AND (u.is_verified OR NOT EXISTS (
               SELECT FROM disc.users AS v
                WHERE v.handle_lc = disc.search_fold(pg_catalog.btrim(u.name))
                  AND v.is_verified AND v.user_id <> u.user_id OFFSET 0))
       OFFSET 0) AS u
-- @end

-- The newest documents of a kind, or those of the best known.
-- @part walk (kind, recent, length)
    SELECT n.id, n.owner_id, n.created_at
      FROM (SELECT d.id, d.owner_id, d.created_at
              FROM disc.search_docs AS d
             WHERE d.kind = {kind} AND {recent} = 'recent'
             ORDER BY d.created_at DESC, d.id DESC
             LIMIT {length}) AS n
    UNION
    SELECT n.id, n.owner_id, n.created_at
      FROM (SELECT d.id, d.owner_id, d.created_at
              FROM disc.search_docs AS d
             WHERE d.kind = {kind} AND {recent} <> 'recent'
             ORDER BY d.rank DESC, d.id
             LIMIT {length}) AS n
-- @end

-- With $12 the best one of each owner, and none that costs something.
-- @ api_all_tracks ($1 me int4, $2 genres text[], $3 moods text[],
--   $4 keys text[], $5 bpm_min float8, $6 bpm_max float8, $7 is_verified bool,
--   $8 is_downloadable bool, $9 has_downloads bool, $10 is_purchaseable bool,
--   $11 sort_method text, $12 old bool, $13 reach int8, $14 limit int8,
--   $15 offset int8) -> 0..n (track_id int4, mine bool)
WITH asked AS MATERIALIZED (
    SELECT $2::text[] IS NOT NULL OR $3::text[] IS NOT NULL
               OR $4::text[] IS NOT NULL OR $5::float8 IS NOT NULL
               OR $6::float8 IS NOT NULL OR $7::bool OR $8::bool OR $9::bool
               OR $10::bool OR $12::bool AS filtered
), picked AS MATERIALIZED (
    SELECT n.id, n.owner_id, n.created_at
      FROM pg_catalog.unnest(($2::text[])[1:20]) AS x (genre)
     CROSS JOIN LATERAL (SELECT disc.search_genre(x.genre) AS word) AS g
     CROSS JOIN (SELECT LEAST($13::int8, 1000 / GREATEST(1,
                     LEAST(pg_catalog.cardinality($2::text[]), 20))) AS n)
                AS top
     CROSS JOIN LATERAL (
            SELECT w.id
              FROM pg_catalog.generate_series(8, 0, -1) AS b (rank)
             CROSS JOIN LATERAL (SELECT s.id
                                   FROM disc.search_words AS s
                                  WHERE s.kind = 't' AND s.rank = b.rank
                                    AND s.word >= g.word
                                    AND s.word < g.word || '!'
                                  ORDER BY s.word
                                  LIMIT top.n) AS w
             LIMIT top.n) AS w
     CROSS JOIN LATERAL (SELECT d.id, d.owner_id, d.created_at
                           FROM disc.search_docs AS d
                          WHERE d.kind = 't' AND d.id = w.id OFFSET 0) AS n
    UNION
-- @use walk ('t', $11, CASE WHEN $11 = 'recent' OR $2 IS NULL THEN 1000 ELSE 0 END)
), shown AS MATERIALIZED (
    SELECT p.id, p.owner_id, p.created_at, n.reposts,
           (p.id IN (SELECT s.save_item_id
                       FROM (SELECT s.save_item_id, s.save_type
                               FROM disc.saves AS s
                              WHERE s.user_id = $1 AND NOT s.is_delete
                              ORDER BY s.created_at DESC, s.save_item_id DESC
                              LIMIT 5000) AS s
                      WHERE s.save_type = 'track')) IS TRUE AS mine,
           CASE WHEN $11 IN ('popular', 'plays') THEN
               COALESCE((SELECT a.count FROM disc.aggregate_plays AS a
                          WHERE a.play_item_id = p.id), 0) END AS plays
      FROM picked AS p
     CROSS JOIN asked
     CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.repost_count
                                   FROM disc.aggregate_track AS a
                                  WHERE a.track_id = p.id), 0)
                            AS reposts) AS n
     WHERE NOT asked.filtered OR EXISTS (
           SELECT FROM disc.tracks AS r
            WHERE r.track_id = p.id
              AND ($2 IS NULL OR r.genre = ANY ($2))
              AND ($3 IS NULL OR r.mood = ANY ($3))
              AND ($4 IS NULL OR r.musical_key = ANY ($4))
              AND ($5 IS NULL OR r.bpm >= $5)
              AND ($6 IS NULL OR r.bpm <= $6)
              AND NOT ($12 AND COALESCE(r.is_stream_gated, false))
              AND (NOT $7 OR (SELECT y.is_verified FROM disc.users AS y
                               WHERE y.user_id = p.owner_id))
              AND (NOT $8 OR r.is_downloadable)
              AND (NOT $9 OR r.is_downloadable OR EXISTS (
                      SELECT FROM disc.stems AS e
                       WHERE e.parent_track_id = r.track_id OFFSET 0))
              AND (NOT $10
                   OR COALESCE(r.stream_conditions ? 'usdc_purchase', false)
                   OR COALESCE(r.download_conditions ? 'usdc_purchase', false))
           OFFSET 0)
), best AS (
    SELECT s.* FROM shown AS s WHERE NOT $12
    UNION ALL
    SELECT o.*
      FROM (SELECT DISTINCT ON (s.owner_id) s.*
              FROM shown AS s
             WHERE $12
             ORDER BY s.owner_id, 15 * pg_catalog.log(GREATEST(s.reposts, 1))
                   + 30 * s.mine::int DESC, s.id DESC) AS o
)
SELECT l.id AS track_id, EXISTS (
           SELECT FROM disc.saves AS s
            WHERE s.user_id = $1 AND s.save_item_id = l.id
              AND s.save_type = 'track' AND NOT s.is_delete OFFSET 0) AS mine
  FROM (SELECT b.id, b.owner_id
          FROM best AS b
         ORDER BY CASE WHEN $11 = 'recent' THEN b.created_at END DESC,
               b.plays DESC, CASE WHEN $11 <> 'recent' THEN b.reposts END DESC,
               CASE WHEN $11 <> 'recent' THEN b.mine END DESC,
               b.id DESC
        OFFSET 0) AS l
-- @use owner (l.owner_id)
 LIMIT $14 OFFSET $15;

-- Playlists ($1 p) or albums (a).  A genre, a mood, and being verified are those
-- of some track that is in it; so many of its tracks are asked that there are
-- 1500 looks in all, when none is found.
-- @ api_all_playlists ($1 list text, $2 me int4, $3 genres text[],
--   $4 moods text[], $5 is_verified bool, $6 sort_method text, $7 old bool,
--   $8 limit int8, $9 offset int8) -> 0..n (playlist_id int4, mine bool)
WITH asked AS MATERIALIZED (
    SELECT $3::text[] IS NOT NULL OR $4::text[] IS NOT NULL
               OR $5::bool AS filtered
), picked AS MATERIALIZED (
-- @use walk ($1::text::"char", $6, (SELECT CASE WHEN a.filtered THEN 250 ELSE 1000 END FROM asked AS a))
), shown AS MATERIALIZED (
    SELECT p.id, p.owner_id, p.created_at, n.reposts,
           (p.id IN (SELECT s.save_item_id
                       FROM (SELECT s.save_item_id, s.save_type
                               FROM disc.saves AS s
                              WHERE s.user_id = $2 AND NOT s.is_delete
                              ORDER BY s.created_at DESC, s.save_item_id DESC
                              LIMIT 5000) AS s
                      WHERE s.save_type IN ('playlist', 'album'))) IS TRUE
               AS mine
      FROM picked AS p
     CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.repost_count
                                   FROM disc.aggregate_playlist AS a
                                  WHERE a.playlist_id = p.id), 0)
                            AS reposts) AS n
), best AS (
    SELECT s.* FROM shown AS s WHERE NOT $7::bool
    UNION ALL
    SELECT o.*
      FROM (SELECT DISTINCT ON (s.owner_id) s.*
              FROM shown AS s
             WHERE $7
             ORDER BY s.owner_id, 15 * pg_catalog.log(GREATEST(s.reposts, 1))
                   + 30 * s.mine::int DESC, s.id DESC) AS o
)
SELECT l.id AS playlist_id, EXISTS (
           SELECT FROM disc.saves AS s
            WHERE s.user_id = $2 AND s.save_item_id = l.id
              AND s.save_type IN ('playlist', 'album') AND NOT s.is_delete
           OFFSET 0) AS mine
  FROM (SELECT b.id, b.owner_id
          FROM best AS b
         ORDER BY CASE WHEN $6 = 'recent' THEN b.created_at END DESC,
               CASE WHEN $6 <> 'recent' THEN b.reposts END DESC,
               CASE WHEN $6 <> 'recent' THEN b.mine END DESC, b.id DESC
        OFFSET 0) AS l
 CROSS JOIN asked
-- @use owner (l.owner_id)
 WHERE NOT asked.filtered OR EXISTS (
       SELECT FROM (SELECT e.track_id
                      FROM disc.playlist_tracks AS e
                     WHERE e.playlist_id = l.id AND NOT e.is_removed
                     ORDER BY e.track_id
                     LIMIT 1500 / GREATEST((SELECT pg_catalog.count(*)
                               FROM picked), 100)) AS e
        CROSS JOIN LATERAL (SELECT x.owner_id
                              FROM disc.tracks AS x
                             WHERE x.track_id = e.track_id
                               AND ($3 IS NULL OR x.genre = ANY ($3))
                               AND ($4 IS NULL OR x.mood = ANY ($4))
                            OFFSET 0) AS x
        CROSS JOIN LATERAL (SELECT FROM disc.search_docs AS k
                             WHERE k.kind = 't' AND k.id = e.track_id
                            OFFSET 0) AS k
        WHERE NOT $5 OR (SELECT y.is_verified FROM disc.users AS y
                          WHERE y.user_id = x.owner_id) OFFSET 0)
 LIMIT $8 OFFSET $9;

-- Everybody, or owners of tracks of a genre.
-- @ api_all_users ($1 me int4, $2 genres text[], $3 is_verified bool,
--   $4 sort_method text, $5 limit int8, $6 offset int8)
--   -> 0..n (user_id int4, mine bool)
WITH picked AS MATERIALIZED (
-- @use walk ('u', $4, CASE WHEN $2::text[] IS NULL THEN 1000 ELSE 0 END)
    UNION
    SELECT n.id, n.owner_id, n.created_at
      FROM (SELECT DISTINCT d.owner_id
              FROM pg_catalog.unnest(($2::text[])[1:20]) AS g (genre)
             CROSS JOIN LATERAL (
                    SELECT w.id
                      FROM pg_catalog.generate_series(8, 0, -1) AS b (rank)
                     CROSS JOIN LATERAL (
                            SELECT s.id
                              FROM disc.search_words AS s
                             WHERE s.kind = 't' AND s.rank = b.rank
                               AND s.word = disc.search_genre(g.genre)
                             LIMIT 5000) AS w
                     LIMIT 5000 / LEAST(20, GREATEST(1,
                               pg_catalog.cardinality($2::text[])))) AS w
             CROSS JOIN LATERAL (SELECT d.owner_id
                                   FROM disc.search_docs AS d
                                  WHERE d.kind = 't' AND d.id = w.id
                                 OFFSET 0) AS d) AS d
     CROSS JOIN LATERAL (SELECT n.id, n.owner_id, n.created_at
                           FROM disc.search_docs AS n
                          WHERE n.kind = 'u' AND n.id = d.owner_id
                         OFFSET 0) AS n
), listed AS (
    SELECT p.id
      FROM picked AS p
     CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.follower_count
                                   FROM disc.aggregate_user AS a
                                  WHERE a.user_id = p.id), 0)
                            AS followers) AS n
     ORDER BY CASE WHEN $4 = 'recent' THEN p.created_at END DESC,
           CASE WHEN $4 = 'recent' THEN -p.id END,
           n.followers DESC,
           (p.id IN (SELECT f.followee_user_id
                       FROM (SELECT f.followee_user_id
                               FROM disc.follows AS f
                              WHERE f.follower_user_id = $1
                                AND NOT f.is_delete
                              ORDER BY f.followee_user_id
                              LIMIT 5000) AS f)) IS TRUE DESC, p.id
    OFFSET 0
)
SELECT l.id AS user_id, EXISTS (
           SELECT FROM disc.follows AS f
            WHERE f.follower_user_id = $1 AND f.followee_user_id = l.id
              AND NOT f.is_delete OFFSET 0) AS mine
  FROM listed AS l
-- @use owner (l.id)
 WHERE (NOT $3::bool OR (SELECT y.is_verified FROM disc.users AS y
                          WHERE y.user_id = l.id))
   AND ($2 IS NULL OR EXISTS (
           SELECT FROM (SELECT r.genre, r.track_id
                          FROM disc.tracks AS r
                         WHERE r.owner_id = l.id
                         ORDER BY r.created_at DESC, r.track_id DESC
                         LIMIT 5000 / GREATEST((SELECT pg_catalog.count(*)
                                   FROM picked), 100)) AS r
            WHERE r.genre = ANY ($2)
              AND EXISTS (SELECT FROM disc.search_docs AS e
                           WHERE e.kind = 't' AND e.id = r.track_id OFFSET 0)))
 LIMIT $5 OFFSET $6;
