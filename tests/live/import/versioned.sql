-- SPDX-License-Identifier: ISC
-- The tables of the original at the end of 2022: a row for each state of an
-- entity, one of them current; keys as there, indexes and foreign keys left out.
SET client_min_messages = warning;
SET search_path = public;
CREATE TYPE public.challengetype AS ENUM ('boolean', 'numeric', 'aggregate', 'trending');
CREATE TYPE public.reposttype AS ENUM ('track', 'playlist', 'album');
CREATE TYPE public.savetype AS ENUM ('track', 'playlist', 'album');
CREATE TYPE public.wallet_chain AS ENUM ('eth', 'sol');
CREATE TYPE public.skippedtransactionlevel AS ENUM ('node', 'network');
CREATE TABLE public.blocks (
	blockhash varchar NOT NULL,
	parenthash varchar,
	is_current boolean,
	number integer,
	PRIMARY KEY (blockhash),
	CONSTRAINT blocks_number_key UNIQUE (number)
);
CREATE TABLE public.skipped_transactions (
	id serial NOT NULL,
	blocknumber integer NOT NULL,
	blockhash varchar NOT NULL,
	txhash varchar NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	level skippedtransactionlevel NOT NULL DEFAULT 'node',
	PRIMARY KEY (id)
);
CREATE TABLE public.indexing_checkpoints (
	tablename varchar NOT NULL,
	last_checkpoint integer NOT NULL,
	signature varchar,
	PRIMARY KEY (tablename)
);
CREATE TABLE public.eth_blocks (
	last_scanned_block serial NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (last_scanned_block)
);
CREATE TABLE public.cid_data (
	cid varchar NOT NULL,
	type varchar,
	data jsonb,
	PRIMARY KEY (cid)
);
CREATE TABLE public.users (
	blockhash varchar,
	user_id integer NOT NULL,
	is_current boolean NOT NULL,
	handle varchar,
	wallet varchar,
	name text,
	profile_picture varchar,
	cover_photo varchar,
	bio varchar,
	location varchar,
	metadata_multihash varchar,
	creator_node_endpoint varchar,
	blocknumber integer,
	is_verified boolean NOT NULL DEFAULT false,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	handle_lc varchar,
	cover_photo_sizes varchar,
	profile_picture_sizes varchar,
	primary_id integer,
	secondary_ids integer[],
	replica_set_update_signer varchar,
	has_collectibles boolean NOT NULL DEFAULT false,
	txhash varchar NOT NULL DEFAULT '',
	playlist_library jsonb,
	is_deactivated boolean NOT NULL DEFAULT false,
	slot integer,
	user_storage_account varchar,
	user_authority_account varchar,
	artist_pick_track_id integer,
	PRIMARY KEY (is_current, user_id, txhash)
);
CREATE TABLE public.associated_wallets (
	id serial NOT NULL,
	user_id integer NOT NULL,
	wallet varchar NOT NULL,
	blockhash varchar NOT NULL,
	blocknumber integer NOT NULL,
	is_current boolean NOT NULL,
	is_delete boolean NOT NULL,
	chain wallet_chain NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE public.user_events (
	id serial NOT NULL,
	blockhash varchar,
	blocknumber integer,
	is_current boolean NOT NULL,
	user_id integer NOT NULL,
	referrer integer,
	is_mobile_user boolean NOT NULL DEFAULT false,
	slot integer,
	PRIMARY KEY (id)
);
CREATE TABLE public.user_balances (
	user_id serial NOT NULL,
	balance varchar NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	associated_wallets_balance varchar NOT NULL DEFAULT '0',
	waudio varchar DEFAULT '0',
	associated_sol_wallets_balance varchar NOT NULL DEFAULT '0',
	PRIMARY KEY (user_id)
);
CREATE TABLE public.user_balance_changes (
	user_id serial NOT NULL,
	blocknumber integer NOT NULL,
	current_balance varchar NOT NULL,
	previous_balance varchar NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (user_id)
);
CREATE TABLE public.tracks (
	blockhash varchar,
	track_id integer NOT NULL,
	is_current boolean NOT NULL,
	is_delete boolean NOT NULL,
	owner_id integer NOT NULL,
	title text,
	cover_art varchar,
	tags varchar,
	genre varchar,
	mood varchar,
	credits_splits varchar,
	create_date varchar,
	file_type varchar,
	metadata_multihash varchar,
	blocknumber integer,
	created_at timestamp without time zone NOT NULL,
	description varchar,
	isrc varchar,
	iswc varchar,
	license varchar,
	updated_at timestamp without time zone NOT NULL,
	cover_art_sizes varchar,
	is_unlisted boolean NOT NULL DEFAULT false,
	field_visibility jsonb,
	route_id varchar,
	stem_of jsonb,
	remix_of jsonb,
	txhash varchar NOT NULL DEFAULT '',
	slot integer,
	is_available boolean NOT NULL DEFAULT true,
	is_premium boolean NOT NULL DEFAULT false,
	premium_conditions jsonb,
	is_playlist_upload boolean NOT NULL DEFAULT false,
	track_cid varchar,
	track_segments jsonb NOT NULL,
	length integer,
	download jsonb,
	release_date varchar,
	PRIMARY KEY (is_current, track_id, txhash)
);
CREATE TABLE public.track_routes (
	slug varchar NOT NULL,
	title_slug varchar NOT NULL,
	collision_id integer NOT NULL,
	owner_id integer NOT NULL,
	track_id integer NOT NULL,
	is_current boolean NOT NULL,
	blockhash varchar NOT NULL,
	blocknumber integer NOT NULL,
	txhash varchar NOT NULL,
	PRIMARY KEY (owner_id, slug)
);
CREATE TABLE public.remixes (
	parent_track_id integer NOT NULL,
	child_track_id integer NOT NULL,
	PRIMARY KEY (parent_track_id, child_track_id)
);
CREATE TABLE public.stems (
	parent_track_id integer NOT NULL,
	child_track_id integer NOT NULL,
	PRIMARY KEY (parent_track_id, child_track_id)
);
CREATE TABLE public.playlists (
	blockhash varchar,
	blocknumber integer,
	playlist_id integer NOT NULL,
	playlist_owner_id integer NOT NULL,
	is_album boolean NOT NULL,
	is_private boolean NOT NULL,
	playlist_name varchar,
	playlist_contents jsonb NOT NULL,
	playlist_image_multihash varchar,
	is_current boolean NOT NULL,
	is_delete boolean NOT NULL,
	description varchar,
	created_at timestamp without time zone NOT NULL,
	upc varchar,
	updated_at timestamp without time zone NOT NULL,
	playlist_image_sizes_multihash varchar,
	txhash varchar NOT NULL DEFAULT '',
	last_added_to timestamp without time zone,
	slot integer,
	metadata_multihash varchar,
	PRIMARY KEY (is_current, playlist_id, txhash)
);
CREATE TABLE public.playlist_routes (
	slug varchar NOT NULL,
	title_slug varchar NOT NULL,
	collision_id integer NOT NULL,
	owner_id integer NOT NULL,
	playlist_id integer NOT NULL,
	is_current boolean NOT NULL,
	blockhash varchar NOT NULL,
	blocknumber integer NOT NULL,
	txhash varchar NOT NULL,
	PRIMARY KEY (owner_id, slug)
);
CREATE TABLE public.follows (
	blockhash varchar,
	blocknumber integer,
	follower_user_id integer NOT NULL,
	followee_user_id integer NOT NULL,
	is_current boolean NOT NULL,
	is_delete boolean NOT NULL,
	created_at timestamp without time zone NOT NULL,
	txhash varchar NOT NULL DEFAULT '',
	slot integer,
	PRIMARY KEY (is_current, follower_user_id, followee_user_id, txhash)
);
CREATE TABLE public.saves (
	blockhash varchar,
	blocknumber integer,
	user_id integer NOT NULL,
	save_item_id integer NOT NULL,
	save_type savetype NOT NULL,
	is_current boolean NOT NULL,
	is_delete boolean NOT NULL,
	created_at timestamp without time zone NOT NULL,
	txhash varchar NOT NULL DEFAULT '',
	slot integer,
	PRIMARY KEY (is_current, user_id, save_item_id, save_type, txhash)
);
CREATE TABLE public.reposts (
	blockhash varchar,
	blocknumber integer,
	user_id integer NOT NULL,
	repost_item_id integer NOT NULL,
	repost_type reposttype NOT NULL,
	is_current boolean NOT NULL,
	is_delete boolean NOT NULL,
	created_at timestamp without time zone NOT NULL,
	txhash varchar NOT NULL DEFAULT '',
	slot integer,
	PRIMARY KEY (is_current, user_id, repost_item_id, repost_type, txhash)
);
CREATE TABLE public.subscriptions (
	blockhash varchar,
	blocknumber integer,
	subscriber_id integer NOT NULL,
	user_id integer NOT NULL,
	is_current boolean NOT NULL,
	is_delete boolean NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	txhash varchar NOT NULL DEFAULT '',
	PRIMARY KEY (is_current, subscriber_id, user_id, txhash)
);
CREATE TABLE public.reactions (
	id serial NOT NULL,
	slot integer NOT NULL,
	reaction_value integer NOT NULL,
	sender_wallet varchar NOT NULL,
	reaction_type varchar NOT NULL,
	reacted_to varchar NOT NULL,
	timestamp timestamp without time zone NOT NULL,
	tx_signature varchar NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE public.plays (
	id serial NOT NULL,
	user_id integer,
	source varchar,
	play_item_id integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	slot integer,
	signature varchar,
	city varchar,
	region varchar,
	country varchar,
	PRIMARY KEY (id)
);
CREATE TABLE public.aggregate_plays (
	play_item_id integer NOT NULL,
	count bigint,
	PRIMARY KEY (play_item_id)
);
CREATE TABLE public.aggregate_monthly_plays (
	play_item_id integer NOT NULL,
	timestamp date NOT NULL DEFAULT CURRENT_TIMESTAMP,
	count integer NOT NULL,
	PRIMARY KEY (play_item_id, timestamp)
);
CREATE TABLE public.hourly_play_counts (
	hourly_timestamp timestamp without time zone NOT NULL,
	play_count integer NOT NULL,
	PRIMARY KEY (hourly_timestamp)
);
CREATE TABLE public.user_listening_history (
	user_id serial NOT NULL,
	listening_history jsonb NOT NULL,
	PRIMARY KEY (user_id)
);
CREATE TABLE public.aggregate_user (
	user_id integer NOT NULL,
	track_count bigint DEFAULT 0,
	playlist_count bigint DEFAULT 0,
	album_count bigint DEFAULT 0,
	follower_count bigint DEFAULT 0,
	following_count bigint DEFAULT 0,
	repost_count bigint DEFAULT 0,
	track_save_count bigint DEFAULT 0,
	supporter_count integer NOT NULL DEFAULT 0,
	supporting_count integer NOT NULL DEFAULT 0,
	PRIMARY KEY (user_id)
);
CREATE TABLE public.aggregate_track (
	track_id integer NOT NULL,
	repost_count integer NOT NULL DEFAULT 0,
	save_count integer NOT NULL DEFAULT 0,
	PRIMARY KEY (track_id)
);
CREATE TABLE public.aggregate_playlist (
	playlist_id integer NOT NULL,
	is_album boolean,
	repost_count integer DEFAULT 0,
	save_count integer DEFAULT 0,
	PRIMARY KEY (playlist_id)
);
CREATE TABLE public.milestones (
	id integer NOT NULL,
	name varchar NOT NULL,
	threshold integer NOT NULL,
	blocknumber integer,
	slot integer,
	timestamp timestamp without time zone NOT NULL,
	PRIMARY KEY (id, name, threshold)
);
CREATE TABLE public.trending_results (
	user_id integer NOT NULL,
	id varchar,
	rank integer NOT NULL,
	type varchar NOT NULL,
	version varchar NOT NULL,
	week date NOT NULL,
	PRIMARY KEY (rank, type, version, week)
);
CREATE TABLE public.notification (
	id serial NOT NULL,
	specifier varchar NOT NULL,
	group_id varchar NOT NULL,
	type varchar NOT NULL,
	slot integer,
	blocknumber integer,
	timestamp timestamp without time zone NOT NULL,
	data jsonb,
	user_ids integer[],
	type_v2 varchar,
	PRIMARY KEY (id),
	CONSTRAINT uq_notification UNIQUE (group_id, specifier)
);
CREATE TABLE public.notification_seen (
	user_id integer NOT NULL,
	seen_at timestamp without time zone NOT NULL,
	blocknumber integer,
	blockhash varchar,
	txhash varchar,
	PRIMARY KEY (user_id, seen_at)
);
CREATE TABLE public.user_bank_accounts (
	signature varchar NOT NULL,
	ethereum_address varchar NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	bank_account varchar NOT NULL,
	PRIMARY KEY (signature)
);
CREATE TABLE public.aggregate_user_tips (
	sender_user_id integer NOT NULL,
	receiver_user_id integer NOT NULL,
	amount bigint NOT NULL,
	PRIMARY KEY (sender_user_id, receiver_user_id)
);
CREATE TABLE public.user_tips (
	slot integer NOT NULL,
	signature varchar NOT NULL,
	sender_user_id integer NOT NULL,
	receiver_user_id integer NOT NULL,
	amount bigint NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (slot, signature)
);
CREATE TABLE public.track_trending_scores (
	track_id integer NOT NULL,
	type varchar NOT NULL,
	genre varchar,
	version varchar NOT NULL,
	time_range varchar NOT NULL,
	score double precision NOT NULL,
	created_at timestamp without time zone NOT NULL,
	PRIMARY KEY (track_id, type, version, time_range)
);
CREATE TABLE public.ursm_content_nodes (
	blockhash varchar,
	blocknumber integer,
	created_at timestamp without time zone NOT NULL,
	is_current boolean NOT NULL,
	cnode_sp_id integer NOT NULL,
	delegate_owner_wallet varchar NOT NULL,
	owner_wallet varchar NOT NULL,
	proposer_sp_ids integer[] NOT NULL,
	proposer_1_delegate_owner_wallet varchar NOT NULL,
	proposer_2_delegate_owner_wallet varchar NOT NULL,
	proposer_3_delegate_owner_wallet varchar NOT NULL,
	endpoint varchar,
	txhash varchar NOT NULL DEFAULT '',
	slot integer,
	PRIMARY KEY (is_current, cnode_sp_id, txhash)
);
CREATE TABLE public.ipld_blacklists (
	blockhash varchar NOT NULL,
	blocknumber integer NOT NULL,
	ipld varchar NOT NULL,
	is_blacklisted boolean NOT NULL,
	is_current boolean NOT NULL,
	PRIMARY KEY (blockhash, ipld, is_blacklisted)
);
CREATE TABLE public.challenges (
	id varchar NOT NULL,
	type challengetype NOT NULL,
	amount varchar NOT NULL,
	active boolean NOT NULL,
	step_count integer,
	starting_block integer,
	PRIMARY KEY (id)
);
CREATE TABLE public.user_challenges (
	challenge_id varchar NOT NULL,
	user_id integer NOT NULL,
	specifier varchar NOT NULL,
	is_complete boolean NOT NULL,
	current_step_count integer,
	completed_blocknumber integer,
	PRIMARY KEY (challenge_id, specifier)
);
CREATE TABLE public.challenge_profile_completion (
	user_id serial NOT NULL,
	profile_description boolean NOT NULL,
	profile_name boolean NOT NULL,
	profile_picture boolean NOT NULL,
	profile_cover_photo boolean NOT NULL,
	follows boolean NOT NULL,
	favorites boolean NOT NULL,
	reposts boolean NOT NULL,
	PRIMARY KEY (user_id)
);
