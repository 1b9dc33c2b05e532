-- SPDX-License-Identifier: ISC
-- Random blocks for the journal and counter tests: random rows of every type
-- and column, decided by a seed alone.

CREATE SCHEMA test;

CREATE TABLE test.tables (tab text PRIMARY KEY, may_delete text NOT NULL);
INSERT INTO test.tables VALUES
	('users', 'false'), ('tracks', 'false'), ('playlists', 'false'),
	('follows', 'follower_user_id <= 4 AND followee_user_id <= 4'),
	('reposts', 'user_id <= 4 AND repost_item_id <= 4'),
	('saves', 'user_id <= 4 AND save_item_id <= 4'),
	('subscriptions', 'true'), ('associated_wallets', 'true'),
	('user_events', 'true'), ('track_routes', 'true'), ('stems', 'true'),
	('remixes', 'true'), ('playlist_routes', 'true'),
	('ursm_content_nodes', 'true'), ('ipld_blacklists', 'true'),
	('skipped_transactions', 'true'), ('cid_data', 'true'),
	('developer_apps', 'true'), ('grants', 'true'),
	('dashboard_wallet_users', 'true'), ('muted_users', 'true'),
	('collectibles', 'true'), ('user_payout_wallet_history', 'true'),
	('track_downloads', 'true'), ('track_price_history', 'true'),
	('album_price_history', 'true'), ('playlist_tracks', 'true'),
	('playlist_seen', 'true'), ('shares', 'true'), ('reactions', 'true'),
	('comments', 'true'), ('comment_threads', 'true'),
	('comment_reactions', 'true'), ('comment_mentions', 'true'),
	('comment_reports', 'true'),
	('comment_notification_settings', 'true'), ('events', 'true'),
	('encrypted_emails', 'true'), ('email_encryption_keys', 'true'),
	('email_access_keys', 'true'), ('notification_seen', 'true'),
	('notification', 'true');

-- One of these, each as often as the other.
CREATE FUNCTION test.pick(VARIADIC choice text[]) RETURNS text
LANGUAGE sql VOLATILE AS $$
	SELECT choice[1 + pg_catalog.floor(
		random() * cardinality(choice))::int]
$$;

CREATE FUNCTION test.number(low int, high int) RETURNS int
LANGUAGE sql VOLATILE AS $$
	SELECT low + pg_catalog.floor(random() * (high - low + 1))::int
$$;

-- Text of a random value of a type.
CREATE FUNCTION test.value(typ regtype) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RETURN CASE typ::text
	WHEN 'integer' THEN test.number(1, 8)::text
	WHEN 'bigint' THEN test.number(1, 8)::text
	WHEN 'boolean' THEN test.pick('t', 'f')
	WHEN 'double precision' THEN test.pick('0.1', '-0', '1e300', 'NaN',
		'-Infinity', '0.30000000000000004', random()::text)
	WHEN 'timestamp without time zone' THEN (timestamp '2020-01-01'
		+ test.number(0, 2000000000) * interval '1 microsecond')::text
	WHEN 'text' THEN test.pick('', 'a', 'Track', 'NULL', E'tab\tline\nend', '\N',
		'ünïcode 🎵 {x,"y"} \ ''q''', repeat('long ', 600),
		md5(random()::text))
	WHEN 'integer[]' THEN test.pick('{}', '{1,NULL,3}', '{7}')
	WHEN 'text[]' THEN test.pick('{US}', '{US,DE}')
	WHEN 'jsonb' THEN test.pick('null', '{}', '[]', '"text"', '1.10',
		'{"a": null, "b": [1, 2.50, {"c": "ü\n"}], "": false}',
		'{"track_ids": [{"track": 1, "time": 1600000000}]}',
		'[1e3, -0.0, 12345678901234567890.123]')
	ELSE (SELECT test.pick(VARIADIC array_agg(e.enumlabel::text
			ORDER BY e.enumsortorder))
		FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = typ)
	END;
END
$$;

-- Columns of a table, with what to do with them.
CREATE VIEW test.cols AS
SELECT c.relname AS tab, a.attnum, a.attname AS col, a.attnotnull AS must,
       a.atttypid::regtype AS typ, c.reltype::regtype AS rowtype,
       a.attname = ANY (disc.key_columns(c.relname)) AS is_key,
       a.attname = 'id' AS is_id
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
 WHERE c.relnamespace = 'disc'::regnamespace AND c.relkind = 'r'
   AND a.attnum > 0 AND NOT a.attisdropped;

CREATE FUNCTION test.record_literal(a_tab text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	c record;
	v text;
	parts text[] := '{}';
BEGIN
	FOR c IN SELECT * FROM test.cols WHERE tab = a_tab ORDER BY attnum LOOP
		v := test.value(c.typ);
		IF c.is_id OR (NOT c.must AND random() < 0.3) THEN
			v := NULL;
		ELSIF c.is_key AND c.typ = 'text'::regtype THEN
			v := test.pick('k1', 'k2', 'K-3', 'ключ');
		END IF;
		parts := parts || pg_catalog.format('%L', v);
	END LOOP;
	RETURN pg_catalog.format('ROW(%s)::disc.%I',
		array_to_string(parts, ', '), a_tab);
END
$$;

-- Insert or update up to n random rows of a table in one statement.
CREATE FUNCTION test.upsert(a_tab text, n int) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	keys text := array_to_string(disc.key_columns(a_tab), ', ');
	sets text := (SELECT string_agg(format('%I = EXCLUDED.%I', col, col),
		', ' ORDER BY attnum) FROM test.cols
		WHERE tab = a_tab AND NOT is_key AND NOT is_id);
	rows text := '';
BEGIN
	FOR i IN 1..n LOOP
		rows := rows || ', ' || test.record_literal(a_tab);
	END LOOP;
	EXECUTE format('INSERT INTO disc.%I SELECT DISTINCT ON (%s) r.*
		FROM unnest(ARRAY[%s]::disc.%I[]) AS r ORDER BY %s
		ON CONFLICT (%s) DO %s', a_tab,
		CASE a_tab WHEN 'skipped_transactions' THEN 'txhash, level'
			ELSE keys END, substr(rows, 3), a_tab,
		CASE a_tab WHEN 'skipped_transactions' THEN 'txhash, level'
			ELSE keys END, keys,
		COALESCE('UPDATE SET ' || sets, 'NOTHING'));
END
$$;

-- Set one random column in a random range of rows.
CREATE FUNCTION test.change(a_tab text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	k text := (disc.key_columns(a_tab))[1];
	c record;
BEGIN
	SELECT * INTO c
	  FROM (SELECT * FROM test.cols
		 WHERE tab = a_tab AND NOT is_key AND NOT is_id
		 ORDER BY attnum) AS ordered
	 ORDER BY random() LIMIT 1;
	IF FOUND THEN
		EXECUTE format('UPDATE disc.%I SET %I = %L WHERE %I::text %s %L',
			a_tab, c.col, test.value(c.typ), k,
			test.pick('<', '>='), test.number(1, 8)::text);
	END IF;
END
$$;

CREATE FUNCTION test.remove(a_tab text, which text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	EXECUTE format('DELETE FROM disc.%I WHERE (%s) AND %I::text %s %L',
		a_tab, which, (disc.key_columns(a_tab))[1],
		test.pick('<', '>='), test.number(1, 8)::text);
END
$$;

-- What block n of a branch does; the first makes the rows that later ones
-- may lean on.
CREATE FUNCTION test.block(n int, seed float8, steps int) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	t record;
BEGIN
	PERFORM setseed(seed);
	IF n = 1 THEN
		FOR t IN SELECT tab FROM unnest(ARRAY['users', 'tracks',
				'playlists']) AS tab LOOP
			FOR i IN 1..100 LOOP
				PERFORM test.upsert(t.tab, 1);
			END LOOP;
		END LOOP;
	END IF;
	FOR i IN 1..steps LOOP
		SELECT * INTO t
		  FROM (SELECT * FROM test.tables ORDER BY tab) AS ordered
		 ORDER BY random() LIMIT 1;
		CASE test.number(1, 5)
		WHEN 1 THEN PERFORM test.change(t.tab);
		WHEN 2 THEN PERFORM test.remove(t.tab, t.may_delete);
		ELSE PERFORM test.upsert(t.tab, test.number(1, 5));
		END CASE;
	END LOOP;
END
$$;
