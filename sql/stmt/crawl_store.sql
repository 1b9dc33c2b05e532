-- SPDX-License-Identifier: ISC
-- What the crawler knows and has found.

-- @ crawl_connect ($1 id uuid, $2 connection jsonb) -> 1 (id uuid,
--   is_new bool)
INSERT INTO disc.crawl_connection AS c (id, owner, name, provider, transport,
	label, dc, dc_id, regions, settings, roles)
SELECT $1::uuid, n.owner, n.name, n.provider, n.transport, n.label, n.dc, n.dc_id,
       n.regions, n.settings, n.roles
  FROM pg_catalog.jsonb_to_record($2::jsonb) AS n (owner text, name text,
	provider text, transport text, label text, dc text, dc_id text,
	regions text[], settings jsonb, roles jsonb)
ON CONFLICT (owner, name) DO UPDATE
   SET provider = excluded.provider, transport = excluded.transport,
       label = excluded.label, dc = excluded.dc, dc_id = excluded.dc_id,
       regions = excluded.regions, settings = excluded.settings,
       roles = excluded.roles, is_enabled = true,
       updated_at = pg_catalog.now()
RETURNING c.id, c.id = $1 AS is_new;

-- The text is the statement's own: who may write it need not read it.
-- @ crawl_seal ($1 connection uuid, $2 sealed bytea) -> 0
INSERT INTO disc.crawl_secret (connection, sealed)
VALUES ($1, $2)
ON CONFLICT (connection) DO UPDATE
   SET sealed = $2;

-- Its tasks; of those that it has, only how often they come may change.
-- @ crawl_tasks ($1 connection uuid, $2 tasks text[], $3 every_s int4[]) -> 0
INSERT INTO disc.crawl_task AS t (connection, task, every_s, next_run_at)
SELECT $1::uuid, n.task, n.every_s,
       CASE WHEN n.every_s > 0 THEN pg_catalog.now() END
  FROM ROWS FROM (pg_catalog.unnest($2::text[]), pg_catalog.unnest($3::int4[]))
	 AS n (task, every_s)
ON CONFLICT (connection, task) DO UPDATE
   SET every_s = excluded.every_s, paused = NULL, refusals = 0,
       next_run_at = CASE WHEN excluded.every_s > 0 THEN pg_catalog.now() END;

-- @ crawl_forget ($1 connection uuid) -> 0..n (id uuid)
DELETE FROM disc.crawl_connection
 WHERE id = $1
RETURNING id;

-- @ crawl_connection ($1 id uuid) -> 0..1 (owner text, name text, provider text,
--   transport text, label text, dc text, dc_id text, regions jsonb,
--   settings jsonb, roles jsonb, is_enabled bool, host_key text)
SELECT c.owner, c.name, c.provider, c.transport, c.label, c.dc, c.dc_id,
       pg_catalog.to_jsonb(c.regions) AS regions, c.settings, c.roles,
       c.is_enabled,
       coalesce(c.settings ->> 'host_key', c.host_key) AS host_key
  FROM disc.crawl_connection AS c
 WHERE c.id = $1;

-- What only who asks providers may read.
-- @ crawl_sealed ($1 connection uuid) -> 0..1 (sealed text)
SELECT pg_catalog.encode(s.sealed, 'hex') AS sealed
  FROM disc.crawl_secret AS s
 WHERE s.connection = $1;

-- What the owner calls it, or its id.
-- @ crawl_connection_named ($1 name text) -> 0..n (id uuid)
SELECT c.id
  FROM disc.crawl_connection AS c
 WHERE c.name = $1
    OR c.id::text = $1
 ORDER BY c.id
 LIMIT 2;

-- What an SSH server has shown when it was met first; once.
-- @ crawl_host_key ($1 connection uuid, $2 host_key text) -> 0
UPDATE disc.crawl_connection
   SET host_key = $2
 WHERE id = $1
   AND host_key IS NULL;

-- Whoever it shows itself to be next is trusted.
-- @ crawl_host_key_forget ($1 connection uuid) -> 0..n (id uuid)
UPDATE disc.crawl_connection
   SET host_key = NULL
 WHERE id = $1
   AND host_key IS NOT NULL
RETURNING id;

-- The host key as people compare it, as ssh-keygen -l shows it.
-- @ crawl_list () -> 0..n (id uuid, owner text, name text, provider text,
--   task text, state text, every_s int4, next_in int8, paused text,
--   message text, seen int8, created int8, changed int8, vanished int8,
--   host_key text)
SELECT c.id, c.owner, c.name, c.provider, t.task, t.state, t.every_s,
       extract(epoch FROM t.next_run_at - pg_catalog.now())::int8 AS next_in,
       t.paused, t.message, r.seen, r.created, r.changed, r.vanished,
       pg_catalog.split_part(c.host_key, ' ', 1) || ' SHA256:'
		|| pg_catalog.rtrim(pg_catalog.encode(pg_catalog.sha256(
			pg_catalog.decode(pg_catalog.split_part(c.host_key, ' ', 2),
			'base64')), 'base64'), '=') AS host_key
  FROM disc.crawl_connection AS c
  JOIN disc.crawl_task AS t ON t.connection = c.id
  LEFT JOIN disc.crawl_run AS r ON r.id = t.last_run
 ORDER BY c.owner, c.name, c.id, t.task;

-- Those of a page that are known, looked up one by one, whatever the planner
-- knows of the table: a range has an order, and only the key's index gives that.
-- The document comes where it is needed: when it is to change, or has been there
-- in this run.
-- @ crawl_have ($1 entity text, $2 connection uuid, $3 region text,
--   $4 unique_ids text[], $5 checksums text[], $6 run int8) ->
--   0..n (unique_id text, id int8, is_same bool, is_active bool,
--   is_vanished bool, is_seen bool, doc jsonb)
SELECT r.unique_id, r.id, r.checksum = n.checksum AS is_same, r.is_active,
       r.vanished_at IS NOT NULL AS is_vanished,
       coalesce((SELECT s.run = $6::int8
	  FROM disc.crawl_seen AS s
	 WHERE s.resource = r.id), false) AS is_seen,
       CASE WHEN r.checksum <> n.checksum OR r.vanished_at IS NOT NULL
		THEN r.doc END AS doc
  FROM ROWS FROM (pg_catalog.unnest($4::text[]), pg_catalog.unnest($5::text[]))
	AS n (unique_id, checksum)
 CROSS JOIN LATERAL (SELECT o.*
	  FROM disc.crawl_resource AS o
	 WHERE o.entity = $1
	   AND o.connection = $2
	   AND o.region = $3
	   AND o.unique_id BETWEEN n.unique_id AND n.unique_id
	 ORDER BY o.unique_id
	 LIMIT 1) AS r;

-- Write documents, what became otherwise, and whom they name.
-- @ crawl_put ($1 entity text, $2 connection uuid, $3 region text,
--   $4 command text, $5 owner text, $6 run int8, $7 docs jsonb) ->
--   0..n (id int8)
WITH new AS (
	SELECT d.*
	  FROM pg_catalog.jsonb_to_recordset($7::jsonb) AS d (unique_id text,
		kind text, name text, status text, doc jsonb, checksum text,
		is_active boolean, op text, diff jsonb, refs jsonb)
), put AS (
	INSERT INTO disc.crawl_resource AS r (entity, connection, region,
		unique_id, kind, command, owner, name, status, doc, checksum,
		is_active)
	SELECT $1::text, $2::uuid, $3::text, n.unique_id, n.kind, $4::text,
	       $5::text, n.name, n.status,
	       n.doc, n.checksum, n.is_active
	  FROM new AS n
	 ORDER BY n.unique_id
	ON CONFLICT (entity, connection, region, unique_id) DO UPDATE
	   SET kind = excluded.kind, command = excluded.command,
	       name = excluded.name, status = excluded.status,
	       doc = excluded.doc, checksum = excluded.checksum,
	       is_active = excluded.is_active, vanished_at = NULL,
	       updated_at = pg_catalog.now()
	RETURNING r.id, r.unique_id
), told AS (
	INSERT INTO disc.crawl_history (resource, run, actor, op, diff)
	SELECT p.id, $6::int8, 'crawler', n.op, n.diff
	  FROM put AS p
	  JOIN new AS n ON n.unique_id = p.unique_id
	 WHERE n.op IS NOT NULL
), named AS (
	SELECT p.id, f.role, f.entity, f.unique_id
	  FROM put AS p
	  JOIN new AS n ON n.unique_id = p.unique_id
	 CROSS JOIN LATERAL pg_catalog.jsonb_to_recordset(n.refs) AS f (
		role text, entity text, unique_id text)
), gone AS (
	DELETE FROM disc.crawl_ref AS f
	 WHERE f.resource = ANY (ARRAY(SELECT p.id FROM put AS p))
	   AND NOT EXISTS (SELECT FROM named AS m
		 WHERE m.id = f.resource
		   AND m.role = f.role
		   AND m.entity = f.entity
		   AND m.unique_id = f.unique_id)
), kept AS (
	INSERT INTO disc.crawl_ref (resource, role, entity, unique_id)
	SELECT m.id, m.role, m.entity, m.unique_id
	  FROM named AS m
	ON CONFLICT DO NOTHING
)
SELECT p.id
  FROM put AS p;

-- Documents of a connection's owner, and of nobody else, that others name.
-- @ crawl_find ($1 owner text, $2 entity text, $3 by text, $4 vals text[]) ->
--   0..n (value text, doc jsonb)
SELECT DISTINCT ON (v.value) v.value,
       r.doc || pg_catalog.jsonb_build_object('_id', r.id::text) AS doc
  FROM pg_catalog.unnest($4::text[]) AS v (value)
  JOIN disc.crawl_resource AS r
    ON r.owner = $1
   AND r.entity = $2
   AND r.vanished_at IS NULL
   AND CASE WHEN $3::text = 'unique_id' THEN r.unique_id
	WHEN $3::text = 'name' THEN r.name
	WHEN $3::text = '_id' THEN r.id::text
	ELSE r.doc ->> $3::text END = v.value
 ORDER BY v.value, r.id;

-- They were seen by a run; in order, so that two runs cannot block each other.
-- @ crawl_saw ($1 run int8, $2 resources int8[]) -> 0
INSERT INTO disc.crawl_seen AS s (resource, run)
SELECT n.id, $1::int8
  FROM pg_catalog.unnest($2::int8[]) AS n (id)
 ORDER BY n.id
ON CONFLICT (resource) DO UPDATE
   SET run = excluded.run
 WHERE s.run <> excluded.run;

-- A step whose pages are all in.
-- @ crawl_sweep_next () -> 0..1 (step int8, run int8, connection uuid,
--   task text, command text, region text, left_out int8)
SELECT s.id AS step, s.run, r.connection, r.task, s.command, s.region,
       s.left_out
  FROM disc.crawl_step AS s
  JOIN disc.crawl_run AS r ON r.id = s.run
 WHERE s.state = 'complete'
 ORDER BY s.id
 LIMIT 1
   FOR UPDATE OF s SKIP LOCKED;

-- How many of a scope there are, and how many, and which, a run has not seen.
-- @ crawl_sweep_count ($1 connection uuid, $2 command text, $3 region text,
--   $4 run int8) -> 1 (active int8, vanish int8, digest text,
--   is_again bool, is_confirmed bool)
SELECT n.active, n.vanish, n.digest,
       coalesce(h.run < $4::int8 AND h.digest = n.digest, false) AS is_again,
       coalesce(h.is_confirmed, false) AS is_confirmed
  FROM (SELECT count(*) AS active,
	       count(*) FILTER (WHERE s.run IS DISTINCT FROM $4::int8) AS vanish,
	       pg_catalog.md5(coalesce(pg_catalog.string_agg(r.id::text, ','
			ORDER BY r.id) FILTER (WHERE s.run IS DISTINCT FROM $4::int8),
			'')) AS digest
	  FROM disc.crawl_resource AS r
	  LEFT JOIN disc.crawl_seen AS s ON s.resource = r.id
	 WHERE r.connection = $1
	   AND r.command = $2
	   AND r.region = $3
	   AND r.vanished_at IS NULL) AS n
  LEFT JOIN disc.crawl_held AS h
    ON h.connection = $1
   AND h.command = $2
   AND h.region = $3;

-- @ crawl_sweep ($1 connection uuid, $2 command text, $3 region text,
--   $4 run int8) -> 1 (vanished int8)
WITH gone AS (
	UPDATE disc.crawl_resource AS r
	   SET is_active = false, vanished_at = pg_catalog.clock_timestamp(),
	       updated_at = pg_catalog.clock_timestamp()
	  FROM (SELECT o.id, o.is_active AS was
		  FROM disc.crawl_resource AS o
		  LEFT JOIN disc.crawl_seen AS s ON s.resource = o.id
		 WHERE o.connection = $1
		   AND o.command = $2
		   AND o.region = $3
		   AND o.vanished_at IS NULL
		   AND s.run IS DISTINCT FROM $4::int8) AS old
	 WHERE r.id = old.id
	RETURNING r.id, old.was
), told AS (
	INSERT INTO disc.crawl_history (resource, run, actor, op, diff)
	SELECT g.id, $4::int8, 'crawler', 'vanish',
	       pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
			'path', 'active', 'old', g.was, 'new', false))
	  FROM gone AS g
)
SELECT count(*) AS vanished
  FROM gone;

-- @ crawl_sweep_held ($1 connection uuid, $2 command text, $3 region text,
--   $4 run int8, $5 vanish int8, $6 digest text) -> 0
INSERT INTO disc.crawl_held (connection, command, region, run, vanish, digest)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (connection, command, region) DO UPDATE
   SET run = excluded.run, vanish = excluded.vanish,
       digest = excluded.digest;

-- @ crawl_sweep_free ($1 connection uuid, $2 command text, $3 region text) -> 0
DELETE FROM disc.crawl_held
 WHERE connection = $1
   AND command = $2
   AND region = $3;

-- @ crawl_sweep_confirm ($1 connection uuid) -> 0..n (command text, region text,
--   vanish int8)
UPDATE disc.crawl_held
   SET is_confirmed = true
 WHERE connection = $1
RETURNING command, region, vanish;

-- @ crawl_sweep_done ($1 step int8, $2 outcome text, $3 vanished int8,
--   $4 error text) -> 0
UPDATE disc.crawl_step
   SET state = 'done', outcome = $2, vanished = $3, error = coalesce($4::text, error),
       locked_by = NULL, locked_since = NULL, locked_at = NULL
 WHERE id = $1;

-- Tell somebody.
-- @ crawl_tell ($1 kind text, $2 target text, $3 payload jsonb) -> 0
INSERT INTO disc.crawl_outbox (kind, target, payload)
VALUES ($1, $2, $3);

-- What a run has changed, for an audit service, as one record each.
-- @ crawl_tell_history ($1 run int8, $2 target text) -> 1 (rows int8)
WITH sent AS (
	INSERT INTO disc.crawl_outbox (kind, target, payload)
	SELECT 'external_audit', $2::text || 'audit/' || r.entity || '/' || r.id,
	       pg_catalog.jsonb_build_object('method', CASE h.op
			WHEN 'create' THEN 'POST' ELSE 'PUT' END, 'body',
			r.doc || pg_catalog.jsonb_build_object('active',
				r.is_active))
	  FROM (SELECT f.resource, min(f.op) FILTER (WHERE f.op = 'create')
			AS op
		  FROM disc.crawl_history AS f
		 WHERE f.run = $1
		 GROUP BY f.resource) AS h
	  JOIN disc.crawl_resource AS r ON r.id = h.resource
	 ORDER BY r.id
	RETURNING 1
)
SELECT count(*) AS rows
  FROM sent;

-- Letters whose time has come; the next attempt is noted before the first, so
-- that two senders do not take the same one.
-- @ crawl_letters ($1 count int8) -> 0..n (id int8, kind text, target text,
--   payload jsonb, attempts int4)
UPDATE disc.crawl_outbox AS o
   SET attempts = o.attempts + 1,
       not_before = pg_catalog.clock_timestamp() + pg_catalog.make_interval(
		secs => least(86400, 30 * pg_catalog.power(2, least(o.attempts,
			12))))
  FROM (SELECT d.id
	  FROM disc.crawl_outbox AS d
	 WHERE d.not_before <= pg_catalog.clock_timestamp()
	 ORDER BY d.not_before, d.id
	 LIMIT $1
	   FOR UPDATE SKIP LOCKED) AS due
 WHERE o.id = due.id
RETURNING o.id, o.kind, o.target, o.payload, o.attempts;

-- @ crawl_letter_sent ($1 id int8) -> 0
DELETE FROM disc.crawl_outbox
 WHERE id = $1;

-- @ crawl_letter_failed ($1 id int8, $2 error text) -> 0
UPDATE disc.crawl_outbox
   SET error = $2
 WHERE id = $1;

-- What is too old to be kept: some of it, each time.
-- @ crawl_purge ($1 days int8, $2 count int8) -> 1 (resources int8, runs int8,
--   history int8)
WITH old AS (
	DELETE FROM disc.crawl_resource
	 WHERE id IN (SELECT r.id
		  FROM disc.crawl_resource AS r
		 WHERE r.vanished_at < pg_catalog.now()
			- pg_catalog.make_interval(days => $1::int8::int4)
		 LIMIT $2::int8)
	RETURNING 1
), runs AS (
	DELETE FROM disc.crawl_run
	 WHERE id IN (SELECT r.id
		  FROM disc.crawl_run AS r
		 WHERE r.finished < pg_catalog.now()
			- pg_catalog.make_interval(days => $1::int8::int4)
		   AND NOT EXISTS (SELECT FROM disc.crawl_task AS t
			 WHERE t.connection = r.connection
			   AND t.task = r.task
			   AND t.last_run = r.id)
		 LIMIT $2::int8)
	RETURNING 1
), told AS (
	DELETE FROM disc.crawl_history
	 WHERE id IN (SELECT h.id
		  FROM disc.crawl_history AS h
		 WHERE h.at < pg_catalog.now()
			- pg_catalog.make_interval(days => $1::int8::int4)
		   AND h.op <> 'create'
		 LIMIT $2::int8)
	RETURNING 1
)
SELECT (SELECT count(*) FROM old) AS resources,
       (SELECT count(*) FROM runs) AS runs,
       (SELECT count(*) FROM told) AS history;

-- @ crawl_watch () -> 1 (tasks int8, failing int8, paused int8, waiting int8,
--   working int8, oldest_s int8, overdue_s int8)
SELECT (SELECT count(*) FROM disc.crawl_task) AS tasks,
       (SELECT count(*) FROM disc.crawl_task WHERE fails > 0) AS failing,
       (SELECT count(*) FROM disc.crawl_task WHERE paused IS NOT NULL)
		AS paused,
       (SELECT count(*) FROM disc.crawl_step
	 WHERE state IN ('waiting', 'complete')) AS waiting,
       (SELECT count(*) FROM disc.crawl_step WHERE state = 'working')
		AS working,
       (SELECT coalesce(max(extract(epoch FROM pg_catalog.now()
			- s.not_before)), 0)::int8
	  FROM disc.crawl_step AS s
	 WHERE s.state IN ('waiting', 'complete')) AS oldest_s,
       (SELECT coalesce(max(extract(epoch FROM pg_catalog.now()
			- t.next_run_at)), 0)::int8
	  FROM disc.crawl_task AS t
	 WHERE t.paused IS NULL
	   AND t.next_run_at < pg_catalog.now()) AS overdue_s;

-- @ crawl_watch_stages () -> 0..n (stage text, done int8, failed int8,
--   done_s int8, failed_s int8, last_failed text)
SELECT g.stage, g.done, g.failed,
       extract(epoch FROM pg_catalog.now() - g.done_at)::int8 AS done_s,
       extract(epoch FROM pg_catalog.now() - g.failed_at)::int8 AS failed_s,
       g.last_failed
  FROM disc.crawl_stage AS g
 ORDER BY g.stage;

-- @ crawl_watch_tasks () -> 0..n (connection uuid, task text, fails int4,
--   paused text, message text)
SELECT t.connection, t.task, t.fails, t.paused, t.message
  FROM disc.crawl_task AS t
 WHERE t.fails > 0
    OR t.paused IS NOT NULL
 ORDER BY t.connection, t.task
 LIMIT 20;
