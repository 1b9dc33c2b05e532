-- SPDX-License-Identifier: ISC
-- Rows that make lists dear: owners of very much, users whom thousands follow
-- and who follow thousands, items that thousands repost, long playlists, a
-- long row of deleted tracks in front of each order.  Run as a superuser.
SET session_replication_role = replica;
-- Or VACUUM could not tell yet what everybody sees.
SET synchronous_commit = on;

INSERT INTO disc.blocks (blockhash, parenthash, is_current, number)
SELECT 'h' || i, 'h' || i - 1, i = 20000, i FROM generate_series(1, 20000) AS i;
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name, blocknumber,
	created_at, updated_at)
SELECT i, 'U' || i, 'u' || i, '0x' || i, 'n', i, now(), now()
  FROM generate_series(1, 20000) AS i;
INSERT INTO disc.tracks (track_id, owner_id, title, tags, genre, blocknumber,
	is_delete, created_at, updated_at, release_date, create_date)
SELECT i, CASE WHEN i <= 15000 THEN 1 ELSE 1 + i % 20000 END, 't' || i || ' t',
       'tag', 'Rock', i / 3, i % 3 = 0 OR i > 50000,
       timestamp '2020-01-01' + i * interval '1 minute', now(),
       CASE WHEN i % 2 = 0
            THEN timestamp '2020-01-01' + i % 900 * interval '1 day' END,
       CASE WHEN i % 50 = 0 THEN '2020-06-01' END
  FROM generate_series(1, 60000) AS i;
UPDATE disc.tracks SET access_authorities = '{0x1}'
 WHERE track_id BETWEEN 49001 AND 52500;
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
	created_at)
SELECT 100 + i, c, false, now()
  FROM generate_series(1, 20) AS c, generate_series(1, 8000) AS i
UNION
SELECT 1, 100 + i, false, now() FROM generate_series(1, 9000) AS i;
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
	created_at)
SELECT 100 + i, c, k::disc.reposttype, false, now()
  FROM generate_series(1, 20) AS c, generate_series(1, 5000) AS i,
       unnest(ARRAY['track', 'playlist']) AS k;
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
	created_at)
SELECT r.user_id, r.repost_item_id, r.repost_type::text::disc.savetype, false,
       now()
  FROM disc.reposts AS r;
UPDATE disc.tracks SET genre = (ARRAY['Rock', 'Jazz', 'Pop', 'Folk',
	'Soul'])[1 + track_id % 5] WHERE owner_id IN (1, 200);
INSERT INTO disc.remixes (parent_track_id, child_track_id)
SELECT i, j FROM generate_series(14801, 15000) AS i,
       generate_series(40001, 40200) AS j;
-- 9999 did everything, and heard it.
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
	created_at)
SELECT 9999, i, k::disc.reposttype, false, now() - i * interval '1 s'
  FROM generate_series(1001, 10000) AS i,
       unnest(ARRAY['track', 'playlist']) AS k;
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
	created_at)
SELECT 9999, 4000 + r.repost_item_id, r.repost_type::text::disc.savetype,
       false, r.created_at
  FROM disc.reposts AS r WHERE r.user_id = 9999;
INSERT INTO disc.user_listening_history
SELECT 1, jsonb_agg(jsonb_build_object('track_id', i, 'play_count', 1,
	'timestamp', '2024-01-01T00:00:00'))
  FROM generate_series(1, 9000) AS i;
UPDATE disc.tracks SET tags = (SELECT string_agg('t' || i, ',')
	FROM generate_series(1, 100) AS i) WHERE owner_id = 1;
INSERT INTO disc.grants (grantee_address, user_id, updated_at, created_at,
	txhash, is_approved)
SELECT '0x' || i, 1, now(), now(), 't', true FROM generate_series(1, 9000) AS i
UNION ALL
SELECT '0x1', i, now(), now(), 't', true FROM generate_series(2, 9000) AS i;
INSERT INTO disc.developer_apps (address, user_id, name, created_at,
	updated_at, txhash)
SELECT '0x' || i, 1, 'n', now(), now(), 't' FROM generate_series(1, 9000) AS i;
INSERT INTO disc.associated_wallets (user_id, wallet, blockhash, blocknumber,
	is_delete, chain)
SELECT 1, 'w' || i, 'h', 1, false, 'eth' FROM generate_series(1, 9000) AS i;
INSERT INTO disc.subscriptions (subscriber_id, user_id, is_delete, created_at)
SELECT 100 + i, c, false, now()
  FROM generate_series(1, 10) AS c, generate_series(1, 6000) AS i;
INSERT INTO disc.muted_users (muted_user_id, user_id, created_at, updated_at,
	txhash, blockhash)
SELECT i, 1, now(), now(), 't', 'h' FROM generate_series(2, 9000) AS i;
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
	playlist_name, is_private, is_delete, created_at, updated_at,
	playlist_contents)
SELECT i, CASE WHEN i <= 2000 THEN 1 ELSE i END, false, 'p' || i, false,
       i > 15000,
       timestamp '2020-01-01' + i * interval '1 minute', now(),
       jsonb_build_object('track_ids', (
           SELECT jsonb_agg(jsonb_build_object('track', j, 'time', 1))
             FROM generate_series(1, CASE WHEN i <= 100 THEN 3000 ELSE 2 END)
                  AS j))
  FROM generate_series(1, 20000) AS i;
INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
	created_at, updated_at)
SELECT p, t, p % 2 = 0, now() - p * interval '1 day', now()
  FROM generate_series(1, 300) AS p, generate_series(1, 500) AS t;
INSERT INTO disc.aggregate_plays (play_item_id, count)
SELECT i, i FROM generate_series(1, 60000) AS i;
INSERT INTO disc.aggregate_track (track_id, repost_count, save_count)
SELECT i, CASE WHEN i <= 20 THEN 5000 ELSE 0 END,
       CASE WHEN i <= 20 THEN 5000 ELSE 0 END
  FROM generate_series(1, 60000) AS i;
INSERT INTO disc.aggregate_playlist (playlist_id, is_album, repost_count,
	save_count)
SELECT i, false, CASE WHEN i <= 20 THEN 5000 ELSE 0 END,
       CASE WHEN i <= 20 THEN 5000 ELSE 0 END
  FROM generate_series(1, 20000) AS i;
INSERT INTO disc.aggregate_user (user_id, follower_count, following_count,
	track_count, dominant_genre)
SELECT i, CASE WHEN i <= 20 THEN 8000 WHEN i = 200 THEN 99 ELSE i % 50 END,
       CASE WHEN i = 1 THEN 9000 ELSE 20 END, i % 2,
       (ARRAY['Rock', 'Jazz', 'Pop', 'Folk', 'Soul'])[1 + i % 5]
  FROM generate_series(1, 20000) AS i;
-- Counted as more than an item's actors are sorted.
UPDATE disc.aggregate_track SET repost_count = 9000 WHERE track_id = 2;
-- A track with many remixes and stems, a track of many, much shared, talked
-- about, heard and taken.
INSERT INTO disc.remixes (parent_track_id, child_track_id)
SELECT 1, i FROM generate_series(9000, 13100) AS i
UNION SELECT i, 9000 FROM generate_series(1, 500) AS i;
INSERT INTO disc.stems (parent_track_id, child_track_id)
SELECT 1, i FROM generate_series(20001, 28000) AS i
UNION SELECT i, i + 20000 FROM generate_series(1, 8000) AS i;
UPDATE disc.tracks SET stem_of = '{"category": "x"}'
 WHERE track_id BETWEEN 20001 AND 28000;
INSERT INTO disc.shares (user_id, share_item_id, share_type, created_at)
SELECT i % 10000, i % 15000, 'track', now() - i * interval '1 second'
  FROM generate_series(1, 20000) AS i;
INSERT INTO disc.comments (comment_id, text, user_id, entity_id, entity_type,
	created_at, updated_at, txhash, blockhash)
SELECT i, 'x', 1, i, 'Track', now() - i * interval '1 second', now(), 'x', 'x'
  FROM generate_series(1, 12000) AS i;
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
SELECT i, 1, now() - i * interval '1 hour', now()
  FROM generate_series(1, 18000) AS i;
INSERT INTO disc.track_downloads (txhash, blocknumber, parent_track_id,
	track_id, created_at)
SELECT i, 1, 1 + i % 5, 1, now() FROM generate_series(1, 30000) AS i;
INSERT INTO disc.track_trending_scores (track_id, type, genre, version,
	time_range, score, created_at)
SELECT i, 'TRACKS', 'g' || i % 2, v, r, i / 3, now()
  FROM generate_series(1, 60000) AS i, unnest(ARRAY['pnagD', 'AnlGe']) AS v,
       unnest(ARRAY['week', 'allTime']) AS r;
INSERT INTO disc.trending_lists (type, version, time_range, rank, id, score)
SELECT t, v, 'week', i, i, -i
  FROM unnest(ARRAY['PLAYLISTS', 'UNDERGROUND_TRACKS']) AS t,
       unnest(ARRAY['pnagD', 'EJ57D']) AS v, generate_series(1, 600) AS i;
INSERT INTO disc.trending_results (user_id, id, rank, type, version, week)
SELECT 1, 1, r, 'TrendingType.TRACKS', 'TrendingVersion.pnagD',
       date '2000-01-07' + i * 7
  FROM generate_series(1, 2000) AS i, generate_series(1, 5) AS r;
UPDATE disc.tracks SET ai_attribution_user_id = 1
 WHERE track_id BETWEEN 30001 AND 36000;
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
SELECT 2, 1 + i % 3000, now() - i * interval '1 minute', now()
  FROM generate_series(1, 18000) AS i;
INSERT INTO disc.aggregate_monthly_plays (play_item_id, timestamp, count)
SELECT i, date '2020-01-01' + m * interval '1 month', 1
  FROM generate_series(13001, 15000) AS i, generate_series(1, 20) AS m
    ON CONFLICT DO NOTHING;
INSERT INTO disc.subscriptions (subscriber_id, user_id, entity_type, is_delete,
	created_at)
SELECT i, 1, 'Event', false, now() FROM generate_series(2, 19000) AS i;
-- 1 hears of much, alone and with others.
INSERT INTO disc.notification (specifier, group_id, type, timestamp, data,
	user_ids)
SELECT i, 'follow:' || i % 300, 'follow', now() - i * interval '1 minute',
       jsonb_build_object('follower_user_id', 1 + i % 9000), '{1}'::int[]
  FROM generate_series(1, 20000) AS i
UNION ALL
SELECT i, 'create:' || i % 300, 'create', now() - i * interval '1 minute',
       jsonb_build_object('track_id', i), '{1,2}'
  FROM generate_series(1, 20000) AS i;
INSERT INTO disc.notification_seen (user_id, seen_at)
SELECT 1, now() - i * interval '1 day' FROM generate_series(1, 30) AS i;
-- Words that begin and end as others do.
INSERT INTO disc.search_vocabulary (word, uses)
SELECT w, 1 FROM (SELECT 'trackm' || i || 'aker' AS w
                    FROM generate_series(1, 5000) AS i) AS w;
INSERT INTO disc.search_keys (key, word)
SELECT DISTINCT k.key, v.word
  FROM disc.search_vocabulary AS v, disc.search_keys_of(v.word) AS k
    ON CONFLICT DO NOTHING;
RESET session_replication_role;
VACUUM ANALYZE;

-- What a statement has to look at: each look into a table, and each row that
-- it found there or turned away.
CREATE FUNCTION public.steps(call text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE ' || call
	   INTO plan;
	RETURN (SELECT COALESCE(sum((n ->> 'Actual Loops')::numeric * (1
			+ (n ->> 'Actual Rows')::numeric
			+ COALESCE((n ->> 'Rows Removed by Filter')::numeric, 0))),
			0)
		  FROM jsonb_path_query(plan, 'strict $.**') AS n
		 WHERE jsonb_typeof(n) = 'object'
		   AND (n ? 'Relation Name' OR n ? 'Function Name'));
END
$$;
