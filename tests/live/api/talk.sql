-- Comments and a contest.  400 follows nobody but counts for 2 millions.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, created_at,
    updated_at, blocknumber)
VALUES (400, 'Many', 'many', '0x400', '2023-01-01', '2023-01-01', 100),
    (401, 'Troll', 'troll', '0x401', '2023-01-01', '2023-01-01', 100),
    (403, 'Host', 'host', '0x0d8e461687b7d06f86ec348e0c270b0f279855f0',
	'2023-01-01', '2023-01-01', 100),
    (402, 'Robot', 'robot', '0x402', '2023-01-01', '2023-01-01', 100);
INSERT INTO disc.aggregate_user (user_id, follower_count, score)
VALUES (400, 2000000, 0), (402, 0, -1)
ON CONFLICT (user_id) DO UPDATE SET follower_count = EXCLUDED.follower_count,
    score = EXCLUDED.score;
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted)
VALUES (411, 403, 'Talked about', '2023-01-01', '2023-01-01', 100, false, false),
    (412, 403, 'Whispered', '2023-01-01', '2023-01-01', 100, false, true);
INSERT INTO disc.comments (comment_id, text, user_id, entity_id, entity_type,
    track_timestamp_s, created_at, updated_at, is_delete, txhash, blockhash)
SELECT i, 'no ' || i, u, e, t, s, timestamp '2024-05-01' + i * interval '1 hour',
       '2024-05-02', d, '', ''
  FROM (VALUES (1, 2, 411, 'Track', 7, false), (2, 3, 411, 'Track', NULL, false),
	(3, 1, 411, 'Track', NULL, false), (4, 2, 411, 'Track', NULL, true),
	(5, 3, 411, 'Track', NULL, false), (6, 401, 411, 'Track', NULL, false),
	(7, 402, 411, 'Track', NULL, false), (8, 3, 411, 'Track', NULL, false),
	(9, 3, 411, 'Track', NULL, true), (10, 2, 412, 'Track', NULL, false),
	(11, 2, 91, 'Event', NULL, false)) AS v (i, u, e, t, s, d);
INSERT INTO disc.comment_threads (parent_comment_id, comment_id)
VALUES (1, 3), (4, 5);
INSERT INTO disc.comment_reactions (comment_id, user_id, created_at,
    updated_at, is_delete, txhash, blockhash)
VALUES (1, 403, '2024-05-02', '2024-05-02', false, '', ''),
    (1, 3, '2024-05-02', '2024-05-02', false, '', ''),
    (2, 3, '2024-05-02', '2024-05-02', true, '', '');
INSERT INTO disc.comment_mentions (comment_id, user_id, created_at, updated_at,
    is_delete, txhash, blockhash)
VALUES (1, 3, '2024-05-02', '2024-05-02', false, '', '');
INSERT INTO disc.comment_reports (comment_id, user_id, created_at, updated_at,
    is_delete, txhash, blockhash)
VALUES (8, 403, '2024-05-02', '2024-05-02', false, '', '');
INSERT INTO disc.muted_users (muted_user_id, user_id, created_at, updated_at,
    txhash, blockhash)
VALUES (401, 400, '2024-05-02', '2024-05-02', '', ''),
    (3, 4, '2024-05-02', '2024-05-02', '', '');
INSERT INTO disc.comment_notification_settings (user_id, entity_id,
    entity_type, is_muted, created_at, updated_at)
VALUES (1, 411, 'Track', true, '2024-05-02', '2024-05-02');
INSERT INTO disc.events (event_id, event_type, user_id, entity_type, entity_id,
    end_date, is_deleted, event_data, created_at, updated_at, txhash, blockhash)
VALUES (91, 'remix_contest', 1, 'track', 411, '2024-06-01', false,
	'{"prize_info": "a hat", "x": 1}', '2024-05-03', '2024-05-03', '', ''),
    (92, 'remix_contest', 2, 'track', 15, NULL, false, NULL, '2024-05-04',
	'2024-05-04', '', ''),
    (93, 'live_event', 2, 'user', 2, NULL, true, NULL, '2024-05-05',
	'2024-05-05', '', '');
