-- SPDX-License-Identifier: ISC
-- A made-up network of :scale times 10,000 users: few whom all know and many
-- whom nobody does, names in several scripts, bursts, remixes of remixes, tracks
-- made together.  Everything is drawn from numbers and names of what is drawn,
-- so the same scale always gives the same rows.  Run as a superuser, in an empty
-- database; nothing else may use it.
--
-- Rows come into bare tables: no trigger, key or index is there.  What triggers
-- keep is then counted, by the functions that recount it, and indexes are built
-- behind that.  This file begins; then data_things.sql beside data_acts.sql, and
-- data_counts.sql beside data_heard.sql, each pair at once; data_end.sql ends.
\set ON_ERROR_STOP on

CREATE SCHEMA bench;
CREATE TABLE bench.size AS
SELECT (10000 * :scale)::int AS users, (20000 * :scale)::int AS tracks,
       (4000 * :scale)::int AS playlists, (100000 * :scale)::int AS follows,
       (60000 * :scale)::int AS reposts, (80000 * :scale)::int AS saves,
       (300000 * :scale)::int AS plays, (10000 * :scale)::int AS comments,
       timestamp '2024-07-01' AS now;

-- A number from 0 to 1, drawn for a thing of a kind.
CREATE FUNCTION bench.draw(n bigint, kind text) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (pg_catalog.hashint8extended(n, pg_catalog.hashtext(kind))
	& 4503599627370495) / 4503599627370496.0::float8;
-- One of the first n; those in front many times as often.
CREATE FUNCTION bench.known(n int, r float8) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + pg_catalog.floor(n * r * r * r)::int;
CREATE FUNCTION bench.any(n int, r float8) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + pg_catalog.floor(n * r)::int;
-- Of four years in which the network grows; half of it all in bursts, of which
-- each is an evening.
CREATE FUNCTION bench.time(n bigint, kind text) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN timestamp '2020-07-01' + pg_catalog.floor(1460 * sqrt(CASE
	WHEN bench.draw(n, kind || 'burst') < 0.5 THEN bench.draw(n, kind)
	ELSE bench.draw(n / 200, kind || 'evening') END)) * interval '1 day'
	+ CASE WHEN bench.draw(n, kind || 'burst') < 0.5 THEN 24 ELSE 3 END
	* bench.draw(n, kind || 'hour') * interval '1 hour';
-- Names of one to three words, mostly of Latin letters.
CREATE FUNCTION bench.name(n bigint, kind text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	words constant text[] := '{Night,Rain,Love,Blue,Midnight,Summer,River,
		Golden,Dream,Dance,Fire,Velvet,Shadow,Electric,Morning,Silver,
		Heart,City,Ocean,Wild,Broken,Paradise,Thunder,Crystal,Gravity,
		Echo,Neon,Desert,Moonlight,Paper,Glass,Winter,Horizon,
		Satellite,Remember,Forever,Yesterday,Hurricane,Butterfly,
		Kingdom,Canción,Über,Façade,Señor,Łódź,Smörgås}';
	syllables constant text[] := '{ba,ko,ri,tu,me,lan,sor,vi,dek,pau,zen,
		mir,tha,qui,nol,gra,fe,shi,dor,wyn}';
	first constant text[] := '{Ba,Ko,Ri,Tu,Me,Lan,Sor,Vi,Dek,Pau,Zen,
		Mir,Tha,Qui,Nol,Gra,Fe,Shi,Dor,Wyn}';
	cyrillic constant text[] := '{Ночь,Дождь,Любовь,Море,Огонь,Сон,Город,
		Весна,Тень,Луна}';
	cjk constant text[] := '{夜,雨,愛,海,火,夢,街,春,影,月,星空,東京,音楽,未来}';
	r float8 := bench.draw(n, kind || 'script');
	w text := '';
BEGIN
	FOR i IN 1..1 + pg_catalog.floor(3 * bench.draw(n, kind || 'words')) LOOP
		w := w || CASE WHEN i > 1 AND r < 0.92 THEN ' ' ELSE '' END || CASE
		WHEN r < 0.45 THEN words[bench.any(46,
			bench.draw(n * 4 + i, kind || 'word'))]
		WHEN r < 0.84 THEN first[bench.any(20,
				bench.draw(n * 16 + i * 4 + 1, kind || 's'))]
			|| syllables[bench.any(20,
				bench.draw(n * 16 + i * 4 + 2, kind || 's'))]
			|| syllables[bench.any(20,
				bench.draw(n * 16 + i * 4 + 3, kind || 's'))]
		WHEN r < 0.92 THEN cyrillic[bench.any(10,
			bench.draw(n * 4 + i, kind || 'word'))]
		ELSE cjk[bench.any(14, bench.draw(n * 4 + i, kind || 'word'))]
			|| cjk[bench.any(14, bench.draw(n * 4 + i, kind || 'x'))]
		END;
	END LOOP;
	RETURN w;
END
$$;

-- Keys and indexes, to be made again: of the greatest tables, of counters, which
-- search looks up, and of all others.
CREATE TABLE bench.made AS
SELECT x.*, CASE WHEN x.tab IN ('disc.plays', 'disc.notification', 'disc.follows',
		'disc.reposts', 'disc.saves', 'disc.user_listening_history',
		'disc.aggregate_plays', 'disc.aggregate_monthly_plays',
		'disc.hourly_play_counts') THEN 'great'
	WHEN x.tab LIKE 'disc.aggregate%' THEN 'counters' ELSE 'others' END AS what
  FROM (SELECT k.conrelid::regclass::text AS tab, format('ALTER TABLE %s DROP CONSTRAINT %I',
	k.conrelid::regclass, k.conname) AS off, format(
	'ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname,
	pg_get_constraintdef(k.oid)) AS make
  FROM pg_constraint AS k
 WHERE k.connamespace = 'disc'::regnamespace AND k.contype IN ('p', 'u')
   AND NOT EXISTS (SELECT FROM pg_constraint AS f WHERE f.confrelid = k.conrelid)
UNION ALL
SELECT i.indrelid::regclass::text, format('DROP INDEX %s', i.indexrelid::regclass),
       pg_get_indexdef(i.indexrelid)
  FROM pg_index AS i
  JOIN pg_class AS c ON c.oid = i.indrelid
 WHERE c.relnamespace = 'disc'::regnamespace AND NOT EXISTS (
	SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)) AS x;
SELECT m.off FROM bench.made AS m \gexec
-- Some fire for replicated rows as well.
CREATE TABLE bench.always AS
SELECT t.tgrelid::regclass::text AS tab, t.tgname AS name
  FROM pg_trigger AS t WHERE t.tgenabled = 'A';
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', a.tab, a.name)
  FROM bench.always AS a \gexec

INSERT INTO disc.blocks (blockhash, parenthash, is_current, number)
SELECT '0x' || i, '0x' || i - 1, i = 100000, i
  FROM generate_series(90000, 100000) AS i;
INSERT INTO disc.keyvalue (key, value)
SELECT 'most_recently_indexed_block_time_from_db',
       EXTRACT(epoch FROM s.now)::int8::text FROM bench.size AS s;
