-- SPDX-License-Identifier: ISC
-- One more hour in the made-up network, in a block: 500 follows, 500 reposts, 800
-- saves, 50 edits and 3000 plays, whatever its size; data.sql was here.
\set ON_ERROR_STOP on
BEGIN;
UPDATE bench.size SET now = now + interval '1 hour';
UPDATE disc.blocks SET is_current = false WHERE is_current;
INSERT INTO disc.blocks (blockhash, parenthash, is_current, number)
SELECT '0x' || max(b.number) + 1, '0x' || max(b.number), true, max(b.number) + 1
  FROM disc.blocks AS b;
UPDATE disc.keyvalue SET value = (
	SELECT EXTRACT(epoch FROM s.now)::int8::text FROM bench.size AS s)
 WHERE key = 'most_recently_indexed_block_time_from_db';
CREATE TEMP TABLE hour AS
SELECT b.number AS block, b.number * 1000000::bigint AS first,
       s.now - interval '1 hour' AS began, s.*
  FROM bench.size AS s, disc.blocks AS b WHERE b.is_current;
CREATE FUNCTION pg_temp.at(n bigint, kind text, began timestamp)
RETURNS timestamp LANGUAGE sql IMMUTABLE
RETURN began + bench.draw(n, kind || 'in hour') * interval '1 hour';

INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
	blocknumber, blockhash, created_at)
SELECT DISTINCT ON (a, b) a, b, false, h.block, '0x',
       pg_temp.at(i, 'f', h.began)
  FROM hour AS h, generate_series(h.first, h.first + 499) AS i,
       LATERAL (SELECT bench.any(h.users, bench.draw(i, 'fa')) AS a,
		bench.known(h.users, bench.draw(i, 'fe')) AS b) AS x
 WHERE a <> b
ON CONFLICT DO NOTHING;
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
	blocknumber, blockhash, created_at)
SELECT DISTINCT ON (a, t, k) a, t, k, false, h.block, '0x',
       pg_temp.at(i, 'r', h.began)
  FROM hour AS h, generate_series(h.first, h.first + 499) AS i,
       LATERAL (SELECT bench.any(h.users, bench.draw(i, 'ra')) AS a,
		bench.known(CASE WHEN i % 5 = 0 THEN h.playlists
			ELSE h.tracks END, bench.draw(i, 'rt')) AS t,
		(CASE WHEN i % 5 = 0 THEN 'playlist' ELSE 'track' END)
			::disc.reposttype AS k) AS x
ON CONFLICT DO NOTHING;
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
	blocknumber, blockhash, created_at)
SELECT DISTINCT ON (a, t, k) a, t, k, false, h.block, '0x',
       pg_temp.at(i, 's', h.began)
  FROM hour AS h, generate_series(h.first, h.first + 799) AS i,
       LATERAL (SELECT bench.any(h.users, bench.draw(i, 'sa')) AS a,
		bench.known(CASE WHEN i % 5 = 0 THEN h.playlists
			ELSE h.tracks END, bench.draw(i, 'st')) AS t,
		(CASE WHEN i % 5 = 0 THEN 'playlist' ELSE 'track' END)
			::disc.savetype AS k) AS x
ON CONFLICT DO NOTHING;
UPDATE disc.tracks AS t SET title = t.title || '.', blocknumber = h.block
  FROM hour AS h, generate_series(h.first, h.first + 49) AS i
 WHERE t.track_id = bench.any(h.tracks, bench.draw(i, 'te'));
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
SELECT CASE WHEN i % 3 > 0 THEN bench.any(h.users, bench.draw(i, 'la')) END,
       bench.known(h.tracks, bench.draw(i, 'lt')),
       pg_temp.at(i, 'l', h.began), h.now
  FROM hour AS h, generate_series(h.first, h.first + 2999) AS i;
COMMIT;
