-- SPDX-License-Identifier: ISC
-- Search: who and what can be found, under which words.
--
-- A document is a user, track, playlist or album that everybody may see.  It
-- is made from its own row and its counter alone (search_wanted says how), so
-- that renaming an owner touches one document; what owners are called is
-- looked up when somebody asks.  Statement triggers make it anew whenever a
-- row that it is made from changes, also when a block is undone: then the last
-- change of its rows leaves what they say.  So nothing here is in the journal.
--
-- Words are folded (search_fold), and stand once in each document.  Three
-- signs cannot be part of one: a whole name without blanks ends in "!", a word
-- of a tag begins with "#", a genre with "@".
--
-- A word is listed by kind and rank, a scale of a few steps for reposts or
-- followers.  What begins as asked is found best first with one look a step,
-- however many words there are, and a counter seldom moves anything.
--
-- For typos each word in use has keys: itself and all that is left of it
-- without one letter.  Two words with a key in common are an edit apart; of
-- long ones it is half a word that must have one in common.

-- Lower case without accents.  The table of letters is our own: what lower()
-- does depends on the database's locale.
CREATE FUNCTION disc.search_fold(t text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
WHEN pg_catalog.octet_length(t) = pg_catalog.char_length(t)
THEN pg_catalog.lower(t COLLATE "C")
ELSE pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
	pg_catalog.replace(pg_catalog.translate(pg_catalog.lower(
	pg_catalog.normalize(pg_catalog.regexp_replace(
	pg_catalog.normalize(t, 'NFKD'),
	'[\u0300-\u036f\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]+',
	'', 'g'), 'NFC') COLLATE "C"),
	'ØøĐđÐðŁłĦħıŊŋÆŒÞ'
	|| 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣςΤΥΦΧΨΩ'
	|| 'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐӘҒҚҢӨҰҮҺ'
	|| 'ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ',
	'ooddddllhhinnæœþ'
	|| 'αβγδεζηθικλμνξοπρσστυφχψω'
	|| 'абвгдежзийклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґәғқңөұүһ'
	|| 'աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ'),
	'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
END;

-- The words of a text, a blank between two.  "and" stands for "&", a symbol is
-- a word, and what is written with nothing but signs is one that begins so.
CREATE FUNCTION disc.search_split(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	s text := disc.search_fold(t);
	words text;
BEGIN
	IF pg_catalog.octet_length(s) = pg_catalog.char_length(s) THEN
		words := pg_catalog.regexp_replace(pg_catalog.replace(
			pg_catalog.replace(s, '''', ''), '&', ' and '),
			'[^a-z0-9]+', ' ', 'g');
	ELSE
		words := pg_catalog.regexp_replace(pg_catalog.regexp_replace(
			pg_catalog.replace(pg_catalog.translate(s,
				'''’‘ʼʻ′＇‛', ''), '&', ' and '),
			'([\u2190-\u2bff\U0001f000-\U0001faff])', ' \1 ', 'g'),
			'[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7'
			'\u02b0-\u02ff\u2000-\u206f\u2e00-\u2e7f\u3000-\u3004'
			'\u3006-\u303f\u30fb\ufe10-\ufe6f\uff00-\uff65]+',
			' ', 'g');
	END IF;
	words := pg_catalog.btrim(words, ' ');
	IF words = '' AND s ~ '\S' THEN
		words := '¡' || pg_catalog.regexp_replace(s, '[\s!]+', '', 'g');
	END IF;
	RETURN words;
END
$$;

-- What search_split gave, as words of at most 32 letters.  Of a run of Chinese
-- or Japanese each two letters that stand together are a word; of a text that
-- is searched in so is the last one, which then stands for itself when it alone
-- is asked for.
CREATE FUNCTION disc.search_words(s text, asked bool) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	cjk constant text := '[\u3005\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff'
		'\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]';
BEGIN
	IF pg_catalog.char_length(s) > 32 AND s ~ '[^ ]{33}' THEN
		s := pg_catalog.regexp_replace(s, '([^ ]{32})[^ ]+', '\1', 'g');
	END IF;
	IF pg_catalog.octet_length(s) = pg_catalog.char_length(s)
	   OR s !~ cjk THEN
		RETURN s;
	END IF;
	RETURN (SELECT pg_catalog.string_agg(CASE WHEN w ~ cjk
				THEN pg_catalog.substr(w, i, 2) ELSE w END, ' '
			ORDER BY place, i)
		  FROM pg_catalog.regexp_split_to_table(pg_catalog.btrim(
			pg_catalog.regexp_replace(s, '(' || cjk || '+)', ' \1 ',
				'g')), ' +') WITH ORDINALITY AS x (w, place)
		 CROSS JOIN LATERAL pg_catalog.generate_series(1,
			CASE WHEN w ~ cjk THEN GREATEST(1,
				pg_catalog.char_length(w) - asked::int)
			ELSE 1 END) AS i);
END
$$;

-- A name as a document has it: its words, and whole without blanks.  One that
-- had to be cut is not whole.
CREATE FUNCTION disc.search_name(s text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	words text := disc.search_words(s, false);
	whole text := pg_catalog.replace(s, ' ', '');
BEGIN
	whole := CASE WHEN pg_catalog.char_length(whole) <= 64
		THEN whole || '!' ELSE pg_catalog.left(whole, 64) END;
	IF s = '' THEN
		RETURN s;
	ELSIF words = s AND pg_catalog.strpos(s, ' ') = 0 THEN
		RETURN whole; -- which begins with the word
	END IF;
	RETURN words || ' ' || whole;
END
$$;

-- The words of a document, some perhaps twice.
CREATE FUNCTION disc.search_text(name text, handle text, tags text, genre text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	words text := disc.search_name(disc.search_split(
		pg_catalog.left(COALESCE(name, ''), 200)));
	tag text;
BEGIN
	IF handle <> '' THEN
		words := words || ' ' || disc.search_name(disc.search_split(
			pg_catalog.left(handle, 64)));
	END IF;
	IF tags <> '' THEN
		FOREACH tag IN ARRAY (pg_catalog.string_to_array(
				pg_catalog.left(tags, 500), ','))[1:16] LOOP
			tag := disc.search_name(disc.search_split(tag));
			IF tag <> '' THEN
				words := words || ' #'
					|| pg_catalog.replace(tag, ' ', ' #');
			END IF;
		END LOOP;
	END IF;
	IF genre <> '' THEN
		words := words || ' ' || disc.search_genre(genre);
	END IF;
	RETURN words;
END
$$;

CREATE FUNCTION disc.search_genre(genre text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '@' || pg_catalog.replace(disc.search_split(
	pg_catalog.left(genre, 64)), ' ', '') || '!';

-- Reposts or followers on a scale of few steps.  Most have none or a few.
CREATE FUNCTION disc.search_rank(n bigint) RETURNS int2
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.width_bucket(COALESCE(n, 0),
	'{3,10,40,150,600,2500,10000,100000}'::bigint[])::int2;

-- kind: u, t, p for a user, track, playlist; a is a playlist that is an album.
CREATE TABLE disc.search_docs (
	kind "char" NOT NULL,
	id int NOT NULL,
	owner_id int NOT NULL, -- of a user: the user
	rank int2 NOT NULL,
	created_at timestamp NOT NULL,
	words text COLLATE "C" NOT NULL,
	PRIMARY KEY (kind, id)
) WITH (fillfactor = 85);
CREATE INDEX search_docs_owner_idx
	ON disc.search_docs (owner_id, kind, rank DESC);
CREATE INDEX search_docs_rank_idx ON disc.search_docs (kind, rank DESC, id);
CREATE INDEX search_docs_new_idx
	ON disc.search_docs (kind, created_at DESC, id DESC);

CREATE TABLE disc.search_words (
	kind "char" NOT NULL,
	rank int2 NOT NULL,
	word text COLLATE "C" NOT NULL,
	id int NOT NULL,
	PRIMARY KEY (kind, rank, word, id)
);

-- Words that a typo may be meant for, and how often each stands above.
CREATE TABLE disc.search_vocabulary (
	word text COLLATE "C" PRIMARY KEY,
	uses int NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE disc.search_keys (
	key text COLLATE "C" NOT NULL,
	word text COLLATE "C" NOT NULL,
	PRIMARY KEY (key, word)
);

-- All documents as they should be.
CREATE VIEW disc.search_wanted AS
SELECT w.kind, w.id, w.owner_id, disc.search_rank(w.counted) AS rank,
       w.created_at,
       COALESCE((SELECT ' ' || pg_catalog.string_agg(DISTINCT x.word, ' '
				ORDER BY x.word) || ' '
		   FROM pg_catalog.unnest(pg_catalog.string_to_array(w.words,
				' ')) AS x (word)
		  WHERE x.word <> ''), ' ') COLLATE "C" AS words
  FROM (SELECT 'u'::"char" AS kind, u.user_id AS id, u.user_id AS owner_id,
	       u.created_at, (SELECT a.follower_count
				FROM disc.aggregate_user AS a
			       WHERE a.user_id = u.user_id) AS counted,
	       disc.search_text(u.name, u.handle, NULL, NULL) COLLATE "C"
			AS words
	  FROM disc.users AS u
	 WHERE u.is_current AND NOT u.is_deactivated AND u.is_available
	   AND u.wallet IS NOT NULL AND u.handle IS NOT NULL
	UNION ALL
	SELECT 't', t.track_id, t.owner_id,
	       COALESCE(t.release_date, t.created_at),
	       (SELECT a.repost_count FROM disc.aggregate_track AS a
		 WHERE a.track_id = t.track_id),
	       disc.search_text(t.title, NULL, t.tags, t.genre) COLLATE "C"
	  FROM disc.tracks AS t
	 WHERE t.is_current AND NOT t.is_delete AND t.is_available
	   AND NOT t.is_unlisted AND t.stem_of IS NULL
	   AND t.access_authorities IS NULL
	UNION ALL
	SELECT CASE WHEN p.is_album THEN 'a' ELSE 'p' END::"char",
	       p.playlist_id, p.playlist_owner_id, p.created_at,
	       (SELECT a.repost_count FROM disc.aggregate_playlist AS a
		 WHERE a.playlist_id = p.playlist_id),
	       disc.search_text(p.playlist_name, NULL, NULL, NULL) COLLATE "C"
	  FROM disc.playlists AS p
	 WHERE p.is_current AND NOT p.is_delete AND NOT p.is_private) AS w;

-- What is left of a word without one letter, and the word; some perhaps twice.
CREATE FUNCTION disc.search_short(w text) RETURNS TABLE (key text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE i WHEN 0 THEN w
	       ELSE pg_catalog.overlay(w, '', i, 1) END
	  FROM pg_catalog.generate_series(0, pg_catalog.char_length(w)) AS i
$$;

-- The keys of a word.
CREATE FUNCTION disc.search_keys_of(w text) RETURNS TABLE (key text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT p.sign || CASE i WHEN 0 THEN p.part
	       ELSE pg_catalog.overlay(p.part, '', i, 1) END
	  FROM (VALUES ('', CASE WHEN pg_catalog.char_length(w) < 9
				THEN w END),
		('<', CASE WHEN pg_catalog.char_length(w) >= 9
			THEN pg_catalog.left(w, pg_catalog.char_length(w) / 2)
			END),
		('>', CASE WHEN pg_catalog.char_length(w) >= 9
			THEN pg_catalog.substr(w,
				pg_catalog.char_length(w) / 2 + 1) END))
		AS p (sign, part)
	 CROSS JOIN LATERAL pg_catalog.generate_series(0,
		pg_catalog.char_length(p.part)) AS i
	 WHERE p.part IS NOT NULL
$$;

-- How many letters of a are wrong, missing, too many or exchanged with the next
-- one, to make b; 3 for more than two.  What both begin and end with is left
-- out first, and is mostly all but a few letters.
CREATE FUNCTION disc.search_edits(a text, b text) RETURNS int
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	x text[] := pg_catalog.string_to_array(a, NULL);
	y text[] := pg_catalog.string_to_array(b, NULL);
	m int := pg_catalog.cardinality(x);
	n int := pg_catalog.cardinality(y);
	s int := 0; -- so many are the same in front
	above int[];
	last int[];
	row int[];
BEGIN
	WHILE s < m AND s < n AND x[s + 1] = y[s + 1] LOOP
		s := s + 1;
	END LOOP;
	WHILE m > s AND n > s AND x[m] = y[n] LOOP
		m := m - 1;
		n := n - 1;
	END LOOP;
	IF m = s OR n = s THEN
		RETURN LEAST(m + n - 2 * s, 3);
	ELSIF m - s = 1 AND n - s = 1 THEN
		RETURN 1;
	END IF;
	last := ARRAY(SELECT i FROM pg_catalog.generate_series(0, n - s) AS i);
	FOR i IN 1..m - s LOOP
		row := ARRAY[i];
		FOR j IN 1..n - s LOOP
			row[j + 1] := LEAST(last[j + 1] + 1, row[j] + 1,
				last[j] + (x[s + i] <> y[s + j])::int,
				CASE WHEN i > 1 AND j > 1
					AND x[s + i] = y[s + j - 1]
					AND x[s + i - 1] = y[s + j]
				THEN above[j - 1] + 1 END);
		END LOOP;
		above := last;
		last := row;
	END LOOP;
	RETURN LEAST(last[n - s + 1], 3);
END
$$;

-- What may be searched for with a typo: the words of a document, and whole
-- names of users.
CREATE FUNCTION disc.search_guessed(kind "char", word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN pg_catalog.char_length(word) BETWEEN 4 AND 32
	AND (kind = 'u' OR pg_catalog.right(word, 1) <> '!')
	AND word !~ '^[#@]|[0-9].*[0-9].*[0-9]'
THEN pg_catalog.rtrim(word, '!') END;

CREATE FUNCTION disc.search_list(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN pg_catalog.string_to_array(pg_catalog.btrim(words, ' '), ' ');

-- What follows must not be planned for as many rows as there were when a
-- session began: tables are looked into by whole keys, one by one.  Each list
-- of keys is made first (MATERIALIZED), or a part of a key would do to begin.

-- Count words in and out of the vocabulary, and keep the keys of those in it.
CREATE FUNCTION disc.search_count(was disc.search_docs[], now disc.search_docs[])
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	fresh text[];
	gone text[];
BEGIN
	WITH put AS (
		INSERT INTO disc.search_vocabulary AS v (word, uses)
		SELECT c.word, sum(c.sign)
		  FROM (SELECT disc.search_guessed(n.kind, x.word) AS word,
			       n.sign
			  FROM (SELECT o.kind, o.words, -1 AS sign
				  FROM pg_catalog.unnest(was) AS o
				UNION ALL
				SELECT n.kind, n.words, 1
				  FROM pg_catalog.unnest(now) AS n) AS n
			 CROSS JOIN LATERAL pg_catalog.unnest(
				disc.search_list(n.words)) AS x (word)) AS c
		 WHERE c.word IS NOT NULL
		 GROUP BY c.word
		HAVING sum(c.sign) <> 0
		ON CONFLICT (word) DO UPDATE
		   SET uses = v.uses + EXCLUDED.uses
		RETURNING v.word, v.uses, v.xmax = 0 AS is_new
	)
	SELECT pg_catalog.array_agg(p.word) FILTER (WHERE p.is_new),
	       pg_catalog.array_agg(p.word) FILTER (WHERE p.uses = 0)
	  FROM put AS p
	  INTO fresh, gone;
	IF fresh IS NOT NULL THEN
		INSERT INTO disc.search_keys (key, word)
		SELECT DISTINCT k.key, f.word
		  FROM pg_catalog.unnest(fresh) AS f (word)
		 CROSS JOIN LATERAL disc.search_keys_of(f.word) AS k;
	END IF;
	IF gone IS NOT NULL THEN
		WITH g AS MATERIALIZED (
			SELECT k.key, g.word
			  FROM pg_catalog.unnest(gone) AS g (word)
			 CROSS JOIN LATERAL disc.search_keys_of(g.word) AS k
		)
		DELETE FROM disc.search_keys AS k
		 USING g
		 WHERE k.key = g.key AND k.word = g.word;
		DELETE FROM disc.search_vocabulary AS v
		 WHERE v.word = ANY (gone);
	END IF;
END
$$;

-- Take documents out, those that come back as well.
CREATE FUNCTION disc.search_drop(was disc.search_docs[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	WITH g AS MATERIALIZED (
		SELECT o.kind, o.rank, w.word, o.id
		  FROM pg_catalog.unnest(was) AS o
		 CROSS JOIN LATERAL pg_catalog.unnest(
			disc.search_list(o.words)) AS w (word)
	)
	DELETE FROM disc.search_words AS s
	 USING g
	 WHERE s.kind = g.kind AND s.rank = g.rank AND s.word = g.word
	   AND s.id = g.id;
	WITH g AS MATERIALIZED (
		SELECT o.kind, o.id FROM pg_catalog.unnest(was) AS o
	)
	DELETE FROM disc.search_docs AS d
	 USING g
	 WHERE d.kind = g.kind AND d.id = g.id;
END
$$;

-- Make some documents anew, from what the tables say now.
CREATE FUNCTION disc.search_make(kinds "char"[], ids int[]) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
DECLARE
	was disc.search_docs[];
	now disc.search_docs[];
BEGIN
	was := ARRAY(SELECT d FROM disc.search_docs AS d
		      WHERE d.kind = ANY (kinds) AND d.id = ANY (ids));
	now := ARRAY(SELECT ROW(w.kind, w.id, w.owner_id, w.rank, w.created_at,
				w.words)::disc.search_docs
		       FROM disc.search_wanted AS w
		      WHERE w.kind = ANY (kinds) AND w.id = ANY (ids));
	IF was <> '{}' THEN
		PERFORM disc.search_drop(was);
	END IF;
	IF now <> '{}' THEN
		INSERT INTO disc.search_docs
			(kind, id, owner_id, rank, created_at, words)
		SELECT n.kind, n.id, n.owner_id, n.rank, n.created_at, n.words
		  FROM pg_catalog.unnest(now) AS n;
		INSERT INTO disc.search_words (kind, rank, word, id)
		SELECT n.kind, n.rank, w.word, n.id
		  FROM pg_catalog.unnest(now) AS n
		 CROSS JOIN LATERAL pg_catalog.unnest(
			disc.search_list(n.words)) AS w (word);
	END IF;
	PERFORM disc.search_count(was, now);
END
$$;

-- Give some documents another rank.
CREATE FUNCTION disc.search_move(kinds "char"[], ids int[], ranks int2[])
RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
BEGIN
	WITH g AS MATERIALIZED (
		SELECT o.kind, o.id, n.rank, o.rank AS was, o.words
		  FROM ROWS FROM (pg_catalog.unnest(ids),
				pg_catalog.unnest(ranks)) AS n (id, rank)
		 CROSS JOIN pg_catalog.unnest(kinds) AS k (kind)
		 CROSS JOIN LATERAL (SELECT d.kind, d.id, d.rank, d.words
				       FROM disc.search_docs AS d
				      WHERE d.kind = k.kind AND d.id = n.id
				     OFFSET 0) AS o
		 WHERE o.rank <> n.rank
	), d AS (
		UPDATE disc.search_docs AS d
		   SET rank = g.rank
		  FROM g
		 WHERE d.kind = g.kind AND d.id = g.id
	), w AS MATERIALIZED (
		SELECT g.kind, g.id, g.rank, g.was, w.word
		  FROM g
		 CROSS JOIN LATERAL pg_catalog.unnest(
			disc.search_list(g.words)) AS w (word)
	)
	UPDATE disc.search_words AS s
	   SET rank = w.rank
	  FROM w
	 WHERE s.kind = w.kind AND s.rank = w.was AND s.word = w.word
	   AND s.id = w.id;
END
$$;

-- Make everything, of all rows that are there.
CREATE FUNCTION disc.search_fill() RETURNS void
LANGUAGE sql AS $$
	INSERT INTO disc.search_docs (kind, id, owner_id, rank, created_at, words)
	SELECT w.kind, w.id, w.owner_id, w.rank, w.created_at, w.words
	  FROM disc.search_wanted AS w;
	INSERT INTO disc.search_words (kind, rank, word, id)
	SELECT d.kind, d.rank, w.word, d.id
	  FROM disc.search_docs AS d
	 CROSS JOIN LATERAL pg_catalog.unnest(
		disc.search_list(d.words)) AS w (word)
	 ORDER BY 1, 2, 3, 4;
	INSERT INTO disc.search_vocabulary (word, uses)
	SELECT g.word, pg_catalog.count(*)
	  FROM (SELECT disc.search_guessed(w.kind, w.word) AS word
		  FROM disc.search_words AS w) AS g
	 WHERE g.word IS NOT NULL
	 GROUP BY g.word;
	INSERT INTO disc.search_keys (key, word)
	SELECT DISTINCT k.key, v.word
	  FROM disc.search_vocabulary AS v
	 CROSS JOIN LATERAL disc.search_keys_of(v.word) AS k
	 ORDER BY 1, 2;
$$;

-- Make everything anew, for rows that came in with the triggers off.
CREATE FUNCTION disc.search_rebuild() RETURNS void
LANGUAGE sql AS $$
	TRUNCATE disc.search_docs, disc.search_words, disc.search_vocabulary,
		disc.search_keys;
	SELECT disc.search_fill();
$$;

-- What differs from what search_rebuild() would leave.
CREATE FUNCTION disc.search_check()
RETURNS TABLE (tablename text, kept text, wanted text)
LANGUAGE sql STABLE AS $$
WITH words (kind, rank, word, id) AS (
	SELECT d.kind, d.rank, w.word, d.id
	  FROM disc.search_wanted AS d
	 CROSS JOIN LATERAL pg_catalog.unnest(
		disc.search_list(d.words)) AS w (word)
), vocabulary (word, uses) AS (
	SELECT g.word, pg_catalog.count(*)
	  FROM (SELECT disc.search_guessed(w.kind, w.word) AS word
		  FROM words AS w) AS g
	 WHERE g.word IS NOT NULL
	 GROUP BY g.word
), kept (tablename, line) AS (
	SELECT 'search_docs', d::text FROM disc.search_docs AS d
	UNION ALL
	SELECT 'search_words', w::text FROM disc.search_words AS w
	UNION ALL
	SELECT 'search_vocabulary', v::text FROM disc.search_vocabulary AS v
	UNION ALL
	SELECT 'search_keys', k::text FROM disc.search_keys AS k
), wanted (tablename, line) AS (
	SELECT 'search_docs', d::text FROM disc.search_wanted AS d
	UNION ALL
	SELECT 'search_words', w::text FROM words AS w
	UNION ALL
	SELECT 'search_vocabulary', v::text FROM vocabulary AS v
	UNION ALL
	SELECT DISTINCT 'search_keys', ROW(k.key, v.word)::text
	  FROM vocabulary AS v
	 CROSS JOIN LATERAL disc.search_keys_of(v.word) AS k
)
SELECT COALESCE(k.tablename, w.tablename), k.line, w.line
  FROM kept AS k
  FULL JOIN wanted AS w ON w.tablename = k.tablename AND w.line = k.line
 WHERE k.line IS NULL OR w.line IS NULL
 ORDER BY 1, 2, 3
$$;

-- They fire for rows that are loaded with session_replication_role = replica,
-- too: such rows come with all that hangs on them, but not with these tables.
CREATE FUNCTION disc.search_triggers(tab text, body text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	event text;
BEGIN
	EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
		RETURNS trigger LANGUAGE plpgsql AS %L', 'search_' || tab, body);
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
			AFTER %s ON disc.%I REFERENCING %s FOR EACH STATEMENT
			EXECUTE FUNCTION disc.%I()',
			'search_' || pg_catalog.lower(event), event, tab,
			CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
				WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
			END, 'search_' || tab);
		EXECUTE pg_catalog.format(
			'ALTER TABLE disc.%I ENABLE ALWAYS TRIGGER %I', tab,
			'search_' || pg_catalog.lower(event));
	END LOOP;
END
$$;

-- Documents of which kinds a table's rows make, by which of their columns; a
-- row of which "shows" is not true makes none.
CREATE FUNCTION disc.search_attach(tab text, kinds text, id text, shows text,
	made_of text) RETURNS void
LANGUAGE sql AS $f$
	SELECT disc.search_triggers(tab, pg_catalog.format($$
DECLARE
	ids int[];
BEGIN
	IF TG_OP = 'INSERT' THEN
		ids := ARRAY(SELECT r.%1$I FROM new_rows AS r WHERE %2$s);
	ELSIF TG_OP = 'DELETE' THEN
		ids := ARRAY(SELECT r.%1$I FROM old_rows AS r WHERE %2$s);
	ELSIF EXISTS (SELECT FROM new_rows) THEN
		ids := ARRAY(SELECT x.id FROM (
			SELECT r.%1$I AS id, %2$s, %3$s FROM new_rows AS r
			EXCEPT
			SELECT r.%1$I, %2$s, %3$s FROM old_rows AS r) AS x);
	END IF;
	IF ids <> '{}' THEN
		PERFORM disc.search_make(%4$L, ids);
	END IF;
	RETURN NULL;
END
$$, id, shows, made_of, kinds));
$f$;
CREATE FUNCTION disc.search_attach_rank(tab text, kinds text, id text,
	counted text) RETURNS void
LANGUAGE sql AS $f$
	SELECT disc.search_triggers(tab, pg_catalog.format($$
DECLARE
	ids int[];
	ranks int2[];
BEGIN
	IF TG_OP = 'INSERT' THEN
		SELECT pg_catalog.array_agg(r.%1$I),
		       pg_catalog.array_agg(disc.search_rank(r.%2$I))
		  INTO ids, ranks
		  FROM new_rows AS r WHERE disc.search_rank(r.%2$I) > 0;
	ELSIF TG_OP = 'DELETE' THEN
		SELECT pg_catalog.array_agg(r.%1$I),
		       pg_catalog.array_agg(0::int2) INTO ids, ranks
		  FROM old_rows AS r WHERE disc.search_rank(r.%2$I) > 0;
	ELSIF EXISTS (SELECT FROM new_rows) THEN
		SELECT pg_catalog.array_agg(x.id), pg_catalog.array_agg(x.rank)
		  INTO ids, ranks
		  FROM (SELECT r.%1$I AS id, disc.search_rank(r.%2$I) AS rank
			  FROM new_rows AS r
			EXCEPT
			SELECT r.%1$I, disc.search_rank(r.%2$I)
			  FROM old_rows AS r) AS x;
	END IF;
	IF ids IS NOT NULL THEN
		PERFORM disc.search_move(%3$L, ids, ranks);
	END IF;
	RETURN NULL;
END
$$, id, counted, kinds));
$f$;

SELECT disc.search_attach('users', '{u}', 'user_id',
	'r.is_current AND NOT r.is_deactivated AND r.is_available
	AND r.wallet IS NOT NULL AND r.handle IS NOT NULL',
	'r.name, r.handle, r.created_at');
SELECT disc.search_attach('tracks', '{t}', 'track_id',
	'r.is_current AND NOT r.is_delete AND r.is_available
	AND NOT r.is_unlisted AND r.stem_of IS NULL
	AND r.access_authorities IS NULL',
	'r.owner_id, r.title, r.tags, r.genre, r.created_at, r.release_date');
SELECT disc.search_attach('playlists', '{p,a}', 'playlist_id',
	'r.is_current AND NOT r.is_delete AND NOT r.is_private',
	'r.is_album, r.playlist_owner_id, r.playlist_name, r.created_at');
SELECT disc.search_attach_rank('aggregate_user', '{u}', 'user_id',
	'follower_count');
SELECT disc.search_attach_rank('aggregate_track', '{t}', 'track_id',
	'repost_count');
SELECT disc.search_attach_rank('aggregate_playlist', '{p,a}', 'playlist_id',
	'repost_count');

SELECT disc.search_fill();
