-- SPDX-License-Identifier: ISC
-- Who follows, saves, plays and says what; data.sql was here.
\ir data_session.sql

-- Of tables that were emptied here no row is logged.
BEGIN;
TRUNCATE disc.follows, disc.subscriptions, disc.reposts, disc.saves,
	disc.shares, disc.comments, disc.plays, disc.notification;
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
COMMIT;
