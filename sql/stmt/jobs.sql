-- SPDX-License-Identifier: ISC
-- What every job says of itself, and what is asked about them.

-- Of the first run nobody knows yet when one should have gone well.
-- @ job_began ($1 job text, $2 late_s int8) -> 0
INSERT INTO disc.job_runs AS j (job, began_at, late_after)
SELECT $1, t.now, t.now + $2::int8 * interval '1 second'
  FROM (SELECT pg_catalog.clock_timestamp() AS now) AS t
ON CONFLICT (job) DO UPDATE SET began_at = EXCLUDED.began_at;

-- error: null when the run went well.
-- @ job_ended ($1 job text, $2 took_ms int8, $3 did text, $4 read int8,
--   $5 changed int8, $6 failed int8, $7 error text, $8 late_s int8) -> 0
UPDATE disc.job_runs AS j
   SET ended_at = t.now, took_ms = $2, did = $3, read = $4, changed = $5,
       failed = $6,
       good_at = CASE WHEN $7::text IS NULL THEN t.now ELSE j.good_at END,
       late_after = CASE WHEN $7::text IS NULL
		THEN t.now + $8::int8 * interval '1 second'
		ELSE j.late_after END,
       error = COALESCE($7, j.error),
       error_at = CASE WHEN $7::text IS NULL THEN j.error_at ELSE t.now END
  FROM (SELECT pg_catalog.clock_timestamp() AS now) AS t
 WHERE j.job = $1;

-- @ job_done ($1 key text) -> 0
INSERT INTO disc.keyvalue AS k (key, value)
VALUES ($1, pg_catalog.floor(pg_catalog.date_part('epoch',
	pg_catalog.clock_timestamp()))::int8::text)
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;

-- Where the indexer is, and the block that it cannot do; how far it was behind
-- some minutes ago; ages in seconds.
-- @ status_indexer () -> 1 (block int4, block_age int8, chain int8,
--   chain_age int8, bad_block text, bad_count text, bad_why text,
--   was_behind int8, was_age int8)
SELECT COALESCE(b.height, b.number) AS block,
       CASE WHEN t.value ~ '^[0-9]{1,12}$' THEN
	(EXTRACT(epoch FROM now.t) - t.value::int8)::int8 END AS block_age,
       CASE WHEN n.value ~ '^[0-9]{1,15}$' THEN n.value::int8 END AS chain,
       EXTRACT(epoch FROM now.t - n.updated_at)::int8 AS chain_age,
       e.value::json ->> 'blocknumber' AS bad_block,
       e.value::json ->> 'count' AS bad_count,
       e.value::json ->> 'message' AS bad_why,
       GREATEST(h.chain - COALESCE(h.indexed, 0), 0) AS was_behind,
       EXTRACT(epoch FROM now.t)::int8 - h.minute * 60 - 30 AS was_age
  FROM (SELECT pg_catalog.clock_timestamp() AS t) AS now
  LEFT JOIN disc.blocks AS b ON b.is_current
  LEFT JOIN disc.keyvalue AS n ON n.key = 'latest_block_from_chain'
  LEFT JOIN disc.keyvalue AS t
    ON t.key = 'most_recently_indexed_block_time_from_db'
  LEFT JOIN disc.keyvalue AS e ON e.key = 'indexing:error'
  LEFT JOIN LATERAL (SELECT o.minute, o.indexed, o.chain
		       FROM disc.height_history AS o
		      WHERE o.minute <= EXTRACT(epoch FROM now.t)::int8 / 60 - 3
			AND o.minute >= EXTRACT(epoch FROM now.t)::int8 / 60 - 15
		      ORDER BY o.minute
		      LIMIT 1) AS h ON true
 LIMIT 1;

-- Sessions of the pool that may be seen: those of our own role, or all.  A
-- request is one transaction.
-- @ status_pool () -> 1 (sessions int8, busy int8, longest_ms int8, hidden int8,
--   used int8, most int8, size int8)
SELECT count(*) FILTER (WHERE a.application_name = 'discprov-fcgi')
		AS sessions,
       count(*) FILTER (WHERE a.application_name = 'discprov-fcgi'
	AND a.xact_start IS NOT NULL) AS busy,
       max(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)
	* 1000) FILTER (WHERE a.application_name = 'discprov-fcgi')::int8
		AS longest_ms,
       count(*) FILTER (WHERE a.application_name = 'discprov-fcgi'
	AND a.backend_type IS NULL) AS hidden,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity) AS used,
       pg_catalog.current_setting('max_connections')::int8 AS most,
       pg_catalog.pg_database_size(pg_catalog.current_database()) AS size
  FROM pg_catalog.pg_stat_activity AS a
 WHERE a.datname = pg_catalog.current_database();

-- The jobs that are named, in that order; ages in seconds.  Who holds the lock
-- is running.
-- @ status_jobs ($1 job text[], $2 lock int4[], $3 space int4) ->
--   0..n (began int8, good int8, took_ms int8, did text, read int8,
--   changed int8, failed int8, error text, error_age int8, is_failed bool,
--   is_cut bool, is_late bool, is_running bool)
SELECT EXTRACT(epoch FROM now.t - j.began_at)::int8 AS began,
       EXTRACT(epoch FROM now.t - j.good_at)::int8 AS good,
       j.took_ms, j.did, j.read, j.changed, j.failed, j.error,
       EXTRACT(epoch FROM now.t - j.error_at)::int8 AS error_age,
       COALESCE(j.error_at = j.ended_at, false) AS is_failed,
       COALESCE(j.began_at > j.ended_at, j.began_at IS NOT NULL) AS is_cut,
       COALESCE(now.t > j.late_after, true) AS is_late,
       EXISTS (SELECT
		 FROM pg_catalog.pg_locks AS l
		WHERE l.locktype = 'advisory'
		  AND l.classid = $3::int4::oid
		  AND l.objid = n.lock::oid
		  AND l.objsubid = 2
		  AND l.granted
		  AND l.database = (SELECT d.oid
				      FROM pg_catalog.pg_database AS d
				     WHERE d.datname =
					pg_catalog.current_database()))
		AS is_running
  FROM unnest($1::text[], $2::int4[]) WITH ORDINALITY AS n (job, lock, place)
 CROSS JOIN (SELECT pg_catalog.clock_timestamp() AS t) AS now
  LEFT JOIN disc.job_runs AS j ON j.job = n.job
 ORDER BY n.place;
