-- SPDX-License-Identifier: ISC
-- What "discprov doctor" asks of the database's server.  Anybody may.

-- @ doctor_server () -> 1 (name text, role text, encoding text, ctype text,
--   standby bool, receives bool, has_schema bool, may_create bool, now_s int8,
--   used int8, most int8, autovacuum bool)
SELECT pg_catalog.current_database()::text AS name, current_user::text AS role,
       pg_catalog.pg_encoding_to_char(d.encoding)::text AS encoding,
       d.datctype::text AS ctype,
       pg_catalog.pg_is_in_recovery() AS standby,
       EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver) AS receives,
       n.oid IS NOT NULL AS has_schema,
       COALESCE(pg_catalog.has_schema_privilege(n.oid, 'CREATE'), false)
		AS may_create,
       EXTRACT(epoch FROM pg_catalog.clock_timestamp())::int8 AS now_s,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity) AS used,
       pg_catalog.current_setting('max_connections')::int8 -
       pg_catalog.current_setting('superuser_reserved_connections')::int8
		AS most,
       pg_catalog.current_setting('autovacuum')::bool AS autovacuum
  FROM pg_catalog.pg_database AS d
  LEFT JOIN pg_catalog.pg_namespace AS n ON n.nspname = 'disc'
 WHERE d.datname = pg_catalog.current_database();

-- Who indexes; a run that finds the lock taken is gone at once.
-- @ doctor_indexers () -> 1 (n int8, pids text)
SELECT count(*) AS n,
       pg_catalog.string_agg(a.pid::text || COALESCE(' of ' ||
	pg_catalog.host(a.client_addr), ''), ', ' ORDER BY a.pid) AS pids
  FROM pg_catalog.pg_stat_activity AS a
 WHERE a.datname = pg_catalog.current_database()
   AND a.application_name = 'discprov-index'
   AND a.backend_start < pg_catalog.clock_timestamp() - interval '2 seconds';

-- Who holds a lock of ours and may not write.
-- @ doctor_holders ($1 space int4) -> 0..n (pid int4, role text)
SELECT DISTINCT l.pid, a.usename::text AS role
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = 'disc'
 WHERE l.locktype = 'advisory'
   AND l.classid = $1::int4::oid
   AND l.objsubid = 2
   AND NOT pg_catalog.has_schema_privilege(a.usesysid, n.oid, 'CREATE')
   AND l.database = (SELECT d.oid
		       FROM pg_catalog.pg_database AS d
		      WHERE d.datname = pg_catalog.current_database());

-- Slots that nobody reads: the server keeps its log for them until the disk is
-- full.
-- @ doctor_slots () -> 0..n (name text, kept int8)
SELECT s.slot_name::text AS name,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(),
	s.restart_lsn)::int8 AS kept
  FROM pg_catalog.pg_replication_slots AS s
 WHERE NOT s.active AND s.restart_lsn IS NOT NULL
   AND NOT pg_catalog.pg_is_in_recovery();
