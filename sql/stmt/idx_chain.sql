-- SPDX-License-Identifier: ISC
-- Statements of the indexer: blocks, documents, what is published.

-- @ idx_current () -> 0..1 (number int4, blockhash text, parenthash text,
--   core int4, height int4)
SELECT b.number, b.blockhash, b.parenthash, b.core, b.height
  FROM disc.blocks AS b
 WHERE b.is_current;

-- @ idx_blocks_any () -> 1 (there bool)
SELECT EXISTS (SELECT FROM disc.blocks) AS there;

-- Which chain the blocks are of, as remembered, and the hash of its block 0.
-- @ idx_chain ($1 key text) -> 1 (chain text, first text)
SELECT (SELECT k.value FROM disc.keyvalue AS k WHERE k.key = $1) AS chain,
       (SELECT b.blockhash
	  FROM disc.blocks AS b
	 WHERE b.number = 0 OR (b.number IS NULL AND b.blockhash <> '0x0')
	 ORDER BY b.number NULLS FIRST
	 LIMIT 1) AS first;

-- @ idx_first_block ($1 blockhash text, $2 parenthash text, $3 number int4)
--   -> 0
INSERT INTO disc.blocks (blockhash, parenthash, number, is_current)
VALUES ($1, $2, $3, true);

-- Stored blocks from the given one down, newest first.
-- @ idx_blocks_below ($1 number int4, $2 count int8) ->
--   0..n (number int4, blockhash text, journaled bool)
SELECT b.number, b.blockhash, b.journaled
  FROM disc.blocks AS b
 WHERE b.number <= $1
 ORDER BY b.number DESC
 LIMIT $2;

-- @ idx_block_begin ($1 number int4, $2 blockhash text, $3 parenthash text,
--   $4 journal bool) -> 1 (nothing void)
SELECT disc.block_begin($1, $2, $3, $4) AS nothing;

-- Documents of search are made at the end of this transaction ...
-- @ idx_search_wait () -> 1 (nothing void)
SELECT disc.search_wait() AS nothing;

-- ... which is here; its blocks are those from this one on.
-- @ idx_search_settle ($1 number int4) -> 1 (nothing void)
SELECT disc.search_settle($1) AS nothing;

-- What blocks from this one on write can be undone with all of them.
-- @ idx_blocks_begin ($1 first int4) -> 1 (nothing void)
SELECT disc.blocks_begin($1) AS nothing;

-- @ idx_blocks_revert ($1 low int4) -> 1 (nothing void)
SELECT disc.blocks_revert($1) AS nothing;

-- The lowest block that is undone with this one.
-- @ idx_undone_from ($1 number int4) -> 0..1 (number int4)
SELECT COALESCE(b.undone_from, b.number) AS number
  FROM disc.blocks AS b
 WHERE b.number = $1;

-- Take-downs applied in blocks from this one on may be undone with them: they
-- are to be asked for again, and so is what is newer than the block below.
-- @ idx_delist_back ($1 number int4, $2 block_time int8) -> 0
UPDATE disc.delist_status_cursor AS c
   SET created_at = LEAST(c.created_at,
	pg_catalog.to_timestamp($2::int8::float8), f.first)
  FROM (SELECT 'USERS'::disc.delist_entity AS entity,
	       min(u.created_at) - interval '1 microsecond' AS first
	  FROM disc.user_delist_statuses AS u
	 WHERE u.blocknumber >= $1
	 UNION ALL
	SELECT 'TRACKS', min(t.created_at) - interval '1 microsecond'
	  FROM disc.track_delist_statuses AS t
	 WHERE t.blocknumber >= $1) AS f
 WHERE c.entity = f.entity;

-- @ idx_undo_prune ($1 number int4) -> 1 (nothing void)
SELECT disc.undo_prune($1) AS nothing;

-- @ idx_cid_load ($1 cid text[]) -> 0..n (cid text, type text, data text)
SELECT d.cid, d.type, d.data::text AS data
  FROM disc.cid_data AS d
 WHERE d.cid = ANY ($1);

-- The first to name a document gives it its type.
-- @ idx_cid_put ($1 cid text[], $2 type text[], $3 data jsonb[]) -> 0
INSERT INTO disc.cid_data (cid, type, data)
SELECT n.cid, n.type, n.data
  FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS n (cid, type, data)
ON CONFLICT (cid) DO NOTHING;

-- Rows behind one that name a document which is not kept, in order.
-- @ idx_missing_users ($1 after int4, $2 number int8) ->
--   0..n (id int4, user_id int4, cid text)
SELECT r.user_id AS id, r.user_id AS user_id, r.metadata_multihash AS cid
  FROM disc.users AS r
 WHERE r.user_id > $1
   AND r.metadata_multihash ~ '^Qm[1-9A-HJ-NP-Za-km-z]{44}$'
   AND NOT EXISTS (SELECT FROM disc.cid_data AS d
	WHERE d.cid = r.metadata_multihash)
 ORDER BY r.user_id
 LIMIT $2;

-- @ idx_missing_tracks ($1 after int4, $2 number int8) ->
--   0..n (id int4, user_id int4, cid text)
SELECT r.track_id AS id, r.owner_id AS user_id, r.metadata_multihash AS cid
  FROM disc.tracks AS r
 WHERE r.track_id > $1
   AND r.metadata_multihash ~ '^Qm[1-9A-HJ-NP-Za-km-z]{44}$'
   AND NOT EXISTS (SELECT FROM disc.cid_data AS d
	WHERE d.cid = r.metadata_multihash)
 ORDER BY r.track_id
 LIMIT $2;

-- @ idx_missing_playlists ($1 after int4, $2 number int8) ->
--   0..n (id int4, user_id int4, cid text)
SELECT r.playlist_id AS id, r.playlist_owner_id AS user_id, r.metadata_multihash AS cid
  FROM disc.playlists AS r
 WHERE r.playlist_id > $1
   AND r.metadata_multihash ~ '^Qm[1-9A-HJ-NP-Za-km-z]{44}$'
   AND NOT EXISTS (SELECT FROM disc.cid_data AS d
	WHERE d.cid = r.metadata_multihash)
 ORDER BY r.playlist_id
 LIMIT $2;

-- A document as jsonb keeps it, so that one just fetched and one kept since
-- long are read alike.
-- @ idx_json_normal ($1 documents text[]) -> 0..n (data text)
SELECT d.document::jsonb::text AS data
  FROM unnest($1::text[]) WITH ORDINALITY AS d (document, place)
 ORDER BY d.place;

-- @ idx_skipped_put ($1 blocknumber int4[], $2 txhash text[],
--   $3 level disc.skippedtransactionlevel[], $4 blockhash text[],
--   $5 block_time timestamp[]) -> 0
INSERT INTO disc.skipped_transactions
	(blocknumber, blockhash, txhash, created_at, updated_at, level)
SELECT n.blocknumber, n.blockhash, n.txhash, n.block_time, n.block_time,
       n.level
  FROM unnest($1::int4[], $2::text[], $3::disc.skippedtransactionlevel[],
	$4::text[], $5::timestamp[]) WITH ORDINALITY
    AS n (blocknumber, txhash, level, blockhash, block_time, place)
 ORDER BY n.place;

-- @ idx_no_trouble ($1 number int8) -> 0
DELETE FROM disc.keyvalue AS k
 WHERE k.key = 'indexing:error'
   AND COALESCE(k.value::json ->> 'number',
	k.value::json ->> 'blocknumber')::int8 <= $1;

-- @ idx_skips_network () -> 1 (recorded int8)
SELECT count(*) AS recorded
  FROM disc.skipped_transactions AS s
 WHERE s.level = 'network';

-- Other discovery nodes, and perhaps this one, as Ethereum names them.
-- @ idx_peers () -> 0..1000 (endpoint text, wallet text)
SELECT pg_catalog.rtrim(s.endpoint, '/') AS endpoint,
       s.delegate_owner_wallet AS wallet
  FROM disc.service_providers AS s
 WHERE s.service_type = 'discovery-node'
 ORDER BY s.sp_id
 LIMIT 1000;

-- What the tables say of themselves, also after blocks were undone.
-- @ idx_publish ($1 block_time int8) -> 0
WITH now (key, value) AS (
	SELECT 'most_recently_indexed_block_time_from_db', $1::int8::text
	 WHERE $1::int8 IS NOT NULL
	 UNION ALL
	SELECT 'most_recently_indexed_block_from_db',
	       COALESCE(b.number, 0)::text
	  FROM disc.blocks AS b
	 WHERE b.is_current
	 UNION ALL
	SELECT 'most_recently_indexed_block_hash_from_db', b.blockhash
	  FROM disc.blocks AS b
	 WHERE b.is_current
	 UNION ALL
	(SELECT 'most_recent_indexed_ipld_block_redis_key', i.blocknumber::text
	  FROM disc.ipld_blacklists AS i
	 ORDER BY i.blocknumber DESC
	 LIMIT 1)
	 UNION ALL
	(SELECT 'most_recent_indexed_ipld_block_hash_redis_key', i.blockhash
	  FROM disc.ipld_blacklists AS i
	 ORDER BY i.blocknumber DESC
	 LIMIT 1)
), gone AS (
	DELETE FROM disc.keyvalue AS k
	 WHERE k.key LIKE 'most_recent_indexed_ipld_block_%'
	   AND NOT EXISTS (SELECT FROM disc.ipld_blacklists)
	    OR k.key = 'most_recently_indexed_block_time_from_db'
	   AND $1::int8 IS NULL
)
INSERT INTO disc.keyvalue AS k (key, value)
SELECT n.key, n.value FROM now AS n
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;

-- COMMIT need not wait for the disk: after a crash of the server whole
-- transactions may be gone, and their blocks with them.
-- @ idx_commit_early () -> 1 (setting text)
SELECT pg_catalog.set_config('synchronous_commit', 'off', true) AS setting;

-- What is known of a core chain, and which one was the last to be read.
-- @ idx_core_chain ($1 chain_id text) -> 1 (id int4, base int4,
--   first_height int4, newest int4, newest_id text)
SELECT c.id, c.base, c.first_height, COALESCE(l.id, 0::int4) AS newest,
       l.chain_id AS newest_id
  FROM (SELECT 1) AS one
  LEFT JOIN disc.core_chains AS c ON c.chain_id = $1
  LEFT JOIN (SELECT n.id, n.chain_id
	  FROM disc.core_chains AS n
	 ORDER BY n.id DESC
	 LIMIT 1) AS l ON true;

-- Is the newest block of a core chain?  Then no EVM chain is read any more.
-- @ idx_core_began () -> 1 (began bool)
SELECT EXISTS (SELECT FROM disc.blocks AS b
		WHERE b.is_current AND b.core IS NOT NULL) AS began;

-- @ idx_core_chain_put ($1 id int4, $2 chain_id text, $3 base int4,
--   $4 first_height int4) -> 0
INSERT INTO disc.core_chains (id, chain_id, base, first_height)
VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING;

-- Blocks all at once, which are undone with the one that $6 names, or never; the
-- last one is current.  Of a core chain $4, whose heights are these numbers - $5.
-- @ idx_blocks_put ($1 number int4[], $2 blockhash text[],
--   $3 parenthash text[], $4 core int4, $5 base int4, $6 undone_from int4) -> 0
WITH before AS (
	UPDATE disc.blocks AS b SET is_current = false WHERE b.is_current
	RETURNING b.number
)
INSERT INTO disc.blocks (number, blockhash, parenthash, is_current, core,
	height, journaled, undone_from)
SELECT n.number, n.blockhash, n.parenthash,
       n.place = pg_catalog.cardinality($1::int4[]), $4,
       CASE WHEN $4::int4 IS NOT NULL THEN n.number - $5::int4 END,
       $6::int4 IS NOT NULL, $6
  FROM unnest($1::int4[], $2::text[], $3::text[]) WITH ORDINALITY
    AS n (number, blockhash, parenthash, place)
 WHERE (SELECT count(*) FROM before) >= 0;

-- Once a minute; what is older than a day goes.
-- @ idx_note_heights ($1 chain int8) -> 0
WITH now (minute) AS (
	SELECT pg_catalog.floor(EXTRACT(epoch
		FROM pg_catalog.clock_timestamp()) / 60)::int8
), old AS (
	DELETE FROM disc.height_history AS h USING now
	 WHERE h.minute < now.minute - 1500
)
INSERT INTO disc.height_history (minute, indexed, chain)
SELECT now.minute, COALESCE(b.height, b.number), $1
  FROM now
  LEFT JOIN disc.blocks AS b ON b.is_current
 LIMIT 1
ON CONFLICT (minute) DO NOTHING;
