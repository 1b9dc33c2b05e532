-- SPDX-License-Identifier: ISC
-- Statements of the indexer: the state's digest.

-- Is it kept?
-- @ digest_is_on () -> 1 (on bool)
SELECT COALESCE(disc.digest_is_on(), false) AS on;

-- The columns that count, of the tables that are summed in memory.
-- @ idx_digest_columns () -> 0..n (tablename text, bucket_by text,
--   columnname text, kind text, turned int4, preset text)
SELECT d.tablename, d.bucket_by, c.columnname, c.kind, c.turned, c.preset
  FROM disc.digest_table AS d
  JOIN disc.digest_column AS c ON c.tablename = d.tablename
 WHERE d.told
 ORDER BY d.place, c.columnname;

-- @ idx_digest_chains () -> 0..n (chain_id text, base int4)
SELECT c.chain_id, c.base
  FROM disc.core_chains AS c
 ORDER BY c.id;

-- What rows.h writes in this transaction is told, by idx_digest_add.
-- @ idx_digest_told () -> 1 (setting text)
SELECT pg_catalog.set_config('discprov.digest', 'told', true) AS setting;

-- @ idx_digest_add ($1 tablename text[], $2 bucket text[], $3 term numeric[])
--   -> 1 (nothing void)
SELECT disc.digest_add($1, $2, $3) AS nothing;

-- @ idx_digest_note ($1 since int4) -> 1 (nothing void)
SELECT disc.digest_note($1) AS nothing;

-- @ digest_start () -> 1 (nothing void)
SELECT disc.digest_start() AS nothing;

-- @ digest_stop () -> 1 (nothing void)
SELECT disc.digest_stop() AS nothing;

-- Where what is kept is not what the rows are, all counted anew.
-- @ digest_check () -> 0..n (tablename text, bucket text, kept text,
--   counted text)
SELECT d.tablename, d.bucket, d.kept::text AS kept, d.counted::text AS counted
  FROM disc.digest_check() AS d
 ORDER BY d.tablename, d.bucket;
