-- Search: lists of ids.  sql/schema/0027_search.sql says what is looked into;
-- without a query api_search_all.sql is asked.
--
-- What was asked for is first taken apart (api_search_terms).  Each term is the
-- beginning of a word; terms with the same place stand for each other, and each
-- place must be found in the document, or in what its owner is called, or else
-- the whole query without blanks in one of both.
--
-- "reach" bounds everything: so many documents of a term are looked at (fewer
-- when there are many terms), those with most reposts or followers first.  Of several words the rarest one says
-- which documents are looked at, so what is asked for is missed only when each
-- of its words is in more documents than that, all of them better known.

-- Users, by score; those of the page that are verified stand in front of the
-- others, behind those who are called so (also behind them when $9, as in
-- 2022).  Nobody shows who is called as the handle of another one who is
-- verified.
-- @ api_search_users ($1 places int4[], $2 words text[], $3 weights float8[],
--   $4 whole text, $5 me int4, $6 genres text[], $7 is_verified bool,
--   $8 sort_method text, $9 old bool, $10 reach int8, $11 limit int8,
--   $12 offset int8) -> 0..n (user_id int4, mine bool)
WITH t AS MATERIALIZED (
    SELECT a.place, a.word, a.weight, pg_catalog.char_length(a.word) AS letters
      FROM ROWS FROM (pg_catalog.unnest($1::int4[]),
                      pg_catalog.unnest($2::text[]),
                      pg_catalog.unnest($3::float8[])) AS a (place, word, weight)
), raw AS MATERIALIZED (
    SELECT r.place, c.id
      FROM (SELECT t.place, t.word, t.word || U&'\+10FFFF' FROM t
            UNION ALL
            SELECT 0, $4 || x.low, $4 || x.high
              FROM (VALUES ('', U&'\+10FFFF'), ('!', '"')) AS x (low, high)
             WHERE $4 <> '') AS r (place, low, high)
     CROSS JOIN (SELECT LEAST($10, 2500 / GREATEST(1, pg_catalog.count(*))) AS n
                   FROM t) AS top
     CROSS JOIN LATERAL (
            SELECT w.id
              FROM pg_catalog.generate_series(8, 0, -1) AS b (rank)
             CROSS JOIN LATERAL (SELECT s.id
                                   FROM disc.search_words AS s
                                  WHERE s.kind = 'u' AND s.rank = b.rank
                                    AND s.word >= r.low AND s.word < r.high
                                  ORDER BY s.word
                                  LIMIT top.n) AS w
             LIMIT top.n) AS c
), driver AS MATERIALIZED (
    SELECT p.place, pg_catalog.count(raw.id) AS documents
      FROM (SELECT DISTINCT t.place FROM t) AS p
      LEFT JOIN raw ON raw.place = p.place
     GROUP BY p.place
     ORDER BY 2, 1
     LIMIT 1
), picked AS MATERIALIZED (
    SELECT raw.id FROM raw WHERE raw.place = 0
    UNION
    SELECT raw.id FROM raw JOIN driver ON driver.place = raw.place
    UNION
    SELECT n.id
      FROM (SELECT d.id FROM disc.search_docs AS d
             WHERE d.kind = 'u' AND $8 = 'recent' AND $6::text[] IS NULL
               AND COALESCE((SELECT g.documents FROM driver AS g), 1000) >= (
                   SELECT LEAST($10, 2500 / GREATEST(1, pg_catalog.count(*)))
                     FROM t)
             ORDER BY d.created_at DESC, d.id DESC
             LIMIT 2500) AS n
), page AS MATERIALIZED (
    SELECT u.user_id, u.is_verified, x.exact, f.mine,
           pg_catalog.row_number() OVER (
               ORDER BY CASE WHEN $8 = 'recent' THEN d.created_at END DESC,
                   CASE WHEN $8 = 'recent' THEN -u.user_id END,
                   CASE WHEN $8 = 'popular' THEN -n.followers END,
                   1.7 * COALESCE(CASE WHEN m.places = p.places THEN m.letters
                              ELSE pg_catalog.char_length($4) END, 0)
                       / GREATEST(pg_catalog.char_length($4), 1,
                           pg_catalog.char_length(pg_catalog.replace(u.name,
                               ' ', '')))
                   + 0.5 * pg_catalog.log(GREATEST(n.followers, 1))
                   + CASE WHEN NOT x.exact THEN 0
                          WHEN disc.search_split(pg_catalog.left(u.name, 200))
                               = (SELECT pg_catalog.string_agg(t.word, ' '
                                             ORDER BY t.place)
                                    FROM t WHERE t.weight = 1) THEN 11
                          ELSE 10 END
                   + 30 * f.mine::int DESC,
                   u.user_id) AS nth
      FROM picked
     CROSS JOIN LATERAL (SELECT d.words, d.created_at
                           FROM disc.search_docs AS d
                          WHERE d.kind = 'u' AND d.id = picked.id OFFSET 0) AS d
     CROSS JOIN LATERAL (SELECT u.user_id, u.name, u.is_verified
                           FROM disc.users AS u
                          WHERE u.user_id = picked.id OFFSET 0) AS u
     CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.follower_count
                                   FROM disc.aggregate_user AS a
                                  WHERE a.user_id = u.user_id), 0)
                            AS followers) AS n
     CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS places,
                                sum(m.letters) AS letters
                           FROM (SELECT max(t.letters * t.weight) AS letters
                                   FROM t
                                  WHERE pg_catalog.strpos(d.words,
                                            ' ' || t.word) > 0
                                  GROUP BY t.place) AS m) AS m
     CROSS JOIN (SELECT pg_catalog.count(DISTINCT t.place) AS places
                   FROM t) AS p
     CROSS JOIN LATERAL (SELECT pg_catalog.strpos(d.words, ' ' || $4 || '! ') > 0
                            AS exact) AS x
     CROSS JOIN LATERAL (SELECT EXISTS (
               SELECT FROM disc.follows AS f
                WHERE f.follower_user_id = $5 AND f.followee_user_id = u.user_id
                  AND NOT f.is_delete OFFSET 0) AS mine) AS f
     WHERE (m.places = p.places
            OR pg_catalog.strpos(d.words, ' ' || $4) > 0)
       AND (NOT $7::bool OR u.is_verified)
       AND ($6::text[] IS NULL OR EXISTS (
               SELECT FROM (SELECT r.genre, r.track_id
                              FROM disc.tracks AS r
                             WHERE r.owner_id = u.user_id
                             ORDER BY r.created_at DESC, r.track_id DESC
                             LIMIT 20000 / GREATEST((SELECT pg_catalog.count(*)
                                       FROM picked), 100)) AS r
                WHERE r.genre = ANY ($6)
                  AND EXISTS (SELECT FROM disc.search_docs AS e
                               WHERE e.kind = 't' AND e.id = r.track_id
                              OFFSET 0)))
       AND (u.is_verified OR NOT EXISTS (
               SELECT FROM disc.users AS v
                WHERE v.handle_lc = disc.search_fold(pg_catalog.btrim(u.name))
                  AND v.is_verified AND v.user_id <> u.user_id OFFSET 0))
)
SELECT c.user_id, c.mine
  FROM (SELECT page.* FROM page ORDER BY page.nth LIMIT $11 OFFSET $12) AS c
 ORDER BY CASE WHEN $8 = 'relevant' THEN NOT (c.exact AND NOT $9::bool) END,
       CASE WHEN $8 = 'relevant' THEN NOT c.is_verified END, c.nth;

-- Tracks, by score; with $16 the best one of each owner, and none that costs
-- something, as in 2022.
-- @ api_search_tracks ($1 places int4[], $2 words text[], $3 weights float8[],
--   $4 whole text, $5 me int4, $6 genres text[], $7 moods text[],
--   $8 keys text[], $9 bpm_min float8, $10 bpm_max float8, $11 is_verified bool,
--   $12 is_downloadable bool, $13 has_downloads bool, $14 is_purchaseable bool,
--   $15 sort_method text, $16 old bool, $17 reach int8, $18 limit int8,
--   $19 offset int8) -> 0..n (track_id int4, mine bool)
WITH t AS MATERIALIZED (
    SELECT a.place, a.word, a.weight, pg_catalog.char_length(a.word) AS letters
      FROM ROWS FROM (pg_catalog.unnest($1::int4[]),
                      pg_catalog.unnest($2::text[]),
                      pg_catalog.unnest($3::float8[])) AS a (place, word, weight)
), r AS MATERIALIZED (
    SELECT t.place, k.kind, k.sign || t.word AS low,
           k.sign || t.word || U&'\+10FFFF' AS high
      FROM t
     CROSS JOIN (VALUES ('t'::"char", ''), ('t', '#'), ('u', ''))
                AS k (kind, sign)
    UNION ALL
    SELECT 0, k.kind, $4 || x.low, $4 || x.high
      FROM (VALUES ('', U&'\+10FFFF'), ('!', '"')) AS x (low, high)
     CROSS JOIN (VALUES ('t'::"char"), ('u')) AS k (kind)
     WHERE $4 <> ''
), top AS MATERIALIZED (
    SELECT LEAST($17, 2500 / GREATEST(1, pg_catalog.count(*),
               LEAST(pg_catalog.cardinality($6::text[]), 20))) AS n
      FROM t
), raw AS MATERIALIZED (
    SELECT r.place, r.kind, c.id
      FROM r
     CROSS JOIN top
     CROSS JOIN LATERAL (
            SELECT w.id
              FROM pg_catalog.generate_series(8, 0, -1) AS b (rank)
             CROSS JOIN LATERAL (SELECT s.id
                                   FROM disc.search_words AS s
                                  WHERE s.kind = r.kind AND s.rank = b.rank
                                    AND s.word >= r.low AND s.word < r.high
                                  ORDER BY s.word
                                  LIMIT top.n) AS w
             LIMIT CASE r.kind WHEN 'u' THEN top.n / 10 ELSE top.n END) AS c
), driver AS MATERIALIZED (
    SELECT p.place, pg_catalog.count(raw.id) FILTER (WHERE raw.kind <> 'u')
               + 10 * pg_catalog.count(raw.id) FILTER (WHERE raw.kind = 'u')
               AS documents
      FROM (SELECT DISTINCT t.place FROM t) AS p
      LEFT JOIN raw ON raw.place = p.place
     GROUP BY p.place
     ORDER BY 2, 1
     LIMIT 1
), chosen AS MATERIALIZED (
    SELECT DISTINCT raw.kind, raw.id
      FROM raw
     WHERE raw.place = 0
        OR raw.place = (SELECT g.place FROM driver AS g)
), picked AS MATERIALIZED (
    SELECT c.id FROM chosen AS c WHERE c.kind = 't'
    UNION
    SELECT o.id
      FROM chosen AS c
     CROSS JOIN LATERAL (SELECT d.id
                           FROM disc.search_docs AS d
                          WHERE d.owner_id = c.id AND d.kind = 't'
                          ORDER BY d.rank DESC
                          LIMIT GREATEST(20, 1000 / GREATEST(1, (
                                SELECT pg_catalog.count(*) FROM chosen AS n
                                 WHERE n.kind = 'u')))) AS o
     WHERE c.kind = 'u'
    UNION
    SELECT n.id
      FROM (SELECT d.id FROM disc.search_docs AS d
             WHERE d.kind = 't' AND $15 = 'recent'
               AND COALESCE((SELECT g.documents FROM driver AS g), $17) >= (
                   SELECT top.n FROM top)
             ORDER BY d.created_at DESC, d.id DESC
             LIMIT 2500) AS n
), shown AS MATERIALIZED (
    SELECT r.track_id, d.owner_id, d.created_at, s.mine, n.reposts,
           CASE WHEN $15 IN ('popular', 'plays') THEN
               COALESCE((SELECT a.count FROM disc.aggregate_plays AS a
                          WHERE a.play_item_id = r.track_id), 0) END AS plays,
           5 * l.title / q.letters
               + 12 * l.title / GREATEST(q.letters,
                   pg_catalog.char_length(pg_catalog.replace(r.title, ' ', '')))
               + 8 * l.owner / GREATEST(q.letters,
                   pg_catalog.char_length(pg_catalog.replace(u.name, ' ', '')))
               + 15 * pg_catalog.log(GREATEST(n.reposts, 1))
               + CASE WHEN pg_catalog.strpos(d.words, ' ' || $4 || '! ') = 0
                      THEN 0
                      WHEN disc.search_split(pg_catalog.left(r.title, 200))
                           = q.asked THEN 23
                      ELSE 20 END
               + CASE WHEN pg_catalog.strpos(o.words, ' ' || $4 || '! ') > 0
                      THEN 15 ELSE 0 END
               + 30 * s.mine::int AS score
      FROM picked
     CROSS JOIN LATERAL (SELECT d.owner_id, d.words, d.created_at
                           FROM disc.search_docs AS d
                          WHERE d.kind = 't' AND d.id = picked.id OFFSET 0) AS d
     CROSS JOIN LATERAL (SELECT o.words
                           FROM disc.search_docs AS o
                          WHERE o.kind = 'u' AND o.id = d.owner_id OFFSET 0) AS o
     CROSS JOIN LATERAL (SELECT r.track_id, r.title, r.genre, r.mood,
                                r.musical_key, r.bpm, r.is_downloadable,
                                r.is_stream_gated, r.stream_conditions, r.download_conditions
                           FROM disc.tracks AS r
                          WHERE r.track_id = picked.id OFFSET 0) AS r
     CROSS JOIN LATERAL (SELECT u.user_id, u.name, u.is_verified
                           FROM disc.users AS u
                          WHERE u.user_id = d.owner_id OFFSET 0) AS u
     CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.repost_count
                                   FROM disc.aggregate_track AS a
                                  WHERE a.track_id = r.track_id), 0)
                            AS reposts) AS n
     CROSS JOIN (SELECT GREATEST(pg_catalog.char_length($4), 1) AS letters,
                        (SELECT pg_catalog.string_agg(t.word, ' '
                                    ORDER BY t.place)
                           FROM t WHERE t.weight = 1) AS asked) AS q
     CROSS JOIN (SELECT pg_catalog.count(DISTINCT t.place) AS places
                   FROM t) AS p
     CROSS JOIN LATERAL (SELECT pg_catalog.strpos(d.words, ' ' || $4) > 0
                                    AND $4 <> '' AS title,
                                pg_catalog.strpos(o.words, ' ' || $4) > 0
                                    AND $4 <> '' AS owner) AS w
     CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS places,
                                sum(m.title) AS title, sum(m.owner) AS owner
                           FROM (SELECT max(t.letters * t.weight) FILTER (
                                            WHERE f.title) AS title,
                                        max(t.letters * t.weight) FILTER (
                                            WHERE f.owner) AS owner
                                   FROM t
                                  CROSS JOIN LATERAL (SELECT
                                        pg_catalog.strpos(d.words,
                                            ' ' || t.word) > 0 AS title,
                                        pg_catalog.strpos(d.words,
                                            ' #' || t.word) > 0 AS tag,
                                        pg_catalog.strpos(o.words,
                                            ' ' || t.word) > 0 AS owner) AS f
                                  WHERE f.title OR f.tag OR f.owner
                                  GROUP BY t.place) AS m) AS m
     CROSS JOIN LATERAL (SELECT CASE WHEN w.title THEN q.letters
                                     ELSE COALESCE(m.title, 0) END AS title,
                                CASE WHEN w.owner THEN q.letters
                                     ELSE COALESCE(m.owner, 0) END AS owner)
                AS l
     CROSS JOIN LATERAL (SELECT EXISTS (
               SELECT FROM disc.saves AS s
                WHERE s.user_id = $5 AND s.save_item_id = r.track_id
                  AND s.save_type = 'track' AND NOT s.is_delete OFFSET 0)
               AS mine) AS s
     WHERE (m.places = p.places OR w.title OR w.owner)
       AND ($6::text[] IS NULL OR r.genre = ANY ($6))
       AND ($7::text[] IS NULL OR r.mood = ANY ($7))
       AND ($8::text[] IS NULL OR r.musical_key = ANY ($8))
       AND ($9::float8 IS NULL OR r.bpm >= $9)
       AND ($10::float8 IS NULL OR r.bpm <= $10)
       AND NOT ($16::bool AND COALESCE(r.is_stream_gated, false))
       AND (NOT $11::bool OR u.is_verified)
       AND (NOT $12::bool OR r.is_downloadable)
       AND (NOT $13::bool OR r.is_downloadable OR EXISTS (
               SELECT FROM disc.stems AS e
                WHERE e.parent_track_id = r.track_id OFFSET 0))
       AND (NOT $14::bool
            OR COALESCE(r.stream_conditions ? 'usdc_purchase', false)
            OR COALESCE(r.download_conditions ? 'usdc_purchase', false))
       AND (u.is_verified OR NOT EXISTS (
               SELECT FROM disc.users AS v
                WHERE v.handle_lc = disc.search_fold(pg_catalog.btrim(u.name))
                  AND v.is_verified AND v.user_id <> u.user_id OFFSET 0))
), best AS (
    SELECT s.*, pg_catalog.row_number() OVER (PARTITION BY s.owner_id
               ORDER BY s.score DESC, s.track_id DESC) AS of_owner
      FROM shown AS s
)
SELECT b.track_id, b.mine
  FROM best AS b
 WHERE NOT $16::bool OR b.of_owner = 1
 ORDER BY CASE WHEN $15 = 'recent' THEN b.created_at END DESC,
       b.plays DESC,
       CASE WHEN $15 <> 'recent' THEN b.score END DESC, b.track_id DESC
 LIMIT $18
OFFSET $19;

-- Playlists ($5 p) or albums (a), as tracks.  A genre, a mood, and being
-- verified are those of some track that is in it; so many of its tracks are
-- asked that there are 20000 looks in all.
-- @ api_search_playlists ($1 places int4[], $2 words text[],
--   $3 weights float8[], $4 whole text, $5 list text, $6 me int4,
--   $7 genres text[], $8 moods text[], $9 is_verified bool, $10 sort_method text,
--   $11 old bool, $12 reach int8, $13 limit int8, $14 offset int8)
--   -> 0..n (playlist_id int4, mine bool)
WITH t AS MATERIALIZED (
    SELECT a.place, a.word, a.weight, pg_catalog.char_length(a.word) AS letters
      FROM ROWS FROM (pg_catalog.unnest($1::int4[]),
                      pg_catalog.unnest($2::text[]),
                      pg_catalog.unnest($3::float8[])) AS a (place, word, weight)
), r AS MATERIALIZED (
    SELECT t.place, k.kind, t.word AS low, t.word || U&'\+10FFFF' AS high
      FROM t
     CROSS JOIN (VALUES ($5::text::"char"), ('u')) AS k (kind)
    UNION ALL
    SELECT 0, k.kind, $4 || x.low, $4 || x.high
      FROM (VALUES ('', U&'\+10FFFF'), ('!', '"')) AS x (low, high)
     CROSS JOIN (VALUES ($5::text::"char"), ('u')) AS k (kind)
     WHERE $4 <> ''
), top AS MATERIALIZED (
    SELECT LEAST($12, 2500 / GREATEST(1, pg_catalog.count(*))) AS n FROM t
), raw AS MATERIALIZED (
    SELECT r.place, r.kind, c.id
      FROM r
     CROSS JOIN top
     CROSS JOIN LATERAL (
            SELECT w.id
              FROM pg_catalog.generate_series(8, 0, -1) AS b (rank)
             CROSS JOIN LATERAL (SELECT s.id
                                   FROM disc.search_words AS s
                                  WHERE s.kind = r.kind AND s.rank = b.rank
                                    AND s.word >= r.low AND s.word < r.high
                                  ORDER BY s.word
                                  LIMIT top.n) AS w
             LIMIT CASE r.kind WHEN 'u' THEN top.n / 10 ELSE top.n END) AS c
), driver AS MATERIALIZED (
    SELECT p.place, pg_catalog.count(raw.id) FILTER (WHERE raw.kind <> 'u')
               + 10 * pg_catalog.count(raw.id) FILTER (WHERE raw.kind = 'u')
               AS documents
      FROM (SELECT DISTINCT t.place FROM t) AS p
      LEFT JOIN raw ON raw.place = p.place
     GROUP BY p.place
     ORDER BY 2, 1
     LIMIT 1
), chosen AS MATERIALIZED (
    SELECT DISTINCT raw.kind, raw.id
      FROM raw
     WHERE raw.place = 0
        OR raw.place = (SELECT g.place FROM driver AS g)
), walk AS MATERIALIZED (
    SELECT CASE WHEN $7::text[] IS NULL AND $8::text[] IS NULL
                     AND NOT $9::bool
                THEN 2500 ELSE 500 END AS length
), picked AS MATERIALIZED (
    SELECT c.id FROM chosen AS c WHERE c.kind <> 'u'
    UNION
    SELECT o.id
      FROM chosen AS c
     CROSS JOIN LATERAL (SELECT d.id
                           FROM disc.search_docs AS d
                          WHERE d.owner_id = c.id AND d.kind = $5::text::"char"
                          ORDER BY d.rank DESC
                          LIMIT GREATEST(20, 1000 / GREATEST(1, (
                                SELECT pg_catalog.count(*) FROM chosen AS n
                                 WHERE n.kind = 'u')))) AS o
     WHERE c.kind = 'u'
    UNION
    SELECT n.id
      FROM (SELECT d.id FROM disc.search_docs AS d
             WHERE d.kind = $5::text::"char" AND $10 = 'recent'
               AND COALESCE((SELECT g.documents FROM driver AS g), $12) >= (
                   SELECT top.n FROM top)
             ORDER BY d.created_at DESC, d.id DESC
             LIMIT (SELECT w.length FROM walk AS w)) AS n
), shown AS MATERIALIZED (
    SELECT d.id AS playlist_id, d.owner_id, d.created_at, s.mine, n.reposts,
           5 * l.title / q.letters
               + 12 * l.title / GREATEST(q.letters,
                   pg_catalog.char_length(pg_catalog.replace(r.playlist_name,
                       ' ', '')))
               + 8 * l.owner / GREATEST(q.letters,
                   pg_catalog.char_length(pg_catalog.replace(u.name, ' ', '')))
               + 15 * pg_catalog.log(GREATEST(n.reposts, 1))
               + CASE WHEN pg_catalog.strpos(d.words, ' ' || $4 || '! ') = 0
                      THEN 0
                      WHEN disc.search_split(pg_catalog.left(
                               r.playlist_name, 200)) = q.asked THEN 23
                      ELSE 20 END
               + CASE WHEN pg_catalog.strpos(o.words, ' ' || $4 || '! ') > 0
                      THEN 15 ELSE 0 END
               + 30 * s.mine::int AS score
      FROM picked
     CROSS JOIN LATERAL (SELECT d.id, d.owner_id, d.words, d.created_at
                           FROM disc.search_docs AS d
                          WHERE d.kind = $5::text::"char" AND d.id = picked.id
                         OFFSET 0) AS d
     CROSS JOIN LATERAL (SELECT o.words
                           FROM disc.search_docs AS o
                          WHERE o.kind = 'u' AND o.id = d.owner_id OFFSET 0) AS o
     CROSS JOIN LATERAL (SELECT r.playlist_id, r.playlist_name
                           FROM disc.playlists AS r
                          WHERE r.playlist_id = picked.id OFFSET 0) AS r
     CROSS JOIN LATERAL (SELECT u.user_id, u.name, u.is_verified
                           FROM disc.users AS u
                          WHERE u.user_id = d.owner_id OFFSET 0) AS u
     CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.repost_count
                                   FROM disc.aggregate_playlist AS a
                                  WHERE a.playlist_id = r.playlist_id), 0)
                            AS reposts) AS n
     CROSS JOIN (SELECT GREATEST(pg_catalog.char_length($4), 1) AS letters,
                        (SELECT pg_catalog.string_agg(t.word, ' '
                                    ORDER BY t.place)
                           FROM t WHERE t.weight = 1) AS asked) AS q
     CROSS JOIN (SELECT pg_catalog.count(DISTINCT t.place) AS places
                   FROM t) AS p
     CROSS JOIN LATERAL (SELECT pg_catalog.strpos(d.words, ' ' || $4) > 0
                                    AND $4 <> '' AS title,
                                pg_catalog.strpos(o.words, ' ' || $4) > 0
                                    AND $4 <> '' AS owner) AS w
     CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS places,
                                sum(m.title) AS title, sum(m.owner) AS owner
                           FROM (SELECT max(t.letters * t.weight) FILTER (
                                            WHERE f.title) AS title,
                                        max(t.letters * t.weight) FILTER (
                                            WHERE f.owner) AS owner
                                   FROM t
                                  CROSS JOIN LATERAL (SELECT
                                        pg_catalog.strpos(d.words,
                                            ' ' || t.word) > 0 AS title,
                                        pg_catalog.strpos(o.words,
                                            ' ' || t.word) > 0 AS owner) AS f
                                  WHERE f.title OR f.owner
                                  GROUP BY t.place) AS m) AS m
     CROSS JOIN LATERAL (SELECT CASE WHEN w.title THEN q.letters
                                     ELSE COALESCE(m.title, 0) END AS title,
                                CASE WHEN w.owner THEN q.letters
                                     ELSE COALESCE(m.owner, 0) END AS owner)
                AS l
     CROSS JOIN LATERAL (SELECT EXISTS (
               SELECT FROM disc.saves AS s
                WHERE s.user_id = $6 AND s.save_item_id = r.playlist_id
                  AND s.save_type IN ('playlist', 'album') AND NOT s.is_delete
               OFFSET 0) AS mine) AS s
     WHERE (m.places = p.places OR w.title OR w.owner)
       AND ($7::text[] IS NULL AND $8::text[] IS NULL AND NOT $9::bool OR EXISTS (
               SELECT FROM (SELECT e.track_id
                              FROM disc.playlist_tracks AS e
                             WHERE e.playlist_id = r.playlist_id
                               AND NOT e.is_removed
                             ORDER BY e.track_id
                             LIMIT 20000 / GREATEST((SELECT pg_catalog.count(*)
                                       FROM picked), 100)) AS e
                CROSS JOIN LATERAL (SELECT k.owner_id
                                      FROM disc.search_docs AS k
                                     WHERE k.kind = 't' AND k.id = e.track_id
                                    OFFSET 0) AS k
                CROSS JOIN LATERAL (SELECT x.genre, x.mood
                                      FROM disc.tracks AS x
                                     WHERE x.track_id = e.track_id
                                    OFFSET 0) AS x
                CROSS JOIN LATERAL (SELECT y.is_verified
                                      FROM disc.users AS y
                                     WHERE y.user_id = k.owner_id
                                    OFFSET 0) AS y
                WHERE ($7::text[] IS NULL OR x.genre = ANY ($7))
                  AND ($8::text[] IS NULL OR x.mood = ANY ($8))
                  AND (NOT $9::bool OR y.is_verified) OFFSET 0))
       AND (u.is_verified OR NOT EXISTS (
               SELECT FROM disc.users AS v
                WHERE v.handle_lc = disc.search_fold(pg_catalog.btrim(u.name))
                  AND v.is_verified AND v.user_id <> u.user_id OFFSET 0))
), best AS (
    SELECT s.*, pg_catalog.row_number() OVER (PARTITION BY s.owner_id
               ORDER BY s.score DESC, s.playlist_id DESC) AS of_owner
      FROM shown AS s
)
SELECT b.playlist_id, b.mine
  FROM best AS b
 WHERE NOT $11::bool OR b.of_owner = 1
 ORDER BY CASE WHEN $10 = 'recent' THEN b.created_at END DESC,
       CASE WHEN $10 = 'popular' THEN b.reposts END DESC,
       CASE WHEN $10 <> 'recent' THEN b.score END DESC, b.playlist_id DESC
 LIMIT $13
OFFSET $14;
