-- What the pool says about the node itself.

-- Planning costs more than most answers.  Statements with optional conditions
-- are the exception: they are planned for the conditions given.
-- @ api_plan ($1 mode text) -> 1 (mode text)
SELECT pg_catalog.set_config('plan_cache_mode', $1, false) AS mode;

-- Asked for no row: that an answer comes is the answer.
-- @ api_ready () -> 1 (ready bool)
SELECT true AS ready;

-- The chain's height counts only while the indexer has seen it lately.
-- @ api_heights () -> 1 (indexed int4, indexed_hash text, chain int8,
--   chain_hash text)
SELECT COALESCE(b.height, b.number) AS indexed, b.blockhash AS indexed_hash,
       CASE WHEN n.value ~ '^[0-9]{1,15}$' THEN n.value::int8 END AS chain,
       h.value AS chain_hash
  FROM (SELECT 1) AS one
  LEFT JOIN disc.blocks AS b ON b.is_current
  LEFT JOIN disc.keyvalue AS n
    ON n.key = 'latest_block_from_chain'
   AND n.updated_at > pg_catalog.now() - interval '60 seconds'
  LEFT JOIN disc.keyvalue AS h
    ON h.key = 'latest_blockhash_from_chain' AND n.key IS NOT NULL
 LIMIT 1;

-- How old the chain's newest block is: known when it is the newest indexed.
-- @ api_head_age () -> 0..1 (age_s int8)
SELECT (EXTRACT(epoch FROM pg_catalog.now()) - t.value::int8)::int8 AS age_s
  FROM disc.keyvalue AS t
 WHERE t.key = 'most_recently_indexed_block_time_from_db'
   AND t.value ~ '^[0-9]{1,12}$';

-- @ api_block_confirmation ($1 blockhash text, $2 blocknumber int8) -> 1 (
--   block_found bool, block_passed bool)
SELECT EXISTS (SELECT 1 FROM disc.blocks AS b
                WHERE b.blockhash = $1) AS block_found,
       EXISTS (SELECT 1 FROM disc.blocks AS b
                WHERE b.is_current
                  AND COALESCE(b.height, b.number, 0) >= $2::int8)
           AS block_passed;

-- A failure counts as long as it lasts, a transaction left out for ever.
-- @ api_transaction_status ($1 blocknumber int8, $2 blockhash text,
--   $3 transactionhash text) -> 1 (status text)
SELECT CASE
       WHEN EXISTS (SELECT 1 FROM disc.keyvalue AS k
                     WHERE k.key = 'indexing:error'
                       AND k.value::json ->> 'blocknumber' = $1::int8::text
                       AND k.value::json ->> 'blockhash' = $2
                       AND (k.value::json ->> 'txhash' = $3
                            OR k.value::jsonb -> 'agreed' ? $3))
         OR EXISTS (SELECT 1 FROM disc.skipped_transactions AS s
                      LEFT JOIN disc.blocks AS b
                        ON b.blockhash = s.blockhash AND b.height IS NOT NULL
                     WHERE COALESCE(b.height, s.blocknumber) = $1::int8
                       AND s.blockhash = $2
                       AND s.txhash = $3) THEN 'FAILED'
       WHEN EXISTS (SELECT 1 FROM disc.blocks AS b
                     WHERE b.blockhash = $2
                       AND COALESCE(b.height, b.number, 0) = $1::int8)
       THEN 'PASSED'
       ELSE 'NOT_FOUND' END AS status;

-- The newest of them.
-- @ api_skipped_transactions ($1 blocknumber int8, $2 blockhash text,
--   $3 transactionhash text) -> 0..500 (id int4, blocknumber int4, blockhash text,
--   txhash text, created_at timestamp, updated_at timestamp, level text)
SELECT s.id, s.blocknumber, s.blockhash, s.txhash, s.created_at,
       s.updated_at, s.level::text AS level
  FROM disc.skipped_transactions AS s
 WHERE ($1::int8 IS NULL OR s.blocknumber = $1::int8)
   AND ($2::text IS NULL OR s.blockhash = $2)
   AND ($3::text IS NULL OR s.txhash = $3)
 ORDER BY s.blocknumber DESC, s.id DESC
 LIMIT 500;

-- The core chain, when blocks of one were read: no row before.  Where it began,
-- and the newest play that it told.
-- @ api_core () -> 0..1 (chain_id text, first_height int4, chain_time int8,
--   indexed_time int8, play_slot int4, play_time int8)
SELECT c.chain_id, c.first_height,
       CASE WHEN t.value ~ '^[0-9]{1,15}$' THEN t.value::int8 END AS chain_time,
       CASE WHEN i.value ~ '^[0-9]{1,15}$' THEN i.value::int8 END
           AS indexed_time,
       p.slot AS play_slot, EXTRACT(epoch FROM p.created_at)::int8 AS play_time
  FROM disc.blocks AS b
  JOIN disc.core_chains AS c ON c.id = b.core
  LEFT JOIN disc.keyvalue AS t ON t.key = 'latest_block_time_from_chain'
  LEFT JOIN disc.keyvalue AS i
    ON i.key = 'most_recently_indexed_block_time_from_db'
  LEFT JOIN (SELECT n.slot, n.created_at
	  FROM disc.plays AS n
	 ORDER BY n.id DESC
	 LIMIT 1) AS p ON p.slot IS NOT NULL
 WHERE b.is_current;

-- @ api_monitor () -> 1 (database_size int8, database_connections int8)
SELECT pg_catalog.pg_database_size(pg_catalog.current_database())
           AS database_size,
       (SELECT pg_catalog.sum(d.numbackends)::int8
          FROM pg_catalog.pg_stat_database AS d) AS database_connections;

-- What the jobs have done: when they last came to their end (Unix seconds),
-- how far transfers were looked at, and who waits for a balance.
-- @ api_jobs () -> 1 (balances int8, transfers int8, scanned int4,
--   waiting int8, availability_start text, availability_end text,
--   trending_tracks int8, trending_playlists int8)
SELECT EXTRACT(epoch FROM b.good_at)::int8 AS balances,
       EXTRACT(epoch FROM t.good_at)::int8 AS transfers,
       (SELECT max(e.last_scanned_block) FROM disc.eth_blocks AS e) AS scanned,
       CASE WHEN b.good_at IS NOT NULL THEN
	(SELECT count(*) FROM (SELECT FROM disc.balance_refresh LIMIT 100000)
		AS r) END AS waiting,
       pg_catalog.timezone('UTC', a.began_at)::text AS availability_start,
       pg_catalog.timezone('UTC', a.good_at)::text AS availability_end,
       (SELECT k.value::int8 FROM disc.keyvalue AS k
	 WHERE k.key = 'trending:tracks:last-completion'
	   AND k.value ~ '^[0-9]{1,12}$') AS trending_tracks,
       (SELECT k.value::int8 FROM disc.keyvalue AS k
	 WHERE k.key = 'trending-playlists:last-completion'
	   AND k.value ~ '^[0-9]{1,12}$') AS trending_playlists
  FROM (SELECT 1) AS one
  LEFT JOIN disc.job_runs AS b ON b.job = 'balances'
  LEFT JOIN disc.job_runs AS t ON t.job = 'transfers'
  LEFT JOIN disc.job_runs AS a ON a.job = 'availability';

-- Nodes that the registry on Ethereum names, those that are URLs.
-- @ api_nodes ($1 service_type text) -> 0..512 (endpoint text, owner text,
--   delegate text)
SELECT pg_catalog.rtrim(s.endpoint, '/') AS endpoint, s.owner_wallet AS owner,
       s.delegate_owner_wallet AS delegate
  FROM disc.service_providers AS s
 WHERE s.service_type = $1
   AND s.endpoint ~ '^https?://'
 ORDER BY s.sp_id
 LIMIT 512;

-- How far behind we were in each five minutes of the last day; slot 287 is now.
-- @ api_height_history () -> 0..288 (slot int4, behind int8)
SELECT (h.minute / 5 - now.slot + 287)::int4 AS slot,
       max(GREATEST(h.chain - COALESCE(h.indexed, 0), 0)) AS behind
  FROM (SELECT pg_catalog.floor(EXTRACT(epoch
               FROM pg_catalog.clock_timestamp()) / 300)::int8 AS slot) AS now
  JOIN disc.height_history AS h
    ON h.minute >= (now.slot - 287) * 5 AND h.minute < (now.slot + 1) * 5
 GROUP BY 1
 ORDER BY 1;

-- Rows of the large tables: counted as long as they are few, else what the
-- database has estimated when it last looked.
-- @ api_totals () -> 0..9 (what text, n int8, about bool)
SELECT t.what, CASE WHEN t.few < 8000 THEN t.few
                    ELSE GREATEST(c.reltuples::int8, t.few) END AS n,
       t.few >= 8000 AS about
  FROM (VALUES
	(1, 'users', 'disc.users'::regclass, (SELECT count(*)
	  FROM (SELECT FROM disc.users LIMIT 8000) AS x)),
	(2, 'tracks', 'disc.tracks'::regclass, (SELECT count(*)
	  FROM (SELECT FROM disc.tracks LIMIT 8000) AS x)),
	(3, 'playlists', 'disc.playlists'::regclass, (SELECT count(*)
	  FROM (SELECT FROM disc.playlists LIMIT 8000) AS x)),
	(4, 'plays', 'disc.plays'::regclass, (SELECT count(*)
	  FROM (SELECT FROM disc.plays LIMIT 8000) AS x)))
       AS t (place, what, class, few)
  JOIN pg_catalog.pg_class AS c ON c.oid = t.class
 ORDER BY t.place;

-- How the jobs' last passes went, for a monitor: times in seconds, yes is 1.
-- @ api_job_runs () -> 0..n (job text, begun numeric, good numeric, late int4,
--   failing int4, took numeric, success text, active numeric)
SELECT r.job, EXTRACT(epoch FROM r.began_at) AS begun,
       EXTRACT(epoch FROM r.good_at) AS good,
       (r.late_after < pg_catalog.now())::int4 AS late,
       COALESCE(r.error_at = r.ended_at, false)::int4 AS failing,
       pg_catalog.round(r.took_ms / 1000.0, 3) AS took,
       (COALESCE(r.error_at = r.ended_at, false) IS NOT TRUE)::text AS success,
       CASE WHEN r.ended_at IS NULL OR r.ended_at < r.began_at
            THEN EXTRACT(epoch FROM pg_catalog.now() - r.began_at)
            ELSE 0 END AS active
  FROM disc.job_runs AS r
 ORDER BY r.job
 LIMIT 200;

-- @ api_newest_play () -> 0..1 (heard timestamp, age_s int8)
SELECT p.created_at AS heard,
       pg_catalog.floor(EXTRACT(epoch FROM
           (pg_catalog.now() AT TIME ZONE 'UTC') - p.created_at))::int8 AS age_s
  FROM disc.plays AS p
 ORDER BY p.created_at DESC
 LIMIT 1;
