-- SPDX-License-Identifier: ISC
-- The state's digest: one number for the rows that blocks own, the same on all
-- nodes that hold the same rows, whatever way these came about.
--
-- A row's term is SHA-256 of its canonical text, as a number; a table's sum,
-- and that of each bucket of its keys, is the sum of terms modulo 2^256.  So a
-- change takes the old row's term away and adds the new one's.  ARCHITECTURE
-- has the canonical text for whoever wants to make it, too.
--
-- Rows that the indexer holds in memory it sums itself (indexer/rows/digest.c)
-- and says so in discprov.digest; what anybody else writes, and what undoes a
-- block, the triggers here sum.

-- The tables, and the column whose values are cut into buckets; told: the
-- indexer sums what it writes.  Places are for ever: sums stand in that order.
--
-- Left out are what follows from these rows (counters, milestones,
-- notifications, search, trending), copies that prove themselves by their names
-- (cid_data, core_acts), and plays, which no block is asked for again.
CREATE VIEW disc.digest_table (place, tablename, bucket_by, told) AS
VALUES  (1, 'users' COLLATE "C", 'user_id', true),
	(2, 'associated_wallets', 'user_id', false),
	(3, 'user_events', 'user_id', true),
	(4, 'tracks', 'track_id', true),
	(5, 'track_routes', 'owner_id', true),
	(6, 'stems', 'parent_track_id', false),
	(7, 'remixes', 'parent_track_id', false),
	(8, 'playlists', 'playlist_id', true),
	(9, 'playlist_routes', 'owner_id', true),
	(10, 'follows', 'follower_user_id', true),
	(11, 'reposts', 'user_id', true),
	(12, 'saves', 'user_id', true),
	(13, 'subscriptions', 'subscriber_id', true),
	(14, 'ursm_content_nodes', 'cnode_sp_id', true),
	(15, 'ipld_blacklists', 'ipld', false),
	(16, 'skipped_transactions', 'txhash', false),
	(17, 'developer_apps', 'address', true),
	(18, 'grants', 'grantee_address', true),
	(19, 'dashboard_wallet_users', 'wallet', true),
	(20, 'muted_users', 'muted_user_id', true),
	(21, 'collectibles', 'user_id', true),
	(22, 'user_payout_wallet_history', 'user_id', false),
	(23, 'track_downloads', 'parent_track_id', false),
	(24, 'track_price_history', 'track_id', false),
	(25, 'album_price_history', 'playlist_id', false),
	(26, 'playlist_tracks', 'playlist_id', true),
	(27, 'playlist_seen', 'user_id', true),
	(28, 'shares', 'user_id', false),
	(29, 'reactions', 'reacted_to', true),
	(30, 'comments', 'comment_id', true),
	(31, 'comment_threads', 'parent_comment_id', false),
	(32, 'comment_reactions', 'comment_id', true),
	(33, 'comment_mentions', 'comment_id', true),
	(34, 'comment_reports', 'comment_id', true),
	(35, 'comment_notification_settings', 'user_id', true),
	(36, 'events', 'event_id', true),
	(37, 'encrypted_emails', 'email_owner_user_id', true),
	(38, 'email_access', 'email_owner_user_id', false),
	(39, 'notification_seen', 'user_id', false),
	(40, 'track_collaborators', 'track_id', false),
	(41, 'oauth_redirect_uris', 'client_id', false);

-- The columns that count, in the order of their names.  Left out, here and
-- nowhere else: ids by which only this database knows a row, and what no block
-- ever writes (who may be heard is said by take-downs and by content nodes).
--
-- kind: how a value becomes text.  turned: jobs turn this over when the time
-- has come or somebody was taken down, each node at a moment of its own.  The
-- row's column "turned" has this bit set then, and the value counts as blocks
-- have left it.
CREATE VIEW disc.digest_column (tablename, columnname, kind, turned, preset) AS
SELECT d.tablename, a.attname::text COLLATE "C",
       CASE WHEN a.attname = 'blocknumber' THEN 'height'
	    WHEN a.atttypid = 'pg_catalog.bool'::regtype THEN 'bool'
	    WHEN a.atttypid = 'pg_catalog.float8'::regtype THEN 'float8'
	    WHEN a.atttypid = 'pg_catalog.jsonb'::regtype THEN 'jsonb'
	    WHEN a.atttypid IN ('pg_catalog._text'::regtype,
		'pg_catalog._int4'::regtype) THEN 'array'
	    ELSE 'text' END,
       CASE d.tablename || '.' || a.attname
	    WHEN 'tracks.is_delete' THEN 1
	    WHEN 'tracks.is_unlisted' THEN 2
	    WHEN 'users.is_deactivated' THEN 1
	    WHEN 'playlists.is_private' THEN 1 END,
       -- what stands for JSON's null
       CASE WHEN a.attnotnull AND a.atttypid = 'pg_catalog.jsonb'::regtype
	    THEN pg_catalog.substring(pg_catalog.pg_get_expr(e.adbin,
		e.adrelid), '^''(.*)''') END
  FROM disc.digest_table AS d
  JOIN pg_catalog.pg_attribute AS a
    ON a.attrelid = pg_catalog.format('disc.%I', d.tablename)::regclass
   AND a.attnum > 0
   AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_attrdef AS e
    ON e.adrelid = a.attrelid AND e.adnum = a.attnum
 WHERE a.attname NOT IN ('slot', 'turned')
   AND (a.attname <> 'is_current'
	OR d.tablename IN ('track_routes', 'playlist_routes'))
   AND d.tablename || '.' || a.attname NOT IN ('associated_wallets.id',
	'user_events.id', 'skipped_transactions.id', 'users.is_available',
	'users.user_storage_account', 'users.user_authority_account',
	'tracks.is_available', 'ipld_blacklists.is_blacklisted',
	'comments.is_visible', 'encrypted_emails.primary_user_id');

-- By what rows of a table are told apart, on all nodes.
CREATE FUNCTION disc.digest_key(tab text) RETURNS text[]
LANGUAGE sql STABLE AS $$
	SELECT CASE tab WHEN 'skipped_transactions'
		THEN ARRAY['txhash', 'level', 'blocknumber']
		ELSE disc.key_columns(tab) END
$$;

ALTER TABLE disc.users ADD turned int;
ALTER TABLE disc.tracks ADD turned int;
ALTER TABLE disc.playlists ADD turned int;

-- Sums of now; null: nobody keeps them.
CREATE TABLE disc.digest_sum (
	place int PRIMARY KEY,
	tablename text COLLATE "C" NOT NULL UNIQUE,
	sum numeric
) WITH (fillfactor = 30);
CREATE TABLE disc.digest_bucket (
	tablename text COLLATE "C",
	bucket text COLLATE "C",
	sum numeric NOT NULL,
	PRIMARY KEY (tablename, bucket)
) WITH (fillfactor = 70);
CREATE INDEX digest_bucket_empty_idx ON disc.digest_bucket (tablename)
	WHERE sum = 0;
-- As they were behind a block.
CREATE TABLE disc.digest_block (
	number int PRIMARY KEY,
	blockhash text COLLATE "C" NOT NULL,
	core int,
	height int,
	digest bytea NOT NULL,
	sums numeric[] NOT NULL -- in the order of places
);
ALTER TABLE disc.digest_block SET (toast_tuple_target = 4080);
CREATE INDEX digest_block_height_idx
	ON disc.digest_block (COALESCE(height, number), number);
CREATE INDEX digest_block_passing_idx ON disc.digest_block (number)
	WHERE COALESCE(height, number) % 1000 <> 0;

INSERT INTO disc.digest_sum (place, tablename)
SELECT d.place, d.tablename FROM disc.digest_table AS d;

CREATE FUNCTION disc.digest_is_on() RETURNS bool
LANGUAGE sql STABLE AS $$
	SELECT s.sum IS NOT NULL FROM disc.digest_sum AS s WHERE s.place = 1
$$;

-- Modulo 2^256, never below 0.
CREATE FUNCTION disc.digest_mod(n numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN r < 0 THEN r + m ELSE r END
	  FROM (SELECT m, pg_catalog.mod(n, m) AS r
		  FROM (SELECT 115792089237316195423570985008687907853269984665640564039457584007913129639936
			AS m) AS a) AS b
$$;

CREATE FUNCTION disc.digest_number(h bytea) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT ((('x' || pg_catalog.substr(x, 1, 8))::bit(32)::int8::numeric
		* 4294967296 + ('x' || pg_catalog.substr(x, 9, 8))::bit(32)::int8)
		* 18446744073709551616
		+ ('x' || pg_catalog.substr(x, 17, 8))::bit(32)::int8::numeric
		* 4294967296 + ('x' || pg_catalog.substr(x, 25, 8))::bit(32)::int8)
		* 340282366920938463463374607431768211456
		+ (('x' || pg_catalog.substr(x, 33, 8))::bit(32)::int8::numeric
		* 4294967296 + ('x' || pg_catalog.substr(x, 41, 8))::bit(32)::int8)
		* 18446744073709551616
		+ ('x' || pg_catalog.substr(x, 49, 8))::bit(32)::int8::numeric
		* 4294967296 + ('x' || pg_catalog.substr(x, 57, 8))::bit(32)::int8
	  FROM (SELECT pg_catalog.encode(h, 'hex') AS x) AS e
$$;

-- Heights of core chains are counted from a number that each node has for
-- itself.
CREATE FUNCTION disc.digest_height(n int) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT COALESCE((SELECT (n - c.base)::text || '@' || c.chain_id
		  FROM disc.core_chains AS c
		 WHERE c.base < n
		 ORDER BY c.id DESC
		 LIMIT 1), n::text)
$$;

-- The value of a column of r as text.
CREATE FUNCTION disc.digest_value(columnname text, kind text, turned int)
RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT CASE
	    WHEN kind = 'height' THEN pg_catalog.format(
		'disc.digest_height(r.%I)', columnname)
	    WHEN kind = 'float8' THEN pg_catalog.format('pg_catalog.encode('
		'pg_catalog.float8send(r.%I), ''hex'')', columnname)
	    WHEN turned IS NOT NULL THEN pg_catalog.format('(r.%I <> '
		'(COALESCE(r.turned, 0) & %s <> 0))::text', columnname, turned)
	    ELSE pg_catalog.format('r.%I::text', columnname) END
$$;

-- The canonical text of a row r, and the bucket of its key, as expressions.
CREATE FUNCTION disc.digest_text_of(tab text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT 'pg_catalog.concat(' || pg_catalog.quote_literal(tab || E'\n')
		|| pg_catalog.string_agg(pg_catalog.format(
			', %L || pg_catalog.octet_length(%s) || %L || %s || %L',
			c.columnname || ' ', v.v, ':', v.v, E'\n'), ''
			ORDER BY c.columnname) || ')'
	  FROM disc.digest_column AS c
	 CROSS JOIN LATERAL (SELECT disc.digest_value(c.columnname, c.kind,
		c.turned) AS v) AS v
	 WHERE c.tablename = tab
$$;

CREATE FUNCTION disc.digest_is_id(tab text) RETURNS bool
LANGUAGE sql STABLE AS $$
	SELECT a.atttypid = 'int'::regtype
	  FROM disc.digest_table AS d
	  JOIN pg_catalog.pg_attribute AS a
	    ON a.attrelid = pg_catalog.format('disc.%I', d.tablename)::regclass
	   AND a.attname = d.bucket_by
	 WHERE d.tablename = tab
$$;

CREATE FUNCTION disc.digest_bucket_of(tab text) RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT pg_catalog.format(CASE WHEN disc.digest_is_id(tab)
			THEN '(r.%I >> 12)::text'
			ELSE 'pg_catalog.left(r.%I, 3)' END, d.bucket_by)
	  FROM disc.digest_table AS d
	 WHERE d.tablename = tab
$$;

-- Rows r of a source, which are such as those of a table, as buckets and terms.
CREATE FUNCTION disc.digest_terms_of(tab text, source text, sign text)
RETURNS text
LANGUAGE sql STABLE AS $$
	SELECT pg_catalog.format('SELECT %s AS bucket, %s disc.digest_number('
		'pg_catalog.sha256(pg_catalog.convert_to(%s, ''UTF8''))) AS term'
		' FROM %s AS r', disc.digest_bucket_of(tab), sign,
		disc.digest_text_of(tab), source)
$$;

-- The triggers of a table; again whenever it gets another column.
CREATE FUNCTION disc.digest_attach(tab text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	is_told bool;
	event text;
BEGIN
	SELECT d.told INTO STRICT is_told FROM disc.digest_table AS d
	 WHERE d.tablename = tab;
	EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
		RETURNS trigger LANGUAGE plpgsql SET datestyle = ''ISO'' AS %L',
		'digest_' || tab, pg_catalog.format($f$
BEGIN
	IF NOT disc.digest_is_on() THEN RETURN NULL; END IF;
	IF TG_OP = 'INSERT' THEN
		PERFORM disc.digest_change(%1$L, array_agg(s.bucket), array_agg(s.term))
		  FROM (SELECT t.bucket, sum(t.term) AS term FROM (%2$s) AS t
			 GROUP BY t.bucket) AS s;
	ELSIF TG_OP = 'DELETE' THEN
		PERFORM disc.digest_change(%1$L, array_agg(s.bucket), array_agg(s.term))
		  FROM (SELECT t.bucket, sum(t.term) AS term FROM (%3$s) AS t
			 GROUP BY t.bucket) AS s;
	ELSE
		PERFORM disc.digest_change(%1$L, array_agg(s.bucket), array_agg(s.term))
		  FROM (SELECT t.bucket, sum(t.term) AS term
			  FROM (%2$s UNION ALL %3$s) AS t
			 GROUP BY t.bucket HAVING sum(t.term) <> 0) AS s;
	END IF;
	RETURN NULL;
END
$f$, tab, disc.digest_terms_of(tab, 'new_rows', ''),
		disc.digest_terms_of(tab, 'old_rows', '-')));
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
			AFTER %s ON disc.%I REFERENCING %s FOR EACH STATEMENT %s
			EXECUTE FUNCTION disc.%I()',
			'digest_' || pg_catalog.lower(event), event, tab,
			CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
				WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
			END,
			CASE WHEN is_told THEN 'WHEN (pg_catalog.current_setting(
				''discprov.digest'', true)
				IS DISTINCT FROM ''told'')' ELSE '' END,
			'digest_' || tab);
	END LOOP;
END
$$;

-- Differences of terms, by bucket; tables and buckets may repeat.
CREATE FUNCTION disc.digest_add(tabs text[], buckets text[], terms numeric[])
RETURNS void
LANGUAGE sql AS $$
	WITH d AS (
		SELECT n.tab, n.bucket, disc.digest_mod(sum(n.term)) AS term
		  FROM unnest(tabs, buckets, terms) AS n (tab, bucket, term)
		 GROUP BY n.tab, n.bucket
	), kept AS (
		INSERT INTO disc.digest_bucket AS b (tablename, bucket, sum)
		SELECT d.tab, d.bucket, d.term FROM d ORDER BY d.tab, d.bucket
		ON CONFLICT (tablename, bucket) DO UPDATE
		   SET sum = disc.digest_mod(b.sum + EXCLUDED.sum)
	)
	UPDATE disc.digest_sum AS s SET sum = disc.digest_mod(s.sum + t.term)
	  FROM (SELECT d.tab, sum(d.term) AS term FROM d GROUP BY d.tab) AS t
	 WHERE s.tablename = t.tab;
	-- as if it had never been there
	DELETE FROM disc.digest_bucket AS b
	 WHERE b.sum = 0 AND b.tablename = ANY (tabs)
$$;

-- What stands is that of the current block; with sums for it kept anew.
CREATE FUNCTION disc.digest_keep() RETURNS void
LANGUAGE sql AS $$
	INSERT INTO disc.digest_block (number, blockhash, core, height, digest,
		sums)
	SELECT b.number, b.blockhash, b.core, b.height, s.digest, s.sums
	  FROM disc.blocks AS b
	 CROSS JOIN (SELECT pg_catalog.sha256(pg_catalog.convert_to(
			COALESCE(pg_catalog.string_agg(d.tablename || ' ' || d.sum
				|| E'\n', '' ORDER BY d.tablename)
				FILTER (WHERE d.sum <> 0), ''), 'UTF8')) AS digest,
		       pg_catalog.array_agg(d.sum ORDER BY d.place) AS sums
		  FROM disc.digest_sum AS d) AS s
	 WHERE b.is_current AND b.number IS NOT NULL AND disc.digest_is_on()
	ON CONFLICT (number) DO UPDATE
	   SET (blockhash, core, height, digest, sums) =
		(EXCLUDED.blockhash, EXCLUDED.core, EXCLUDED.height,
		 EXCLUDED.digest, EXCLUDED.sums)
$$;

-- Of triggers: somebody other than the indexer's blocks has changed rows.
CREATE FUNCTION disc.digest_change(tab text, buckets text[], terms numeric[])
RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	IF buckets IS NULL THEN
		RETURN;
	END IF;
	PERFORM disc.digest_add(pg_catalog.array_fill(tab,
		ARRAY[pg_catalog.cardinality(buckets)]), buckets, terms);
	IF pg_catalog.current_setting('discprov.digest', true)
		IS DISTINCT FROM 'told' AND pg_catalog.current_setting(
		'discprov.revert', true) IS DISTINCT FROM 'on' THEN
		PERFORM disc.digest_keep();
	END IF;
END
$$;

-- Behind a block, or behind undoing some: the current one's is kept, and of
-- those below "since" every 1000th stays.
CREATE FUNCTION disc.digest_note(since int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	IF NOT disc.digest_is_on() THEN
		RETURN;
	END IF;
	PERFORM disc.digest_keep();
	DELETE FROM disc.digest_block AS d
	 WHERE d.number < since AND COALESCE(d.height, d.number) % 1000 <> 0;
END
$$;

-- A block that is undone has none.
CREATE FUNCTION disc.digest_undone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM disc.digest_block AS d USING old_rows AS o
	 WHERE d.number = o.number;
	RETURN NULL;
END
$$;
CREATE TRIGGER digest_undone AFTER DELETE ON disc.blocks
	REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
	EXECUTE FUNCTION disc.digest_undone();

-- Everything counted from nothing.
CREATE FUNCTION disc.digest_counted()
RETURNS TABLE (tablename text, bucket text, sum numeric)
LANGUAGE plpgsql STABLE SET datestyle = 'ISO' AS $$
DECLARE
	tab text;
BEGIN
	FOR tab IN SELECT d.tablename FROM disc.digest_table AS d
			ORDER BY d.place LOOP
		RETURN QUERY EXECUTE pg_catalog.format('SELECT %L::text,
			s.bucket, disc.digest_mod(sum(s.term)) FROM (%s) AS s
			GROUP BY s.bucket', tab, disc.digest_terms_of(tab,
			pg_catalog.format('disc.%I', tab), ''));
	END LOOP;
END
$$;

-- Buckets in which what is kept is not what is counted.
CREATE FUNCTION disc.digest_check()
RETURNS TABLE (tablename text, bucket text, kept numeric, counted numeric)
LANGUAGE sql STABLE AS $$
	SELECT COALESCE(k.tablename, c.tablename), COALESCE(k.bucket, c.bucket),
	       k.sum, c.sum
	  FROM disc.digest_bucket AS k
	  FULL JOIN disc.digest_counted() AS c
	    ON c.tablename = k.tablename AND c.bucket = k.bucket
	 WHERE k.sum IS DISTINCT FROM c.sum
	 UNION ALL
	SELECT s.tablename, NULL, s.sum, t.sum
	  FROM disc.digest_sum AS s
	 CROSS JOIN LATERAL (SELECT disc.digest_mod(COALESCE(sum(b.sum), 0)) AS sum
		  FROM disc.digest_bucket AS b
		 WHERE b.tablename = s.tablename) AS t
	 WHERE s.sum IS DISTINCT FROM t.sum
$$;

CREATE FUNCTION disc.digest_stop() RETURNS void
LANGUAGE sql AS $$
	DELETE FROM disc.digest_block;
	DELETE FROM disc.digest_bucket;
	UPDATE disc.digest_sum AS s SET sum = NULL WHERE s.sum IS NOT NULL
$$;

CREATE FUNCTION disc.digest_start() RETURNS void
LANGUAGE sql AS $$
	SELECT disc.digest_stop();
	INSERT INTO disc.digest_bucket SELECT c.* FROM disc.digest_counted() AS c;
	UPDATE disc.digest_sum AS s
	   SET sum = disc.digest_mod(COALESCE((SELECT sum(b.sum)
		  FROM disc.digest_bucket AS b
		 WHERE b.tablename = s.tablename), 0));
	SELECT disc.digest_keep()
$$;

-- The rows of a bucket behind a key, with their terms.  Whoever asks may be
-- anybody: what is no table, bucket or key of ours has no rows.
CREATE FUNCTION disc.digest_rows(tab text, in_bucket text, behind text, most int)
RETURNS TABLE (key json, term text)
LANGUAGE plpgsql STABLE SET datestyle = 'ISO' AS $$
DECLARE
	d disc.digest_table;
	key_list text;
	behind_list text;
	pairs text;
	low text;
	high text;
BEGIN
	SELECT t.* INTO d FROM disc.digest_table AS t WHERE t.tablename = tab;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT pg_catalog.string_agg(pg_catalog.format('r.%I', n.c), ', '
			ORDER BY n.o),
	       pg_catalog.string_agg(pg_catalog.format('%L', behind::json ->> n.c),
			', ' ORDER BY n.o),
	       pg_catalog.string_agg(pg_catalog.format('%1$L, r.%1$I', n.c), ', '
			ORDER BY n.o)
	  INTO key_list, behind_list, pairs
	  FROM unnest(disc.digest_key(tab)) WITH ORDINALITY AS n (c, o);
	IF disc.digest_is_id(tab) THEN
		IF in_bucket !~ '^-?[0-9]{1,6}$'
			OR in_bucket::int NOT BETWEEN -524288 AND 524287 THEN
			RETURN;
		END IF;
		low := pg_catalog.format('%s::int', in_bucket::int << 12);
		high := pg_catalog.format('r.%I <= %s::int', d.bucket_by,
			(in_bucket::int << 12) + 4095);
	ELSE
		low := pg_catalog.quote_literal(in_bucket);
		high := pg_catalog.format('r.%1$I < %2$L AND pg_catalog.left(r.%1$I,'
			' 3) = %3$L', d.bucket_by, in_bucket || U&'\+10FFFF',
			in_bucket);
	END IF;
	RETURN QUERY EXECUTE pg_catalog.format('
		SELECT pg_catalog.json_build_object(%1$s), pg_catalog.encode(
			pg_catalog.sha256(pg_catalog.convert_to(%8$s,
				''UTF8'')), ''hex'')
		  FROM disc.%2$I AS r
		 WHERE r.%3$I >= %4$s AND %5$s%6$s
		 ORDER BY %7$s LIMIT $1', pairs, tab, d.bucket_by, low, high,
		CASE WHEN behind IS NOT NULL THEN pg_catalog.format(
			' AND (%s) > (%s)', key_list, behind_list) END,
		key_list, disc.digest_text_of(tab)) USING most;
EXCEPTION
	WHEN data_exception THEN
		RETURN;
END
$$;

SELECT disc.digest_attach(d.tablename) FROM disc.digest_table AS d;

-- Nothing has no terms; rows that are there the next run of the indexer counts.
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM disc.blocks) THEN
		UPDATE disc.digest_sum SET sum = 0;
	END IF;
END
$$;
