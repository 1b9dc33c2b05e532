-- SPDX-License-Identifier: ISC
-- A small world by chance, in which everything is now and then deleted, hidden,
-- gated, for few, or of somebody who has left; all of it many times over.  What
-- triggers keep, they keep here as well.  :seed draws another one.
SELECT setseed(:seed) \g /dev/null
CREATE SCHEMA test;
-- One of the first n, or true so often.
CREATE FUNCTION test.any(n int) RETURNS int LANGUAGE sql VOLATILE
AS $$ SELECT 1 + pg_catalog.floor(random() * n)::int $$;
CREATE FUNCTION test.often(p float8) RETURNS bool LANGUAGE sql VOLATILE
AS $$ SELECT random() < p $$;
-- Few moments, so that many things have the same: of these days, of days of a
-- year before, and twelve hours from where "a month ago" and the like fall.
CREATE FUNCTION test.now() RETURNS timestamp LANGUAGE sql STABLE
AS $$ SELECT pg_catalog.now() AT TIME ZONE 'UTC' $$;
CREATE TABLE test.clock AS SELECT test.now() - interval '12 hours' AS at;
CREATE FUNCTION test.moment() RETURNS timestamp LANGUAGE sql VOLATILE
AS $$ SELECT c.at - (test.any(40) + CASE WHEN test.often(0.1) THEN 370
	ELSE 0 END) * interval '1 day' FROM test.clock AS c $$;

INSERT INTO disc.blocks (blockhash, parenthash, is_current, number)
VALUES ('0xb', '0xa', true, 1);
INSERT INTO disc.users (user_id, handle, handle_lc, wallet, name,
	is_deactivated, is_available, blocknumber, created_at, updated_at)
SELECT i, h.handle, lower(h.handle),
       CASE WHEN test.often(0.9) THEN '0x' || i END, 'name ' || i % 7,
       test.often(0.15), true, 1, test.moment(), test.moment()
  FROM generate_series(1, 40) AS i,
       LATERAL (SELECT CASE WHEN test.often(0.85 + 0 * i) THEN 'U' || i END
		AS handle) AS h;
INSERT INTO disc.tracks (track_id, owner_id, title, genre, is_delete,
	is_unlisted, is_available, is_stream_gated, stream_conditions,
	access_authorities, stem_of, release_date, blocknumber, created_at,
	updated_at, tags, mood, ai_attribution_user_id)
SELECT i, test.any(20), 'title ' || test.any(9),
       (ARRAY['Rock', 'Jazz', 'Pop', NULL])[test.any(4)], test.often(0.15),
       test.often(0.2), test.often(0.9), g.gate IS NOT NULL, g.gate,
       CASE WHEN test.often(0.1) THEN ARRAY['0x' || test.any(40)] END,
       CASE WHEN i > 180 THEN
	jsonb_build_object('parent_track_id', test.any(180), 'category', 'x') END,
       CASE WHEN test.often(0.5) THEN test.moment() END, 1, test.moment(),
       test.moment(), (ARRAY['a', 'A,b', 'b, a,c', '', NULL])[test.any(5)],
       (ARRAY['Calm', 'calm', 'Wild', NULL])[test.any(4)],
       CASE WHEN test.often(0.3) THEN test.any(10) END
  FROM generate_series(1, 220) AS i,
       LATERAL (SELECT (ARRAY['{"follow_user_id": 1}',
		'{"usdc_purchase": {"price": 1}}',
		'{"nft_collection": {}}', '{"usdc_purchase": {}}'])[test.any(12 + 0 * i)]::jsonb
		AS gate) AS g;
-- One is as old as a chain of long ago.
UPDATE disc.tracks SET created_at = '2013-01-01', is_delete = false,
	is_unlisted = false, access_authorities = NULL, is_available = true
 WHERE track_id = 2;
-- One for sale at least.
UPDATE disc.tracks SET is_delete = false, is_unlisted = false,
	access_authorities = NULL, is_stream_gated = true, is_available = true,
	stream_conditions = '{"usdc_purchase": {}}',
	created_at = test.now() - interval '1 day'
 WHERE track_id = 1;
INSERT INTO disc.stems (parent_track_id, child_track_id)
SELECT (t.stem_of ->> 'parent_track_id')::int, t.track_id
  FROM disc.tracks AS t WHERE t.stem_of IS NOT NULL;
INSERT INTO disc.remixes (parent_track_id, child_track_id)
SELECT test.any(60), test.any(180) FROM generate_series(1, 300)
ON CONFLICT DO NOTHING;
CREATE FUNCTION test.contents() RETURNS jsonb LANGUAGE sql VOLATILE
AS $$ SELECT jsonb_build_object('track_ids', COALESCE(jsonb_agg(
	jsonb_build_object('track', test.any(180), 'time', 1)), '[]'))
	FROM generate_series(2, test.any(7)) $$;
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, playlist_name,
	is_album, is_private, is_delete, playlist_contents, blocknumber,
	created_at, updated_at, release_date)
SELECT i, test.any(20), 'list ' || test.any(9), test.often(0.4),
       test.often(0.2), test.often(0.15), test.contents(), 1, test.moment(),
       test.moment(), CASE WHEN test.often(0.2)
	THEN test.moment() + test.any(60) * interval '1 day' END
  FROM generate_series(1, 80) AS i;
-- Some tracks came out with such a list.
UPDATE disc.tracks AS t SET created_at = p.created_at
	- test.any(15) * interval '1 min', owner_id = p.playlist_owner_id
  FROM disc.playlists AS p
 WHERE p.playlist_contents #> '{track_ids,0,track}' = to_jsonb(t.track_id)
   AND test.often(0.7);
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
	blocknumber, created_at)
SELECT test.any(40), test.any(40), test.often(0.2), 1, test.moment()
  FROM generate_series(1, 700) ON CONFLICT DO NOTHING;
INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete,
	blocknumber, created_at)
SELECT test.any(40), test.any(80),
       (ARRAY['track', 'playlist', 'album'])[test.any(3)]::disc.reposttype,
       test.often(0.2), 1, test.moment()
  FROM generate_series(1, 900) ON CONFLICT DO NOTHING;
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
	blocknumber, created_at)
SELECT test.any(40), test.any(80),
       (ARRAY['track', 'playlist', 'album'])[test.any(3)]::disc.savetype,
       test.often(0.2), 1, test.moment()
  FROM generate_series(1, 900) ON CONFLICT DO NOTHING;
INSERT INTO disc.subscriptions (subscriber_id, user_id, is_delete, blocknumber,
	created_at)
SELECT test.any(40), test.any(40), test.often(0.2), 1, test.moment()
  FROM generate_series(1, 400) ON CONFLICT DO NOTHING;
INSERT INTO disc.muted_users (muted_user_id, user_id, is_delete, created_at,
	updated_at, txhash, blockhash)
SELECT test.any(40), test.any(40), test.often(0.2), test.moment(),
       test.moment(), 't', '0xb'
  FROM generate_series(1, 300) ON CONFLICT DO NOTHING;

-- What the other chain knows.
INSERT INTO disc.aggregate_user_tips (sender_user_id, receiver_user_id, amount)
SELECT test.any(40), test.any(40), test.any(9) FROM generate_series(1, 500)
ON CONFLICT DO NOTHING;
INSERT INTO disc.usdc_purchases (slot, signature, seller_user_id,
	buyer_user_id, amount, content_type, content_id, created_at, updated_at)
SELECT i, 's', test.any(20), test.any(20), i,
       (ARRAY['track', 'playlist', 'album'])[test.any(3)]
	   ::disc.usdc_purchase_content_type, test.any(30), test.moment(),
       test.moment()
  FROM generate_series(1, 400) AS i;

-- What is said.
INSERT INTO disc.events (event_id, event_type, user_id, entity_type, entity_id,
	end_date, is_deleted, event_data, created_at, updated_at, txhash,
	blockhash)
SELECT i, (ARRAY['remix_contest', 'live_event'])[test.any(2)]::disc.event_type,
       test.any(20), 'track', test.any(60), CASE WHEN test.often(0.8)
	THEN test.moment() + test.any(40) * interval '1 day' END,
       test.often(0.2), '{}', test.moment(), test.moment(), 't', '0xb'
  FROM generate_series(1, 40) AS i;
INSERT INTO disc.subscriptions (subscriber_id, user_id, entity_type, is_delete,
	blocknumber, created_at)
SELECT test.any(40), test.any(40), 'Event', test.often(0.2), 1, test.moment()
  FROM generate_series(1, 300) ON CONFLICT DO NOTHING;
INSERT INTO disc.comments (comment_id, text, user_id, entity_id, entity_type,
	is_delete, is_visible, created_at, updated_at, txhash, blockhash)
SELECT i, 'words', test.any(40), test.any(15),
       CASE WHEN test.often(0.8) THEN 'Track' ELSE 'Event' END, test.often(0.2),
       test.often(0.95), test.moment(), test.moment(), 't', '0xb'
  FROM generate_series(1, 500) AS i;
INSERT INTO disc.comment_threads (comment_id, parent_comment_id)
SELECT c.comment_id, p.comment_id
  FROM disc.comments AS c
 CROSS JOIN LATERAL (SELECT p.comment_id FROM disc.comments AS p
	  WHERE p.comment_id <= 200 AND p.entity_id = c.entity_id
	    AND p.entity_type = c.entity_type
	  ORDER BY p.comment_id % (3 + c.comment_id % 5), p.comment_id
	  LIMIT 1) AS p
 WHERE c.comment_id > 250;
INSERT INTO disc.comment_reactions (comment_id, user_id, is_delete, created_at,
	updated_at, txhash, blockhash)
SELECT test.any(500), test.any(40), test.often(0.2), test.moment(),
       test.moment(), 't', '0xb'
  FROM generate_series(1, 900) ON CONFLICT DO NOTHING;
INSERT INTO disc.comment_reports (comment_id, user_id, is_delete, created_at,
	updated_at, txhash, blockhash)
SELECT c.comment_id, u.id, test.often(0.2), test.moment(), test.moment(), 't',
       '0xb'
  FROM disc.comments AS c, LATERAL (SELECT test.any(40 + 0 * c.comment_id)
	AS id FROM generate_series(1, 2)) AS u
 WHERE u.id <> c.user_id AND test.often(0.3) ON CONFLICT DO NOTHING;
INSERT INTO disc.shares (user_id, share_item_id, share_type, created_at, txhash)
SELECT test.any(40), test.any(80),
       (ARRAY['track', 'playlist'])[test.any(2)]::disc.sharetype,
       test.moment(), 't'
  FROM generate_series(1, 600) ON CONFLICT DO NOTHING;

-- What is heard; some by nobody, or by who is not there.
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
SELECT CASE WHEN test.often(0.9) THEN test.any(44) END, test.any(180),
       test.moment() + test.any(3) * interval '25 min', test.now()
  FROM generate_series(1, 4000);
INSERT INTO disc.user_listening_history (user_id, listening_history)
SELECT i, jsonb_agg(jsonb_build_object('track_id', 7 * n % 190 + i, 'timestamp',
		'2024-01-01T00:00:00', 'play_count', test.any(4)) ORDER BY n)
  FROM generate_series(1, 30) AS i, generate_series(1, 30) AS n
 GROUP BY i
ON CONFLICT (user_id) DO UPDATE
	SET listening_history = EXCLUDED.listening_history;

-- What users are told, beside what the rows above have made.
INSERT INTO disc.notification (specifier, group_id, type, timestamp, data,
	user_ids)
SELECT test.any(5)::text, 'group ' || test.any(60), w.type, test.moment(),
       jsonb_build_object((ARRAY['user_id', 'track_id', 'comment_user_id'])
	[test.any(3 + 0 * i)], test.any(40)),
       CASE WHEN w.type = 'announcement' THEN '{}'::int[]
            WHEN test.often(0.8) THEN ARRAY[test.any(40)]
            ELSE ARRAY[test.any(40), test.any(40)] END
  FROM generate_series(1, 900) AS i, LATERAL (SELECT (ARRAY['follow', 'create',
	'tip_send', 'remix', 'announcement', 'comment'])[test.any(6 + 0 * i)]
	AS type) AS w
ON CONFLICT DO NOTHING;
INSERT INTO disc.notification_seen (user_id, seen_at)
SELECT test.any(30), test.moment() + interval '1 hour'
  FROM generate_series(1, 60) ON CONFLICT DO NOTHING;
INSERT INTO disc.playlist_seen (user_id, playlist_id, seen_at)
SELECT test.any(40), test.any(80), test.moment()
  FROM generate_series(1, 400) ON CONFLICT DO NOTHING;

-- What leads.
INSERT INTO disc.track_trending_scores (track_id, type, genre, version,
	time_range, score, created_at)
SELECT t.track_id, 'TRACKS', t.genre, 'pnagD', r.range, test.any(20),
       test.now()
  FROM disc.tracks AS t, unnest('{week,month,allTime}'::text[]) AS r (range)
 WHERE test.often(0.9) OR t.track_id = 2;
INSERT INTO disc.trending_lists (type, version, time_range, rank, id, score)
SELECT l.type, 'pnagD', 'week', n, CASE WHEN l.type = 'UNDERGROUND' THEN
	(n * 37) % 180 + 1 ELSE (n * 37) % 80 + 1 END, 100 - n
  FROM unnest('{UNDERGROUND,PLAYLISTS}'::text[]) AS l (type),
       generate_series(1, 60) AS n;
INSERT INTO disc.trending_results (user_id, id, rank, type, version, week)
SELECT 1, ((n * 41) % 180 + 1)::text, n, 'TRACKS', 'pnagD',
       test.now()::date - 7 * w
  FROM generate_series(1, 40) AS n, generate_series(1, 2) AS w;

-- What is there for everybody; who lists show.
CREATE VIEW test.seen AS
SELECT * FROM disc.tracks WHERE NOT is_delete AND NOT is_unlisted
   AND stem_of IS NULL AND access_authorities IS NULL;
CREATE VIEW test.lists_seen AS
SELECT * FROM disc.playlists WHERE NOT is_delete AND NOT is_private;
CREATE VIEW test.named AS
SELECT * FROM disc.users WHERE wallet IS NOT NULL AND handle IS NOT NULL;
-- How often it was reposted and saved.
CREATE FUNCTION test.acts(a_id int, is_track bool) RETURNS bigint
LANGUAGE sql STABLE AS $$
SELECT (SELECT count(*) FROM disc.reposts AS r
	 WHERE r.repost_item_id = a_id AND NOT r.is_delete
	   AND (r.repost_type = 'track') = is_track)
     + (SELECT count(*) FROM disc.saves AS s
	 WHERE s.save_item_id = a_id AND NOT s.is_delete
	   AND (s.save_type = 'track') = is_track) $$;
-- Worth less from day to day, for sixty days.
CREATE FUNCTION test.worth(acts bigint, made timestamp) RETURNS float8
LANGUAGE sql STABLE AS $$
SELECT acts * power(1000::float8, 1 - LEAST(
	extract(epoch FROM test.now() - made)::float8 / (60 * 86400), 1)) $$;
-- May this comment be shown to me, below what the owner made?
CREATE FUNCTION test.heard(a_comment int, me int, a_owner int) RETURNS bool
LANGUAGE sql STABLE AS $$
SELECT NOT EXISTS (SELECT FROM disc.comment_reports AS r
	WHERE r.comment_id = a_comment AND NOT r.is_delete AND r.user_id = me)
   AND (c.user_id IS NOT DISTINCT FROM me
	OR (NOT EXISTS (SELECT FROM disc.comment_reports AS r
		WHERE r.comment_id = a_comment AND NOT r.is_delete
		  AND r.user_id = a_owner)
	AND NOT EXISTS (SELECT FROM disc.muted_users AS m
		WHERE m.muted_user_id = c.user_id AND NOT m.is_delete
		  AND m.user_id IN (me, a_owner))
	AND (c.user_id IS NOT DISTINCT FROM a_owner
	     OR NOT EXISTS (SELECT FROM disc.aggregate_user AS a
		WHERE a.user_id = c.user_id AND a.score < 0))))
  FROM disc.comments AS c WHERE c.comment_id = a_comment $$;

-- A job's.
UPDATE disc.aggregate_user SET score = -1 WHERE test.often(0.1);
UPDATE disc.aggregate_user SET dominant_genre =
	(ARRAY['Rock', 'Jazz', 'Pop'])[test.any(3)] WHERE test.often(0.9);

CREATE TABLE test.lists (call text, truth text);

-- What a statement says, its first column in order; a row without a value there
-- tells how many there are, and nothing more.
CREATE FUNCTION test.said(call text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	r record;
	out text[] := '{}';
BEGIN
	FOR r IN EXECUTE call LOOP
		out := out || ARRAY(SELECT v FROM json_each_text(row_to_json(r))
			WITH ORDINALITY AS j (k, v, n)
			WHERE n = 1 AND v IS NOT NULL);
	END LOOP;
	RETURN out;
END
$$;
-- Each list for everybody, asked by nobody, himself and somebody; the whole of
-- it, and a page out of its middle, or its first page where a list has but a
-- limit (%4$s).  "any order": by chance, and only the whole is compared.
CREATE FUNCTION test.compared(call text, truth text)
RETURNS TABLE (asked text, got text[], want text[], rows bigint)
LANGUAGE plpgsql AS $$
DECLARE
	id int;
	me text;
	whole text[];
	page record;
BEGIN
	FOR id IN SELECT generate_series(1, CASE
		WHEN truth ~ '%1\$' THEN 60 ELSE 1 END)
	LOOP
		FOR me IN SELECT DISTINCT v FROM unnest(CASE
			WHEN truth ~ '%2\$' THEN ARRAY['NULL', id::text,
				(1 + id % 40)::text, '7'] ELSE '{NULL}' END) AS v
		LOOP
			whole := test.said(format(truth, id, me));
			FOR page IN VALUES (100, 0), (3, CASE WHEN call ~ '%4\$'
				THEN 0 ELSE 2 END)
			LOOP
				CONTINUE WHEN truth ~ 'any order'
					AND page.column1 < 100;
				asked := format(call, id, me, page.column1 || ', '
					|| page.column2, page.column1);
				got := test.said('EXECUTE ' || asked);
				want := whole[page.column2 + 1
					: page.column2 + page.column1];
				IF truth ~ 'any order' THEN
					got := ARRAY(SELECT v FROM unnest(got) AS v
						ORDER BY v);
					want := ARRAY(SELECT v FROM unnest(want) AS v
						ORDER BY v);
				END IF;
				CONTINUE WHEN call !~ '%[34]\$'
					AND page.column1 < 100;
				rows := cardinality(want);
				RETURN NEXT;
			END LOOP;
		END LOOP;
	END LOOP;
END
$$;
