-- SPDX-License-Identifier: ISC
-- The crawler's queue: what is due, who works on it, how it ended.

-- Tables grow in one session from nothing to much: a plan that was made when
-- they were empty is not kept.
-- @ crawl_session () -> 1 (plans text)
SELECT pg_catalog.set_config('plan_cache_mode', 'force_custom_plan', false)
		AS plans;

-- Tasks whose time has come.
-- @ crawl_due ($1 count int8) -> 0..n (connection uuid, task text)
SELECT t.connection, t.task
  FROM disc.crawl_task AS t
  JOIN disc.crawl_connection AS c ON c.id = t.connection AND c.is_enabled
 WHERE t.next_run_at <= pg_catalog.now()
   AND t.paused IS NULL
   AND NOT EXISTS (SELECT FROM disc.crawl_run AS r
	 WHERE r.connection = t.connection
	   AND r.task = t.task
	   AND r.finished IS NULL)
 ORDER BY t.next_run_at, t.connection, t.task
 LIMIT $1;

-- The run's number, unless one is open.
-- @ crawl_run_open ($1 connection uuid, $2 task text) -> 0..1 (id int8)
INSERT INTO disc.crawl_run (connection, task)
VALUES ($1, $2)
ON CONFLICT DO NOTHING
RETURNING id;

-- @ crawl_run_steps ($1 run int8, $2 commands text[], $3 regions text[]) -> 0
INSERT INTO disc.crawl_step (run, command, region)
SELECT $1, s.command, s.region
  FROM ROWS FROM (pg_catalog.unnest($2::text[]),
	pg_catalog.unnest($3::text[])) AS s (command, region)
ON CONFLICT DO NOTHING;

-- The next time is moved on at once: a run that never ends does not come twice.
-- @ crawl_task_began ($1 connection uuid, $2 task text, $3 run int8) -> 0
UPDATE disc.crawl_task
   SET state = 'running', last_run = $3, message = NULL,
       next_run_at = CASE WHEN every_s > 0 THEN pg_catalog.now()
		+ pg_catalog.make_interval(secs => every_s) END
 WHERE connection = $1
   AND task = $2;

-- One step, the one that waits longest, for this session.
-- @ crawl_claim ($1 connection uuid) -> 0..1 (id int8, run int8,
--   connection uuid, task text, command text, region text, cursor jsonb,
--   attempts int4)
UPDATE disc.crawl_step AS s
   SET state = 'working', locked_at = pg_catalog.clock_timestamp(),
       locked_by = pg_catalog.pg_backend_pid(),
       locked_since = (SELECT a.backend_start
	  FROM pg_catalog.pg_stat_activity AS a
	 WHERE a.pid = pg_catalog.pg_backend_pid())
  FROM (SELECT d.id
	  FROM disc.crawl_step AS d
	 WHERE d.state = 'waiting'
	   AND d.not_before <= pg_catalog.clock_timestamp()
	   AND ($1::uuid IS NULL OR EXISTS (SELECT FROM disc.crawl_run AS o
		 WHERE o.id = d.run AND o.connection = $1))
	 ORDER BY d.not_before, d.id
	 LIMIT 1
	   FOR UPDATE SKIP LOCKED) AS due,
       disc.crawl_run AS r
 WHERE s.id = due.id
   AND r.id = s.run
RETURNING s.id, s.run, r.connection, r.task, s.command, s.region, s.cursor,
       s.attempts;

-- Is the step still this session's, and its run wanted?  Held to the end of the
-- transaction.
-- @ crawl_hold ($1 step int8) -> 0..1 (run int8)
SELECT s.run
  FROM disc.crawl_step AS s
  JOIN disc.crawl_run AS r ON r.id = s.run AND r.finished IS NULL
 WHERE s.id = $1
   AND s.state = 'working'
   AND s.locked_by = pg_catalog.pg_backend_pid()
   AND s.locked_since = (SELECT a.backend_start
	  FROM pg_catalog.pg_stat_activity AS a
	 WHERE a.pid = pg_catalog.pg_backend_pid())
   FOR UPDATE OF s;

-- A page is in: where the next one is, or that it was the last.
-- @ crawl_page ($1 step int8, $2 cursor jsonb, $3 seen int8, $4 created int8,
--   $5 changed int8, $6 repeated int8, $7 left_out int8, $8 is_idle bool,
--   $9 error text) -> 1 (pages int4, idle_pages int4)
UPDATE disc.crawl_step
   SET cursor = $2::jsonb, pages = pages + 1, attempts = 0,
       idle_pages = CASE WHEN $8::bool THEN idle_pages + 1 ELSE 0 END,
       seen = seen + $3::int8, created = created + $4::int8,
       changed = changed + $5::int8,
       repeated = repeated + $6::int8, left_out = left_out + $7::int8,
       error = coalesce(error, $9),
       locked_at = pg_catalog.clock_timestamp(),
       state = CASE WHEN $2::jsonb IS NULL THEN 'complete' ELSE state END
 WHERE id = $1
RETURNING pages, idle_pages;

-- It waits again, and is nobody's; an attempt in vain is counted.
-- @ crawl_step_back ($1 step int8, $2 after_s int8, $3 attempts int4,
--   $4 error text) -> 0
UPDATE disc.crawl_step
   SET state = 'waiting', locked_by = NULL, locked_since = NULL,
       locked_at = NULL, attempts = attempts + $3::int4,
       error = coalesce($4, error),
       not_before = pg_catalog.clock_timestamp()
		+ pg_catalog.make_interval(secs => $2::int8)
 WHERE id = $1
   AND state = 'working'
   AND locked_by = pg_catalog.pg_backend_pid();

-- It has ended without all of its pages.
-- @ crawl_step_fail ($1 step int8, $2 outcome text, $3 error text) -> 0
UPDATE disc.crawl_step
   SET state = CASE WHEN $2::text = 'gone' THEN 'done' ELSE 'failed' END,
       outcome = $2::text, error = $3::text, locked_by = NULL, locked_since = NULL,
       locked_at = NULL, cursor = NULL
 WHERE id = $1
   AND state = 'working'
   AND locked_by = pg_catalog.pg_backend_pid();

-- A step for all regions, now that they are known, becomes a step of each.
-- @ crawl_step_split ($1 step int8, $2 regions text[]) -> 0
WITH split AS (
	UPDATE disc.crawl_step
	   SET state = 'done', outcome = 'regions', locked_by = NULL,
	       locked_since = NULL, locked_at = NULL, cursor = NULL
	 WHERE id = $1
	   AND state = 'working'
	   AND locked_by = pg_catalog.pg_backend_pid()
	RETURNING run, command
)
INSERT INTO disc.crawl_step (run, command, region)
SELECT s.run, s.command, r.region
  FROM split AS s
 CROSS JOIN pg_catalog.unnest($2::text[]) AS r (region)
ON CONFLICT DO NOTHING;

-- Steps of sessions that are no more, and of those that take too long.
-- @ crawl_reap ($1 limit_s int8) -> 0..n (id int8)
UPDATE disc.crawl_step AS s
   SET state = 'waiting', locked_by = NULL, locked_since = NULL,
       locked_at = NULL, attempts = s.attempts + 1,
       not_before = pg_catalog.clock_timestamp()
 WHERE s.id IN (SELECT d.id
	  FROM disc.crawl_step AS d
	 WHERE d.state = 'working'
	   AND (d.locked_at < pg_catalog.clock_timestamp()
			- pg_catalog.make_interval(secs => $1::int8)
		OR NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a
			 WHERE a.pid = d.locked_by
			   AND a.backend_start = d.locked_since))
	   FOR UPDATE SKIP LOCKED)
RETURNING s.id;

-- Runs all of whose steps have ended, and that nobody has closed.
-- @ crawl_unclosed () -> 0..n (run int8)
SELECT r.id AS run
  FROM disc.crawl_run AS r
 WHERE r.finished IS NULL
   AND NOT EXISTS (SELECT FROM disc.crawl_step AS s
	 WHERE s.run = r.id
	   AND s.state NOT IN ('done', 'failed'))
 ORDER BY r.id
 LIMIT 100;

-- One of several that have ended its last step at once finds it open.
-- @ crawl_run_lock ($1 run int8) -> 0..1 (connection uuid, task text)
SELECT r.connection, r.task
  FROM disc.crawl_run AS r
 WHERE r.id = $1
   AND r.finished IS NULL
   FOR UPDATE;

-- @ crawl_run_sum ($1 run int8) -> 1 (open int8, steps int8, failed int8,
--   odd int8, refused int8, error text)
SELECT count(*) FILTER (WHERE s.state NOT IN ('done', 'failed')) AS open,
       count(*) AS steps,
       count(*) FILTER (WHERE s.outcome IN ('refused', 'later', 'broken'))
		AS failed,
       count(*) FILTER (WHERE s.outcome IN ('held', 'gone', 'denied')
		OR s.left_out > 0) AS odd,
       count(*) FILTER (WHERE s.outcome IN ('refused', 'denied')) AS refused,
       (pg_catalog.array_agg(s.region || ', ' || s.command || ': ' || s.error
		ORDER BY (s.outcome IN ('refused', 'later', 'broken')) DESC NULLS
			LAST, s.id)
		FILTER (WHERE s.error IS NOT NULL))[1] AS error
  FROM disc.crawl_step AS s
 WHERE s.run = $1;

-- @ crawl_run_close ($1 run int8, $2 state text, $3 error text) -> 1 (seen int8,
--   created int8, changed int8, vanished int8)
UPDATE disc.crawl_run AS r
   SET finished = pg_catalog.clock_timestamp(), state = $2, error = $3,
       seen = n.seen, created = n.created, changed = n.changed,
       vanished = n.vanished
  FROM (SELECT coalesce(sum(s.seen), 0)::int8 AS seen,
	       coalesce(sum(s.created), 0)::int8 AS created,
	       coalesce(sum(s.changed), 0)::int8 AS changed,
	       coalesce(sum(s.vanished), 0)::int8 AS vanished
	  FROM disc.crawl_step AS s
	 WHERE s.run = $1) AS n
 WHERE r.id = $1
RETURNING r.seen, r.created, r.changed, r.vanished;

-- What becomes of the task: one that fails comes again, later and later; one
-- whose credentials were refused twice waits for somebody.
-- @ crawl_task_ended ($1 connection uuid, $2 task text, $3 state text,
--   $4 message text, $5 failed bool, $6 refused bool) -> 0
UPDATE disc.crawl_task
   SET state = $3, message = $4,
       fails = CASE WHEN $5::bool THEN fails + 1 ELSE 0 END,
       refusals = CASE WHEN $6::bool THEN refusals + 1 ELSE 0 END,
       paused = CASE WHEN $6::bool AND refusals >= 1
		THEN 'refused twice in a row' END,
       next_run_at = CASE
		WHEN every_s = 0 THEN NULL
		WHEN $5::bool OR $6::bool THEN pg_catalog.clock_timestamp()
			+ pg_catalog.make_interval(secs => least(86400,
				300 * pg_catalog.power(2, least(fails, 10))))
		ELSE pg_catalog.clock_timestamp()
			+ pg_catalog.make_interval(secs => every_s) END
 WHERE connection = $1
   AND task = $2;

-- Somebody wants it now; also what was paused.
-- @ crawl_task_now ($1 connection uuid, $2 task text) -> 0..n (task text)
UPDATE disc.crawl_task
   SET next_run_at = pg_catalog.now(), paused = NULL, refusals = 0
 WHERE connection = $1
   AND ($2::text IS NULL OR task = $2)
RETURNING task;

-- Somebody wants it no more.  Who works on it notices at the next page.
-- @ crawl_stop ($1 connection uuid, $2 task text) -> 0..n (id int8)
UPDATE disc.crawl_run
   SET finished = pg_catalog.clock_timestamp(), state = 'cancelled',
       error = 'stopped by hand'
 WHERE connection = $1
   AND ($2::text IS NULL OR task = $2)
   AND finished IS NULL
RETURNING id;

-- @ crawl_stop_steps ($1 runs int8[]) -> 0
UPDATE disc.crawl_step
   SET state = 'failed', outcome = 'cancelled', locked_by = NULL,
       locked_since = NULL, locked_at = NULL
 WHERE run = ANY ($1)
   AND state IN ('waiting', 'working', 'complete');

-- @ crawl_task_paused ($1 connection uuid, $2 task text, $3 why text) -> 0
UPDATE disc.crawl_task
   SET paused = $3, state = 'cancelled'
 WHERE connection = $1
   AND ($2::text IS NULL OR task = $2);

-- Milliseconds to wait before one more request: each process takes its turn.
-- @ crawl_take ($1 connection uuid, $2 rate float8, $3 burst float8) ->
--   1 (wait_ms int8)
INSERT INTO disc.crawl_bucket AS b (connection, tokens, filled_at)
VALUES ($1, $3::float8 - 1, pg_catalog.clock_timestamp())
ON CONFLICT (connection) DO UPDATE
   SET tokens = least($3::float8, b.tokens + $2::float8 * extract(epoch FROM
		pg_catalog.clock_timestamp() - b.filled_at)) - 1,
       filled_at = pg_catalog.clock_timestamp()
RETURNING greatest(0, -tokens / $2::float8 * 1000)::int8 AS wait_ms;

-- @ crawl_stages ($1 stages text[], $2 done int8[], $3 failed int8[],
--   $4 why text[]) -> 0
INSERT INTO disc.crawl_stage AS g (stage, done, failed, done_at, failed_at,
	last_failed)
SELECT s.stage, s.done, s.failed,
       CASE WHEN s.done > 0 THEN pg_catalog.clock_timestamp() END,
       CASE WHEN s.failed > 0 THEN pg_catalog.clock_timestamp() END, s.why
  FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::int8[]),
	pg_catalog.unnest($3::int8[]), pg_catalog.unnest($4::text[])) AS s (stage, done, failed, why)
 ORDER BY s.stage
ON CONFLICT (stage) DO UPDATE
   SET done = g.done + excluded.done, failed = g.failed + excluded.failed,
       done_at = coalesce(excluded.done_at, g.done_at),
       failed_at = coalesce(excluded.failed_at, g.failed_at),
       last_failed = coalesce(excluded.last_failed, g.last_failed);
