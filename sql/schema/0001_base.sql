-- SPDX-License-Identifier: ISC
-- The schema, its steps, types of several tables, and the small tables.
--
-- Only keyvalue.updated_at knows the wall clock: everything else must come
-- out the same when a block is indexed again.

DO $$
BEGIN
	IF pg_catalog.to_regnamespace('disc') IS NULL THEN
		CREATE SCHEMA disc;
	END IF;
END
$$;

CREATE TABLE disc.schema_step (
	number int PRIMARY KEY,
	name text NOT NULL
);

CREATE TYPE disc.reposttype AS ENUM ('track', 'playlist', 'album');
CREATE TYPE disc.savetype AS ENUM ('track', 'playlist', 'album');
CREATE TYPE disc.wallet_chain AS ENUM ('eth', 'sol');
CREATE TYPE disc.skippedtransactionlevel AS ENUM ('node', 'network');
CREATE TYPE disc.profile_type_enum AS ENUM ('label');
CREATE TYPE disc.parental_warning_type AS ENUM ('explicit',
	'explicit_content_edited', 'not_explicit', 'no_advice_available');

-- Values that must outlive the cache.
CREATE TABLE disc.keyvalue (
	key text COLLATE "C" PRIMARY KEY,
	value text NOT NULL,
	updated_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
) WITH (fillfactor = 50);

CREATE FUNCTION disc.keyvalue_touch() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	NEW.updated_at := pg_catalog.clock_timestamp();
	RETURN NEW;
END
$$;
CREATE TRIGGER keyvalue_touch BEFORE UPDATE ON disc.keyvalue
	FOR EACH ROW EXECUTE FUNCTION disc.keyvalue_touch();

-- number is null for a first row whose height is 0.
CREATE TABLE disc.blocks (
	blockhash text COLLATE "C" PRIMARY KEY,
	parenthash text COLLATE "C",
	number int CONSTRAINT blocks_number_key UNIQUE,
	is_current bool NOT NULL,
	journaled bool NOT NULL DEFAULT false -- can be undone
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX blocks_is_current_idx ON disc.blocks (is_current)
	WHERE is_current;
CREATE INDEX blocks_journaled_idx ON disc.blocks (number) WHERE journaled;

-- Ids of the few tables that have one of their own: there is one writer, and
-- a block indexed again must get the same id, so a sequence will not do.
CREATE FUNCTION disc.give_id() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE pg_catalog.format('SELECT COALESCE(max(id), 0) + 1 FROM %I.%I',
		TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO NEW.id;
	RETURN NEW;
END
$$;

CREATE TABLE disc.skipped_transactions (
	id int PRIMARY KEY,
	blocknumber int NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	txhash text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL, -- block time
	updated_at timestamp NOT NULL, -- block time
	level disc.skippedtransactionlevel NOT NULL DEFAULT 'node'
);
CREATE INDEX skipped_transactions_block_idx
	ON disc.skipped_transactions (blocknumber, txhash);
CREATE TRIGGER skipped_transactions_id
	BEFORE INSERT ON disc.skipped_transactions
	FOR EACH ROW WHEN (NEW.id IS NULL) EXECUTE FUNCTION disc.give_id();

-- Metadata documents by content id, so that a block indexed again needs no
-- network.
CREATE TABLE disc.cid_data (
	cid text COLLATE "C" PRIMARY KEY,
	type text COLLATE "C",
	data jsonb
);

-- Content nodes as the UserReplicaSetManager contract knows them.
CREATE TABLE disc.ursm_content_nodes (
	blockhash text COLLATE "C",
	blocknumber int,
	created_at timestamp NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	cnode_sp_id int PRIMARY KEY,
	delegate_owner_wallet text COLLATE "C" NOT NULL,
	owner_wallet text COLLATE "C" NOT NULL,
	proposer_sp_ids int[] NOT NULL,
	proposer_1_delegate_owner_wallet text COLLATE "C" NOT NULL,
	proposer_2_delegate_owner_wallet text COLLATE "C" NOT NULL,
	proposer_3_delegate_owner_wallet text COLLATE "C" NOT NULL,
	endpoint text COLLATE "C",
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	slot int
);

CREATE TABLE disc.ipld_blacklists (
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int NOT NULL,
	ipld text COLLATE "C" NOT NULL,
	is_blacklisted bool NOT NULL DEFAULT true,
	is_current bool NOT NULL DEFAULT true,
	PRIMARY KEY (ipld, blockhash)
);
