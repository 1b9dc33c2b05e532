-- SPDX-License-Identifier: ISC
-- Trending: scores, the lists made of them, and what a run remembers so that
-- the next one reads only what has changed since.
--
-- No block owns any of it: a run is made for a moment of block time, and when
-- the block it stood on was undone the next run counts everything anew.

CREATE TABLE disc.track_trending_scores (
	track_id int NOT NULL,
	type text COLLATE "C" NOT NULL, -- TRACKS
	genre text COLLATE "C",
	version text COLLATE "C" NOT NULL,
	time_range text COLLATE "C" NOT NULL, -- week, month, year, allTime
	score float8 NOT NULL,
	created_at timestamp NOT NULL, -- the run that changed it; block time
	PRIMARY KEY (track_id, type, version, time_range)
);
CREATE INDEX ix_trending_scores ON disc.track_trending_scores
	(type, version, time_range, score DESC, track_id DESC);
CREATE INDEX idx_tts_genre_time_score ON disc.track_trending_scores
	(type, version, time_range, genre, score DESC, track_id DESC);

CREATE TABLE disc.playlist_trending_scores (
	playlist_id int NOT NULL,
	type text COLLATE "C" NOT NULL, -- PLAYLISTS, albums too
	version text COLLATE "C" NOT NULL,
	time_range text COLLATE "C" NOT NULL,
	score float8 NOT NULL,
	created_at timestamp NOT NULL, -- the run that changed it; block time
	PRIMARY KEY (playlist_id, type, version, time_range)
);
CREATE INDEX idx_playlist_trending_scores_filtered
	ON disc.playlist_trending_scores
	(type, version, time_range, score DESC, playlist_id DESC);

-- Lists that a run makes whole: those whose formula scores a few candidates,
-- and of playlists those that may be shown.
CREATE TABLE disc.trending_lists (
	type text COLLATE "C" NOT NULL, -- UNDERGROUND_TRACKS, PLAYLISTS, ALBUMS
	version text COLLATE "C" NOT NULL,
	time_range text COLLATE "C" NOT NULL,
	rank int NOT NULL, -- from 1
	id int NOT NULL, -- of the track or playlist
	score float8 NOT NULL,
	PRIMARY KEY (type, version, time_range, rank)
);

-- Who led in a week; type and version in the original's words.
CREATE TABLE disc.trending_results (
	user_id int NOT NULL,
	id text COLLATE "C", -- of the track or playlist
	rank int NOT NULL,
	type text COLLATE "C" NOT NULL, -- TrendingType.TRACKS
	version text COLLATE "C" NOT NULL, -- TrendingVersion.pnagD
	week date NOT NULL, -- the Friday
	PRIMARY KEY (rank, type, version, week)
);
CREATE INDEX trending_results_week_idx
	ON disc.trending_results (type, version, week, rank);

-- The last run: one row, or none before the first.  Where it stood in blocks
-- and plays is what the next one goes on from.
CREATE TABLE disc.trending_run (
	one bool PRIMARY KEY DEFAULT true CHECK (one),
	as_of timestamp NOT NULL, -- block time
	blocknumber int, -- null: the first block
	blockhash text COLLATE "C" NOT NULL,
	play_id bigint NOT NULL,
	versions text COLLATE "C" NOT NULL, -- that were asked for
	whole_at timestamp NOT NULL, -- the last run that counted everything
	before timestamp, -- as_of of the run before it
	told_at timestamp -- the last run of which everything is told
);

-- What a user's repost or save is worth, as it is contained in karma: his
-- followers, when his profile is complete.  Null, or no row: he does not count.
CREATE TABLE disc.trending_weights (
	user_id int PRIMARY KEY,
	weight bigint
) WITH (fillfactor = 80);

-- Plays in the windows that end with the last run, of every track that has
-- any there.
CREATE TABLE disc.trending_plays (
	track_id int PRIMARY KEY,
	week int NOT NULL,
	month int NOT NULL,
	year int NOT NULL -- 0 while no version looks at it
) WITH (fillfactor = 70);

-- Every public track: reposts and saves in these windows, and karma.
-- At next_at time alone changes something here or in a score.
CREATE TABLE disc.trending_tracks (
	track_id int PRIMARY KEY,
	reposts_week int NOT NULL,
	reposts_month int NOT NULL,
	reposts_year int NOT NULL,
	saves_week int NOT NULL,
	saves_month int NOT NULL,
	saves_year int NOT NULL,
	karma bigint NOT NULL,
	next_at timestamp
) WITH (fillfactor = 70);
CREATE INDEX trending_tracks_next_at_idx ON disc.trending_tracks (next_at);

-- Every public playlist and album; saves in windows of 7, 30 and 364 days.
CREATE TABLE disc.trending_playlists (
	playlist_id int PRIMARY KEY,
	saves_week int NOT NULL,
	saves_month int NOT NULL,
	saves_year int NOT NULL,
	next_at timestamp
) WITH (fillfactor = 70);
CREATE INDEX trending_playlists_next_at_idx
	ON disc.trending_playlists (next_at);

-- What the run that is on its way has to look at; empty when none is.
CREATE TABLE disc.trending_work (
	is_track bool NOT NULL, -- else a playlist
	id int NOT NULL,
	recount bool NOT NULL, -- its windows and karma too, not its score alone
	PRIMARY KEY (is_track, id)
);

-- What has changed since a block.
CREATE INDEX follows_blocknumber_idx ON disc.follows (blocknumber);
CREATE INDEX reposts_blocknumber_idx ON disc.reposts (blocknumber);
CREATE INDEX saves_blocknumber_idx ON disc.saves (blocknumber);
CREATE INDEX playlists_blocknumber_idx ON disc.playlists (blocknumber);

-- Which tracks and playlists there are for everybody: the index alone tells.
CREATE INDEX tracks_public_idx ON disc.tracks (track_id)
	WHERE is_current AND NOT is_delete AND NOT is_unlisted
	  AND stem_of IS NULL AND access_authorities IS NULL;
CREATE INDEX playlists_public_idx ON disc.playlists (playlist_id)
	WHERE is_current AND NOT is_delete AND NOT is_private;

-- Statistics of what a run has just filled, for the plans of its next
-- statements.
CREATE FUNCTION disc.trending_analyze() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	ANALYZE disc.trending_work, disc.trending_weights,
		disc.trending_plays, disc.trending_tracks,
		disc.trending_playlists;
END
$$;

-- The day from which on a track counts as out: a date that is yet to come
-- does not count.
CREATE FUNCTION disc.trending_born(created timestamp, released timestamp,
	as_of timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN released > created AND released <= as_of THEN released
            ELSE created END;

-- What is left of a score after so many whole days: from the window's length
-- on a hundred-thousandth for each further length, and no less than that.
-- Fifteen digits: no two C libraries differ in these.
CREATE FUNCTION disc.trending_decay(days int, length int) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN days <= length THEN 1
            WHEN days >= 2 * length THEN 0.00001
            ELSE pg_catalog.power(100000::float8,
                1 - days::float8 / length)::numeric::float8 END;

-- The score: a sum of plays, reposts and saves in hundredths, so that equal
-- sums make equal scores in whatever order they were added; the karma; the
-- owner's followers, null counting as enough; the age in whole days, and the
-- window's length, null for all time.
CREATE FUNCTION disc.trending_score(hundredths bigint, karma float8,
	followers bigint, days int, length int) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN followers < 3 THEN 0
            WHEN length IS NULL THEN hundredths::float8 * karma / 100
            ELSE hundredths::float8 * karma / 100
                * disc.trending_decay(days, length) END;

-- The same for the underground of 2022: many followers count against a track,
-- a verified owner a thousandfold.
CREATE FUNCTION disc.trending_underground_score(hundredths bigint,
	karma float8, followers bigint, days int, verified bool) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN followers < 3 THEN 0
	    ELSE (hundredths::float8 / 100 + z.z * followers) * karma * z.z
		* CASE WHEN verified THEN 0.001 ELSE 1 END
		* CASE WHEN days <= 7 THEN 1
		       ELSE GREATEST(1 / 30::float8, pg_catalog.power(
				30::float8, 1 - days / 7::float8)
				::numeric::float8) END
       END
  FROM (SELECT CASE WHEN followers < 750 THEN 1
		    ELSE GREATEST(0.05, pg_catalog.power(20::float8,
				-(followers - 750) / 750::float8)
				::numeric::float8) END AS z) AS z
$$;

-- When a whole day of an age ends next, while the age may still matter.
CREATE FUNCTION disc.trending_birthday(born timestamp, as_of timestamp,
	days int) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN as_of < born + days * interval '1 day'
            THEN born + (EXTRACT(day FROM as_of - born) + 1)
                * interval '1 day' END;

-- The first five of the week by one version: tracks that are not gated, the
-- underground and playlists, as far as the version has them.
CREATE FUNCTION disc.trending_leaders(asked text)
RETURNS TABLE (type text, id int, owner_id int, rank bigint)
LANGUAGE sql STABLE AS $$
WITH track AS (
	SELECT s.track_id, t.owner_id, t.is_available, t.is_stream_gated,
	       row_number() OVER () AS place
	  FROM (SELECT x.track_id
		  FROM disc.track_trending_scores AS x
		 WHERE x.type = 'TRACKS' AND x.version = asked
		   AND x.time_range = 'week'
		 ORDER BY x.score DESC, x.track_id DESC
		 LIMIT 6000) AS s
	  JOIN LATERAL (SELECT t.*
		  FROM disc.tracks AS t
		 WHERE t.track_id = s.track_id
		OFFSET 0) AS t ON true
), small AS (
	SELECT t.track_id, t.owner_id, t.place
	  FROM track AS t
	  JOIN disc.aggregate_user AS u ON u.user_id = t.owner_id
	   AND u.follower_count < 1500 AND u.following_count < 1500
	 WHERE t.is_available
	   AND t.place > (SELECT max(f.place)
		  FROM (SELECT l.place FROM track AS l
			 WHERE l.is_available
			 ORDER BY l.place LIMIT 20) AS f)
	   AND NOT EXISTS (SELECT FROM disc.trending_lists AS l
		WHERE l.type = 'UNDERGROUND_TRACKS' AND l.version = asked)
	 ORDER BY t.place
	 LIMIT 5
)
(SELECT 'TRACKS', t.track_id, t.owner_id, row_number() OVER (ORDER BY t.place)
   FROM track AS t
  WHERE NOT COALESCE(t.is_stream_gated, false)
  ORDER BY t.place
  LIMIT 5)
UNION ALL
SELECT 'UNDERGROUND_TRACKS', s.track_id, s.owner_id,
       row_number() OVER (ORDER BY s.place)
  FROM small AS s
UNION ALL
SELECT l.type, l.id, COALESCE(t.owner_id, p.playlist_owner_id), l.rank
  FROM disc.trending_lists AS l
  LEFT JOIN disc.tracks AS t
    ON l.type = 'UNDERGROUND_TRACKS' AND t.track_id = l.id
  LEFT JOIN disc.playlists AS p
    ON l.type = 'PLAYLISTS' AND p.playlist_id = l.id
 WHERE l.type IN ('UNDERGROUND_TRACKS', 'PLAYLISTS')
   AND l.version = asked AND l.time_range = 'week' AND l.rank <= 5
$$;
