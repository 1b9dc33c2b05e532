-- SPDX-License-Identifier: ISC
-- A made-up network of :scale times 10,000 users: few whom all know and many
-- whom nobody does, names in several scripts, bursts, remixes of remixes, tracks
-- made together.  Everything is drawn from numbers and names of what is drawn,
-- so the same scale always gives the same rows.  Run as a superuser, in an empty
-- database; nothing else may use it.
--
-- Triggers and indexes are off while rows come; what triggers keep is counted at
-- the end.
\set ON_ERROR_STOP on
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '256MB';
SET work_mem = '128MB';

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
		WHEN r < 0.84 THEN pg_catalog.initcap((SELECT
			pg_catalog.string_agg(syllables[bench.any(20,
				bench.draw(n * 16 + i * 4 + j, kind || 's'))], '')
			FROM pg_catalog.generate_series(1, 3) AS j))
		WHEN r < 0.92 THEN cyrillic[bench.any(10,
			bench.draw(n * 4 + i, kind || 'word'))]
		ELSE cjk[bench.any(14, bench.draw(n * 4 + i, kind || 'word'))]
			|| cjk[bench.any(14, bench.draw(n * 4 + i, kind || 'x'))]
		END;
	END LOOP;
	RETURN w;
END
$$;

CREATE TABLE bench.indexes AS
SELECT i.indexrelid::regclass::text AS name,
       pg_catalog.pg_get_indexdef(i.indexrelid) AS definition
  FROM pg_catalog.pg_index AS i
  JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
 WHERE c.relnamespace = 'disc'::regnamespace AND NOT i.indisunique
   AND c.relname NOT LIKE 'search%';
SELECT format('DROP INDEX %s;', name) FROM bench.indexes \gexec

INSERT INTO disc.blocks (blockhash, parenthash, is_current, number)
SELECT '0x' || i, '0x' || i - 1, i = 100000, i
  FROM generate_series(90000, 100000) AS i;
INSERT INTO disc.keyvalue (key, value)
SELECT 'most_recently_indexed_block_time_from_db',
       EXTRACT(epoch FROM s.now)::int8::text FROM bench.size AS s;

INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, bio,
	profile_picture_sizes, cover_photo_sizes, is_verified, blocknumber,
	blockhash, created_at, updated_at)
SELECT i, x.handle || i, lower(x.handle) || i, '0x' || lpad(to_hex(i), 40, '0'),
       bench.name(i, 'u'), 'bio of ' || i, 'Qm' || i, 'Qm' || i, i % 97 = 1,
       bench.any(100000, bench.draw(i, 'ub')), '0x', x.at, x.at
  FROM bench.size AS s, generate_series(1, s.users) AS i,
       LATERAL (SELECT 'h' || substr(md5(i::text), 1, 5) AS handle,
		bench.time(i, 'u') AS at) AS x;

-- Every ninth is a remix, mostly of one of the last thousand, which may be one.
INSERT INTO disc.tracks (track_id, owner_id, title, tags, genre, mood, duration,
	is_delete, is_unlisted, is_stream_gated, release_date, remix_of,
	blocknumber, blockhash, created_at, updated_at, track_cid, cover_art_sizes)
SELECT i, bench.known(s.users, bench.draw(i, 'to')), bench.name(i, 't'),
       CASE WHEN i % 3 = 0 THEN (ARRAY['lofi', 'summer', 'club', 'live',
		'acoustic', 'demo'])[bench.any(6, bench.draw(i, 'tag'))] || ',tag'
		|| bench.known(500, bench.draw(i, 'tag2')) END,
       (ARRAY['Electronic', 'Hip-Hop/Rap', 'Pop', 'Rock', 'House', 'Jazz',
		'Ambient', 'Techno', 'Lo-Fi', 'Folk'])
		[bench.known(10, bench.draw(i, 'g'))],
       (ARRAY['Fiery', 'Easygoing', 'Brooding'])[1 + i % 3], 60 + i % 300,
       i % 23 = 0, i % 29 = 0, i % 41 = 0,
       bench.time(i, 't'), CASE WHEN i % 9 = 0 AND i > 1000 THEN
		jsonb_build_object('tracks', jsonb_build_array(
			jsonb_build_object('parent_track_id',
			CASE WHEN i % 18 = 0 THEN i - bench.any(999,
				bench.draw(i, 'r'))
			ELSE bench.known(s.tracks, bench.draw(i, 'r')) END))) END,
       bench.any(100000, bench.draw(i, 'tb')), '0x', bench.time(i, 't'),
       bench.time(i, 't'), 'Qmt' || i, 'Qmc' || i
  FROM bench.size AS s, generate_series(1, s.tracks) AS i;
INSERT INTO disc.remixes (parent_track_id, child_track_id)
SELECT disc.remix_parent(t.remix_of), t.track_id
  FROM disc.tracks AS t WHERE t.remix_of IS NOT NULL;
INSERT INTO disc.track_routes (slug, title_slug, collision_id, owner_id,
	track_id, is_current, blockhash, blocknumber, txhash)
SELECT 't-' || t.track_id, 't-' || t.track_id, 0, t.owner_id, t.track_id, true,
       '0x', t.blocknumber, '0x'
  FROM disc.tracks AS t;
INSERT INTO disc.track_collaborators (track_id, collaborator_user_id, invited_by,
	status, created_at, updated_at, txhash, blocknumber)
SELECT DISTINCT t.track_id, bench.known(s.users, bench.draw(t.track_id + d,
	'co')), t.owner_id, 'accepted', t.created_at, t.created_at, '0x',
       t.blocknumber
  FROM bench.size AS s, disc.tracks AS t, generate_series(1, 3) AS d
 WHERE t.track_id % 13 = 0;

INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album, is_private,
	is_delete, playlist_name, playlist_contents, blocknumber, blockhash,
	created_at, updated_at)
SELECT i, bench.known(s.users, bench.draw(i, 'po')), i % 4 = 0, i % 11 = 0,
       i % 31 = 0, bench.name(i, 'p'), jsonb_build_object('track_ids',
	(SELECT jsonb_agg(jsonb_build_object('track', bench.known(s.tracks,
		bench.draw(i::bigint * 100 + j, 'pt')), 'time', 1600000000 + j,
		'metadata_time', 1600000000 + j))
	   FROM generate_series(1, 3 + bench.known(60, bench.draw(i, 'pl')))
		AS j)),
       bench.any(100000, bench.draw(i, 'pb')), '0x', bench.time(i, 'p'),
       bench.time(i, 'p')
  FROM bench.size AS s, generate_series(1, s.playlists) AS i;
INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed, created_at,
	updated_at)
SELECT DISTINCT p.playlist_id, (e ->> 'track')::int, false, p.created_at,
       p.created_at
  FROM disc.playlists AS p,
       jsonb_array_elements(p.playlist_contents -> 'track_ids') AS e;
INSERT INTO disc.playlist_routes (slug, title_slug, collision_id, owner_id,
	playlist_id, is_current, blockhash, blocknumber, txhash)
SELECT 'p-' || p.playlist_id, 'p-' || p.playlist_id, 0, p.playlist_owner_id,
       p.playlist_id, true, '0x', p.blocknumber, '0x'
  FROM disc.playlists AS p;

INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
	blocknumber, blockhash, created_at)
SELECT DISTINCT ON (a, b) a, b, i % 17 = 0, bench.any(100000,
	bench.draw(i, 'fb')), '0x', bench.time(i, 'f')
  FROM bench.size AS s, generate_series(1, s.follows * 6 / 5) AS i,
       LATERAL (SELECT bench.any(s.users, sqrt(bench.draw(i, 'fa'))
			* bench.draw(i, 'fc')) AS a,
		bench.known(s.users, bench.draw(i, 'fe')) AS b) AS x
 WHERE a <> b
 ORDER BY a, b, i;
INSERT INTO disc.subscriptions (subscriber_id, user_id, is_delete, blocknumber,
	blockhash, txhash, created_at)
SELECT f.follower_user_id, f.followee_user_id, false, f.blocknumber, '0x', '0x',
       f.created_at
  FROM disc.follows AS f
 WHERE bench.draw(f.follower_user_id::bigint * 10000000 + f.followee_user_id,
	's') < 0.1 AND NOT f.is_delete;
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
	blocknumber, blockhash, created_at)
SELECT DISTINCT ON (a, t, k) a, t, k, i % 19 = 0, bench.any(100000,
	bench.draw(i, 'rb')), '0x', bench.time(i, 'r')
  FROM bench.size AS s, generate_series(1, s.reposts * 6 / 5) AS i,
       LATERAL (SELECT bench.any(s.users, bench.draw(i, 'ra')) AS a,
		bench.known(CASE WHEN i % 5 = 0 THEN s.playlists
			ELSE s.tracks END, bench.draw(i, 'rt')) AS t,
		(CASE WHEN i % 5 = 0 THEN 'playlist' ELSE 'track' END)
			::disc.reposttype AS k) AS x
 ORDER BY a, t, k, i;
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
	blocknumber, blockhash, created_at)
SELECT DISTINCT ON (a, t, k) a, t, k, i % 19 = 0, bench.any(100000,
	bench.draw(i, 'sb')), '0x', bench.time(i, 's')
  FROM bench.size AS s, generate_series(1, s.saves * 6 / 5) AS i,
       LATERAL (SELECT bench.any(s.users, bench.draw(i, 'sa')) AS a,
		bench.known(CASE WHEN i % 5 = 0 THEN s.playlists
			ELSE s.tracks END, bench.draw(i, 'st')) AS t,
		(CASE WHEN i % 5 = 0 THEN 'playlist' ELSE 'track' END)
			::disc.savetype AS k) AS x
 ORDER BY a, t, k, i;
INSERT INTO disc.shares (user_id, share_item_id, share_type, created_at, txhash)
SELECT bench.any(s.users, bench.draw(i, 'ha')), bench.known(s.tracks,
	bench.draw(i, 'ht')), 'track', bench.time(i, 'h'), '0x' || i
  FROM bench.size AS s, generate_series(1, s.comments) AS i;
INSERT INTO disc.comments (comment_id, text, user_id, entity_id, entity_type,
	created_at, updated_at, txhash, blockhash, blocknumber)
SELECT i, 'what a track, ' || bench.name(i, 'c'), bench.any(s.users,
	bench.draw(i, 'ca')), bench.known(s.tracks, bench.draw(i, 'ct')),
       'Track', bench.time(i, 'c'), bench.time(i, 'c'), '0x', '0x',
       bench.any(100000, bench.draw(i, 'cb'))
  FROM bench.size AS s, generate_series(1, s.comments) AS i;
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at, country)
SELECT CASE WHEN i % 3 > 0 THEN bench.any(s.users, bench.draw(i, 'la')
		* bench.draw(i, 'lb')) END,
       bench.known(s.tracks, bench.draw(i, 'lt')), bench.time(i, 'l'),
       bench.time(i, 'l'), (ARRAY['DE', 'US', 'BR'])[1 + i % 3]
  FROM bench.size AS s, generate_series(1, s.plays) AS i;
INSERT INTO disc.notification (specifier, group_id, type, blocknumber, timestamp,
	data, user_ids)
SELECT f.follower_user_id::text, 'follow:' || f.followee_user_id, 'follow',
       f.blocknumber, f.created_at, jsonb_build_object('followee_user_id',
	f.followee_user_id, 'follower_user_id', f.follower_user_id),
       ARRAY[f.followee_user_id]
  FROM disc.follows AS f WHERE NOT f.is_delete;

-- What triggers would have kept.
INSERT INTO disc.aggregate_user (user_id, track_count, total_track_count,
	playlist_count, album_count, follower_count, following_count,
	repost_count, track_save_count, track_share_count)
SELECT * FROM (SELECT c.user_id, c.track_count, c.total_track_count,
	c.playlist_count, c.album_count, c.follower_count, c.following_count,
	c.repost_count, c.track_save_count, c.track_share_count
	FROM disc.recount_users(-1, 2147483647) AS c) AS c;
UPDATE disc.aggregate_user AS a
   SET dominant_genre = g.genre, dominant_genre_count = g.tracks
  FROM (SELECT DISTINCT ON (t.owner_id) t.owner_id, t.genre, count(*) AS tracks
	  FROM disc.tracks AS t WHERE NOT t.is_delete AND NOT t.is_unlisted
	 GROUP BY t.owner_id, t.genre ORDER BY t.owner_id, 3 DESC) AS g
 WHERE g.owner_id = a.user_id;
INSERT INTO disc.aggregate_track (track_id, repost_count, save_count,
	share_count, comment_count)
SELECT c.track_id, c.repost_count, c.save_count, c.share_count, c.comment_count
  FROM disc.recount_tracks(-1, 2147483647) AS c;
INSERT INTO disc.aggregate_playlist (playlist_id, is_album, repost_count,
	save_count, share_count)
SELECT c.playlist_id, COALESCE(c.is_album, false), c.repost_count, c.save_count,
       c.share_count
  FROM disc.recount_playlists(-1, 2147483647) AS c;
INSERT INTO disc.aggregate_plays (play_item_id, count)
SELECT p.play_item_id, count(*) FROM disc.plays AS p GROUP BY 1;
INSERT INTO disc.aggregate_monthly_plays (play_item_id, timestamp, country, count)
SELECT p.play_item_id, date_trunc('month', p.created_at)::date, p.country,
       count(*)
  FROM disc.plays AS p GROUP BY 1, 2, 3;
INSERT INTO disc.hourly_play_counts (hourly_timestamp, play_count)
SELECT date_trunc('hour', p.created_at), count(*) FROM disc.plays AS p GROUP BY 1;
INSERT INTO disc.user_listening_history (user_id, listening_history)
SELECT h.user_id, jsonb_agg(jsonb_build_object('track_id', h.play_item_id,
	'timestamp', disc.play_time(h.heard), 'play_count', h.n)
	ORDER BY h.heard DESC)
  FROM (SELECT p.user_id, p.play_item_id, max(p.created_at) AS heard,
	       count(*) AS n, row_number() OVER (PARTITION BY p.user_id
			ORDER BY max(p.created_at) DESC) AS place
	  FROM disc.plays AS p WHERE p.user_id IS NOT NULL GROUP BY 1, 2) AS h
 WHERE h.place <= 1000 GROUP BY 1;

SELECT format('%s;', definition) FROM bench.indexes \gexec
SELECT disc.search_rebuild();
VACUUM ANALYZE;
