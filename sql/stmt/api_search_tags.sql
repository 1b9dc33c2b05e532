-- Search by tags: who has tracks with one, and which lists hold such tracks.
-- Tracks themselves are searched as by any word, the tag being the only term.

-- Owners of tracks with a tag that begins so, the best known first; at least
-- $2 of the 5000 tracks that are looked at.
-- @ api_search_tag_users ($1 tag text, $2 user_tag_count int8, $3 me int4,
--   $4 genres text[], $5 is_verified bool, $6 sort_method text, $7 limit int8,
--   $8 offset int8) -> 0..n (user_id int4, mine bool)
SELECT u.user_id, EXISTS (
           SELECT FROM disc.follows AS f
            WHERE f.follower_user_id = $3 AND f.followee_user_id = u.user_id
              AND NOT f.is_delete OFFSET 0) AS mine
  FROM (SELECT d.owner_id AS id
          FROM (SELECT DISTINCT w.id
                  FROM pg_catalog.generate_series(8, 0, -1) AS b (rank)
                 CROSS JOIN LATERAL (SELECT s.id
                                       FROM disc.search_words AS s
                                      WHERE s.kind = 't' AND s.rank = b.rank
                                        AND s.word >= $1
                                        AND s.word < $1 || U&'\+10FFFF'
                                      ORDER BY s.word
                                      LIMIT 4000) AS w
                 LIMIT 4000) AS w
         CROSS JOIN LATERAL (SELECT d.owner_id
                               FROM disc.search_docs AS d
                              WHERE d.kind = 't' AND d.id = w.id OFFSET 0) AS d
         WHERE $4::text[] IS NULL
            OR (SELECT r.genre FROM disc.tracks AS r
                 WHERE r.track_id = w.id) = ANY ($4)
         GROUP BY d.owner_id
        HAVING pg_catalog.count(*) >= $2) AS c
 CROSS JOIN LATERAL (SELECT d.created_at
                       FROM disc.search_docs AS d
                      WHERE d.kind = 'u' AND d.id = c.id OFFSET 0) AS d
 CROSS JOIN LATERAL (SELECT u.user_id, u.name, u.is_verified
                       FROM disc.users AS u
                      WHERE u.user_id = c.id OFFSET 0) AS u
 CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.follower_count
                               FROM disc.aggregate_user AS a
                              WHERE a.user_id = c.id), 0) AS followers) AS a
 WHERE (NOT $5::bool OR u.is_verified)
   AND (u.is_verified OR NOT EXISTS (
           SELECT FROM disc.users AS v
            WHERE v.handle_lc = disc.search_fold(pg_catalog.btrim(u.name))
              AND v.is_verified AND v.user_id <> u.user_id OFFSET 0))
 ORDER BY CASE WHEN $6 = 'recent' THEN d.created_at END DESC,
       a.followers DESC, u.user_id
 LIMIT $7
OFFSET $8;

-- Playlists ($2 p) or albums (a) with such a track: of the 500 best known
-- tracks, the 40 lists that took each up first.
-- @ api_search_tag_playlists ($1 tag text, $2 list text, $3 me int4,
--   $4 genres text[], $5 moods text[], $6 is_verified bool, $7 sort_method text,
--   $8 limit int8, $9 offset int8) -> 0..n (playlist_id int4, mine bool)
SELECT d.id AS playlist_id, EXISTS (
           SELECT FROM disc.saves AS s
            WHERE s.user_id = $3 AND s.save_item_id = d.id
              AND s.save_type IN ('playlist', 'album') AND NOT s.is_delete
           OFFSET 0) AS mine
  FROM (SELECT DISTINCT e.playlist_id AS id
          FROM (SELECT DISTINCT w.id
                  FROM pg_catalog.generate_series(8, 0, -1) AS b (rank)
                 CROSS JOIN LATERAL (SELECT s.id
                                       FROM disc.search_words AS s
                                      WHERE s.kind = 't' AND s.rank = b.rank
                                        AND s.word >= $1
                                        AND s.word < $1 || U&'\+10FFFF'
                                      ORDER BY s.word
                                      LIMIT 500) AS w
                 LIMIT 500) AS w
         CROSS JOIN LATERAL (SELECT r.owner_id, r.genre, r.mood
                               FROM disc.tracks AS r
                              WHERE r.track_id = w.id OFFSET 0) AS r
         CROSS JOIN LATERAL (SELECT y.is_verified
                               FROM disc.users AS y
                              WHERE y.user_id = r.owner_id OFFSET 0) AS y
         CROSS JOIN LATERAL (SELECT t.playlist_id
                               FROM disc.playlist_tracks AS t
                              WHERE t.track_id = w.id AND NOT t.is_removed
                              ORDER BY t.created_at
                              LIMIT 40) AS e
         WHERE ($4::text[] IS NULL OR r.genre = ANY ($4))
           AND ($5::text[] IS NULL OR r.mood = ANY ($5))
           AND (NOT $6::bool OR y.is_verified)) AS c
 CROSS JOIN LATERAL (SELECT d.id, d.owner_id, d.created_at
                       FROM disc.search_docs AS d
                      WHERE d.kind = $2::text::"char" AND d.id = c.id
                     OFFSET 0) AS d
 CROSS JOIN LATERAL (SELECT u.user_id, u.name, u.is_verified
                       FROM disc.users AS u
                      WHERE u.user_id = d.owner_id OFFSET 0) AS u
 CROSS JOIN LATERAL (SELECT COALESCE((SELECT a.repost_count
                               FROM disc.aggregate_playlist AS a
                              WHERE a.playlist_id = d.id), 0) AS reposts) AS a
 WHERE EXISTS (SELECT FROM disc.search_docs AS o
                WHERE o.kind = 'u' AND o.id = d.owner_id OFFSET 0)
   AND (u.is_verified OR NOT EXISTS (
           SELECT FROM disc.users AS v
            WHERE v.handle_lc = disc.search_fold(pg_catalog.btrim(u.name))
              AND v.is_verified AND v.user_id <> u.user_id OFFSET 0))
 ORDER BY CASE WHEN $7 = 'recent' THEN d.created_at END DESC,
       a.reposts DESC, d.id DESC
 LIMIT $8
OFFSET $9;
