-- Users: reading them, and lists of their ids.

-- Every column costs time in each answer: counts that are missing stay null
-- and sums are made by the reader.
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
--   profile_type disc.profile_type_enum, track_count int8,
--   playlist_count int8, album_count int8, follower_count int8,
--   following_count int8, repost_count int8, supporter_count int4,
--   supporting_count int4, total_track_count int8, balance text,
--   associated_wallets_balance text, associated_sol_wallets_balance text,
--   waudio_balance text)
SELECT u.user_id, u.handle, u.handle_lc, u.wallet, u.name, u.bio, u.location,
       u.profile_picture, u.profile_picture_sizes, u.cover_photo,
       u.cover_photo_sizes, u.metadata_multihash, u.creator_node_endpoint,
       u.blocknumber, u.created_at, u.updated_at, u.is_verified, u.is_deactivated, u.is_available,
       u.is_storage_v2, u.has_collectibles, u.allow_ai_attribution,
       u.artist_pick_track_id, u.spl_usdc_payout_wallet, u.twitter_handle,
       u.instagram_handle, u.tiktok_handle, u.verified_with_twitter,
       u.verified_with_instagram, u.verified_with_tiktok, u.website,
       u.donation, u.profile_type,
       a.track_count, a.playlist_count, a.album_count, a.follower_count,
       a.following_count, a.repost_count, a.supporter_count,
       a.supporting_count, a.total_track_count, b.balance,
       b.associated_wallets_balance, b.associated_sol_wallets_balance,
       b.waudio AS waudio_balance
  FROM disc.users AS u
  LEFT JOIN disc.aggregate_user AS a ON a.user_id = u.user_id
  LEFT JOIN disc.user_balances AS b ON b.user_id = u.user_id
 WHERE u.user_id = ANY ($1)
   AND u.is_current
   AND u.wallet IS NOT NULL;

-- What users are to the current user.  Common follows are counted from the
-- shorter side: the user's followers, or those whom the current user follows.
-- OFFSET 0 keeps each question one probe of an index; without it all followers
-- of the current user would be read first.
-- @ api_users_me ($1 ids int4[], $2 me int4) -> 0..n (user_id int4,
--   i_follow bool, follows_me bool, i_subscribe bool, followee_follows int8)
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
       CASE WHEN COALESCE(a.follower_count, 0) <= me.following THEN
           (SELECT pg_catalog.count(*)
              FROM disc.follows AS x
             WHERE x.followee_user_id = i.id AND NOT x.is_delete
               AND EXISTS (SELECT 1 FROM disc.follows AS f
                            WHERE f.follower_user_id = $2
                              AND f.followee_user_id = x.follower_user_id
                              AND NOT f.is_delete OFFSET 0))
       ELSE
           (SELECT pg_catalog.count(*)
              FROM disc.follows AS f
             WHERE f.follower_user_id = $2 AND NOT f.is_delete
               AND EXISTS (SELECT 1 FROM disc.follows AS x
                            WHERE x.follower_user_id = f.followee_user_id
                              AND x.followee_user_id = i.id
                              AND NOT x.is_delete OFFSET 0))
       END AS followee_follows
  FROM pg_catalog.unnest($1::int4[]) AS i (id)
 CROSS JOIN (SELECT COALESCE(pg_catalog.max(m.following_count), 0) AS following
               FROM disc.aggregate_user AS m
              WHERE m.user_id = $2) AS me
  LEFT JOIN disc.aggregate_user AS a ON a.user_id = i.id;

-- What only legacy rows carry.
-- @ api_users_legacy ($1 ids int4[]) -> 0..n (user_id int4,
--   track_blocknumber int4, blockhash text, txhash text, slot int4,
--   primary_id int4, secondary_ids int4[], replica_set_update_signer text,
--   user_storage_account text, user_authority_account text)
SELECT u.user_id, COALESCE(b.number, -1) AS track_blocknumber, u.blockhash,
       u.txhash, u.slot, u.primary_id, u.secondary_ids,
       u.replica_set_update_signer, u.user_storage_account,
       u.user_authority_account
  FROM disc.users AS u
  LEFT JOIN (SELECT t.owner_id, pg_catalog.max(t.blocknumber) AS number
               FROM disc.tracks AS t
              WHERE t.owner_id = ANY ($1) AND NOT t.is_delete AND t.is_current
              GROUP BY t.owner_id) AS b ON b.owner_id = u.user_id
 WHERE u.user_id = ANY ($1);

-- @ api_user_library ($1 user_id int4) -> 0..1 (playlist_library jsonb)
SELECT u.playlist_library
  FROM disc.users AS u
 WHERE u.user_id = $1;

-- The handle is lower-case.
-- @ api_user_by_handle ($1 handle text) -> 0..1 (user_id int4)
SELECT u.user_id
  FROM disc.users AS u
 WHERE u.handle_lc = $1 AND u.is_current AND u.wallet IS NOT NULL
 ORDER BY u.user_id
 LIMIT 1;

-- The user of a wallet; the oldest of several.
-- @ api_user_by_wallet ($1 wallet text) -> 0..1 (user_id int4)
SELECT u.user_id
  FROM disc.users AS u
 WHERE pg_catalog.lower(u.wallet) = $1 AND u.is_current
 ORDER BY u.created_at, u.user_id
 LIMIT 1;

-- Legacy reading by conditions, all optional.
-- @ api_users_where ($1 wallet text, $2 handle text, $3 min_block int4,
--   $4 limit int8, $5 offset int8) -> 0..n (user_id int4)
SELECT u.user_id
  FROM disc.users AS u
 WHERE u.is_current AND u.wallet IS NOT NULL
   AND ($1::text IS NULL OR pg_catalog.lower(u.wallet) = $1)
   AND ($2::text IS NULL OR u.handle_lc = $2)
   AND ($3::int4 IS NULL OR u.blocknumber >= $3)
 ORDER BY CASE WHEN $1::text IS NOT NULL THEN u.created_at END, u.user_id
 LIMIT $4 OFFSET $5;

-- Followers, those with most followers first.  A user with very many of them
-- is served by walking all users in that order instead of sorting his
-- followers: looking for (limit + offset) of n followers among all users takes
-- about (limit + offset) * users / n steps.
-- @ api_user_followers ($1 user_id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4)
WITH way AS MATERIALIZED (
	SELECT (SELECT c.reltuples > 0 AND a.follower_count::float8
	                   * a.follower_count
	                   > ($2::int8 + $3::int8) * c.reltuples::float8
	          FROM pg_catalog.pg_class AS c
	         WHERE c.oid = 'disc.aggregate_user'::regclass) AS walk
	  FROM disc.aggregate_user AS a
	 WHERE a.user_id = $1
)
SELECT x.user_id
  FROM (SELECT s.user_id, s.follower_count
          FROM way
         CROSS JOIN LATERAL (
               SELECT a.user_id, a.follower_count
                 FROM disc.follows AS f
                 JOIN disc.aggregate_user AS a
                   ON a.user_id = f.follower_user_id
                 JOIN disc.users AS u ON u.user_id = f.follower_user_id
                WHERE NOT way.walk
                  AND f.followee_user_id = $1 AND NOT f.is_delete
                  AND u.is_current AND NOT u.is_deactivated
                  AND u.wallet IS NOT NULL AND u.handle IS NOT NULL
                ORDER BY a.follower_count DESC, a.user_id
                LIMIT $2 OFFSET $3) AS s
        UNION ALL
        SELECT w.user_id, w.follower_count
          FROM way
         CROSS JOIN LATERAL (
               SELECT a.user_id, a.follower_count
                 FROM disc.aggregate_user AS a
                WHERE way.walk
                  AND EXISTS (SELECT 1 FROM disc.follows AS f
                               WHERE f.follower_user_id = a.user_id
                                 AND f.followee_user_id = $1
                                 AND NOT f.is_delete OFFSET 0)
                  AND EXISTS (SELECT 1 FROM disc.users AS u
                               WHERE u.user_id = a.user_id
                                 AND u.is_current AND NOT u.is_deactivated
                                 AND u.wallet IS NOT NULL
                                 AND u.handle IS NOT NULL OFFSET 0)
                ORDER BY a.follower_count DESC, a.user_id
                LIMIT $2 OFFSET $3) AS w) AS x
 ORDER BY x.follower_count DESC, x.user_id;

-- @ api_user_following ($1 user_id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4)
SELECT a.user_id
  FROM disc.follows AS f
  JOIN disc.aggregate_user AS a ON a.user_id = f.followee_user_id
  JOIN disc.users AS u ON u.user_id = f.followee_user_id
 WHERE f.follower_user_id = $1 AND NOT f.is_delete
   AND u.is_current AND NOT u.is_deactivated
   AND u.wallet IS NOT NULL AND u.handle IS NOT NULL
 ORDER BY a.follower_count DESC, a.user_id
 LIMIT $2 OFFSET $3;

-- Whom of these the current user follows.
-- @ api_live_follows ($1 ids int4[], $2 me int4) -> 0..n (user_id int4)
SELECT f.followee_user_id AS user_id
  FROM disc.follows AS f
 WHERE f.follower_user_id = $2 AND f.followee_user_id = ANY ($1)
   AND NOT f.is_delete;
