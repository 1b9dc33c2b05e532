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
-- Few moments, so that many things have the same.
CREATE FUNCTION test.moment() RETURNS timestamp LANGUAGE sql VOLATILE
AS $$ SELECT timestamp '2024-01-01' + test.any(40) * interval '1 day' $$;

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
	is_unlisted, is_available, is_stream_gated, access_authorities, stem_of,
	release_date, blocknumber, created_at, updated_at)
SELECT i, test.any(20), 'title ' || test.any(9),
       (ARRAY['Rock', 'Jazz', 'Pop', NULL])[test.any(4)], test.often(0.15),
       test.often(0.2), test.often(0.9), test.often(0.2),
       CASE WHEN test.often(0.1) THEN ARRAY['0x' || test.any(40)] END,
       CASE WHEN i > 180 THEN
	jsonb_build_object('parent_track_id', test.any(180), 'category', 'x') END,
       CASE WHEN test.often(0.5) THEN test.moment() END, 1, test.moment(),
       test.moment()
  FROM generate_series(1, 220) AS i;
INSERT INTO disc.stems (parent_track_id, child_track_id)
SELECT (t.stem_of ->> 'parent_track_id')::int, t.track_id
  FROM disc.tracks AS t WHERE t.stem_of IS NOT NULL;
INSERT INTO disc.remixes (parent_track_id, child_track_id)
SELECT test.any(60), test.any(180) FROM generate_series(1, 300)
ON CONFLICT DO NOTHING;
INSERT INTO disc.playlists (playlist_id, playlist_owner_id, playlist_name,
	is_album, is_private, is_delete, playlist_contents, blocknumber,
	created_at, updated_at)
SELECT i, test.any(20), 'list ' || test.any(9), test.often(0.4),
       test.often(0.2), test.often(0.15), '{"track_ids":[]}', 1, test.moment(),
       test.moment()
  FROM generate_series(1, 80) AS i;
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

-- A job's.
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
-- it, and a page out of its middle.
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
			FOR page IN VALUES (100, 0), (3, 2) LOOP
				asked := format(call, id, me, page.column1 || ', '
					|| page.column2);
				got := test.said('EXECUTE ' || asked);
				want := whole[page.column2 + 1
					: page.column2 + page.column1];
				rows := cardinality(want);
				RETURN NEXT;
			END LOOP;
		END LOOP;
	END LOOP;
END
$$;
