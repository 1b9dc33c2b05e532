-- Who has tipped whom, as far as it is known: sums, and each tip.

-- Who has tipped a user, by the sum; equal sums have equal ranks.
-- @ api_supporters ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (rank int8, amount text, sender_user_id int4)
SELECT pg_catalog.rank() OVER (ORDER BY t.amount DESC) AS rank,
       (t.amount::numeric * 10000000000)::text AS amount, t.sender_user_id
  FROM disc.aggregate_user_tips AS t
 WHERE t.receiver_user_id = $1
 ORDER BY t.amount DESC, t.sender_user_id
 LIMIT $2 OFFSET $3;

-- Whom a user has tipped, with his rank there.  Of those who have tipped more
-- 1000 are counted.
-- @part supporting ()
SELECT 1 + (SELECT pg_catalog.count(*)
              FROM (SELECT FROM disc.aggregate_user_tips AS o
                     WHERE o.receiver_user_id = t.receiver_user_id
                       AND o.amount > t.amount
                     LIMIT 1000) AS more) AS rank,
       (t.amount::numeric * 10000000000)::text AS amount, t.sender_user_id,
       t.receiver_user_id
-- @end

-- @ api_supporting ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (rank int8, amount text, sender_user_id int4,
--   receiver_user_id int4)
-- @use supporting ()
  FROM (SELECT s.sender_user_id, s.receiver_user_id, s.amount
          FROM disc.aggregate_user_tips AS s
         WHERE s.sender_user_id = $1
         ORDER BY s.amount DESC, s.receiver_user_id
         LIMIT $2 OFFSET $3) AS t
 ORDER BY t.amount DESC, t.receiver_user_id;

-- One of them; asked from either side.
-- @ api_supporting_one ($1 sender int4, $2 receiver int4)
--   -> 0..1 (rank int8, amount text, sender_user_id int4,
--   receiver_user_id int4)
-- @use supporting ()
  FROM disc.aggregate_user_tips AS t
 WHERE t.sender_user_id = $1 AND t.receiver_user_id = $2;

-- Tips, the newest first, of the 5000 newest; with unique_by one for each
-- sender or receiver.  Whom the current user follows: $4.
-- @ api_tips ($1 receiver_min_followers int8, $2 receiver_is_verified bool,
--   $3 current_user_follows text, $4 me int4, $5 unique_by text,
--   $6 min_slot int8, $7 max_slot int8, $8 tx_signature text[],
--   $9 tx_signatures text, $10 exclude_recipients int4[], $11 limit int8,
--   $12 offset int8)
--   -> 0..n (slot int4, tx_signature text, amount text, sender_user_id int4,
--   receiver_user_id int4, created_at timestamp without time zone,
--   followee_supporters int4[])
SELECT t.slot, t.signature AS tx_signature,
       (t.amount::numeric * 10000000000)::text AS amount, t.sender_user_id,
       t.receiver_user_id, t.created_at,
       ARRAY(SELECT s.sender_user_id FROM disc.aggregate_user_tips AS s
              WHERE s.receiver_user_id = t.receiver_user_id
                AND EXISTS (SELECT FROM disc.follows AS f
                             WHERE f.follower_user_id = $4
                               AND f.followee_user_id = s.sender_user_id
                               AND NOT f.is_delete OFFSET 0)
              ORDER BY s.amount DESC, s.sender_user_id
              LIMIT 20) AS followee_supporters
  FROM (SELECT n.slot, n.signature, n.amount, n.sender_user_id,
               n.receiver_user_id, n.created_at,
               pg_catalog.row_number() OVER (PARTITION BY CASE $5::text
                   WHEN 'sender' THEN n.sender_user_id
                   WHEN 'receiver' THEN n.receiver_user_id END
                   ORDER BY n.slot DESC, n.signature) AS nr
          FROM (SELECT w.slot, w.signature, w.amount, w.sender_user_id,
                       w.receiver_user_id, w.created_at
                  FROM disc.user_tips AS w
                 WHERE (COALESCE($6::int8, 0) = 0 OR w.slot >= $6)
                   AND (COALESCE($7::int8, 0) = 0 OR w.slot <= $7)
                   AND (COALESCE($8::text[], pg_catalog.string_to_array(
                            $9::text, ',')) IS NULL
                        OR w.signature = ANY (COALESCE($8,
                            pg_catalog.string_to_array($9, ','))))
                   AND ($10::int4[] IS NULL
                        OR w.receiver_user_id <> ALL ($10))
                 ORDER BY w.slot DESC, w.signature
                 LIMIT 5000) AS n
          JOIN disc.users AS r ON r.user_id = n.receiver_user_id
           AND r.is_current
          LEFT JOIN disc.aggregate_user AS a
            ON a.user_id = n.receiver_user_id
         WHERE (r.is_verified OR NOT COALESCE($2::bool, false))
           AND COALESCE(a.follower_count, 0) >= COALESCE($1::int8, 0)
           AND ($3::text IS NULL OR EXISTS (
               SELECT FROM disc.follows AS f
                WHERE f.follower_user_id = $4::int4 AND NOT f.is_delete
                  AND (f.followee_user_id = n.sender_user_id
                           AND $3 IN ('sender', 'sender_or_receiver')
                       OR f.followee_user_id = n.receiver_user_id
                           AND $3 IN ('receiver', 'sender_or_receiver'))
               OFFSET 0))) AS t
 WHERE t.nr = 1 OR $5 IS NULL
 ORDER BY t.slot DESC, t.signature
 LIMIT $11 OFFSET $12;
