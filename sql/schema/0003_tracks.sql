-- SPDX-License-Identifier: ISC
-- Tracks, their routes, stems and remixes.

-- length and download are columns of 2022 that legacy answers still carry.
CREATE TABLE disc.tracks (
	blockhash text COLLATE "C",
	track_id int PRIMARY KEY,
	is_current bool NOT NULL DEFAULT true,
	is_delete bool NOT NULL,
	owner_id int NOT NULL,
	title text,
	cover_art text COLLATE "C",
	tags text,
	genre text,
	mood text,
	credits_splits text,
	create_date text,
	file_type text,
	metadata_multihash text COLLATE "C",
	blocknumber int,
	created_at timestamp NOT NULL,
	description text,
	isrc text,
	iswc text,
	license text,
	updated_at timestamp NOT NULL,
	cover_art_sizes text COLLATE "C",
	is_unlisted bool NOT NULL DEFAULT false,
	field_visibility jsonb,
	route_id text COLLATE "C",
	stem_of jsonb,
	remix_of jsonb,
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	slot int,
	is_available bool NOT NULL DEFAULT true,
	stream_conditions jsonb,
	track_cid text COLLATE "C",
	is_playlist_upload bool NOT NULL DEFAULT false,
	duration int DEFAULT 0,
	ai_attribution_user_id int,
	preview_cid text COLLATE "C",
	audio_upload_id text COLLATE "C",
	preview_start_seconds float8,
	release_date timestamp,
	track_segments jsonb NOT NULL DEFAULT '[]',
	is_scheduled_release bool NOT NULL DEFAULT false,
	is_downloadable bool NOT NULL DEFAULT false,
	download_conditions jsonb,
	is_original_available bool NOT NULL DEFAULT false,
	orig_file_cid text COLLATE "C",
	orig_filename text,
	playlists_containing_track int[] NOT NULL DEFAULT '{}',
	placement_hosts text COLLATE "C",
	ddex_app text COLLATE "C",
	ddex_release_ids jsonb,
	artists jsonb,
	resource_contributors jsonb,
	indirect_resource_contributors jsonb,
	rights_controller jsonb,
	copyright_line jsonb,
	producer_copyright_line jsonb,
	parental_warning_type text,
	playlists_previously_containing_track jsonb NOT NULL DEFAULT '{}',
	allowed_api_keys text[],
	bpm float8,
	musical_key text,
	audio_analysis_error_count int NOT NULL DEFAULT 0,
	is_custom_bpm bool DEFAULT false,
	is_custom_musical_key bool DEFAULT false,
	comments_disabled bool DEFAULT false,
	pinned_comment_id int,
	cover_original_song_title text,
	cover_original_artist text,
	is_owned_by_user bool NOT NULL DEFAULT false,
	is_stream_gated bool DEFAULT false,
	is_download_gated bool DEFAULT false,
	no_ai_use bool DEFAULT false,
	parental_warning disc.parental_warning_type,
	territory_codes text[] CONSTRAINT tracks_territory_codes_check CHECK (
		territory_codes IS NULL
		OR (pg_catalog.cardinality(territory_codes) > 0
			AND pg_catalog.array_to_string(territory_codes, ',', '?')
				~ '^[A-Z]{2}(,[A-Z]{2})*$')),
	length int,
	download jsonb
) WITH (fillfactor = 85);
CREATE INDEX tracks_owner_idx
	ON disc.tracks (owner_id, created_at DESC, track_id DESC);

CREATE TABLE disc.track_routes (
	slug text COLLATE "C" NOT NULL,
	title_slug text COLLATE "C" NOT NULL,
	collision_id int NOT NULL,
	owner_id int NOT NULL,
	track_id int NOT NULL,
	is_current bool NOT NULL,
	blockhash text COLLATE "C" NOT NULL,
	blocknumber int NOT NULL,
	txhash text COLLATE "C" NOT NULL,
	PRIMARY KEY (owner_id, slug)
);
CREATE INDEX track_routes_current_idx ON disc.track_routes (track_id)
	WHERE is_current;
CREATE INDEX track_routes_title_slug_idx
	ON disc.track_routes (owner_id, title_slug, collision_id);

CREATE TABLE disc.stems (
	parent_track_id int NOT NULL,
	child_track_id int NOT NULL,
	PRIMARY KEY (parent_track_id, child_track_id)
);
CREATE INDEX stems_child_idx ON disc.stems (child_track_id);

CREATE TABLE disc.remixes (
	parent_track_id int NOT NULL,
	child_track_id int NOT NULL,
	PRIMARY KEY (parent_track_id, child_track_id)
);
CREATE INDEX remixes_child_idx ON disc.remixes (child_track_id);
