-- SPDX-License-Identifier: ISC
-- Run once per database by an administrator, again whenever you like:
--
--	psql -d discprov -f roles.sql
--
-- discprov_writer owns the schema: the programs that write, and migrations.
-- discprov_reader may only read: the pool that answers clients.
-- Give them passwords, or let pg_hba.conf admit them ("peer" with a map).

DO $$
DECLARE
	role text;
BEGIN
	FOREACH role IN ARRAY ARRAY['discprov_writer', 'discprov_reader'] LOOP
		IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles AS r
				WHERE r.rolname = role) THEN
			EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN', role);
		END IF;
	END LOOP;
END
$$;

CREATE SCHEMA IF NOT EXISTS disc AUTHORIZATION discprov_writer;
ALTER SCHEMA disc OWNER TO discprov_writer;

GRANT USAGE ON SCHEMA disc TO discprov_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA disc TO discprov_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE discprov_writer IN SCHEMA disc
	GRANT SELECT ON TABLES TO discprov_reader;

ALTER ROLE discprov_reader SET default_transaction_read_only = on;
ALTER ROLE discprov_reader SET statement_timeout = '10s';
ALTER ROLE discprov_reader SET idle_in_transaction_session_timeout = '60s';
