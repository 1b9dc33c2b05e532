-- SPDX-License-Identifier: ISC
-- Rows that come from another node's database: how far they are, and what is
-- off meanwhile.
--
-- While they come no trigger fires and no index but those of keys is there, so
-- nobody else may write, and nobody read: who works with the database looks
-- whether import_run has a row that is not done.

-- The import, one in the life of a database.
CREATE TABLE disc.import_run (
	one bool PRIMARY KEY DEFAULT true CHECK (one),
	source text COLLATE "C" NOT NULL, -- which database, as of which block
	began_at timestamptz NOT NULL,
	done_at timestamptz
);

-- What was taken, table by table, and steps behind that (in brackets).
CREATE TABLE disc.import_parts (
	name text COLLATE "C" PRIMARY KEY,
	place text[], -- the key of the last row that was read
	read bigint NOT NULL DEFAULT 0,
	taken bigint NOT NULL DEFAULT 0,
	reasons text[] NOT NULL DEFAULT '{}', -- for which something was left out
	counts bigint[] NOT NULL DEFAULT '{}', -- how often
	done bool NOT NULL DEFAULT false
);

-- What is off: triggers, with what they were before, and indexes.
CREATE TABLE disc.import_triggers (
	tablename text COLLATE "C",
	name text COLLATE "C",
	state "char" NOT NULL, -- as tgenabled
	PRIMARY KEY (tablename, name)
);
CREATE TABLE disc.import_indexes (
	name text COLLATE "C" PRIMARY KEY,
	definition text NOT NULL
);

-- The first of these tables that has a row.
CREATE FUNCTION disc.import_full(tabs text[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	tab text;
	found_one bool;
BEGIN
	FOREACH tab IN ARRAY tabs LOOP
		EXECUTE pg_catalog.format(
			'SELECT EXISTS (SELECT FROM disc.%I)', tab)
			INTO found_one;
		IF found_one THEN
			RETURN tab;
		END IF;
	END LOOP;
	RETURN NULL;
END
$$;

-- Begin: these tables are to be filled, of those the rows that jobs have made
-- without knowing anything go.
CREATE FUNCTION disc.import_begin(known_source text, tabs text[],
	cleared text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	r record;
	tab text;
BEGIN
	INSERT INTO disc.import_run (source, began_at)
	VALUES (known_source, pg_catalog.clock_timestamp());
	FOREACH tab IN ARRAY cleared LOOP
		EXECUTE pg_catalog.format('DELETE FROM disc.%I', tab);
	END LOOP;
	INSERT INTO disc.import_triggers (tablename, name, state)
	SELECT c.relname, g.tgname, g.tgenabled
	  FROM pg_catalog.pg_trigger AS g
	  JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
	 WHERE c.relnamespace = 'disc'::regnamespace
	   AND NOT g.tgisinternal AND g.tgenabled <> 'D'
	   AND c.relname <> 'keyvalue';
	FOR r IN SELECT * FROM disc.import_triggers LOOP
		EXECUTE pg_catalog.format(
			'ALTER TABLE disc.%I DISABLE TRIGGER %I',
			r.tablename, r.name);
	END LOOP;
	INSERT INTO disc.import_indexes (name, definition)
	SELECT i.relname, pg_catalog.pg_get_indexdef(i.oid)
	  FROM pg_catalog.pg_index AS x
	  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
	  JOIN pg_catalog.pg_class AS c ON c.oid = x.indrelid
	 WHERE c.relnamespace = 'disc'::regnamespace
	   AND c.relname = ANY (tabs)
	   AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
		WHERE k.conindid = i.oid);
	FOR r IN SELECT * FROM disc.import_indexes LOOP
		EXECUTE pg_catalog.format('DROP INDEX disc.%I', r.name);
	END LOOP;
END
$$;

CREATE FUNCTION disc.import_index(wanted text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE (SELECT x.definition FROM disc.import_indexes AS x
		  WHERE x.name = wanted);
	DELETE FROM disc.import_indexes AS x WHERE x.name = wanted;
END
$$;

-- Counters of what is there.  A user, track or playlist that only rows name
-- which were taken back has one of zeros.
CREATE FUNCTION disc.import_count() RETURNS void
LANGUAGE sql AS $$
INSERT INTO disc.aggregate_user (user_id, track_count, total_track_count,
	playlist_count, album_count, follower_count, following_count,
	repost_count, track_save_count, track_share_count)
SELECT c.user_id, c.track_count, c.total_track_count, c.playlist_count,
       c.album_count, c.follower_count, c.following_count, c.repost_count,
       c.track_save_count, c.track_share_count
  FROM disc.recount_users(-2147483648, 2147483647) AS c
ON CONFLICT (user_id) DO UPDATE SET (track_count, total_track_count,
	playlist_count, album_count, follower_count, following_count,
	repost_count, track_save_count, track_share_count) =
	(EXCLUDED.track_count, EXCLUDED.total_track_count,
	EXCLUDED.playlist_count, EXCLUDED.album_count,
	EXCLUDED.follower_count, EXCLUDED.following_count,
	EXCLUDED.repost_count, EXCLUDED.track_save_count,
	EXCLUDED.track_share_count);
INSERT INTO disc.aggregate_user (user_id)
SELECT DISTINCT f.followee_user_id FROM disc.follows AS f WHERE f.is_delete
ON CONFLICT (user_id) DO NOTHING;
INSERT INTO disc.aggregate_track (track_id, repost_count, save_count,
	share_count, comment_count)
SELECT c.track_id, c.repost_count, c.save_count, c.share_count,
       c.comment_count
  FROM disc.recount_tracks(-2147483648, 2147483647) AS c;
INSERT INTO disc.aggregate_track (track_id)
SELECT r.repost_item_id FROM disc.reposts AS r
 WHERE r.repost_type = 'track' AND r.is_delete
UNION
SELECT s.save_item_id FROM disc.saves AS s
 WHERE s.save_type = 'track' AND s.is_delete
ON CONFLICT (track_id) DO NOTHING;
WITH guess AS (
	SELECT i.id, pg_catalog.bool_or(i.album) AS is_album
	  FROM (SELECT r.repost_item_id AS id, r.repost_type = 'album' AS album
		  FROM disc.reposts AS r WHERE r.repost_type <> 'track'
		UNION ALL
		SELECT s.save_item_id, s.save_type = 'album'
		  FROM disc.saves AS s WHERE s.save_type <> 'track') AS i
	 GROUP BY i.id
)
INSERT INTO disc.aggregate_playlist (playlist_id, is_album, repost_count,
	save_count, share_count)
SELECT COALESCE(c.playlist_id, g.id),
       COALESCE(c.is_album, g.is_album, false), COALESCE(c.repost_count, 0),
       COALESCE(c.save_count, 0), COALESCE(c.share_count, 0)
  FROM disc.recount_playlists(-2147483648, 2147483647) AS c
  FULL JOIN guess AS g ON g.id = c.playlist_id;
DELETE FROM disc.aggregate_user AS a
 WHERE a.track_count = 0 AND a.total_track_count = 0
   AND a.playlist_count = 0 AND a.album_count = 0 AND a.follower_count = 0
   AND a.following_count = 0 AND a.repost_count = 0
   AND a.track_save_count = 0 AND a.track_share_count = 0
   AND NOT EXISTS (SELECT FROM disc.users AS u WHERE u.user_id = a.user_id)
   AND NOT EXISTS (SELECT FROM disc.tracks AS t WHERE t.owner_id = a.user_id)
   AND NOT EXISTS (SELECT FROM disc.playlists AS p
	WHERE p.playlist_owner_id = a.user_id)
   AND NOT EXISTS (SELECT FROM disc.follows AS f
	WHERE f.follower_user_id = a.user_id)
   AND a.user_id NOT IN (SELECT f.followee_user_id FROM disc.follows AS f)
   AND NOT EXISTS (SELECT FROM disc.reposts AS r WHERE r.user_id = a.user_id)
   AND NOT EXISTS (SELECT FROM disc.saves AS s
	WHERE s.user_id = a.user_id AND s.save_type = 'track')
$$;

-- Counts of plays: the source's, in which plays that it has put away are, and
-- no fewer than there are rows.
CREATE FUNCTION disc.import_count_plays() RETURNS void
LANGUAGE sql AS $$
INSERT INTO disc.aggregate_plays AS a (play_item_id, count)
SELECT p.play_item_id, count(*) FROM disc.plays AS p GROUP BY 1
ON CONFLICT (play_item_id) DO UPDATE SET count = EXCLUDED.count
 WHERE a.count < EXCLUDED.count;
INSERT INTO disc.aggregate_monthly_plays (play_item_id, timestamp, country,
	count)
SELECT p.play_item_id, pg_catalog.date_trunc('month', p.created_at)::date,
       COALESCE(p.country, ''), count(*)
  FROM disc.plays AS p
 WHERE NOT EXISTS (SELECT FROM disc.aggregate_monthly_plays)
 GROUP BY 1, 2, 3;
INSERT INTO disc.hourly_play_counts (hourly_timestamp, play_count)
SELECT pg_catalog.date_trunc('hour', p.created_at), count(*)
  FROM disc.plays AS p
 WHERE NOT EXISTS (SELECT FROM disc.hourly_play_counts)
 GROUP BY 1;
-- What an identity service has told so far, as the original tells it.
INSERT INTO disc.identity_plays (track_id, user_id, hour, count)
SELECT p.play_item_id, COALESCE(p.user_id, 0),
       CASE WHEN p.user_id IS NULL THEN p.created_at ELSE '-infinity' END,
       count(*)
  FROM disc.plays AS p
 WHERE p.signature IS NULL AND p.slot IS NULL AND p.source IS NULL
   AND (p.user_id IS NOT NULL
	OR p.created_at = pg_catalog.date_trunc('hour', p.created_at))
 GROUP BY 1, 2, 3;
SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence('disc.plays', 'id'),
	GREATEST(max(p.id), 1), max(p.id) IS NOT NULL)
  FROM disc.plays AS p
$$;

-- The end of it: the block at which indexing goes on, which need not be one
-- that rows hang on, and all that was off.
CREATE FUNCTION disc.import_end(hash text, num int, parent text, of_core int,
	at_height int) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	r record;
BEGIN
	INSERT INTO disc.blocks (blockhash, parenthash, number, is_current,
		core, height)
	VALUES (hash, parent, num, true, of_core, at_height)
	ON CONFLICT (blockhash) DO UPDATE SET is_current = true;
	FOR r IN SELECT * FROM disc.import_triggers LOOP
		EXECUTE pg_catalog.format('ALTER TABLE disc.%I %s TRIGGER %I',
			r.tablename, CASE r.state WHEN 'A'
				THEN 'ENABLE ALWAYS' WHEN 'R'
				THEN 'ENABLE REPLICA' ELSE 'ENABLE' END,
			r.name);
	END LOOP;
	DELETE FROM disc.import_triggers;
	UPDATE disc.import_run AS i SET done_at = pg_catalog.clock_timestamp();
END
$$;
