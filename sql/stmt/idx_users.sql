-- SPDX-License-Identifier: ISC
-- Statements of the indexer: users, content nodes.
-- The columns stand in the order of indexer/rows/tables.h; rows that are there
-- already are overwritten.

-- @ idx_users_load ($1 user_id int4[]) -> 0..n (user_id int4,
--   blockhash text, blocknumber int4, txhash text, handle text,
--   handle_lc text, wallet text, name text, profile_picture text,
--   profile_picture_sizes text, cover_photo text, cover_photo_sizes text,
--   bio text, location text, metadata_multihash text,
--   creator_node_endpoint text, is_verified bool, created_at timestamp,
--   updated_at timestamp, primary_id int4, secondary_ids int4[],
--   replica_set_update_signer text, has_collectibles bool,
--   playlist_library jsonb, is_deactivated bool, artist_pick_track_id int4,
--   is_storage_v2 bool, allow_ai_attribution bool,
--   spl_usdc_payout_wallet text, twitter_handle text, instagram_handle text,
--   tiktok_handle text, verified_with_twitter bool,
--   verified_with_instagram bool, verified_with_tiktok bool, website text,
--   donation text)
SELECT u.user_id, u.blockhash, u.blocknumber, u.txhash, u.handle, u.handle_lc,
       u.wallet, u.name, u.profile_picture, u.profile_picture_sizes,
       u.cover_photo, u.cover_photo_sizes, u.bio, u.location,
       u.metadata_multihash, u.creator_node_endpoint, u.is_verified,
       u.created_at, u.updated_at, u.primary_id, u.secondary_ids,
       u.replica_set_update_signer, u.has_collectibles, u.playlist_library,
       u.is_deactivated, u.artist_pick_track_id, u.is_storage_v2,
       u.allow_ai_attribution, u.spl_usdc_payout_wallet, u.twitter_handle,
       u.instagram_handle, u.tiktok_handle, u.verified_with_twitter,
       u.verified_with_instagram, u.verified_with_tiktok, u.website, u.donation
  FROM disc.users AS u
 WHERE u.user_id = ANY ($1);

-- @ idx_users_put ($1 user_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 handle text[],
--   $6 handle_lc text[], $7 wallet text[], $8 name text[],
--   $9 profile_picture text[], $10 profile_picture_sizes text[],
--   $11 cover_photo text[], $12 cover_photo_sizes text[], $13 bio text[],
--   $14 location text[], $15 metadata_multihash text[],
--   $16 creator_node_endpoint text[], $17 is_verified bool[],
--   $18 created_at timestamp[], $19 updated_at timestamp[],
--   $20 primary_id int4[], $21 secondary_ids text[],
--   $22 replica_set_update_signer text[], $23 has_collectibles bool[],
--   $24 playlist_library jsonb[], $25 is_deactivated bool[],
--   $26 artist_pick_track_id int4[], $27 is_storage_v2 bool[],
--   $28 allow_ai_attribution bool[], $29 spl_usdc_payout_wallet text[],
--   $30 twitter_handle text[], $31 instagram_handle text[],
--   $32 tiktok_handle text[], $33 verified_with_twitter bool[],
--   $34 verified_with_instagram bool[], $35 verified_with_tiktok bool[],
--   $36 website text[], $37 donation text[]) -> 0
INSERT INTO disc.users (user_id, blockhash, blocknumber, txhash, handle,
	handle_lc, wallet, name, profile_picture, profile_picture_sizes,
	cover_photo, cover_photo_sizes, bio, location, metadata_multihash,
	creator_node_endpoint, is_verified, created_at, updated_at, primary_id,
	secondary_ids, replica_set_update_signer, has_collectibles,
	playlist_library, is_deactivated, artist_pick_track_id, is_storage_v2,
	allow_ai_attribution, spl_usdc_payout_wallet, twitter_handle,
	instagram_handle, tiktok_handle, verified_with_twitter,
	verified_with_instagram, verified_with_tiktok, website, donation)
SELECT n.user_id, n.blockhash, n.blocknumber, n.txhash, n.handle, n.handle_lc,
       n.wallet, n.name, n.profile_picture, n.profile_picture_sizes,
       n.cover_photo, n.cover_photo_sizes, n.bio, n.location,
       n.metadata_multihash, n.creator_node_endpoint, n.is_verified,
       n.created_at, n.updated_at, n.primary_id, n.secondary_ids::int4[],
       n.replica_set_update_signer, n.has_collectibles, n.playlist_library,
       n.is_deactivated, n.artist_pick_track_id,
       COALESCE(n.is_storage_v2, false),
       COALESCE(n.allow_ai_attribution, false), n.spl_usdc_payout_wallet,
       n.twitter_handle, n.instagram_handle, n.tiktok_handle,
       COALESCE(n.verified_with_twitter, false),
       COALESCE(n.verified_with_instagram, false),
       COALESCE(n.verified_with_tiktok, false), n.website, n.donation
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::text[], $5::text[],
	$6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
	$11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
	$16::text[], $17::bool[], $18::timestamp[], $19::timestamp[],
	$20::int4[], $21::text[], $22::text[], $23::bool[], $24::jsonb[],
	$25::bool[], $26::int4[], $27::bool[], $28::bool[], $29::text[],
	$30::text[], $31::text[], $32::text[], $33::bool[], $34::bool[],
	$35::bool[], $36::text[], $37::text[])
    AS n (user_id, blockhash, blocknumber, txhash, handle, handle_lc, wallet,
	name, profile_picture, profile_picture_sizes, cover_photo,
	cover_photo_sizes, bio, location, metadata_multihash,
	creator_node_endpoint, is_verified, created_at, updated_at, primary_id,
	secondary_ids, replica_set_update_signer, has_collectibles,
	playlist_library, is_deactivated, artist_pick_track_id, is_storage_v2,
	allow_ai_attribution, spl_usdc_payout_wallet, twitter_handle,
	instagram_handle, tiktok_handle, verified_with_twitter,
	verified_with_instagram, verified_with_tiktok, website, donation)
ON CONFLICT (user_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, handle, handle_lc, wallet, name,
	profile_picture, profile_picture_sizes, cover_photo, cover_photo_sizes,
	bio, location, metadata_multihash, creator_node_endpoint, is_verified,
	created_at, updated_at, primary_id, secondary_ids,
	replica_set_update_signer, has_collectibles, playlist_library,
	is_deactivated, artist_pick_track_id, is_storage_v2,
	allow_ai_attribution, spl_usdc_payout_wallet, twitter_handle,
	instagram_handle, tiktok_handle, verified_with_twitter,
	verified_with_instagram, verified_with_tiktok, website, donation) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.handle, EXCLUDED.handle_lc, EXCLUDED.wallet, EXCLUDED.name,
	EXCLUDED.profile_picture, EXCLUDED.profile_picture_sizes,
	EXCLUDED.cover_photo, EXCLUDED.cover_photo_sizes, EXCLUDED.bio,
	EXCLUDED.location, EXCLUDED.metadata_multihash,
	EXCLUDED.creator_node_endpoint, EXCLUDED.is_verified,
	EXCLUDED.created_at, EXCLUDED.updated_at, EXCLUDED.primary_id,
	EXCLUDED.secondary_ids, EXCLUDED.replica_set_update_signer,
	EXCLUDED.has_collectibles, EXCLUDED.playlist_library,
	EXCLUDED.is_deactivated, EXCLUDED.artist_pick_track_id,
	EXCLUDED.is_storage_v2, EXCLUDED.allow_ai_attribution,
	EXCLUDED.spl_usdc_payout_wallet, EXCLUDED.twitter_handle,
	EXCLUDED.instagram_handle, EXCLUDED.tiktok_handle,
	EXCLUDED.verified_with_twitter, EXCLUDED.verified_with_instagram,
	EXCLUDED.verified_with_tiktok, EXCLUDED.website, EXCLUDED.donation);

-- What the registry on Ethereum has for these content nodes.
-- @ idx_node_endpoints ($1 sp_id int4[]) ->
--   0..n (sp_id int4, endpoint text, known bool)
SELECT k.sp_id, s.endpoint,
       EXISTS (SELECT FROM disc.service_providers AS o
		WHERE o.service_type = 'content-node') AS known
  FROM unnest($1::int4[]) AS k (sp_id)
  LEFT JOIN disc.service_providers AS s
    ON s.service_type = 'content-node'
   AND s.sp_id = k.sp_id;

-- @ idx_content_nodes_load ($1 cnode_sp_id int4[]) -> 0..n (
--   cnode_sp_id int4, blockhash text, blocknumber int4, txhash text,
--   created_at timestamp, delegate_owner_wallet text, owner_wallet text,
--   proposer_sp_ids int4[], proposer_1_delegate_owner_wallet text,
--   proposer_2_delegate_owner_wallet text,
--   proposer_3_delegate_owner_wallet text, endpoint text)
SELECT n.cnode_sp_id, n.blockhash, n.blocknumber, n.txhash, n.created_at,
       n.delegate_owner_wallet, n.owner_wallet, n.proposer_sp_ids,
       n.proposer_1_delegate_owner_wallet, n.proposer_2_delegate_owner_wallet,
       n.proposer_3_delegate_owner_wallet, n.endpoint
  FROM disc.ursm_content_nodes AS n
 WHERE n.cnode_sp_id = ANY ($1);

-- @ idx_content_nodes_put ($1 cnode_sp_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 created_at timestamp[],
--   $6 delegate_owner_wallet text[], $7 owner_wallet text[],
--   $8 proposer_sp_ids text[], $9 proposer_1_delegate_owner_wallet text[],
--   $10 proposer_2_delegate_owner_wallet text[],
--   $11 proposer_3_delegate_owner_wallet text[], $12 endpoint text[]) -> 0
INSERT INTO disc.ursm_content_nodes (cnode_sp_id, blockhash, blocknumber,
	txhash, created_at, delegate_owner_wallet, owner_wallet,
	proposer_sp_ids, proposer_1_delegate_owner_wallet,
	proposer_2_delegate_owner_wallet, proposer_3_delegate_owner_wallet,
	endpoint)
SELECT n.cnode_sp_id, n.blockhash, n.blocknumber, n.txhash, n.created_at,
       n.delegate_owner_wallet, n.owner_wallet, n.proposer_sp_ids::int4[],
       n.proposer_1_delegate_owner_wallet, n.proposer_2_delegate_owner_wallet,
       n.proposer_3_delegate_owner_wallet, n.endpoint
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::text[], $5::timestamp[],
	$6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
	$11::text[], $12::text[])
    AS n (cnode_sp_id, blockhash, blocknumber, txhash, created_at,
	delegate_owner_wallet, owner_wallet, proposer_sp_ids,
	proposer_1_delegate_owner_wallet, proposer_2_delegate_owner_wallet,
	proposer_3_delegate_owner_wallet, endpoint)
ON CONFLICT (cnode_sp_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, created_at, delegate_owner_wallet,
	owner_wallet, proposer_sp_ids, proposer_1_delegate_owner_wallet,
	proposer_2_delegate_owner_wallet, proposer_3_delegate_owner_wallet,
	endpoint) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.created_at, EXCLUDED.delegate_owner_wallet,
	EXCLUDED.owner_wallet, EXCLUDED.proposer_sp_ids,
	EXCLUDED.proposer_1_delegate_owner_wallet,
	EXCLUDED.proposer_2_delegate_owner_wallet,
	EXCLUDED.proposer_3_delegate_owner_wallet, EXCLUDED.endpoint);

-- Where a user's documents may be found.
-- Content nodes: those of the Ethereum registry, and those that the first
-- chain knows.
-- @ idx_hosts () -> 0..n (endpoint text)
SELECT pg_catalog.rtrim(p.endpoint, '/') AS endpoint
  FROM disc.service_providers AS p
 WHERE p.service_type = 'content-node'
 UNION
SELECT pg_catalog.rtrim(n.endpoint, '/')
  FROM disc.ursm_content_nodes AS n
 WHERE n.endpoint <> ''
 ORDER BY endpoint;

-- @ idx_endpoints ($1 ids int4[]) -> 0..n (user_id int4, endpoints text)
SELECT u.user_id, u.creator_node_endpoint AS endpoints
  FROM disc.users AS u
 WHERE u.user_id = ANY ($1)
   AND u.creator_node_endpoint <> '';
