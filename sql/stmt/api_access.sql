-- Conditions on hearing and downloading, as they stand, and with what each gets
-- of a price: in millionths of a dollar, a tenth for the network, the rest by
-- percentage, cut to whole units; what is missing then goes to those who lost
-- most.  A price is in cents; more than fifty shares are not looked at.
-- @ api_access ($1 id int4, $2 of text, $3 auth int4) -> 0..1 (owner_id int4,
--   blocknumber int4, is_stream_gated bool, is_download_gated bool,
--   stream_conditions jsonb, download_conditions jsonb, priced_stream jsonb,
--   priced_download jsonb)
WITH item AS MATERIALIZED (
	SELECT t.owner_id, COALESCE(t.blocknumber, 0) AS blocknumber,
	       COALESCE(t.is_stream_gated, false) AS is_stream_gated,
	       COALESCE(t.is_download_gated, false) AS is_download_gated,
	       t.stream_conditions, t.download_conditions
	  FROM disc.tracks AS t
	 WHERE $2::text = 'track' AND t.track_id = $1 AND t.is_current
	UNION ALL
	SELECT p.playlist_owner_id, COALESCE(p.blocknumber, 0),
	       COALESCE(p.is_stream_gated, false), false, p.stream_conditions,
	       NULL::jsonb
	  FROM disc.playlists AS p
	 WHERE $2 = 'playlist' AND p.playlist_id = $1 AND p.is_current
	   AND NOT p.is_delete
	   AND (NOT p.is_private OR p.playlist_owner_id = $3::int4)
), priced AS MATERIALIZED (
	SELECT c.nr, c.price,
	       pg_catalog.trunc(c.price * 1000) AS network,
	       c.price * 10000 - pg_catalog.trunc(c.price * 1000) AS rest,
	       c.splits
	  FROM (SELECT g.nr, g.c #> '{usdc_purchase,splits}' AS splits,
	               CASE WHEN pg_catalog.jsonb_typeof(
	                       g.c #> '{usdc_purchase,price}') = 'number'
	                    THEN (g.c #>> '{usdc_purchase,price}')::numeric END
	                   AS price
	          FROM item
	         CROSS JOIN LATERAL (VALUES (1, item.stream_conditions),
	             (2, item.download_conditions)) AS g (nr, c)) AS c
	 WHERE c.price BETWEEN 0 AND 1000000000000
	   AND pg_catalog.jsonb_typeof(c.splits) = 'array'
), share AS MATERIALIZED (
	SELECT s.nr, s.user_id, s.percentage, s.due,
	       pg_catalog.trunc(s.due) AS amount,
	       p.rest - pg_catalog.sum(pg_catalog.trunc(s.due)) OVER w AS missing,
	       pg_catalog.row_number() OVER (PARTITION BY s.nr
	           ORDER BY s.due - pg_catalog.trunc(s.due) DESC, s.user_id)
	           AS lost,
	       pg_catalog.sum(s.percentage) OVER w AS whole
	  FROM priced AS p
	 CROSS JOIN LATERAL (
	       SELECT p.nr, (e.v ->> 'user_id')::int4 AS user_id,
	              (e.v ->> 'percentage')::numeric AS percentage,
	              p.rest * (e.v ->> 'percentage')::numeric / 100 AS due
	         FROM pg_catalog.jsonb_path_query(p.splits,
	                  '$[0 to 49] ? (@.user_id.type() == "number"
	                      && @.user_id >= 0 && @.user_id <= 2147483647
	                      && @.user_id.floor() == @.user_id
	                      && @.percentage >= 0 && @.percentage <= 100)')
	                  AS e (v)) AS s
	WINDOW w AS (PARTITION BY s.nr)
), told AS MATERIALIZED (
	SELECT p.nr, pg_catalog.jsonb_build_object('usdc_purchase',
	           pg_catalog.jsonb_build_object('price', p.price, 'splits',
	               COALESCE((SELECT pg_catalog.jsonb_agg(
	                   pg_catalog.jsonb_strip_nulls(
	                       pg_catalog.jsonb_build_object(
	                           'user_id', s.user_id,
	                           'percentage', s.percentage,
	                           'payout_wallet', disc.clip(COALESCE(
	                               NULLIF(u.spl_usdc_payout_wallet, ''),
	                               b.bank_account), 4000),
	                           'eth_wallet', disc.clip(u.wallet, 4000),
	                           'amount', s.amount + CASE WHEN s.whole = 100
	                               AND s.lost <= s.missing THEN 1 ELSE 0 END))
	                   ORDER BY s.user_id)
	                 FROM share AS s
	                 LEFT JOIN disc.users AS u ON u.user_id = s.user_id
	                 LEFT JOIN disc.usdc_user_bank_accounts AS b
	                   ON b.ethereum_address = u.wallet
	                WHERE s.nr = p.nr), '[]'::jsonb)
	               || pg_catalog.jsonb_build_object('amount', p.network,
	                      'percentage', 10))) AS conditions
	  FROM priced AS p
)
SELECT item.owner_id, item.blocknumber, item.is_stream_gated,
       item.is_download_gated, item.stream_conditions,
       item.download_conditions,
       COALESCE((SELECT t.conditions FROM told AS t WHERE t.nr = 1),
           disc.clip(item.stream_conditions, 65536)) AS priced_stream,
       COALESCE((SELECT t.conditions FROM told AS t WHERE t.nr = 2),
           disc.clip(item.download_conditions, 65536)) AS priced_download
  FROM item;

-- The tracks that these are stems of, whose conditions count for them.
-- @ api_stem_wholes ($1 ids int4[]) -> 0..n (stem_id int4, whole_id int4,
--   owner_id int4, stream_conditions jsonb, download_conditions jsonb)
SELECT s.child_track_id AS stem_id, t.track_id AS whole_id, t.owner_id,
       t.stream_conditions, t.download_conditions
  FROM disc.stems AS s
  JOIN disc.tracks AS t ON t.track_id = s.parent_track_id AND t.is_current
 WHERE s.child_track_id = ANY ($1);

-- Of the conditions that things have, those which the current user meets, by
-- the number of the parameter: whom he follows ($1), whom he has tipped ($2),
-- which tracks ($3) and lists ($4) he has bought.  Who has bought an album has
-- its tracks, and those that were on it when he did.  Of one who has bought more
-- than 1000 albums, the first 1000 by id count.
-- @ api_gates_met ($1 follow int4[], $2 tip int4[], $3 tracks int4[],
--   $4 lists int4[], $5 me int4) -> 0..n (gate int4, id int4)
WITH albums AS MATERIALIZED (
	SELECT p.content_id, pg_catalog.min(p.created_at) AS bought_at
	  FROM disc.usdc_purchases AS p
	 WHERE $3::int4[] <> '{}' AND p.buyer_user_id = $5
	   AND p.content_type = 'album'
	 GROUP BY p.content_id
	 ORDER BY p.content_id
	 LIMIT 1000
)
SELECT 1 AS gate, i.id
  FROM pg_catalog.unnest($1::int4[]) AS i (id)
 WHERE EXISTS (SELECT FROM disc.follows AS f
                WHERE f.follower_user_id = $5 AND f.followee_user_id = i.id
                  AND NOT f.is_delete OFFSET 0)
UNION ALL
SELECT 2, i.id
  FROM pg_catalog.unnest($2::int4[]) AS i (id)
 WHERE EXISTS (SELECT FROM disc.aggregate_user_tips AS t
                WHERE t.sender_user_id = $5 AND t.receiver_user_id = i.id
               OFFSET 0)
UNION ALL
SELECT 3, t.track_id
  FROM disc.tracks AS t
 WHERE t.track_id = ANY ($3) AND t.is_current
   AND (EXISTS (SELECT FROM disc.usdc_purchases AS p
                 WHERE p.buyer_user_id = $5 AND p.content_type = 'track'
                   AND p.content_id = t.track_id OFFSET 0)
        OR EXISTS (SELECT FROM albums AS a
                     JOIN disc.playlist_tracks AS l
                       ON l.playlist_id = a.content_id
                      AND l.track_id = t.track_id
                    WHERE NOT l.is_removed)
        OR EXISTS (SELECT FROM pg_catalog.jsonb_each(
                              t.playlists_previously_containing_track)
                              AS was (id, v)
                     JOIN albums AS a ON a.content_id::text = was.id
                    WHERE CASE WHEN pg_catalog.jsonb_typeof(
                                   was.v -> 'time') = 'number'
                               THEN (was.v ->> 'time')::numeric END
                          >= pg_catalog.date_part('epoch', a.bought_at)))
UNION ALL
SELECT 4, i.id
  FROM pg_catalog.unnest($4::int4[]) AS i (id)
 WHERE EXISTS (SELECT FROM disc.usdc_purchases AS p
                WHERE p.buyer_user_id = $5 AND p.content_id = i.id
                  AND p.content_type IN ('album', 'playlist') OFFSET 0);
