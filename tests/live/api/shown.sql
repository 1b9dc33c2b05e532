-- A third world: what is shown to whom, and in which order, where the newest
-- of the other implementations decides.

-- 201 and 203 have tracks, 202 has left; 201 and 102 follow each other.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber, is_deactivated, creator_node_endpoint)
SELECT i, 'U' || i, 'u' || i, '0x' || lpad(i::text, 40, '0'), 'User ' || i,
       '2023-01-01', '2023-01-01', 100, i = 202, 'https://cn9.example.com'
  FROM generate_series(201, 203) AS i;
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
VALUES (201, 102, false, '2023-01-01'), (102, 201, false, '2023-01-01');

-- 217 and 218 are as old as each other; 212 cannot be had; who downloads 213
-- must follow, and who hears 219 must.  214 is only for user 1's wallet.
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_available, track_cid, preview_cid,
    is_downloadable, stream_conditions, download_conditions)
VALUES
    (218, 201, 'd', '2023-01-03', '2023-01-03', 100, false, true, 'QmT', NULL, false, NULL, NULL),
    (217, 201, 'C', '2023-01-03', '2023-01-03', 100, false, true, 'QmT', NULL, false, NULL, NULL),
    (213, 201, 'b', '2023-01-02', '2023-01-02', 100, false, true, 'QmT', 'QmP', true, NULL, '{"follow_user_id": 201}'),
    (212, 201, 'x', '2023-01-04', '2023-01-04', 100, false, false, 'QmT', NULL, false, NULL, NULL),
    (211, 201, 'a', '2023-01-01', '2023-01-01', 100, false, true, 'QmT', NULL, true, NULL, NULL),
    (215, 201, 'y', '2023-01-05', '2023-01-05', 100, true, true, 'QmT', 'QmP', true, NULL, NULL),
    (216, 202, 'z', '2023-01-01', '2023-01-01', 100, false, true, 'QmT', NULL, false, NULL, NULL),
    (219, 203, 'g', '2023-01-01', '2023-01-01', 100, false, true, 'QmT', NULL, true, '{"follow_user_id": 102}', NULL);

INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_available, access_authorities)
SELECT 214, 201, 'Q', '2023-01-01', '2023-01-01', 100, false, true,
       ARRAY['0xAB', pg_catalog.upper(u.wallet)]
  FROM disc.users AS u WHERE u.user_id = 1;

-- 211 is on all of these.  222 is the newest album that may be named: 223 is
-- private, 224 deleted, 225 no album, 226 has it no more, 227 has no address,
-- 228 is of one who has left, 229 was replaced.
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    is_current)
SELECT v.id, v.owner, v.id <> 225, v.id = 223, 'List ' || v.id, v.id = 224,
       date '2023-01-01' + v.id, '2023-01-01', 100, v.id <> 229
  FROM (VALUES (221, 201), (222, 203), (223, 201), (224, 201), (225, 201),
      (226, 201), (227, 201), (228, 202), (229, 201)) AS v (id, owner);
INSERT INTO disc.playlist_routes (slug, title_slug, collision_id, owner_id,
    playlist_id, is_current, blockhash, blocknumber, txhash)
SELECT 'list-' || p.playlist_id, 'list', 0, p.playlist_owner_id, p.playlist_id,
       p.playlist_id <> 227, '0x', 100, '0x'
  FROM disc.playlists AS p WHERE p.playlist_id BETWEEN 221 AND 229;
INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
    created_at, updated_at)
SELECT i, 211, i = 226, '2023-01-01', '2023-01-01'
  FROM generate_series(221, 229) AS i;

-- EntityManager's, of which a track knows that they hold it.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, created_at,
    updated_at, blocknumber)
VALUES (204, 'U204', 'u204', '0x' || lpad('204', 40, '0'), '2023-01-01',
    '2023-01-01', 100);
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, track_cid, playlists_containing_track)
VALUES (2000220, 204, 'h', '2023-01-01', '2023-01-01', 100, false, 'QmT',
    '{400221,400222}');
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    playlist_contents)
SELECT 400220 + i, 204, i = 1, false, 'EM ' || i, false, '2023-01-01',
       '2023-01-01', 100, '{"track_ids": [{"track": 2000220, "time": 1672531200}]}'
  FROM generate_series(1, 2) AS i;
INSERT INTO disc.playlist_routes (slug, title_slug, collision_id, owner_id,
    playlist_id, is_current, blockhash, blocknumber, txhash)
SELECT 'em-' || i, 'em', 0, 204, 400220 + i, true, '0x', 100, '0x'
  FROM generate_series(1, 2) AS i;
INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
    created_at, updated_at)
SELECT 400220 + i, 2000220, false, '2023-01-01', '2023-01-01'
  FROM generate_series(1, 2) AS i;

UPDATE disc.users SET coin_flair_mint = 'bearR26zyyB3fNQm5wWv1ZfN8MPQDUMwaAuoG79b1Yj'
 WHERE user_id = 203;
