-- SPDX-License-Identifier: ISC
-- Statements of the indexer: tracks.
-- The columns stand in the order of indexer/rows/tables.h; rows that are there
-- already are overwritten.

-- @ idx_tracks_load ($1 track_id int4[]) -> 0..n (track_id int4,
--   blockhash text, blocknumber int4, txhash text, owner_id int4,
--   is_delete bool, created_at timestamp, updated_at timestamp,
--   metadata_multihash text, route_id text, title text, length int4,
--   duration int4, cover_art text, cover_art_sizes text, tags text,
--   genre text, mood text, credits_splits text, create_date text,
--   release_date timestamp, file_type text, description text, license text,
--   isrc text, iswc text, track_segments jsonb, download jsonb,
--   is_downloadable bool, remix_of jsonb, stem_of jsonb, is_unlisted bool,
--   field_visibility jsonb, is_stream_gated bool, stream_conditions jsonb,
--   track_cid text, is_playlist_upload bool, ai_attribution_user_id int4,
--   preview_cid text, audio_upload_id text, preview_start_seconds float8,
--   is_scheduled_release bool, is_download_gated bool,
--   download_conditions jsonb, is_original_available bool,
--   orig_file_cid text, orig_filename text,
--   playlists_containing_track int4[], placement_hosts text, ddex_app text,
--   ddex_release_ids jsonb, artists jsonb, resource_contributors jsonb,
--   indirect_resource_contributors jsonb, rights_controller jsonb,
--   copyright_line jsonb, producer_copyright_line jsonb,
--   parental_warning_type text, allowed_api_keys text[], bpm float8,
--   musical_key text, audio_analysis_error_count int4, is_custom_bpm bool,
--   is_custom_musical_key bool, comments_disabled bool,
--   pinned_comment_id int4, cover_original_song_title text,
--   cover_original_artist text)
SELECT t.track_id, t.blockhash, t.blocknumber, t.txhash, t.owner_id,
       t.is_delete, t.created_at, t.updated_at, t.metadata_multihash,
       t.route_id, t.title, t.length, t.duration, t.cover_art,
       t.cover_art_sizes, t.tags, t.genre, t.mood, t.credits_splits,
       t.create_date, t.release_date, t.file_type, t.description, t.license,
       t.isrc, t.iswc, t.track_segments, t.download, t.is_downloadable,
       t.remix_of, t.stem_of, t.is_unlisted, t.field_visibility,
       t.is_stream_gated, t.stream_conditions, t.track_cid,
       t.is_playlist_upload, t.ai_attribution_user_id, t.preview_cid,
       t.audio_upload_id, t.preview_start_seconds, t.is_scheduled_release,
       t.is_download_gated, t.download_conditions, t.is_original_available,
       t.orig_file_cid, t.orig_filename, t.playlists_containing_track,
       t.placement_hosts, t.ddex_app, t.ddex_release_ids, t.artists,
       t.resource_contributors, t.indirect_resource_contributors,
       t.rights_controller, t.copyright_line, t.producer_copyright_line,
       t.parental_warning_type, t.allowed_api_keys, t.bpm, t.musical_key,
       t.audio_analysis_error_count, t.is_custom_bpm, t.is_custom_musical_key,
       t.comments_disabled, t.pinned_comment_id, t.cover_original_song_title,
       t.cover_original_artist
  FROM disc.tracks AS t
 WHERE t.track_id = ANY ($1);

-- @ idx_tracks_put ($1 track_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 owner_id int4[],
--   $6 is_delete bool[], $7 created_at timestamp[],
--   $8 updated_at timestamp[], $9 metadata_multihash text[],
--   $10 route_id text[], $11 title text[], $12 length int4[],
--   $13 duration int4[], $14 cover_art text[], $15 cover_art_sizes text[],
--   $16 tags text[], $17 genre text[], $18 mood text[],
--   $19 credits_splits text[], $20 create_date text[],
--   $21 release_date timestamp[], $22 file_type text[],
--   $23 description text[], $24 license text[], $25 isrc text[],
--   $26 iswc text[], $27 track_segments jsonb[], $28 download jsonb[],
--   $29 is_downloadable bool[], $30 remix_of jsonb[], $31 stem_of jsonb[],
--   $32 is_unlisted bool[], $33 field_visibility jsonb[],
--   $34 is_stream_gated bool[], $35 stream_conditions jsonb[],
--   $36 track_cid text[], $37 is_playlist_upload bool[],
--   $38 ai_attribution_user_id int4[], $39 preview_cid text[],
--   $40 audio_upload_id text[], $41 preview_start_seconds float8[],
--   $42 is_scheduled_release bool[], $43 is_download_gated bool[],
--   $44 download_conditions jsonb[], $45 is_original_available bool[],
--   $46 orig_file_cid text[], $47 orig_filename text[],
--   $48 playlists_containing_track text[], $49 placement_hosts text[],
--   $50 ddex_app text[], $51 ddex_release_ids jsonb[], $52 artists jsonb[],
--   $53 resource_contributors jsonb[],
--   $54 indirect_resource_contributors jsonb[],
--   $55 rights_controller jsonb[], $56 copyright_line jsonb[],
--   $57 producer_copyright_line jsonb[], $58 parental_warning_type text[],
--   $59 allowed_api_keys text[], $60 bpm float8[], $61 musical_key text[],
--   $62 audio_analysis_error_count int4[], $63 is_custom_bpm bool[],
--   $64 is_custom_musical_key bool[], $65 comments_disabled bool[],
--   $66 pinned_comment_id int4[], $67 cover_original_song_title text[],
--   $68 cover_original_artist text[]) -> 0
INSERT INTO disc.tracks (track_id, blockhash, blocknumber, txhash, owner_id,
	is_delete, created_at, updated_at, metadata_multihash, route_id, title,
	length, duration, cover_art, cover_art_sizes, tags, genre, mood,
	credits_splits, create_date, release_date, file_type, description,
	license, isrc, iswc, track_segments, download, is_downloadable,
	remix_of, stem_of, is_unlisted, field_visibility, is_stream_gated,
	stream_conditions, track_cid, is_playlist_upload,
	ai_attribution_user_id, preview_cid, audio_upload_id,
	preview_start_seconds, is_scheduled_release, is_download_gated,
	download_conditions, is_original_available, orig_file_cid,
	orig_filename, playlists_containing_track, placement_hosts, ddex_app,
	ddex_release_ids, artists, resource_contributors,
	indirect_resource_contributors, rights_controller, copyright_line,
	producer_copyright_line, parental_warning_type, allowed_api_keys, bpm,
	musical_key, audio_analysis_error_count, is_custom_bpm,
	is_custom_musical_key, comments_disabled, pinned_comment_id,
	cover_original_song_title, cover_original_artist)
SELECT n.track_id, n.blockhash, n.blocknumber, n.txhash, n.owner_id,
       n.is_delete, n.created_at, n.updated_at, n.metadata_multihash,
       n.route_id, n.title, n.length, n.duration, n.cover_art,
       n.cover_art_sizes, n.tags, n.genre, n.mood, n.credits_splits,
       n.create_date, n.release_date, n.file_type, n.description, n.license,
       n.isrc, n.iswc, n.track_segments, n.download, n.is_downloadable,
       n.remix_of, n.stem_of, n.is_unlisted, n.field_visibility,
       n.is_stream_gated, n.stream_conditions, n.track_cid,
       n.is_playlist_upload, n.ai_attribution_user_id, n.preview_cid,
       n.audio_upload_id, n.preview_start_seconds,
       COALESCE(n.is_scheduled_release, false),
       COALESCE(n.is_download_gated, false), n.download_conditions,
       COALESCE(n.is_original_available, false), n.orig_file_cid,
       n.orig_filename, COALESCE(n.playlists_containing_track::int4[], '{}'),
       n.placement_hosts, n.ddex_app, n.ddex_release_ids, n.artists,
       n.resource_contributors, n.indirect_resource_contributors,
       n.rights_controller, n.copyright_line, n.producer_copyright_line,
       n.parental_warning_type, n.allowed_api_keys::text[], n.bpm,
       n.musical_key, COALESCE(n.audio_analysis_error_count, 0),
       COALESCE(n.is_custom_bpm, false),
       COALESCE(n.is_custom_musical_key, false),
       COALESCE(n.comments_disabled, false), n.pinned_comment_id,
       n.cover_original_song_title, n.cover_original_artist
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::text[], $5::int4[],
	$6::bool[], $7::timestamp[], $8::timestamp[], $9::text[], $10::text[],
	$11::text[], $12::int4[], $13::int4[], $14::text[], $15::text[],
	$16::text[], $17::text[], $18::text[], $19::text[], $20::text[],
	$21::timestamp[], $22::text[], $23::text[], $24::text[], $25::text[],
	$26::text[], $27::jsonb[], $28::jsonb[], $29::bool[], $30::jsonb[],
	$31::jsonb[], $32::bool[], $33::jsonb[], $34::bool[], $35::jsonb[],
	$36::text[], $37::bool[], $38::int4[], $39::text[], $40::text[],
	$41::float8[], $42::bool[], $43::bool[], $44::jsonb[], $45::bool[],
	$46::text[], $47::text[], $48::text[], $49::text[], $50::text[],
	$51::jsonb[], $52::jsonb[], $53::jsonb[], $54::jsonb[], $55::jsonb[],
	$56::jsonb[], $57::jsonb[], $58::text[], $59::text[], $60::float8[],
	$61::text[], $62::int4[], $63::bool[], $64::bool[], $65::bool[],
	$66::int4[], $67::text[], $68::text[])
    AS n (track_id, blockhash, blocknumber, txhash, owner_id, is_delete,
	created_at, updated_at, metadata_multihash, route_id, title, length,
	duration, cover_art, cover_art_sizes, tags, genre, mood,
	credits_splits, create_date, release_date, file_type, description,
	license, isrc, iswc, track_segments, download, is_downloadable,
	remix_of, stem_of, is_unlisted, field_visibility, is_stream_gated,
	stream_conditions, track_cid, is_playlist_upload,
	ai_attribution_user_id, preview_cid, audio_upload_id,
	preview_start_seconds, is_scheduled_release, is_download_gated,
	download_conditions, is_original_available, orig_file_cid,
	orig_filename, playlists_containing_track, placement_hosts, ddex_app,
	ddex_release_ids, artists, resource_contributors,
	indirect_resource_contributors, rights_controller, copyright_line,
	producer_copyright_line, parental_warning_type, allowed_api_keys, bpm,
	musical_key, audio_analysis_error_count, is_custom_bpm,
	is_custom_musical_key, comments_disabled, pinned_comment_id,
	cover_original_song_title, cover_original_artist)
ON CONFLICT (track_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, owner_id, is_delete, created_at,
	updated_at, metadata_multihash, route_id, title, length, duration,
	cover_art, cover_art_sizes, tags, genre, mood, credits_splits,
	create_date, release_date, file_type, description, license, isrc, iswc,
	track_segments, download, is_downloadable, remix_of, stem_of,
	is_unlisted, field_visibility, is_stream_gated, stream_conditions,
	track_cid, is_playlist_upload, ai_attribution_user_id, preview_cid,
	audio_upload_id, preview_start_seconds, is_scheduled_release,
	is_download_gated, download_conditions, is_original_available,
	orig_file_cid, orig_filename, playlists_containing_track,
	placement_hosts, ddex_app, ddex_release_ids, artists,
	resource_contributors, indirect_resource_contributors,
	rights_controller, copyright_line, producer_copyright_line,
	parental_warning_type, allowed_api_keys, bpm, musical_key,
	audio_analysis_error_count, is_custom_bpm, is_custom_musical_key,
	comments_disabled, pinned_comment_id, cover_original_song_title,
	cover_original_artist) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.owner_id, EXCLUDED.is_delete, EXCLUDED.created_at,
	EXCLUDED.updated_at, EXCLUDED.metadata_multihash, EXCLUDED.route_id,
	EXCLUDED.title, EXCLUDED.length, EXCLUDED.duration, EXCLUDED.cover_art,
	EXCLUDED.cover_art_sizes, EXCLUDED.tags, EXCLUDED.genre, EXCLUDED.mood,
	EXCLUDED.credits_splits, EXCLUDED.create_date, EXCLUDED.release_date,
	EXCLUDED.file_type, EXCLUDED.description, EXCLUDED.license,
	EXCLUDED.isrc, EXCLUDED.iswc, EXCLUDED.track_segments,
	EXCLUDED.download, EXCLUDED.is_downloadable, EXCLUDED.remix_of,
	EXCLUDED.stem_of, EXCLUDED.is_unlisted, EXCLUDED.field_visibility,
	EXCLUDED.is_stream_gated, EXCLUDED.stream_conditions,
	EXCLUDED.track_cid, EXCLUDED.is_playlist_upload,
	EXCLUDED.ai_attribution_user_id, EXCLUDED.preview_cid,
	EXCLUDED.audio_upload_id, EXCLUDED.preview_start_seconds,
	EXCLUDED.is_scheduled_release, EXCLUDED.is_download_gated,
	EXCLUDED.download_conditions, EXCLUDED.is_original_available,
	EXCLUDED.orig_file_cid, EXCLUDED.orig_filename,
	EXCLUDED.playlists_containing_track, EXCLUDED.placement_hosts,
	EXCLUDED.ddex_app, EXCLUDED.ddex_release_ids, EXCLUDED.artists,
	EXCLUDED.resource_contributors,
	EXCLUDED.indirect_resource_contributors, EXCLUDED.rights_controller,
	EXCLUDED.copyright_line, EXCLUDED.producer_copyright_line,
	EXCLUDED.parental_warning_type, EXCLUDED.allowed_api_keys,
	EXCLUDED.bpm, EXCLUDED.musical_key,
	EXCLUDED.audio_analysis_error_count, EXCLUDED.is_custom_bpm,
	EXCLUDED.is_custom_musical_key, EXCLUDED.comments_disabled,
	EXCLUDED.pinned_comment_id, EXCLUDED.cover_original_song_title,
	EXCLUDED.cover_original_artist);

-- @ idx_track_routes_load ($1 owner_id int4[], $2 slug text[]) -> 0..n (
--   owner_id int4, slug text, blockhash text, blocknumber int4, txhash text,
--   title_slug text, collision_id int4, track_id int4, is_current bool)
SELECT r.owner_id, r.slug, r.blockhash, r.blocknumber, r.txhash, r.title_slug,
       r.collision_id, r.track_id, r.is_current
  FROM disc.track_routes AS r
  JOIN unnest($1::int4[], $2::text[]) AS k (owner_id, slug)
    ON r.owner_id = k.owner_id
   AND r.slug = k.slug;

-- @ idx_track_routes_put ($1 owner_id int4[], $2 slug text[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 title_slug text[], $7 collision_id int4[], $8 track_id int4[],
--   $9 is_current bool[]) -> 0
INSERT INTO disc.track_routes (owner_id, slug, blockhash, blocknumber, txhash,
	title_slug, collision_id, track_id, is_current)
SELECT n.owner_id, n.slug, n.blockhash, n.blocknumber, n.txhash, n.title_slug,
       n.collision_id, n.track_id, n.is_current
  FROM unnest($1::int4[], $2::text[], $3::text[], $4::int4[], $5::text[],
	$6::text[], $7::int4[], $8::int4[], $9::bool[])
    AS n (owner_id, slug, blockhash, blocknumber, txhash, title_slug,
	collision_id, track_id, is_current)
ON CONFLICT (owner_id, slug) DO UPDATE SET
	(blockhash, blocknumber, txhash, title_slug, collision_id, track_id,
	is_current) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.title_slug, EXCLUDED.collision_id, EXCLUDED.track_id,
	EXCLUDED.is_current);

-- The current route of a track.
-- @ idx_track_route_now ($1 ids int4[]) ->
--   0..n (track_id int4, owner_id int4, slug text)
SELECT r.track_id, r.owner_id, r.slug
  FROM disc.track_routes AS r
 WHERE r.track_id = ANY ($1)
   AND r.is_current;

-- @ idx_track_route_max ($1 owner_id int4[], $2 title_slug text[]) ->
--   0..n (owner_id int4, title_slug text, collision_id int4)
SELECT k.owner_id, k.title_slug, m.collision_id
  FROM unnest($1::int4[], $2::text[]) AS k (owner_id, title_slug)
 CROSS JOIN LATERAL (
	SELECT r.collision_id
	  FROM disc.track_routes AS r
	 WHERE r.owner_id = k.owner_id AND r.title_slug = k.title_slug
	 ORDER BY r.collision_id DESC
	 LIMIT 1) AS m;

-- @ idx_stems_put ($1 parent_track_id int4[], $2 child_track_id int4[]) -> 0
INSERT INTO disc.stems (parent_track_id, child_track_id)
SELECT n.parent_track_id, n.child_track_id
  FROM unnest($1::int4[], $2::int4[]) AS n (parent_track_id, child_track_id)
ON CONFLICT (parent_track_id, child_track_id) DO NOTHING;

-- All remixes of a child are replaced by those named; what stays is not
-- touched, so that the journal is short.
-- @ idx_remixes_put ($1 child_track_id int4[], $2 parents text[]) -> 0
WITH n AS (
	SELECT DISTINCT p.parent_track_id, c.child_track_id
	  FROM unnest($1::int4[], $2::text[]) AS c (child_track_id, parents)
	 CROSS JOIN unnest(c.parents::int4[]) AS p (parent_track_id)
), gone AS (
	DELETE FROM disc.remixes AS r
	 WHERE r.child_track_id = ANY ($1::int4[])
	   AND NOT EXISTS (SELECT FROM n
		WHERE n.parent_track_id = r.parent_track_id
		  AND n.child_track_id = r.child_track_id)
)
INSERT INTO disc.remixes (parent_track_id, child_track_id)
SELECT n.parent_track_id, n.child_track_id
  FROM n
 ORDER BY n.child_track_id, n.parent_track_id
ON CONFLICT (parent_track_id, child_track_id) DO NOTHING;
