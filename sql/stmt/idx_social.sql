-- SPDX-License-Identifier: ISC
-- Statements of the indexer: follows, reposts, saves.
-- The columns stand in the order of indexer/rows/tables.h; rows that are there
-- already are overwritten.

-- @ idx_follows_load ($1 follower_user_id int4[],
--   $2 followee_user_id int4[]) -> 0..n (
--   follower_user_id int4, followee_user_id int4, blockhash text,
--   blocknumber int4, txhash text, is_delete bool, created_at timestamp)
SELECT f.follower_user_id, f.followee_user_id, f.blockhash, f.blocknumber,
       f.txhash, f.is_delete, f.created_at
  FROM disc.follows AS f
  JOIN unnest($1::int4[], $2::int4[]) AS k (follower_user_id, followee_user_id)
    ON f.follower_user_id = k.follower_user_id
   AND f.followee_user_id = k.followee_user_id;

-- @ idx_follows_put ($1 follower_user_id int4[], $2 followee_user_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 is_delete bool[], $7 created_at timestamp[]) -> 0
INSERT INTO disc.follows (follower_user_id, followee_user_id, blockhash,
	blocknumber, txhash, is_delete, created_at)
SELECT n.follower_user_id, n.followee_user_id, n.blockhash, n.blocknumber,
       n.txhash, n.is_delete, n.created_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::bool[], $7::timestamp[])
    AS n (follower_user_id, followee_user_id, blockhash, blocknumber, txhash,
	is_delete, created_at)
ON CONFLICT (follower_user_id, followee_user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at);

-- @ idx_reposts_load ($1 user_id int4[], $2 repost_item_id int4[],
--   $3 repost_type disc.reposttype[]) -> 0..n (user_id int4,
--   repost_item_id int4, repost_type disc.reposttype, blockhash text,
--   blocknumber int4, txhash text, is_delete bool, created_at timestamp,
--   is_repost_of_repost bool)
SELECT r.user_id, r.repost_item_id, r.repost_type, r.blockhash, r.blocknumber,
       r.txhash, r.is_delete, r.created_at, r.is_repost_of_repost
  FROM disc.reposts AS r
  JOIN unnest($1::int4[], $2::int4[], $3::disc.reposttype[])
    AS k (user_id, repost_item_id, repost_type)
    ON r.user_id = k.user_id
   AND r.repost_item_id = k.repost_item_id
   AND r.repost_type = k.repost_type;

-- @ idx_reposts_put ($1 user_id int4[], $2 repost_item_id int4[],
--   $3 repost_type disc.reposttype[], $4 blockhash text[],
--   $5 blocknumber int4[], $6 txhash text[], $7 is_delete bool[],
--   $8 created_at timestamp[], $9 is_repost_of_repost bool[]) -> 0
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, blockhash,
	blocknumber, txhash, is_delete, created_at, is_repost_of_repost)
SELECT n.user_id, n.repost_item_id, n.repost_type, n.blockhash, n.blocknumber,
       n.txhash, n.is_delete, n.created_at,
       COALESCE(n.is_repost_of_repost, false)
  FROM unnest($1::int4[], $2::int4[], $3::disc.reposttype[], $4::text[],
	$5::int4[], $6::text[], $7::bool[], $8::timestamp[], $9::bool[])
    AS n (user_id, repost_item_id, repost_type, blockhash, blocknumber, txhash,
	is_delete, created_at, is_repost_of_repost)
ON CONFLICT (user_id, repost_item_id, repost_type) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at,
	is_repost_of_repost) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at, EXCLUDED.is_repost_of_repost);

-- @ idx_saves_load ($1 user_id int4[], $2 save_item_id int4[],
--   $3 save_type disc.savetype[]) -> 0..n (user_id int4, save_item_id int4,
--   save_type disc.savetype, blockhash text, blocknumber int4, txhash text,
--   is_delete bool, created_at timestamp, is_save_of_repost bool)
SELECT s.user_id, s.save_item_id, s.save_type, s.blockhash, s.blocknumber,
       s.txhash, s.is_delete, s.created_at, s.is_save_of_repost
  FROM disc.saves AS s
  JOIN unnest($1::int4[], $2::int4[], $3::disc.savetype[])
    AS k (user_id, save_item_id, save_type)
    ON s.user_id = k.user_id
   AND s.save_item_id = k.save_item_id
   AND s.save_type = k.save_type;

-- @ idx_saves_put ($1 user_id int4[], $2 save_item_id int4[],
--   $3 save_type disc.savetype[], $4 blockhash text[], $5 blocknumber int4[],
--   $6 txhash text[], $7 is_delete bool[], $8 created_at timestamp[],
--   $9 is_save_of_repost bool[]) -> 0
INSERT INTO disc.saves (user_id, save_item_id, save_type, blockhash,
	blocknumber, txhash, is_delete, created_at, is_save_of_repost)
SELECT n.user_id, n.save_item_id, n.save_type, n.blockhash, n.blocknumber,
       n.txhash, n.is_delete, n.created_at,
       COALESCE(n.is_save_of_repost, false)
  FROM unnest($1::int4[], $2::int4[], $3::disc.savetype[], $4::text[],
	$5::int4[], $6::text[], $7::bool[], $8::timestamp[], $9::bool[])
    AS n (user_id, save_item_id, save_type, blockhash, blocknumber, txhash,
	is_delete, created_at, is_save_of_repost)
ON CONFLICT (user_id, save_item_id, save_type) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at,
	is_save_of_repost) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at, EXCLUDED.is_save_of_repost);
