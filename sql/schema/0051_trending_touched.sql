-- SPDX-License-Identifier: ISC
-- Trending reads what has changed since its last run.  What blocks write is
-- found by their numbers; whether a track or playlist is for everybody is
-- changed by jobs, too, and that is noted here.

-- Read and emptied by the next run; an id may stand here more than once, since a
-- run must not wait for who notes one, nor forget what it has not seen.
CREATE TABLE disc.trending_touched (
	place bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	is_track bool NOT NULL, -- else a playlist
	id int NOT NULL
);

CREATE FUNCTION disc.trending_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_TABLE_NAME = 'tracks' THEN
		INSERT INTO disc.trending_touched (is_track, id)
		VALUES (true, NEW.track_id);
	ELSE
		INSERT INTO disc.trending_touched (is_track, id)
		VALUES (false, NEW.playlist_id);
	END IF;
	RETURN NULL;
END
$$;

-- Their conditions are asked where rows are written, and call nothing for a row
-- that a newer block writes.
CREATE TRIGGER trending_touch AFTER UPDATE ON disc.tracks
	FOR EACH ROW
	WHEN (OLD.blocknumber IS NOT DISTINCT FROM NEW.blocknumber
	  AND (OLD.is_current AND NOT OLD.is_delete AND NOT OLD.is_unlisted
		AND OLD.stem_of IS NULL AND OLD.access_authorities IS NULL)
	   <> (NEW.is_current AND NOT NEW.is_delete AND NOT NEW.is_unlisted
		AND NEW.stem_of IS NULL AND NEW.access_authorities IS NULL))
	EXECUTE FUNCTION disc.trending_touch();
CREATE TRIGGER trending_touch AFTER UPDATE ON disc.playlists
	FOR EACH ROW
	WHEN (OLD.blocknumber IS NOT DISTINCT FROM NEW.blocknumber
	  AND (OLD.is_current AND NOT OLD.is_delete AND NOT OLD.is_private)
	   <> (NEW.is_current AND NOT NEW.is_delete AND NOT NEW.is_private))
	EXECUTE FUNCTION disc.trending_touch();

-- Of all reposts and saves of a playlist; null where nobody counts.  The next
-- run counts everything, so that it is there.
ALTER TABLE disc.trending_playlists ADD COLUMN karma bigint;
UPDATE disc.trending_run SET whole_at = '-infinity';

-- When the next whole day ends that changes a score: those behind a window of
-- 7, 30 or, if days says so, 365 days, until as much again has passed.
CREATE OR REPLACE FUNCTION disc.trending_birthday(born timestamp,
	as_of timestamp, days int) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN n.age < days THEN born + interval '1 day'
	* CASE WHEN n.age < 8 THEN 8 WHEN n.age < 14 THEN n.age + 1
	       WHEN n.age < 31 THEN 31 WHEN n.age < 60 THEN n.age + 1
	       WHEN n.age < 366 THEN 366 ELSE n.age + 1 END END
  FROM (SELECT EXTRACT(day FROM as_of - born)::int AS age) AS n
$$;

-- Playlists that lead by saves of a window.
CREATE INDEX trending_playlists_week_idx ON disc.trending_playlists
	(saves_week DESC, playlist_id DESC) WHERE saves_week > 0;
CREATE INDEX trending_playlists_month_idx ON disc.trending_playlists
	(saves_month DESC, playlist_id DESC) WHERE saves_month > 0;
CREATE INDEX trending_playlists_year_idx ON disc.trending_playlists
	(saves_year DESC, playlist_id DESC) WHERE saves_year > 0;

-- Who is public is found by what has changed.
DROP INDEX disc.tracks_public_idx, disc.playlists_public_idx;
