-- What users have bought and sold, as far as it is known: it is told to them
-- alone, so $2 must be who is proven to be $1.  Of one with more than 5000 the
-- newest 5000.

-- @part bought (buyer_user_id, seller_user_id)
SELECT k.slot, k.signature, k.seller_user_id, k.buyer_user_id,
       k.amount::text AS amount, k.extra_amount::text AS extra_amount,
       k.content_type, k.content_id, k.access,
       COALESCE((SELECT pg_catalog.jsonb_agg(CASE
                       WHEN pg_catalog.jsonb_typeof(e.v -> 'amount')
                           = 'number'
                       THEN pg_catalog.jsonb_set(e.v, '{amount}',
                           pg_catalog.to_jsonb(e.v ->> 'amount'))
                       ELSE e.v END ORDER BY e.place)
                   FROM pg_catalog.jsonb_array_elements(
                       CASE pg_catalog.jsonb_typeof(k.splits)
                            WHEN 'array' THEN k.splits ELSE '[]' END)
                       WITH ORDINALITY AS e (v, place)
                  WHERE e.place <= 50), '[]') AS splits,
       k.created_at, k.updated_at
  FROM (SELECT p.*, CASE $7::text
                    WHEN 'content_title' THEN pg_catalog.lower(
                        CASE p.content_type WHEN 'track' THEN
                            (SELECT t.title FROM disc.tracks AS t
                              WHERE t.track_id = p.content_id
                                AND t.is_current)
                        ELSE
                            (SELECT l.playlist_name FROM disc.playlists AS l
                              WHERE l.playlist_id = p.content_id
                                AND l.is_current)
                        END)
                    WHEN 'artist_name' THEN pg_catalog.lower(
                        (SELECT u.name FROM disc.users AS u
                          WHERE u.user_id = p.seller_user_id
                            AND u.is_current))
                    WHEN 'buyer_name' THEN pg_catalog.lower(
                        (SELECT u.name FROM disc.users AS u
                          WHERE u.user_id = p.buyer_user_id
                            AND u.is_current)) END AS word
          FROM (SELECT * FROM disc.usdc_purchases AS w
                 WHERE w.{buyer_user_id} = $1 AND $1 = $2::int4
                 ORDER BY w.created_at DESC, w.slot DESC, w.signature DESC
                 LIMIT 5000) AS p
         WHERE ($3::int4 IS NULL OR p.{seller_user_id} = $3)
           AND ($4::int4[] IS NULL OR p.content_id = ANY ($4))
           AND ($5::text IS NULL OR p.content_type::text = $5)) AS k
 ORDER BY CASE WHEN $6::text = 'asc' THEN k.word END,
       CASE WHEN $6 = 'asc' THEN k.created_at END,
       CASE WHEN $6 IS DISTINCT FROM 'asc' THEN k.word END DESC NULLS LAST,
       CASE WHEN $6 IS DISTINCT FROM 'asc' THEN k.created_at END DESC,
       k.slot, k.signature
 LIMIT $8 OFFSET $9;
-- @end

-- @part bought_number (buyer_user_id, seller_user_id)
SELECT pg_catalog.count(*) AS n
  FROM (SELECT w.seller_user_id, w.buyer_user_id, w.content_id,
               w.content_type
          FROM disc.usdc_purchases AS w
         WHERE w.{buyer_user_id} = $1 AND $1 = $2::int4
         ORDER BY w.created_at DESC, w.slot DESC, w.signature DESC
         LIMIT 5000) AS p
 WHERE ($3::int4 IS NULL OR p.{seller_user_id} = $3)
   AND ($4::int4[] IS NULL OR p.content_id = ANY ($4))
   AND ($5::text IS NULL OR p.content_type::text = $5);
-- @end

-- @ api_purchases ($1 id int4, $2 auth int4, $3 other int4,
--   $4 content_ids int4[], $5 content_type text, $6 sort_direction text,
--   $7 sort_method text, $8 limit int8, $9 offset int8)
--   -> 0..n (slot int8, signature text, seller_user_id int4,
--   buyer_user_id int4, amount text, extra_amount text,
--   content_type disc.usdc_purchase_content_type, content_id int4,
--   access disc.usdc_purchase_access_type, splits jsonb,
--   created_at timestamp without time zone,
--   updated_at timestamp without time zone)
-- @use bought (buyer_user_id, seller_user_id)

-- @ api_sales ($1 id int4, $2 auth int4, $3 other int4,
--   $4 content_ids int4[], $5 content_type text, $6 sort_direction text,
--   $7 sort_method text, $8 limit int8, $9 offset int8)
--   -> 0..n (slot int8, signature text, seller_user_id int4,
--   buyer_user_id int4, amount text, extra_amount text,
--   content_type disc.usdc_purchase_content_type, content_id int4,
--   access disc.usdc_purchase_access_type, splits jsonb,
--   created_at timestamp without time zone,
--   updated_at timestamp without time zone)
-- @use bought (seller_user_id, buyer_user_id)

-- @ api_purchases_number ($1 id int4, $2 auth int4, $3 other int4,
--   $4 content_ids int4[], $5 content_type text) -> 1 (n int8)
-- @use bought_number (buyer_user_id, seller_user_id)

-- @ api_sales_number ($1 id int4, $2 auth int4, $3 other int4,
--   $4 content_ids int4[], $5 content_type text) -> 1 (n int8)
-- @use bought_number (seller_user_id, buyer_user_id)

-- How often each thing was sold.
-- @ api_sales_by_item ($1 id int4, $2 auth int4, $3 limit int8,
--   $4 offset int8) -> 0..n (content_id int4,
--   content_type disc.usdc_purchase_content_type, purchase_count int8)
SELECT p.content_id, p.content_type, pg_catalog.count(*) AS purchase_count
  FROM (SELECT w.content_id, w.content_type
          FROM disc.usdc_purchases AS w
         WHERE w.seller_user_id = $1 AND $1 = $2::int4
         ORDER BY w.created_at DESC, w.slot DESC, w.signature DESC
         LIMIT 5000) AS p
 GROUP BY p.content_id, p.content_type
 ORDER BY purchase_count DESC, p.content_id, p.content_type
 LIMIT $3 OFFSET $4;

-- Who has bought something of a user.
-- @part purchasers ()
SELECT DISTINCT p.buyer_user_id AS user_id
  FROM (SELECT w.buyer_user_id, w.content_id, w.content_type
          FROM disc.usdc_purchases AS w
         WHERE w.seller_user_id = $1 AND $1 = $2::int4
         ORDER BY w.created_at DESC, w.slot DESC, w.signature DESC
         LIMIT 5000) AS p
 WHERE ($3::text IS NULL OR p.content_type::text = $3)
   AND ($4::int4 IS NULL OR p.content_id = $4)
-- @end

-- @ api_purchasers ($1 id int4, $2 auth int4, $3 content_type text,
--   $4 content_id int4, $5 limit int8, $6 offset int8)
--   -> 0..n (user_id int4)
-- @use purchasers ()
 ORDER BY p.buyer_user_id
 LIMIT $5 OFFSET $6;

-- @ api_purchasers_number ($1 id int4, $2 auth int4, $3 content_type text,
--   $4 content_id int4) -> 1 (n int8)
SELECT pg_catalog.count(*) AS n
  FROM (
-- @use purchasers ()
       ) AS of;
