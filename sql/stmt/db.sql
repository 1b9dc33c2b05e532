-- SPDX-License-Identifier: ISC
-- What common/ itself says to the database, and what all who write say.

-- Plans are kept: planning a hydrate statement costs more than running it, for
-- one user 0.17 ms against 0.05.  Now and then all are made anew, see db.c.
-- @ session ($1 read_only text, $2 statement_timeout text) -> 1 (
--   search_path text, time_zone text, date_style text, interval_style text,
--   float_digits text, jit text, isolation text, plan_cache text,
--   read_only text, statement_timeout text)
SELECT pg_catalog.set_config('search_path', '', false) AS search_path,
       pg_catalog.set_config('TimeZone', 'UTC', false) AS time_zone,
       pg_catalog.set_config('DateStyle', 'ISO, YMD', false) AS date_style,
       pg_catalog.set_config('IntervalStyle', 'postgres', false)
		AS interval_style,
       pg_catalog.set_config('extra_float_digits', '1', false) AS float_digits,
       pg_catalog.set_config('jit', 'off', false) AS jit,
       pg_catalog.set_config('default_transaction_isolation',
		'read committed', false) AS isolation,
       pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', false)
		AS plan_cache,
       pg_catalog.set_config('default_transaction_read_only', $1, false)
		AS read_only,
       pg_catalog.set_config('statement_timeout', $2, false)
		AS statement_timeout;

-- Of a reader: all that follows sees the rows of one moment.
-- @ begin_snapshot () -> 0
BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- @ lock_try ($1 first int4, $2 second int4) -> 1 (held bool)
SELECT pg_catalog.pg_try_advisory_lock($1, $2) AS held;

-- The lock space of two keys has objsubid 2.
-- @ lock_holder ($1 first int4, $2 second int4) -> 0..1 (
--   pid int4, role text, may_write bool)
SELECT l.pid, a.usename::text AS role,
       a.usename = current_user OR
       pg_catalog.has_schema_privilege(a.usesysid, n.oid, 'CREATE')
		AS may_write
  FROM pg_catalog.pg_locks AS l
  JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
  JOIN pg_catalog.pg_namespace AS n ON n.nspname = 'disc'
 WHERE l.locktype = 'advisory'
   AND l.classid = $1::int4::oid
   AND l.objid = $2::int4::oid
   AND l.objsubid = 2
   AND l.granted
   AND l.database = (SELECT d.oid
                       FROM pg_catalog.pg_database AS d
                      WHERE d.datname = pg_catalog.current_database())
 LIMIT 1;

-- Who may not write here has no business with our locks, and roles.sql takes
-- them away when a superuser runs it.  When none did: his session is ended.
-- @ lock_evict ($1 first int4) -> 0..n (pid int4, role text, ended bool)
SELECT h.pid, h.role,
       pg_catalog.pg_terminate_backend(h.pid, 1000) AS ended
  FROM (SELECT DISTINCT l.pid, a.usename::text AS role
	  FROM pg_catalog.pg_locks AS l
	  JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
	  JOIN pg_catalog.pg_namespace AS n ON n.nspname = 'disc'
	 WHERE l.locktype = 'advisory'
	   AND l.classid = $1::int4::oid
	   AND l.objsubid = 2
	   AND l.database = (SELECT d.oid
			       FROM pg_catalog.pg_database AS d
			      WHERE d.datname = pg_catalog.current_database())
	   AND a.usename <> current_user
	   AND NOT pg_catalog.has_schema_privilege(a.usesysid, n.oid, 'CREATE')
	   AND pg_catalog.pg_has_role(a.usesysid, 'MEMBER')) AS h;

-- The server may take its time to end a session that was closed.
-- @ unlock_all () -> 1 (nothing void)
SELECT pg_catalog.pg_advisory_unlock_all() AS nothing;

-- Waits; given back when the transaction ends.
-- @ lock_wait ($1 first int4, $2 second int4) -> 1 (nothing void)
SELECT pg_catalog.pg_advisory_xact_lock($1, $2) AS nothing;

-- Waits; given back by lock_release.
-- @ lock_hold ($1 first int4, $2 second int4) -> 1 (nothing void)
SELECT pg_catalog.pg_advisory_lock($1, $2) AS nothing;

-- @ lock_release ($1 first int4, $2 second int4) -> 1 (held bool)
SELECT pg_catalog.pg_advisory_unlock($1, $2) AS held;

-- @ schema_exists () -> 1 (is_there bool)
SELECT pg_catalog.to_regclass('disc.schema_step') IS NOT NULL AS is_there;

-- @ schema_step () -> 1 (number int4)
SELECT COALESCE(max(s.number), 0) AS number FROM disc.schema_step AS s;

-- @ schema_step_add ($1 number int4, $2 name text) -> 0
INSERT INTO disc.schema_step (number, name) VALUES ($1, $2);

-- @ key_get ($1 key text) -> 0..1 (value text)
SELECT k.value
  FROM disc.keyvalue AS k
 WHERE k.key = $1;

-- @ keys_put ($1 key text[], $2 value text[]) -> 0
INSERT INTO disc.keyvalue AS k (key, value)
SELECT n.key, n.value
  FROM unnest($1::text[], $2::text[]) AS n (key, value)
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;

-- What the role may do with the tables, and whether the server writes at all.
-- @ session_rights () -> 1 (reads bool, writes bool, standby bool)
SELECT pg_catalog.has_table_privilege('disc.blocks', 'SELECT') AS reads,
       pg_catalog.has_table_privilege('disc.blocks', 'INSERT') AS writes,
       pg_catalog.pg_is_in_recovery() AS standby;
