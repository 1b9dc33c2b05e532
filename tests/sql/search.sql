-- SPDX-License-Identifier: ISC
-- Documents to search in, and questions of which the answer is known.  All of
-- it is drawn with one seed.  The pool's statements are prepared.

CREATE SCHEMA test;

CREATE FUNCTION test.pick(VARIADIC choice text[]) RETURNS text
LANGUAGE sql VOLATILE AS $$
	SELECT choice[1 + floor(random() * cardinality(choice))::int]
$$;
CREATE FUNCTION test.number(low int, high int) RETURNS int
LANGUAGE sql VOLATILE AS $$
	SELECT low + floor(random() * (high - low + 1))::int
$$;

-- A name that nobody has used before, of so many syllables.
CREATE FUNCTION test.coin(syllables int) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	w text := '';
BEGIN
	FOR i IN 1..syllables LOOP
		w := w || test.pick('b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p',
			'r', 's', 't', 'v', 'z', 'br', 'kr', 'st', 'tr', 'sh', 'pl')
			|| test.pick('a', 'e', 'i', 'o', 'u', 'ei', 'ou')
			|| test.pick('', '', '', 'n', 'r', 'l', 's', 'x');
	END LOOP;
	RETURN initcap(w);
END
$$;
CREATE FUNCTION test.word() RETURNS text
LANGUAGE sql VOLATILE AS $$
	SELECT test.pick('Night', 'Rain', 'Love', 'Blue', 'Midnight', 'Summer',
		'River', 'Golden', 'Dream', 'Dance', 'Fire', 'Velvet', 'Shadow',
		'Electric', 'Morning', 'Silver', 'Heart', 'City', 'Ocean', 'Wild',
		'Broken', 'Paradise', 'Thunder', 'Crystal', 'Gravity', 'Echo',
		'Neon', 'Desert', 'Moonlight', 'Paper', 'Glass', 'Winter',
		'Horizon', 'Satellite', 'Remember', 'Forever', 'Yesterday',
		'Hurricane', 'Butterfly', 'Kingdom', 'the', 'of', 'in', 'my')
$$;


-- A word with so many letters wrong, never the first.
CREATE FUNCTION test.typo(w text, edits int) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	at int := 1;
BEGIN
	FOR i IN 1..edits LOOP
		-- the second one is behind the first
		at := test.number(at + 1, char_length(w) - 2 * (edits - i) - 1);
		CASE test.number(1, 4)
		WHEN 1 THEN w := overlay(w PLACING '' FROM at FOR 1);
		WHEN 2 THEN w := overlay(w PLACING 'q' FROM at FOR 0);
		WHEN 3 THEN w := overlay(w PLACING 'q' FROM at FOR 1);
		ELSE w := overlay(w PLACING substr(w, at + 1, 1)
			|| substr(w, at, 1) FROM at FOR 2);
		END CASE;
		at := at + 1;
	END LOOP;
	RETURN w;
END
$$;

CREATE FUNCTION test.handle(name text, i int) RETURNS text
LANGUAGE sql VOLATILE AS $$
	SELECT COALESCE(NULLIF(regexp_replace(disc.search_fold(name),
			'[^a-z0-9]+', test.pick('', '_', '.'), 'g'), ''), 'artist')
		|| CASE WHEN name ~ '^[ -~]*$' AND i % 3 > 0 THEN '' ELSE i::text END
$$;

SELECT setseed(:seed);

INSERT INTO disc.users (user_id, name, handle, handle_lc, wallet, is_verified,
	created_at, updated_at)
SELECT n.i, n.name, h.handle, lower(h.handle), '0x' || n.i, n.i % 40 = 0,
       timestamp '2020-01-01' + n.i * interval '1 hour', now()
  FROM (SELECT i, CASE i % 10
		WHEN 0 THEN test.word() || ' ' || test.coin(2)
		WHEN 1 THEN test.coin(2) || ' ' || test.coin(2)
		WHEN 2 THEN test.coin(5)
		WHEN 3 THEN translate(test.coin(3), 'aeou', 'áèöü')
		WHEN 4 THEN chr(test.number(20000, 30000))
			|| chr(test.number(20000, 30000))
			|| chr(test.number(12449, 12530))
			|| chr(test.number(20000, 30000))
		WHEN 5 THEN '🎵' || test.coin(2) || '🔥'
		WHEN 6 THEN test.coin(2) || test.pick('''s ', ' & ', '-', '.')
			|| test.coin(2)
		WHEN 7 THEN test.coin(4)
		ELSE test.coin(3) END AS name
	  FROM generate_series(1, 1500) AS i OFFSET 0) AS n
 CROSS JOIN LATERAL (SELECT test.handle(n.name, n.i) AS handle) AS h;
INSERT INTO disc.tracks (track_id, owner_id, title, tags, genre, is_delete,
	created_at, updated_at)
SELECT i, test.number(1, 1500), test.word() || ' ' || CASE i % 5
		WHEN 0 THEN test.coin(2)
		WHEN 1 THEN test.word() || ' ' || test.coin(3)
		WHEN 2 THEN test.coin(4) || ' (' || test.word() || ' Mix)'
		ELSE test.word() || ' ' || test.word() END,
       CASE WHEN i % 4 = 0 THEN test.pick('house', 'lo-fi', 'Drum and Bass')
		|| ',' || lower(test.coin(3)) END,
       test.pick('Rock', 'Techno'), false,
       timestamp '2021-01-01' + i * interval '1 hour', now()
  FROM generate_series(1, 5000) AS i;
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, playlist_name,
	is_album, is_private, is_delete, created_at, updated_at)
SELECT i, test.number(1, 1500), test.word() || ' ' || test.coin(2)
		|| test.pick('', ' Vol. 2', ' Hits'), i % 3 = 0, false, false,
       timestamp '2022-01-01' + i * interval '1 hour', now()
  FROM generate_series(1, 600) AS i;
-- Few are known to many.
UPDATE disc.aggregate_user SET follower_count = (10 ^ (random() ^ 3 * 5))::int;
UPDATE disc.aggregate_track SET repost_count = (10 ^ (random() ^ 3 * 4))::int;
UPDATE disc.aggregate_playlist
   SET repost_count = (10 ^ (random() ^ 3 * 3))::int;
-- Who calls himself as somebody's handle.
UPDATE disc.users SET is_verified = true WHERE user_id IN (27, 37, 47, 57, 67);
UPDATE disc.users AS u SET name = ' ' || upper(v.handle)
  FROM disc.users AS v WHERE v.user_id = u.user_id - 1
   AND u.user_id IN (28, 38, 48, 58, 68);
-- What nobody may see.
UPDATE disc.users SET is_deactivated = true WHERE user_id IN (77, 87);
UPDATE disc.tracks SET is_unlisted = true WHERE track_id % 97 = 0;
UPDATE disc.playlists SET is_private = true WHERE playlist_id % 97 = 0;

CREATE TABLE test.questions (nr serial, class text, kind text, query text,
	want int);

CREATE FUNCTION test.ask(a_class text, a_kind text, a_query text, a_want int)
RETURNS void LANGUAGE sql AS $$
	INSERT INTO test.questions (class, kind, query, want)
	VALUES (a_class, a_kind, a_query, a_want)
$$;

-- Users who may be found, and only by their own name.
CREATE VIEW test.users AS
SELECT u.user_id AS id, u.user_id % 10 AS kind, u.name, u.handle
  FROM disc.users AS u
 WHERE u.user_id NOT IN (28, 38, 48, 58, 68, 77, 87);
CREATE VIEW test.tracks AS
SELECT t.track_id AS id, t.track_id % 5 AS kind, t.title, t.tags, u.name
  FROM disc.tracks AS t
  JOIN test.users AS u ON u.id = t.owner_id
 WHERE NOT t.is_unlisted;

SELECT test.ask('a name', 'u', u.name, u.id) FROM test.users AS u
 WHERE u.id BETWEEN 100 AND 149;
SELECT test.ask('a handle', 'u', '@' || u.handle, u.id) FROM test.users AS u
 WHERE u.id BETWEEN 150 AND 179;
SELECT test.ask('the beginning of a name', 'u', left(u.name, 6), u.id)
  FROM test.users AS u
 WHERE u.id BETWEEN 180 AND 299 AND u.kind IN (2, 7, 8);
SELECT test.ask('one typo', 'u', test.typo(u.name, 1), u.id)
  FROM test.users AS u
 WHERE u.id BETWEEN 300 AND 439 AND u.kind IN (2, 7, 8, 9)
   AND char_length(u.name) > 5;
SELECT test.ask('two typos', 'u', test.typo(u.name, 2), u.id)
  FROM test.users AS u
 WHERE u.id BETWEEN 440 AND 739 AND u.kind IN (2, 7)
   AND char_length(u.name) > 9;
SELECT test.ask('no blanks', 'u', replace(u.name, ' ', ''), u.id)
  FROM test.users AS u WHERE u.id BETWEEN 740 AND 899 AND u.kind IN (0, 1);
SELECT test.ask('blanks where none are', 'u',
	left(u.name, 4) || ' ' || substr(u.name, 5), u.id)
  FROM test.users AS u WHERE u.id BETWEEN 740 AND 899 AND u.kind = 2;
SELECT test.ask('no accents', 'u', translate(u.name, 'áèöü', 'aeou'), u.id)
  FROM test.users AS u WHERE u.id BETWEEN 900 AND 1199 AND u.kind = 3;
SELECT test.ask('other accents', 'u', translate(u.name, 'áèöü', 'âêou'), u.id)
  FROM test.users AS u WHERE u.id BETWEEN 1200 AND 1299 AND u.kind = 3;
SELECT test.ask('Chinese', 'u', substr(u.name, 2, 2), u.id)
  FROM test.users AS u WHERE u.id BETWEEN 900 AND 1099 AND u.kind = 4;
SELECT test.ask('between emoji', 'u', substr(u.name, 2, 5), u.id)
  FROM test.users AS u WHERE u.id BETWEEN 900 AND 1099 AND u.kind = 5;
SELECT test.ask('signs', 'u', translate(u.name, '''-.', ''), u.id)
  FROM test.users AS u WHERE u.id BETWEEN 900 AND 1099 AND u.kind = 6
   AND u.name !~ '&|\.|-';
SELECT test.ask('a title', 't', t.title, t.id)
  FROM test.tracks AS t WHERE t.id BETWEEN 100 AND 149;
SELECT test.ask('the beginning of a title', 't',
	left(t.title, char_length(t.title) * 3 / 4), t.id)
  FROM test.tracks AS t WHERE t.id BETWEEN 200 AND 299 AND t.kind < 3;
SELECT test.ask('the last word of a title', 't',
	split_part(t.title, ' ', 3), t.id)
  FROM test.tracks AS t WHERE t.id BETWEEN 300 AND 399 AND t.kind = 1;
SELECT test.ask('a typo in a title', 't', split_part(t.title, ' ', 1) || ' '
	|| test.typo(split_part(t.title, ' ', 2), 1), t.id)
  FROM test.tracks AS t WHERE t.id BETWEEN 400 AND 549 AND t.kind = 2;
SELECT test.ask('an artist and a word', 't', t.name || ' '
	|| split_part(t.title, ' ', 2), t.id)
  FROM test.tracks AS t WHERE t.id BETWEEN 600 AND 699 AND t.kind < 3;
SELECT test.ask('a tag', '#', split_part(t.tags, ',', 2), t.id)
  FROM test.tracks AS t WHERE t.id BETWEEN 700 AND 799 AND t.tags <> '';
SELECT test.ask('a tag as a word', 't', split_part(t.tags, ',', 2), t.id)
  FROM test.tracks AS t WHERE t.id BETWEEN 800 AND 899 AND t.tags <> '';
SELECT test.ask('a list', CASE WHEN p.is_album THEN 'a' ELSE 'p' END,
	p.playlist_name, p.playlist_id)
  FROM disc.playlists AS p
  JOIN test.users AS u ON u.id = p.playlist_owner_id
 WHERE p.playlist_id BETWEEN 100 AND 149 AND NOT p.is_private;
SELECT test.ask('who is meant, not who says so', 'u', v.handle, v.user_id)
  FROM disc.users AS v WHERE v.user_id IN (27, 37, 47, 57, 67);
SELECT test.ask('never', 'u', u.name, -u.user_id)
  FROM disc.users AS u WHERE u.user_id IN (28, 38, 48, 58, 68, 77, 87);
SELECT test.ask('never', 't', t.title, -t.track_id)
  FROM disc.tracks AS t WHERE t.is_unlisted;
SELECT test.ask('never', 'p', p.playlist_name, -p.playlist_id)
  FROM disc.playlists AS p WHERE p.is_private;

-- The first ten that the pool would answer: when there are fewer, those are
-- found, too, of which the words may be typos.
CREATE FUNCTION test.page(kind text, query text) RETURNS int[]
LANGUAGE plpgsql AS $$
DECLARE
	tags bool := kind = '#';
	terms record;
	ids int[];
	id int;
	of_kind text;
BEGIN
	EXECUTE format('EXECUTE api_search_terms(%L)', query) INTO terms;
	IF tags THEN
		terms.places := '{1}';
		terms.words := ARRAY['#' || terms.whole];
		terms.weights := '{1}';
		terms.whole := '#' || terms.whole;
		kind := 't';
	END IF;
	of_kind := CASE kind
		WHEN 'u' THEN 'users(%L, %L, %L, %L, NULL, NULL, false,'
			' ''relevant'', false, 1000, 10, 0)'
		WHEN 't' THEN 'tracks(%L, %L, %L, %L, NULL, NULL, NULL, NULL, NULL,'
			' NULL, false, false, false, false, ''relevant'', false, 1000,'
			' 10, 0)'
		ELSE format('playlists(%%L, %%L, %%L, %%L, %L, NULL, NULL, NULL,'
			' false, ''relevant'', false, 1000, 10, 0)', kind) END;
	FOR pass IN 1..2 LOOP
		ids := '{}';
		FOR id IN EXECUTE format('EXECUTE api_search_' || of_kind,
				terms.places, terms.words, terms.weights, terms.whole) LOOP
			ids := ids || id;
		END LOOP;
		EXIT WHEN cardinality(ids) >= 10 OR pass = 2 OR tags;
		EXECUTE format('EXECUTE api_search_typos(%L, %L)', terms.places,
			terms.words) INTO terms.places, terms.words, terms.weights;
	END LOOP;
	RETURN ids;
END
$$;

-- What a box shows for the beginning of names, and what it should, from the
-- documents alone: four pages are looked at, those that are called so besides.
CREATE FUNCTION test.begins(kind text, query text) RETURNS int[]
LANGUAGE plpgsql AS $$
DECLARE
	terms record;
	ids int[] := '{}';
	id int;
BEGIN
	EXECUTE format('EXECUTE api_search_terms(%L)', query) INTO terms;
	FOR id IN EXECUTE format('EXECUTE api_search_ahead(%L, %L, NULL,
			''relevant'', NULL, NULL, NULL, NULL, NULL, false, false,
			false, false, 10, 0)', kind, terms.whole) LOOP
		ids := ids || id;
	END LOOP;
	RETURN ids;
END
$$;
CREATE FUNCTION test.should_begin(k text, query text) RETURNS int[]
LANGUAGE plpgsql AS $$
DECLARE
	whole constant text := left(replace(disc.search_split(left(query, 200)),
		' ', ''), 64);
BEGIN
	RETURN COALESCE((SELECT array_agg(x.id ORDER BY x.nth) FROM (
		SELECT x.id, row_number() OVER (ORDER BY x.exact DESC,
			x.rank DESC, x.word, x.id) AS nth
		  FROM (SELECT w.id, w.rank, bool_or(w.exact) AS exact,
			       min(CASE WHEN w.exact THEN '' ELSE w.word END) AS word
			  FROM ((SELECT w.id, w.rank, w.word, false AS exact
				  FROM disc.search_docs AS d
				 CROSS JOIN LATERAL unnest(disc.search_list(d.words))
					AS x (word)
				 CROSS JOIN LATERAL (SELECT d.id, d.rank,
					x.word COLLATE "C" AS word) AS w
				 WHERE d.kind = k::"char" AND whole <> ''
				   AND starts_with(x.word, whole)
				 ORDER BY w.rank DESC, w.word, w.id LIMIT 40)
				UNION ALL
				(SELECT d.id, d.rank, '', true
				  FROM disc.search_docs AS d
				 WHERE d.kind = k::"char" AND whole <> ''
				   AND whole || '!' = ANY (disc.search_list(d.words))
				 ORDER BY d.rank DESC, d.id LIMIT 10)) AS w
			 GROUP BY w.id, w.rank) AS x
		  JOIN disc.search_docs AS d ON d.kind = k::"char" AND d.id = x.id
		  JOIN disc.search_docs AS o ON o.kind = 'u' AND o.id = d.owner_id
		  JOIN disc.users AS u ON u.user_id = d.owner_id
		 WHERE u.is_verified OR NOT EXISTS (
			SELECT FROM disc.users AS v WHERE v.is_verified
			   AND v.handle_lc = disc.search_fold(btrim(u.name))
			   AND v.user_id <> u.user_id)) AS x
		 WHERE x.nth <= 10), '{}');
END
$$;
