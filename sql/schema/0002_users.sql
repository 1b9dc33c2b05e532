-- SPDX-License-Identifier: ISC
-- Users and what hangs on them.

CREATE TABLE disc.users (
	blockhash text COLLATE "C",
	user_id int PRIMARY KEY,
	is_current bool NOT NULL DEFAULT true,
	handle text COLLATE "C",
	wallet text COLLATE "C",
	name text,
	profile_picture text COLLATE "C",
	cover_photo text COLLATE "C",
	bio text,
	location text,
	metadata_multihash text COLLATE "C",
	creator_node_endpoint text COLLATE "C",
	blocknumber int,
	is_verified bool NOT NULL DEFAULT false,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	handle_lc text COLLATE "C",
	cover_photo_sizes text COLLATE "C",
	profile_picture_sizes text COLLATE "C",
	primary_id int,
	secondary_ids int[],
	replica_set_update_signer text COLLATE "C",
	has_collectibles bool NOT NULL DEFAULT false,
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	playlist_library jsonb,
	is_deactivated bool NOT NULL DEFAULT false,
	slot int,
	user_storage_account text COLLATE "C",
	user_authority_account text COLLATE "C",
	artist_pick_track_id int,
	is_available bool NOT NULL DEFAULT true,
	is_storage_v2 bool NOT NULL DEFAULT false,
	allow_ai_attribution bool NOT NULL DEFAULT false,
	spl_usdc_payout_wallet text COLLATE "C",
	twitter_handle text,
	instagram_handle text,
	tiktok_handle text,
	verified_with_twitter bool DEFAULT false,
	verified_with_instagram bool DEFAULT false,
	verified_with_tiktok bool DEFAULT false,
	website text,
	donation text,
	profile_type disc.profile_type_enum
) WITH (fillfactor = 85);
CREATE INDEX users_handle_lc_idx ON disc.users (handle_lc);
CREATE INDEX users_wallet_idx ON disc.users (pg_catalog.lower(wallet));

CREATE TABLE disc.associated_wallets (
	id int NOT NULL CONSTRAINT associated_wallets_id_key UNIQUE,
	user_id int NOT NULL,
	wallet text COLLATE "C" NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	is_delete bool NOT NULL,
	chain disc.wallet_chain NOT NULL,
	PRIMARY KEY (user_id, wallet, chain)
);
CREATE INDEX associated_wallets_wallet_idx ON disc.associated_wallets (wallet);
CREATE TRIGGER associated_wallets_id
	BEFORE INSERT ON disc.associated_wallets
	FOR EACH ROW WHEN (NEW.id IS NULL) EXECUTE FUNCTION disc.give_id();

CREATE TABLE disc.user_events (
	id int NOT NULL CONSTRAINT user_events_id_key UNIQUE,
	blockhash text COLLATE "C",
	blocknumber int,
	is_current bool NOT NULL DEFAULT true,
	user_id int PRIMARY KEY,
	referrer int,
	is_mobile_user bool NOT NULL DEFAULT false,
	slot int
);
CREATE TRIGGER user_events_id
	BEFORE INSERT ON disc.user_events
	FOR EACH ROW WHEN (NEW.id IS NULL) EXECUTE FUNCTION disc.give_id();

-- Not owned by blocks: a job asks the main chain.  Decimal text, in wei.
CREATE TABLE disc.user_balances (
	user_id int PRIMARY KEY,
	balance text COLLATE "C" NOT NULL,
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	associated_wallets_balance text COLLATE "C" NOT NULL DEFAULT '0',
	waudio text COLLATE "C" DEFAULT '0',
	associated_sol_wallets_balance text COLLATE "C" NOT NULL DEFAULT '0'
) WITH (fillfactor = 80);
