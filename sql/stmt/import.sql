-- SPDX-License-Identifier: ISC
-- Taking over another node's database.  Those called import_source_* are asked
-- of that one, in a transaction that only reads.

-- Is an import on its way, or was it cut off?
-- @ import_open () -> 1 (is_open bool)
SELECT EXISTS (SELECT FROM disc.import_run AS i WHERE i.done_at IS NULL)
		AS is_open;

-- Which database this is, wherever it was reached.
-- @ import_identity () -> 1 (name text)
SELECT s.system_identifier || '/' || d.oid || '/' || d.datname AS name
  FROM pg_catalog.pg_control_system() AS s
  JOIN pg_catalog.pg_database AS d
    ON d.datname = pg_catalog.current_database();

-- The folder of the original's tables.
-- @ import_source_schema () -> 0..1 (name text)
SELECT n.nspname::text AS name
  FROM pg_catalog.pg_namespace AS n
 WHERE (SELECT pg_catalog.count(*)
	  FROM pg_catalog.pg_class AS c
	 WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
	   AND c.relname IN ('blocks', 'users', 'tracks', 'playlists',
		'follows')) = 5
 ORDER BY n.nspname <> 'public', n.nspname
 LIMIT 1;

-- Tables and views of a schema, and what they take on the disk.
-- @ import_source_tables ($1 schema text) -> 0..n (name text, bytes int8,
--   readable bool)
SELECT c.relname::text AS name,
       CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_table_size(c.oid)
	    ELSE 0 END AS bytes,
       pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE n.nspname = $1::text AND c.relkind IN ('r', 'p', 'v', 'm')
 ORDER BY c.relname;

-- Columns of one table: name, type, the type that an array is of, whether null
-- is refused, the default where it is a literal, words of an enumeration.
-- @ import_columns ($1 schema text, $2 name text) -> 0..n (name text,
--   type text, kind text, needed bool, value text, words text)
SELECT a.attname::text AS name, t.typname::text AS type,
       t.typtype::text AS kind, a.attnotnull AS needed,
       CASE WHEN g.expr ~ '^''[^'']*''::' OR g.expr ~ '^(-?[0-9.]+|true|false)$'
	    THEN pg_catalog.regexp_replace(g.expr, '^''([^'']*)''::.*$', '\1')
	    END AS value,
       (SELECT E'\t' || pg_catalog.string_agg(e.enumlabel, E'\t'
			ORDER BY e.enumsortorder) || E'\t'
	  FROM pg_catalog.pg_enum AS e
	 WHERE e.enumtypid = t.oid) AS words
  FROM pg_catalog.pg_attribute AS a
  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef AS d
    ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expr)
	AS g
 WHERE n.nspname = $1::text AND c.relname = $2::text AND a.attnum > 0
   AND NOT a.attisdropped
 ORDER BY a.attnum;

-- The first table that has a row, or null.
-- @ import_full ($1 tables text[]) -> 1 (name text)
SELECT disc.import_full($1) AS name;

-- @ import_begin ($1 source text, $2 tables text[], $3 cleared text[]) ->
--   1 (nothing void)
SELECT disc.import_begin($1, $2, $3) AS nothing;

-- @ import_known () -> 0..1 (source text, done bool)
SELECT i.source, i.done_at IS NOT NULL AS done FROM disc.import_run AS i;

-- @ import_parts () -> 0..n (name text, read int8, taken int8, reason text,
--   count int8, done bool)
SELECT p.name, p.read, p.taken, r.reason, r.count, p.done
  FROM disc.import_parts AS p
  LEFT JOIN LATERAL unnest(p.reasons, p.counts) AS r (reason, count) ON true
 ORDER BY p.name, r.count DESC, r.reason;

-- @ import_place ($1 name text) -> 0..n (cell text)
SELECT c.cell
  FROM disc.import_parts AS p
 CROSS JOIN LATERAL unnest(p.place) WITH ORDINALITY AS c (cell, place)
 WHERE p.name = $1
 ORDER BY c.place;

-- @ import_part_put ($1 name text, $2 place text[], $3 read int8,
--   $4 taken int8, $5 reasons text[], $6 counts int8[], $7 done bool) -> 0
INSERT INTO disc.import_parts (name, place, read, taken, reasons, counts, done)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (name) DO UPDATE SET (place, read, taken, reasons, counts, done) =
	(COALESCE(EXCLUDED.place, disc.import_parts.place), EXCLUDED.read,
	EXCLUDED.taken, EXCLUDED.reasons, EXCLUDED.counts, EXCLUDED.done);

-- A server that crashes loses the last portions, with their places.
-- @ import_portion () -> 1 (sync text)
SELECT pg_catalog.set_config('synchronous_commit', 'off', true) AS sync;

-- Sorting for an index gets more memory than usual.
-- @ import_memory () -> 1 (memory text)
SELECT pg_catalog.set_config('maintenance_work_mem', '256MB', false)
	|| pg_catalog.set_config('work_mem', '64MB', false)
	|| pg_catalog.set_config('plan_cache_mode', 'force_custom_plan', false)
		AS memory;

-- @ import_indexes () -> 0..n (name text)
SELECT x.name FROM disc.import_indexes AS x ORDER BY x.name;

-- @ import_index ($1 name text) -> 1 (nothing void)
SELECT disc.import_index($1) AS nothing;

-- Tracks of playlists, where the source has only the playlists' lists: of those
-- of which indexing notes them, EntityManager's (ENTITY_MANAGER_IDS).  When one
-- was added a client has said, so it is within the playlist's own times.
-- @ import_members () -> 0
WITH listed AS (
	SELECT p.playlist_id, k.track_id, min(LEAST(GREATEST(k.at, p.created_at),
			p.updated_at)) AS at
	  FROM disc.playlists AS p
	 CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(
		CASE WHEN pg_catalog.jsonb_typeof(
			p.playlist_contents -> 'track_ids') = 'array'
		     THEN p.playlist_contents -> 'track_ids' ELSE '[]' END) AS e
	 CROSS JOIN LATERAL (
		SELECT CASE WHEN n.track BETWEEN 1 AND 2147483647
			    THEN n.track::int4 END AS track_id,
		       COALESCE(CASE WHEN n.at BETWEEN 0 AND 253402300799
			    THEN pg_catalog.timezone('UTC',
				pg_catalog.to_timestamp(n.at::float8)) END,
			    p.created_at) AS at
		  FROM (SELECT CASE pg_catalog.jsonb_typeof(e -> 'track')
				    WHEN 'number'
				    THEN (e ->> 'track')::numeric END AS track,
			       CASE pg_catalog.jsonb_typeof(e -> 'time')
				    WHEN 'number'
				    THEN (e ->> 'time')::numeric END AS at)
			AS n) AS k
	 WHERE p.playlist_id >= 400000 AND k.track_id IS NOT NULL
	 GROUP BY p.playlist_id, k.track_id
), kept AS (
	INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
		created_at, updated_at)
	SELECT l.playlist_id, l.track_id, false, l.at, l.at
	  FROM listed AS l
	    ON CONFLICT DO NOTHING
)
UPDATE disc.tracks AS t
   SET playlists_containing_track = h.ids
  FROM (SELECT l.track_id,
	       pg_catalog.array_agg(l.playlist_id ORDER BY l.at, l.playlist_id)
			AS ids
	  FROM listed AS l GROUP BY l.track_id) AS h
 WHERE t.track_id = h.track_id AND t.playlists_containing_track = '{}';

-- @ import_count () -> 1 (nothing void)
SELECT disc.import_count() AS nothing;

-- Plays up to these are not taken from a core chain once more.
-- @ import_count_plays () -> 1 (nothing void)
WITH known AS (
	INSERT INTO disc.indexing_checkpoints (tablename, last_checkpoint)
	SELECT 'imported_plays', max(p.id)
	  FROM disc.plays AS p
	HAVING count(*) > 0
	    ON CONFLICT (tablename) DO UPDATE
	   SET last_checkpoint = excluded.last_checkpoint
)
SELECT disc.import_count_plays() AS nothing;

-- @ import_search () -> 1 (nothing void)
SELECT disc.search_rebuild() AS nothing;

-- @ import_end ($1 blockhash text, $2 number int4, $3 parenthash text,
--   $4 core int4, $5 height int4) -> 1 (nothing void)
SELECT disc.import_end($1, $2, $3, $4, $5) AS nothing;

-- The time of the newest block of which there are rows (Unix seconds).
-- @ import_block_time () -> 1 (time int8)
SELECT EXTRACT(epoch FROM (SELECT max(x.at) FROM (
	(SELECT f.blocknumber, f.created_at AS at FROM disc.follows AS f
	  WHERE f.blocknumber IS NOT NULL
	  ORDER BY f.blocknumber DESC LIMIT 1)
	UNION ALL
	(SELECT r.blocknumber, r.created_at FROM disc.reposts AS r
	  WHERE r.blocknumber IS NOT NULL
	  ORDER BY r.blocknumber DESC LIMIT 1)
	UNION ALL
	(SELECT s.blocknumber, s.created_at FROM disc.saves AS s
	  WHERE s.blocknumber IS NOT NULL
	  ORDER BY s.blocknumber DESC LIMIT 1)
	UNION ALL
	(SELECT t.blocknumber, t.updated_at FROM disc.tracks AS t
	  WHERE t.blocknumber IS NOT NULL AND NOT t.is_delete
	  ORDER BY t.blocknumber DESC LIMIT 1)) AS x))::int8 AS time;
