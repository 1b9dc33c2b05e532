-- SPDX-License-Identifier: ISC
-- The tables of the original as its last migrations leave them, one row an
-- entity; keys as there, indexes and foreign keys left out.
SET client_min_messages = warning;
SET search_path = public;
CREATE TYPE public.challengetype AS ENUM ('boolean', 'numeric', 'aggregate', 'trending');
CREATE TYPE public.reposttype AS ENUM ('track', 'playlist', 'album');
CREATE TYPE public.savetype AS ENUM ('track', 'playlist', 'album');
CREATE TYPE public.sharetype AS ENUM ('track', 'playlist');
CREATE TYPE public.wallet_chain AS ENUM ('eth', 'sol');
CREATE TYPE public.skippedtransactionlevel AS ENUM ('node', 'network');
CREATE TYPE public.delist_entity AS ENUM ('TRACKS', 'USERS');
CREATE TYPE public.delist_track_reason AS ENUM ('DMCA', 'ACR', 'MANUAL', 'ACR_COUNTER_NOTICE', 'DMCA_RETRACTION', 'DMCA_COUNTER_NOTICE', 'DMCA_AND_ACR_COUNTER_NOTICE');
CREATE TYPE public.delist_user_reason AS ENUM ('STRIKE_THRESHOLD', 'COPYRIGHT_SCHOOL', 'MANUAL');
CREATE TYPE public.event_type AS ENUM ('remix_contest', 'live_event', 'new_release');
CREATE TYPE public.event_entity_type AS ENUM ('track', 'collection', 'user');
CREATE TYPE public.parental_warning_type AS ENUM ('explicit', 'explicit_content_edited', 'not_explicit', 'no_advice_available');
CREATE TYPE public.profile_type_enum AS ENUM ('label');
CREATE TYPE public.usdc_purchase_access_type AS ENUM ('stream', 'download');
CREATE TABLE public.blocks (
	blockhash varchar NOT NULL,
	parenthash varchar,
	is_current boolean,
	number integer,
	PRIMARY KEY (blockhash),
	CONSTRAINT blocks_number_key UNIQUE (number)
);
CREATE TABLE public.revert_blocks (
	blocknumber integer NOT NULL,
	prev_records jsonb NOT NULL,
	PRIMARY KEY (blocknumber)
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
	is_available boolean NOT NULL DEFAULT true,
	is_storage_v2 boolean NOT NULL DEFAULT false,
	allow_ai_attribution boolean NOT NULL DEFAULT false,
	spl_usdc_payout_wallet varchar,
	twitter_handle varchar,
	instagram_handle varchar,
	tiktok_handle varchar,
	verified_with_twitter boolean DEFAULT false,
	verified_with_instagram boolean DEFAULT false,
	verified_with_tiktok boolean DEFAULT false,
	website varchar,
	donation varchar,
	profile_type profile_type_enum,
	coin_flair_mint varchar,
	PRIMARY KEY (user_id, txhash)
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
	PRIMARY KEY (id),
	CONSTRAINT unique_user_wallet_chain UNIQUE (user_id, wallet, chain)
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
CREATE TABLE public.developer_apps (
	address varchar NOT NULL,
	blockhash varchar,
	blocknumber integer,
	user_id integer,
	name varchar NOT NULL,
	is_personal_access boolean NOT NULL DEFAULT false,
	is_delete boolean NOT NULL DEFAULT false,
	created_at timestamp without time zone NOT NULL,
	txhash varchar NOT NULL,
	is_current boolean NOT NULL,
	updated_at timestamp without time zone NOT NULL,
	description varchar(255),
	image_url varchar,
	PRIMARY KEY (address, txhash),
	CONSTRAINT unique_developer_apps_address UNIQUE (address)
);
CREATE TABLE public.grants (
	blockhash varchar,
	blocknumber integer,
	grantee_address varchar NOT NULL,
	user_id integer NOT NULL,
	is_revoked boolean NOT NULL DEFAULT false,
	is_current boolean NOT NULL,
	is_approved boolean,
	updated_at timestamp without time zone NOT NULL,
	created_at timestamp without time zone NOT NULL,
	txhash varchar NOT NULL,
	PRIMARY KEY (grantee_address, user_id, txhash)
);
CREATE TABLE public.dashboard_wallet_users (
	wallet varchar NOT NULL,
	user_id integer NOT NULL,
	is_delete boolean NOT NULL DEFAULT false,
	updated_at timestamp without time zone NOT NULL,
	created_at timestamp without time zone NOT NULL,
	blockhash varchar,
	blocknumber integer,
	txhash varchar NOT NULL,
	PRIMARY KEY (user_id, wallet)
);
CREATE TABLE public.muted_users (
	muted_user_id integer NOT NULL,
	user_id integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	is_delete boolean DEFAULT false,
	txhash text NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer,
	PRIMARY KEY (muted_user_id, user_id)
);
CREATE TABLE public.collectibles (
	user_id integer NOT NULL,
	data jsonb NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer NOT NULL,
	created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (user_id)
);
CREATE TABLE public.user_delist_statuses (
	created_at timestamp with time zone NOT NULL,
	user_id integer NOT NULL,
	delisted boolean NOT NULL,
	reason delist_user_reason NOT NULL,
	PRIMARY KEY (created_at, user_id, delisted)
);
CREATE TABLE public.track_delist_statuses (
	created_at timestamp with time zone NOT NULL,
	track_id integer NOT NULL,
	owner_id integer NOT NULL,
	track_cid varchar NOT NULL,
	delisted boolean NOT NULL,
	reason delist_track_reason NOT NULL,
	PRIMARY KEY (created_at, track_id, delisted)
);
CREATE TABLE public.delist_status_cursor (
	host text NOT NULL,
	entity delist_entity NOT NULL,
	created_at timestamp with time zone NOT NULL,
	PRIMARY KEY (host, entity)
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
	stream_conditions jsonb,
	track_cid varchar,
	is_playlist_upload boolean NOT NULL DEFAULT false,
	duration integer DEFAULT 0,
	ai_attribution_user_id integer,
	preview_cid varchar,
	audio_upload_id varchar,
	preview_start_seconds double precision,
	release_date timestamp without time zone,
	track_segments jsonb NOT NULL DEFAULT '[]',
	is_scheduled_release boolean NOT NULL DEFAULT false,
	is_downloadable boolean NOT NULL DEFAULT false,
	download_conditions jsonb,
	is_original_available boolean NOT NULL DEFAULT false,
	orig_file_cid varchar,
	orig_filename varchar,
	playlists_containing_track integer[] NOT NULL DEFAULT '{}',
	placement_hosts text,
	ddex_app varchar,
	ddex_release_ids jsonb,
	artists jsonb,
	resource_contributors jsonb,
	indirect_resource_contributors jsonb,
	rights_controller jsonb,
	copyright_line jsonb,
	producer_copyright_line jsonb,
	parental_warning_type varchar,
	playlists_previously_containing_track jsonb NOT NULL DEFAULT '{}',
	allowed_api_keys text[],
	bpm double precision,
	musical_key varchar,
	audio_analysis_error_count integer NOT NULL DEFAULT 0,
	is_custom_bpm boolean DEFAULT false,
	is_custom_musical_key boolean DEFAULT false,
	comments_disabled boolean DEFAULT false,
	pinned_comment_id integer,
	cover_original_song_title varchar,
	cover_original_artist varchar,
	is_owned_by_user boolean NOT NULL DEFAULT false,
	is_stream_gated boolean DEFAULT false,
	is_download_gated boolean DEFAULT false,
	no_ai_use boolean DEFAULT false,
	parental_warning parental_warning_type,
	territory_codes text[],
	access_authorities text[],
	PRIMARY KEY (track_id, txhash)
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
CREATE TABLE public.track_downloads (
	txhash varchar NOT NULL,
	blocknumber integer NOT NULL,
	parent_track_id integer NOT NULL,
	track_id integer NOT NULL,
	user_id integer,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	city varchar,
	region varchar,
	country varchar,
	PRIMARY KEY (parent_track_id, track_id, txhash)
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
	is_image_autogenerated boolean NOT NULL DEFAULT false,
	stream_conditions jsonb,
	ddex_app varchar,
	ddex_release_ids jsonb,
	artists jsonb,
	copyright_line jsonb,
	producer_copyright_line jsonb,
	parental_warning_type varchar,
	is_scheduled_release boolean NOT NULL DEFAULT false,
	release_date timestamp without time zone,
	is_stream_gated boolean DEFAULT false,
	PRIMARY KEY (playlist_id, txhash)
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
CREATE TABLE public.playlist_tracks (
	playlist_id integer NOT NULL,
	track_id integer NOT NULL,
	is_removed boolean NOT NULL,
	created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (playlist_id, track_id)
);
CREATE TABLE public.playlist_seen (
	user_id integer NOT NULL,
	playlist_id integer NOT NULL,
	seen_at timestamp without time zone NOT NULL,
	is_current boolean NOT NULL,
	blocknumber integer,
	blockhash varchar,
	txhash varchar,
	PRIMARY KEY (user_id, playlist_id, seen_at)
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
	PRIMARY KEY (follower_user_id, followee_user_id, txhash)
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
	is_save_of_repost boolean NOT NULL DEFAULT false,
	PRIMARY KEY (user_id, save_item_id, save_type, txhash)
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
	is_repost_of_repost boolean NOT NULL DEFAULT false,
	PRIMARY KEY (user_id, repost_item_id, repost_type, txhash)
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
	entity_type varchar NOT NULL DEFAULT 'User',
	entity_id integer,
	PRIMARY KEY (subscriber_id, user_id, entity_type, txhash)
);
CREATE TABLE public.shares (
	blockhash varchar,
	blocknumber integer,
	user_id integer NOT NULL,
	share_item_id integer NOT NULL,
	share_type sharetype NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	txhash varchar NOT NULL DEFAULT '',
	slot integer,
	PRIMARY KEY (user_id, share_item_id, share_type, txhash)
);
CREATE TABLE public.reactions (
	id serial NOT NULL,
	reaction_value integer NOT NULL,
	sender_wallet varchar NOT NULL,
	reaction_type varchar NOT NULL,
	reacted_to varchar NOT NULL,
	timestamp timestamp without time zone NOT NULL,
	blocknumber integer,
	PRIMARY KEY (id)
);
CREATE TABLE public.comments (
	comment_id integer NOT NULL,
	text text NOT NULL,
	user_id integer NOT NULL,
	entity_id integer NOT NULL,
	entity_type text NOT NULL,
	track_timestamp_s bigint,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	is_delete boolean DEFAULT false,
	is_visible boolean DEFAULT true,
	is_edited boolean DEFAULT false,
	txhash text NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer,
	is_members_only boolean DEFAULT false,
	video_url text,
	PRIMARY KEY (comment_id)
);
CREATE TABLE public.comment_threads (
	comment_id integer NOT NULL,
	parent_comment_id integer NOT NULL,
	PRIMARY KEY (parent_comment_id, comment_id)
);
CREATE TABLE public.comment_reactions (
	comment_id integer NOT NULL,
	user_id integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	is_delete boolean DEFAULT false,
	txhash text NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer,
	PRIMARY KEY (comment_id, user_id)
);
CREATE TABLE public.comment_mentions (
	comment_id integer NOT NULL,
	user_id integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	is_delete boolean DEFAULT false,
	txhash text NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer,
	PRIMARY KEY (comment_id, user_id)
);
CREATE TABLE public.comment_reports (
	comment_id integer NOT NULL,
	user_id integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	is_delete boolean DEFAULT false,
	txhash text NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer,
	PRIMARY KEY (comment_id, user_id)
);
CREATE TABLE public.comment_notification_settings (
	user_id integer NOT NULL,
	entity_id integer NOT NULL,
	entity_type text NOT NULL,
	is_muted boolean DEFAULT false,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (user_id, entity_id, entity_type)
);
CREATE TABLE public.reported_comments (
	reported_comment_id integer NOT NULL,
	user_id integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	txhash text NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer,
	PRIMARY KEY (reported_comment_id, user_id)
);
CREATE TABLE public.events (
	event_id integer NOT NULL,
	event_type event_type NOT NULL,
	user_id integer NOT NULL,
	entity_type event_entity_type,
	entity_id integer,
	end_date timestamp without time zone,
	is_deleted boolean DEFAULT false,
	event_data jsonb,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	txhash text NOT NULL,
	blockhash text NOT NULL,
	blocknumber integer,
	PRIMARY KEY (event_id)
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
	country text NOT NULL DEFAULT '',
	PRIMARY KEY (play_item_id, timestamp, country)
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
	dominant_genre varchar,
	dominant_genre_count integer DEFAULT 0,
	score integer DEFAULT 0,
	total_track_count bigint DEFAULT 0,
	track_share_count integer DEFAULT 0,
	PRIMARY KEY (user_id)
);
CREATE TABLE public.aggregate_track (
	track_id integer NOT NULL,
	repost_count integer NOT NULL DEFAULT 0,
	save_count integer NOT NULL DEFAULT 0,
	comment_count integer DEFAULT 0,
	share_count integer DEFAULT 0,
	PRIMARY KEY (track_id)
);
CREATE TABLE public.aggregate_playlist (
	playlist_id integer NOT NULL,
	is_album boolean,
	repost_count integer DEFAULT 0,
	save_count integer DEFAULT 0,
	share_count integer DEFAULT 0,
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
CREATE TABLE public.playlist_trending_scores (
	playlist_id integer NOT NULL,
	type varchar NOT NULL,
	version varchar NOT NULL,
	time_range varchar NOT NULL,
	score double precision NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (playlist_id, type, version, time_range)
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
CREATE TABLE public.challenges (
	id varchar NOT NULL,
	type challengetype NOT NULL,
	amount varchar NOT NULL,
	active boolean NOT NULL,
	step_count integer,
	starting_block integer,
	weekly_pool integer,
	cooldown_days integer,
	PRIMARY KEY (id)
);
CREATE TABLE public.user_challenges (
	challenge_id varchar NOT NULL,
	user_id integer NOT NULL,
	specifier varchar NOT NULL,
	is_complete boolean NOT NULL,
	current_step_count integer,
	completed_blocknumber integer,
	amount integer NOT NULL DEFAULT 0,
	created_at timestamp with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	completed_at timestamp without time zone,
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
CREATE TABLE public.challenge_listen_streak (
	user_id serial NOT NULL,
	last_listen_date timestamp without time zone,
	listen_streak integer NOT NULL,
	PRIMARY KEY (user_id)
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
CREATE TABLE public.usdc_user_bank_accounts (
	signature varchar NOT NULL,
	ethereum_address varchar NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	bank_account varchar NOT NULL,
	PRIMARY KEY (signature)
);
CREATE TABLE public.sol_claimable_accounts (
	signature varchar NOT NULL,
	instruction_index integer NOT NULL,
	slot bigint NOT NULL,
	mint varchar NOT NULL,
	ethereum_address varchar NOT NULL,
	account varchar NOT NULL,
	PRIMARY KEY (signature, instruction_index)
);
CREATE TYPE public.usdc_purchase_content_type AS ENUM ('track', 'playlist', 'album');
CREATE TABLE public.usdc_purchases (
	slot integer NOT NULL,
	signature varchar NOT NULL,
	buyer_user_id integer NOT NULL,
	seller_user_id integer NOT NULL,
	amount bigint NOT NULL,
	content_type public.usdc_purchase_content_type NOT NULL,
	content_id integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	extra_amount bigint NOT NULL DEFAULT 0,
	access usdc_purchase_access_type NOT NULL DEFAULT 'stream',
	city varchar,
	region varchar,
	country varchar,
	vendor varchar,
	splits jsonb NOT NULL,
	PRIMARY KEY (slot, signature)
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
CREATE TABLE public.user_payout_wallet_history (
	user_id integer NOT NULL,
	spl_usdc_payout_wallet varchar,
	blocknumber integer NOT NULL,
	block_timestamp timestamp without time zone NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (user_id, block_timestamp)
);
CREATE TABLE public.track_price_history (
	track_id integer NOT NULL,
	splits jsonb NOT NULL DEFAULT '[]',
	total_price_cents bigint NOT NULL,
	blocknumber integer NOT NULL,
	block_timestamp timestamp without time zone NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	access usdc_purchase_access_type NOT NULL DEFAULT 'stream',
	PRIMARY KEY (track_id, block_timestamp)
);
CREATE TABLE public.album_price_history (
	playlist_id integer NOT NULL,
	splits jsonb NOT NULL DEFAULT '[]',
	total_price_cents bigint NOT NULL,
	blocknumber integer NOT NULL,
	block_timestamp timestamp without time zone NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (playlist_id, block_timestamp)
);
CREATE TABLE public.encrypted_emails (
	id serial NOT NULL,
	email_owner_user_id integer NOT NULL,
	encrypted_email text NOT NULL,
	created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (id)
);
CREATE TABLE public.email_access (
	id serial NOT NULL,
	email_owner_user_id integer NOT NULL,
	receiving_user_id integer NOT NULL,
	grantor_user_id integer NOT NULL,
	encrypted_key text NOT NULL,
	is_initial boolean NOT NULL DEFAULT false,
	created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
	PRIMARY KEY (id)
);
CREATE TABLE public.core_indexed_blocks (
	blockhash varchar NOT NULL,
	parenthash varchar,
	chain_id text NOT NULL,
	height integer NOT NULL,
	plays_slot integer,
	em_block integer,
	PRIMARY KEY (chain_id, height)
);
CREATE TABLE public.track_collaborators (
	track_id integer NOT NULL,
	collaborator_user_id integer NOT NULL,
	invited_by integer NOT NULL,
	status text NOT NULL DEFAULT 'pending',
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	updated_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	txhash varchar NOT NULL,
	blocknumber integer,
	PRIMARY KEY (track_id, collaborator_user_id)
);
CREATE TABLE public.oauth_redirect_uris (
	id serial NOT NULL,
	client_id varchar NOT NULL,
	redirect_uri text NOT NULL,
	PRIMARY KEY (id)
);
CREATE TABLE public.challenge_disbursements (
	challenge_id varchar NOT NULL,
	user_id integer NOT NULL,
	specifier varchar NOT NULL,
	signature varchar NOT NULL,
	slot integer NOT NULL,
	amount varchar NOT NULL,
	created_at timestamp without time zone,
	PRIMARY KEY (challenge_id, specifier)
);
CREATE TABLE public.user_bank_txs (
	signature varchar NOT NULL,
	slot integer NOT NULL,
	created_at timestamp without time zone NOT NULL,
	PRIMARY KEY (signature)
);
CREATE TABLE public.supporter_rank_ups (
	slot integer NOT NULL,
	sender_user_id integer NOT NULL,
	receiver_user_id integer NOT NULL,
	rank integer NOT NULL,
	PRIMARY KEY (slot, sender_user_id, receiver_user_id)
);
CREATE TABLE public.artist_coins (
	mint varchar NOT NULL,
	ticker varchar NOT NULL,
	user_id integer NOT NULL,
	decimals integer NOT NULL,
	created_at timestamp without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
	name varchar,
	PRIMARY KEY (mint)
);
