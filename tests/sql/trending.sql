-- SPDX-License-Identifier: ISC
-- Trending as the formulas say it, written down slowly and by themselves, in
-- numbers of any length; and a world that changes at random.

CREATE SCHEMA ref;

CREATE FUNCTION ref.now() RETURNS timestamp
LANGUAGE sql STABLE AS $$ SELECT current_setting('ref.now')::timestamp $$;

-- Who counts for karma, and with how many followers.
CREATE VIEW ref.complete AS
SELECT u.user_id, a.follower_count
  FROM disc.users u JOIN disc.aggregate_user a USING (user_id)
 WHERE (u.cover_photo IS NOT NULL OR u.cover_photo_sizes IS NOT NULL)
   AND (u.profile_picture IS NOT NULL OR u.profile_picture_sizes IS NOT NULL)
   AND u.bio IS NOT NULL;

CREATE VIEW ref.acts AS
SELECT 'repost' AS act, repost_type::text AS type, repost_item_id AS id,
       user_id, created_at FROM disc.reposts WHERE NOT is_delete
UNION ALL
SELECT 'save', save_type::text, save_item_id, user_id, created_at
  FROM disc.saves WHERE NOT is_delete;

CREATE FUNCTION ref.acts(what text, kind text, item int, past interval)
RETURNS numeric LANGUAGE sql STABLE AS $$
SELECT count(*) FROM ref.acts
 WHERE act = what AND type = kind AND id = item
   AND created_at > ref.now() - past AND created_at <= ref.now() $$;

CREATE FUNCTION ref.plays(item int, past interval)
RETURNS numeric LANGUAGE sql STABLE AS $$
SELECT count(*) FROM disc.plays
 WHERE play_item_id = item
   AND created_at > ref.now() - past AND created_at <= ref.now() $$;

-- Null when nobody counts.
CREATE FUNCTION ref.karma(kind text, item int, past interval)
RETURNS numeric LANGUAGE sql STABLE AS $$
SELECT sum(c.follower_count)
  FROM ref.acts a JOIN ref.complete c USING (user_id)
 WHERE a.type = kind AND a.id = item
   AND (past IS NULL OR a.created_at >= ref.now() - past
	AND a.created_at <= ref.now()) $$;

CREATE FUNCTION ref.age(born timestamp) RETURNS int
LANGUAGE sql STABLE AS $$ SELECT extract(day FROM ref.now() - born)::int $$;

CREATE FUNCTION ref.born(created timestamp, released timestamp)
RETURNS timestamp LANGUAGE sql STABLE AS $$
SELECT CASE WHEN released > ref.now() THEN created
	    ELSE greatest(released, created) END $$;

CREATE FUNCTION ref.decay(q numeric, age int, w numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN age > w THEN greatest(1 / q, power(q, greatest(-10, 1 - age / w)))
	    ELSE 1 END $$;

CREATE VIEW ref.tracks AS
SELECT t.track_id, v.version, w.time_range, t.genre,
       CASE WHEN f.follower_count < 3 THEN 0 ELSE s.sum
	+ 0.25 * coalesce(a.repost_count, 0)
	+ 0.01 * coalesce(a.save_count, 0) END
       * CASE v.version WHEN 'AnlGe' THEN 1 + log(10, 1 + k.k) ELSE k.k END
       * CASE w.time_range WHEN 'allTime' THEN 1 ELSE ref.decay(100000,
	CASE WHEN v.version IN ('pnagD', 'AnlGe')
	     THEN ref.age(ref.born(t.created_at, t.release_date))
	     WHEN v.version IN ('aSPET', 'ePWJD')
	     THEN ref.now()::date - t.created_at::date
	     ELSE ref.age(t.created_at) END, w.days) END AS score
  FROM disc.tracks t
 CROSS JOIN (VALUES ('week', interval '1 week', 7), ('month', '1 month', 30),
	('year', '1 year', 365), ('allTime', NULL, NULL))
    AS w (time_range, past, days)
  LEFT JOIN disc.aggregate_user f ON f.user_id = t.owner_id
  LEFT JOIN disc.aggregate_track a USING (track_id)
  LEFT JOIN disc.aggregate_plays p ON p.play_item_id = t.track_id
 CROSS JOIN LATERAL (SELECT coalesce(ref.karma('track', t.track_id, NULL), 0)
	AS k OFFSET 0) AS k
 CROSS JOIN LATERAL (SELECT CASE w.time_range
	WHEN 'allTime' THEN p.count
	ELSE ref.plays(t.track_id, w.past)
		+ 50 * ref.acts('repost', 'track', t.track_id, w.past)
		+ ref.acts('save', 'track', t.track_id, w.past) END AS sum
	OFFSET 0) AS s
 CROSS JOIN unnest(ARRAY['pnagD', 'AnlGe', 'EJ57D', 'ML51L', 'aSPET',
	'ePWJD']) AS v (version)
 WHERE NOT t.is_delete AND NOT t.is_unlisted AND t.stem_of IS NULL
   AND t.access_authorities IS NULL
   AND CASE WHEN v.version IN ('aSPET', 'ePWJD') THEN w.time_range <> 'allTime'
	    ELSE w.time_range <> 'year' END
   AND (w.time_range <> 'allTime' OR p.count IS NOT NULL);

CREATE VIEW ref.playlists AS
SELECT p.playlist_id, 'pnagD' AS version, w.time_range,
       CASE WHEN f.follower_count < 3 THEN 0 ELSE 1
	+ CASE w.time_range WHEN 'allTime' THEN 0
	  ELSE 50 * ref.acts('repost', 'playlist', p.playlist_id, w.past)
		+ ref.acts('save', 'playlist', p.playlist_id, w.past) END
	+ 0.25 * coalesce(a.repost_count, 0)
	+ 0.01 * coalesce(a.save_count, 0) END
       * coalesce(ref.karma('playlist', p.playlist_id, w.past), 1)
       * CASE w.time_range WHEN 'allTime' THEN 1
	 ELSE ref.decay(100000, ref.age(ref.born(p.created_at,
		p.release_date)), w.days) END AS score
  FROM disc.playlists p
 CROSS JOIN (VALUES ('week', interval '7 days', 7), ('month', '30 days', 30),
	('allTime', NULL, NULL)) AS w (time_range, past, days)
  JOIN disc.aggregate_user f ON f.user_id = p.playlist_owner_id
  LEFT JOIN disc.aggregate_playlist a USING (playlist_id)
 WHERE NOT p.is_delete AND NOT p.is_private
   AND (SELECT count(*) FROM disc.playlist_tracks e
	 WHERE e.playlist_id = p.playlist_id AND NOT e.is_removed) >= 3;

-- 2022: the underground.
CREATE VIEW ref.underground AS
SELECT s.*, row_number() OVER (ORDER BY s.score DESC, s.track_id DESC) AS rank
  FROM (SELECT t.track_id,
	       CASE WHEN f.f < 3 THEN 0 ELSE (5 * p.count
		+ 50 * ref.acts('repost', 'track', t.track_id, '1 week')
		+ ref.acts('save', 'track', t.track_id, '1 week')
		+ 0.25 * coalesce(a.repost_count, 0)
		+ 0.01 * coalesce(a.save_count, 0) + z.z * f.f)
		* coalesce(ref.karma('track', t.track_id, NULL), 1) * z.z
		* CASE WHEN u.is_verified THEN 0.001 ELSE 1 END
		* CASE WHEN g.age > 7 THEN greatest(1 / 30.0,
			power(30.0, 1 - g.age / 7.0)) ELSE 1 END END AS score
	  FROM disc.tracks t
	  JOIN disc.users u ON u.user_id = t.owner_id
	  JOIN disc.aggregate_user au ON au.user_id = t.owner_id
	  JOIN disc.aggregate_plays p ON p.play_item_id = t.track_id
	  LEFT JOIN disc.aggregate_track a USING (track_id)
	 CROSS JOIN LATERAL (SELECT count(*) AS f FROM disc.follows x
		WHERE x.followee_user_id = t.owner_id AND NOT x.is_delete
		  AND x.created_at < ref.now() - interval '7 days') AS f
	 CROSS JOIN LATERAL (SELECT CASE WHEN f.f >= 750 THEN greatest(0.05,
		power(20.0, -(f.f - 750) / 750.0)) ELSE 1 END AS z) AS z
	 CROSS JOIN LATERAL (SELECT ref.age(t.created_at) AS age) AS g
	 WHERE NOT t.is_delete AND NOT t.is_unlisted AND t.stem_of IS NULL
	   AND t.access_authorities IS NULL AND NOT t.is_stream_gated
	   AND t.created_at BETWEEN ref.now() - interval '21 days' AND ref.now()
	   AND p.count >= 50 AND f.f BETWEEN 1 AND 1499
	   AND au.following_count < 1500
	   AND t.track_id NOT IN (SELECT x.track_id
		  FROM disc.track_trending_scores x
		 WHERE x.version = 'EJ57D' AND x.time_range = 'week'
		 ORDER BY x.score DESC, x.track_id DESC LIMIT 10)) AS s;

-- 2022: playlists, the thirty of each window.
CREATE VIEW ref.playlists_2022 AS
WITH c AS (
	SELECT p.*, w.*, row_number() OVER (PARTITION BY w.time_range
		ORDER BY w.saves DESC, p.playlist_id DESC) AS place
	  FROM disc.playlists p
	  JOIN disc.aggregate_user u ON u.user_id = p.playlist_owner_id
	 CROSS JOIN LATERAL (SELECT x.*, ref.acts('save', 'playlist',
		p.playlist_id, x.span) AS saves FROM (VALUES
		('week', interval '7 days', interval '1 week', 7),
		('month', '30 days', '1 month', 30),
		('year', '364 days', '1 year', 365))
		AS x (time_range, span, past, days)) AS w
	 WHERE NOT p.is_delete AND NOT p.is_private AND NOT p.is_album
	   AND jsonb_array_length(p.playlist_contents -> 'track_ids') >= 3
	   AND u.following_count < 1000 AND w.saves > 0
), s AS (
	SELECT c.playlist_id, c.time_range, v.version,
	       CASE WHEN f.follower_count < 3 THEN 0 ELSE 1
		+ 50 * ref.acts('repost', 'playlist', c.playlist_id, c.past)
		+ c.saves + 0.25 * coalesce(a.repost_count, 0)
		+ 0.01 * coalesce(a.save_count, 0) END
	       * coalesce(ref.karma('playlist', c.playlist_id, NULL), 1)
	       * ref.decay(100000, ref.age(c.created_at), c.days) AS score
	  FROM c
	 CROSS JOIN unnest(ARRAY['EJ57D', 'BDNxn']) AS v (version)
	  JOIN disc.aggregate_user f ON f.user_id = c.playlist_owner_id
	  LEFT JOIN disc.aggregate_playlist a USING (playlist_id)
	 WHERE c.place <= 30 AND (v.version = 'EJ57D' OR (SELECT count(*)
		  FROM disc.playlist_tracks e JOIN disc.tracks t USING (track_id)
		 WHERE e.playlist_id = c.playlist_id AND NOT e.is_removed
		   AND t.owner_id <> c.playlist_owner_id) >= 3)
)
SELECT s.*, row_number() OVER (PARTITION BY s.version, s.time_range
	ORDER BY s.score DESC, s.playlist_id DESC) AS rank FROM s;

-- Playlists, and albums, that may be shown.
CREATE VIEW ref.shown AS
SELECT p.is_album, s.*, row_number() OVER (PARTITION BY p.is_album, s.time_range
	ORDER BY s.score DESC, s.playlist_id DESC) AS rank
  FROM ref.playlists s JOIN disc.playlists p USING (playlist_id)
 CROSS JOIN LATERAL (SELECT count(*) AS tracks, count(DISTINCT t.owner_id) AS owners
	  FROM disc.playlist_tracks e JOIN disc.tracks t USING (track_id)
	 WHERE e.playlist_id = p.playlist_id AND NOT e.is_removed
	   AND NOT t.is_delete) AS n
 WHERE CASE WHEN p.is_album THEN n.tracks >= 1
	    ELSE n.tracks >= 5 AND n.owners >= 5 END;

-- What is computed and should not be so; none when all is well.
CREATE FUNCTION ref.wrong(at timestamp, versions text[])
RETURNS TABLE (in_list text, item int, want numeric, got float8)
LANGUAGE plpgsql AS $$
BEGIN
PERFORM set_config('ref.now', at::text, false);
RETURN QUERY
WITH every AS (
	SELECT 'track ' || version || ' ' || time_range || coalesce(' ' || genre, '')
		AS list, track_id AS id, score FROM ref.tracks
	 WHERE version = ANY (versions)
	UNION ALL
	SELECT 'playlist ' || version || ' ' || time_range, playlist_id, score
	  FROM ref.playlists WHERE version = ANY (versions)
	UNION ALL
	SELECT 'underground EJ57D week ' || rank, track_id, score
	  FROM ref.underground WHERE rank <= 50 AND 'EJ57D' = ANY (versions)
	UNION ALL
	SELECT 'playlist list ' || version || ' ' || time_range || ' ' || rank,
	       playlist_id, score
	  FROM ref.playlists_2022 WHERE version = ANY (versions)
	UNION ALL
	SELECT CASE WHEN is_album THEN 'album' ELSE 'playlist' END
		|| ' list pnagD ' || time_range || ' ' || rank, playlist_id,
	       score FROM ref.shown
), made AS (
	SELECT 'track ' || version || ' ' || time_range || coalesce(' ' || genre, '')
		AS list, track_id AS id, score FROM disc.track_trending_scores
	UNION ALL
	SELECT 'playlist ' || version || ' ' || time_range, playlist_id, score
	  FROM disc.playlist_trending_scores
	UNION ALL
	SELECT CASE type WHEN 'PLAYLISTS' THEN 'playlist list ' || version
		WHEN 'ALBUMS' THEN 'album list ' || version
		ELSE 'underground ' || version END || ' ' || time_range || ' '
		|| rank, l.id, score FROM disc.trending_lists l
)
SELECT list, id, e.score::numeric, m.score
  FROM every e FULL JOIN made m USING (list, id)
 WHERE e.score IS NULL OR m.score IS NULL
    OR abs(e.score - m.score::numeric) > 1e-9 * greatest(abs(e.score),
	abs(m.score::numeric));
END $$;

-- A world that changes.

CREATE FUNCTION ref.some(low int, high int) RETURNS int
LANGUAGE sql VOLATILE AS $$
SELECT low + floor(random() * (high - low + 1))::int $$;

CREATE FUNCTION ref.one(VARIADIC choice text[]) RETURNS text
LANGUAGE sql VOLATILE AS $$
SELECT choice[ref.some(1, cardinality(choice))] $$;

-- At most this long before a moment: often a little, often on a limit.
CREATE FUNCTION ref.before(at timestamp, days int) RETURNS timestamp
LANGUAGE sql VOLATILE AS $$
SELECT at - CASE ref.some(1, 4)
	WHEN 1 THEN ref.one('0', '7 days', '1 month', '30 days', '364 days',
		'1 year', '8 days', '14 days', '21 days', '31 days')::interval
		+ ref.some(-1, 1) * interval '1 second'
	WHEN 2 THEN ref.some(0, 7 * 86400) * interval '1 second'
	ELSE ref.some(0, days * 86400) * interval '1 second' END $$;

CREATE FUNCTION ref.write_users(n int, b int, at timestamp) RETURNS void
LANGUAGE sql VOLATILE AS $$
INSERT INTO disc.users (user_id, handle, bio, cover_photo, profile_picture_sizes,
	is_verified, blocknumber, created_at, updated_at)
SELECT DISTINCT ON (id) id, 'u' || id, ref.one('x', 'y', NULL),
       ref.one('c', 'c', 'c', NULL), ref.one('p', 'p', 'p', NULL),
       random() < 0.2, b, at, at
  FROM (SELECT ref.some(1, 60) AS id FROM generate_series(1, n)) AS g
ON CONFLICT (user_id) DO UPDATE SET bio = excluded.bio,
	cover_photo = excluded.cover_photo, blocknumber = b $$;

CREATE FUNCTION ref.write_tracks(n int, b int, at timestamp, days int)
RETURNS void LANGUAGE sql VOLATILE AS $$
INSERT INTO disc.tracks (track_id, owner_id, genre, is_delete, is_unlisted,
	is_stream_gated, stream_conditions, stem_of, access_authorities,
	release_date, is_available, blocknumber, created_at, updated_at)
SELECT DISTINCT ON (id) id, ref.some(1, 60), ref.one('Pop', 'House', '', NULL),
       random() < 0.1, random() < 0.15, gate.gate IS NOT NULL, gate.gate,
       CASE WHEN random() < 0.1 THEN '{"parent_track_id": 1}'::jsonb END,
       CASE WHEN random() < 0.05 THEN '{0x1}'::text[] END,
       CASE WHEN random() < 0.4 THEN at + ref.some(-40, 5) * interval '1 day'
	+ ref.some(0, 3) * interval '1 hour' END, random() < 0.8, b,
       ref.before(at, days), at
  FROM (SELECT ref.some(1, 120) AS id FROM generate_series(1, n)) AS g
 CROSS JOIN LATERAL (SELECT ref.one(NULL, NULL, NULL, '{"nft_collection": {}}',
	'{"usdc_purchase": {}}', '{"follow_user_id": 1}')::jsonb AS gate,
	g.id AS again) AS gate
ON CONFLICT (track_id) DO UPDATE SET genre = excluded.genre,
	owner_id = excluded.owner_id, is_delete = excluded.is_delete,
	is_unlisted = excluded.is_unlisted, release_date = excluded.release_date,
	blocknumber = b $$;

CREATE FUNCTION ref.write_playlists(n int, b int, at timestamp, days int)
RETURNS void LANGUAGE sql VOLATILE AS $$
WITH p AS (
	SELECT DISTINCT ON (id) id, ref.some(0, 9) AS size
	  FROM (SELECT ref.some(1, 70) AS id FROM generate_series(1, n)) AS g
), list AS (
	INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
		is_private, is_delete, playlist_contents, release_date,
		blocknumber, created_at, updated_at)
	SELECT p.id, ref.some(1, 60), random() < 0.2, random() < 0.1,
	       random() < 0.1, jsonb_build_object('track_ids', (SELECT
		coalesce(jsonb_agg(jsonb_build_object('track', i)), '[]')
		  FROM generate_series(1, p.size) AS i)),
	       CASE WHEN random() < 0.3
		    THEN at + ref.some(-40, 5) * interval '1 day' END,
	       b, ref.before(at, days), at
	  FROM p
	ON CONFLICT (playlist_id) DO UPDATE SET is_private = excluded.is_private,
		playlist_contents = excluded.playlist_contents, blocknumber = b
)
INSERT INTO disc.playlist_tracks (playlist_id, track_id, is_removed,
	created_at, updated_at)
SELECT p.id, i, i > p.size, at, at
  FROM p CROSS JOIN generate_series(1, 12) AS i
ON CONFLICT (playlist_id, track_id) DO UPDATE
   SET is_removed = excluded.is_removed $$;

-- Many know the first ten, hardly anybody the rest.
CREATE FUNCTION ref.write_follows(n int, b int, at timestamp, days int)
RETURNS void LANGUAGE sql VOLATILE AS $$
INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete,
	blocknumber, created_at)
SELECT DISTINCT ON (f, t) f, t, random() < 0.2, b, ref.before(at, days)
  FROM (SELECT ref.some(1, 60) AS f, CASE WHEN random() < 0.3
		THEN ref.some(1, 10) ELSE ref.some(1, 60) END AS t
	  FROM generate_series(1, n)) AS g
ON CONFLICT (follower_user_id, followee_user_id) DO UPDATE
   SET is_delete = excluded.is_delete, created_at = excluded.created_at,
	blocknumber = b $$;

CREATE FUNCTION ref.write_acts(n int, b int, at timestamp, days int)
RETURNS void LANGUAGE sql VOLATILE AS $$
WITH a AS (
	SELECT g.*, CASE kind WHEN 'track' THEN ref.some(1, 120)
		ELSE ref.some(1, 70) END AS id, ref.before(at, days) AS t,
	       random() < 0.15 AS gone, random() < 0.5 AS save
	  FROM (SELECT ref.some(1, 60) AS u, ref.one('track', 'track', 'playlist',
		'album') AS kind FROM generate_series(1, n)) AS g
), r AS (
	INSERT INTO disc.reposts (user_id, repost_item_id, repost_type,
		is_delete, blocknumber, created_at)
	SELECT DISTINCT ON (u, id, kind) u, id, kind::disc.reposttype, gone, b, t
	  FROM a WHERE NOT save
	ON CONFLICT (user_id, repost_item_id, repost_type) DO UPDATE
	   SET is_delete = excluded.is_delete, created_at = excluded.created_at,
		blocknumber = b
)
INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete,
	blocknumber, created_at)
SELECT DISTINCT ON (u, id, kind) u, id, kind::disc.savetype, gone, b, t
  FROM a WHERE save
ON CONFLICT (user_id, save_item_id, save_type) DO UPDATE
   SET is_delete = excluded.is_delete, created_at = excluded.created_at,
	blocknumber = b $$;

CREATE FUNCTION ref.write_plays(n int, at timestamp, days int) RETURNS void
LANGUAGE sql VOLATILE AS $$
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
SELECT NULL, ref.some(1, 120), ref.before(at + interval '10 minutes', days), at
  FROM generate_series(1, n) $$;

-- A block in which so much happens.
CREATE FUNCTION ref.write_block(b int, hash text, parent text, at timestamp,
	n int, days int) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM disc.block_begin(b, hash, parent, true);
	PERFORM ref.write_users(n / 4 + 1, b, at);
	PERFORM ref.write_tracks(n / 4 + 1, b, at, days);
	PERFORM ref.write_playlists(n / 4 + 1, b, at, days);
	PERFORM ref.write_follows(n, b, at, days);
	PERFORM ref.write_acts(n, b, at, days);
END
$$;
