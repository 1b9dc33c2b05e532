-- SPDX-License-Identifier: ISC
-- The state as files, and what a re-index says of it.

-- The moment that all who copy see.
-- @ snapshot_take () -> 1 (id text)
SELECT pg_catalog.pg_export_snapshot() AS id;

-- Tables, their columns, and the sums of those that have one.
-- @ snapshot_tables () -> 0..n (name text, columns text, sum text)
SELECT t.tablename AS name, disc.snapshot_columns(t.tablename) AS columns,
       s.sum::text AS sum
  FROM disc.snapshot_table AS t
  LEFT JOIN disc.digest_sum AS s ON s.tablename = t.tablename
 ORDER BY t.tablename;

-- Their pages, cut; the last part of a table goes to its end.
-- @ snapshot_parts ($1 pages int8) -> 0..n (name text, number int8,
--   first int8, last int8, bytes int8)
SELECT t.tablename AS name, p.first / $1::int8 AS number, p.first,
       CASE WHEN p.first + $1::int8 < s.pages THEN p.first + $1::int8
	    END AS last,
       LEAST($1::int8, s.pages - p.first) * s.page AS bytes
  FROM disc.snapshot_table AS t
 CROSS JOIN LATERAL (
	SELECT b.page, pg_catalog.pg_relation_size(pg_catalog.format('disc.%I',
			t.tablename)::regclass) / b.page AS pages
	  FROM (SELECT pg_catalog.current_setting('block_size')::int8 AS page)
		AS b) AS s
 CROSS JOIN LATERAL pg_catalog.generate_series(0::int8, s.pages - 1, $1::int8)
	AS p (first)
 ORDER BY bytes DESC, t.tablename, p.first;

-- The current block and its digest.
-- @ snapshot_block () -> 0..1 (number int4, blockhash text, parenthash text,
--   core int4, chain text, height int4, digest text)
SELECT b.number, b.blockhash, b.parenthash, b.core,
       (SELECT c.chain_id FROM disc.core_chains AS c WHERE c.id = b.core)
           AS chain,
       b.height, pg_catalog.encode(d.digest, 'hex') AS digest
  FROM disc.blocks AS b
  LEFT JOIN disc.digest_block AS d ON d.number = b.number
 WHERE b.is_current AND b.number IS NOT NULL;

-- @ snapshot_clear () -> 1 (nothing void)
SELECT disc.snapshot_clear() AS nothing;

-- Nobody else has taken it, nor will while this transaction lasts.
-- @ snapshot_part_take ($1 name text, $2 rows int8) -> 0..1 (name text)
INSERT INTO disc.import_parts (name, read, taken, done)
VALUES ($1, $2, $2, true)
ON CONFLICT (name) DO NOTHING
RETURNING name;

-- The same of an index that is to be made: none when somebody has made it.
-- @ snapshot_index_take ($1 name text) -> 0..1 (name text)
SELECT x.name FROM disc.import_indexes AS x WHERE x.name = $1 FOR UPDATE;

-- @ snapshot_part_done ($1 name text) -> 1 (done bool)
SELECT EXISTS (SELECT FROM disc.import_parts AS p WHERE p.name = $1) AS done;

-- Counted anew from the rows.
-- @ snapshot_settle () -> 1 (nothing void, filled void)
SELECT disc.snapshot_sequences() AS nothing, disc.digest_fill() AS filled;

-- Two databases, bucket by bucket, as their rows are.
-- @ verify_buckets () -> 0..n (tablename text, bucket text, sum text, kept text)
SELECT c.tablename, c.bucket, c.sum::text AS sum, k.sum::text AS kept
  FROM disc.digest_counted() AS c
  LEFT JOIN disc.digest_bucket AS k
    ON k.tablename = c.tablename AND k.bucket = c.bucket
 WHERE c.sum <> 0
 ORDER BY c.tablename COLLATE "C", c.bucket COLLATE "C";

-- @ verify_rows ($1 table text, $2 bucket text) -> 0..n (key text, term text)
SELECT r.key::text AS key, r.term
  FROM disc.digest_rows($1, $2, NULL, 2147483647) AS r
 ORDER BY r.key::text COLLATE "C";

-- @ verify_row ($1 table text, $2 key json) -> 1 (text text)
SELECT disc.digest_row($1, $2) AS text;

-- The first block that is stored.
-- @ verify_first () -> 1 (number int4)
SELECT min(b.number) AS number FROM disc.blocks AS b;
