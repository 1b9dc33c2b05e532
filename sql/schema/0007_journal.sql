-- SPDX-License-Identifier: ISC
-- The undo journal: what block_revert() needs to make the tables look as if
-- a block had never been there.
--
-- Statement triggers write it while the setting discprov.journal is on, which
-- block_begin() does for one transaction.  For a row that a block made there
-- is its key, for one that it changed or removed also the whole old row.  Old
-- rows are json, not jsonb: its numbers keep every digit and the sign of zero.

CREATE TABLE disc.undo_journal (
	blocknumber int NOT NULL,
	seq int NOT NULL, -- from 1 in each block
	tablename text COLLATE "C" NOT NULL,
	op "char" NOT NULL CHECK (op IN ('I', 'U', 'D')),
	key json NOT NULL,
	old json CHECK ((old IS NULL) = (op = 'I')),
	PRIMARY KEY (blocknumber, seq)
);

CREATE FUNCTION disc.key_columns(tab text) RETURNS text[]
LANGUAGE sql STABLE AS $$
	SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.place)
	  FROM pg_catalog.pg_index AS i
	 CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[])
		WITH ORDINALITY AS k (attnum, place)
	  JOIN pg_catalog.pg_attribute AS a
	    ON a.attrelid = i.indrelid AND a.attnum = k.attnum
	 WHERE i.indrelid = pg_catalog.format('disc.%I', tab)::regclass
	   AND i.indisprimary
	   AND k.place <= i.indnkeyatts
$$;

-- Three triggers on each statement-level event, one function a table: the
-- statements in it are static, so their plans are kept.  A FULL JOIN can only
-- be hashed or merged, so a plan made for few rows serves many as well.
CREATE FUNCTION disc.journal_attach(tab text) RETURNS void
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
	b int := pg_catalog.current_setting('discprov.block')::int;
	s int := pg_catalog.current_setting('discprov.seq')::int;
	added int;
BEGIN
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
	PERFORM pg_catalog.set_config('discprov.seq', (s + added)::text, true);
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

-- A jsonb column that holds JSON's null would come back as SQL's null.  Both
-- mean "nothing" here, so the first never gets in: a column that must hold
-- something takes its default.
CREATE FUNCTION disc.json_null_attach(tab text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	c record;
	body text := '';
	test text := '';
BEGIN
	FOR c IN
		SELECT a.attname,
		       COALESCE(pg_catalog.pg_get_expr(d.adbin, d.adrelid),
				'NULL') AS instead
		  FROM pg_catalog.pg_attribute AS a
		  LEFT JOIN pg_catalog.pg_attrdef AS d
		    ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		 WHERE a.attrelid = pg_catalog.format('disc.%I', tab)::regclass
		   AND a.atttypid = 'pg_catalog.jsonb'::regtype
		   AND NOT a.attisdropped
		 ORDER BY a.attnum
	LOOP
		body := body || pg_catalog.format(
			E'\tIF NEW.%I = ''null'' THEN NEW.%I := %s; END IF;\n',
			c.attname, c.attname, c.instead);
		test := test || pg_catalog.format(' OR NEW.%I = ''null''',
			c.attname);
	END LOOP;
	EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
		RETURNS trigger LANGUAGE plpgsql AS %L', 'json_null_' || tab,
		E'BEGIN\n' || body || E'\tRETURN NEW;\nEND');
	EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER json_null
		BEFORE INSERT OR UPDATE ON disc.%I FOR EACH ROW WHEN (%s)
		EXECUTE FUNCTION disc.%I()', tab, pg_catalog.substr(test, 5),
		'json_null_' || tab);
END
$$;

-- Every table that blocks own.
SELECT disc.journal_attach(t)
  FROM pg_catalog.unnest(ARRAY['users', 'associated_wallets', 'user_events',
	'tracks', 'track_routes', 'stems', 'remixes', 'playlists',
	'playlist_routes', 'follows', 'reposts', 'saves', 'subscriptions',
	'ursm_content_nodes', 'ipld_blacklists', 'skipped_transactions',
	'cid_data', 'aggregate_user', 'aggregate_track',
	'aggregate_playlist']) AS t;

SELECT disc.json_null_attach(t)
  FROM pg_catalog.unnest(ARRAY['users', 'tracks', 'playlists',
	'cid_data']) AS t;

-- Make a block the current one.  What the transaction writes from here on is
-- that block's, and can be undone when with_journal is set.
CREATE FUNCTION disc.block_begin(b_number int, b_hash text, b_parent text,
	with_journal bool) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE disc.blocks AS b SET is_current = false WHERE b.is_current;
	INSERT INTO disc.blocks
		(blockhash, parenthash, number, is_current, journaled)
	VALUES (b_hash, b_parent, b_number, true, with_journal);
	PERFORM pg_catalog.set_config('discprov.block', b_number::text, true),
		pg_catalog.set_config('discprov.seq', '0', true),
		pg_catalog.set_config('discprov.journal',
			CASE WHEN with_journal THEN 'on' ELSE 'off' END, true);
END
$$;

-- Put back what one block changed in one table: the oldest entry of each key
-- knows how the row stood before, so the order of keys and tables is free.
CREATE FUNCTION disc.block_revert_table(b_number int, tab text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	oldest constant text := 'WITH f AS MATERIALIZED (
		SELECT DISTINCT ON (j.key::text) j.key, j.old
		  FROM disc.undo_journal AS j
		 WHERE j.blocknumber = $1 AND j.tablename = $2
		 ORDER BY j.key::text, j.seq) ';
	same text := (SELECT pg_catalog.string_agg(
		pg_catalog.format('t.%I = k.%I', c, c), ' AND ')
		FROM pg_catalog.unnest(disc.key_columns(tab)) AS c);
BEGIN
	EXECUTE oldest || pg_catalog.format('DELETE FROM disc.%I AS t
		USING f, pg_catalog.json_populate_record(NULL::disc.%I, f.key)
			AS k
		WHERE %s', tab, tab, same) USING b_number, tab;
	EXECUTE oldest || pg_catalog.format('INSERT INTO disc.%I
		SELECT o.* FROM f, pg_catalog.json_populate_record(
			NULL::disc.%I, f.old) AS o
		WHERE f.old IS NOT NULL', tab, tab) USING b_number, tab;
END
$$;

-- Undo the current block, which must be this one; its parent becomes current.
-- DP001: not the current block.  DP002: no journal.  DP003: no parent.
CREATE FUNCTION disc.block_revert(b_number int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	zero constant text := '0x' || pg_catalog.repeat('0', 64);
	block disc.blocks;
	tab text;
	settings text;
BEGIN
	SELECT * INTO block FROM disc.blocks AS b WHERE b.is_current FOR UPDATE;
	IF block.number IS DISTINCT FROM b_number THEN
		RAISE EXCEPTION 'block % is not the current one (%)', b_number,
			COALESCE(block.number::text, 'none')
			USING ERRCODE = 'DP001';
	END IF;
	IF NOT block.journaled THEN
		RAISE EXCEPTION 'block % has no journal: it was pruned or never written',
			b_number USING ERRCODE = 'DP002';
	END IF;
	settings := pg_catalog.set_config('discprov.journal', 'off', true)
		|| pg_catalog.set_config('discprov.revert', 'on', true);
	FOR tab IN SELECT DISTINCT j.tablename FROM disc.undo_journal AS j
			WHERE j.blocknumber = b_number ORDER BY 1 LOOP
		PERFORM disc.block_revert_table(b_number, tab);
	END LOOP;
	settings := pg_catalog.set_config('discprov.revert', 'off', true);
	DELETE FROM disc.undo_journal AS j WHERE j.blocknumber = b_number;
	DELETE FROM disc.blocks AS b WHERE b.blockhash = block.blockhash;
	-- The chain's first block has a parent of zeros, stored as '0x0'.
	UPDATE disc.blocks AS b SET is_current = true
	 WHERE b.blockhash = CASE WHEN block.parenthash = zero
		AND NOT EXISTS (SELECT FROM disc.blocks AS z
			WHERE z.blockhash = zero)
		THEN '0x0' ELSE block.parenthash END;
	IF NOT FOUND THEN
		RAISE EXCEPTION 'block % cannot be undone: its parent is not here',
			b_number USING ERRCODE = 'DP003';
	END IF;
END
$$;

-- Forget the journals of all blocks below b_number.
CREATE FUNCTION disc.undo_prune(b_number int) RETURNS void
LANGUAGE sql AS $$
	DELETE FROM disc.undo_journal AS j WHERE j.blocknumber < b_number;
	UPDATE disc.blocks AS b SET journaled = false
	 WHERE b.journaled AND b.number < b_number;
$$;
