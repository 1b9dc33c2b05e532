-- SPDX-License-Identifier: ISC
-- Plays the scenarios of news.json.  A step writes rows as the indexer does
-- (block), as one that no block owns (insert), or changes columns (update);
-- what it leaves out of a row is filled in here.  "expect" holds the rows that
-- are new or changed by the step: all of notification and milestones, of
-- counters what is not zero.  "many" counts new notifications by type that are
-- too many to be written down.

CREATE SCHEMA test;

-- Rows of one write, complete.
CREATE FUNCTION test.rows_of(step jsonb, w jsonb) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT pg_catalog.jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
		'blocknumber', step -> 'block', 'created_at', step -> 'time',
		'updated_at', step -> 'time'))
		|| jsonb_build_object('blockhash', '0x' || (step ->> 'block'),
			'txhash', '0x' || (step ->> 'block') || '/' || i,
			'is_current', true, 'is_delete', false,
			'is_unlisted', false, 'is_available', true,
			'is_verified', false, 'is_private', false,
			'is_album', false, 'is_scheduled_release', false,
			'entity_type', 'User',
			'is_save_of_repost', false, 'is_repost_of_repost', false,
			'source', 'relay', 'track_segments', '[]'::jsonb)
		|| (CASE WHEN w -> 2 IS NULL THEN w -> 1 ELSE
			replace(regexp_replace(w ->> 1, '"\$i"', i::text, 'g'),
				'$i', i::text)::jsonb END) ORDER BY i)
	  FROM generate_series(COALESCE((w #>> '{2,0}')::int, 1),
		COALESCE((w #>> '{2,1}')::int, 1)) AS i
$$;

-- Neighbours of one table go into one statement.
CREATE FUNCTION test.put(tab text, fresh jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	keys text[] := disc.key_columns(tab);
	cols text := (SELECT string_agg(format('%I', a.attname), ', ')
		FROM pg_catalog.pg_attribute AS a
		WHERE a.attrelid = format('disc.%I', tab)::regclass
		  AND a.attnum > 0 AND NOT a.attisdropped
		  AND EXISTS (SELECT FROM jsonb_array_elements(fresh) AS r
			WHERE r ? a.attname::text));
BEGIN
	EXECUTE format('INSERT INTO disc.%I (%s) SELECT %s
		FROM jsonb_populate_recordset(NULL::disc.%I, $1)
		ON CONFLICT (%s) DO UPDATE SET (%s) = ROW (%s)', tab, cols, cols,
		tab, array_to_string(keys, ', '), cols,
		regexp_replace(cols, '(\w+|"[^"]*")(?=,|$)', 'EXCLUDED.\1', 'g'))
		USING fresh;
END
$$;

CREATE FUNCTION test.change(tab text, fresh jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	keys text[] := disc.key_columns(tab);
	sets text := (SELECT string_agg(format('%I = x.%I', k, k), ', ')
		FROM jsonb_object_keys(fresh -> 0) AS k WHERE k <> ALL (keys));
BEGIN
	EXECUTE format('UPDATE disc.%I AS t SET %s
		FROM jsonb_populate_recordset(NULL::disc.%I, $1) AS x WHERE %s',
		tab, sets, tab, (SELECT string_agg(format('t.%I = x.%I', k, k),
			' AND ') FROM unnest(keys) AS k)) USING fresh;
END
$$;

CREATE FUNCTION test.write(step jsonb) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	w record;
BEGIN
	PERFORM set_config('discprov.journal', 'off', true);
	IF step ->> 'how' = 'block' THEN
		PERFORM disc.block_begin((step ->> 'block')::int,
			'0x' || (step ->> 'block'),
			(SELECT blockhash FROM disc.blocks WHERE is_current), true);
	END IF;
	FOR w IN
		WITH one AS (
			SELECT n, x ->> 0 AS tab, x, lag(x ->> 0) OVER (ORDER BY n)
				IS DISTINCT FROM x ->> 0 AS begins
			  FROM jsonb_array_elements(step -> 'write')
				WITH ORDINALITY AS e (x, n)
		), run AS (
			SELECT *, count(*) FILTER (WHERE begins) OVER (ORDER BY n) AS g
			  FROM one
		)
		SELECT min(tab) AS tab, CASE step ->> 'how' WHEN 'update'
			THEN jsonb_agg(x -> 1 ORDER BY n)
			ELSE (SELECT jsonb_agg(r) FROM run AS same
				CROSS JOIN LATERAL jsonb_array_elements(
					test.rows_of(step, same.x)) AS r
				WHERE same.g = run.g) END AS fresh
		  FROM run GROUP BY g ORDER BY g
	LOOP
		IF step ->> 'how' = 'update' THEN
			PERFORM test.change(w.tab, w.fresh);
		ELSE
			PERFORM test.put(w.tab, w.fresh);
		END IF;
	END LOOP;
END
$$;

CREATE VIEW test.news AS
SELECT 'notification' AS tab, jsonb_strip_nulls(to_jsonb(n)
	|| jsonb_build_object('timestamp', n.timestamp::text, 'user_ids',
		(SELECT jsonb_agg(i ORDER BY i) FROM unnest(n.user_ids) AS i)))
	AS row
  FROM disc.notification AS n
UNION ALL
SELECT 'milestones', jsonb_strip_nulls(to_jsonb(m)
	|| jsonb_build_object('timestamp', m.timestamp::text))
  FROM disc.milestones AS m;

CREATE TABLE test.before (tab text, row jsonb);

-- A counter's row without what is zero.
CREATE FUNCTION test.counters(tab text, id text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	r jsonb;
BEGIN
	EXECUTE format('SELECT (SELECT jsonb_object_agg(k, v)
		FROM jsonb_each(to_jsonb(t)) AS e (k, v)
		WHERE v NOT IN (''0'', ''null'', ''false''))
		FROM disc.%I AS t WHERE %I = %L', tab, (disc.key_columns(tab))[1],
		id) INTO r;
	RETURN r;
END
$$;

CREATE FUNCTION test.state() RETURNS text
LANGUAGE sql AS $$
	SELECT string_agg(s.row, E'\n' ORDER BY s.row COLLATE "C")
	  FROM (SELECT to_jsonb(n)::text AS row FROM test.news AS n
		UNION ALL SELECT to_jsonb(a)::text FROM disc.aggregate_user AS a
		UNION ALL SELECT to_jsonb(a)::text FROM disc.aggregate_track AS a
		UNION ALL SELECT to_jsonb(a)::text
			FROM disc.aggregate_playlist AS a) AS s
$$;

-- The rows of a step that are told in full, as the view has them.
CREATE FUNCTION test.expected(step jsonb) RETURNS SETOF test.news
LANGUAGE sql AS $$
	SELECT t.tab, CASE t.tab WHEN 'notification' THEN
		jsonb_strip_nulls(jsonb_build_object('blocknumber', step -> 'block',
			'timestamp', step -> 'time') || r || jsonb_build_object(
			'user_ids', (SELECT jsonb_agg(i ORDER BY i)
				FROM jsonb_array_elements(r -> 'user_ids') AS i)))
		ELSE r END
	  FROM unnest(ARRAY['notification', 'milestones']) AS t (tab)
	 CROSS JOIN LATERAL jsonb_array_elements(
		COALESCE(step -> 'expect' -> t.tab, '[]')) AS r
$$;

CREATE FUNCTION test.judge(step jsonb, what text) RETURNS SETOF text
LANGUAGE sql AS $$
	WITH now AS (TABLE test.news EXCEPT TABLE test.before),
	many AS (
		SELECT k AS type, v::int AS count
		  FROM jsonb_each_text(COALESCE(step -> 'expect' -> 'many', '{}'))
			AS e (k, v)
	), told AS (
		SELECT * FROM now
		 WHERE tab <> 'notification'
		    OR row ->> 'type' NOT IN (SELECT type FROM many)
		    OR now.row IN (SELECT row FROM test.expected(step))
	)
	SELECT what || ' missing: ' || m::text
	  FROM (SELECT * FROM test.expected(step) EXCEPT TABLE told) AS m
	 UNION ALL
	SELECT what || ' not expected: ' || m::text
	  FROM (TABLE told EXCEPT SELECT * FROM test.expected(step)) AS m
	 UNION ALL
	SELECT what || ' ' || m.type || ': ' || n.count || ' instead of ' || m.count
	  FROM many AS m
	 CROSS JOIN LATERAL (SELECT count(*) FROM (TABLE now EXCEPT TABLE told)
		AS x WHERE x.row ->> 'type' = m.type) AS n
	 WHERE n.count <> m.count
	 UNION ALL
	SELECT what || ' ' || t.tab || ': ' || COALESCE(c::text, 'no row')
		|| ' instead of ' || r::text
	  FROM unnest(ARRAY['aggregate_user', 'aggregate_track',
		'aggregate_playlist', 'aggregate_plays']) AS t (tab)
	 CROSS JOIN LATERAL jsonb_array_elements(
		COALESCE(step -> 'expect' -> t.tab, '[]')) AS r
	 CROSS JOIN LATERAL test.counters(t.tab,
		r ->> (disc.key_columns(t.tab))[1]) AS c
	 WHERE c IS DISTINCT FROM r
$$;

-- What of a scenario is otherwise than it should be: nothing.  Each block is
-- undone and done again as well.
CREATE FUNCTION test.play(scenario jsonb) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	step jsonb;
	n bigint;
	was text;
	became text;
BEGIN
	INSERT INTO disc.blocks (blockhash, number, is_current)
	VALUES ('0x100', 100, true);
	FOR step, n IN SELECT * FROM jsonb_array_elements(scenario -> 'steps')
			WITH ORDINALITY LOOP
		DELETE FROM test.before;
		INSERT INTO test.before TABLE test.news;
		was := test.state();
		PERFORM test.write(step);
		RETURN QUERY SELECT * FROM test.judge(step, 'step ' || n);
		IF step ->> 'how' = 'block' THEN
			became := test.state();
			PERFORM disc.block_revert((step ->> 'block')::int);
			IF test.state() IS DISTINCT FROM was THEN
				RETURN NEXT 'step ' || n || ' is not undone';
			END IF;
			PERFORM test.write(step);
			IF test.state() IS DISTINCT FROM became THEN
				RETURN NEXT 'step ' || n || ' is not done again';
			END IF;
		END IF;
	END LOOP;
	-- A count that was set by hand is none.
	RETURN QUERY SELECT 'recount: ' || r::text FROM disc.recount_check() AS r
	 WHERE r.counted IS NOT NULL
	   AND scenario::text !~ '"aggregate_[a-z]*", {[^}]*"[a-z]*_count"';
END
$$;
