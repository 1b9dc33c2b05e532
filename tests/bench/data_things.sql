-- SPDX-License-Identifier: ISC
-- Users, tracks and playlists of the made-up network; data.sql was here.
\ir data_session.sql

-- Of tables that were emptied here no row is logged.
BEGIN;
TRUNCATE disc.users, disc.tracks, disc.remixes, disc.track_routes,
	disc.track_collaborators, disc.playlists, disc.playlist_tracks,
	disc.playlist_routes;
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
COMMIT;
