-- A world of what real people have hit: pictures of the first years, prices
-- whose parts were told by wallet, stems of what is gated, pages over rows
-- that are not shown.

INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber, profile_picture, cover_photo,
    creator_node_endpoint)
SELECT i, 'H' || i, 'h' || i, '0x' || lpad(i::text, 40, '0'), 'Hit ' || i,
       '2023-01-01', '2023-01-01', 100, 'QmOldFace', 'QmOldCover',
       'https://cn7.example.com'
  FROM generate_series(701, 703) AS i;
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
VALUES (702, 701, false, '2023-01-01');

-- 711 has a picture of the first years, and JSON where one was to be; 712 and
-- 713 have prices of then and of now; whoever hears 714 and downloads 715 must
-- follow 701; 716 and 717 are stems of these, 718 one of 711 with a condition
-- of its own, and 719 is a stem of one that is not there.
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, track_cid, cover_art, cover_art_sizes,
    is_downloadable, stem_of, is_stream_gated, stream_conditions,
    is_download_gated, download_conditions)
SELECT v.id, 701, 'Hit ' || v.id, '2023-01-01', '2023-01-01', 100, false,
       'QmT' || v.id, v.art, v.sizes, true, v.stem::jsonb,
       v.stream IS NOT NULL, v.stream::jsonb, v.download IS NOT NULL,
       v.download::jsonb
  FROM (VALUES
    (711, 'QmOldArt', '{"a": 1}', NULL, NULL, NULL),
    (712, NULL, NULL, NULL, '{"usdc_purchase": {"price": 100, "splits":
	{"3XmVeZ6M1FYDdUQaNeQZf8dipvtzNP6NVb5xjDkdeiNb": 900000,
	 "9WiK4XDEUm6CYQN5whsh3HCLohLgvYh9nyqGfoRVqhYo": 100000}}}', NULL),
    (713, NULL, NULL, NULL, NULL, '{"usdc_purchase": {"price": 200}}'),
    (714, NULL, NULL, NULL, '{"follow_user_id": 701}', NULL),
    (715, NULL, NULL, NULL, NULL, '{"follow_user_id": 701}'),
    (716, NULL, NULL, '{"category": "DRUMS", "parent_track_id": 714}', NULL, NULL),
    (717, NULL, NULL, '{"category": "DRUMS", "parent_track_id": 715}', NULL, NULL),
    (718, NULL, NULL, '{"category": "DRUMS", "parent_track_id": 711}',
	'{"follow_user_id": 2}', NULL),
    (719, NULL, NULL, '{"category": "DRUMS", "parent_track_id": 9999}',
	'{"follow_user_id": 2}', NULL))
    AS v (id, art, sizes, stem, stream, download);
INSERT INTO disc.stems (parent_track_id, child_track_id)
VALUES (714, 716), (715, 717), (711, 718), (9999, 719);

INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    playlist_image_multihash, playlist_contents)
VALUES (721, 701, false, false, 'Old picture', false, '2023-01-01',
	'2023-01-01', 100, 'QmOldList', '{"track_ids": []}');

-- Two of one wallet, in capitals: the older one has no handle yet.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber)
SELECT v.id, v.handle, v.handle, '0xABCDEF' || repeat('0', 34),
       'One wallet', v.at::timestamp, '2023-01-01', 100
  FROM (VALUES (731, NULL, '2022-01-01'), (732, 'named', '2023-01-01'),
      (733, 'later', '2023-01-02')) AS v (id, handle, at);
