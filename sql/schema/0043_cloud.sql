-- SPDX-License-Identifier: ISC
-- What the API of the crawler needs beside what the crawler does: who may see a
-- connection, tests of credentials that somebody has asked for, a role.

-- A test of what a connection's credentials allow; the crawler makes it, since
-- nobody else can open them.
CREATE TABLE disc.crawl_test (
	connection uuid PRIMARY KEY
		REFERENCES disc.crawl_connection ON DELETE CASCADE,
	state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting',
		'done')),
	asked_at   timestamptz NOT NULL DEFAULT pg_catalog.now(),
	not_before timestamptz NOT NULL DEFAULT pg_catalog.now(),
	attempts   int NOT NULL DEFAULT 0,
	done_at    timestamptz,
	result     jsonb -- { task: { "state", "msg" } }
);
CREATE INDEX crawl_test_due ON disc.crawl_test (not_before)
	WHERE state = 'waiting';

CREATE INDEX crawl_resource_listed
	ON disc.crawl_resource (connection, entity, id);

-- What somebody may do with a connection: 1 read, 3 write, 7 all, 0 nothing.
-- '*' is a service, which acts for everybody; nobody is 0.
CREATE FUNCTION disc.crawl_level(owner text, roles jsonb, scope text)
RETURNS int
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE
	WHEN scope IS NULL OR scope = '' THEN 0
	WHEN scope = '*' OR scope = owner THEN 7
	ELSE coalesce((SELECT max((r.v ->> 'role')::int)
		  FROM pg_catalog.jsonb_array_elements(CASE
			WHEN pg_catalog.jsonb_typeof(roles) = 'array'
			THEN roles ELSE '[]' END) AS r (v)
		 WHERE r.v ->> '_id' = scope
		   AND r.v ->> 'role' IN ('1', '3', '7')), 0)
	END
$$;

-- A moment as JSON has it.
CREATE FUNCTION disc.crawl_moment(t timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT pg_catalog.to_char(t AT TIME ZONE 'UTC',
	'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- The same as before, and the role of the API: it writes connections and
-- their queue, writes credentials and cannot read them, and changes nothing of
-- what was found.
CREATE OR REPLACE FUNCTION disc.crawl_grant() RETURNS void
LANGUAGE plpgsql
SET search_path = ''
AS $$
DECLARE
	t text;
BEGIN
	IF pg_catalog.to_regrole('discprov_reader') IS NOT NULL THEN
		FOREACH t IN ARRAY ARRAY['connection', 'secret', 'resource',
			'seen', 'ref', 'history', 'held', 'outbox', 'bucket',
			'test']
		LOOP
			EXECUTE pg_catalog.format('REVOKE ALL ON disc.%I FROM'
				' discprov_reader', 'crawl_' || t);
		END LOOP;
	END IF;
	IF pg_catalog.to_regrole('discprov_crawler') IS NOT NULL THEN
		GRANT USAGE ON SCHEMA disc TO discprov_crawler;
		GRANT SELECT ON disc.schema_step, disc.import_run
			TO discprov_crawler;
		FOR t IN SELECT c.relname FROM pg_catalog.pg_class AS c
			  WHERE c.relnamespace = 'disc'::pg_catalog.regnamespace
			    AND c.relkind = 'r' AND c.relname ~ '^crawl_'
		LOOP
			EXECUTE pg_catalog.format('GRANT SELECT, INSERT,'
				' UPDATE, DELETE ON disc.%I TO'
				' discprov_crawler', t);
		END LOOP;
	END IF;
	IF pg_catalog.to_regrole('discprov_cloud') IS NULL THEN
		RETURN;
	END IF;
	GRANT USAGE ON SCHEMA disc TO discprov_cloud;
	GRANT SELECT ON disc.schema_step, disc.import_run TO discprov_cloud;
	FOR t IN SELECT c.relname FROM pg_catalog.pg_class AS c
		  WHERE c.relnamespace = 'disc'::pg_catalog.regnamespace
		    AND c.relkind = 'r' AND c.relname ~ '^crawl_'
		    AND c.relname <> 'crawl_secret'
	LOOP
		EXECUTE pg_catalog.format('GRANT SELECT ON disc.%I TO'
			' discprov_cloud', t);
	END LOOP;
	GRANT INSERT, UPDATE, DELETE ON disc.crawl_connection TO discprov_cloud;
	GRANT INSERT, UPDATE ON disc.crawl_task, disc.crawl_run,
		disc.crawl_step, disc.crawl_stage, disc.crawl_test
		TO discprov_cloud;
	GRANT UPDATE (is_confirmed) ON disc.crawl_held TO discprov_cloud;
	GRANT SELECT (connection), INSERT, UPDATE (sealed) ON disc.crawl_secret
		TO discprov_cloud;
END
$$;
REVOKE EXECUTE ON FUNCTION disc.crawl_grant() FROM PUBLIC;
SELECT disc.crawl_grant();
