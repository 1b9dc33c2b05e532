-- Rows for the cases.  Counters come from the triggers, as in production.
INSERT INTO disc.blocks (blockhash, parenthash, number, is_current) VALUES
    ('0x' || repeat('a', 64), '0x' || repeat('0', 64), 100, false),
    ('0x' || repeat('b', 64), '0x' || repeat('a', 64), 101, true);
INSERT INTO disc.keyvalue (key, value) VALUES
    ('latest_block_from_chain', '103'),
    ('latest_blockhash_from_chain', '0x' || repeat('c', 64)),
    ('indexing:error', '{"count":2,"blocknumber":102,"blockhash":"0x' ||
     repeat('d', 64) || '","txhash":"0x' || repeat('e', 64) ||
     '","message":"no such document","has_consensus":false,"agreed":["0x' ||
     repeat('f', 64) || '"]}');
INSERT INTO disc.skipped_transactions (id, blocknumber, blockhash, txhash,
    created_at, updated_at, level)
VALUES
    (1, 100, '0x' || repeat('a', 64), '0x' || repeat('1', 64),
     '2022-12-27 18:13:47', '2022-12-27 18:13:47', 'node'),
    (2, 101, '0x' || repeat('b', 64), 'commit',
     '2022-12-27 18:13:52', '2022-12-27 18:13:52', 'network');

-- 1 is the signer of the cases' signatures.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, bio,
    location, profile_picture, profile_picture_sizes, cover_photo,
    cover_photo_sizes, metadata_multihash, creator_node_endpoint, blockhash,
    blocknumber, txhash, created_at, updated_at, is_verified,
    artist_pick_track_id, primary_id, secondary_ids, playlist_library)
VALUES
    (1, 'Ann', 'ann', '0x90f8bf6a479f320ead074411a4b0e7944ea8c9c1',
     'Ann "A" 日本 🎵', E'line\nline', 'Köln', 'QmPic', 'QmPics', NULL,
     'QmCovers', 'QmMeta', 'https://cn1.example.com,https://cn2.example.com/',
     '0x' || repeat('a', 64), 100, '0x01', '2022-12-27 18:13:47.25',
     '2022-12-28 00:00:00', true, 13, 1, '{2,3}',
     '{"contents": [{"type": "playlist", "playlist_id": 21},
       {"type": "folder", "id": "f", "name": "N", "contents": []}]}');
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name,
    created_at, updated_at, blocknumber, is_deactivated)
VALUES
    (2, 'Bob', 'bob', '0x70997970c51812dc3a010c7d01b50e0d17dc79c8', 'Bob',
     '2023-01-01 00:00:00', '2023-01-01 00:00:00', 100, false),
    (3, 'cÉline', 'céline', '0x' || repeat('3', 40), 'Céline',
     '2023-01-01 00:00:00', '2023-01-01 00:00:00', 101, false),
    (4, 'gone', 'gone', '0x' || repeat('4', 40), 'Gone',
     '2023-01-01 00:00:00', '2023-01-01 00:00:00', 100, true),
    (5, NULL, NULL, '0x' || repeat('5', 40), 'Nameless',
     '2023-01-01 00:00:00', '2023-01-01 00:00:00', 100, false),
    (6, 'nowallet', 'nowallet', NULL, 'No wallet',
     '2023-01-01 00:00:00', '2023-01-01 00:00:00', 100, false);
UPDATE disc.users SET creator_node_endpoint = 'https://cn3.example.com'
 WHERE user_id = 2;
INSERT INTO disc.user_balances (user_id, balance, created_at, updated_at,
    associated_wallets_balance, waudio, associated_sol_wallets_balance)
VALUES (1, '1000000000000000000', '2023-01-01', '2023-01-01',
    '500000000000000000', '100000000', '50000000');

INSERT INTO disc.tracks (track_id, owner_id, title, is_delete, is_unlisted,
    created_at, updated_at, blocknumber, track_cid, duration, genre, route_id,
    stem_of, remix_of, release_date, stream_conditions, is_stream_gated,
    cover_art_sizes, is_downloadable, orig_file_cid, field_visibility,
    track_segments, tags, download, preview_cid, description)
VALUES
    (11, 1, 'First', false, false, '2023-01-01 00:00:00', '2023-01-01', 100,
     'QmT11', 0, 'Rock', 'ann/first', NULL, NULL, NULL, NULL, false,
     'QmArt11', true, 'QmO11', NULL,
     '[{"multihash": "Qs1", "duration": 5.5}, {"multihash": "Qs2", "duration": 2.0}]',
     'a,b', '{"is_downloadable": true, "requires_follow": false, "cid": "QmO11"}',
     NULL, 'words'),
    (12, 1, 'Hidden', false, true, '2023-01-02 00:00:00', '2023-01-01', 100,
     'QmT12', 12, 'Rock', 'ann/hidden', NULL, NULL, NULL, NULL, false, NULL,
     false, NULL, '{"mood": false, "tags": true, "genre": true,
     "share": true, "play_count": false, "remixes": true}', '[]', NULL, NULL,
     NULL, NULL),
    (13, 1, 'Pinned', false, false, '2022-01-01 00:00:00', '2023-01-01', 100,
     'QmT13', 13, 'Jazz', 'ann/pinned', NULL, NULL, '2021-05-05 10:00:00',
     NULL, false, NULL, false, NULL, NULL, '[]', NULL, NULL, 'QmP13', NULL),
    (14, 1, 'Deleted', true, false, '2023-01-03 00:00:00', '2023-01-01', 100,
     'QmT14', 14, 'Rock', 'ann/deleted', NULL, NULL, NULL, NULL, false, NULL,
     false, NULL, NULL, '[{"multihash": "Qs3", "duration": 5}]', NULL,
     '{"is_downloadable": true, "requires_follow": true, "cid": "QmO14"}',
     NULL, NULL),
    (15, 1, 'Stem', false, false, '2023-01-03 00:00:00', '2023-01-01', 100,
     'QmT15', 15, 'Rock', 'ann/stem', '{"category": "VOCAL",
     "parent_track_id": 11}', NULL, NULL, NULL, false, NULL, false, NULL,
     NULL, '[]', NULL, NULL, NULL, NULL),
    (16, 2, 'Remix', false, false, '2023-01-04 00:00:00', '2023-01-01', 101,
     'QmT16', 16, 'Rock', 'bob/remix', NULL, '{"tracks":
     [{"parent_track_id": 13}, {"parent_track_id": 11}]}', NULL, NULL, false,
     NULL, false, NULL, NULL, '[]', NULL, NULL, NULL, NULL),
    (17, 2, 'For followers', false, false, '2023-01-05 00:00:00',
     '2023-01-01', 101, 'QmT17', 17, 'Rock', 'bob/for-followers', NULL, NULL,
     NULL, '{"follow_user_id": 2}', true, NULL, false, NULL, NULL, '[]',
     NULL, NULL, NULL, NULL),
    (18, 4, 'Of one who left', false, false, '2023-01-06 00:00:00',
     '2023-01-01', 101, 'QmT18', 18, 'Rock', 'gone/of-one-who-left', NULL,
     NULL, NULL, NULL, false, NULL, false, NULL, NULL,
     '[{"multihash": "Qs4", "duration": 5}]', NULL, NULL, NULL, NULL);
INSERT INTO disc.track_routes (slug, title_slug, collision_id, owner_id,
    track_id, is_current, blockhash, blocknumber, txhash)
SELECT v.slug, v.slug, 0, v.owner_id, v.track_id, v.is_current, '0x', 100, '0x'
  FROM (VALUES ('first', 1, 11, true), ('zeroth', 1, 11, false),
      ('hidden', 1, 12, true), ('pinned', 1, 13, true),
      ('deleted', 1, 14, true), ('stem', 1, 15, true),
      ('remix', 2, 16, true), ('日本', 2, 17, true))
      AS v (slug, owner_id, track_id, is_current);
INSERT INTO disc.stems VALUES (11, 15);
INSERT INTO disc.remixes VALUES (11, 16), (13, 16);
INSERT INTO disc.aggregate_plays VALUES (11, 70), (16, 7);

INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, playlist_contents, is_delete, created_at,
    updated_at, blocknumber, playlist_image_sizes_multihash, last_added_to)
VALUES
    (21, 1, false, false, 'Mix', '{"track_ids": [
      {"track": 16, "time": 1670000000, "metadata_time": 1670000001},
      {"track": 11, "time": 1670000002}, {"track": 12, "time": 3},
      {"track": 99, "time": 4}, {"track": 11, "time": 5}]}', false,
     '2023-01-01 00:00:00', '2023-01-01 00:00:00', 100, 'QmList',
     '2023-01-01 00:00:00'),
    (22, 1, true, true, 'Secret', '{"track_ids": [{"track": 11, "time": 1}]}',
     false, '2023-01-02 00:00:00', '2023-01-01 00:00:00', 100, NULL, NULL),
    (23, 2, true, false, 'Album', '{"track_ids": []}', true,
     '2023-01-03 00:00:00', '2023-01-01 00:00:00', 100, NULL, NULL);
INSERT INTO disc.playlist_routes (slug, title_slug, collision_id, owner_id,
    playlist_id, is_current, blockhash, blocknumber, txhash)
VALUES ('mix', 'mix', 0, 1, 21, true, '0x', 100, '0x'),
    ('secret', 'secret', 0, 1, 22, true, '0x', 100, '0x');

-- 3 follows 1, 2, 4; 2 follows 1; 4 follows 1; 1 does not follow 2 any more.
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
VALUES (3, 1, false, '2023-01-01'), (3, 2, false, '2023-01-01'),
    (3, 4, false, '2023-01-01'), (2, 1, false, '2023-01-01'),
    (4, 1, false, '2023-01-01'), (1, 2, true, '2023-01-01');
INSERT INTO disc.subscriptions (subscriber_id, user_id, is_delete, created_at)
VALUES (3, 1, false, '2023-01-01');
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
    created_at, blocknumber, txhash)
VALUES (2, 11, 'track', false, '2023-02-01 00:00:00', 100, '0x02'),
    (3, 11, 'track', false, '2023-02-02 00:00:00', 100, '0x03'),
    (4, 11, 'track', true, '2023-02-02 00:00:00', 100, '0x04'),
    (1, 16, 'track', false, '2023-02-03 00:00:00', 100, '0x05'),
    (2, 21, 'playlist', false, '2023-02-04 00:00:00', 100, '0x06');
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
    created_at, blocknumber, txhash)
VALUES (1, 11, 'track', false, '2023-02-01 00:00:00', 100, '0x07'),
    (3, 21, 'playlist', false, '2023-02-02 00:00:00', 100, '0x08');

-- Some statements choose their way by the size of a table.
ANALYZE disc.aggregate_user;
\ir apps.sql
\ir account.sql
\ir feed.sql
\ir notices.sql
\ir heard.sql
\ir rewards.sql
\ir lists.sql
\ir shown.sql
\ir talk.sql
\ir trending.sql
\ir hit.sql
\ir other_chain.sql
