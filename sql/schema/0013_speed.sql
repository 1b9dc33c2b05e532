-- SPDX-License-Identifier: ISC
-- The same journal and the same counters with less work.  An upsert fires the
-- triggers of INSERT and of UPDATE, and mostly one of them has no rows; and
-- most blocks repost and save tracks only.

-- As in 0007, but what has no rows ends at once.
CREATE OR REPLACE FUNCTION disc.journal_attach(tab text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	cols text[] := disc.key_columns(tab);
	key_list text := (SELECT pg_catalog.string_agg(
		pg_catalog.format('%I', c), ', ') FROM pg_catalog.unnest(cols) AS c);
	key_json text := (SELECT pg_catalog.string_agg(
		pg_catalog.format('%L, %I', c, c), ', ')
		FROM pg_catalog.unnest(cols) AS c);
	body text := $f$
DECLARE
	b int;
	s int;
	added int;
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NOT EXISTS (SELECT FROM new_rows) THEN
			RETURN NULL;
		END IF;
	ELSIF NOT EXISTS (SELECT FROM old_rows) THEN
		RETURN NULL;
	END IF;
	b := pg_catalog.current_setting('discprov.block')::int;
	s := pg_catalog.current_setting('discprov.seq')::int;
	IF TG_OP = 'INSERT' THEN
		INSERT INTO disc.undo_journal
		SELECT b, s + row_number() OVER (ORDER BY :keys), :name, 'I',
		       pg_catalog.json_build_object(:pairs), NULL
		  FROM new_rows;
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO disc.undo_journal
		SELECT b, s + row_number() OVER (ORDER BY :keys), :name, 'D',
		       pg_catalog.json_build_object(:pairs),
		       pg_catalog.row_to_json(o)
		  FROM old_rows AS o;
	ELSE
		INSERT INTO disc.undo_journal
		SELECT b, s + row_number() OVER (ORDER BY :keys), :name,
		       CASE WHEN o.:first IS NULL THEN 'I'
			    WHEN n.:first IS NULL THEN 'D' ELSE 'U' END,
		       pg_catalog.json_build_object(:pairs),
		       CASE WHEN o.:first IS NOT NULL
			    THEN pg_catalog.row_to_json(o) END
		  FROM old_rows AS o
		  FULL JOIN new_rows AS n USING (:keys)
		 WHERE o.:first IS NULL OR n.:first IS NULL
		    OR o OPERATOR(pg_catalog.*<>) n;
	END IF;
	GET DIAGNOSTICS added = ROW_COUNT;
	IF added > 0 THEN
		PERFORM pg_catalog.set_config('discprov.seq',
			(s + added)::text, true);
	END IF;
	RETURN NULL;
END
$f$;
	event text;
BEGIN
	body := pg_catalog.replace(body, ':keys', key_list);
	body := pg_catalog.replace(body, ':pairs', key_json);
	body := pg_catalog.replace(body, ':name', pg_catalog.quote_literal(tab));
	body := pg_catalog.replace(body, ':first',
		pg_catalog.quote_ident(cols[1]));
	EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
		RETURNS trigger LANGUAGE plpgsql AS %L', 'journal_' || tab, body);
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
			AFTER %s ON disc.%I REFERENCING %s FOR EACH STATEMENT
			WHEN (pg_catalog.current_setting(''discprov.journal'',
				true) = ''on'')
			EXECUTE FUNCTION disc.%I()',
			'journal_' || pg_catalog.lower(event), event, tab,
			CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
				WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
			END, 'journal_' || tab);
	END LOOP;
END
$$;

-- Every table that has a journal so far.
SELECT disc.journal_attach(c.relname::text)
  FROM pg_catalog.pg_trigger AS t
  JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
 WHERE t.tgname = 'journal_insert'
   AND c.relnamespace = 'disc'::regnamespace
 ORDER BY c.relname;

-- As in 0008, but a step may begin with a line "when CONDITION:" on a row r:
-- without such a row it is left out.
CREATE OR REPLACE FUNCTION disc.counter_attach(tab text, VARIADIC work text[])
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	plus constant text := 'SELECT 1 AS sign, n.* FROM new_rows AS n';
	minus constant text := 'SELECT -1 AS sign, o.* FROM old_rows AS o';
	event text;
	source text;
	one_has text;
	body text := '';
	step text;
	condition text;
BEGIN
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
		source := CASE event WHEN 'INSERT' THEN plus
			WHEN 'DELETE' THEN minus
			ELSE plus || ' UNION ALL ' || minus END;
		one_has := CASE event
			WHEN 'INSERT' THEN 'EXISTS (SELECT FROM new_rows AS r WHERE %1$s)'
			WHEN 'DELETE' THEN 'EXISTS (SELECT FROM old_rows AS r WHERE %1$s)'
			ELSE 'EXISTS (SELECT FROM new_rows AS r WHERE %1$s)'
				' OR EXISTS (SELECT FROM old_rows AS r WHERE %1$s)'
			END;
		-- An upsert fires INSERT and UPDATE; mostly one has no rows.
		body := body || pg_catalog.format(
			E'IF TG_OP = %L THEN\nIF NOT EXISTS (SELECT FROM %I) '
			'THEN RETURN NULL; END IF;\n', event,
			CASE event WHEN 'DELETE' THEN 'old_rows'
				ELSE 'new_rows' END);
		FOREACH step IN ARRAY work LOOP
			condition := COALESCE((pg_catalog.regexp_match(step,
				'^\s*when ([^\n]+):\n'))[1], 'true');
			step := pg_catalog.regexp_replace(step,
				'^\s*when [^\n]+:\n', '');
			body := body || pg_catalog.format(
				E'IF %s THEN\nWITH changed AS (%s)\n%s;\nEND IF;\n',
				pg_catalog.format(one_has, condition), source,
				step);
		END LOOP;
		body := body || E'END IF;\n';
	END LOOP;
	EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
		RETURNS trigger LANGUAGE plpgsql AS %L', 'counter_' || tab,
		E'BEGIN\n' || body || E'RETURN NULL;\nEND');
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
			AFTER %s ON disc.%I REFERENCING %s FOR EACH STATEMENT
			WHEN (pg_catalog.current_setting(''discprov.revert'',
				true) IS DISTINCT FROM ''on'')
			EXECUTE FUNCTION disc.%I()',
			'counter_' || pg_catalog.lower(event), event, tab,
			CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
				WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
			END, 'counter_' || tab);
	END LOOP;
END
$$;

SELECT disc.counter_attach('reposts', $$
INSERT INTO disc.aggregate_user AS a (user_id, repost_count)
SELECT r.user_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 GROUP BY r.user_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = r.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count
$$, $$
when r.repost_type = 'track':
INSERT INTO disc.aggregate_track AS a (track_id, repost_count)
SELECT r.repost_item_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.repost_type = 'track'
 GROUP BY r.repost_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.track_id FROM disc.aggregate_track AS x
	 WHERE x.track_id = r.repost_item_id) IS NULL
ON CONFLICT (track_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count
$$, $$
when r.repost_type <> 'track':
INSERT INTO disc.aggregate_playlist AS a (playlist_id, is_album, repost_count)
SELECT r.repost_item_id,
       COALESCE((SELECT p.is_album FROM disc.playlists AS p
		  WHERE p.playlist_id = r.repost_item_id),
		bool_or(r.repost_type = 'album')),
       sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.repost_type <> 'track'
 GROUP BY r.repost_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.playlist_id FROM disc.aggregate_playlist AS x
	 WHERE x.playlist_id = r.repost_item_id) IS NULL
ON CONFLICT (playlist_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count
$$);

-- Only saves of tracks count for the user.
SELECT disc.counter_attach('saves', $$
when r.save_type = 'track':
INSERT INTO disc.aggregate_user AS a (user_id, track_save_count)
SELECT r.user_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.save_type = 'track'
 GROUP BY r.user_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = r.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET track_save_count = a.track_save_count + EXCLUDED.track_save_count
$$, $$
when r.save_type = 'track':
INSERT INTO disc.aggregate_track AS a (track_id, save_count)
SELECT r.save_item_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.save_type = 'track'
 GROUP BY r.save_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.track_id FROM disc.aggregate_track AS x
	 WHERE x.track_id = r.save_item_id) IS NULL
ON CONFLICT (track_id) DO UPDATE
   SET save_count = a.save_count + EXCLUDED.save_count
$$, $$
when r.save_type <> 'track':
INSERT INTO disc.aggregate_playlist AS a (playlist_id, is_album, save_count)
SELECT r.save_item_id,
       COALESCE((SELECT p.is_album FROM disc.playlists AS p
		  WHERE p.playlist_id = r.save_item_id),
		bool_or(r.save_type = 'album')),
       sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.save_type <> 'track'
 GROUP BY r.save_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.playlist_id FROM disc.aggregate_playlist AS x
	 WHERE x.playlist_id = r.save_item_id) IS NULL
ON CONFLICT (playlist_id) DO UPDATE
   SET save_count = a.save_count + EXCLUDED.save_count
$$);
