#!/bin/sh
# SPDX-License-Identifier: ISC
#
# dump.sh [psql options]: print every table of the schema disc as text that
# depends on nothing but its rows: tables by name, rows by primary key.  Left
# out are schema_step, job_runs, height_history, peers and keyvalue.updated_at, which
# know the wall clock, and balance_refresh and trending_touched, which say what jobs
# still have to do.  Which blocks are undone together is left out as well, with the
# journals of all but the newest 50, and digests of blocks before them: that depends
# on where transactions ended.  Two databases that print the same hold the same.
# Fails when the state's digest, if it is kept, is not that of the rows: whoever
# compares two dumps has that proven, too.
set -eu

psql=psql
command -v psql >/dev/null 2>&1 || psql=$(pg_config --bindir)/psql

"$psql" -X -q -A -t -v ON_ERROR_STOP=1 "$@" <<'SQL'
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL search_path = '';
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL extra_float_digits = 1;
SELECT pg_catalog.format('SELECT %L', '## ' || c.relname),
       pg_catalog.format('COPY (SELECT %s FROM disc.%I AS t %s ORDER BY %s)'
	' TO STDOUT',
	(SELECT pg_catalog.string_agg(pg_catalog.format('t.%I', a.attname), ', '
		ORDER BY a.attnum)
	   FROM pg_catalog.pg_attribute AS a
	  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	    AND (c.relname <> 'keyvalue' OR a.attname <> 'updated_at')
	    AND (c.relname <> 'blocks' OR a.attname <> 'undone_from')),
	c.relname,
	CASE c.relname WHEN 'undo_journal' THEN 'WHERE t.blocknumber > (SELECT '
		'b.number FROM disc.blocks AS b WHERE b.is_current) - 50'
	WHEN 'digest_block' THEN 'WHERE t.number > (SELECT b.number '
		'FROM disc.blocks AS b WHERE b.is_current) - 50 '
		'OR COALESCE(t.height, t.number) % 1000 = 0' END,
	(SELECT pg_catalog.string_agg(pg_catalog.format('t.%I', a.attname), ', '
		ORDER BY k.place)
	   FROM pg_catalog.pg_index AS i
	  CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[])
		WITH ORDINALITY AS k (attnum, place)
	   JOIN pg_catalog.pg_attribute AS a
	     ON a.attrelid = c.oid AND a.attnum = k.attnum
	  WHERE i.indrelid = c.oid AND i.indisprimary
	    AND k.place <= i.indnkeyatts))
  FROM pg_catalog.pg_class AS c
 WHERE c.relnamespace = 'disc'::regnamespace AND c.relkind = 'r'
   AND c.relname NOT IN ('schema_step', 'balance_refresh', 'trending_touched', 'job_runs',
	'height_history', 'peers', 'peer_pass', 'peer_changes')
 ORDER BY c.relname COLLATE "C"
\gexec
DO $$
DECLARE
	wrong text;
BEGIN
	IF NOT disc.digest_is_on() THEN
		RETURN;
	END IF;
	SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', c.tablename,
		c.bucket, c.kept, c.counted), '; ') INTO wrong
	  FROM disc.digest_check() AS c;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION 'the digest is not that of the rows: %', wrong;
	END IF;
END
$$;
COMMIT;
SQL
