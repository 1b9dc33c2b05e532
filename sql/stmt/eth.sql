-- SPDX-License-Identifier: ISC
-- What the Ethereum chain says: statements of the jobs, and of the indexer.

-- @ eth_providers_put ($1 service_type text, $2 sp_id int4[], $3 owner text[],
--   $4 endpoint text[], $5 block int8[], $6 delegate text[]) -> 0
INSERT INTO disc.service_providers AS s (service_type, sp_id, owner_wallet,
	endpoint, block_number, delegate_owner_wallet, checked_at)
SELECT $1, n.sp_id, n.owner, n.endpoint, n.block, n.delegate,
       pg_catalog.clock_timestamp()
  FROM unnest($2::int4[], $3::text[], $4::text[], $5::int8[], $6::text[])
    AS n (sp_id, owner, endpoint, block, delegate)
 ORDER BY n.sp_id
ON CONFLICT (service_type, sp_id) DO UPDATE SET (owner_wallet, endpoint,
	block_number, delegate_owner_wallet, checked_at) =
	(EXCLUDED.owner_wallet, EXCLUDED.endpoint, EXCLUDED.block_number,
	EXCLUDED.delegate_owner_wallet, EXCLUDED.checked_at);

-- Those that are not among the given ones are registered no more.
-- @ eth_providers_keep ($1 service_type text, $2 sp_id int4[]) -> 0
DELETE FROM disc.service_providers AS s
 WHERE s.service_type = $1 AND s.sp_id <> ALL ($2::int4[]);

-- Users whose balance is to be read soon, who waits longest first.
-- @ job_refresh_list ($1 count int8) -> 0..n (user_id int4, seqs text)
SELECT r.user_id, pg_catalog.array_agg(r.seq)::text AS seqs
  FROM disc.balance_refresh AS r
 GROUP BY r.user_id
 ORDER BY min(r.seq)
 LIMIT $1;

-- @ job_refresh_done ($1 seqs text[]) -> 0
DELETE FROM disc.balance_refresh AS r
 USING unnest($1::text[]) AS l (seqs), unnest(l.seqs::int8[]) AS s (seq)
 WHERE r.seq = s.seq;

-- Users whose balance was read longest ago, more than 12 hours.
-- @ job_balances_old ($1 count int8) -> 0..n (user_id int4)
SELECT b.user_id
  FROM disc.user_balances AS b
 WHERE b.updated_at < pg_catalog.timezone('UTC',
	pg_catalog.clock_timestamp()) - interval '12 hours'
 ORDER BY b.updated_at, b.user_id
 LIMIT $1;

-- Users behind one whose balance was never read, among so many that are
-- looked at; next is where the next look begins.  At least one row.
-- @ job_balances_never ($1 after int4, $2 look int8, $3 count int8) ->
--   1..n (user_id int4, next int4)
WITH page AS MATERIALIZED (
	SELECT u.user_id FROM disc.users AS u
	 WHERE u.user_id > $1
	 ORDER BY u.user_id
	 LIMIT $2
), never AS MATERIALIZED (
	SELECT p.user_id FROM page AS p
	 WHERE NOT EXISTS (SELECT FROM disc.user_balances AS b
			    WHERE b.user_id = p.user_id)
	 ORDER BY p.user_id
	 LIMIT $3
)
SELECT n.user_id,
       CASE WHEN (SELECT count(*) FROM never) = $3
	    THEN (SELECT max(x.user_id) FROM never AS x)
	    WHEN (SELECT count(*) FROM page) = $2
	    THEN (SELECT max(p.user_id) FROM page AS p)
	    ELSE 0 END AS next
  FROM (SELECT 1) AS one
  LEFT JOIN never AS n ON true
 ORDER BY n.user_id;

-- Rows of zeros for those who have none: never read yet.
-- @ job_balances_make ($1 user_id int4[]) -> 0
INSERT INTO disc.user_balances (user_id, balance, created_at, updated_at)
SELECT u.user_id, '0', t.now, t.now
  FROM disc.users AS u
 CROSS JOIN (SELECT pg_catalog.timezone('UTC', pg_catalog.clock_timestamp())
	AS now) AS t
 WHERE u.user_id = ANY ($1)
ON CONFLICT (user_id) DO NOTHING;

-- The wallets of users, each user's own first.
-- @ job_wallets ($1 user_id int4[]) ->
--   0..n (user_id int4, wallet text, own bool)
SELECT u.user_id, u.wallet, true AS own
  FROM disc.users AS u
 WHERE u.user_id = ANY ($1)
   AND u.wallet IS NOT NULL
 UNION ALL
SELECT w.user_id, w.wallet, false
  FROM disc.associated_wallets AS w
 WHERE w.user_id = ANY ($1)
   AND w.chain = 'eth'
   AND w.is_current
   AND NOT w.is_delete
 ORDER BY user_id, own DESC, wallet;

-- Balances that were read, and whose total they change.
-- @ job_balances_put ($1 user_id int4[], $2 balance text[],
--   $3 associated text[], $4 blocknumber int4) -> 1 (changed int8)
WITH given AS (
	SELECT n.user_id, n.balance, n.associated,
	       pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()) AS now
	  FROM unnest($1::int4[], $2::text[], $3::text[])
	    AS n (user_id, balance, associated)
), put AS (
	UPDATE disc.user_balances AS b
	   SET balance = g.balance, associated_wallets_balance = g.associated,
	       updated_at = g.now
	  FROM given AS g
	 WHERE b.user_id = g.user_id
), total AS (
	SELECT g.user_id, g.now, b.balance::numeric
		+ b.associated_wallets_balance::numeric + s.sol AS before,
	       g.balance::numeric + g.associated::numeric + s.sol AS after
	  FROM given AS g
	  JOIN disc.user_balances AS b ON b.user_id = g.user_id
	 CROSS JOIN LATERAL (SELECT 10000000000
		* (COALESCE(b.waudio, '0')::numeric
		+ b.associated_sol_wallets_balance::numeric) AS sol) AS s
), changes AS (
	INSERT INTO disc.user_balance_changes AS c (user_id, blocknumber,
		current_balance, previous_balance, created_at, updated_at)
	SELECT t.user_id, $4, t.after::text, t.before::text, t.now, t.now
	  FROM total AS t
	 WHERE t.after <> t.before
	ON CONFLICT (user_id) DO UPDATE SET (blocknumber, current_balance,
		previous_balance, updated_at) = (EXCLUDED.blocknumber,
		EXCLUDED.current_balance, EXCLUDED.previous_balance,
		EXCLUDED.updated_at)
	RETURNING 1
)
SELECT count(*) AS changed FROM changes;

-- Those that could not be read: they are not the next ones again.
-- @ job_balances_tried ($1 user_id int4[]) -> 0
UPDATE disc.user_balances AS b
   SET updated_at = pg_catalog.timezone('UTC', pg_catalog.clock_timestamp())
 WHERE b.user_id = ANY ($1);

-- @ job_scanned () -> 0..1 (last_scanned_block int4)
SELECT max(b.last_scanned_block) AS last_scanned_block
  FROM disc.eth_blocks AS b
HAVING count(*) > 0;

-- @ job_scanned_put ($1 block int4) -> 0
WITH now AS (
	SELECT pg_catalog.timezone('UTC', pg_catalog.clock_timestamp()) AS t
), moved AS (
	UPDATE disc.eth_blocks AS b
	   SET last_scanned_block = $1, updated_at = now.t
	  FROM now
	RETURNING 1
)
INSERT INTO disc.eth_blocks (last_scanned_block, created_at, updated_at)
SELECT $1, now.t, now.t FROM now WHERE NOT EXISTS (SELECT FROM moved);

-- Everybody one of these addresses (lower case) belongs to enters the queue.
-- @ job_refresh_owners ($1 address text[]) -> 1 (users int8)
WITH owner AS (
	SELECT u.user_id
	  FROM disc.users AS u
	 WHERE pg_catalog.lower(u.wallet) = ANY ($1)
	 UNION
	SELECT w.user_id
	  FROM disc.associated_wallets AS w
	 WHERE pg_catalog.lower(w.wallet) = ANY ($1)
	   AND w.chain = 'eth'
	   AND w.is_current
	   AND NOT w.is_delete
), entered AS (
	INSERT INTO disc.balance_refresh (user_id)
	SELECT o.user_id
	  FROM owner AS o
	 WHERE NOT EXISTS (SELECT FROM disc.balance_refresh AS r
			    WHERE r.user_id = o.user_id)
	 ORDER BY o.user_id
	RETURNING 1
)
SELECT count(*) AS users FROM entered;

-- The block we stand at; its time as Unix seconds, null when unknown.
-- @ job_block () -> 0..1 (number int4, block_time int8)
SELECT b.number, k.value::int8 AS block_time
  FROM disc.blocks AS b
  LEFT JOIN disc.keyvalue AS k
    ON k.key = 'most_recently_indexed_block_time_from_db'
 WHERE b.is_current;

-- Times are microseconds since 1970.
-- @ job_delist_cursor ($1 host text, $2 entity disc.delist_entity) ->
--   0..1 (at int8)
SELECT (EXTRACT(epoch FROM c.created_at) * 1000000)::int8 AS at
  FROM disc.delist_status_cursor AS c
 WHERE c.host = $1
   AND c.entity = $2;

-- @ job_delist_cursor_put ($1 host text, $2 entity disc.delist_entity,
--   $3 at int8) -> 0
INSERT INTO disc.delist_status_cursor (host, entity, created_at)
VALUES ($1, $2, timestamptz 'epoch' + $3::int8 * interval '1 microsecond')
ON CONFLICT (host, entity) DO UPDATE SET created_at = EXCLUDED.created_at;

-- @ job_users_missing ($1 id int4[]) -> 0..n (id int4)
SELECT DISTINCT n.id
  FROM unnest($1::int4[]) AS n (id)
 WHERE NOT EXISTS (SELECT FROM disc.users AS u WHERE u.user_id = n.id)
 ORDER BY n.id;

-- @ job_tracks_missing ($1 id int4[]) -> 0..n (id int4)
SELECT DISTINCT n.id
  FROM unnest($1::int4[]) AS n (id)
 WHERE NOT EXISTS (SELECT FROM disc.tracks AS t WHERE t.track_id = n.id)
 ORDER BY n.id;

-- @ job_users_delist ($1 at int8[], $2 id int4[], $3 delisted bool[],
--   $4 reason text[], $5 owner int4[], $6 cid text[], $7 blocknumber int4)
--   -> 0
INSERT INTO disc.user_delist_statuses (created_at, user_id, delisted, reason,
	blocknumber)
SELECT DISTINCT ON (n.at, n.id, n.delisted)
       timestamptz 'epoch' + n.at * interval '1 microsecond', n.id, n.delisted,
       n.reason, $7
  FROM unnest($1::int8[], $2::int4[], $3::bool[], $4::text[], $5::int4[],
	$6::text[]) WITH ORDINALITY
    AS n (at, id, delisted, reason, owner, cid, place)
 ORDER BY n.at, n.id, n.delisted, n.place DESC
ON CONFLICT (created_at, user_id, delisted) DO UPDATE SET
	(reason, blocknumber) = (EXCLUDED.reason, EXCLUDED.blocknumber);

-- @ job_tracks_delist ($1 at int8[], $2 id int4[], $3 delisted bool[],
--   $4 reason text[], $5 owner int4[], $6 cid text[], $7 blocknumber int4)
--   -> 0
INSERT INTO disc.track_delist_statuses (created_at, track_id, owner_id,
	track_cid, delisted, reason, blocknumber)
SELECT DISTINCT ON (n.at, n.id, n.delisted)
       timestamptz 'epoch' + n.at * interval '1 microsecond', n.id, n.owner,
       n.cid, n.delisted, n.reason, $7
  FROM unnest($1::int8[], $2::int4[], $3::bool[], $4::text[], $5::int4[],
	$6::text[]) WITH ORDINALITY
    AS n (at, id, delisted, reason, owner, cid, place)
 ORDER BY n.at, n.id, n.delisted, n.place DESC
ON CONFLICT (created_at, track_id, delisted) DO UPDATE SET
	(owner_id, track_cid, reason, blocknumber) = (EXCLUDED.owner_id,
	EXCLUDED.track_cid, EXCLUDED.reason, EXCLUDED.blocknumber);

-- The newest word on each of them; of two at once the one that delists.
-- @ job_users_follow ($1 id int4[]) -> 1 (changed int8)
WITH last AS (
	SELECT DISTINCT ON (s.user_id) s.user_id, s.delisted
	  FROM disc.user_delist_statuses AS s
	 WHERE s.user_id = ANY ($1)
	 ORDER BY s.user_id, s.created_at DESC, s.delisted DESC
), changed AS (
	UPDATE disc.users AS u
	   SET is_available = NOT l.delisted, is_deactivated = l.delisted,
	       turned = COALESCE(u.turned, 0)
			# (u.is_deactivated <> l.delisted)::int
	  FROM last AS l
	 WHERE u.user_id = l.user_id
	   AND (u.is_available = l.delisted OR u.is_deactivated <> l.delisted)
	RETURNING 1
)
SELECT count(*) AS changed FROM changed;

-- @ job_tracks_follow ($1 id int4[]) -> 1 (changed int8)
WITH last AS (
	SELECT DISTINCT ON (s.track_id) s.track_id, s.delisted
	  FROM disc.track_delist_statuses AS s
	 WHERE s.track_id = ANY ($1)
	 ORDER BY s.track_id, s.created_at DESC, s.delisted DESC
), changed AS (
	UPDATE disc.tracks AS t
	   SET is_available = NOT l.delisted, is_delete = l.delisted,
	       turned = COALESCE(t.turned, 0)
			# (t.is_delete <> l.delisted)::int
	  FROM last AS l
	 WHERE t.track_id = l.track_id
	   AND (t.is_available = l.delisted OR t.is_delete <> l.delisted)
	RETURNING 1
)
SELECT count(*) AS changed FROM changed;
