-- What the pool says about the node itself.

-- Planning costs more than most answers.  Statements with optional conditions
-- are the exception: they are planned for the conditions given.
-- @ api_plan ($1 mode text) -> 1 (mode text)
SELECT pg_catalog.set_config('plan_cache_mode', $1, false) AS mode;

-- The chain's height counts only while the indexer has seen it lately.
-- @ api_heights () -> 1 (indexed int4, indexed_hash text, chain int8,
--   chain_hash text)
SELECT b.number AS indexed, b.blockhash AS indexed_hash,
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

-- @ api_block_confirmation ($1 blockhash text, $2 blocknumber int8) -> 1 (
--   block_found bool, block_passed bool)
SELECT EXISTS (SELECT 1 FROM disc.blocks AS b
                WHERE b.blockhash = $1) AS block_found,
       EXISTS (SELECT 1 FROM disc.blocks AS b
                WHERE b.is_current
                  AND COALESCE(b.number, 0) >= $2::int8) AS block_passed;

-- @ api_monitor () -> 1 (database_size int8, database_connections int8)
SELECT pg_catalog.pg_database_size(pg_catalog.current_database())
           AS database_size,
       (SELECT pg_catalog.sum(d.numbackends)::int8
          FROM pg_catalog.pg_stat_database AS d) AS database_connections;
