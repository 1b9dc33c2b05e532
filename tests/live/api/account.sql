-- SPDX-License-Identifier: ISC
-- What Carl owns and has saved: of others a list of somebody who has left, a
-- private one and a deleted one; and two users with one wallet.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber, is_deactivated, playlist_library)
VALUES (667, NULL, NULL, '0x' || repeat('6', 40), NULL, '2019-01-01',
     '2023-01-01', 90, false, NULL),
    (668, 'Second', 'second', '0x' || repeat('6', 40), NULL, '2021-01-01',
     '2023-01-01', 90, false, NULL),
    (669, 'First', 'first', '0x' || repeat('6', 40), NULL, '2020-01-01',
     '2023-01-01', 90, false, NULL),
    (670, 'Left', 'left', '0x670', NULL, '2020-01-01', '2023-01-01', 90, true,
     NULL),
    (671, 'Carl', 'carl', '0xdb2430b4e9ac14be6554d3942822be74811a1af9', 'Carl',
     '2020-01-01', '2023-01-01', 90, false,
     '{"contents": [{"type": "playlist", "playlist_id": 661}]}');
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted, route_id)
VALUES (666, 671, 'Carl sings', '2020-01-01', '2020-01-01', 90, false, false,
     'carl/carl-sings'),
    (667, 671, 'Carl hums', '2020-01-01', '2020-01-01', 90, false, true,
     'carl/carl-hums'),
    (668, 671, 'Carl sang', '2020-01-01', '2020-01-01', 90, true, false,
     'carl/carl-sang');
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    playlist_contents)
SELECT v.id, v.owner, v.id IN (662, 663), v.id IN (661, 664), v.name,
       v.id = 665, v.at, v.at, 90, '{"track_ids": []}'
  FROM (VALUES (661, 671, 'Carl hides', timestamp '2020-01-09'),
      (662, 671, 'Carl shows', '2020-01-08'),
      (663, 670, 'Left behind', '2020-01-07'),
      (664, 602, 'Not for Carl', '2020-01-06'),
      (665, 602, 'No more', '2020-01-05')) AS v (id, owner, name, at);
INSERT INTO disc.playlist_routes (slug, title_slug, collision_id, owner_id,
    playlist_id, is_current, blockhash, blocknumber, txhash)
VALUES ('carl-hides', 'carl-hides', 0, 671, 661, true, '0x', 90, '0x'),
    ('left-behind', 'left-behind', 0, 670, 663, true, '0x', 90, '0x');
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
    created_at, blocknumber, blockhash, txhash)
VALUES (671, 663, 'album', false, '2020-03-01', 93, '0xb', '0xt'),
    (671, 664, 'playlist', false, '2020-03-02', 92, '0xb', '0xt'),
    (671, 665, 'playlist', false, '2020-03-03', 94, '0xb', '0xt'),
    (671, 662, 'album', true, '2020-03-03', 95, '0xb', '0xt'),
    (671, 666, 'track', false, '2020-03-04', 91, '0xb', '0xt'),
    (671, 667, 'track', false, '2020-03-04', 91, '0xb', '0xt'),
    (671, 99999, 'track', false, '2020-03-04', 96, '0xb', '0xt');
