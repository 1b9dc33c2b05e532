-- SPDX-License-Identifier: ISC
-- What the crawler keeps: connections to providers, what is to be done (runs
-- and steps are its queue), and what it has found.  No row here belongs to a
-- block, and no block writes one.

-- How to reach one account of one owner.  Credentials stand elsewhere.
CREATE TABLE disc.crawl_connection (
	id         uuid PRIMARY KEY,
	owner      text NOT NULL,
	name       text NOT NULL,
	provider   text NOT NULL,
	transport  text NOT NULL,
	label      text NOT NULL, -- the provider as people wrote it
	dc         text NOT NULL DEFAULT '',
	dc_id      text NOT NULL DEFAULT '',
	regions    text[] NOT NULL,
	settings   jsonb NOT NULL DEFAULT '{}',
	roles      jsonb NOT NULL DEFAULT '[]',
	is_enabled boolean NOT NULL DEFAULT true,
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	UNIQUE (owner, name)
);

-- Sealed with a key that is not in here, bound to its connection.
CREATE TABLE disc.crawl_secret (
	connection uuid PRIMARY KEY
		REFERENCES disc.crawl_connection ON DELETE CASCADE,
	sealed     bytea NOT NULL
);

-- One kind of listing of a connection, and when it comes next.
CREATE TABLE disc.crawl_task (
	connection  uuid NOT NULL
		REFERENCES disc.crawl_connection ON DELETE CASCADE,
	task        text NOT NULL,
	every_s     int NOT NULL,  -- 0: only when it is asked for
	next_run_at timestamptz,   -- NULL: not by itself
	state       text NOT NULL DEFAULT 'new',
	fails       int NOT NULL DEFAULT 0, -- runs in a row
	refusals    int NOT NULL DEFAULT 0, -- the same, of credentials or rights
	paused      text,          -- why it does not come by itself
	last_run    bigint,
	message     text,
	PRIMARY KEY (connection, task)
);
CREATE INDEX crawl_task_due ON disc.crawl_task (next_run_at)
	WHERE next_run_at IS NOT NULL AND paused IS NULL;

CREATE TABLE disc.crawl_run (
	id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	connection uuid NOT NULL
		REFERENCES disc.crawl_connection ON DELETE CASCADE,
	task       text NOT NULL,
	started    timestamptz NOT NULL DEFAULT pg_catalog.now(),
	finished   timestamptz,
	state      text NOT NULL DEFAULT 'running' CHECK (state IN ('running',
		'success', 'warning', 'failed', 'cancelled')),
	seen       bigint NOT NULL DEFAULT 0,
	created    bigint NOT NULL DEFAULT 0,
	changed    bigint NOT NULL DEFAULT 0,
	vanished   bigint NOT NULL DEFAULT 0,
	error      text
);
-- One run of a task at a time.
CREATE UNIQUE INDEX crawl_run_open ON disc.crawl_run (connection, task)
	WHERE finished IS NULL;
CREATE INDEX crawl_run_task ON disc.crawl_run (connection, task, id);

-- The queue: one command in one region.  Who works on it is known by his
-- session; when that is gone, so is he.
CREATE TABLE disc.crawl_step (
	id           bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	run          bigint NOT NULL
		REFERENCES disc.crawl_run ON DELETE CASCADE,
	command      text NOT NULL,
	region       text NOT NULL,
	state        text NOT NULL DEFAULT 'waiting' CHECK (state IN
		('waiting', 'working', 'complete', 'done', 'failed')),
	cursor       jsonb,              -- of the page that is next
	pages        int NOT NULL DEFAULT 0,
	idle_pages   int NOT NULL DEFAULT 0, -- in a row, with nothing new
	seen         bigint NOT NULL DEFAULT 0,
	created      bigint NOT NULL DEFAULT 0,
	changed      bigint NOT NULL DEFAULT 0,
	vanished     bigint NOT NULL DEFAULT 0,
	repeated     bigint NOT NULL DEFAULT 0, -- came twice in this run
	left_out     bigint NOT NULL DEFAULT 0, -- items that break a rule
	attempts     int NOT NULL DEFAULT 0, -- in vain, at this page
	not_before   timestamptz NOT NULL DEFAULT pg_catalog.now(),
	locked_by    int,
	locked_since timestamptz, -- when that session began
	locked_at    timestamptz,
	outcome      text,        -- how it ended, in one word
	error        text,
	UNIQUE (run, command, region)
);
CREATE INDEX crawl_step_due ON disc.crawl_step (not_before)
	WHERE state IN ('waiting', 'complete');
CREATE INDEX crawl_step_working ON disc.crawl_step (locked_at)
	WHERE state = 'working';

CREATE TABLE disc.crawl_resource (
	id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	entity      text NOT NULL,
	kind        text NOT NULL,
	connection  uuid NOT NULL
		REFERENCES disc.crawl_connection ON DELETE CASCADE,
	command     text NOT NULL,
	region      text NOT NULL,
	unique_id   text NOT NULL,
	owner       text NOT NULL,
	name        text NOT NULL,
	status      text NOT NULL,
	doc         jsonb NOT NULL,
	checksum    text NOT NULL,
	is_active   boolean NOT NULL,
	first_seen  timestamptz NOT NULL DEFAULT pg_catalog.now(),
	updated_at  timestamptz NOT NULL DEFAULT pg_catalog.now(),
	vanished_at timestamptz,
	UNIQUE (entity, connection, region, unique_id)
);
CREATE INDEX crawl_resource_scope
	ON disc.crawl_resource (connection, command, region, id);
CREATE INDEX crawl_resource_owner ON disc.crawl_resource (owner, entity, id);
CREATE INDEX crawl_resource_vanished ON disc.crawl_resource (vanished_at)
	WHERE vanished_at IS NOT NULL;

-- Which run has seen it last: narrow, because each run writes all of it.
CREATE TABLE disc.crawl_seen (
	resource bigint PRIMARY KEY
		REFERENCES disc.crawl_resource ON DELETE CASCADE,
	run      bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE disc.crawl_ref (
	resource  bigint NOT NULL
		REFERENCES disc.crawl_resource ON DELETE CASCADE,
	role      text NOT NULL,
	entity    text NOT NULL,
	unique_id text NOT NULL, -- within the connection
	PRIMARY KEY (resource, role, entity, unique_id)
);
CREATE INDEX crawl_ref_to ON disc.crawl_ref (entity, unique_id);

CREATE TABLE disc.crawl_history (
	id       bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	resource bigint NOT NULL
		REFERENCES disc.crawl_resource ON DELETE CASCADE,
	run      bigint,
	at       timestamptz NOT NULL DEFAULT pg_catalog.now(),
	actor    text NOT NULL,
	op       text NOT NULL CHECK (op IN ('create', 'change', 'vanish',
		'return', 'edit', 'delete')),
	diff     jsonb NOT NULL -- [{"path", "old", "new"}]
);
CREATE INDEX crawl_history_resource ON disc.crawl_history (resource, id);
CREATE INDEX crawl_history_at ON disc.crawl_history (at);

-- So much would vanish at once that somebody should look: which, as one word.
CREATE TABLE disc.crawl_held (
	connection   uuid NOT NULL
		REFERENCES disc.crawl_connection ON DELETE CASCADE,
	command      text NOT NULL,
	region       text NOT NULL,
	run          bigint NOT NULL,
	vanish       bigint NOT NULL,
	digest       text NOT NULL,
	is_confirmed boolean NOT NULL DEFAULT false,
	PRIMARY KEY (connection, command, region)
);

-- What is to be told to others.
CREATE TABLE disc.crawl_outbox (
	id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	kind       text NOT NULL,
	target     text NOT NULL,
	payload    jsonb NOT NULL,
	attempts   int NOT NULL DEFAULT 0,
	not_before timestamptz NOT NULL DEFAULT pg_catalog.now(),
	at         timestamptz NOT NULL DEFAULT pg_catalog.now(),
	error      text
);
CREATE INDEX crawl_outbox_due ON disc.crawl_outbox (not_before);

-- Requests that a connection may still make now, shared by all processes.
CREATE TABLE disc.crawl_bucket (
	connection uuid PRIMARY KEY
		REFERENCES disc.crawl_connection ON DELETE CASCADE,
	tokens     float8 NOT NULL,
	filled_at  timestamptz NOT NULL
);

-- What each stage of the pipeline has done so far.
CREATE TABLE disc.crawl_stage (
	stage       text PRIMARY KEY,
	done        bigint NOT NULL DEFAULT 0,
	failed      bigint NOT NULL DEFAULT 0,
	done_at     timestamptz,
	failed_at   timestamptz,
	last_failed text
);

-- Who may what.  A role of its own reads providers: it can write nothing else.
-- The pool answers strangers: it sees how the crawler is, and nothing of what it
-- has found or knows.  roles.sql calls it again, for a role that is made later.
CREATE FUNCTION disc.crawl_grant() RETURNS void
LANGUAGE plpgsql
SET search_path = ''
AS $$
DECLARE
	t text;
BEGIN
	IF pg_catalog.to_regrole('discprov_reader') IS NOT NULL THEN
		FOREACH t IN ARRAY ARRAY['connection', 'secret', 'resource',
			'seen', 'ref', 'history', 'held', 'outbox', 'bucket']
		LOOP
			EXECUTE pg_catalog.format('REVOKE ALL ON disc.%I FROM'
				' discprov_reader', 'crawl_' || t);
		END LOOP;
	END IF;
	IF pg_catalog.to_regrole('discprov_crawler') IS NULL THEN
		RETURN;
	END IF;
	GRANT USAGE ON SCHEMA disc TO discprov_crawler;
	GRANT SELECT ON disc.schema_step, disc.import_run TO discprov_crawler;
	FOR t IN SELECT c.relname FROM pg_catalog.pg_class AS c
		  WHERE c.relnamespace = 'disc'::pg_catalog.regnamespace
		    AND c.relkind = 'r' AND c.relname ~ '^crawl_'
	LOOP
		EXECUTE pg_catalog.format('GRANT SELECT, INSERT, UPDATE, DELETE'
			' ON disc.%I TO discprov_crawler', t);
	END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION disc.crawl_grant() FROM PUBLIC;
SELECT disc.crawl_grant();
