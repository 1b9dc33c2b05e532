-- SPDX-License-Identifier: ISC
-- What EntityManager has learned since the spring of 2024.

ALTER TABLE disc.users ADD coin_flair_mint text COLLATE "C";
ALTER TABLE disc.tracks ADD access_authorities text[];
ALTER TABLE disc.comments
	ADD is_members_only bool NOT NULL DEFAULT false,
	ADD video_url text COLLATE "C";

-- Contests are subscribed to as users are.
ALTER TABLE disc.subscriptions
	ADD entity_type text COLLATE "C" NOT NULL DEFAULT 'User',
	ADD entity_id int,
	DROP CONSTRAINT subscriptions_pkey,
	ADD PRIMARY KEY (subscriber_id, user_id, entity_type)
		INCLUDE (is_delete);
DROP INDEX disc.subscriptions_user_idx;
CREATE INDEX subscriptions_user_idx
	ON disc.subscriptions (user_id, entity_type, subscriber_id)
	WHERE NOT is_delete;
SELECT disc.journal_attach('subscriptions');

-- A public track: live, not deleted, available, not unlisted, not a stem, and
-- there for everybody.
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
  FROM (SELECT r.owner_id AS user_id,
	       r.sign * (live AND NOT r.is_unlisted
		AND r.access_authorities IS NULL)::int AS public,
	       r.sign * live::int AS every
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

-- Count everything again and return the rows that differ from what is kept
-- (null: no such row).  is_album is compared where a playlist row says it.
CREATE OR REPLACE FUNCTION disc.recount_check()
RETURNS TABLE (tablename text, id int, kept json, counted json)
LANGUAGE sql STABLE AS $$
WITH part (user_id, track, total, playlist, album, follower, following,
	repost, save, share) AS (
	SELECT u.user_id, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM disc.users AS u
	UNION ALL
	SELECT t.owner_id, (l.live AND NOT t.is_unlisted
		AND t.access_authorities IS NULL)::int, l.live::int,
	       0, 0, 0, 0, 0, 0, 0
	  FROM disc.tracks AS t
	 CROSS JOIN LATERAL (SELECT t.is_current AND NOT t.is_delete
		AND t.is_available AND t.stem_of IS NULL AS live) AS l
	UNION ALL
	SELECT p.playlist_owner_id, 0, 0, (l.live AND NOT p.is_album)::int,
	       (l.live AND p.is_album)::int, 0, 0, 0, 0, 0
	  FROM disc.playlists AS p
	 CROSS JOIN LATERAL (SELECT p.is_current AND NOT p.is_delete
		AND NOT p.is_private AS live) AS l
	UNION ALL
	SELECT f.followee_user_id, 0, 0, 0, 0,
	       (f.is_current AND NOT f.is_delete)::int, 0, 0, 0, 0
	  FROM disc.follows AS f
	UNION ALL
	SELECT f.follower_user_id, 0, 0, 0, 0, 0,
	       (f.is_current AND NOT f.is_delete)::int, 0, 0, 0
	  FROM disc.follows AS f
	UNION ALL
	SELECT r.user_id, 0, 0, 0, 0, 0, 0, (r.is_current AND NOT r.is_delete)::int,
	       0, 0
	  FROM disc.reposts AS r
	UNION ALL
	SELECT s.user_id, 0, 0, 0, 0, 0, 0, 0, (s.is_current AND NOT s.is_delete)::int,
	       0
	  FROM disc.saves AS s WHERE s.save_type = 'track'
	UNION ALL
	SELECT h.user_id, 0, 0, 0, 0, 0, 0, 0, 0, 1
	  FROM disc.shares AS h WHERE h.share_type = 'track'
), item (is_track, item_id, repost, save, share, comment) AS (
	SELECT true, t.track_id, 0, 0, 0, 0 FROM disc.tracks AS t
	UNION ALL
	SELECT false, p.playlist_id, 0, 0, 0, 0 FROM disc.playlists AS p
	UNION ALL
	SELECT h.share_type = 'track', h.share_item_id, 0, 0, 1, 0
	  FROM disc.shares AS h
	UNION ALL
	SELECT true, m.entity_id, 0, 0, 0, (m.is_visible AND NOT m.is_delete)::int
	  FROM disc.comments AS m WHERE m.entity_type = 'Track'
	UNION ALL
	SELECT r.repost_type = 'track', r.repost_item_id,
	       (r.is_current AND NOT r.is_delete)::int, 0, 0, 0
	  FROM disc.reposts AS r
	UNION ALL
	SELECT s.save_type = 'track', s.save_item_id, 0,
	       (s.is_current AND NOT s.is_delete)::int, 0, 0
	  FROM disc.saves AS s
), kept (tablename, id, row) AS (
	SELECT 'aggregate_user', a.user_id, pg_catalog.json_build_array(
		a.track_count, a.total_track_count, a.playlist_count,
		a.album_count, a.follower_count, a.following_count,
		a.repost_count, a.track_save_count, a.track_share_count)
	  FROM disc.aggregate_user AS a
	UNION ALL
	SELECT 'aggregate_track', a.track_id, pg_catalog.json_build_array(
		a.repost_count, a.save_count, a.share_count, a.comment_count)
	  FROM disc.aggregate_track AS a
	UNION ALL
	SELECT 'aggregate_playlist', a.playlist_id,
	       pg_catalog.json_build_array(a.repost_count, a.save_count,
		a.share_count, CASE WHEN p.playlist_id IS NOT NULL THEN a.is_album END)
	  FROM disc.aggregate_playlist AS a
	  LEFT JOIN disc.playlists AS p ON p.playlist_id = a.playlist_id
), counted (tablename, id, row) AS (
	SELECT 'aggregate_user', p.user_id, pg_catalog.json_build_array(
		sum(p.track), sum(p.total), sum(p.playlist), sum(p.album),
		sum(p.follower), sum(p.following), sum(p.repost), sum(p.save),
		sum(p.share))
	  FROM part AS p GROUP BY p.user_id
	UNION ALL
	SELECT 'aggregate_track', i.item_id, pg_catalog.json_build_array(
		sum(i.repost), sum(i.save), sum(i.share), sum(i.comment))
	  FROM item AS i WHERE i.is_track GROUP BY i.item_id
	UNION ALL
	SELECT 'aggregate_playlist', i.item_id, pg_catalog.json_build_array(
		sum(i.repost), sum(i.save), sum(i.share), (SELECT p.is_album
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

-- Who made a track together with its owner.
CREATE TABLE disc.track_collaborators (
	track_id int NOT NULL,
	collaborator_user_id int NOT NULL,
	invited_by int NOT NULL,
	status text COLLATE "C" NOT NULL DEFAULT 'pending'
		CHECK (status IN ('pending', 'accepted', 'rejected')),
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL,
	blocknumber int,
	PRIMARY KEY (track_id, collaborator_user_id)
);
CREATE INDEX track_collaborators_user_idx
	ON disc.track_collaborators (collaborator_user_id, status, track_id);

-- In the order in which the application named them.
CREATE TABLE disc.oauth_redirect_uris (
	client_id text COLLATE "C" NOT NULL, -- the application's address
	redirect_uri text COLLATE "C" NOT NULL,
	place int NOT NULL DEFAULT 0,
	PRIMARY KEY (client_id, redirect_uri)
);

-- Addresses are shared in another way; nobody reads what was before.
DROP TABLE disc.encrypted_emails, disc.email_encryption_keys,
	disc.email_access_keys;
CREATE TABLE disc.encrypted_emails (
	email_owner_user_id int PRIMARY KEY,
	encrypted_email text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL, -- block time
	updated_at timestamp NOT NULL
);
CREATE TABLE disc.email_access (
	email_owner_user_id int NOT NULL,
	receiving_user_id int NOT NULL,
	grantor_user_id int NOT NULL,
	encrypted_key text COLLATE "C" NOT NULL,
	is_initial bool NOT NULL DEFAULT false,
	created_at timestamp NOT NULL, -- block time
	updated_at timestamp NOT NULL,
	PRIMARY KEY (email_owner_user_id, receiving_user_id, grantor_user_id)
);

-- Not owned by blocks: coins are made on another chain.
CREATE TABLE disc.artist_coins (
	mint text COLLATE "C" PRIMARY KEY,
	ticker text COLLATE "C" NOT NULL,
	user_id int NOT NULL,
	decimals int NOT NULL DEFAULT 9,
	name text,
	created_at timestamp NOT NULL DEFAULT 'epoch'
);
CREATE INDEX artist_coins_user_idx ON disc.artist_coins (user_id);

SELECT disc.journal_attach(t)
  FROM pg_catalog.unnest(ARRAY['track_collaborators', 'oauth_redirect_uris',
	'encrypted_emails', 'email_access']) AS t;

-- Blocks that may still be undone: their journals know the old columns.
DELETE FROM disc.undo_journal AS j
 WHERE j.tablename IN ('encrypted_emails', 'email_encryption_keys',
	'email_access_keys');
UPDATE disc.undo_journal AS j
   SET key = (pg_catalog.rtrim(j.key::text, '}') || ',"entity_type":"User"}')::json,
       old = (pg_catalog.regexp_replace(j.old::text, '}$',
		',"entity_type":"User"}'))::json
 WHERE j.tablename = 'subscriptions';
UPDATE disc.undo_journal AS j
   SET old = (pg_catalog.regexp_replace(j.old::text, '}$',
		',"is_members_only":false}'))::json
 WHERE j.tablename = 'comments' AND j.old IS NOT NULL;
