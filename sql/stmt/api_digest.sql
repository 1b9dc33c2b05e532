-- SPDX-License-Identifier: ISC
-- The state's digest, for other nodes and for people.

-- Behind a block, or behind the current one: the sum of each table that has
-- rows.
-- @ api_digest ($1 block int8) -> 0..n (block int4, blockhash text, chain text,
--   digest text, tablename text, sum text)
SELECT COALESCE(d.height, d.number) AS block, d.blockhash,
       (SELECT c.chain_id FROM disc.core_chains AS c WHERE c.id = d.core)
           AS chain,
       pg_catalog.encode(d.digest, 'hex') AS digest, t.tablename,
       t.sum::text AS sum
  FROM disc.digest_block AS d
  LEFT JOIN LATERAL (
	SELECT s.tablename, d.sums[s.place] AS sum
	  FROM disc.digest_sum AS s
	 WHERE d.sums[s.place] <> 0) AS t ON true
 WHERE d.number = CASE WHEN $1::int8 IS NULL
	THEN (SELECT b.number FROM disc.blocks AS b WHERE b.is_current)
	ELSE (SELECT e.number
		FROM disc.digest_block AS e
	       WHERE COALESCE(e.height, e.number) = $1::int8
	       ORDER BY e.number DESC
	       LIMIT 1) END
 ORDER BY t.tablename;

-- Buckets of a table as it is now, behind one.
-- @ api_digest_buckets ($1 table text, $2 after text) -> 0..1000 (block int4,
--   blockhash text, bucket text, sum text)
SELECT COALESCE(b.height, b.number, 0) AS block, b.blockhash, k.bucket,
       k.sum::text AS sum
  FROM disc.blocks AS b
 CROSS JOIN LATERAL (
	SELECT n.bucket, n.sum
	  FROM disc.digest_bucket AS n
	 WHERE n.tablename = $1
	   AND n.bucket > $2
	 ORDER BY n.bucket
	 LIMIT 1000) AS k
 WHERE b.is_current
 ORDER BY k.bucket;

-- Rows of a bucket as they are now, behind a key.
-- @ api_digest_rows ($1 table text, $2 bucket text, $3 after text) ->
--   0..1000 (block int4, blockhash text, key text, term text)
SELECT COALESCE(b.height, b.number, 0) AS block, b.blockhash,
       r.key::text AS key, r.term
  FROM disc.blocks AS b
 CROSS JOIN LATERAL disc.digest_rows($1, $2, $3, 1000) AS r
 WHERE b.is_current;
