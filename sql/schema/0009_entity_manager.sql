-- SPDX-License-Identifier: ISC
-- What the EntityManager contract adds: applications and grants, comments,
-- events, shares, what was seen, prices, and notifications it causes itself.
-- Block columns stand in every table whose rows one event writes as a whole.

CREATE TYPE disc.sharetype AS ENUM ('track', 'playlist');
CREATE TYPE disc.event_type AS ENUM ('remix_contest', 'live_event',
	'new_release');
CREATE TYPE disc.event_entity_type AS ENUM ('track', 'collection', 'user');
CREATE TYPE disc.usdc_purchase_access_type AS ENUM ('stream', 'download');

CREATE TABLE disc.developer_apps (
	address text COLLATE "C" PRIMARY KEY, -- lower case
	blockhash text COLLATE "C",
	blocknumber int,
	user_id int,
	name text NOT NULL,
	is_personal_access bool NOT NULL DEFAULT false,
	is_delete bool NOT NULL DEFAULT false,
	created_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	updated_at timestamp NOT NULL,
	description text,
	image_url text
);
CREATE INDEX developer_apps_user_idx ON disc.developer_apps (user_id)
	WHERE NOT is_delete;

-- user_id grants, the owner of grantee_address may act.
CREATE TABLE disc.grants (
	blockhash text COLLATE "C",
	blocknumber int,
	grantee_address text COLLATE "C" NOT NULL, -- lower case
	user_id int NOT NULL,
	is_revoked bool NOT NULL DEFAULT false,
	is_current bool NOT NULL DEFAULT true,
	is_approved bool, -- null: a manager who was not heard yet
	updated_at timestamp NOT NULL,
	created_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL,
	PRIMARY KEY (grantee_address, user_id)
);
CREATE INDEX grants_user_idx ON disc.grants (user_id);

CREATE TABLE disc.dashboard_wallet_users (
	wallet text COLLATE "C" NOT NULL,
	user_id int NOT NULL,
	is_delete bool NOT NULL DEFAULT false,
	updated_at timestamp NOT NULL,
	created_at timestamp NOT NULL,
	blockhash text COLLATE "C",
	blocknumber int,
	txhash text COLLATE "C" NOT NULL,
	PRIMARY KEY (wallet)
);
CREATE INDEX dashboard_wallet_users_user_idx
	ON disc.dashboard_wallet_users (user_id);

CREATE TABLE disc.muted_users (
	muted_user_id int NOT NULL,
	user_id int NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	is_delete bool NOT NULL DEFAULT false,
	txhash text COLLATE "C" NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int,
	PRIMARY KEY (muted_user_id, user_id)
);

CREATE TABLE disc.collectibles (
	user_id int PRIMARY KEY,
	data jsonb NOT NULL DEFAULT '{}',
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int NOT NULL,
	txhash text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL
);

CREATE TABLE disc.user_payout_wallet_history (
	user_id int NOT NULL,
	spl_usdc_payout_wallet text COLLATE "C",
	blocknumber int NOT NULL,
	block_timestamp timestamp NOT NULL,
	created_at timestamp NOT NULL, -- block time
	PRIMARY KEY (user_id, block_timestamp)
);

CREATE TABLE disc.track_downloads (
	txhash text COLLATE "C" NOT NULL,
	blocknumber int NOT NULL,
	parent_track_id int NOT NULL,
	track_id int NOT NULL,
	user_id int,
	created_at timestamp NOT NULL, -- block time
	city text,
	region text,
	country text,
	PRIMARY KEY (parent_track_id, track_id, txhash)
);

CREATE TABLE disc.track_price_history (
	track_id int NOT NULL,
	splits jsonb NOT NULL DEFAULT '[]',
	total_price_cents bigint NOT NULL,
	blocknumber int NOT NULL,
	block_timestamp timestamp NOT NULL,
	created_at timestamp NOT NULL, -- block time
	access disc.usdc_purchase_access_type NOT NULL,
	PRIMARY KEY (track_id, block_timestamp)
);

CREATE TABLE disc.album_price_history (
	playlist_id int NOT NULL,
	splits jsonb NOT NULL DEFAULT '[]',
	total_price_cents bigint NOT NULL,
	blocknumber int NOT NULL,
	block_timestamp timestamp NOT NULL,
	created_at timestamp NOT NULL, -- block time
	PRIMARY KEY (playlist_id, block_timestamp)
);

CREATE TABLE disc.playlist_tracks (
	playlist_id int NOT NULL,
	track_id int NOT NULL,
	is_removed bool NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	PRIMARY KEY (playlist_id, track_id)
);
CREATE INDEX playlist_tracks_track_idx
	ON disc.playlist_tracks (track_id, created_at);

CREATE TABLE disc.playlist_seen (
	user_id int NOT NULL,
	playlist_id int NOT NULL,
	seen_at timestamp NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	blocknumber int,
	blockhash text COLLATE "C",
	txhash text COLLATE "C",
	PRIMARY KEY (user_id, playlist_id)
);

CREATE TABLE disc.shares (
	blockhash text COLLATE "C",
	blocknumber int,
	user_id int NOT NULL,
	share_item_id int NOT NULL,
	share_type disc.sharetype NOT NULL,
	created_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	slot int,
	PRIMARY KEY (user_id, share_item_id, share_type, txhash)
);
CREATE INDEX shares_item_idx
	ON disc.shares (share_item_id, share_type, user_id);

-- Not owned by blocks: they come from another chain.
CREATE TABLE disc.user_tips (
	slot int NOT NULL,
	signature text COLLATE "C" NOT NULL,
	sender_user_id int NOT NULL,
	receiver_user_id int NOT NULL,
	amount bigint NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	PRIMARY KEY (slot, signature)
);
CREATE INDEX user_tips_signature_idx ON disc.user_tips (signature);

-- Without an id: one given to a row that is written again and again would
-- depend on how many blocks are written at once.
CREATE TABLE disc.reactions (
	reaction_value int NOT NULL,
	sender_wallet text COLLATE "C" NOT NULL,
	reaction_type text COLLATE "C" NOT NULL,
	reacted_to text COLLATE "C" NOT NULL,
	timestamp timestamp NOT NULL,
	blocknumber int,
	PRIMARY KEY (reacted_to, reaction_type)
);

CREATE TABLE disc.comments (
	comment_id int PRIMARY KEY,
	text text NOT NULL,
	user_id int NOT NULL,
	entity_id int NOT NULL,
	entity_type text COLLATE "C" NOT NULL,
	track_timestamp_s bigint,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	is_delete bool NOT NULL DEFAULT false,
	is_visible bool NOT NULL DEFAULT true,
	is_edited bool NOT NULL DEFAULT false,
	txhash text COLLATE "C" NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int
);
CREATE INDEX comments_entity_idx ON disc.comments (entity_id, entity_type)
	WHERE NOT is_delete;

CREATE TABLE disc.comment_threads (
	comment_id int NOT NULL,
	parent_comment_id int NOT NULL,
	PRIMARY KEY (parent_comment_id, comment_id)
);
CREATE INDEX comment_threads_comment_idx
	ON disc.comment_threads (comment_id);

CREATE TABLE disc.comment_reactions (
	comment_id int NOT NULL,
	user_id int NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	is_delete bool NOT NULL DEFAULT false,
	txhash text COLLATE "C" NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int,
	PRIMARY KEY (comment_id, user_id)
);

CREATE TABLE disc.comment_mentions (
	comment_id int NOT NULL,
	user_id int NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	is_delete bool NOT NULL DEFAULT false,
	txhash text COLLATE "C" NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int,
	PRIMARY KEY (comment_id, user_id)
);

CREATE TABLE disc.comment_reports (
	comment_id int NOT NULL,
	user_id int NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	is_delete bool NOT NULL DEFAULT false,
	txhash text COLLATE "C" NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int,
	PRIMARY KEY (comment_id, user_id)
);

CREATE TABLE disc.comment_notification_settings (
	user_id int NOT NULL,
	entity_id int NOT NULL,
	entity_type text COLLATE "C" NOT NULL,
	is_muted bool NOT NULL DEFAULT false,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	PRIMARY KEY (user_id, entity_id, entity_type)
);

CREATE TABLE disc.events (
	event_id int PRIMARY KEY,
	event_type disc.event_type NOT NULL,
	user_id int NOT NULL,
	entity_type disc.event_entity_type,
	entity_id int,
	end_date timestamp,
	is_deleted bool NOT NULL DEFAULT false,
	event_data jsonb,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int
);
CREATE INDEX events_entity_idx ON disc.events (entity_id, event_type);

CREATE TABLE disc.encrypted_emails (
	primary_user_id int NOT NULL,
	email_owner_user_id int NOT NULL,
	encrypted_email text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	PRIMARY KEY (primary_user_id, email_owner_user_id)
);
CREATE TABLE disc.email_encryption_keys (
	primary_user_id int PRIMARY KEY,
	encrypted_key text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL
);
CREATE TABLE disc.email_access_keys (
	primary_user_id int NOT NULL,
	delegated_user_id int NOT NULL,
	encrypted_key text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	PRIMARY KEY (primary_user_id, delegated_user_id)
);

CREATE TABLE disc.notification_seen (
	user_id int NOT NULL,
	seen_at timestamp NOT NULL,
	blocknumber int,
	blockhash text COLLATE "C",
	txhash text COLLATE "C",
	PRIMARY KEY (user_id, seen_at)
);

CREATE TABLE disc.notification (
	id int NOT NULL CONSTRAINT notification_id_key UNIQUE,
	specifier text COLLATE "C" NOT NULL,
	group_id text COLLATE "C" NOT NULL,
	type text COLLATE "C" NOT NULL,
	slot int,
	blocknumber int,
	timestamp timestamp NOT NULL,
	data jsonb,
	user_ids int[],
	type_v2 text COLLATE "C",
	PRIMARY KEY (group_id, specifier)
);
CREATE INDEX notification_user_ids_idx ON disc.notification
	USING gin (user_ids);
CREATE INDEX notification_announcement_idx
	ON disc.notification (type, timestamp) WHERE type = 'announcement';
CREATE TRIGGER notification_id BEFORE INSERT ON disc.notification
	FOR EACH ROW WHEN (NEW.id IS NULL) EXECUTE FUNCTION disc.give_id();

-- Every table that blocks own.
SELECT disc.journal_attach(t)
  FROM pg_catalog.unnest(ARRAY['developer_apps', 'grants',
	'dashboard_wallet_users', 'muted_users', 'collectibles',
	'user_payout_wallet_history', 'track_downloads',
	'track_price_history', 'album_price_history', 'playlist_tracks',
	'playlist_seen', 'shares', 'reactions', 'comments',
	'comment_threads', 'comment_reactions', 'comment_mentions',
	'comment_reports', 'comment_notification_settings', 'events',
	'encrypted_emails', 'email_encryption_keys', 'email_access_keys',
	'notification_seen', 'notification']) AS t;

SELECT disc.json_null_attach(t)
  FROM pg_catalog.unnest(ARRAY['events', 'notification', 'collectibles',
	'track_price_history', 'album_price_history']) AS t;

-- Counters, in the manner of 0008.  A share is never taken back.
SELECT disc.counter_attach('shares', $$
INSERT INTO disc.aggregate_user AS a (user_id, track_share_count)
SELECT r.user_id, sum(r.sign)
  FROM changed AS r
 WHERE r.share_type = 'track'
 GROUP BY r.user_id
HAVING sum(r.sign) <> 0
ON CONFLICT (user_id) DO UPDATE
   SET track_share_count = a.track_share_count + EXCLUDED.track_share_count
$$, $$
INSERT INTO disc.aggregate_track AS a (track_id, share_count)
SELECT r.share_item_id, sum(r.sign)
  FROM changed AS r
 WHERE r.share_type = 'track'
 GROUP BY r.share_item_id
HAVING sum(r.sign) <> 0
ON CONFLICT (track_id) DO UPDATE
   SET share_count = a.share_count + EXCLUDED.share_count
$$, $$
INSERT INTO disc.aggregate_playlist AS a (playlist_id, is_album, share_count)
SELECT r.share_item_id,
       COALESCE((SELECT p.is_album FROM disc.playlists AS p
		  WHERE p.playlist_id = r.share_item_id), false),
       sum(r.sign)
  FROM changed AS r
 WHERE r.share_type = 'playlist'
 GROUP BY r.share_item_id
HAVING sum(r.sign) <> 0
ON CONFLICT (playlist_id) DO UPDATE
   SET share_count = a.share_count + EXCLUDED.share_count
$$);

SELECT disc.counter_attach('comments', $$
INSERT INTO disc.aggregate_track AS a (track_id, comment_count)
SELECT r.entity_id, sum(r.sign * (r.is_visible AND NOT r.is_delete)::int)
  FROM changed AS r
 WHERE r.entity_type = 'Track'
 GROUP BY r.entity_id
HAVING sum(r.sign * (r.is_visible AND NOT r.is_delete)::int) <> 0
    OR (SELECT x.track_id FROM disc.aggregate_track AS x
	 WHERE x.track_id = r.entity_id) IS NULL
ON CONFLICT (track_id) DO UPDATE
   SET comment_count = a.comment_count + EXCLUDED.comment_count
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
	SELECT t.owner_id, (l.live AND NOT t.is_unlisted)::int, l.live::int,
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
