-- SPDX-License-Identifier: ISC
-- Feeds.  601 follows 602, who brought out things of long ago, 603, whose are
-- new, and 604 no more; 605 is followed by nobody.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber)
SELECT i, 'F' || i, 'f' || i, '0x' || lpad(i::text, 40, '0'), 'Feeder ' || i,
       '2020-01-01', '2020-01-01', 90
  FROM generate_series(601, 606) AS i;
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
VALUES (601, 602, false, '2020-01-01'), (601, 603, false, '2020-01-01'),
    (601, 604, true, '2020-01-01');

-- 612 to 616 are for not everybody, or not there; 617 is for who follows.
-- 618 and 619 came out with the list 621, ten minutes before it, and sooner;
-- 620 is on it, too, but not of its owner.
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted, is_available, stem_of,
    access_authorities, is_stream_gated, stream_conditions)
SELECT v.id, v.owner, 'Fed ' || v.id, v.at, v.at, 90, v.id = 612, v.id = 613,
       v.id <> 616, CASE WHEN v.id = 614 THEN '{"category": "VOCAL",
       "parent_track_id": 611}'::jsonb END,
       CASE WHEN v.id = 615 THEN ARRAY['0xab'] END, v.id = 617,
       CASE WHEN v.id = 617 THEN '{"follow_user_id": 602}'::jsonb END
  FROM (VALUES (611, 602, timestamp '2020-02-01 00:00:00'),
      (612, 602, '2020-02-02'), (613, 602, '2020-02-03'),
      (614, 602, '2020-02-04'), (615, 602, '2020-02-05'),
      (616, 602, '2020-02-06'), (617, 602, '2020-02-07'),
      (618, 602, '2020-02-08 11:50:00'), (619, 602, '2020-02-08 11:49:59'),
      (620, 605, '2020-02-08 11:55:00'), (631, 605, '2020-01-01'),
      (632, 605, '2020-01-02')) AS v (id, owner, at);
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted, is_available, stem_of,
    access_authorities)
SELECT i, o, 'New ' || i, (now() AT TIME ZONE 'UTC') - i * interval '1 hour',
       '2020-01-01', 90, false, i = 642, true,
       CASE WHEN i = 643 THEN '{"category": "VOCAL",
       "parent_track_id": 641}'::jsonb END,
       CASE WHEN i = 644 THEN ARRAY['0xab'] END
  FROM (VALUES (641, 603), (642, 603), (643, 603), (644, 603), (645, 605))
      AS v (i, o);
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    playlist_contents)
SELECT v.id, v.owner, v.id IN (622, 625), v.id = 622, 'Feed list ' || v.id,
       v.id = 623, v.at, v.at, 90, CASE WHEN v.id = 621 THEN '{"track_ids": [
       {"track": 618, "time": 1}, {"track": 619, "time": 1},
       {"track": 620, "time": 1}]}'::jsonb ELSE '{"track_ids": []}' END
  FROM (VALUES (621, 602, timestamp '2020-02-08 12:00:00'),
      (622, 602, '2020-02-09'), (623, 602, '2020-02-10'),
      (625, 605, '2020-01-01'), (626, 605, '2020-01-01'),
      (627, 603, (now() AT TIME ZONE 'UTC') - interval '651 hours'))
      AS v (id, owner, at);
-- Reposts: the oldest one by a followee counts; 632 and 626 are not reposted by
-- any followee, or not any more.
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
    created_at)
VALUES (602, 631, 'track', false, '2020-03-02'),
    (603, 631, 'track', false, '2020-03-01'),
    (604, 631, 'track', false, '2020-02-28'),
    (604, 632, 'track', false, '2020-03-03'),
    (602, 632, 'track', true, '2020-03-03'),
    (602, 625, 'album', false, '2020-03-04'),
    (603, 611, 'track', false, '2020-03-05'),
    (603, 616, 'track', false, '2020-03-06'),
    (602, 622, 'album', false, '2020-03-07'),
    (602, 613, 'track', false, '2020-03-07'),
    (602, 614, 'track', false, '2020-03-07'),
    (602, 615, 'track', false, '2020-03-07'),
    (605, 645, 'track', false, (now() AT TIME ZONE 'UTC')),
    (602, 645, 'track', false,
     (now() AT TIME ZONE 'UTC') - interval '640 hours'),
    (603, 645, 'track', false,
     (now() AT TIME ZONE 'UTC') - interval '642 hours'),
    (602, 641, 'track', false,
     (now() AT TIME ZONE 'UTC') - interval '1 hour'),
    (602, 626, 'playlist', true,
     (now() AT TIME ZONE 'UTC') - interval '1 hour');
-- 606 likes 603, and saved what 605 has.
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
VALUES (606, 605, false, '2020-01-01');
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete)
SELECT 650 + i, 605, 'Newest ' || i,
       (now() AT TIME ZONE 'UTC') - i * interval '1 hour', '2020-01-01', 90,
       false
  FROM generate_series(1, 4) AS i;
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
    created_at)
VALUES (606, 651, 'track', false, '2020-01-01');
-- The mood of 626 is that of most of its tracks, and of the newest of two.
UPDATE disc.tracks SET mood = CASE track_id WHEN 620 THEN 'Tender'
       WHEN 631 THEN 'Fiery' WHEN 612 THEN 'Fiery' ELSE '' END
 WHERE track_id IN (620, 631, 632, 612);
UPDATE disc.playlists SET playlist_contents = '{"track_ids": [
    {"track": 631, "time": 1}, {"track": 612, "time": 1},
    {"track": 632, "time": 1}, {"track": 620, "time": 1}]}'
 WHERE playlist_id = 626;
-- Stems of 611: 614, and 615, which is for some wallets only.
INSERT INTO disc.stems VALUES (611, 614), (611, 615);
