-- SPDX-License-Identifier: ISC
-- Run once per database by an administrator, again whenever you like (after a
-- dump was restored, too):
--
--	psql -d discprov -f roles.sql
--
-- discprov_writer owns the schema: the programs that write, and migrations.
-- discprov_reader may only read: the pool that answers clients.
-- discprov_crawler reads providers: it may use the tables of the crawler only.
-- discprov_cloud answers its owners: the same tables, no credentials.
-- Give them passwords, or let pg_hba.conf admit them ("peer" with a map).
--
-- A superuser is best.  An owner of the database who may create roles does as
-- well, but for the last part, and is told so.

DO $$
DECLARE
	role text;
BEGIN
	FOREACH role IN ARRAY ARRAY['discprov_writer', 'discprov_reader',
		'discprov_crawler', 'discprov_cloud'] LOOP
		IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r
				WHERE r.rolname = role) THEN
			EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN', role);
		END IF;
	END LOOP;
	-- who is no superuser gives things only to roles he is a member of
	IF NOT pg_catalog.pg_has_role('discprov_writer', 'MEMBER') THEN
		EXECUTE pg_catalog.format('GRANT discprov_writer TO %I',
			current_user);
	END IF;
	-- the writer may end a session of the reader that is in its way
	IF NOT pg_catalog.pg_has_role('discprov_writer', 'discprov_reader',
			'MEMBER') THEN
		GRANT discprov_reader TO discprov_writer;
	END IF;
END
$$;

CREATE SCHEMA IF NOT EXISTS disc AUTHORIZATION discprov_writer;
ALTER SCHEMA disc OWNER TO discprov_writer;

GRANT USAGE ON SCHEMA disc TO discprov_reader, discprov_crawler,
	discprov_cloud;
BEGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA disc TO discprov_reader;
-- but what the crawler keeps: the schema, unless it is new, knows who may what
DO $$
BEGIN
	IF pg_catalog.to_regprocedure('disc.crawl_grant()') IS NOT NULL THEN
		PERFORM disc.crawl_grant();
	END IF;
END
$$;
COMMIT;
ALTER DEFAULT PRIVILEGES FOR ROLE discprov_writer IN SCHEMA disc
	GRANT SELECT ON TABLES TO discprov_reader;

ALTER ROLE discprov_crawler SET statement_timeout = '120s';
ALTER ROLE discprov_crawler SET idle_in_transaction_session_timeout = '120s';
ALTER ROLE discprov_cloud SET statement_timeout = '15s';
ALTER ROLE discprov_cloud SET idle_in_transaction_session_timeout = '60s';

ALTER ROLE discprov_reader SET default_transaction_read_only = on;
ALTER ROLE discprov_reader SET statement_timeout = '10s';
ALTER ROLE discprov_reader SET idle_in_transaction_session_timeout = '60s';

-- What everybody may do in a new database, and a reader who has turned
-- read-only off could do: temporary tables (they fill the disk) and, before
-- PostgreSQL 15, tables in the schema public.
DO $$
BEGIN
	EXECUTE pg_catalog.format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC',
		pg_catalog.current_database());
	IF pg_catalog.to_regnamespace('public') IS NOT NULL THEN
		REVOKE CREATE ON SCHEMA public FROM PUBLIC;
	END IF;
END
$$;

-- Advisory locks (who holds one of ours stops the indexer) and large objects
-- (they fill the disk): functions that are everybody's.
DO $$
DECLARE
	fn record;
BEGIN
	IF NOT (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r
		 WHERE r.rolname = current_user) THEN
		RAISE WARNING 'discprov_reader may still take locks and make'
			' large objects: only a superuser can forbid it'
			USING HINT = 'The programs that write end a session of'
			' the reader that holds a lock of theirs.';
		RETURN;
	END IF;
	FOR fn IN
		SELECT p.oid::regprocedure AS name,
		       p.proname ~ 'advisory' AS is_lock
		  FROM pg_catalog.pg_proc AS p
		 WHERE p.pronamespace = 'pg_catalog'::regnamespace
		   AND p.proname ~ '^(pg_(try_)?advisory_|lo_|lowrite$)'
	LOOP
		EXECUTE pg_catalog.format(
			'REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', fn.name);
		IF fn.is_lock THEN
			EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION %s'
				' TO discprov_writer', fn.name);
		END IF;
	END LOOP;
END
$$;
