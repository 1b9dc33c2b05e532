-- SPDX-License-Identifier: ISC
-- What was heard, by whom, and what was counted of it.  672 hears a track of
-- Rock, 673 one that is over, 674 a hidden one.
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, created_at,
    updated_at, blocknumber)
SELECT i, 'H' || i, 'h' || i, '0x' || lpad(i::text, 40, '0'), 'Hearer ' || i,
       '2020-01-01', '2020-01-01', 90
  FROM generate_series(672, 676) AS i;
INSERT INTO disc.tracks (track_id, owner_id, title, created_at, updated_at,
    blocknumber, is_delete, is_unlisted, duration, genre,
    ai_attribution_user_id, access_authorities, is_stream_gated,
    stream_conditions)
SELECT v.id, v.owner, 'Heard ' || v.id, timestamp '2020-01-01' + v.id
       * interval '1 minute', '2020-01-01', 90, false, v.id IN (682, 685), 99999,
       'Rock', v.ai, CASE WHEN v.id = 684 THEN ARRAY['0xab'] END, v.id = 683,
       CASE WHEN v.id = 683 THEN '{"follow_user_id": 675}'::jsonb END
  FROM (VALUES (681, 675, NULL), (682, 675, NULL), (683, 675, 676),
      (684, 675, 676), (685, 671, 676), (686, 670, 676), (687, 671, 676))
      AS v (id, owner, ai);
INSERT INTO disc.remixes VALUES (681, 687), (681, 683), (681, 682), (683, 687);
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
SELECT v.u, v.t, (now() AT TIME ZONE 'UTC') - v.ago, now()
  FROM (VALUES (672, 681, interval '1 minute'), (672, 683, '1 hour'),
      (673, 681, '3 days'), (674, 682, '1 minute')) AS v (u, t, ago);
DELETE FROM disc.aggregate_monthly_plays
 WHERE play_item_id BETWEEN 681 AND 687;
INSERT INTO disc.aggregate_monthly_plays (play_item_id, timestamp, count,
    country)
VALUES (681, '2021-10-01', 3, 'DE'), (681, '2021-10-01', 4, ''),
    (682, '2021-10-01', 5, ''), (681, '2021-11-01', 6, ''),
    (687, '2021-10-01', 7, '');
-- A contest that 672 follows, 673 no more and 670, who left.
INSERT INTO disc.subscriptions (subscriber_id, user_id, entity_type, is_delete,
    created_at)
VALUES (672, 677, 'Event', false, '2020-01-01'),
    (674, 677, 'Event', false, '2020-01-01'),
    (673, 677, 'Event', true, '2020-01-01'),
    (670, 677, 'Event', false, '2020-01-01'),
    (675, 677, 'User', false, '2020-01-01');
UPDATE disc.aggregate_user SET follower_count = 3 WHERE user_id = 674;
-- Who led: 681 and the hidden 682 on one Friday, 687 on the next.
INSERT INTO disc.trending_results (user_id, id, rank, type, version, week)
VALUES (675, '681', 2, 'TrendingType.TRACKS', 'TrendingVersion.pnagD',
     '2022-01-07'),
    (675, '682', 1, 'TrendingType.TRACKS', 'TrendingVersion.pnagD',
     '2022-01-07'),
    (671, '687', 1, 'TrendingType.TRACKS', 'TrendingVersion.EJ57D',
     '2022-01-14'),
    (675, '683', 1, 'TrendingType.TRACKS', 'TrendingVersion.pnagD',
     '2999-01-07'),
    (675, '681', 1, 'TrendingType.UNDERGROUND_TRACKS', 'TrendingVersion.pnagD',
     '2022-01-07');
-- Reactions to two tips; a wallet without a user is nobody.
INSERT INTO disc.reactions (reaction_value, sender_wallet, reaction_type,
    reacted_to, timestamp)
VALUES (3, '0xDB2430b4e9ac14be6554d3942822be74811a1af9', 'tip', 'sig1',
     '2023-01-02'),
    (2, '0xdb2430b4e9ac14be6554d3942822be74811a1af9', 'tip', 'sig2',
     '2023-01-03'),
    (1, '0xnobody', 'tip', 'sig3', '2023-01-04');
-- Albums of these days: one is private, one to come, one old.
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, playlist_name, is_delete, created_at, updated_at, blocknumber,
    release_date, playlist_contents)
SELECT 690 + i, 675, true, i = 3, 'Album ' || i, i = 6,
       (now() AT TIME ZONE 'UTC') - i * interval '1 day', '2020-01-01', 90,
       (now() AT TIME ZONE 'UTC') + CASE i WHEN 4 THEN interval '1 day'
           WHEN 5 THEN interval '-100 days' END, '{"track_ids": []}'
  FROM generate_series(1, 6) AS i;
