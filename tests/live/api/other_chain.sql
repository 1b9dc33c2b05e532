-- SPDX-License-Identifier: ISC
-- What is known of the other chain: Sella sells, Bob (2) buys and tips.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name,
    created_at, updated_at, blocknumber)
VALUES
    (831, 'Sella', 'sella', '0x' || repeat('831a', 10), 'Sella', '2023-01-01',
     '2023-01-01', 100),
    (832, 'Tippa', 'tippa', '0x' || repeat('832a', 10), 'Tippa', '2023-01-01',
     '2023-01-01', 100),
    (833, 'Tipp2', 'tipp2', '0x' || repeat('833a', 10), 'Tipp2', '2023-01-01',
     '2023-01-01', 100);
INSERT INTO disc.user_bank_accounts (ethereum_address, bank_account,
    signature, created_at)
SELECT '0x' || repeat('831a', 10), 'BankOfSella', 'sig', '2023-01-01';
INSERT INTO disc.usdc_user_bank_accounts (ethereum_address, bank_account,
    signature, created_at)
SELECT '0x' || repeat('831a', 10), 'DollarsOfSella', 'sig', '2023-01-01';
INSERT INTO disc.sol_claimable_accounts (account, ethereum_address, mint,
    signature, instruction_index, slot)
SELECT 'AccountOfSella', '0x' || repeat('831a', 10), 'mint', 'sig', 0, 1;

INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted, track_cid, stem_of, is_stream_gated,
    stream_conditions, is_download_gated, download_conditions,
    playlists_previously_containing_track)
SELECT v.id, 831, 'Sold ' || v.id, '2023-01-01', '2023-01-01', 100, false,
       v.hidden, 'QmT' || v.id, v.stem::jsonb, v.stream IS NOT NULL,
       v.stream::jsonb, v.download IS NOT NULL, v.download::jsonb,
       v.was::jsonb
  FROM (VALUES
    (841, false, NULL, '{"usdc_purchase": {"price": 100, "splits":
	[{"user_id": 831, "percentage": 100}]}}', NULL, '{}'),
    (842, false, NULL, '{"usdc_purchase": {"price": 100}}', NULL, '{}'),
    (843, false, NULL, '{"usdc_purchase": {"price": 100}}', NULL,
	'{"851": {"time": 1700000000}}'),
    (844, false, NULL, '{"usdc_purchase": {"price": 100}}', NULL,
	'{"851": {"time": 1600000000}}'),
    (845, false, NULL, '{"tip_user_id": 831}', NULL, '{}'),
    (846, false, '{"category": "DRUMS", "parent_track_id": 841}', NULL, NULL,
	'{}'),
    (847, false, NULL, NULL, '{"usdc_purchase": {"price": 100}}', '{}'),
    (848, true, NULL, '{"usdc_purchase": {"price": 100}}', NULL, '{}'),
    (849, false, NULL, '{"tip_user_id": "831"}', NULL, '{}'))
    AS v (id, hidden, stem, stream, download, was);
INSERT INTO disc.stems (parent_track_id, child_track_id) VALUES (841, 846);
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    playlist_contents, is_stream_gated, stream_conditions)
VALUES (851, 831, true, false, 'Sold album', false, '2023-01-01',
     '2023-01-01', 100, '{"track_ids": []}', true,
     '{"usdc_purchase": {"price": 500}}'),
    (852, 831, true, false, 'Not bought', false, '2023-01-01', '2023-01-01',
     100, '{"track_ids": []}', true, '{"usdc_purchase": {"price": 500}}');
INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
    created_at, updated_at)
VALUES (851, 842, false, '2023-01-01', '2023-01-01'),
    (851, 844, true, '2023-01-01', '2023-01-01');

INSERT INTO disc.usdc_purchases (slot, signature, seller_user_id,
    buyer_user_id, amount, extra_amount, content_type, content_id, access,
    splits, created_at, updated_at)
VALUES (10, 'a', 831, 2, 1000000, 0, 'track', 841, 'stream',
     '[{"amount": 900000, "user_id": 831, "payout_wallet": "w"}]',
     '2023-02-01', '2023-02-01'),
    (11, 'b', 831, 2, 5000000, 1, 'album', 851, 'stream', '[]', '2023-03-01',
     '2023-03-01'),
    (12, 'c', 831, 2, 1000000, 0, 'track', 848, 'stream', '{"old": 1}',
     '2023-02-02', '2023-02-02'),
    (13, 'd', 831, 833, 1000000, 0, 'track', 841, 'stream', '[]',
     '2023-02-03', '2023-02-03'),
    (14, 'e', 2, 833, 1000000, 0, 'track', 841, 'stream', '[]',
     '2023-02-03', '2023-02-03');

INSERT INTO disc.aggregate_user_tips (sender_user_id, receiver_user_id, amount)
VALUES (832, 831, 500), (2, 831, 300), (833, 831, 300), (2, 833, 400),
    (831, 833, 0);
INSERT INTO disc.user_tips (slot, signature, sender_user_id, receiver_user_id,
    amount, created_at, updated_at)
VALUES (20, 'tip1', 832, 831, 200, '2023-01-01', '2023-01-01'),
    (21, 'tip2', 832, 831, 300, '2023-01-02', '2023-01-02'),
    (22, 'tip3', 2, 831, 300, '2023-01-03', '2023-01-03'),
    (23, 'tip4', 2, 833, 400, '2023-01-04', '2023-01-04');
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
    created_at)
VALUES (833, 832, false, '2023-01-01');
