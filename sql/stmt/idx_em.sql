-- Statements of the indexer: tables that only EntityManager writes.
-- The columns stand in the order of indexer/rows/tables.h; rows that are there
-- already are overwritten.

-- @ idx_subscriptions_load ($1 subscriber_id int4[], $2 user_id int4[]) ->
--   0..n (subscriber_id int4, user_id int4, blockhash text, blocknumber int4,
--   txhash text, is_delete bool, created_at timestamp)
SELECT s.subscriber_id, s.user_id, s.blockhash, s.blocknumber, s.txhash,
       s.is_delete, s.created_at
  FROM disc.subscriptions AS s
  JOIN unnest($1::int4[], $2::int4[])
    AS k (subscriber_id, user_id)
    ON s.subscriber_id = k.subscriber_id
   AND s.user_id = k.user_id;

-- @ idx_subscriptions_put ($1 subscriber_id int4[], $2 user_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 is_delete bool[], $7 created_at timestamp[]) -> 0
INSERT INTO disc.subscriptions (subscriber_id, user_id, blockhash, blocknumber,
	txhash, is_delete, created_at)
SELECT n.subscriber_id, n.user_id, n.blockhash, n.blocknumber, n.txhash,
       n.is_delete, n.created_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::bool[], $7::timestamp[])
    AS n (subscriber_id, user_id, blockhash, blocknumber, txhash, is_delete,
	created_at)
ON CONFLICT (subscriber_id, user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at);

-- @ idx_shares_put ($1 user_id int4[], $2 share_item_id int4[],
--   $3 share_type disc.sharetype[], $4 txhash text[], $5 blockhash text[],
--   $6 blocknumber int4[], $7 created_at timestamp[]) -> 0
INSERT INTO disc.shares (user_id, share_item_id, share_type, txhash, blockhash,
	blocknumber, created_at)
SELECT n.user_id, n.share_item_id, n.share_type, n.txhash, n.blockhash,
       n.blocknumber, n.created_at
  FROM unnest($1::int4[], $2::int4[], $3::disc.sharetype[], $4::text[],
	$5::text[], $6::int4[], $7::timestamp[])
    AS n (user_id, share_item_id, share_type, txhash, blockhash, blocknumber,
	created_at)
ON CONFLICT (user_id, share_item_id, share_type, txhash) DO NOTHING;

-- @ idx_user_events_load ($1 user_id int4[]) -> 0..n (user_id int4,
--   blockhash text, blocknumber int4, referrer int4, is_mobile_user bool)
SELECT u.user_id, u.blockhash, u.blocknumber, u.referrer, u.is_mobile_user
  FROM disc.user_events AS u
 WHERE u.user_id = ANY ($1);

-- @ idx_user_events_put ($1 user_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 referrer int4[], $5 is_mobile_user bool[]) -> 0
INSERT INTO disc.user_events (user_id, blockhash, blocknumber, referrer,
	is_mobile_user)
SELECT n.user_id, n.blockhash, n.blocknumber, n.referrer, n.is_mobile_user
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::int4[], $5::bool[])
    AS n (user_id, blockhash, blocknumber, referrer, is_mobile_user)
ON CONFLICT (user_id) DO UPDATE SET
	(blockhash, blocknumber, referrer, is_mobile_user) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.referrer,
	EXCLUDED.is_mobile_user);

-- @ idx_apps_load ($1 address text[]) -> 0..n (address text,
--   blockhash text, blocknumber int4, txhash text, user_id int4, name text,
--   is_personal_access bool, is_delete bool, description text,
--   image_url text, created_at timestamp, updated_at timestamp)
SELECT d.address, d.blockhash, d.blocknumber, d.txhash, d.user_id, d.name,
       d.is_personal_access, d.is_delete, d.description, d.image_url,
       d.created_at, d.updated_at
  FROM disc.developer_apps AS d
 WHERE d.address = ANY ($1);

-- @ idx_apps_put ($1 address text[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 user_id int4[],
--   $6 name text[], $7 is_personal_access bool[], $8 is_delete bool[],
--   $9 description text[], $10 image_url text[], $11 created_at timestamp[],
--   $12 updated_at timestamp[]) -> 0
INSERT INTO disc.developer_apps (address, blockhash, blocknumber, txhash,
	user_id, name, is_personal_access, is_delete, description, image_url,
	created_at, updated_at)
SELECT n.address, n.blockhash, n.blocknumber, n.txhash, n.user_id, n.name,
       n.is_personal_access, n.is_delete, n.description, n.image_url,
       n.created_at, n.updated_at
  FROM unnest($1::text[], $2::text[], $3::int4[], $4::text[], $5::int4[],
	$6::text[], $7::bool[], $8::bool[], $9::text[], $10::text[],
	$11::timestamp[], $12::timestamp[])
    AS n (address, blockhash, blocknumber, txhash, user_id, name,
	is_personal_access, is_delete, description, image_url, created_at,
	updated_at)
ON CONFLICT (address) DO UPDATE SET
	(blockhash, blocknumber, txhash, user_id, name, is_personal_access,
	is_delete, description, image_url, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.user_id, EXCLUDED.name, EXCLUDED.is_personal_access,
	EXCLUDED.is_delete, EXCLUDED.description, EXCLUDED.image_url,
	EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_grants_load ($1 grantee_address text[], $2 user_id int4[]) -> 0..n
--   (grantee_address text, user_id int4, blockhash text, blocknumber int4,
--   txhash text, is_revoked bool, is_approved bool, created_at timestamp,
--   updated_at timestamp)
SELECT g.grantee_address, g.user_id, g.blockhash, g.blocknumber, g.txhash,
       g.is_revoked, g.is_approved, g.created_at, g.updated_at
  FROM disc.grants AS g
  JOIN unnest($1::text[], $2::int4[])
    AS k (grantee_address, user_id)
    ON g.grantee_address = k.grantee_address
   AND g.user_id = k.user_id;

-- @ idx_grants_put ($1 grantee_address text[], $2 user_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 is_revoked bool[], $7 is_approved bool[], $8 created_at timestamp[],
--   $9 updated_at timestamp[]) -> 0
INSERT INTO disc.grants (grantee_address, user_id, blockhash, blocknumber,
	txhash, is_revoked, is_approved, created_at, updated_at)
SELECT n.grantee_address, n.user_id, n.blockhash, n.blocknumber, n.txhash,
       n.is_revoked, n.is_approved, n.created_at, n.updated_at
  FROM unnest($1::text[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::bool[], $7::bool[], $8::timestamp[], $9::timestamp[])
    AS n (grantee_address, user_id, blockhash, blocknumber, txhash, is_revoked,
	is_approved, created_at, updated_at)
ON CONFLICT (grantee_address, user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_revoked, is_approved, created_at,
	updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_revoked, EXCLUDED.is_approved, EXCLUDED.created_at,
	EXCLUDED.updated_at);

-- @ idx_dashboard_load ($1 wallet text[]) -> 0..n (wallet text,
--   blockhash text, blocknumber int4, txhash text, user_id int4,
--   is_delete bool, created_at timestamp, updated_at timestamp)
SELECT d.wallet, d.blockhash, d.blocknumber, d.txhash, d.user_id, d.is_delete,
       d.created_at, d.updated_at
  FROM disc.dashboard_wallet_users AS d
 WHERE d.wallet = ANY ($1);

-- @ idx_dashboard_put ($1 wallet text[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 user_id int4[],
--   $6 is_delete bool[], $7 created_at timestamp[],
--   $8 updated_at timestamp[]) -> 0
INSERT INTO disc.dashboard_wallet_users (wallet, blockhash, blocknumber,
	txhash, user_id, is_delete, created_at, updated_at)
SELECT n.wallet, n.blockhash, n.blocknumber, n.txhash, n.user_id, n.is_delete,
       n.created_at, n.updated_at
  FROM unnest($1::text[], $2::text[], $3::int4[], $4::text[], $5::int4[],
	$6::bool[], $7::timestamp[], $8::timestamp[])
    AS n (wallet, blockhash, blocknumber, txhash, user_id, is_delete,
	created_at, updated_at)
ON CONFLICT (wallet) DO UPDATE SET
	(blockhash, blocknumber, txhash, user_id, is_delete, created_at,
	updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.user_id, EXCLUDED.is_delete, EXCLUDED.created_at,
	EXCLUDED.updated_at);

-- @ idx_muted_load ($1 user_id int4[], $2 muted_user_id int4[]) -> 0..n
--   (user_id int4, muted_user_id int4, blockhash text, blocknumber int4,
--   txhash text, is_delete bool, created_at timestamp, updated_at timestamp)
SELECT m.user_id, m.muted_user_id, m.blockhash, m.blocknumber, m.txhash,
       m.is_delete, m.created_at, m.updated_at
  FROM disc.muted_users AS m
  JOIN unnest($1::int4[], $2::int4[])
    AS k (user_id, muted_user_id)
    ON m.user_id = k.user_id
   AND m.muted_user_id = k.muted_user_id;

-- @ idx_muted_put ($1 user_id int4[], $2 muted_user_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 is_delete bool[], $7 created_at timestamp[],
--   $8 updated_at timestamp[]) -> 0
INSERT INTO disc.muted_users (user_id, muted_user_id, blockhash, blocknumber,
	txhash, is_delete, created_at, updated_at)
SELECT n.user_id, n.muted_user_id, n.blockhash, n.blocknumber, n.txhash,
       n.is_delete, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::bool[], $7::timestamp[], $8::timestamp[])
    AS n (user_id, muted_user_id, blockhash, blocknumber, txhash, is_delete,
	created_at, updated_at)
ON CONFLICT (user_id, muted_user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_collectibles_load ($1 user_id int4[]) -> 0..n (user_id int4,
--   blockhash text, blocknumber int4, txhash text, data jsonb,
--   created_at timestamp, updated_at timestamp)
SELECT c.user_id, c.blockhash, c.blocknumber, c.txhash, c.data, c.created_at,
       c.updated_at
  FROM disc.collectibles AS c
 WHERE c.user_id = ANY ($1);

-- @ idx_collectibles_put ($1 user_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 data jsonb[],
--   $6 created_at timestamp[], $7 updated_at timestamp[]) -> 0
INSERT INTO disc.collectibles (user_id, blockhash, blocknumber, txhash, data,
	created_at, updated_at)
SELECT n.user_id, n.blockhash, n.blocknumber, n.txhash, n.data, n.created_at,
       n.updated_at
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::text[], $5::jsonb[],
	$6::timestamp[], $7::timestamp[])
    AS n (user_id, blockhash, blocknumber, txhash, data, created_at, updated_at)
ON CONFLICT (user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, data, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.data, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_payouts_put ($1 user_id int4[], $2 block_timestamp timestamp[],
--   $3 spl_usdc_payout_wallet text[], $4 blocknumber int4[],
--   $5 created_at timestamp[]) -> 0
INSERT INTO disc.user_payout_wallet_history (user_id, block_timestamp,
	spl_usdc_payout_wallet, blocknumber, created_at)
SELECT n.user_id, n.block_timestamp, n.spl_usdc_payout_wallet, n.blocknumber,
       n.created_at
  FROM unnest($1::int4[], $2::timestamp[], $3::text[], $4::int4[],
	$5::timestamp[])
    AS n (user_id, block_timestamp, spl_usdc_payout_wallet, blocknumber,
	created_at)
ON CONFLICT (user_id, block_timestamp) DO UPDATE SET
	(spl_usdc_payout_wallet, blocknumber, created_at) =
	(EXCLUDED.spl_usdc_payout_wallet, EXCLUDED.blocknumber,
	EXCLUDED.created_at);

-- @ idx_downloads_put ($1 parent_track_id int4[], $2 track_id int4[],
--   $3 txhash text[], $4 blocknumber int4[], $5 user_id int4[],
--   $6 created_at timestamp[], $7 city text[], $8 region text[],
--   $9 country text[]) -> 0
INSERT INTO disc.track_downloads (parent_track_id, track_id, txhash,
	blocknumber, user_id, created_at, city, region, country)
SELECT n.parent_track_id, n.track_id, n.txhash, n.blocknumber, n.user_id,
       n.created_at, n.city, n.region, n.country
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::int4[],
	$6::timestamp[], $7::text[], $8::text[], $9::text[])
    AS n (parent_track_id, track_id, txhash, blocknumber, user_id, created_at,
	city, region, country)
ON CONFLICT (parent_track_id, track_id, txhash) DO NOTHING;

-- @ idx_track_prices_put ($1 track_id int4[],
--   $2 block_timestamp timestamp[], $3 splits jsonb[],
--   $4 total_price_cents int8[], $5 blocknumber int4[],
--   $6 access disc.usdc_purchase_access_type[], $7 created_at timestamp[]) ->
--   0
INSERT INTO disc.track_price_history (track_id, block_timestamp, splits,
	total_price_cents, blocknumber, access, created_at)
SELECT n.track_id, n.block_timestamp, n.splits, n.total_price_cents,
       n.blocknumber, n.access, n.created_at
  FROM unnest($1::int4[], $2::timestamp[], $3::jsonb[], $4::int8[], $5::int4[],
	$6::disc.usdc_purchase_access_type[], $7::timestamp[])
    AS n (track_id, block_timestamp, splits, total_price_cents, blocknumber,
	access, created_at)
ON CONFLICT (track_id, block_timestamp) DO NOTHING;

-- @ idx_album_prices_put ($1 playlist_id int4[],
--   $2 block_timestamp timestamp[], $3 splits jsonb[],
--   $4 total_price_cents int8[], $5 blocknumber int4[],
--   $6 created_at timestamp[]) -> 0
INSERT INTO disc.album_price_history (playlist_id, block_timestamp, splits,
	total_price_cents, blocknumber, created_at)
SELECT n.playlist_id, n.block_timestamp, n.splits, n.total_price_cents,
       n.blocknumber, n.created_at
  FROM unnest($1::int4[], $2::timestamp[], $3::jsonb[], $4::int8[], $5::int4[],
	$6::timestamp[])
    AS n (playlist_id, block_timestamp, splits, total_price_cents, blocknumber,
	created_at)
ON CONFLICT (playlist_id, block_timestamp) DO NOTHING;

-- @ idx_playlist_tracks_load ($1 playlist_id int4[], $2 track_id int4[]) ->
--   0..n (playlist_id int4, track_id int4, is_removed bool,
--   created_at timestamp, updated_at timestamp)
SELECT p.playlist_id, p.track_id, p.is_removed, p.created_at, p.updated_at
  FROM disc.playlist_tracks AS p
  JOIN unnest($1::int4[], $2::int4[])
    AS k (playlist_id, track_id)
    ON p.playlist_id = k.playlist_id
   AND p.track_id = k.track_id;

-- @ idx_playlist_tracks_put ($1 playlist_id int4[], $2 track_id int4[],
--   $3 is_removed bool[], $4 created_at timestamp[],
--   $5 updated_at timestamp[]) -> 0
INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
	created_at, updated_at)
SELECT n.playlist_id, n.track_id, n.is_removed, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::int4[], $3::bool[], $4::timestamp[],
	$5::timestamp[])
    AS n (playlist_id, track_id, is_removed, created_at, updated_at)
ON CONFLICT (playlist_id, track_id) DO UPDATE SET
	(is_removed, created_at, updated_at) =
	(EXCLUDED.is_removed, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_playlist_seen_load ($1 user_id int4[], $2 playlist_id int4[]) ->
--   0..n (user_id int4, playlist_id int4, blockhash text, blocknumber int4,
--   txhash text, seen_at timestamp)
SELECT p.user_id, p.playlist_id, p.blockhash, p.blocknumber, p.txhash,
       p.seen_at
  FROM disc.playlist_seen AS p
  JOIN unnest($1::int4[], $2::int4[])
    AS k (user_id, playlist_id)
    ON p.user_id = k.user_id
   AND p.playlist_id = k.playlist_id;

-- @ idx_playlist_seen_put ($1 user_id int4[], $2 playlist_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 seen_at timestamp[]) -> 0
INSERT INTO disc.playlist_seen (user_id, playlist_id, blockhash, blocknumber,
	txhash, seen_at)
SELECT n.user_id, n.playlist_id, n.blockhash, n.blocknumber, n.txhash,
       n.seen_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::timestamp[])
    AS n (user_id, playlist_id, blockhash, blocknumber, txhash, seen_at)
ON CONFLICT (user_id, playlist_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, seen_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.seen_at);

-- @ idx_reactions_load ($1 reacted_to text[], $2 reaction_type text[]) ->
--   0..n (reacted_to text, reaction_type text, reaction_value int4,
--   sender_wallet text, timestamp timestamp, blocknumber int4)
SELECT r.reacted_to, r.reaction_type, r.reaction_value, r.sender_wallet,
       r.timestamp, r.blocknumber
  FROM disc.reactions AS r
  JOIN unnest($1::text[], $2::text[])
    AS k (reacted_to, reaction_type)
    ON r.reacted_to = k.reacted_to
   AND r.reaction_type = k.reaction_type;

-- @ idx_reactions_put ($1 reacted_to text[], $2 reaction_type text[],
--   $3 reaction_value int4[], $4 sender_wallet text[],
--   $5 timestamp timestamp[], $6 blocknumber int4[]) -> 0
INSERT INTO disc.reactions (reacted_to, reaction_type, reaction_value,
	sender_wallet, timestamp, blocknumber)
SELECT n.reacted_to, n.reaction_type, n.reaction_value, n.sender_wallet,
       n.timestamp, n.blocknumber
  FROM unnest($1::text[], $2::text[], $3::int4[], $4::text[], $5::timestamp[],
	$6::int4[])
    AS n (reacted_to, reaction_type, reaction_value, sender_wallet, timestamp,
	blocknumber)
ON CONFLICT (reacted_to, reaction_type) DO UPDATE SET
	(reaction_value, sender_wallet, timestamp, blocknumber) =
	(EXCLUDED.reaction_value, EXCLUDED.sender_wallet, EXCLUDED.timestamp,
	EXCLUDED.blocknumber);

-- @ idx_comments_load ($1 comment_id int4[]) -> 0..n (comment_id int4,
--   blockhash text, blocknumber int4, txhash text, text text, user_id int4,
--   entity_id int4, entity_type text, track_timestamp_s int8, is_delete bool,
--   is_edited bool, created_at timestamp, updated_at timestamp)
SELECT c.comment_id, c.blockhash, c.blocknumber, c.txhash, c.text, c.user_id,
       c.entity_id, c.entity_type, c.track_timestamp_s, c.is_delete,
       c.is_edited, c.created_at, c.updated_at
  FROM disc.comments AS c
 WHERE c.comment_id = ANY ($1);

-- @ idx_comments_put ($1 comment_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 text text[],
--   $6 user_id int4[], $7 entity_id int4[], $8 entity_type text[],
--   $9 track_timestamp_s int8[], $10 is_delete bool[], $11 is_edited bool[],
--   $12 created_at timestamp[], $13 updated_at timestamp[]) -> 0
INSERT INTO disc.comments (comment_id, blockhash, blocknumber, txhash, text,
	user_id, entity_id, entity_type, track_timestamp_s, is_delete,
	is_edited, created_at, updated_at)
SELECT n.comment_id, n.blockhash, n.blocknumber, n.txhash, n.text, n.user_id,
       n.entity_id, n.entity_type, n.track_timestamp_s, n.is_delete,
       n.is_edited, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::text[], $5::text[],
	$6::int4[], $7::int4[], $8::text[], $9::int8[], $10::bool[],
	$11::bool[], $12::timestamp[], $13::timestamp[])
    AS n (comment_id, blockhash, blocknumber, txhash, text, user_id, entity_id,
	entity_type, track_timestamp_s, is_delete, is_edited, created_at,
	updated_at)
ON CONFLICT (comment_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, text, user_id, entity_id, entity_type,
	track_timestamp_s, is_delete, is_edited, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.text, EXCLUDED.user_id, EXCLUDED.entity_id,
	EXCLUDED.entity_type, EXCLUDED.track_timestamp_s, EXCLUDED.is_delete,
	EXCLUDED.is_edited, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_comment_threads_load ($1 parent_comment_id int4[],
--   $2 comment_id int4[]) -> 0..n (parent_comment_id int4, comment_id int4)
SELECT c.parent_comment_id, c.comment_id
  FROM disc.comment_threads AS c
  JOIN unnest($1::int4[], $2::int4[])
    AS k (parent_comment_id, comment_id)
    ON c.parent_comment_id = k.parent_comment_id
   AND c.comment_id = k.comment_id;

-- @ idx_comment_threads_put ($1 parent_comment_id int4[],
--   $2 comment_id int4[]) -> 0
INSERT INTO disc.comment_threads (parent_comment_id, comment_id)
SELECT n.parent_comment_id, n.comment_id
  FROM unnest($1::int4[], $2::int4[])
    AS n (parent_comment_id, comment_id)
ON CONFLICT (parent_comment_id, comment_id) DO NOTHING;

-- @ idx_comment_reactions_load ($1 comment_id int4[], $2 user_id int4[]) ->
--   0..n (comment_id int4, user_id int4, blockhash text, blocknumber int4,
--   txhash text, is_delete bool, created_at timestamp, updated_at timestamp)
SELECT c.comment_id, c.user_id, c.blockhash, c.blocknumber, c.txhash,
       c.is_delete, c.created_at, c.updated_at
  FROM disc.comment_reactions AS c
  JOIN unnest($1::int4[], $2::int4[])
    AS k (comment_id, user_id)
    ON c.comment_id = k.comment_id
   AND c.user_id = k.user_id;

-- @ idx_comment_reactions_put ($1 comment_id int4[], $2 user_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 is_delete bool[], $7 created_at timestamp[],
--   $8 updated_at timestamp[]) -> 0
INSERT INTO disc.comment_reactions (comment_id, user_id, blockhash,
	blocknumber, txhash, is_delete, created_at, updated_at)
SELECT n.comment_id, n.user_id, n.blockhash, n.blocknumber, n.txhash,
       n.is_delete, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::bool[], $7::timestamp[], $8::timestamp[])
    AS n (comment_id, user_id, blockhash, blocknumber, txhash, is_delete,
	created_at, updated_at)
ON CONFLICT (comment_id, user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_comment_mentions_load ($1 comment_id int4[], $2 user_id int4[]) ->
--   0..n (comment_id int4, user_id int4, blockhash text, blocknumber int4,
--   txhash text, is_delete bool, created_at timestamp, updated_at timestamp)
SELECT c.comment_id, c.user_id, c.blockhash, c.blocknumber, c.txhash,
       c.is_delete, c.created_at, c.updated_at
  FROM disc.comment_mentions AS c
  JOIN unnest($1::int4[], $2::int4[])
    AS k (comment_id, user_id)
    ON c.comment_id = k.comment_id
   AND c.user_id = k.user_id;

-- @ idx_comment_mentions_put ($1 comment_id int4[], $2 user_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 is_delete bool[], $7 created_at timestamp[],
--   $8 updated_at timestamp[]) -> 0
INSERT INTO disc.comment_mentions (comment_id, user_id, blockhash, blocknumber,
	txhash, is_delete, created_at, updated_at)
SELECT n.comment_id, n.user_id, n.blockhash, n.blocknumber, n.txhash,
       n.is_delete, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::bool[], $7::timestamp[], $8::timestamp[])
    AS n (comment_id, user_id, blockhash, blocknumber, txhash, is_delete,
	created_at, updated_at)
ON CONFLICT (comment_id, user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_comment_reports_load ($1 comment_id int4[], $2 user_id int4[]) ->
--   0..n (comment_id int4, user_id int4, blockhash text, blocknumber int4,
--   txhash text, is_delete bool, created_at timestamp, updated_at timestamp)
SELECT c.comment_id, c.user_id, c.blockhash, c.blocknumber, c.txhash,
       c.is_delete, c.created_at, c.updated_at
  FROM disc.comment_reports AS c
  JOIN unnest($1::int4[], $2::int4[])
    AS k (comment_id, user_id)
    ON c.comment_id = k.comment_id
   AND c.user_id = k.user_id;

-- @ idx_comment_reports_put ($1 comment_id int4[], $2 user_id int4[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 is_delete bool[], $7 created_at timestamp[],
--   $8 updated_at timestamp[]) -> 0
INSERT INTO disc.comment_reports (comment_id, user_id, blockhash, blocknumber,
	txhash, is_delete, created_at, updated_at)
SELECT n.comment_id, n.user_id, n.blockhash, n.blocknumber, n.txhash,
       n.is_delete, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::int4[], $5::text[],
	$6::bool[], $7::timestamp[], $8::timestamp[])
    AS n (comment_id, user_id, blockhash, blocknumber, txhash, is_delete,
	created_at, updated_at)
ON CONFLICT (comment_id, user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, is_delete, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.is_delete, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_comment_settings_load ($1 user_id int4[], $2 entity_id int4[],
--   $3 entity_type text[]) -> 0..n (user_id int4, entity_id int4,
--   entity_type text, is_muted bool, created_at timestamp,
--   updated_at timestamp)
SELECT c.user_id, c.entity_id, c.entity_type, c.is_muted, c.created_at,
       c.updated_at
  FROM disc.comment_notification_settings AS c
  JOIN unnest($1::int4[], $2::int4[], $3::text[])
    AS k (user_id, entity_id, entity_type)
    ON c.user_id = k.user_id
   AND c.entity_id = k.entity_id
   AND c.entity_type = k.entity_type;

-- @ idx_comment_settings_put ($1 user_id int4[], $2 entity_id int4[],
--   $3 entity_type text[], $4 is_muted bool[], $5 created_at timestamp[],
--   $6 updated_at timestamp[]) -> 0
INSERT INTO disc.comment_notification_settings (user_id, entity_id,
	entity_type, is_muted, created_at, updated_at)
SELECT n.user_id, n.entity_id, n.entity_type, n.is_muted, n.created_at,
       n.updated_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::bool[], $5::timestamp[],
	$6::timestamp[])
    AS n (user_id, entity_id, entity_type, is_muted, created_at, updated_at)
ON CONFLICT (user_id, entity_id, entity_type) DO UPDATE SET
	(is_muted, created_at, updated_at) =
	(EXCLUDED.is_muted, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_events_load ($1 event_id int4[]) -> 0..n (event_id int4,
--   blockhash text, blocknumber int4, txhash text,
--   event_type disc.event_type, user_id int4,
--   entity_type disc.event_entity_type, entity_id int4, end_date timestamp,
--   is_deleted bool, event_data jsonb, created_at timestamp,
--   updated_at timestamp)
SELECT e.event_id, e.blockhash, e.blocknumber, e.txhash, e.event_type,
       e.user_id, e.entity_type, e.entity_id, e.end_date, e.is_deleted,
       e.event_data, e.created_at, e.updated_at
  FROM disc.events AS e
 WHERE e.event_id = ANY ($1);

-- @ idx_events_put ($1 event_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 event_type disc.event_type[],
--   $6 user_id int4[], $7 entity_type disc.event_entity_type[],
--   $8 entity_id int4[], $9 end_date timestamp[], $10 is_deleted bool[],
--   $11 event_data jsonb[], $12 created_at timestamp[],
--   $13 updated_at timestamp[]) -> 0
INSERT INTO disc.events (event_id, blockhash, blocknumber, txhash, event_type,
	user_id, entity_type, entity_id, end_date, is_deleted, event_data,
	created_at, updated_at)
SELECT n.event_id, n.blockhash, n.blocknumber, n.txhash, n.event_type,
       n.user_id, n.entity_type, n.entity_id, n.end_date, n.is_deleted,
       n.event_data, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::text[],
	$5::disc.event_type[], $6::int4[], $7::disc.event_entity_type[],
	$8::int4[], $9::timestamp[], $10::bool[], $11::jsonb[],
	$12::timestamp[], $13::timestamp[])
    AS n (event_id, blockhash, blocknumber, txhash, event_type, user_id,
	entity_type, entity_id, end_date, is_deleted, event_data, created_at,
	updated_at)
ON CONFLICT (event_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, event_type, user_id, entity_type,
	entity_id, end_date, is_deleted, event_data, created_at, updated_at) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.event_type, EXCLUDED.user_id, EXCLUDED.entity_type,
	EXCLUDED.entity_id, EXCLUDED.end_date, EXCLUDED.is_deleted,
	EXCLUDED.event_data, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_emails_load ($1 primary_user_id int4[],
--   $2 email_owner_user_id int4[]) -> 0..n (primary_user_id int4,
--   email_owner_user_id int4, encrypted_email text, created_at timestamp,
--   updated_at timestamp)
SELECT e.primary_user_id, e.email_owner_user_id, e.encrypted_email,
       e.created_at, e.updated_at
  FROM disc.encrypted_emails AS e
  JOIN unnest($1::int4[], $2::int4[])
    AS k (primary_user_id, email_owner_user_id)
    ON e.primary_user_id = k.primary_user_id
   AND e.email_owner_user_id = k.email_owner_user_id;

-- @ idx_emails_put ($1 primary_user_id int4[],
--   $2 email_owner_user_id int4[], $3 encrypted_email text[],
--   $4 created_at timestamp[], $5 updated_at timestamp[]) -> 0
INSERT INTO disc.encrypted_emails (primary_user_id, email_owner_user_id,
	encrypted_email, created_at, updated_at)
SELECT n.primary_user_id, n.email_owner_user_id, n.encrypted_email,
       n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::timestamp[],
	$5::timestamp[])
    AS n (primary_user_id, email_owner_user_id, encrypted_email, created_at,
	updated_at)
ON CONFLICT (primary_user_id, email_owner_user_id) DO UPDATE SET
	(encrypted_email, created_at, updated_at) =
	(EXCLUDED.encrypted_email, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_email_keys_load ($1 primary_user_id int4[]) -> 0..n
--   (primary_user_id int4, encrypted_key text, created_at timestamp,
--   updated_at timestamp)
SELECT e.primary_user_id, e.encrypted_key, e.created_at, e.updated_at
  FROM disc.email_encryption_keys AS e
 WHERE e.primary_user_id = ANY ($1);

-- @ idx_email_keys_put ($1 primary_user_id int4[], $2 encrypted_key text[],
--   $3 created_at timestamp[], $4 updated_at timestamp[]) -> 0
INSERT INTO disc.email_encryption_keys (primary_user_id, encrypted_key,
	created_at, updated_at)
SELECT n.primary_user_id, n.encrypted_key, n.created_at, n.updated_at
  FROM unnest($1::int4[], $2::text[], $3::timestamp[], $4::timestamp[])
    AS n (primary_user_id, encrypted_key, created_at, updated_at)
ON CONFLICT (primary_user_id) DO UPDATE SET
	(encrypted_key, created_at, updated_at) =
	(EXCLUDED.encrypted_key, EXCLUDED.created_at, EXCLUDED.updated_at);

-- One row a user and block time: the first one stays.
-- @ idx_notification_seen_put ($1 user_id int4[], $2 seen_at timestamp[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[]) -> 0
INSERT INTO disc.notification_seen (user_id, seen_at, blockhash, blocknumber,
	txhash)
SELECT n.user_id, n.seen_at, n.blockhash, n.blocknumber, n.txhash
  FROM unnest($1::int4[], $2::timestamp[], $3::text[], $4::int4[], $5::text[])
    AS n (user_id, seen_at, blockhash, blocknumber, txhash)
ON CONFLICT (user_id, seen_at) DO NOTHING;

-- Notifications are never changed: the first of a key stays.  The block in
-- which they were made orders them, so that their ids come out the same
-- however many blocks are written at once.
-- @ idx_notifications_put ($1 group_id text[], $2 specifier text[],
--   $3 type text[], $4 blocknumber int4[], $5 timestamp timestamp[],
--   $6 data jsonb[], $7 user_ids text[], $8 made_in int4[]) -> 0
INSERT INTO disc.notification (group_id, specifier, type, blocknumber,
	timestamp, data, user_ids)
SELECT n.group_id, n.specifier, n.type, n.blocknumber, n.timestamp, n.data,
       n.user_ids::int4[]
  FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[], $5::timestamp[],
	$6::jsonb[], $7::text[], $8::int4[])
    AS n (group_id, specifier, type, blocknumber, timestamp, data, user_ids,
	made_in)
 ORDER BY n.made_in, n.group_id, n.specifier
ON CONFLICT (group_id, specifier) DO NOTHING;
