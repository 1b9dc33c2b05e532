-- Search: what is asked for.  A query is taken apart into terms, words that it
-- may be a typo of are found, and a box that asks at each letter is answered from
-- how names begin.

-- All of a query without blanks is also what tags begin with: "#" before it
-- makes it a term, and another "!" behind it the whole tag.
-- @ api_search_terms ($1 query text) -> 1 (places int4[], words text[],
--   weights float8[], whole text)
SELECT COALESCE(pg_catalog.array_agg(t.place::int ORDER BY t.place)
           FILTER (WHERE t.word IS NOT NULL), '{}') AS places,
       COALESCE(pg_catalog.array_agg(t.word ORDER BY t.place)
           FILTER (WHERE t.word IS NOT NULL), '{}') AS words,
       COALESCE(pg_catalog.array_agg(1::float8)
           FILTER (WHERE t.word IS NOT NULL), '{}') AS weights,
       pg_catalog.left(pg_catalog.replace(disc.search_split(
           pg_catalog.left($1, 200)), ' ', ''), 64) AS whole
  FROM (SELECT 1) AS one
  LEFT JOIN (SELECT w.word, min(w.place) AS place
               FROM pg_catalog.unnest((pg_catalog.string_to_array(
                        disc.search_words(disc.search_split(
                            pg_catalog.translate(pg_catalog.left($1, 200), '&',
                                ' ')), true), ' '))[1:8])
                    WITH ORDINALITY AS w (word, place)
              GROUP BY w.word) AS t ON true;

-- The same terms and, for each word, up to five in use that it may be a typo
-- of: one edit away, two when it is long.
-- @ api_search_typos ($1 places int4[], $2 words text[]) -> 1 (places int4[],
--   words text[], weights float8[])
WITH q AS MATERIALIZED (
    SELECT a.place, a.word, pg_catalog.char_length(a.word) AS letters
      FROM ROWS FROM (pg_catalog.unnest($1::int4[]),
                      pg_catalog.unnest($2::text[])) AS a (place, word)
), k AS (
    SELECT q.place, q.word, q.letters, k.key
      FROM q
     CROSS JOIN LATERAL disc.search_short(q.word) AS k
     WHERE q.letters BETWEEN 4 AND 9
    UNION
    SELECT q.place, q.word, q.letters, '<' || k.key
      FROM q
     CROSS JOIN LATERAL pg_catalog.generate_series((q.letters - 2) / 2,
               (q.letters + 2) / 2) AS h
     CROSS JOIN LATERAL disc.search_short(pg_catalog.left(q.word, h)) AS k
     WHERE q.letters >= 8 AND h >= 4
    UNION
    SELECT q.place, q.word, q.letters, '>' || k.key
      FROM q
     CROSS JOIN LATERAL pg_catalog.generate_series((q.letters - 1) / 2,
               (q.letters + 3) / 2) AS h
     CROSS JOIN LATERAL disc.search_short(pg_catalog.right(q.word, h)) AS k
     WHERE q.letters >= 8 AND h >= 5
), found AS MATERIALIZED (
    SELECT DISTINCT k.place, k.word AS asked, k.letters, f.word
      FROM k
     CROSS JOIN LATERAL (SELECT s.word
                           FROM disc.search_keys AS s
                          WHERE s.key = k.key
                          ORDER BY s.word
                          LIMIT 100) AS f
     WHERE f.word <> k.word
       AND pg_catalog.abs(pg_catalog.char_length(f.word) - k.letters) <= 2
       AND pg_catalog.char_length(pg_catalog.translate(f.word, k.word, '')) <= 2
       AND pg_catalog.char_length(pg_catalog.translate(k.word, f.word, '')) <= 2
), near AS (
    SELECT f.place, f.word, f.edits, pg_catalog.row_number() OVER (
               PARTITION BY f.place
               ORDER BY f.edits, v.uses DESC, f.word) AS nth
      FROM (SELECT n.place, n.letters, n.word,
                   disc.search_edits(n.asked, n.word) AS edits
              FROM (SELECT f.*, pg_catalog.row_number() OVER (
                               PARTITION BY f.place
                               ORDER BY pg_catalog.left(f.word, 1)
                                   = pg_catalog.left(f.asked, 1) DESC,
                               pg_catalog.abs(pg_catalog.char_length(f.word)
                                   - f.letters), f.word) AS nth
                      FROM found AS f) AS n
             WHERE n.nth <= 100) AS f
     CROSS JOIN LATERAL (SELECT v.uses
                           FROM disc.search_vocabulary AS v
                          WHERE v.word = f.word OFFSET 0) AS v
     WHERE f.edits <= CASE WHEN f.letters < 9 THEN 1 ELSE 2 END
), t AS (
    SELECT q.place, q.word, 1::float8 AS weight FROM q
    UNION ALL
    SELECT n.place, n.word, CASE n.edits WHEN 1 THEN 0.7 ELSE 0.5 END
      FROM near AS n
     WHERE n.nth <= 5
)
SELECT COALESCE(pg_catalog.array_agg(t.place ORDER BY t.place, t.word),
           '{}') AS places,
       COALESCE(pg_catalog.array_agg(t.word ORDER BY t.place, t.word),
           '{}') AS words,
       COALESCE(pg_catalog.array_agg(t.weight ORDER BY t.place, t.word),
           '{}') AS weights
  FROM t;

-- What is typed into a box, letter by letter, with nothing else asked: what is
-- called so, then what begins so, as a whole or with one of its words, best known
-- first and then in the order of the words; in front of these what the current
-- user saved or follows.  It is read as search_words has it, ranked when it was
-- written: a look each at four pages of it, or at a hundred more than one, 3000
-- at most, and nothing is scored.  Where it does not fill a page, all other
-- statements are asked.
-- @ api_search_ahead ($1 list text, $2 whole text, $3 me int4,
--   $4 sort_method text, $5 genres text[], $6 moods text[], $7 keys text[],
--   $8 bpm_min float8, $9 bpm_max float8, $10 is_verified bool,
--   $11 is_downloadable bool, $12 has_downloads bool,
--   $13 is_purchaseable bool, $14 limit int8, $15 offset int8)
--   -> 0..n (id int4, mine bool)
WITH asked AS MATERIALIZED (
    SELECT $1::text::"char" AS kind
     WHERE $2::text <> '' AND $4 = 'relevant' AND $5::text[] IS NULL
       AND $6::text[] IS NULL AND $7::text[] IS NULL AND $8::float8 IS NULL
       AND $9::float8 IS NULL AND $10::bool IS NOT TRUE
       AND $11::bool IS NOT TRUE AND $12::bool IS NOT TRUE
       AND $13::bool IS NOT TRUE
), found AS (
    (SELECT x.id, b.rank, '' AS word
       FROM asked
      CROSS JOIN pg_catalog.generate_series(8, 0, -1) AS b (rank)
      CROSS JOIN LATERAL (SELECT s.id
                            FROM disc.search_words AS s
                           WHERE s.kind = asked.kind AND s.rank = b.rank
                             AND s.word = $2 || '!'
                           ORDER BY s.id
                           LIMIT $14::int8 + $15::int8) AS x
      LIMIT $14 + $15)
    UNION ALL
    (SELECT x.id, b.rank, x.word
       FROM asked
      CROSS JOIN pg_catalog.generate_series(8, 0, -1) AS b (rank)
      CROSS JOIN LATERAL (SELECT s.id, s.word
                            FROM disc.search_words AS s
                           WHERE s.kind = asked.kind AND s.rank = b.rank
                             AND s.word >= $2
                             AND s.word < $2 || U&'\+10FFFF'
                           ORDER BY s.word, s.id
                           LIMIT LEAST(LEAST(4 * $14, $14 + 100) + $15, 3000)) AS x
      LIMIT LEAST(LEAST(4 * $14, $14 + 100) + $15, 3000))
), listed AS (
    SELECT f.id, f.rank, f.word, CASE WHEN $3::int4 IS NULL THEN false
               WHEN $1 = 'u' THEN EXISTS (
                    SELECT FROM disc.follows AS w
                     WHERE w.follower_user_id = $3 AND w.followee_user_id = f.id
                       AND NOT w.is_delete OFFSET 0)
               ELSE EXISTS (
                    SELECT FROM disc.saves AS w
                     WHERE w.user_id = $3 AND w.save_item_id = f.id
                       AND (w.save_type = 'track') = ($1 = 't')
                       AND NOT w.is_delete OFFSET 0) END AS mine
      FROM (SELECT DISTINCT ON (f.id) f.id, f.rank, f.word
              FROM found AS f
             ORDER BY f.id, f.word) AS f
)
SELECT l.id, l.mine
  FROM (SELECT l.id, l.mine
          FROM listed AS l
         ORDER BY l.mine DESC, l.word <> '', l.rank DESC, l.word, l.id) AS l
 CROSS JOIN LATERAL (SELECT d.owner_id
                       FROM disc.search_docs AS d
                      WHERE d.kind = $1::text::"char" AND d.id = l.id
                     OFFSET 0) AS d
 CROSS JOIN LATERAL (SELECT FROM disc.search_docs AS o
                      WHERE o.kind = 'u' AND o.id = d.owner_id OFFSET 0) AS o
 CROSS JOIN LATERAL (
       SELECT FROM disc.users AS u
        WHERE u.user_id = d.owner_id
          AND (u.is_verified OR NOT EXISTS (
               SELECT FROM disc.users AS v
                WHERE v.handle_lc = disc.search_fold(pg_catalog.btrim(u.name))
                  AND v.is_verified AND v.user_id <> u.user_id OFFSET 0))
       OFFSET 0) AS u
 LIMIT $14 OFFSET $15;
