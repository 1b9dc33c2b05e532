-- Statements of the indexer: what EntityManager's rules ask for, and tables
-- whose rows are replaced in groups.

-- Who has this handle?
-- @ idx_handles ($1 handle_lc text[]) -> 0..n (handle_lc text, user_id int4)
SELECT u.handle_lc, min(u.user_id) AS user_id
  FROM disc.users AS u
 WHERE u.handle_lc = ANY ($1)
 GROUP BY u.handle_lc;

-- Whose wallet is this?  Of several users one who is not deactivated; those
-- of but are asked for elsewhere.
-- @ idx_wallet_user ($1 wallet text, $2 but int4[]) -> 0..1 (user_id int4)
SELECT u.user_id
  FROM disc.users AS u
 WHERE pg_catalog.lower(u.wallet) = $1
   AND u.user_id <> ALL ($2)
 ORDER BY u.is_deactivated, u.user_id
 LIMIT 1;

-- @ idx_app_count ($1 user_id int4[]) -> 0..n (user_id int4, count int8)
SELECT a.user_id, count(*) AS count
  FROM disc.developer_apps AS a
 WHERE a.user_id = ANY ($1)
   AND NOT a.is_delete
 GROUP BY a.user_id;

-- @ idx_track_price_now ($1 track_id int4[]) -> 0..n (track_id int4,
--   block_timestamp timestamp, splits jsonb, total_price_cents int8,
--   access disc.usdc_purchase_access_type)
SELECT DISTINCT ON (h.track_id)
       h.track_id, h.block_timestamp, h.splits, h.total_price_cents, h.access
  FROM disc.track_price_history AS h
 WHERE h.track_id = ANY ($1)
 ORDER BY h.track_id, h.block_timestamp DESC;

-- @ idx_album_price_now ($1 playlist_id int4[]) -> 0..n (playlist_id int4,
--   block_timestamp timestamp, splits jsonb, total_price_cents int8)
SELECT DISTINCT ON (h.playlist_id)
       h.playlist_id, h.block_timestamp, h.splits, h.total_price_cents
  FROM disc.album_price_history AS h
 WHERE h.playlist_id = ANY ($1)
 ORDER BY h.playlist_id, h.block_timestamp DESC;

-- The wallets of a user on one chain, in order: those that are live, and
-- those that the last change took away.
-- @ idx_wallets_load ($1 user_id int4[], $2 chain disc.wallet_chain[]) ->
--   0..n (user_id int4, chain disc.wallet_chain, blockhash text,
--   blocknumber int4, wallets text, deleted text)
SELECT l.user_id, l.chain, l.blockhash, l.blocknumber,
       COALESCE(l.live, '{}')::text AS wallets,
       COALESCE(l.gone, '{}')::text AS deleted
  FROM (SELECT w.user_id, w.chain, NULL::text AS blockhash,
	       NULL::int4 AS blocknumber,
	       pg_catalog.array_agg(w.wallet ORDER BY w.wallet)
		FILTER (WHERE NOT w.is_delete) AS live,
	       pg_catalog.array_agg(w.wallet ORDER BY w.wallet)
		FILTER (WHERE w.is_delete) AS gone
	  FROM disc.associated_wallets AS w
	  JOIN unnest($1::int4[], $2::disc.wallet_chain[]) AS k (user_id, chain)
	    ON w.user_id = k.user_id
	   AND w.chain = k.chain
	 GROUP BY w.user_id, w.chain) AS l;

-- All rows of the user on that chain are replaced by those named.
-- @ idx_wallets_put ($1 user_id int4[], $2 chain disc.wallet_chain[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 wallets text[],
--   $6 deleted text[]) -> 0
WITH k AS (
	SELECT k.user_id, k.chain, k.blockhash, k.blocknumber, k.wallets,
	       k.deleted
	  FROM unnest($1::int4[], $2::disc.wallet_chain[], $3::text[],
		$4::int4[], $5::text[], $6::text[])
	    AS k (user_id, chain, blockhash, blocknumber, wallets, deleted)
), n AS (
	SELECT k.user_id, k.chain, k.blockhash, k.blocknumber, w.wallet,
	       false AS is_delete
	  FROM k
	 CROSS JOIN unnest(k.wallets::text[]) AS w (wallet)
	UNION ALL
	SELECT k.user_id, k.chain, k.blockhash, k.blocknumber, w.wallet, true
	  FROM k
	 CROSS JOIN unnest(k.deleted::text[]) AS w (wallet)
), gone AS (
	DELETE FROM disc.associated_wallets AS a
	 USING k
	 WHERE a.user_id = k.user_id
	   AND a.chain = k.chain
	   AND NOT EXISTS (SELECT FROM n
		WHERE n.user_id = a.user_id
		  AND n.chain = a.chain
		  AND n.wallet = a.wallet)
)
INSERT INTO disc.associated_wallets (user_id, wallet, chain, blockhash,
	blocknumber, is_delete)
SELECT n.user_id, n.wallet, n.chain, n.blockhash, n.blocknumber, n.is_delete
  FROM n
 ORDER BY n.user_id, n.chain, n.wallet
ON CONFLICT (user_id, wallet, chain) DO UPDATE SET
	(blockhash, blocknumber, is_current, is_delete) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, true, EXCLUDED.is_delete);

-- Who has proved to own this wallet, and not lost it?
-- @ idx_wallet_holders ($1 wallet text[], $2 chain disc.wallet_chain[]) ->
--   0..n (wallet text, chain disc.wallet_chain, users int4[])
SELECT l.wallet, l.chain, l.users
  FROM (SELECT w.wallet, w.chain,
	       pg_catalog.array_agg(w.user_id ORDER BY w.user_id) AS users
	  FROM disc.associated_wallets AS w
	  JOIN unnest($1::text[], $2::disc.wallet_chain[]) AS k (wallet, chain)
	    ON w.wallet = k.wallet
	   AND w.chain = k.chain
	 WHERE NOT w.is_delete
	 GROUP BY w.wallet, w.chain) AS l;

-- A track that is deleted is nobody's stem any more.
-- @ idx_stems_gone ($1 child_track_id int4[]) -> 0
DELETE FROM disc.stems AS s
 USING unnest($1::int4[]) AS n (child_track_id)
 WHERE s.child_track_id = n.child_track_id;

-- @ idx_shared ($1 user_id int4[], $2 share_item_id int4[],
--   $3 share_type disc.sharetype[]) -> 0..n (user_id int4,
--   share_item_id int4, share_type disc.sharetype)
SELECT DISTINCT s.user_id, s.share_item_id, s.share_type
  FROM disc.shares AS s
  JOIN unnest($1::int4[], $2::int4[], $3::disc.sharetype[])
    AS k (user_id, share_item_id, share_type)
    ON s.user_id = k.user_id
   AND s.share_item_id = k.share_item_id
   AND s.share_type = k.share_type;

-- @ idx_artist_coins_load ($1 user_id int4[]) -> 0..n (user_id int4,
--   mint text)
SELECT c.user_id, min(c.mint) AS mint
  FROM disc.artist_coins AS c
 WHERE c.user_id = ANY ($1)
 GROUP BY c.user_id;

-- The URIs of an application are replaced by those named, in their order.
-- @ idx_redirect_uris_put ($1 client_id text[], $2 uris text[]) -> 0
WITH n AS (
	SELECT k.client_id, u.uri, min(u.place)::int4 AS place
	  FROM unnest($1::text[], $2::text[]) AS k (client_id, uris)
	 CROSS JOIN unnest(k.uris::text[]) WITH ORDINALITY AS u (uri, place)
	 GROUP BY k.client_id, u.uri
), gone AS (
	DELETE FROM disc.oauth_redirect_uris AS o
	 WHERE o.client_id = ANY ($1)
	   AND NOT EXISTS (SELECT FROM n
		WHERE n.client_id = o.client_id
		  AND n.uri = o.redirect_uri)
)
INSERT INTO disc.oauth_redirect_uris (client_id, redirect_uri, place)
SELECT n.client_id, n.uri, n.place
  FROM n
ON CONFLICT (client_id, redirect_uri) DO UPDATE SET place = EXCLUDED.place;
