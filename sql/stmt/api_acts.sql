-- Who among those we know reposted or saved what an answer shows.

-- Of the current user.
-- @part mine (acts, act, of)
SELECT m.{act}_item_id AS item_id, 'my_{act}' AS act, m.user_id,
       m.{act}_type::text AS type, m.created_at, m.blockhash, m.blocknumber,
       m.txhash, m.slot
  FROM disc.{acts} AS m
 WHERE m.user_id = $2 AND m.{act}_item_id = ANY ($1)
   AND m.{act}_type {of} AND NOT m.is_delete
-- @end

-- Of those he follows: the actors with most followers.  They are looked for
-- from the cheaper side: all actors of an item that has few, else the first of
-- $3 one by one, as many as $4; those with most followers come first there, so
-- the first that are found are they.  Of the first $5 items only.
-- @part others (acts, act, of, most)
SELECT y.item_id, '{act}' AS act, o.user_id, o.{act}_type::text AS type,
       o.created_at, o.blockhash, o.blocknumber, o.txhash, o.slot
  FROM (SELECT y.item_id, y.user_id, pg_catalog.row_number() OVER (
                   PARTITION BY y.item_id
                   ORDER BY (SELECT a.follower_count
                               FROM disc.aggregate_user AS a
                              WHERE a.user_id = y.user_id) DESC NULLS LAST,
                       y.user_id) AS nth
          FROM (SELECT item.id AS item_id, q.user_id
                  FROM item
                 CROSS JOIN LATERAL (
                        SELECT q.user_id
                          FROM disc.{acts} AS q
                         WHERE q.{act}_item_id = item.id
                           AND q.{act}_type {of} AND NOT q.is_delete
                           AND (q.user_id IN (SELECT e.id
                                  FROM pg_catalog.unnest($3::int4[])
                                       AS e (id))) IS TRUE
                        OFFSET 0) AS q
                 WHERE item.{acts} <= 2 * item.looks
                UNION
                SELECT item.id, f.user_id
                  FROM item
                 CROSS JOIN LATERAL (
                        SELECT e.user_id
                          FROM pg_catalog.unnest(
                                   ($3::int4[])[1:item.looks]) AS e (user_id)
                         WHERE EXISTS (SELECT FROM disc.{acts} AS q
                                        WHERE q.user_id = e.user_id
                                          AND q.{act}_item_id = item.id
                                          AND q.{act}_type {of}
                                          AND NOT q.is_delete OFFSET 0)
                         LIMIT {most}) AS f
                 WHERE item.{acts} > 2 * item.looks) AS y) AS y
 CROSS JOIN LATERAL (
	SELECT q.*
	  FROM disc.{acts} AS q
	 WHERE q.user_id = y.user_id AND q.{act}_item_id = y.item_id
	   AND q.{act}_type {of} AND NOT q.is_delete
	OFFSET 0) AS o
 WHERE y.nth <= {most}
-- @end

-- @part items (of)
WITH item AS MATERIALIZED (
	SELECT i.id, COALESCE(a.repost_count, 0) AS reposts,
	       COALESCE(a.save_count, 0) AS saves,
	       $4::int4 AS looks
	  FROM (SELECT DISTINCT u.id
	          FROM pg_catalog.unnest(($1::int4[])[1:$5::int4]) AS u (id)) AS i
	  LEFT JOIN disc.aggregate_{of} AS a ON a.{of}_id = i.id
)
-- @end

-- Of tracks, three others a track; $3 as api_followees gives them.
-- @ api_track_acts ($1 ids int4[], $2 me int4, $3 followees int4[],
--   $4 looks int4, $5 first int4) -> 0..n (item_id int4, act text, user_id int4, type text,
--   created_at timestamp without time zone, blockhash text,
--   blocknumber int4, txhash text, slot int4)
-- @use items (track)
-- @use mine (reposts, repost, = 'track')
UNION ALL
-- @use mine (saves, save, = 'track')
UNION ALL
-- @use others (reposts, repost, = 'track', 3)
UNION ALL
-- @use others (saves, save, = 'track', 3)

-- The same of playlists and albums, six others an item, who may have taken it
-- for either.
-- @ api_playlist_acts ($1 ids int4[], $2 me int4, $3 followees int4[],
--   $4 looks int4, $5 first int4) -> 0..n (item_id int4, act text, user_id int4, type text,
--   created_at timestamp without time zone, blockhash text,
--   blocknumber int4, txhash text, slot int4)
-- @use items (playlist)
-- @use mine (reposts, repost, <> 'track')
UNION ALL
-- @use mine (saves, save, <> 'track')
UNION ALL
-- @use others (reposts, repost, <> 'track', 6)
UNION ALL
-- @use others (saves, save, <> 'track', 6)
