-- SPDX-License-Identifier: ISC
-- Counters, kept as differences by statement triggers: one aggregated upsert
-- a statement, however many rows it writes.  Undoing a block silences them,
-- because the journal holds the aggregates' own old rows.

-- Each statement of work reads "changed": the new rows with sign 1 and the
-- old ones with sign -1.
--
-- Whether an aggregate row is missing is asked by a scalar sub-select: it is
-- always one index probe, while a join could be planned on an empty table and
-- stay a sequential scan when the table has grown.
CREATE FUNCTION disc.counter_attach(tab text, VARIADIC work text[])
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	plus constant text := 'SELECT 1 AS sign, n.* FROM new_rows AS n';
	minus constant text := 'SELECT -1 AS sign, o.* FROM old_rows AS o';
	event text;
	source text;
	body text := '';
	step text;
BEGIN
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
		source := CASE event WHEN 'INSERT' THEN plus
			WHEN 'DELETE' THEN minus
			ELSE plus || ' UNION ALL ' || minus END;
		-- An upsert fires INSERT and UPDATE; mostly one has no rows.
		body := body || pg_catalog.format(
			E'IF TG_OP = %L THEN\nIF NOT EXISTS (SELECT FROM %I) '
			'THEN RETURN NULL; END IF;\n', event,
			CASE event WHEN 'DELETE' THEN 'old_rows'
				ELSE 'new_rows' END);
		FOREACH step IN ARRAY work LOOP
			body := body || pg_catalog.format(
				E'WITH changed AS (%s)\n%s;\n', source, step);
		END LOOP;
		body := body || E'END IF;\n';
	END LOOP;
	EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
		RETURNS trigger LANGUAGE plpgsql AS %L', 'counter_' || tab,
		E'BEGIN\n' || body || E'RETURN NULL;\nEND');
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
			AFTER %s ON disc.%I REFERENCING %s FOR EACH STATEMENT
			WHEN (pg_catalog.current_setting(''discprov.revert'',
				true) IS DISTINCT FROM ''on'')
			EXECUTE FUNCTION disc.%I()',
			'counter_' || pg_catalog.lower(event), event, tab,
			CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
				WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
			END, 'counter_' || tab);
	END LOOP;
END
$$;

SELECT disc.counter_attach('users', $$
INSERT INTO disc.aggregate_user (user_id)
SELECT r.user_id
  FROM changed AS r
 WHERE r.sign = 1
   AND (SELECT a.user_id FROM disc.aggregate_user AS a
	 WHERE a.user_id = r.user_id) IS NULL
ON CONFLICT (user_id) DO NOTHING
$$);

-- A public track: live, not deleted, available, not unlisted, not a stem.
SELECT disc.counter_attach('tracks', $$
INSERT INTO disc.aggregate_track (track_id)
SELECT r.track_id
  FROM changed AS r
 WHERE r.sign = 1
   AND (SELECT a.track_id FROM disc.aggregate_track AS a
	 WHERE a.track_id = r.track_id) IS NULL
ON CONFLICT (track_id) DO NOTHING
$$, $$
INSERT INTO disc.aggregate_user AS a (user_id, track_count, total_track_count)
SELECT d.user_id, sum(d.public), sum(d.every)
  FROM (SELECT r.owner_id AS user_id, r.sign * (live AND NOT r.is_unlisted)::int
		AS public, r.sign * live::int AS every
	  FROM changed AS r
	 CROSS JOIN LATERAL (SELECT r.is_current AND NOT r.is_delete
		AND r.is_available AND r.stem_of IS NULL AS live) AS l) AS d
 GROUP BY d.user_id
HAVING sum(d.public) <> 0 OR sum(d.every) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = d.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET track_count = a.track_count + EXCLUDED.track_count,
       total_track_count = a.total_track_count + EXCLUDED.total_track_count
$$);

-- True counts, by is_album; the playlist's own word on is_album replaces what
-- an earlier repost or save had to guess.
SELECT disc.counter_attach('playlists', $$
INSERT INTO disc.aggregate_playlist (playlist_id, is_album)
SELECT r.playlist_id, r.is_album
  FROM changed AS r
 WHERE r.sign = 1
   AND (SELECT a.is_album FROM disc.aggregate_playlist AS a
	 WHERE a.playlist_id = r.playlist_id) IS DISTINCT FROM r.is_album
ON CONFLICT (playlist_id) DO UPDATE SET is_album = EXCLUDED.is_album
$$, $$
INSERT INTO disc.aggregate_user AS a (user_id, playlist_count, album_count)
SELECT d.user_id, sum(d.playlist), sum(d.album)
  FROM (SELECT r.playlist_owner_id AS user_id,
	       r.sign * (live AND NOT r.is_album)::int AS playlist,
	       r.sign * (live AND r.is_album)::int AS album
	  FROM changed AS r
	 CROSS JOIN LATERAL (SELECT r.is_current AND NOT r.is_delete
		AND NOT r.is_private AS live) AS l) AS d
 GROUP BY d.user_id
HAVING sum(d.playlist) <> 0 OR sum(d.album) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = d.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET playlist_count = a.playlist_count + EXCLUDED.playlist_count,
       album_count = a.album_count + EXCLUDED.album_count
$$);

SELECT disc.counter_attach('follows', $$
INSERT INTO disc.aggregate_user AS a (user_id, following_count, follower_count)
SELECT d.user_id, sum(d.following), sum(d.follower)
  FROM (SELECT r.follower_user_id AS user_id, 0 AS follower,
	       r.sign * (r.is_current AND NOT r.is_delete)::int AS following
	  FROM changed AS r
	 UNION ALL
	SELECT r.followee_user_id,
	       r.sign * (r.is_current AND NOT r.is_delete)::int, 0
	  FROM changed AS r) AS d
 GROUP BY d.user_id
HAVING sum(d.following) <> 0 OR sum(d.follower) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = d.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET following_count = a.following_count + EXCLUDED.following_count,
       follower_count = a.follower_count + EXCLUDED.follower_count
$$);

SELECT disc.counter_attach('reposts', $$
INSERT INTO disc.aggregate_user AS a (user_id, repost_count)
SELECT r.user_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 GROUP BY r.user_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = r.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count
$$, $$
INSERT INTO disc.aggregate_track AS a (track_id, repost_count)
SELECT r.repost_item_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.repost_type = 'track'
 GROUP BY r.repost_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.track_id FROM disc.aggregate_track AS x
	 WHERE x.track_id = r.repost_item_id) IS NULL
ON CONFLICT (track_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count
$$, $$
INSERT INTO disc.aggregate_playlist AS a (playlist_id, is_album, repost_count)
SELECT r.repost_item_id,
       COALESCE((SELECT p.is_album FROM disc.playlists AS p
		  WHERE p.playlist_id = r.repost_item_id),
		bool_or(r.repost_type = 'album')),
       sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.repost_type <> 'track'
 GROUP BY r.repost_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.playlist_id FROM disc.aggregate_playlist AS x
	 WHERE x.playlist_id = r.repost_item_id) IS NULL
ON CONFLICT (playlist_id) DO UPDATE
   SET repost_count = a.repost_count + EXCLUDED.repost_count
$$);

-- Only saves of tracks count for the user.
SELECT disc.counter_attach('saves', $$
INSERT INTO disc.aggregate_user AS a (user_id, track_save_count)
SELECT r.user_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.save_type = 'track'
 GROUP BY r.user_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.user_id FROM disc.aggregate_user AS x
	 WHERE x.user_id = r.user_id) IS NULL
ON CONFLICT (user_id) DO UPDATE
   SET track_save_count = a.track_save_count + EXCLUDED.track_save_count
$$, $$
INSERT INTO disc.aggregate_track AS a (track_id, save_count)
SELECT r.save_item_id, sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.save_type = 'track'
 GROUP BY r.save_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.track_id FROM disc.aggregate_track AS x
	 WHERE x.track_id = r.save_item_id) IS NULL
ON CONFLICT (track_id) DO UPDATE
   SET save_count = a.save_count + EXCLUDED.save_count
$$, $$
INSERT INTO disc.aggregate_playlist AS a (playlist_id, is_album, save_count)
SELECT r.save_item_id,
       COALESCE((SELECT p.is_album FROM disc.playlists AS p
		  WHERE p.playlist_id = r.save_item_id),
		bool_or(r.save_type = 'album')),
       sum(r.sign * (r.is_current AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.save_type <> 'track'
 GROUP BY r.save_item_id
HAVING sum(r.sign * (r.is_current AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.playlist_id FROM disc.aggregate_playlist AS x
	 WHERE x.playlist_id = r.save_item_id) IS NULL
ON CONFLICT (playlist_id) DO UPDATE
   SET save_count = a.save_count + EXCLUDED.save_count
$$);

-- Count everything again and return the rows that differ from what is kept
-- (null: no such row).  is_album is compared where a playlist row says it.
CREATE FUNCTION disc.recount_check()
RETURNS TABLE (tablename text, id int, kept json, counted json)
LANGUAGE sql STABLE AS $$
WITH part (user_id, track, total, playlist, album, follower, following,
	repost, save) AS (
	SELECT u.user_id, 0, 0, 0, 0, 0, 0, 0, 0 FROM disc.users AS u
	UNION ALL
	SELECT t.owner_id, (l.live AND NOT t.is_unlisted)::int, l.live::int,
	       0, 0, 0, 0, 0, 0
	  FROM disc.tracks AS t
	 CROSS JOIN LATERAL (SELECT t.is_current AND NOT t.is_delete
		AND t.is_available AND t.stem_of IS NULL AS live) AS l
	UNION ALL
	SELECT p.playlist_owner_id, 0, 0, (l.live AND NOT p.is_album)::int,
	       (l.live AND p.is_album)::int, 0, 0, 0, 0
	  FROM disc.playlists AS p
	 CROSS JOIN LATERAL (SELECT p.is_current AND NOT p.is_delete
		AND NOT p.is_private AS live) AS l
	UNION ALL
	SELECT f.followee_user_id, 0, 0, 0, 0,
	       (f.is_current AND NOT f.is_delete)::int, 0, 0, 0
	  FROM disc.follows AS f
	UNION ALL
	SELECT f.follower_user_id, 0, 0, 0, 0, 0,
	       (f.is_current AND NOT f.is_delete)::int, 0, 0
	  FROM disc.follows AS f
	UNION ALL
	SELECT r.user_id, 0, 0, 0, 0, 0, 0, (r.is_current AND NOT r.is_delete)::int, 0
	  FROM disc.reposts AS r
	UNION ALL
	SELECT s.user_id, 0, 0, 0, 0, 0, 0, 0, (s.is_current AND NOT s.is_delete)::int
	  FROM disc.saves AS s WHERE s.save_type = 'track'
), item (is_track, item_id, repost, save) AS (
	SELECT true, t.track_id, 0, 0 FROM disc.tracks AS t
	UNION ALL
	SELECT false, p.playlist_id, 0, 0 FROM disc.playlists AS p
	UNION ALL
	SELECT r.repost_type = 'track', r.repost_item_id,
	       (r.is_current AND NOT r.is_delete)::int, 0
	  FROM disc.reposts AS r
	UNION ALL
	SELECT s.save_type = 'track', s.save_item_id, 0,
	       (s.is_current AND NOT s.is_delete)::int
	  FROM disc.saves AS s
), kept (tablename, id, row) AS (
	SELECT 'aggregate_user', a.user_id, pg_catalog.json_build_array(
		a.track_count, a.total_track_count, a.playlist_count,
		a.album_count, a.follower_count, a.following_count,
		a.repost_count, a.track_save_count)
	  FROM disc.aggregate_user AS a
	UNION ALL
	SELECT 'aggregate_track', a.track_id, pg_catalog.json_build_array(
		a.repost_count, a.save_count)
	  FROM disc.aggregate_track AS a
	UNION ALL
	SELECT 'aggregate_playlist', a.playlist_id,
	       pg_catalog.json_build_array(a.repost_count, a.save_count,
		CASE WHEN p.playlist_id IS NOT NULL THEN a.is_album END)
	  FROM disc.aggregate_playlist AS a
	  LEFT JOIN disc.playlists AS p ON p.playlist_id = a.playlist_id
), counted (tablename, id, row) AS (
	SELECT 'aggregate_user', p.user_id, pg_catalog.json_build_array(
		sum(p.track), sum(p.total), sum(p.playlist), sum(p.album),
		sum(p.follower), sum(p.following), sum(p.repost), sum(p.save))
	  FROM part AS p GROUP BY p.user_id
	UNION ALL
	SELECT 'aggregate_track', i.item_id, pg_catalog.json_build_array(
		sum(i.repost), sum(i.save))
	  FROM item AS i WHERE i.is_track GROUP BY i.item_id
	UNION ALL
	SELECT 'aggregate_playlist', i.item_id, pg_catalog.json_build_array(
		sum(i.repost), sum(i.save), (SELECT p.is_album
			FROM disc.playlists AS p
			WHERE p.playlist_id = i.item_id))
	  FROM item AS i WHERE NOT i.is_track GROUP BY i.item_id
)
SELECT COALESCE(k.tablename, c.tablename), COALESCE(k.id, c.id), k.row, c.row
  FROM kept AS k
  FULL JOIN counted AS c ON c.tablename = k.tablename AND c.id = k.id
 WHERE k.row::text IS DISTINCT FROM c.row::text
 ORDER BY 1, 2
$$;
