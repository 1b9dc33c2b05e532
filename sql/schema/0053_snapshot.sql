-- SPDX-License-Identifier: ISC
-- The state as files: what is in them, and what happens behind their rows.

-- Tables of a snapshot: all, but
--   what this host has done or been told, and what is found out anew,
--   what providers have, which is no part of the state,
--   what the digest makes of the rows.
-- One that is none of these belongs to the state, and so into a snapshot.
CREATE VIEW disc.snapshot_table (tablename) AS
SELECT c.relname::text COLLATE "C"
  FROM pg_catalog.pg_class AS c
 WHERE c.relnamespace = 'disc'::regnamespace
   AND c.relkind = 'r'
   AND c.relname !~ '^(crawl|import|peer|cluster|config|search_outbox)_'
   AND c.relname NOT IN ('schema_step', 'keyvalue', 'job_runs',
	'height_history', 'plays_files', 'peers', 'digest_sum', 'digest_bucket');

-- The columns of a table that stand in its files, as COPY wants them.
CREATE FUNCTION disc.snapshot_columns(tab text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ','
			ORDER BY a.attname COLLATE "C")
	  FROM pg_catalog.pg_attribute AS a
	 WHERE a.attrelid = pg_catalog.format('disc.%I', tab)::regclass
	   AND a.attnum > 0
	   AND NOT a.attisdropped
	   AND a.attgenerated = ''
$$;

-- What steps and jobs have put there goes; triggers are off.
CREATE FUNCTION disc.snapshot_clear() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tab text;
BEGIN
	FOR tab IN SELECT s.tablename FROM disc.snapshot_table AS s LOOP
		EXECUTE pg_catalog.format('DELETE FROM disc.%I', tab);
	END LOOP;
END
$$;

-- Numbers that are given go on behind those that are there.
CREATE FUNCTION disc.snapshot_sequences() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	FOR r IN SELECT c.relname, a.attname
		  FROM pg_catalog.pg_attribute AS a
		  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
		  JOIN disc.snapshot_table AS s ON s.tablename = c.relname
		 WHERE c.relnamespace = 'disc'::regnamespace
		   AND a.attidentity <> '' LOOP
		EXECUTE pg_catalog.format('SELECT pg_catalog.setval(
			pg_catalog.pg_get_serial_sequence(%1$L, %2$L),
			GREATEST(max(%2$I), 1), max(%2$I) IS NOT NULL)
			FROM disc.%3$I', 'disc.' || r.relname, r.attname,
			r.relname);
	END LOOP;
END
$$;

-- Sums of the rows that are there, in place of what stands; the digest of the
-- current block is made of them, those of others stay.
CREATE FUNCTION disc.digest_fill() RETURNS void
LANGUAGE sql AS $$
	DELETE FROM disc.digest_bucket;
	INSERT INTO disc.digest_bucket SELECT c.* FROM disc.digest_counted() AS c;
	UPDATE disc.digest_sum AS s
	   SET sum = disc.digest_mod(COALESCE((SELECT sum(b.sum)
		  FROM disc.digest_bucket AS b
		 WHERE b.tablename = s.tablename), 0));
	SELECT disc.digest_keep()
$$;
CREATE OR REPLACE FUNCTION disc.digest_start() RETURNS void
LANGUAGE sql AS $$
	SELECT disc.digest_stop();
	SELECT disc.digest_fill()
$$;

-- The canonical text of the row with this key; null when there is none.
CREATE FUNCTION disc.digest_row(tab text, key json) RETURNS text
LANGUAGE plpgsql STABLE SET datestyle = 'ISO' AS $$
DECLARE
	found_text text;
BEGIN
	EXECUTE (SELECT pg_catalog.format('SELECT %s FROM disc.%I AS r WHERE %s',
			disc.digest_text_of(tab), tab,
			pg_catalog.string_agg(pg_catalog.format('r.%I = %L', n.c,
				key ->> n.c), ' AND '))
		   FROM unnest(disc.digest_key(tab)) AS n (c))
		INTO found_text;
	RETURN found_text;
END
$$;
