-- Users: reading them, and lists of their ids.

-- Every column costs time in each answer: counts that are missing stay null
-- and sums are made by the reader.  Long texts are cut, see api_tracks.
-- @part user (rows)
SELECT u.user_id, u.handle, u.handle_lc, u.wallet,
       disc.clip(u.name, 4000) AS name, disc.clip(u.bio, 16000) AS bio,
       disc.clip(u.location, 4000) AS location,
       disc.clip(u.profile_picture, 4000) AS profile_picture,
       disc.clip(u.profile_picture_sizes, 4000) AS profile_picture_sizes,
       disc.clip(u.cover_photo, 4000) AS cover_photo,
       disc.clip(u.cover_photo_sizes, 4000) AS cover_photo_sizes,
       disc.clip(u.metadata_multihash, 4000) AS metadata_multihash,
       disc.clip(u.creator_node_endpoint, 4000) AS creator_node_endpoint,
       u.blocknumber, u.created_at, u.updated_at, u.is_verified,
       u.is_deactivated, u.is_available, u.is_storage_v2, u.has_collectibles,
       u.allow_ai_attribution, u.artist_pick_track_id,
       disc.clip(u.spl_usdc_payout_wallet, 4000) AS spl_usdc_payout_wallet,
       disc.clip(u.twitter_handle, 4000) AS twitter_handle,
       disc.clip(u.instagram_handle, 4000) AS instagram_handle,
       disc.clip(u.tiktok_handle, 4000) AS tiktok_handle,
       u.verified_with_twitter, u.verified_with_instagram,
       u.verified_with_tiktok, disc.clip(u.website, 4000) AS website,
       disc.clip(u.donation, 4000) AS donation, u.profile_type,
       disc.clip(u.coin_flair_mint, 4000) AS coin_flair_mint, a.track_count,
       a.playlist_count, a.album_count, a.follower_count, a.following_count,
       a.repost_count, a.supporter_count, a.supporting_count,
       a.total_track_count, b.balance, b.associated_wallets_balance,
       b.associated_sol_wallets_balance, b.waudio AS waudio_balance,
       s.bank_account AS spl_wallet, d.bank_account AS usdc_wallet
  FROM {rows} AS u
  LEFT JOIN disc.aggregate_user AS a ON a.user_id = u.user_id
  LEFT JOIN disc.user_balances AS b ON b.user_id = u.user_id
  LEFT JOIN disc.user_bank_accounts AS s ON s.ethereum_address = u.wallet
  LEFT JOIN disc.usdc_user_bank_accounts AS d
    ON d.ethereum_address = u.wallet
-- @end

-- @ api_users ($1 ids int4[]) -> 0..n (user_id int4, handle text,
--   handle_lc text, wallet text, name text, bio text, location text,
--   profile_picture text, profile_picture_sizes text, cover_photo text,
--   cover_photo_sizes text, metadata_multihash text,
--   creator_node_endpoint text, blocknumber int4,
--   created_at timestamp without time zone,
--   updated_at timestamp without time zone, is_verified bool,
--   is_deactivated bool, is_available bool, is_storage_v2 bool,
--   has_collectibles bool, allow_ai_attribution bool,
--   artist_pick_track_id int4, spl_usdc_payout_wallet text,
--   twitter_handle text, instagram_handle text, tiktok_handle text,
--   verified_with_twitter bool, verified_with_instagram bool,
--   verified_with_tiktok bool, website text, donation text,
--   profile_type disc.profile_type_enum, coin_flair_mint text, track_count int8,
--   playlist_count int8, album_count int8, follower_count int8,
--   following_count int8, repost_count int8, supporter_count int4,
--   supporting_count int4, total_track_count int8, balance text,
--   associated_wallets_balance text, associated_sol_wallets_balance text,
--   waudio_balance text, spl_wallet text, usdc_wallet text)
-- @use user (disc.users)
 WHERE u.user_id = ANY ($1)
   AND u.is_current
   AND u.wallet IS NOT NULL;

-- The same of a handle, which is lower-case.
-- @ api_users_by_handle ($1 handle text) -> 0..1 (user_id int4, handle text,
--   handle_lc text, wallet text, name text, bio text, location text,
--   profile_picture text, profile_picture_sizes text, cover_photo text,
--   cover_photo_sizes text, metadata_multihash text,
--   creator_node_endpoint text, blocknumber int4,
--   created_at timestamp without time zone,
--   updated_at timestamp without time zone, is_verified bool,
--   is_deactivated bool, is_available bool, is_storage_v2 bool,
--   has_collectibles bool, allow_ai_attribution bool,
--   artist_pick_track_id int4, spl_usdc_payout_wallet text,
--   twitter_handle text, instagram_handle text, tiktok_handle text,
--   verified_with_twitter bool, verified_with_instagram bool,
--   verified_with_tiktok bool, website text, donation text,
--   profile_type disc.profile_type_enum, coin_flair_mint text, track_count int8,
--   playlist_count int8, album_count int8, follower_count int8,
--   following_count int8, repost_count int8, supporter_count int4,
--   supporting_count int4, total_track_count int8, balance text,
--   associated_wallets_balance text, associated_sol_wallets_balance text,
--   waudio_balance text, spl_wallet text, usdc_wallet text)
-- @use user (disc.users)
 WHERE u.user_id = (SELECT h.user_id
                      FROM disc.users AS h
                     WHERE h.handle_lc = $1 AND h.is_current
                       AND h.wallet IS NOT NULL
                     ORDER BY h.user_id
                     LIMIT 1);

-- Whom the current user follows, those with most followers first: of one who
-- follows more than 5000, the 5000 oldest accounts.
-- @ api_followees ($1 me int4) -> 1 (ids int4[])
SELECT COALESCE(pg_catalog.array_agg(f.id
           ORDER BY a.follower_count DESC NULLS LAST, f.id), '{}') AS ids
  FROM (SELECT w.followee_user_id AS id
          FROM disc.follows AS w
         WHERE w.follower_user_id = $1 AND NOT w.is_delete
         ORDER BY w.followee_user_id
         LIMIT 5000) AS f
  LEFT JOIN disc.aggregate_user AS a ON a.user_id = f.id;

-- What users are to the current user; $3 is what api_followees gives.  Common
-- follows are counted from the cheaper side: all followers of one who has few,
-- else the first of $3 are looked for one by one, 20000 looks in all.
-- OFFSET 0 keeps each question one probe of an index; without it all followers
-- of the current user would be read first.  IS TRUE makes a hash table of $3.
-- @ api_users_me ($1 ids int4[], $2 me int4, $3 followees int4[])
--   -> 0..n (user_id int4, i_follow bool, follows_me bool, i_subscribe bool,
--   followee_follows int8)
SELECT i.id AS user_id,
       EXISTS (SELECT 1 FROM disc.follows AS f
                WHERE f.follower_user_id = $2 AND f.followee_user_id = i.id
                  AND NOT f.is_delete OFFSET 0) AS i_follow,
       EXISTS (SELECT 1 FROM disc.follows AS f
                WHERE f.follower_user_id = i.id AND f.followee_user_id = $2
                  AND NOT f.is_delete OFFSET 0) AS follows_me,
       EXISTS (SELECT 1 FROM disc.subscriptions AS s
                WHERE s.subscriber_id = $2 AND s.user_id = i.id
                  AND s.entity_type = 'User'
                  AND NOT s.is_delete OFFSET 0) AS i_subscribe,
       CASE WHEN i.id = $2 THEN 0
       WHEN COALESCE(a.follower_count, 0) <= 10 * share.looks THEN
           (SELECT pg_catalog.count(*)
              FROM disc.follows AS x
             WHERE x.followee_user_id = i.id AND NOT x.is_delete
               AND (x.follower_user_id IN (SELECT e.id
                      FROM pg_catalog.unnest($3::int4[]) AS e (id))) IS TRUE)
       ELSE
           (SELECT pg_catalog.count(*)
              FROM pg_catalog.unnest(($3::int4[])[1:share.looks]) AS e (id)
             CROSS JOIN LATERAL (SELECT FROM disc.follows AS x
                                  WHERE x.follower_user_id = e.id
                                    AND x.followee_user_id = i.id
                                    AND NOT x.is_delete OFFSET 0) AS x)
       END AS followee_follows
  FROM pg_catalog.unnest($1::int4[]) AS i (id)
 CROSS JOIN (SELECT 20000 / GREATEST(pg_catalog.cardinality($1::int4[]), 1)
               AS looks) AS share
  LEFT JOIN disc.aggregate_user AS a ON a.user_id = i.id;

-- What only legacy rows carry.
-- @ api_users_legacy ($1 ids int4[]) -> 0..n (user_id int4,
--   track_blocknumber int4, blockhash text, txhash text, slot int4,
--   primary_id int4, secondary_ids int4[], replica_set_update_signer text,
--   user_storage_account text, user_authority_account text)
SELECT u.user_id,
       COALESCE((SELECT t.blocknumber
                   FROM disc.tracks AS t
                  WHERE t.owner_id = u.user_id AND NOT t.is_delete
                    AND t.is_current
                    AND t.blocknumber IS NOT NULL
                  ORDER BY t.blocknumber DESC
                  LIMIT 1), -1) AS track_blocknumber,
       u.blockhash, u.txhash, u.slot, u.primary_id, u.secondary_ids,
       u.replica_set_update_signer, u.user_storage_account,
       u.user_authority_account
  FROM disc.users AS u
 WHERE u.user_id = ANY ($1);

-- @ api_user_library ($1 user_id int4) -> 0..1 (playlist_library jsonb)
SELECT u.playlist_library
  FROM disc.users AS u
 WHERE u.user_id = $1;

-- Each once, in the order asked for.
-- @ api_users_named ($1 id int4[]) -> 0..n (user_id int4)
SELECT i.id AS user_id
  FROM pg_catalog.unnest($1::int4[]) AS i (id);

-- The handle is lower-case.
-- @ api_user_by_handle ($1 handle text) -> 0..1 (user_id int4)
SELECT u.user_id
  FROM disc.users AS u
 WHERE u.handle_lc = $1 AND u.is_current AND u.wallet IS NOT NULL
 ORDER BY u.user_id
 LIMIT 1;

-- For whom a wallet acts: for the current user, when he lets it; else for the
-- user whose wallet it is, of several the oldest who has a handle.
-- @ api_auth ($1 wallet text, $2 me int4) -> 0..1 (user_id int4)
SELECT q.user_id
  FROM ((SELECT g.user_id, 0 AS place
           FROM disc.grants AS g
          WHERE g.grantee_address = $1 AND g.user_id = $2::int4
            AND g.is_current AND NOT g.is_revoked AND g.is_approved)
        UNION ALL
        (SELECT u.user_id, 1
           FROM disc.users AS u
          WHERE pg_catalog.lower(u.wallet) = $1 AND u.is_current
          ORDER BY u.handle IS NULL, u.created_at, u.user_id
          LIMIT 1)) AS q
 ORDER BY q.place
 LIMIT 1;

-- The user of a wallet; of several the oldest who has a handle.
-- @ api_user_by_wallet ($1 wallet text) -> 0..1 (user_id int4)
SELECT u.user_id
  FROM disc.users AS u
 WHERE pg_catalog.lower(u.wallet) = $1 AND u.is_current
 ORDER BY u.handle IS NULL, u.created_at, u.user_id
 LIMIT 1;

-- Legacy reading by conditions, all optional.  Without wallet, handle and ids
-- it is a walk: along the ids, or along the blocks from $3 on, where paging
-- reaches the first 5000 (LIM_LIST), and those stand by id.  Of one wallet
-- those who have a handle come first.
-- @ api_users_where ($1 wallet text, $2 handle text,
--   $3 min_block_number int4, $4 limit int8, $5 offset int8, $6 id int4[]) -> 0..n (user_id int4)
SELECT q.user_id
  FROM ((SELECT u.user_id, u.created_at,
                u.handle IS NULL AS nameless
           FROM disc.users AS u
          WHERE ($1::text IS NOT NULL OR $2::text IS NOT NULL
                 OR $6::int4[] IS NOT NULL)
            AND ($6 IS NULL OR u.user_id = ANY ($6))
            AND u.is_current AND u.wallet IS NOT NULL
            AND ($1 IS NULL OR pg_catalog.lower(u.wallet) = $1)
            AND ($2 IS NULL OR u.handle_lc = $2)
            AND ($3::int4 IS NULL OR u.blocknumber >= $3)
          LIMIT 5000)
        UNION ALL
        (SELECT u.user_id, u.created_at,
                u.handle IS NULL AS nameless
           FROM disc.users AS u
          WHERE $1 IS NULL AND $2 IS NULL AND $6 IS NULL AND $3 IS NULL
            AND u.is_current AND u.wallet IS NOT NULL
          ORDER BY u.user_id
          LIMIT $4::int8 + $5::int8)
        UNION ALL
        (SELECT u.user_id, u.created_at,
                u.handle IS NULL AS nameless
           FROM disc.users AS u
          WHERE $1 IS NULL AND $2 IS NULL AND $6 IS NULL
            AND u.blocknumber >= $3
            AND u.is_current AND u.wallet IS NOT NULL
          ORDER BY u.blocknumber, u.user_id
          LIMIT 5000)) AS q
 ORDER BY $1 IS NOT NULL AND q.nameless,
       CASE WHEN $1 IS NOT NULL THEN q.created_at END, q.user_id
 LIMIT $4 OFFSET $5;

-- Those with most followers first.  Of more than 5000 those come first who are
-- among the 5000 users with most followers; the others stand behind them by
-- their ids.
-- @part follows (count, of, who)
WITH way AS MATERIALIZED (
	SELECT COALESCE(pg_catalog.max(a.{count}), 0) > 5000 AS many
	  FROM disc.aggregate_user AS a
	 WHERE a.user_id = $1
), known AS MATERIALIZED (
	SELECT a.user_id, a.follower_count
	  FROM way
	 CROSS JOIN LATERAL (
	       SELECT t.user_id, t.follower_count
	         FROM disc.aggregate_user AS t
	        WHERE way.many
	        ORDER BY t.follower_count DESC, t.user_id
	        LIMIT 5000) AS a
	 WHERE EXISTS (SELECT 1 FROM disc.follows AS f
	                WHERE f.{of}_user_id = $1
	                  AND f.{who}_user_id = a.user_id
	                  AND NOT f.is_delete OFFSET 0)
)
SELECT x.user_id
  FROM (SELECT k.user_id, k.follower_count, false AS rest
          FROM known AS k
        UNION ALL
        SELECT f.{who}_user_id,
               CASE WHEN NOT way.many THEN
                   (SELECT a.follower_count FROM disc.aggregate_user AS a
                     WHERE a.user_id = f.{who}_user_id) END,
               way.many
          FROM way
         CROSS JOIN LATERAL (
               SELECT w.{who}_user_id
                 FROM disc.follows AS w
                WHERE w.{of}_user_id = $1 AND NOT w.is_delete
                ORDER BY w.{who}_user_id
                LIMIT $2::int8 + $3::int8 + 5001) AS f
         WHERE (f.{who}_user_id IN (SELECT k.user_id FROM known AS k))
                   IS NOT TRUE
         ORDER BY 3, 2 DESC NULLS LAST, 1
        OFFSET 0) AS x
 WHERE EXISTS (SELECT 1 FROM disc.users AS u
                WHERE u.user_id = x.user_id
                  AND u.is_current AND NOT u.is_deactivated
                  AND u.wallet IS NOT NULL AND u.handle IS NOT NULL OFFSET 0)
 LIMIT $2 OFFSET $3
-- @end

-- Followers.
-- @ api_user_followers ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4)
-- @use follows (follower_count, followee, follower)

-- Those whom a user follows.
-- @ api_user_following ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4)
-- @use follows (following_count, follower, followee)
