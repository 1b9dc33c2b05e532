-- SPDX-License-Identifier: ISC
-- What Carl (671) hears of.  He looked on the 10th and on the 20th of May; what
-- 679 did is of a robot, what 670 did of one who left.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber)
VALUES (679, 'Bot', 'bot', '0x679', NULL, '2020-01-01', '2023-01-01', 90);
INSERT INTO disc.aggregate_user (user_id, score) VALUES (679, -1)
ON CONFLICT (user_id) DO UPDATE SET score = -1;
INSERT INTO disc.grants (user_id, grantee_address, is_approved, is_revoked,
    is_current, created_at, updated_at, txhash)
VALUES (671, '0x0d8e461687b7d06f86ec348e0c270b0f279855f0', true, false, true,
     '2023-01-01', '2023-01-01', '0x');
INSERT INTO disc.notification_seen (user_id, seen_at)
VALUES (671, '2024-05-10'), (671, '2024-05-20'), (602, '2024-05-20');
INSERT INTO disc.notification (specifier, group_id, type, timestamp, data,
    user_ids)
SELECT v.specifier, v.group_id, v.type, v.at, v.data::jsonb, v.ids::int[]
  FROM (VALUES
    ('602', 'follow:671', 'follow', timestamp '2024-05-21',
     '{"followee_user_id": 671, "follower_user_id": 602}', '{671}'),
    ('603', 'follow:671', 'follow', '2024-05-22 00:00:00.5',
     '{"followee_user_id": 671, "follower_user_id": 603}', '{671}'),
    ('604', 'follow:671', 'follow', '2024-05-15',
     '{"followee_user_id": 671, "follower_user_id": 604}', '{671}'),
    ('605', 'follow:671', 'follow', '2024-05-01',
     '{"followee_user_id": 671, "follower_user_id": 605}', '{671}'),
    ('606', 'follow:671', 'follow', '2024-05-02',
     '{"followee_user_id": 671, "follower_user_id": 606}', '{671}'),
    ('679', 'follow:671', 'follow', '2024-05-23',
     '{"followee_user_id": 671, "follower_user_id": 679}', '{671}'),
    ('670', 'repost:666:type:track', 'repost', '2024-05-23',
     '{"repost_item_id": 666, "user_id": 670, "type": "track"}', '{671}'),
    ('611', 'create:track:user_id:602', 'create', '2024-05-16',
     '{"track_id": 611}', '{671,601}'),
    ('613', 'create:track:user_id:602', 'create', '2024-05-16',
     '{"track_id": 613}', '{671,601}'),
    ('602', 'create:playlist_id:622', 'create', '2024-05-16',
     '{"playlist_id": 622, "is_album": true}', '{671,601}'),
    ('671', 'milestone:PLAYLIST_SAVE_COUNT:id:661:threshold:10', 'milestone',
     '2024-05-14', '{"playlist_id": 661, "threshold": 10,
     "type": "PLAYLIST_SAVE_COUNT"}', '{671}'),
    ('671', 'milestone:FOLLOWER_COUNT:id:671:threshold:10',
     'milestone_follower_count', '2024-05-25', '{}', '{671}'),
    ('1234', 'tip_send:user_id:671:signature:s', 'tip_send', '2024-05-13',
     '{"amount": 100000000, "receiver_user_id": 602, "sender_user_id": 671,
     "tx_signature": "s"}', '{671}'),
    ('99', 'comment:611:type:Track', 'comment', '2024-05-12',
     '{"type": "Track", "entity_id": 611, "comment_user_id": 603,
     "parts": [{"comment_id": 99}], "more": {"event_id": "7"}}', '{671}'),
    ('', 'announcement:blocknumber:90', 'announcement', '2024-05-24',
     '{"title": "News", "short_description": "All"}', '{}'),
    ('', 'announcement:blocknumber:1', 'announcement', '2019-05-24',
     '{"title": "Before he came"}', '{}'),
    ('1', 'follow:602', 'follow', '2024-05-21',
     '{"followee_user_id": 602, "follower_user_id": 1}', '{602}'))
    AS v (specifier, group_id, type, at, data, ids);
UPDATE disc.playlists SET updated_at = '2024-01-01 00:00:00.7'
 WHERE playlist_id IN (663, 664, 665);
INSERT INTO disc.playlist_seen (user_id, playlist_id, seen_at)
VALUES (671, 662, '2020-01-01');
