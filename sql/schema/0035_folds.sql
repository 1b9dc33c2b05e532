-- SPDX-License-Identifier: ISC
-- Far from the head many blocks are written in one transaction, in many
-- statements.  There search waits for its end: what has changed is noted, and
-- folded in once.  And a statement that tells nobody ends sooner.

-- Documents to be made anew; empty outside of such a transaction.
CREATE TABLE disc.search_pending (
	place bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	kinds "char"[] NOT NULL,
	ids int[] NOT NULL
);

-- To the end of this transaction, which calls search_settle() behind its last
-- row.
CREATE FUNCTION disc.search_wait() RETURNS void
LANGUAGE sql AS $$
	SELECT pg_catalog.set_config('discprov.search', 'waits', true)
$$;
CREATE FUNCTION disc.search_waits() RETURNS bool
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.current_setting('discprov.search', true)
	IS NOT DISTINCT FROM 'waits';

-- As before, but noted when search waits.
CREATE OR REPLACE FUNCTION disc.search_attach(tab text, kinds text, id text,
	shows text, made_of text) RETURNS void
LANGUAGE sql AS $f$
	SELECT disc.search_triggers(tab, pg_catalog.format($$
DECLARE
	ids int[];
BEGIN
	IF TG_OP = 'INSERT' THEN
		ids := ARRAY(SELECT r.%1$I FROM new_rows AS r WHERE %2$s);
	ELSIF TG_OP = 'DELETE' THEN
		ids := ARRAY(SELECT r.%1$I FROM old_rows AS r WHERE %2$s);
	ELSIF EXISTS (SELECT FROM new_rows) THEN
		ids := ARRAY(SELECT x.id FROM (
			SELECT r.%1$I AS id, %2$s, %3$s FROM new_rows AS r
			EXCEPT
			SELECT r.%1$I, %2$s, %3$s FROM old_rows AS r) AS x);
	END IF;
	IF ids IS NULL OR ids = '{}' THEN
		RETURN NULL;
	ELSIF disc.search_waits() THEN
		INSERT INTO disc.search_pending (kinds, ids)
		VALUES (%4$L, ids);
	ELSE
		PERFORM disc.search_make(%4$L, ids);
	END IF;
	RETURN NULL;
END
$$, id, shows, made_of, kinds));
$f$;

SELECT disc.search_attach('users', '{u}', 'user_id',
	'r.is_current AND NOT r.is_deactivated AND r.is_available
	AND r.wallet IS NOT NULL AND r.handle IS NOT NULL',
	'r.name, r.handle, r.created_at');
SELECT disc.search_attach('tracks', '{t}', 'track_id',
	'r.is_current AND NOT r.is_delete AND r.is_available
	AND NOT r.is_unlisted AND r.stem_of IS NULL
	AND r.access_authorities IS NULL',
	'r.owner_id, r.title, r.tags, r.genre, r.created_at, r.release_date');
SELECT disc.search_attach('playlists', '{p,a}', 'playlist_id',
	'r.is_current AND NOT r.is_delete AND NOT r.is_private',
	'r.is_album, r.playlist_owner_id, r.playlist_name, r.created_at');

-- Counters note nothing: who was followed or reposted in these blocks is found
-- by the blocks.
DO $do$
DECLARE
	tab text;
	event text;
BEGIN
	FOREACH tab IN ARRAY ARRAY['aggregate_user', 'aggregate_track',
			'aggregate_playlist'] LOOP
		FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
			EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
				AFTER %s ON disc.%I REFERENCING %s
				FOR EACH STATEMENT
				WHEN (pg_catalog.current_setting(
					''discprov.search'', true)
					IS DISTINCT FROM ''waits'')
				EXECUTE FUNCTION disc.%I()',
				'search_' || pg_catalog.lower(event), event, tab,
				CASE event WHEN 'INSERT' THEN
					'NEW TABLE AS new_rows'
				WHEN 'DELETE' THEN 'OLD TABLE AS old_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
				END, 'search_' || tab);
			EXECUTE pg_catalog.format(
				'ALTER TABLE disc.%I ENABLE ALWAYS TRIGGER %I',
				tab, 'search_' || pg_catalog.lower(event));
		END LOOP;
	END LOOP;
END
$do$;

-- Fold in what has waited: rows of blocks from this one on.
CREATE FUNCTION disc.search_settle(b_number int) RETURNS void
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET jit = off AS $$
DECLARE
	p record;
	ids int[];
	ranks int2[];
BEGIN
	PERFORM pg_catalog.set_config('discprov.search', '', true);
	FOR p IN
		SELECT w.kinds, pg_catalog.array_agg(DISTINCT i.id) AS ids
		  FROM disc.search_pending AS w
		 CROSS JOIN LATERAL pg_catalog.unnest(w.ids) AS i (id)
		 GROUP BY w.kinds ORDER BY w.kinds
	LOOP
		PERFORM disc.search_make(p.kinds, p.ids);
	END LOOP;
	DELETE FROM disc.search_pending;
	WITH met AS MATERIALIZED (
		SELECT DISTINCT f.followee_user_id AS id
		  FROM disc.follows AS f WHERE f.blocknumber >= b_number
	)
	SELECT pg_catalog.array_agg(m.id), pg_catalog.array_agg(m.rank)
	  INTO ids, ranks
	  FROM (SELECT m.id, disc.search_rank((SELECT a.follower_count
			  FROM disc.aggregate_user AS a
			 WHERE a.user_id = m.id)) AS rank
		  FROM met AS m) AS m;
	PERFORM disc.search_move('{u}', ids, ranks) WHERE ids IS NOT NULL;
	WITH met AS MATERIALIZED (
		SELECT DISTINCT r.repost_item_id AS id
		  FROM disc.reposts AS r
		 WHERE r.blocknumber >= b_number AND r.repost_type = 'track'
	)
	SELECT pg_catalog.array_agg(m.id), pg_catalog.array_agg(m.rank)
	  INTO ids, ranks
	  FROM (SELECT m.id, disc.search_rank((SELECT a.repost_count
			  FROM disc.aggregate_track AS a
			 WHERE a.track_id = m.id)) AS rank
		  FROM met AS m) AS m;
	PERFORM disc.search_move('{t}', ids, ranks) WHERE ids IS NOT NULL;
	WITH met AS MATERIALIZED (
		SELECT DISTINCT r.repost_item_id AS id
		  FROM disc.reposts AS r
		 WHERE r.blocknumber >= b_number AND r.repost_type <> 'track'
	)
	SELECT pg_catalog.array_agg(m.id), pg_catalog.array_agg(m.rank)
	  INTO ids, ranks
	  FROM (SELECT m.id, disc.search_rank((SELECT a.repost_count
			  FROM disc.aggregate_playlist AS a
			 WHERE a.playlist_id = m.id)) AS rank
		  FROM met AS m) AS m;
	PERFORM disc.search_move('{p,a}', ids, ranks) WHERE ids IS NOT NULL;
END
$$;

-- Who is asked for each row is looked up in the statement itself, since a
-- function that does it costs some times as much; and most owners have no
-- subscribers.
DO $do$
DECLARE
	f record;
BEGIN
	FOR f IN
		SELECT p.proname, p.prosrc
		  FROM pg_catalog.pg_proc AS p
		 WHERE p.pronamespace = 'disc'::regnamespace
		   AND p.proname IN ('news_follows', 'news_reposts', 'news_saves',
			'news_tracks', 'news_playlists')
	LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
			RETURNS trigger LANGUAGE plpgsql AS %L', f.proname,
			pg_catalog.replace(pg_catalog.regexp_replace(f.prosrc,
				'disc\.is_heard\((\w+\.actor)\)',
				'(SELECT h.score >= 0
				    FROM disc.aggregate_user AS h
				   WHERE h.user_id = \1) IS TRUE', 'g'),
			'disc.subscribers(f.owner_id, f.place)',
			'CASE WHEN EXISTS (SELECT
				 FROM disc.subscriptions AS s
				WHERE s.user_id = f.owner_id
				  AND s.entity_type = ''User''
				  AND NOT s.is_delete)
			 THEN disc.subscribers(f.owner_id, f.place)
			 ELSE ''{}'' END'));
	END LOOP;
END
$do$;
