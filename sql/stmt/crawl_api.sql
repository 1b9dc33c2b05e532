-- SPDX-License-Identifier: ISC
-- What the API of the crawler answers.  Each statement that shows or changes
-- something of an owner is given who asks (scope): '*' is a service, anything
-- else an owner; disc.crawl_level() says what he may.

-- @part connection_columns ()
c.id AS _id, c.owner, c.name, c.provider, c.transport AS service, c.label,
       c.dc, c.dc_id, pg_catalog.to_jsonb(c.regions) AS regions, c.settings,
       c.roles,
       CASE WHEN c.is_enabled THEN 'enabled' ELSE 'disabled' END AS status,
       EXISTS (SELECT FROM disc.crawl_secret AS s WHERE s.connection = c.id)
		AS has_credentials,
       coalesce((SELECT pg_catalog.jsonb_object_agg(t.task,
		pg_catalog.jsonb_build_object('state', CASE t.state
			WHEN 'success' THEN 'success'
			WHEN 'failed' THEN 'danger'
			ELSE 'warning' END, 'msg', coalesce(t.message, CASE t.state
			WHEN 'running' THEN 'In progress' ELSE t.state END)))
	  FROM disc.crawl_task AS t
	 WHERE t.connection = c.id), '{}'::jsonb) AS process,
       disc.crawl_moment(c.created_at) AS created_at,
       disc.crawl_moment(c.updated_at) AS updated_at
-- @end

-- @part task_columns ()
t.connection, t.task, t.state, t.every_s, t.last_run,
       disc.crawl_moment(t.next_run_at) AS next_run, t.paused, t.fails,
       t.message, disc.crawl_moment(r.finished) AS finished,
       pg_catalog.jsonb_build_object('seen', coalesce(r.seen, 0), 'created',
		coalesce(r.created, 0), 'changed', coalesce(r.changed, 0),
		'vanished', coalesce(r.vanished, 0)) AS counts, r.error
-- @end

-- @part run_columns ()
r.id, r.connection, r.task, r.state, disc.crawl_moment(r.started) AS started,
       disc.crawl_moment(r.finished) AS finished, r.seen, r.created, r.changed,
       r.vanished, r.error
-- @end

-- @part resource_columns ()
r.id::text AS _id, r.entity, r.kind, r.connection, r.region, r.unique_id, r.name,
       r.status, r.is_active AS active,
       disc.crawl_moment(r.first_seen) AS first_seen,
       disc.crawl_moment(r.updated_at) AS updated_at,
       disc.crawl_moment(r.vanished_at) AS vanished_at
-- @end

-- What may he do with it, and what is it?
-- @ crawl_api_level ($1 scope text, $2 connection uuid) -> 0..1 (level int4,
--   provider text, owner text, transport text, is_enabled bool)
SELECT disc.crawl_level(c.owner, c.roles, $1) AS level, c.provider, c.owner,
       c.transport, c.is_enabled
  FROM disc.crawl_connection AS c
 WHERE c.id = $2;

-- @ crawl_api_connections ($1 scope text, $2 provider text, $3 cursor uuid,
--   $4 limit int8) -> 0..n (_id uuid, owner text, name text, provider text,
--   service text, label text, dc text, dc_id text, regions jsonb,
--   settings jsonb, roles jsonb, status text, has_credentials bool,
--   process jsonb, created_at text, updated_at text)
SELECT
-- @use connection_columns ()
  FROM disc.crawl_connection AS c
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND ($2::text IS NULL OR c.provider = $2)
   AND ($3::uuid IS NULL OR c.id > $3)
 ORDER BY c.id
 LIMIT $4::int8;

-- @ crawl_api_connection ($1 scope text, $2 id uuid) -> 0..1 (_id uuid,
--   owner text, name text, provider text, service text, label text, dc text,
--   dc_id text, regions jsonb, settings jsonb, roles jsonb, status text,
--   has_credentials bool, process jsonb, created_at text, updated_at text)
SELECT
-- @use connection_columns ()
  FROM disc.crawl_connection AS c
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND c.id = $2;

-- A connection that is new; none when the owner has one of this name.
-- @ crawl_api_connect ($1 id uuid, $2 connection jsonb) -> 0..1 (id uuid)
INSERT INTO disc.crawl_connection AS c (id, owner, name, provider, transport,
	label, dc, dc_id, regions, settings, roles, is_enabled)
SELECT $1::uuid, n.owner, n.name, n.provider, n.transport, n.label, n.dc,
       n.dc_id, n.regions, n.settings, n.roles, coalesce(n.is_enabled, true)
  FROM pg_catalog.jsonb_to_record($2::jsonb) AS n (owner text, name text,
	provider text, transport text, label text, dc text, dc_id text,
	regions text[], settings jsonb, roles jsonb, is_enabled boolean)
ON CONFLICT DO NOTHING
RETURNING c.id;

-- What is given of it changes; none when another one has that name.
-- @ crawl_api_change ($1 id uuid, $2 changes jsonb) -> 0..1 (id uuid)
UPDATE disc.crawl_connection AS c
   SET name = coalesce(n.name, c.name), dc = coalesce(n.dc, c.dc),
       dc_id = coalesce(n.dc_id, c.dc_id),
       regions = coalesce(n.regions, c.regions),
       settings = pg_catalog.jsonb_strip_nulls(c.settings
		|| coalesce(n.settings, '{}')),
       roles = coalesce(n.roles, c.roles),
       is_enabled = coalesce(n.is_enabled, c.is_enabled),
       updated_at = pg_catalog.now()
  FROM pg_catalog.jsonb_to_record($2::jsonb) AS n (name text, dc text,
	dc_id text, regions text[], settings jsonb, roles jsonb,
	is_enabled boolean)
 WHERE c.id = $1
   AND NOT EXISTS (SELECT FROM disc.crawl_connection AS o
	 WHERE o.owner = c.owner
	   AND o.name = n.name
	   AND o.id <> c.id)
RETURNING c.id;

-- @ crawl_api_tasks ($1 scope text, $2 conn uuid, $3 task text, $4 limit int8,
--   $5 cursor text) -> 0..n (connection uuid, task text, state text,
--   every_s int4, last_run int8, next_run text, paused text, fails int4,
--   message text, finished text, counts jsonb, error text, cursor text)
SELECT
-- @use task_columns ()
       , t.connection::text || '/' || t.task AS cursor
  FROM disc.crawl_connection AS c
  JOIN disc.crawl_task AS t ON t.connection = c.id
  LEFT JOIN disc.crawl_run AS r ON r.id = t.last_run
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND ($2::uuid IS NULL OR t.connection = $2)
   AND ($3::text IS NULL OR t.task = $3)
   AND ($5::text IS NULL OR t.connection::text || '/' || t.task > $5)
 ORDER BY t.connection::text || '/' || t.task
 LIMIT $4::int8;

-- @ crawl_api_runs ($1 scope text, $2 conn uuid, $3 task text, $4 state text,
--   $5 cursor int8, $6 limit int8) -> 0..n (id int8, connection uuid,
--   task text, state text, started text, finished text, seen int8,
--   created int8, changed int8, vanished int8, error text)
SELECT
-- @use run_columns ()
  FROM disc.crawl_run AS r
  JOIN disc.crawl_connection AS c ON c.id = r.connection
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND ($2::uuid IS NULL OR r.connection = $2)
   AND ($3::text IS NULL OR r.task = $3)
   AND ($4::text IS NULL OR r.state = $4)
   AND ($5::int8 IS NULL OR r.id < $5)
 ORDER BY r.id DESC
 LIMIT $6::int8;

-- One run, and how far each of its steps is.
-- @ crawl_api_run ($1 scope text, $2 id int8) -> 0..1 (id int8, connection uuid,
--   task text, state text, started text, finished text, seen int8,
--   created int8, changed int8, vanished int8, error text, steps jsonb)
SELECT
-- @use run_columns ()
       , coalesce((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
		'command', s.command, 'region', s.region, 'state', s.state,
		'pages', s.pages, 'seen', s.seen, 'created', s.created,
		'changed', s.changed, 'vanished', s.vanished, 'repeated',
		s.repeated, 'left_out', s.left_out, 'attempts', s.attempts,
		'outcome', s.outcome, 'error', s.error) ORDER BY s.id)
	  FROM disc.crawl_step AS s
	 WHERE s.run = r.id), '[]'::jsonb) AS steps
  FROM disc.crawl_run AS r
  JOIN disc.crawl_connection AS c ON c.id = r.connection
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND r.id = $2;

-- The run of a task that is open.
-- @ crawl_api_open ($1 connection uuid, $2 task text) -> 0..1 (id int8)
SELECT r.id
  FROM disc.crawl_run AS r
 WHERE r.connection = $1
   AND r.task = $2
   AND r.finished IS NULL;

-- @ crawl_task_cancelled ($1 connection uuid, $2 task text) -> 0
UPDATE disc.crawl_task
   SET state = 'cancelled', message = 'stopped'
 WHERE connection = $1
   AND task = $2;

-- What there is, by kind.
-- @ crawl_api_entities ($1 scope text) -> 0..n (entity text, kind text,
--   active int8, vanished int8)
SELECT r.entity, r.kind,
       count(*) FILTER (WHERE r.vanished_at IS NULL) AS active,
       count(*) FILTER (WHERE r.vanished_at IS NOT NULL) AS vanished
  FROM disc.crawl_connection AS c
  JOIN disc.crawl_resource AS r ON r.connection = c.id
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
 GROUP BY r.entity, r.kind
 ORDER BY r.entity, r.kind;

-- Of each connection as many as a page has at most, so that nobody's inventory
-- is read through for somebody else's page.
-- @ crawl_api_resources ($1 scope text, $2 entity text, $3 conn uuid,
--   $4 region text, $5 kind text, $6 status text, $7 active bool, $8 q text,
--   $9 tag text, $10 since timestamptz, $11 cursor int8, $12 limit int8) ->
--   0..n (_id text, entity text, kind text, connection uuid, region text,
--   unique_id text, name text, status text, active bool, first_seen text,
--   updated_at text, vanished_at text, doc jsonb)
SELECT
-- @use resource_columns ()
       , r.doc
  FROM disc.crawl_connection AS c
 CROSS JOIN LATERAL (SELECT f.*
	  FROM disc.crawl_resource AS f
	 WHERE f.connection = c.id
	   AND f.entity = $2
	   AND f.id > coalesce($11::int8, 0)
	   AND ($4::text IS NULL OR f.region = $4)
	   AND ($5::text IS NULL OR f.kind = $5)
	   AND ($6::text IS NULL OR f.status = $6)
	   AND ($7::boolean IS NULL OR (f.vanished_at IS NULL) = $7)
	   AND ($8::text IS NULL OR f.unique_id = $8
		OR pg_catalog.strpos(pg_catalog.lower(f.name),
			pg_catalog.lower($8)) > 0)
	   AND ($9::text IS NULL OR f.doc -> 'tags' @>
		pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object(
			'key', pg_catalog.split_part($9, ':', 1), 'value',
			pg_catalog.substr($9, pg_catalog.strpos($9, ':') + 1))))
	   AND ($10::timestamptz IS NULL OR f.updated_at >= $10)
	 ORDER BY f.id
	 LIMIT $12::int8) AS r
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND ($3::uuid IS NULL OR c.id = $3)
 ORDER BY r.id
 LIMIT $12::int8;

-- One of them: whom it names, and who names it.
-- @ crawl_api_resource ($1 scope text, $2 entity text, $3 id int8) ->
--   0..1 (_id text, entity text, kind text, connection uuid, region text,
--   unique_id text, name text, status text, active bool, first_seen text,
--   updated_at text, vanished_at text, doc jsonb, refs jsonb, named_by jsonb)
SELECT
-- @use resource_columns ()
       , r.doc,
       coalesce((SELECT pg_catalog.jsonb_agg(n.o) FROM (
		SELECT pg_catalog.jsonb_build_object('role', f.role, 'entity',
			f.entity, 'unique_id', f.unique_id, '_id', t.id::text,
			'name', t.name) AS o
		  FROM disc.crawl_ref AS f
		  LEFT JOIN LATERAL (SELECT x.id, x.name
			  FROM disc.crawl_resource AS x
			 WHERE x.connection = r.connection
			   AND x.entity = f.entity
			   AND x.unique_id = f.unique_id
			 ORDER BY x.region = r.region DESC, x.id
			 LIMIT 1) AS t ON true
		 WHERE f.resource = r.id
		 ORDER BY f.role, f.entity, f.unique_id
		 LIMIT 200) AS n), '[]'::jsonb) AS refs,
       coalesce((SELECT pg_catalog.jsonb_agg(n.o) FROM (
		SELECT pg_catalog.jsonb_build_object('role', f.role, 'entity',
			x.entity, 'unique_id', x.unique_id, '_id', x.id::text,
			'name', x.name) AS o
		  FROM disc.crawl_ref AS f
		  JOIN disc.crawl_resource AS x ON x.id = f.resource
		 WHERE f.entity = r.entity
		   AND f.unique_id = r.unique_id
		   AND x.connection = r.connection
		 ORDER BY f.role, x.entity, x.id
		 LIMIT 200) AS n), '[]'::jsonb) AS named_by
  FROM disc.crawl_resource AS r
  JOIN disc.crawl_connection AS c ON c.id = r.connection
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND r.entity = $2
   AND r.id = $3;

-- The newest first.
-- @ crawl_api_history ($1 scope text, $2 entity text, $3 id int8,
--   $4 cursor int8, $5 limit int8) -> 0..n (id int8, entity text,
--   resource text, run int8, at text, actor text, op text, diff jsonb)
SELECT h.id, r.entity, r.id::text AS resource, h.run,
       disc.crawl_moment(h.at) AS at, h.actor, h.op, h.diff
  FROM disc.crawl_resource AS r
  JOIN disc.crawl_connection AS c ON c.id = r.connection
  JOIN disc.crawl_history AS h ON h.resource = r.id
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND r.entity = $2
   AND r.id = $3
   AND ($4::int8 IS NULL OR h.id < $4)
 ORDER BY h.id DESC
 LIMIT $5::int8;

-- What is held, for somebody to look at.
-- @ crawl_api_held ($1 scope text, $2 conn uuid) -> 0..n (connection uuid,
--   command text, region text, run int8, vanish int8, is_confirmed bool)
SELECT h.connection, h.command, h.region, h.run, h.vanish, h.is_confirmed
  FROM disc.crawl_held AS h
  JOIN disc.crawl_connection AS c ON c.id = h.connection
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND ($2::uuid IS NULL OR c.id = $2)
 ORDER BY h.connection, h.command, h.region;

-- Letters that wait; what they say is for who gets them.
-- @ crawl_api_outbox ($1 cursor int8, $2 limit int8) -> 0..n (id int8,
--   kind text, target text, attempts int4, not_before text, at text,
--   error text)
SELECT o.id, o.kind, o.target, o.attempts,
       disc.crawl_moment(o.not_before) AS not_before,
       disc.crawl_moment(o.at) AS at, o.error
  FROM disc.crawl_outbox AS o
 WHERE o.id > coalesce($1::int8, 0)
 ORDER BY o.id
 LIMIT $2::int8;

-- @ crawl_api_stages () -> 0..n (stage text, done int8, failed int8,
--   done_at text, failed_at text, last_failed text)
SELECT g.stage, g.done, g.failed, disc.crawl_moment(g.done_at) AS done_at,
       disc.crawl_moment(g.failed_at) AS failed_at, g.last_failed
  FROM disc.crawl_stage AS g
 ORDER BY g.stage;

-- Somebody wants to know what the credentials allow.
-- @ crawl_test_ask ($1 connection uuid) -> 0
INSERT INTO disc.crawl_test AS t (connection)
VALUES ($1)
ON CONFLICT (connection) DO UPDATE
   SET state = 'waiting', asked_at = pg_catalog.now(),
       not_before = pg_catalog.now(), attempts = 0, done_at = NULL,
       result = NULL
 WHERE t.state = 'done';

-- @ crawl_api_test ($1 scope text, $2 id uuid) -> 0..1 (connection uuid,
--   state text, asked_at text, done_at text, result jsonb)
SELECT t.connection, t.state, disc.crawl_moment(t.asked_at) AS asked_at,
       disc.crawl_moment(t.done_at) AS done_at, t.result
  FROM disc.crawl_test AS t
  JOIN disc.crawl_connection AS c ON c.id = t.connection
 WHERE disc.crawl_level(c.owner, c.roles, $1) > 0
   AND t.connection = $2;

-- One that is due, for as long as it may take; who dies over it is followed by
-- somebody else, some times.
-- @ crawl_test_claim () -> 0..1 (connection uuid, attempts int4)
UPDATE disc.crawl_test AS t
   SET not_before = pg_catalog.clock_timestamp() + interval '5 minutes',
       attempts = t.attempts + 1
  FROM (SELECT d.connection
	  FROM disc.crawl_test AS d
	 WHERE d.state = 'waiting'
	   AND d.not_before <= pg_catalog.clock_timestamp()
	 ORDER BY d.not_before, d.connection
	 LIMIT 1
	   FOR UPDATE SKIP LOCKED) AS due
 WHERE t.connection = due.connection
RETURNING t.connection, t.attempts;

-- @ crawl_test_done ($1 connection uuid, $2 result jsonb) -> 0
UPDATE disc.crawl_test
   SET state = 'done', done_at = pg_catalog.clock_timestamp(), result = $2
 WHERE connection = $1;
