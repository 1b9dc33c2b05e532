-- Tracks: reading them, and lists of their ids.

-- @ api_tracks ($1 ids int4[]) -> 0..n (track_id int4, owner_id int4,
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
--   save_count int4, comment_count int4, play_count int8, slug text)
SELECT t.track_id, t.owner_id, t.title, t.description, t.genre, t.mood,
       t.tags, t.cover_art, t.cover_art_sizes, t.credits_splits,
       t.create_date, t.release_date, t.file_type, t.metadata_multihash,
       t.blockhash, t.blocknumber, t.txhash, t.slot, t.created_at,
       t.updated_at, t.isrc, t.iswc, t.license, t.is_delete, t.is_unlisted,
       t.is_available, t.field_visibility, t.route_id, t.stem_of, t.remix_of,
       t.stream_conditions, t.download_conditions, t.is_stream_gated,
       t.is_download_gated, t.track_cid, t.is_playlist_upload, t.duration,
       t.length, t.download, t.ai_attribution_user_id, t.preview_cid,
       t.audio_upload_id, t.preview_start_seconds, t.track_segments,
       t.is_scheduled_release, t.is_downloadable, t.is_original_available,
       t.orig_file_cid, t.orig_filename, t.playlists_containing_track,
       t.playlists_previously_containing_track, t.ddex_app,
       t.ddex_release_ids, t.artists, t.resource_contributors,
       t.indirect_resource_contributors, t.rights_controller,
       t.copyright_line, t.producer_copyright_line, t.parental_warning_type,
       pg_catalog.to_json(t.allowed_api_keys) AS allowed_api_keys, t.bpm,
       t.musical_key, t.audio_analysis_error_count, t.is_custom_bpm,
       t.is_custom_musical_key, t.comments_disabled, t.pinned_comment_id,
       t.cover_original_song_title, t.cover_original_artist,
       t.is_owned_by_user,
       a.repost_count, a.save_count, a.comment_count,
       p.count AS play_count, r.slug
  FROM disc.tracks AS t
  LEFT JOIN disc.aggregate_track AS a ON a.track_id = t.track_id
  LEFT JOIN disc.aggregate_plays AS p ON p.play_item_id = t.track_id
  LEFT JOIN disc.track_routes AS r ON r.track_id = t.track_id AND r.is_current
 WHERE t.track_id = ANY ($1) AND t.is_current;

-- Reposts and saves of tracks by the current user and by those he follows:
-- per track the three actors with most followers.  They are looked for from
-- the shorter side: the actors of the track, or those he follows.
-- @ api_track_acts ($1 ids int4[], $2 me int4) -> 0..n (item_id int4,
--   act text, user_id int4, type text,
--   created_at timestamp without time zone, blockhash text,
--   blocknumber int4, txhash text, slot int4)
WITH me AS MATERIALIZED (
	SELECT COALESCE(pg_catalog.max(m.following_count), 0) AS following
	  FROM disc.aggregate_user AS m
	 WHERE m.user_id = $2
), item AS MATERIALIZED (
	SELECT i.id, COALESCE(a.repost_count, 0) <= me.following AS few_reposts,
	       COALESCE(a.save_count, 0) <= me.following AS few_saves
	  FROM (SELECT DISTINCT u.id FROM pg_catalog.unnest($1::int4[]) AS u (id)) AS i
	 CROSS JOIN me
	  LEFT JOIN disc.aggregate_track AS a ON a.track_id = i.id
)
SELECT r.repost_item_id AS item_id, 'my_repost' AS act, r.user_id,
       r.repost_type::text AS type, r.created_at, r.blockhash, r.blocknumber,
       r.txhash, r.slot
  FROM disc.reposts AS r
 WHERE r.user_id = $2 AND r.repost_item_id = ANY ($1)
   AND r.repost_type = 'track' AND NOT r.is_delete
UNION ALL
SELECT s.save_item_id, 'my_save', s.user_id, s.save_type::text, s.created_at,
       s.blockhash, s.blocknumber, s.txhash, s.slot
  FROM disc.saves AS s
 WHERE s.user_id = $2 AND s.save_item_id = ANY ($1)
   AND s.save_type = 'track' AND NOT s.is_delete
UNION ALL
SELECT item.id, 'repost', x.user_id, 'track', x.created_at, x.blockhash,
       x.blocknumber, x.txhash, x.slot
  FROM item
 CROSS JOIN LATERAL (
	SELECT y.user_id, y.created_at, y.blockhash, y.blocknumber, y.txhash,
	       y.slot
	  FROM (SELECT r.user_id, r.created_at, r.blockhash, r.blocknumber,
	               r.txhash, r.slot
	          FROM disc.reposts AS r
	         WHERE item.few_reposts
	           AND r.repost_item_id = item.id AND r.repost_type = 'track'
	           AND NOT r.is_delete
	           AND EXISTS (SELECT 1 FROM disc.follows AS f
	                        WHERE f.follower_user_id = $2
	                          AND f.followee_user_id = r.user_id
	                          AND NOT f.is_delete OFFSET 0)
	        UNION ALL
	        SELECT r.user_id, r.created_at, r.blockhash, r.blocknumber,
	               r.txhash, r.slot
	          FROM disc.follows AS f
	         CROSS JOIN LATERAL (
	               SELECT q.* FROM disc.reposts AS q
	                WHERE q.user_id = f.followee_user_id
	                  AND q.repost_item_id = item.id
	                  AND q.repost_type = 'track' AND NOT q.is_delete
	               OFFSET 0) AS r
	         WHERE NOT item.few_reposts
	           AND f.follower_user_id = $2 AND NOT f.is_delete) AS y
	 ORDER BY (SELECT a.follower_count FROM disc.aggregate_user AS a
	            WHERE a.user_id = y.user_id) DESC NULLS LAST, y.user_id
	 LIMIT 3) AS x
UNION ALL
SELECT item.id, 'save', x.user_id, 'track', x.created_at, x.blockhash,
       x.blocknumber, x.txhash, x.slot
  FROM item
 CROSS JOIN LATERAL (
	SELECT y.user_id, y.created_at, y.blockhash, y.blocknumber, y.txhash,
	       y.slot
	  FROM (SELECT s.user_id, s.created_at, s.blockhash, s.blocknumber,
	               s.txhash, s.slot
	          FROM disc.saves AS s
	         WHERE item.few_saves
	           AND s.save_item_id = item.id AND s.save_type = 'track'
	           AND NOT s.is_delete
	           AND EXISTS (SELECT 1 FROM disc.follows AS f
	                        WHERE f.follower_user_id = $2
	                          AND f.followee_user_id = s.user_id
	                          AND NOT f.is_delete OFFSET 0)
	        UNION ALL
	        SELECT s.user_id, s.created_at, s.blockhash, s.blocknumber,
	               s.txhash, s.slot
	          FROM disc.follows AS f
	         CROSS JOIN LATERAL (
	               SELECT q.* FROM disc.saves AS q
	                WHERE q.user_id = f.followee_user_id
	                  AND q.save_item_id = item.id
	                  AND q.save_type = 'track' AND NOT q.is_delete
	               OFFSET 0) AS s
	         WHERE NOT item.few_saves
	           AND f.follower_user_id = $2 AND NOT f.is_delete) AS y
	 ORDER BY (SELECT a.follower_count FROM disc.aggregate_user AS a
	            WHERE a.user_id = y.user_id) DESC NULLS LAST, y.user_id
	 LIMIT 3) AS x;

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

-- Tracks of an owner.  The pinned one comes first; sort is "date" or "plays".
-- @ api_user_tracks ($1 user_id int4, $2 auth int4, $3 filter text,
--   $4 query text, $5 sort text, $6 limit int8, $7 offset int8)
--   -> 0..n (track_id int4)
SELECT t.track_id
  FROM disc.tracks AS t
  JOIN disc.users AS u ON u.user_id = t.owner_id
  LEFT JOIN disc.aggregate_plays AS p
    ON p.play_item_id = t.track_id AND $5::text = 'plays'
 WHERE t.owner_id = $1 AND t.is_current AND NOT t.is_delete
   AND t.stem_of IS NULL
   AND (NOT t.is_unlisted OR t.owner_id = $2::int4)
   AND CASE $3::text WHEN 'public' THEN NOT t.is_unlisted
                     WHEN 'unlisted' THEN t.is_unlisted
                     ELSE true END
   AND ($4::text IS NULL
        OR pg_catalog.strpos(pg_catalog.lower(t.title),
               pg_catalog.lower($4)) > 0
        OR pg_catalog.strpos(pg_catalog.lower(u.name),
               pg_catalog.lower($4)) > 0)
 ORDER BY t.track_id IS DISTINCT FROM u.artist_pick_track_id,
       CASE WHEN $5 = 'plays' THEN COALESCE(p.count, 0) END DESC,
       COALESCE(pg_catalog.date_trunc('day', t.release_date), t.created_at)
           DESC,
       t.track_id DESC
 LIMIT $6 OFFSET $7;

-- The same in the order of one of the sort methods, nothing pinned.
-- @ api_user_tracks_sorted ($1 user_id int4, $2 auth int4, $3 filter text,
--   $4 query text, $5 method text, $6 is_desc bool, $7 limit int8,
--   $8 offset int8) -> 0..n (track_id int4)
SELECT k.track_id
  FROM (SELECT t.track_id,
               CASE $5::text
                    WHEN 'title' THEN pg_catalog.lower(t.title)
                    WHEN 'artist_name' THEN pg_catalog.lower(u.name)
               END AS word,
               CASE $5
                    WHEN 'plays' THEN COALESCE(p.count, 0)
                    WHEN 'reposts' THEN COALESCE(a.repost_count, 0)
                    WHEN 'saves' THEN COALESCE(a.save_count, 0)
                    WHEN 'release_date' THEN
                        EXTRACT(epoch FROM COALESCE(
                            pg_catalog.date_trunc('day', t.release_date),
                            t.created_at))
               END AS figure,
               COALESCE(pg_catalog.date_trunc('day', t.release_date),
                   t.created_at) AS released
          FROM disc.tracks AS t
          JOIN disc.users AS u ON u.user_id = t.owner_id
          LEFT JOIN disc.aggregate_track AS a ON a.track_id = t.track_id
          LEFT JOIN disc.aggregate_plays AS p ON p.play_item_id = t.track_id
         WHERE t.owner_id = $1 AND t.is_current AND NOT t.is_delete
           AND t.stem_of IS NULL
           AND (NOT t.is_unlisted OR t.owner_id = $2::int4)
           AND CASE $3::text WHEN 'public' THEN NOT t.is_unlisted
                             WHEN 'unlisted' THEN t.is_unlisted
                             ELSE true END
           AND ($4::text IS NULL
                OR pg_catalog.strpos(pg_catalog.lower(t.title),
                       pg_catalog.lower($4)) > 0
                OR pg_catalog.strpos(pg_catalog.lower(u.name),
                       pg_catalog.lower($4)) > 0)) AS k
 ORDER BY CASE WHEN NOT $6::bool THEN k.word END,
       CASE WHEN $6 THEN k.word END DESC NULLS LAST,
       CASE WHEN NOT $6 THEN k.figure END,
       CASE WHEN $6 THEN k.figure END DESC NULLS LAST,
       k.released DESC, k.track_id DESC
 LIMIT $7 OFFSET $8;

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
-- @ api_track_by_route_id ($1 track_id int4, $2 route_id text)
--   -> 0..1 (track_id int4)
SELECT t.track_id
  FROM disc.tracks AS t
 WHERE t.track_id = $1 AND t.is_current
   AND (NOT t.is_unlisted OR t.route_id = $2);

-- Legacy reading by conditions, all optional.
-- @ api_tracks_where ($1 ids int4[], $2 owner_id int4, $3 handle text,
--   $4 min_block int4, $5 filter_deleted bool, $6 limit int8,
--   $7 offset int8) -> 0..n (track_id int4)
SELECT t.track_id
  FROM disc.tracks AS t
  JOIN disc.users AS u ON u.user_id = t.owner_id
 WHERE t.is_current
   AND ($1::int4[] IS NULL OR t.track_id = ANY ($1))
   AND ($2::int4 IS NULL OR t.owner_id = $2)
   AND ($3::text IS NULL OR u.handle_lc = $3)
   AND ($4::int4 IS NULL OR t.blocknumber >= $4)
   AND (NOT $5::bool OR NOT t.is_delete)
 ORDER BY CASE WHEN $2 IS NOT NULL THEN
           t.track_id IS DISTINCT FROM u.artist_pick_track_id END,
       CASE WHEN $1 IS NOT NULL THEN
           pg_catalog.array_position($1, t.track_id) END,
       t.track_id
 LIMIT $6 OFFSET $7;

-- The same in the order of at most three columns: k1, k2, k3 name them, d1,
-- d2, d3 say whether descending.
-- @ api_tracks_where_sorted ($1 ids int4[], $2 owner_id int4,
--   $3 handle text, $4 min_block int4, $5 filter_deleted bool,
--   $6 limit int8, $7 offset int8, $8 k1 text, $9 d1 bool, $10 k2 text,
--   $11 d2 bool, $12 k3 text, $13 d3 bool) -> 0..n (track_id int4)
SELECT k.track_id
  FROM (SELECT t.track_id,
               CASE WHEN $2::int4 IS NOT NULL THEN
                   t.track_id IS DISTINCT FROM u.artist_pick_track_id
               END AS pinned,
               j.row -> $8::text AS v1, j.row -> $10::text AS v2,
               j.row -> $12::text AS v3
          FROM disc.tracks AS t
          JOIN disc.users AS u ON u.user_id = t.owner_id
         CROSS JOIN LATERAL (
               SELECT pg_catalog.jsonb_build_object(
                   'created_at', t.created_at, 'create_date', t.create_date,
                   'release_date', t.release_date,
                   'blocknumber', t.blocknumber,
                   'track_id', t.track_id) AS row) AS j
         WHERE t.is_current
           AND ($1::int4[] IS NULL OR t.track_id = ANY ($1))
           AND ($2 IS NULL OR t.owner_id = $2)
           AND ($3::text IS NULL OR u.handle_lc = $3)
           AND ($4::int4 IS NULL OR t.blocknumber >= $4)
           AND (NOT $5::bool OR NOT t.is_delete)) AS k
 ORDER BY k.pinned,
       CASE WHEN $9::bool THEN k.v1 END DESC NULLS LAST,
       CASE WHEN NOT $9 THEN k.v1 END,
       CASE WHEN $11::bool THEN k.v2 END DESC NULLS LAST,
       CASE WHEN NOT $11 THEN k.v2 END,
       CASE WHEN $13::bool THEN k.v3 END DESC NULLS LAST,
       CASE WHEN NOT $13 THEN k.v3 END,
       k.track_id
 LIMIT $6 OFFSET $7;

-- What a link to a track leads to; by_link: it is not answered by its id.
-- @ api_resolve_track ($1 handle text, $2 slug text) -> 0..1 (track_id int4,
--   by_link bool)
SELECT t.track_id, t.is_unlisted OR t.is_delete AS by_link
  FROM disc.users AS u
  JOIN disc.track_routes AS r ON r.owner_id = u.user_id AND r.slug = $2
  JOIN disc.tracks AS t ON t.track_id = r.track_id AND t.is_current
 WHERE u.handle_lc = $1 AND u.is_current AND t.stem_of IS NULL
 ORDER BY u.user_id
 LIMIT 1;
