-- SPDX-License-Identifier: ISC
-- Each column of JSON of ours holds something else than what is indexed, other
-- things in each row.
SET session_replication_role = replica;
DO $$
DECLARE
	odd jsonb[] := ARRAY['[]', '7', '"text"', 'true', '{}',
		'{"track_ids": 7}', '{"track_ids": [7, null, "x", {}, [1]]}',
		'{"track_ids": [{"track": "1", "time": 2}, {"track": 1, "time": "2"}, {"track": -5, "time": 2}]}',
		'{"track_ids": [{"track": 99999999999, "time": 1e300}]}',
		'{"tracks": [{"parent_track_id": "x"}, 7, {"parent_track_id": -1}]}',
		'{"contents": [7, {"contents": {}}, {"type": 3}, {"type": "playlist", "playlist_id": "x"}]}',
		(repeat('[', 3000) || repeat(']', 3000)), ('[' || repeat('0,', 30000) || '0]')]::jsonb[];
	c record;
BEGIN
	FOR c IN SELECT a.attrelid::regclass AS tab, a.attname AS col, row_number() OVER () AS n
		   FROM pg_attribute AS a
		   JOIN pg_class AS t ON t.oid = a.attrelid
		  WHERE t.relnamespace = 'disc'::regnamespace AND t.relkind = 'r'
		    AND a.atttypid = 'jsonb'::regtype AND a.attnum > 0 AND NOT a.attisdropped
		    AND t.relname !~ '^(crawl|import|undo)_' LOOP
		EXECUTE format('WITH r AS (SELECT ctid, row_number() OVER () AS n FROM %1$s)
			UPDATE %1$s AS t SET %2$I = ($1)[1 + (r.n + $2) %% cardinality($1)]
			  FROM r WHERE r.ctid = t.ctid', c.tab, c.col) USING odd, c.n;
	END LOOP;
END
$$;
