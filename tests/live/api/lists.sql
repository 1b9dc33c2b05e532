-- A second world, apart from the first: for each condition of each statement
-- that lists something, a row that only this condition keeps out; rows that
-- only a tie-break puts in order stand the other way round.

-- 101 asks.  She follows 102 to 108 and 110 to 112, and 109 no more.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber)
SELECT i, 'U' || i, 'u' || i, '0x' || lpad(i::text, 40, '0'), 'User ' || i,
       '2023-01-01', '2023-01-01', 100
  FROM generate_series(101, 127) AS i;
UPDATE disc.users SET is_deactivated = true WHERE user_id = 113;
UPDATE disc.users SET handle = NULL, handle_lc = NULL WHERE user_id = 114;
UPDATE disc.users SET wallet = NULL WHERE user_id = 115;
UPDATE disc.users SET is_current = false WHERE user_id = 116;
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
SELECT 101, i, i = 109, '2023-01-01' FROM generate_series(102, 112) AS i;

-- Followers of 120 and 121, and whom 123 follows: 102, 103 and 104.
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
SELECT v.a, v.b, i = 117, '2023-01-01'
  FROM unnest(ARRAY[104, 103, 102, 113, 114, 115, 116, 117]) AS i
 CROSS JOIN LATERAL (VALUES (i, 120), (i, 121), (123, i)) AS v (a, b);

-- 124 and 125 are nothing to 101, or not any more; 102 is all to them.  Both
-- are followed by 102, by 103 no more, and by 109, whom 101 follows no more.
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
SELECT v.a, v.b, v.gone, '2023-01-01'
  FROM (VALUES (124), (125)) AS i (id)
 CROSS JOIN LATERAL (VALUES (102, i.id, false), (103, i.id, true),
     (109, i.id, false), (i.id, 101, true), (101, i.id, true),
     (i.id, 102, false)) AS v (a, b, gone);
INSERT INTO disc.subscriptions (subscriber_id, user_id, is_delete, created_at)
VALUES (101, 124, true, '2023-01-01'), (102, 124, false, '2023-01-01');

-- Items with actors: 141 has fewer of them than 101 follows, 142 has more.
INSERT INTO disc.tracks (track_id, owner_id, title, is_delete, created_at,
    updated_at, blocknumber)
SELECT i, 127, 'Track ' || i, false, '2023-01-01', '2023-01-01', 100
  FROM generate_series(141, 145) AS i;
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber)
SELECT i, 127, false, false, 'List ' || i, false, '2023-01-01', '2023-01-01',
       100
  FROM generate_series(141, 150) AS i;
-- 109 is followed no more, 110 has taken it back, 118 was never followed.
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
    created_at)
SELECT u, i, t::disc.reposttype, u = 110, '2023-02-01'
  FROM unnest(ARRAY[108, 107, 106, 105, 104, 103, 102, 109, 110, 118]) AS u
 CROSS JOIN generate_series(141, 142) AS i
 CROSS JOIN unnest(ARRAY['track', 'playlist']) AS t;
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
    created_at)
SELECT user_id, repost_item_id, repost_type::text::disc.savetype, is_delete,
       created_at
  FROM disc.reposts WHERE repost_item_id IN (141, 142);
-- What 101 herself did: to 143 of each kind one of two, to 144 all to the
-- playlist, to 145 all to the track.
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
    created_at)
VALUES (101, 143, 'track', false, '2023-02-01'),
    (101, 143, 'playlist', true, '2023-02-01'),
    (101, 144, 'playlist', false, '2023-02-01'),
    (101, 145, 'track', false, '2023-02-01');
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
    created_at)
VALUES (101, 143, 'track', true, '2023-02-01'),
    (101, 143, 'playlist', false, '2023-02-01'),
    (101, 144, 'playlist', false, '2023-02-01'),
    (101, 145, 'track', false, '2023-02-01');

-- Contents that are no ids; as many as an answer holds, and one more.
UPDATE disc.playlists SET playlist_contents = '{"track_ids": [
    {"track": "abc", "time": 1}, {"track": 99999999999, "time": 2},
    {"track": 3000000000, "time": 3}, {"track": 142, "time": 4},
    {"track": 141, "time": 5}]}' WHERE playlist_id = 146;
UPDATE disc.playlists SET playlist_contents = jsonb_build_object('track_ids',
    (SELECT jsonb_agg(jsonb_build_object('track', 500000 + i, 'time', 1))
       FROM generate_series(1, 500) AS i) || '[{"track": 141, "time": 1}]')
 WHERE playlist_id = 147;
UPDATE disc.playlists SET is_current = false,
    playlist_contents = '{"track_ids": [{"track": 141, "time": 1}]}'
 WHERE playlist_id = 148;
INSERT INTO disc.aggregate_plays VALUES (141, 5), (142, 6);

-- Lists of 102: two of one day, a deleted, a private and a replaced one.
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    is_current)
VALUES (151, 102, false, false, 'a', false, '2023-01-05', '2023-01-05', 100, true),
    (152, 102, false, false, 'b', false, '2023-01-05', '2023-01-05', 100, true),
    (153, 102, false, false, 'c', true, '2023-01-07', '2023-01-07', 100, true),
    (154, 102, false, true, 'd', false, '2023-01-06', '2023-01-06', 100, true),
    (155, 102, false, false, 'e', false, '2023-01-08', '2023-01-08', 100, false);

-- Several users of one handle: one without wallet, one replaced, then two.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, created_at,
    updated_at, blocknumber, is_current)
VALUES (131, 'Twin', 'twin', '0x' || lpad('131', 40, '0'), '2023-01-01', '2023-01-01', 100, true),
    (130, 'tWin', 'twin', '0x' || lpad('130', 40, '0'), '2023-01-01', '2023-01-01', 100, true),
    (129, 'twIn', 'twin', '0x' || lpad('129', 40, '0'), '2023-01-01', '2023-01-01', 100, false),
    (128, 'twiN', 'twin', NULL, '2023-01-01', '2023-01-01', 100, true);
INSERT INTO disc.tracks (track_id, owner_id, title, is_delete, created_at,
    updated_at, blocknumber)
VALUES (182, 131, 'Same', false, '2023-01-01', '2023-01-01', 100),
    (181, 130, 'Same', false, '2023-01-01', '2023-01-01', 100),
    (180, 129, 'Same', false, '2023-01-01', '2023-01-01', 100),
    (183, 130, 'A stem', false, '2023-01-01', '2023-01-01', 100),
    (184, 130, 'Replaced', false, '2023-01-01', '2023-01-01', 100);
UPDATE disc.tracks SET stem_of = '{"category": "VOCAL", "parent_track_id": 181}'
 WHERE track_id = 183;
UPDATE disc.tracks SET is_current = false, is_unlisted = true,
    route_id = 'twin/replaced' WHERE track_id = 184;
INSERT INTO disc.track_routes (slug, title_slug, collision_id, owner_id,
    track_id, is_current, blockhash, blocknumber, txhash)
VALUES ('same', 'same', 0, 131, 182, true, '0x', 100, '0x'),
    ('same', 'same', 0, 130, 181, true, '0x', 100, '0x'),
    ('same', 'same', 0, 129, 180, true, '0x', 100, '0x'),
    ('a-stem', 'a-stem', 0, 130, 183, true, '0x', 100, '0x'),
    ('replaced', 'replaced', 0, 130, 184, true, '0x', 100, '0x');
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber)
SELECT i, i - 51, false, false, 'Same', false, '2023-01-01', '2023-01-01', 100
  FROM unnest(ARRAY[182, 181, 180]) AS i;
INSERT INTO disc.playlist_routes (slug, title_slug, collision_id, owner_id,
    playlist_id, is_current, blockhash, blocknumber, txhash)
VALUES ('same', 'same', 0, 131, 182, true, '0x', 100, '0x'),
    ('same', 'same', 0, 130, 181, true, '0x', 100, '0x'),
    ('same', 'same', 0, 129, 180, true, '0x', 100, '0x'),
    ('then', 'then', 0, 127, 146, false, '0x', 100, '0x'),
    ('now', 'now', 0, 127, 146, true, '0x', 100, '0x'),
    ('now', 'now', 0, 102, 151, true, '0x', 100, '0x'),
    ('gone', 'gone', 0, 127, 148, true, '0x', 100, '0x');

-- Tracks of 103: three of one day, by hour of release or by creation.
INSERT INTO disc.tracks (track_id, owner_id, title, release_date, created_at,
    updated_at, blocknumber, is_delete, is_current, is_unlisted, stem_of)
VALUES
    (171, 103, 'bb', '2023-03-03 20:00', '2022-01-01', '2022-01-01', 70, false, true, false, NULL),
    (172, 103, 'Aa', '2023-03-03 10:00', '2022-01-02', '2022-01-02', 70, false, true, false, NULL),
    (173, 103, 'aA', NULL, '2023-03-03', '2023-03-03', 70, false, true, false, NULL),
    (174, 103, 'zz', NULL, '2024-01-01', '2024-01-01', 71, false, false, false, NULL),
    (175, 103, NULL, NULL, '2020-01-01', '2020-01-01', 71, false, true, false, NULL),
    (176, 103, 'cc', NULL, '2024-01-01', '2024-01-01', 70, true, true, false, NULL),
    (177, 103, 'dd', NULL, '2024-01-01', '2024-01-01', 70, false, true, false,
     '{"category": "VOCAL", "parent_track_id": 171}'),
    (178, 103, 'ee', NULL, '2024-01-01', '2024-01-01', 70, false, true, true, NULL);
INSERT INTO disc.aggregate_plays VALUES (171, 1), (172, 5);

-- Blocks of the tracks of 104: 60 is of a deleted, 70 of a replaced one.
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_current)
VALUES (191, 104, 'x', '2023-01-01', '2023-01-01', 50, false, true),
    (192, 104, 'y', '2023-01-01', '2023-01-01', 60, true, true),
    (193, 104, 'z', '2023-01-01', '2023-01-01', 70, false, false),
    (194, 104, 'w', '2023-01-01', '2023-01-01', 40, false, true);

-- One wallet of several users, written with a checksum; 133 is the oldest
-- that counts.  It signs cases; its key is
-- 0x6cbed15c793ce57650b9877cf6fa156fbef513c4e6134f022a85b1ffdf59b2a1.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, created_at,
    updated_at, blocknumber, is_current)
VALUES (134, 'w134', 'w134', '0xAe72A48c1A36BD18AF168541c53037965D26E4A8', '2023-05-01', '2023-05-01', 100, true),
    (135, 'w135', 'w135', '0xAe72A48c1A36BD18AF168541c53037965D26E4A8', '2023-04-01', '2023-04-01', 100, true),
    (133, 'w133', 'w133', '0xAe72A48c1A36BD18AF168541c53037965D26E4A8', '2023-04-01', '2023-04-01', 100, true),
    (132, 'w132', 'w132', '0xAe72A48c1A36BD18AF168541c53037965D26E4A8', '2023-01-01', '2023-01-01', 100, false);
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted)
VALUES (195, 133, 'Hidden', '2023-01-01', '2023-01-01', 100, false, true),
    (196, 134, 'Hidden', '2023-01-01', '2023-01-01', 100, false, true);

-- 161 remixes 165, 162, 164 of 106, and one that was replaced: he has taken
-- back what he did to it, and what he did to the playlist is another thing.
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_current, remix_of)
VALUES (162, 106, 'p', '2023-01-01', '2023-01-01', 100, false, true, NULL),
    (164, 106, 'p', '2023-01-01', '2023-01-01', 100, false, true, NULL),
    (165, 106, 'p', '2023-01-01', '2023-01-01', 100, false, true, NULL),
    (166, 106, 'p', '2023-01-01', '2023-01-01', 100, false, false, NULL),
    (161, 105, 'r', '2023-01-01', '2023-01-01', 100, false, true, '{"tracks":
     [{"parent_track_id": 165}, {"parent_track_id": 164}, {"parent_track_id": 162}]}'),
    (163, 105, 'r', '2023-01-01', '2023-01-01', 100, false, true, '{"tracks":
     [{"parent_track_id": 162}]}');
INSERT INTO disc.remixes VALUES (164, 161), (165, 161), (162, 161), (166, 161),
    (162, 163);
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
    created_at)
VALUES (106, 161, 'track', true, '2023-02-01'),
    (106, 161, 'playlist', false, '2023-02-01'),
    (107, 161, 'track', false, '2023-02-01'),
    (106, 163, 'track', false, '2023-02-01');
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
    created_at)
VALUES (106, 161, 'track', true, '2023-02-01'),
    (106, 161, 'playlist', false, '2023-02-01'),
    (107, 161, 'track', false, '2023-02-01'),
    (106, 163, 'track', false, '2023-02-01');

-- A library with all that one may hold, and what it may not.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, created_at,
    updated_at, blocknumber, playlist_library)
VALUES (136, 'lib', 'lib', '0x' || lpad('136', 40, '0'), '2023-01-01',
     '2023-01-01', 100, '{"contents": [
      {"type": "playlist", "playlist_id": 21},
      {"type": "playlist", "playlist_id": "21"},
      {"type": "playlist", "playlist_id": "Ae4yn"},
      {"type": "playlist", "playlist_id": 0},
      {"type": "playlist", "playlist_id": 2147483647},
      {"type": "playlist", "playlist_id": -1},
      {"type": "playlist", "playlist_id": 2147483648},
      {"type": "playlist", "playlist_id": "x y"},
      {"type": "playlist"},
      {"type": "explore_playlist", "playlist_id": "Heavy Rotation"},
      {"type": "explore_playlist", "playlist_id": 7},
      {"type": "folder", "contents": [
       {"type": "folder", "id": "g", "name": "G"}]},
      {"type": "shelf", "id": "s"}, 7, null, {"playlist_id": 21}]}'),
    (137, 'nolib', 'nolib', '0x' || lpad('137', 40, '0'), '2023-01-01',
     '2023-01-01', 100, '[]');

INSERT INTO disc.skipped_transactions (id, blocknumber, blockhash, txhash,
    created_at, updated_at, level)
SELECT 1000 + i, 40 + i % 2, '0x28', '0x' || i, '2022-12-27', '2022-12-27', 'node'
  FROM generate_series(1, 501) AS i;

-- How many follow whom, and how often things were taken: not as counted here,
-- so that each way of a statement has its user.
UPDATE disc.aggregate_user AS a SET follower_count = v.n
  FROM (VALUES (102, 5), (103, 9), (104, 9), (105, 1), (106, 2), (108, 3),
       (109, 50), (110, 60), (113, 70), (114, 71), (115, 72), (116, 73),
       (117, 74), (118, 90), (120, 1000), (125, 1000)) AS v (id, n)
 WHERE a.user_id = v.id;
DELETE FROM disc.aggregate_user WHERE user_id = 107;
UPDATE disc.aggregate_track SET repost_count = 1000, save_count = 1000
 WHERE track_id = 142;
UPDATE disc.aggregate_playlist SET repost_count = 1000, save_count = 1000
 WHERE playlist_id = 142;
UPDATE disc.aggregate_track AS a SET repost_count = v.r, save_count = v.s
  FROM (VALUES (171, 2, 0), (172, 0, 1), (173, 1, 2)) AS v (id, r, s)
 WHERE a.track_id = v.id;
DELETE FROM disc.aggregate_track WHERE track_id = 175;
