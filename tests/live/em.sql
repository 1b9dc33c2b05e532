-- SPDX-License-Identifier: ISC
-- What the test of the EntityManager rules does to the database.

CREATE SCHEMA test;

-- Cases say times as seconds since 1970.
CREATE FUNCTION test.times(tab text, r jsonb) RETURNS jsonb
LANGUAGE sql STABLE AS $$
SELECT r || COALESCE((SELECT jsonb_object_agg(k.key,
		to_timestamp(k.value::text::float8) AT TIME ZONE 'UTC')
	  FROM jsonb_each(r) AS k
	  JOIN information_schema.columns AS c
	    ON c.table_schema = 'disc' AND c.table_name = tab
	   AND c.column_name = k.key
	   AND c.data_type = 'timestamp without time zone'
	 WHERE jsonb_typeof(k.value) = 'number'), '{}')
$$;

-- A row with these columns; others have their default, or nothing much.
CREATE FUNCTION test.put(tab text, r jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	cols text;
	id text := (disc.key_columns(tab))[1];
BEGIN
	IF tab LIKE 'aggregate%' THEN -- a trigger has made it
		EXECUTE format('DELETE FROM disc.%I WHERE %I = ($1->>%L)::int',
			tab, id, id) USING r;
	END IF;
	IF tab = 'remixes' THEN -- its track has brought it
		DELETE FROM disc.remixes AS x
		 WHERE x.child_track_id = (r->>'child_track_id')::int;
	END IF;
	r := (SELECT COALESCE(jsonb_object_agg(c.column_name, CASE
		WHEN c.data_type LIKE 'timestamp%' THEN to_jsonb('2023-01-01'::text)
		WHEN c.data_type = 'integer' THEN '0'::jsonb
		WHEN c.data_type = 'boolean' THEN 'false'::jsonb
		ELSE '""'::jsonb END), '{}')
		FROM information_schema.columns AS c
	       WHERE c.table_schema = 'disc' AND c.table_name = tab
		 AND c.is_nullable = 'NO' AND c.column_default IS NULL
		 AND NOT (c.column_name = 'id'))
		|| test.times(tab, r);
	SELECT string_agg(format('%I', k), ', ') INTO cols
	  FROM jsonb_object_keys(r) AS k;
	EXECUTE format('INSERT INTO disc.%I (%s)
		SELECT %s FROM jsonb_populate_record(NULL::disc.%I, $1)',
		tab, cols, cols, tab) USING r;
	IF tab = 'tracks' THEN -- rows that follow from the column
		INSERT INTO disc.remixes (parent_track_id, child_track_id)
		SELECT (p->>'parent_track_id')::int, (r->>'track_id')::int
		  FROM jsonb_array_elements(CASE jsonb_typeof(
			r->'remix_of'->'tracks') WHEN 'array'
			THEN r->'remix_of'->'tracks' ELSE '[]' END) AS p
		ON CONFLICT DO NOTHING;
	END IF;
END
$$;

-- Everything that a block owns, as one value.
CREATE FUNCTION test.state() RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	tab text;
	one text;
	whole text := '';
BEGIN
	FOR tab IN SELECT t.relname FROM pg_class AS t
			WHERE t.relnamespace = 'disc'::regnamespace
			  AND t.relkind = 'r' AND t.relname NOT IN ('blocks',
				'undo_journal', 'keyvalue', 'schema_step',
				'balance_refresh')
			ORDER BY 1 LOOP
		EXECUTE format('SELECT md5(string_agg(t::text, E''\n''
			ORDER BY t::text)) FROM disc.%I AS t', tab) INTO one;
		whole := whole || COALESCE(tab || ' ' || one || E'\n', '');
	END LOOP;
	RETURN whole;
END
$$;

-- Begin a case: no rows but these, and block 99.
CREATE FUNCTION test.begin(prior jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	tab text;
	r record;
BEGIN
	-- Counters keep still while the tables are emptied one by one.
	PERFORM set_config('discprov.revert', 'on', true);
	FOR tab IN SELECT t.relname FROM pg_class AS t
			WHERE t.relnamespace = 'disc'::regnamespace
			  AND t.relkind = 'r' AND t.relname <> 'schema_step' LOOP
		EXECUTE format('DELETE FROM disc.%I', tab);
	END LOOP;
	PERFORM set_config('discprov.revert', 'off', true);
	INSERT INTO disc.blocks (blockhash, number, is_current)
	VALUES ('0x' || repeat('63', 32), 99, true);
	FOR r IN SELECT t.key, e.value FROM jsonb_each(prior) AS t
			CROSS JOIN jsonb_array_elements(t.value) AS e LOOP
		PERFORM test.put(r.key, r.value);
	END LOOP;
	RETURN test.state();
END
$$;

-- Which of these rows is not there, or NULL.  {table: row} or {table: [rows]};
-- a row's columns must be equal, those not named do not count.
CREATE FUNCTION test.missing(want jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	r record;
	n int;
BEGIN
	FOR r IN SELECT t.key AS tab, test.times(t.key, e.value) AS cols
			FROM jsonb_each(want) AS t
			CROSS JOIN jsonb_array_elements(CASE
				jsonb_typeof(t.value) WHEN 'array' THEN t.value
				ELSE jsonb_build_array(t.value) END) AS e LOOP
		EXECUTE format('SELECT count(*) FROM disc.%I AS t
			WHERE NOT EXISTS (SELECT FROM jsonb_each($1) AS w
				WHERE to_jsonb(t) -> w.key
					IS DISTINCT FROM w.value)', r.tab)
			INTO n USING r.cols;
		IF n = 0 THEN
			EXECUTE format('SELECT jsonb_agg(to_jsonb(t))::text
				FROM disc.%I AS t', r.tab) INTO r.tab;
			RETURN r.cols::text || ' among ' || COALESCE(r.tab, 'none');
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;

-- Which of these rows is there although it must not be, or NULL.
CREATE FUNCTION test.present(want jsonb) RETURNS text
LANGUAGE sql AS $$
SELECT t.key || ' ' || e.value::text
  FROM jsonb_each(want) AS t
 CROSS JOIN jsonb_array_elements(CASE jsonb_typeof(t.value)
	WHEN 'array' THEN t.value ELSE jsonb_build_array(t.value) END) AS e
 WHERE test.missing(jsonb_build_object(t.key, e.value)) IS NULL
 LIMIT 1
$$;

CREATE FUNCTION test.undo() RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM disc.block_revert(100);
	RETURN test.state();
END
$$;
