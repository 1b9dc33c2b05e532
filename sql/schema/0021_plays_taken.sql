-- SPDX-License-Identifier: ISC
-- How far those who bring plays have got, and listening histories that follow
-- plays that go.

-- What an identity service has counted, as far as there are plays of it.  The
-- service tells totals: of the listens of a user to a track, and of all listens
-- to a track in an hour (user_id 0).  They are compared with these, never with
-- rows of plays, which may have been put away.
CREATE TABLE disc.identity_plays (
	track_id int,
	user_id int,      -- 0: everybody
	hour timestamp,   -- -infinity: at any time
	count int NOT NULL,
	PRIMARY KEY (track_id, user_id, hour)
) WITH (fillfactor = 80);

-- Files of plays that were read: so many bytes from their beginning, which
-- have this digest.  A file is known by them, not by its name.
CREATE TABLE disc.plays_files (
	digest text COLLATE "C" PRIMARY KEY, -- SHA-256, hexadecimal
	bytes bigint NOT NULL,
	lines bigint NOT NULL,
	bad bigint NOT NULL, -- of the lines
	done bool NOT NULL -- the file ended there
) WITH (fillfactor = 50);

-- A time as histories hold it; they are sorted by this text.
CREATE FUNCTION disc.play_time(t timestamp) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
	SELECT pg_catalog.to_char(t, CASE WHEN pg_catalog.date_part(
		'microseconds', t)::int % 1000000 = 0 THEN 'YYYY-MM-DD HH24:MI:SS'
		ELSE 'YYYY-MM-DD HH24:MI:SS.US' END)
$$;

-- Plays that went leave the histories that have counted them.  An entry of
-- which other plays are left is timed by the newest of these; when they were
-- put away before, it stays as it is.
CREATE FUNCTION disc.plays_unlisten() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	seen bigint;
BEGIN
	SELECT c.last_checkpoint INTO seen
	  FROM disc.indexing_checkpoints AS c
	 WHERE c.tablename = 'user_listening_history'
	   FOR UPDATE;
	UPDATE disc.user_listening_history AS h
	   SET listening_history = COALESCE((
		SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
			'track_id', l.track_id, 'timestamp', l.heard,
			'play_count', l.count)
			ORDER BY l.heard COLLATE "C" DESC, l.place)
		  FROM (SELECT e.track_id, e.place,
			       COALESCE(e.play_count, 1) - COALESCE(g.gone, 0)
					AS count,
			       CASE WHEN g.gone IS NULL THEN e.heard
			       ELSE COALESCE((SELECT
				disc.play_time(max(p.created_at))
				  FROM disc.plays AS p
				 WHERE p.user_id = h.user_id
				   AND p.play_item_id = e.track_id
				   AND p.id <= seen), e.heard) END AS heard
			  FROM (SELECT (x.entry ->> 'track_id')::int
						AS track_id,
				       x.entry ->> 'timestamp' AS heard,
				       (x.entry ->> 'play_count')::int
						AS play_count, x.place
				  FROM pg_catalog.jsonb_array_elements(
					h.listening_history) WITH ORDINALITY
				    AS x (entry, place)) AS e
			  LEFT JOIN (SELECT o.play_item_id, count(*) AS gone
				  FROM old_rows AS o
				 WHERE o.user_id = h.user_id
				   AND o.id <= seen
				 GROUP BY o.play_item_id) AS g
			    ON g.play_item_id = e.track_id) AS l
		 WHERE l.count > 0), '[]')
	 WHERE h.user_id IN (SELECT o.user_id FROM old_rows AS o
			      WHERE o.id <= seen);
	DELETE FROM disc.user_listening_history AS h
	 WHERE h.listening_history = '[]'
	   AND h.user_id IN (SELECT o.user_id FROM old_rows AS o);
	RETURN NULL;
END
$$;
CREATE TRIGGER history_delete AFTER DELETE ON disc.plays
	REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
	WHEN (pg_catalog.current_setting('discprov.prune', true)
		IS DISTINCT FROM 'on')
	EXECUTE FUNCTION disc.plays_unlisten();
