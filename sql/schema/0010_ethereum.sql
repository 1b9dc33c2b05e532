-- SPDX-License-Identifier: ISC
-- What jobs learn from the Ethereum chain and from the trusted notifier.
-- Blocks of our own chain own none of it, so undoing one leaves it alone.

-- Nodes as the Ethereum registry names them; one that was deregistered has no
-- row.  Wallets in EIP-55.
CREATE TABLE disc.service_providers (
	service_type text COLLATE "C" NOT NULL
		CHECK (service_type IN ('content-node', 'discovery-node')),
	sp_id int NOT NULL,
	owner_wallet text COLLATE "C" NOT NULL,
	endpoint text COLLATE "C" NOT NULL, -- as it is registered
	block_number bigint NOT NULL, -- of Ethereum, when it registered
	delegate_owner_wallet text COLLATE "C" NOT NULL,
	checked_at timestamp NOT NULL, -- wall clock
	PRIMARY KEY (service_type, sp_id)
);

-- How far transfers of the token have been looked at: one row.
CREATE TABLE disc.eth_blocks (
	last_scanned_block int PRIMARY KEY, -- of Ethereum
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL
);

-- The last change of a user's total, in wei.
CREATE TABLE disc.user_balance_changes (
	user_id int PRIMARY KEY,
	blocknumber int NOT NULL, -- of Ethereum
	current_balance text COLLATE "C" NOT NULL,
	previous_balance text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL
);
CREATE INDEX user_balances_updated_idx ON disc.user_balances (updated_at);

-- Users whose balance is to be read soon.  A log without a key to collide
-- on: those who write into it never wait for each other.
CREATE TABLE disc.balance_refresh (
	seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	user_id int NOT NULL
);
CREATE INDEX balance_refresh_user_idx ON disc.balance_refresh (user_id);

CREATE INDEX associated_wallets_lower_idx
	ON disc.associated_wallets (pg_catalog.lower(wallet))
	WHERE chain = 'eth';

CREATE FUNCTION disc.balance_refresh_wallets() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO disc.balance_refresh (user_id)
	SELECT DISTINCT r.user_id FROM changed_rows AS r
	 WHERE r.chain = 'eth'
	   AND NOT EXISTS (SELECT FROM disc.balance_refresh AS b
			    WHERE b.user_id = r.user_id);
	RETURN NULL;
END
$$;
CREATE TRIGGER balance_refresh_insert AFTER INSERT ON disc.associated_wallets
	REFERENCING NEW TABLE AS changed_rows
	FOR EACH STATEMENT EXECUTE FUNCTION disc.balance_refresh_wallets();
CREATE TRIGGER balance_refresh_update AFTER UPDATE ON disc.associated_wallets
	REFERENCING NEW TABLE AS changed_rows
	FOR EACH STATEMENT EXECUTE FUNCTION disc.balance_refresh_wallets();
CREATE TRIGGER balance_refresh_delete AFTER DELETE ON disc.associated_wallets
	REFERENCING OLD TABLE AS changed_rows
	FOR EACH STATEMENT EXECUTE FUNCTION disc.balance_refresh_wallets();

-- Take-downs.  blocknumber is our current block when the row was applied: who
-- undoes that block may have undone the take-down with it.  A reason is kept
-- as it was given.
CREATE TYPE disc.delist_entity AS ENUM ('TRACKS', 'USERS');
CREATE TABLE disc.user_delist_statuses (
	created_at timestamptz NOT NULL,
	user_id int NOT NULL,
	delisted bool NOT NULL,
	reason text COLLATE "C" NOT NULL,
	blocknumber int,
	PRIMARY KEY (created_at, user_id, delisted)
);
CREATE INDEX user_delist_statuses_blocknumber_idx
	ON disc.user_delist_statuses (blocknumber);
CREATE TABLE disc.track_delist_statuses (
	created_at timestamptz NOT NULL,
	track_id int NOT NULL,
	owner_id int NOT NULL,
	track_cid text COLLATE "C" NOT NULL,
	delisted bool NOT NULL,
	reason text COLLATE "C" NOT NULL,
	blocknumber int,
	PRIMARY KEY (created_at, track_id, delisted)
);
CREATE INDEX track_delist_statuses_owner_id_created_at
	ON disc.track_delist_statuses (owner_id, created_at);
CREATE INDEX track_delist_statuses_track_cid_created_at
	ON disc.track_delist_statuses (track_cid, created_at);
CREATE INDEX track_delist_statuses_blocknumber_idx
	ON disc.track_delist_statuses (blocknumber);
CREATE TABLE disc.delist_status_cursor (
	host text COLLATE "C" NOT NULL,
	entity disc.delist_entity NOT NULL,
	created_at timestamptz NOT NULL,
	PRIMARY KEY (host, entity)
);
