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

-- Addresses are shared in another way.  Nobody writes email_encryption_keys,
-- email_access_keys and primary_user_id any more: they stay for rows that come
-- from another database of this product or of the original.
DROP TABLE disc.encrypted_emails;
CREATE TABLE disc.encrypted_emails (
	email_owner_user_id int PRIMARY KEY,
	encrypted_email text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL, -- block time
	updated_at timestamp NOT NULL,
	primary_user_id int
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
 WHERE j.tablename = 'encrypted_emails';
UPDATE disc.undo_journal AS j
   SET key = (pg_catalog.rtrim(j.key::text, '}') || ',"entity_type":"User"}')::json,
       old = (pg_catalog.regexp_replace(j.old::text, '}$',
		',"entity_type":"User"}'))::json
 WHERE j.tablename = 'subscriptions';
UPDATE disc.undo_journal AS j
   SET old = (pg_catalog.regexp_replace(j.old::text, '}$',
		',"is_members_only":false}'))::json
 WHERE j.tablename = 'comments' AND j.old IS NOT NULL;
