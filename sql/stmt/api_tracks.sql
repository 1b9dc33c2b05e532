-- Tracks: reading them, and lists of their ids.

-- A text without bound is cut and a document left out (disc.clip), so that no
-- row can fill an answer; what decides who may hear and see stays whole.  The
-- album is the newest public one that holds the track, looked for among the
-- first $3 lists that took it up, of the first $4 tracks.  What only some
-- wallets may hear is shut to all others but its owner.  The wide row is joined
-- last, so that nothing but the result has to carry it.
-- @ api_tracks ($1 ids int4[], $2 auth int4, $3 lists int4, $4 first int4)
--   -> 0..n (track_id int4, owner_id int4,
--   title text, description text, genre text, mood text, tags text,
--   cover_art text, cover_art_sizes text, credits_splits text,
--   create_date text, release_date timestamp without time zone,
--   file_type text, metadata_multihash text, blockhash text,
--   blocknumber int4, txhash text, slot int4,
--   created_at timestamp without time zone,
--   updated_at timestamp without time zone, isrc text, iswc text,
--   license text, is_delete bool, is_unlisted bool, is_available bool,
--   field_visibility jsonb, route_id text, stem_of jsonb, remix_of jsonb,
--   stream_conditions jsonb, download_conditions jsonb,
--   is_stream_gated bool, is_download_gated bool, track_cid text,
--   is_playlist_upload bool, duration int4, length int4, download jsonb,
--   ai_attribution_user_id int4, preview_cid text, audio_upload_id text,
--   preview_start_seconds float8, track_segments jsonb,
--   is_scheduled_release bool, is_downloadable bool,
--   is_original_available bool, orig_file_cid text, orig_filename text,
--   playlists_containing_track int4[],
--   playlists_previously_containing_track jsonb, ddex_app text,
--   ddex_release_ids jsonb, artists jsonb, resource_contributors jsonb,
--   indirect_resource_contributors jsonb, rights_controller jsonb,
--   copyright_line jsonb, producer_copyright_line jsonb,
--   parental_warning_type text, allowed_api_keys json, bpm float8,
--   musical_key text, audio_analysis_error_count int4, is_custom_bpm bool,
--   is_custom_musical_key bool, comments_disabled bool,
--   pinned_comment_id int4, cover_original_song_title text,
--   cover_original_artist text, is_owned_by_user bool, repost_count int4,
--   save_count int4, comment_count int4, play_count int8, slug text,
--   album_id int4, album_name text, album_handle text, album_slug text,
--   is_shut bool)
SELECT t.track_id, t.owner_id, disc.clip(t.title, 4000) AS title,
       disc.clip(t.description, 16000) AS description,
       disc.clip(t.genre, 4000) AS genre, disc.clip(t.mood, 4000) AS mood,
       disc.clip(t.tags, 16000) AS tags,
       disc.clip(t.cover_art, 4000) AS cover_art,
       disc.clip(t.cover_art_sizes, 4000) AS cover_art_sizes,
       disc.clip(t.credits_splits, 16000) AS credits_splits,
       disc.clip(t.create_date, 4000) AS create_date, t.release_date,
       disc.clip(t.file_type, 4000) AS file_type,
       disc.clip(t.metadata_multihash, 4000) AS metadata_multihash,
       t.blockhash, t.blocknumber, t.txhash, t.slot, t.created_at,
       t.updated_at, disc.clip(t.isrc, 4000) AS isrc,
       disc.clip(t.iswc, 4000) AS iswc, disc.clip(t.license, 4000) AS license,
       t.is_delete, t.is_unlisted, t.is_available,
       disc.clip(t.field_visibility, 65536) AS field_visibility,
       disc.clip(t.route_id, 4000) AS route_id,
       COALESCE(disc.clip(t.stem_of, 65536), CASE WHEN t.stem_of IS NOT NULL
           THEN '{}'::jsonb END) AS stem_of,
       disc.clip(t.remix_of, 65536) AS remix_of,
       t.stream_conditions, t.download_conditions,
       t.is_stream_gated, t.is_download_gated,
       disc.clip(t.track_cid, 4000) AS track_cid, t.is_playlist_upload,
       t.duration, t.length, disc.clip(t.download, 65536) AS download,
       t.ai_attribution_user_id,
       disc.clip(t.preview_cid, 4000) AS preview_cid,
       disc.clip(t.audio_upload_id, 4000) AS audio_upload_id,
       t.preview_start_seconds,
       disc.clip(t.track_segments, 524288) AS track_segments,
       t.is_scheduled_release, t.is_downloadable, t.is_original_available,
       disc.clip(t.orig_file_cid, 4000) AS orig_file_cid,
       disc.clip(t.orig_filename, 4000) AS orig_filename,
       t.playlists_containing_track,
       disc.clip(t.playlists_previously_containing_track, 65536)
           AS playlists_previously_containing_track,
       disc.clip(t.ddex_app, 4000) AS ddex_app,
       disc.clip(t.ddex_release_ids, 65536) AS ddex_release_ids,
       disc.clip(t.artists, 65536) AS artists,
       disc.clip(t.resource_contributors, 65536) AS resource_contributors,
       disc.clip(t.indirect_resource_contributors, 65536)
           AS indirect_resource_contributors,
       disc.clip(t.rights_controller, 65536) AS rights_controller,
       disc.clip(t.copyright_line, 65536) AS copyright_line,
       disc.clip(t.producer_copyright_line, 65536) AS producer_copyright_line,
       disc.clip(t.parental_warning_type, 4000) AS parental_warning_type,
       CASE WHEN pg_catalog.pg_column_size(t.allowed_api_keys) < 16384
           THEN pg_catalog.to_json(t.allowed_api_keys) END AS allowed_api_keys,
       t.bpm,
       disc.clip(t.musical_key, 4000) AS musical_key,
       t.audio_analysis_error_count, t.is_custom_bpm, t.is_custom_musical_key,
       t.comments_disabled, t.pinned_comment_id,
       disc.clip(t.cover_original_song_title, 4000)
           AS cover_original_song_title,
       disc.clip(t.cover_original_artist, 4000) AS cover_original_artist,
       t.is_owned_by_user, n.repost_count, n.save_count, n.comment_count,
       n.play_count, n.slug, n.album_id,
       disc.clip(n.album_name, 4000) AS album_name,
       n.album_handle, n.album_slug,
       t.access_authorities IS NOT NULL
           AND t.owner_id IS DISTINCT FROM $2::int4
           AND ((SELECT pg_catalog.lower(v.wallet) FROM disc.users AS v
                  WHERE v.user_id = $2) = ANY (pg_catalog.lower(
                    t.access_authorities::text)::text[])) IS NOT TRUE AS is_shut
  FROM (SELECT i.id, a.repost_count, a.save_count, a.comment_count,
               p.count AS play_count, r.slug, b.playlist_id AS album_id,
               e.playlist_name AS album_name, b.handle AS album_handle,
               b.slug AS album_slug
          FROM pg_catalog.unnest($1::int4[]) WITH ORDINALITY AS i (id, nr)
          LEFT JOIN disc.aggregate_track AS a ON a.track_id = i.id
          LEFT JOIN disc.aggregate_plays AS p ON p.play_item_id = i.id
          LEFT JOIN disc.track_routes AS r
            ON r.track_id = i.id AND r.is_current
          LEFT JOIN LATERAL (
	SELECT l.playlist_id, o.handle, n.slug
	  FROM (SELECT q.playlist_id, q.playlist_owner_id, q.created_at
	          FROM (SELECT m.playlist_id, m.is_removed
	                  FROM disc.playlist_tracks AS m
	                 WHERE m.track_id = i.id AND i.nr <= $4::int4
	                 ORDER BY m.created_at
	                 LIMIT $3::int4) AS m
	         CROSS JOIN LATERAL (
	                SELECT q.playlist_id, q.playlist_owner_id, q.created_at
	                  FROM disc.playlists AS q
	                 WHERE NOT m.is_removed
	                   AND q.playlist_id = m.playlist_id AND q.is_album
	                   AND NOT q.is_private AND NOT q.is_delete
	                   AND q.is_current
	                OFFSET 0) AS q
	         ORDER BY q.created_at DESC, q.playlist_id DESC
	        OFFSET 0) AS l
	 CROSS JOIN LATERAL (
	        SELECT n.slug
	          FROM disc.playlist_routes AS n
	         WHERE n.playlist_id = l.playlist_id AND n.is_current
	        OFFSET 0) AS n
	 CROSS JOIN LATERAL (
	        SELECT o.handle
	          FROM disc.users AS o
	         WHERE o.user_id = l.playlist_owner_id
	           AND o.is_current AND o.handle IS NOT NULL
	           AND NOT o.is_deactivated
	        OFFSET 0) AS o
	 ORDER BY l.created_at DESC, l.playlist_id DESC
	 LIMIT 1) AS b ON true
          LEFT JOIN disc.playlists AS e ON e.playlist_id = b.playlist_id
        OFFSET 0) AS n
 CROSS JOIN LATERAL (SELECT w.*
                       FROM disc.tracks AS w
                      WHERE w.track_id = n.id AND w.is_current
                     OFFSET 0) AS t;

-- How much is stored of what can be long in these rows, packed as it may be.
-- @ api_tracks_stored ($1 ids int4[]) -> 1 (bytes int8)
SELECT COALESCE(sum(
           COALESCE(pg_catalog.pg_column_size(t.title), 0)
           + COALESCE(pg_catalog.pg_column_size(t.description), 0)
           + COALESCE(pg_catalog.pg_column_size(t.tags), 0)
           + COALESCE(pg_catalog.pg_column_size(t.credits_splits), 0)
           + COALESCE(pg_catalog.pg_column_size(t.field_visibility), 0)
           + COALESCE(pg_catalog.pg_column_size(t.stem_of), 0)
           + COALESCE(pg_catalog.pg_column_size(t.remix_of), 0)
           + COALESCE(pg_catalog.pg_column_size(t.stream_conditions), 0)
           + COALESCE(pg_catalog.pg_column_size(t.download_conditions), 0)
           + COALESCE(pg_catalog.pg_column_size(t.download), 0)
           + COALESCE(pg_catalog.pg_column_size(t.track_segments), 0)
           + COALESCE(pg_catalog.pg_column_size(
               t.playlists_containing_track), 0)
           + COALESCE(pg_catalog.pg_column_size(
               t.playlists_previously_containing_track), 0)
           + COALESCE(pg_catalog.pg_column_size(t.ddex_release_ids), 0)
           + COALESCE(pg_catalog.pg_column_size(t.artists), 0)
           + COALESCE(pg_catalog.pg_column_size(
               t.resource_contributors), 0)
           + COALESCE(pg_catalog.pg_column_size(
               t.indirect_resource_contributors), 0)
           + COALESCE(pg_catalog.pg_column_size(t.rights_controller), 0)
           + COALESCE(pg_catalog.pg_column_size(t.copyright_line), 0)
           + COALESCE(pg_catalog.pg_column_size(
               t.producer_copyright_line), 0)
           + COALESCE(pg_catalog.pg_column_size(t.allowed_api_keys), 0)),
           0)::int8 AS bytes
  FROM disc.tracks AS t
 WHERE t.track_id = ANY ($1) AND t.is_current;

-- Parents of remixes; the first entry of the document, the one that counts,
-- comes first.
-- @ api_remix_parents ($1 ids int4[]) -> 0..n (child_id int4,
--   parent_id int4, owner_id int4, author_reposted bool, author_saved bool)
SELECT m.child_track_id AS child_id, m.parent_track_id AS parent_id,
       p.owner_id,
       EXISTS (SELECT 1 FROM disc.reposts AS r
                WHERE r.user_id = p.owner_id
                  AND r.repost_item_id = m.child_track_id
                  AND r.repost_type = 'track' AND NOT r.is_delete)
           AS author_reposted,
       EXISTS (SELECT 1 FROM disc.saves AS s
                WHERE s.user_id = p.owner_id
                  AND s.save_item_id = m.child_track_id
                  AND s.save_type = 'track' AND NOT s.is_delete)
           AS author_saved
  FROM disc.remixes AS m
  JOIN disc.tracks AS p ON p.track_id = m.parent_track_id AND p.is_current
  JOIN disc.tracks AS c ON c.track_id = m.child_track_id
 WHERE m.child_track_id = ANY ($1)
 ORDER BY m.child_track_id,
       (c.remix_of #>> '{tracks,0,parent_track_id}') IS DISTINCT FROM
           m.parent_track_id::text,
       m.parent_track_id;

-- Tracks of an owner, of his newest 5000 (LIM_OWNED): those that can be had,
-- and none of one who has left; those that only some may hear are shown to them
-- and to the owner.  What is the same in the order asked for
-- stands by id; a direction that is not asked for is downward.
-- @ api_user_tracks ($1 id int4, $2 auth int4, $3 filter_tracks text,
--   $4 query text, $5 sort_method text, $6 sort text,
--   $7 sort_direction text, $8 limit int8, $9 offset int8) -> 0..n (track_id int4)
WITH u AS MATERIALIZED (
	SELECT CASE WHEN $5::text IS NULL THEN o.artist_pick_track_id END AS pinned,
	       $4::text IS NULL OR pg_catalog.strpos(pg_catalog.lower(o.name),
	           pg_catalog.lower($4)) > 0 AS named,
	       (SELECT pg_catalog.lower(v.wallet) FROM disc.users AS v
	         WHERE v.user_id = $2::int4) AS viewer,
	       COALESCE($5, $6::text) AS method,
	       $7::text IS DISTINCT FROM 'asc' AS down
	  FROM disc.users AS o
	 WHERE o.user_id = $1 AND NOT o.is_deactivated
)
SELECT k.track_id
  FROM (SELECT t.track_id, t.track_id IS DISTINCT FROM u.pinned AS unpinned,
               CASE WHEN u.method = 'title' THEN pg_catalog.lower(t.title)
               END AS word,
               CASE u.method
                    WHEN 'plays' THEN COALESCE(
                        (SELECT p.count FROM disc.aggregate_plays AS p
                          WHERE p.play_item_id = t.track_id), 0)::float8
                    WHEN 'reposts' THEN COALESCE(
                        (SELECT a.repost_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = t.track_id), 0)::float8
                    WHEN 'saves' THEN COALESCE(
                        (SELECT a.save_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = t.track_id), 0)::float8
                    WHEN 'date' THEN t.released
                    WHEN 'release_date' THEN t.released
               END AS figure,
               u.down
          FROM u
         CROSS JOIN (SELECT w.track_id, w.is_delete, w.stem_of, w.is_unlisted,
                            w.is_available, w.title, w.access_authorities,
                            pg_catalog.date_part('epoch', COALESCE(
                                w.release_date, w.created_at)) AS released
                       FROM disc.tracks AS w
                      WHERE w.owner_id = $1 AND w.is_current
                      ORDER BY w.created_at DESC, w.track_id DESC
                      LIMIT 5000) AS t
         WHERE NOT t.is_delete AND t.is_available AND t.stem_of IS NULL
           AND (NOT t.is_unlisted OR $1 = $2::int4)
           AND (t.access_authorities IS NULL OR $1 = $2 OR u.viewer =
                ANY (pg_catalog.lower(t.access_authorities::text)::text[]))
           AND CASE $3::text WHEN 'public' THEN NOT t.is_unlisted
                             WHEN 'unlisted' THEN t.is_unlisted
                             ELSE true END
           AND (u.named
                OR pg_catalog.strpos(pg_catalog.lower(t.title),
                       pg_catalog.lower($4)) > 0)) AS k
 ORDER BY k.unpinned,
       CASE WHEN NOT k.down THEN k.word END,
       CASE WHEN k.down THEN k.word END DESC NULLS LAST,
       CASE WHEN NOT k.down THEN k.figure END,
       CASE WHEN k.down THEN k.figure END DESC NULLS LAST,
       k.track_id
 LIMIT $8 OFFSET $9;

-- Tracks by handle (lower-case) and slug, old slugs too, in the order asked.
-- @ api_tracks_by_slug ($1 handles text[], $2 slugs text[])
--   -> 0..n (track_id int4)
SELECT r.track_id
  FROM (SELECT w.handle, w.slug, w.nr
          FROM ROWS FROM (pg_catalog.unnest($1::text[]),
                         pg_catalog.unnest($2::text[]))
               WITH ORDINALITY AS w (handle, slug, nr)) AS w
  JOIN disc.users AS u ON u.handle_lc = w.handle AND u.is_current
  JOIN disc.track_routes AS r ON r.owner_id = u.user_id AND r.slug = w.slug
 GROUP BY r.track_id
 ORDER BY pg_catalog.min(w.nr), r.track_id;

-- A hidden track is found by its legacy route id only.
-- @ api_track_by_route_id ($1 id int4, $2 route_id text)
--   -> 0..1 (track_id int4)
SELECT t.track_id
  FROM disc.tracks AS t
 WHERE t.track_id = $1 AND t.is_current
   AND (NOT t.is_unlisted OR t.route_id = $2);

-- Legacy reading by conditions, all optional, in the order of at most three
-- columns: k1, k2, k3 name them, d1, d2, d3 say whether descending.  What has
-- no owner and no ids is a walk along an index, that of the blocks from $4 on,
-- else that of the first column; paging reaches its first 5000 (LIM_LIST), and
-- those stand in the order of all columns.  By ids nothing follows, and the
-- index alone is read: reading rows, the planner would prefer the primary key,
-- and pass by all that are deleted.  What only some wallets may hear is left
-- out, and takes no place of a page as long as there are no more than 3000.
-- @ api_tracks_where ($1 id int4[], $2 user_id int4, $3 handle text,
--   $4 min_block_number int4, $5 filter_deleted bool, $6 limit int8,
--   $7 offset int8, $8 k1 text, $9 d1 bool, $10 k2 text, $11 d2 bool,
--   $12 k3 text, $13 d3 bool) -> 0..n (track_id int4)
WITH way AS (
	SELECT g.gone,
	       $1::int4[] IS NULL AND $2::int4 IS NULL
	           AND $3::text IS NULL AS free,
	       CASE WHEN $10::text IS NULL THEN $6::int8 + $7::int8
	            ELSE 5000 END AS far
	  FROM (VALUES (false), (true)) AS g (gone)
	 WHERE NOT (g.gone AND $5::bool)
), shut AS MATERIALIZED (
	SELECT t.track_id
	  FROM disc.tracks AS t
	 WHERE t.access_authorities IS NOT NULL
	 ORDER BY t.track_id DESC
	 LIMIT 3000
)
SELECT k.track_id
  FROM (SELECT t.track_id,
               CASE WHEN $2 IS NOT NULL THEN t.track_id IS DISTINCT FROM (
                   SELECT o.artist_pick_track_id FROM disc.users AS o
                    WHERE o.user_id = $2) END AS pinned,
               CASE $8::text WHEN 'created_at'
                          THEN pg_catalog.date_part('epoch', t.created_at)
                        WHEN 'release_date'
                          THEN pg_catalog.date_part('epoch', t.release_date)
                        WHEN 'blocknumber' THEN t.blocknumber::float8
                        WHEN 'track_id' THEN t.track_id::float8 END AS n1,
               CASE WHEN $8::text = 'create_date'
                    THEN pg_catalog.left(t.create_date, 64) END AS t1,
               CASE $10 WHEN 'created_at'
                          THEN pg_catalog.date_part('epoch', t.created_at)
                        WHEN 'release_date'
                          THEN pg_catalog.date_part('epoch', t.release_date)
                        WHEN 'blocknumber' THEN t.blocknumber::float8
                        WHEN 'track_id' THEN t.track_id::float8 END AS n2,
               CASE WHEN $10 = 'create_date'
                    THEN pg_catalog.left(t.create_date, 64) END AS t2,
               CASE $12::text WHEN 'created_at'
                          THEN pg_catalog.date_part('epoch', t.created_at)
                        WHEN 'release_date'
                          THEN pg_catalog.date_part('epoch', t.release_date)
                        WHEN 'blocknumber' THEN t.blocknumber::float8
                        WHEN 'track_id' THEN t.track_id::float8 END AS n3,
               CASE WHEN $12::text = 'create_date'
                    THEN pg_catalog.left(t.create_date, 64) END AS t3
          FROM (
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'created_at' AND NOT $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.created_at,
                         t.track_id
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'created_at' AND $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.created_at DESC,
                         t.track_id DESC
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'create_date' AND NOT $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY pg_catalog.left(t.create_date, 64),
                         t.track_id
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'create_date' AND $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY pg_catalog.left(t.create_date, 64) DESC,
                         t.track_id DESC
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'release_date' AND NOT $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.release_date,
                         t.track_id
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'release_date' AND $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.release_date DESC,
                         t.track_id DESC
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'blocknumber' AND NOT $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.blocknumber,
                         t.track_id
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE $8::text = 'blocknumber' AND $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.blocknumber DESC,
                         t.track_id DESC
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, NULL::timestamp, NULL::text,
                      NULL::timestamp, NULL::int4
                 FROM disc.tracks AS t
                WHERE $8::text = 'track_id' AND NOT $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.track_id
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, NULL::timestamp, NULL::text,
                      NULL::timestamp, NULL::int4
                 FROM disc.tracks AS t
                WHERE $8::text = 'track_id' AND $9::bool
                  AND t.is_delete = way.gone
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.track_id DESC
                LIMIT way.far) AS w
          WHERE way.free AND $4::int4 IS NULL)
        UNION ALL
        (SELECT w.* FROM way CROSS JOIN LATERAL (
               SELECT t.track_id, t.created_at, t.create_date,
                      t.release_date, t.blocknumber
                 FROM disc.tracks AS t
                WHERE t.is_delete = way.gone AND t.blocknumber >= $4::int4
                  AND t.track_id NOT IN (SELECT s.track_id FROM shut AS s)
                ORDER BY t.blocknumber, t.track_id LIMIT 5000) AS w
          WHERE way.free)
        UNION ALL
        (SELECT t.track_id, t.created_at, t.create_date,
                t.release_date, t.blocknumber
           FROM disc.tracks AS t
          WHERE t.track_id = ANY ($1) AND t.is_current
            AND ($2 IS NULL OR t.owner_id = $2)
            AND ($4 IS NULL OR t.blocknumber >= $4)
            AND ($3 IS NULL OR t.owner_id IN (
                SELECT o.user_id FROM disc.users AS o WHERE o.handle_lc = $3))
            AND (NOT $5 OR NOT t.is_delete))
        UNION ALL
        (SELECT w.track_id, w.created_at, w.create_date,
                w.release_date, w.blocknumber
           FROM (SELECT o.user_id FROM disc.users AS o
                  WHERE $1 IS NULL
                    AND ($2 IS NULL OR o.user_id = $2)
                    AND ($3 IS NULL OR o.handle_lc = $3)
                    AND ($2 IS NOT NULL OR $3 IS NOT NULL)
                  ORDER BY o.user_id
                  LIMIT 10) AS o
          CROSS JOIN LATERAL (
                SELECT t.* FROM disc.tracks AS t
                 WHERE t.owner_id = o.user_id AND t.is_current
                 ORDER BY t.created_at DESC, t.track_id DESC
                 LIMIT 5000) AS w
          WHERE (NOT $5 OR NOT w.is_delete)
            AND ($4 IS NULL OR w.blocknumber >= $4))) AS t
         WHERE NOT EXISTS (SELECT FROM disc.tracks AS s
                            WHERE s.track_id = t.track_id
                              AND s.access_authorities IS NOT NULL
                           OFFSET 0)) AS k
 ORDER BY k.pinned,
       CASE WHEN $1 IS NOT NULL AND $8 IS NULL THEN
           pg_catalog.array_position($1, k.track_id) END,
       CASE WHEN $9::bool THEN k.n1 END DESC,
       CASE WHEN $9 THEN k.t1 END DESC,
       CASE WHEN NOT $9 THEN k.n1 END,
       CASE WHEN NOT $9 THEN k.t1 END,
       CASE WHEN $11::bool THEN k.n2 END DESC,
       CASE WHEN $11 THEN k.t2 END DESC,
       CASE WHEN NOT $11 THEN k.n2 END,
       CASE WHEN NOT $11 THEN k.t2 END,
       CASE WHEN $13::bool THEN k.n3 END DESC,
       CASE WHEN $13 THEN k.t3 END DESC,
       CASE WHEN NOT $13 THEN k.n3 END,
       CASE WHEN NOT $13 THEN k.t3 END,
       CASE WHEN $9 THEN k.track_id END DESC,
       k.track_id
 LIMIT $6 OFFSET $7;

-- What a link to a track leads to; by_link: it is not answered by its id.
-- @ api_resolve_track ($1 handle text, $2 slug text) -> 0..1 (track_id int4,
--   by_link bool)
SELECT t.track_id, t.is_unlisted AS by_link
  FROM disc.users AS u
  JOIN disc.track_routes AS r ON r.owner_id = u.user_id AND r.slug = $2
  JOIN disc.tracks AS t ON t.track_id = r.track_id AND t.is_current
 WHERE u.handle_lc = $1 AND u.is_current
 ORDER BY u.user_id
 LIMIT 1;

-- Tracks by ids, in the order asked; a hidden one when the address at the same
-- place is its legacy one.
-- @ api_tracks_known ($1 ids int4[], $2 route_ids text[],
--   $3 filter_deleted bool, $4 limit int8, $5 offset int8)
--   -> 0..n (track_id int4)
SELECT t.track_id
  FROM ROWS FROM (pg_catalog.unnest($1::int4[]),
                  pg_catalog.unnest($2::text[]))
           WITH ORDINALITY AS w (id, route_id, nr)
 CROSS JOIN LATERAL (SELECT x.track_id
                       FROM disc.tracks AS x
                      WHERE x.track_id = w.id AND x.is_current
                        AND NOT ($3::bool AND x.is_delete)
                        AND (NOT x.is_unlisted OR x.route_id = w.route_id)
                        AND x.access_authorities IS NULL
                     OFFSET 0) AS t
 GROUP BY t.track_id
 ORDER BY pg_catalog.min(w.nr)
 LIMIT $4 OFFSET $5;

-- How many tracks a user has, of his newest 5000, as lists of them show them;
-- with these ways to be gated, or none.
-- @ api_user_track_count ($1 id int4, $2 auth int4, $3 filter_tracks text,
--   $4 gate_condition text[]) -> 1 (count int8)
SELECT pg_catalog.count(*) AS count
  FROM (SELECT w.is_delete, w.is_available, w.stem_of, w.is_unlisted,
               w.access_authorities, w.stream_conditions,
               COALESCE(w.is_stream_gated, false) AS gated
          FROM disc.tracks AS w
         WHERE w.owner_id = $1 AND w.is_current
         ORDER BY w.created_at DESC, w.track_id DESC
         LIMIT 5000) AS t
 WHERE EXISTS (SELECT FROM disc.users AS u
                WHERE u.user_id = $1 AND NOT u.is_deactivated)
   AND NOT t.is_delete AND t.is_available AND t.stem_of IS NULL
   AND (NOT t.is_unlisted OR ($1 = $2::int4 AND $3::text <> 'public'))
   AND (t.access_authorities IS NULL OR $1 = $2)
   AND (($4::text[] && '{ungated,usdc_purchase,follow,tip,nft,token}')
            IS NOT TRUE
        OR (NOT t.gated AND 'ungated' = ANY ($4))
        OR (t.gated AND EXISTS (
            SELECT FROM (VALUES ('usdc_purchase', 'usdc_purchase'),
                ('follow', 'follow_user_id'), ('tip', 'tip_user_id'),
                ('nft', 'nft_collection'), ('token', 'token_gate'))
                AS v (word, key)
             WHERE v.word = ANY ($4)
               AND pg_catalog.jsonb_exists(t.stream_conditions, v.key))));

-- Public tracks of a user that were remixed, the most remixed first; of his
-- newest 2000 tracks, and 8000 remixes.
-- @ api_remixed_tracks ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (track_id int4, title text, remix_count int8)
SELECT t.track_id, disc.clip(t.title, 4000) AS title, q.n AS remix_count
  FROM (SELECT r.track_id, pg_catalog.count(*) AS n
          FROM (SELECT p.track_id, x.child_track_id
                  FROM (SELECT w.track_id
                          FROM disc.tracks AS w
                         WHERE w.owner_id = $1 AND w.is_current
                           AND NOT w.is_delete AND NOT w.is_unlisted
                           AND w.access_authorities IS NULL
                         ORDER BY w.created_at DESC, w.track_id DESC
                         LIMIT 2000) AS p
                 CROSS JOIN LATERAL (SELECT m.child_track_id
                                       FROM disc.remixes AS m
                                      WHERE m.parent_track_id = p.track_id
                                     OFFSET 0) AS x
                 LIMIT 8000) AS r
         CROSS JOIN LATERAL (SELECT FROM disc.tracks AS c
                              WHERE c.track_id = r.child_track_id
                                AND c.is_current AND NOT c.is_delete
                                AND NOT c.is_unlisted
                                AND c.access_authorities IS NULL
                             OFFSET 0) AS c
         GROUP BY r.track_id) AS q
  JOIN disc.tracks AS t ON t.track_id = q.track_id
 ORDER BY q.n DESC, t.track_id
 LIMIT $2 OFFSET $3;

-- Tracks that were made like somebody, whosever they are, of the newest 5000:
-- in the orders of a user's tracks, hidden ones for their owner.
-- @ api_attributed_tracks ($1 id int4, $2 auth int4, $3 filter_tracks text,
--   $4 query text, $5 sort_method text, $6 sort text, $7 sort_direction text,
--   $8 limit int8, $9 offset int8) -> 0..n (track_id int4)
SELECT k.track_id
  FROM (SELECT t.track_id, $7::text IS DISTINCT FROM 'asc' AS down,
               CASE COALESCE($5::text, $6::text)
                    WHEN 'title' THEN pg_catalog.lower(t.title)
                    WHEN 'artist_name' THEN pg_catalog.lower(u.name)
               END AS word,
               CASE COALESCE($5, $6)
                    WHEN 'plays' THEN COALESCE(
                        (SELECT p.count FROM disc.aggregate_plays AS p
                          WHERE p.play_item_id = t.track_id), 0)::float8
                    WHEN 'reposts' THEN COALESCE(
                        (SELECT a.repost_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = t.track_id), 0)::float8
                    WHEN 'saves' THEN COALESCE(
                        (SELECT a.save_count FROM disc.aggregate_track AS a
                          WHERE a.track_id = t.track_id), 0)::float8
                    WHEN 'date' THEN t.released
                    WHEN 'release_date' THEN t.released
               END AS figure
          FROM (SELECT w.track_id, w.owner_id, w.title, w.is_delete,
                       w.is_current, w.is_available, w.is_unlisted, w.stem_of,
                       w.access_authorities,
                       pg_catalog.date_part('epoch', COALESCE(
                           w.release_date, w.created_at)) AS released
                  FROM disc.tracks AS w
                 WHERE w.ai_attribution_user_id = $1
                 ORDER BY w.created_at DESC, w.track_id DESC
                 LIMIT 5000) AS t
         CROSS JOIN LATERAL (SELECT o.name
                               FROM disc.users AS o
                              WHERE o.user_id = t.owner_id AND o.is_current
                                AND NOT o.is_deactivated
                             OFFSET 0) AS u
         WHERE t.is_current AND NOT t.is_delete AND t.is_available
           AND t.stem_of IS NULL
           AND (t.owner_id = $2::int4
                OR (NOT t.is_unlisted AND t.access_authorities IS NULL))
           AND CASE $3::text WHEN 'public' THEN NOT t.is_unlisted
                             WHEN 'unlisted' THEN t.is_unlisted
                             ELSE true END
           AND ($4::text IS NULL
                OR pg_catalog.strpos(pg_catalog.lower(t.title),
                       pg_catalog.lower($4)) > 0
                OR pg_catalog.strpos(pg_catalog.lower(u.name),
                       pg_catalog.lower($4)) > 0)) AS k
 ORDER BY CASE WHEN NOT k.down THEN k.word END,
       CASE WHEN k.down THEN k.word END DESC NULLS LAST,
       CASE WHEN NOT k.down THEN k.figure END,
       CASE WHEN k.down THEN k.figure END DESC NULLS LAST,
       k.track_id
 LIMIT $8 OFFSET $9;
