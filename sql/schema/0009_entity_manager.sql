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
	data jsonb NOT NULL,
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
	splits jsonb NOT NULL,
	total_price_cents bigint NOT NULL,
	blocknumber int NOT NULL,
	block_timestamp timestamp NOT NULL,
	created_at timestamp NOT NULL, -- block time
	access disc.usdc_purchase_access_type NOT NULL,
	PRIMARY KEY (track_id, block_timestamp)
);

CREATE TABLE disc.album_price_history (
	playlist_id int NOT NULL,
	splits jsonb NOT NULL,
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
  FROM pg_catalog.unnest(ARRAY['events', 'notification']) AS t;
