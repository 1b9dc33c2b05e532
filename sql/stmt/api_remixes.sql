-- Remixes and stems.

-- Remixes of a track, of those with the 4000 highest ids, and how many there
-- are in all; behind the end of the list one row without a track.  Without
-- sort_method those come first that the track's owner reposted or saved, by
-- reposts and saves.
-- @ api_remixes ($1 id int4, $2 sort_method text, $3 only_cosigns bool,
--   $4 only_contest_entries bool, $5 gated bool, $6 limit int8,
--   $7 offset int8) -> 1..n (track_id int4, total int8)
WITH parent AS MATERIALIZED (
	SELECT t.owner_id, e.created_at AS opened, e.end_date AS closed
	  FROM disc.tracks AS t
	  LEFT JOIN LATERAL (
	        SELECT v.created_at, v.end_date
	          FROM disc.events AS v
	         WHERE $4::bool AND v.entity_id = $1
	           AND v.event_type = 'remix_contest'
	           AND COALESCE(v.entity_type, 'track') = 'track'
	           AND NOT v.is_deleted
	         ORDER BY v.created_at DESC, v.event_id DESC
	         LIMIT 1) AS e ON true
	 WHERE t.track_id = $1 AND t.is_current
	   AND ($5::bool OR NOT COALESCE(t.is_stream_gated, false))
), child AS MATERIALIZED (
	SELECT t.track_id, t.created_at,
	       CASE WHEN $2::text IS NULL OR $3::bool THEN
	           EXISTS (SELECT FROM disc.reposts AS r
	                    WHERE r.user_id = parent.owner_id
	                      AND r.repost_item_id = t.track_id
	                      AND r.repost_type = 'track' AND NOT r.is_delete)
	           OR EXISTS (SELECT FROM disc.saves AS s
	                       WHERE s.user_id = parent.owner_id
	                         AND s.save_item_id = t.track_id
	                         AND s.save_type = 'track' AND NOT s.is_delete)
	       END AS cosigned,
	       CASE WHEN $2 = 'plays' THEN COALESCE((
	           SELECT p.count FROM disc.aggregate_plays AS p
	            WHERE p.play_item_id = t.track_id), 0)
	       WHEN $2 = 'likes' THEN COALESCE((
	           SELECT a.save_count FROM disc.aggregate_track AS a
	            WHERE a.track_id = t.track_id), 0)::int8
	       WHEN $2 IS NULL THEN COALESCE((
	           SELECT a.repost_count + a.save_count
	             FROM disc.aggregate_track AS a
	            WHERE a.track_id = t.track_id), 0)::int8
	       END AS figure
	  FROM parent
	 CROSS JOIN LATERAL (
	       SELECT m.child_track_id
	         FROM disc.remixes AS m
	        WHERE m.parent_track_id = $1
	        ORDER BY m.child_track_id DESC
	        LIMIT 4000) AS m
	 CROSS JOIN LATERAL (
	       SELECT c.track_id, c.created_at
	         FROM disc.tracks AS c
	        WHERE c.track_id = m.child_track_id AND c.is_current
	          AND NOT c.is_delete AND NOT c.is_unlisted
	          AND c.access_authorities IS NULL
	          AND ($5 OR NOT COALESCE(c.is_stream_gated, false))
	          AND (NOT $4 OR (c.created_at > parent.opened
	                          AND c.created_at < parent.closed))
	       OFFSET 0) AS t
), page AS (
	SELECT c.track_id, pg_catalog.row_number() OVER (ORDER BY
	           CASE WHEN $2 IS NULL AND c.cosigned THEN c.figure ELSE 0 END
	               DESC,
	           CASE WHEN $2 IN ('likes', 'plays') OR $2 IS NULL
	                THEN c.figure END DESC,
	           CASE WHEN $2 = 'recent' THEN c.created_at END DESC,
	           c.track_id DESC) AS nr
	  FROM child AS c
	 WHERE NOT $3 OR c.cosigned
)
SELECT p.track_id, n.total
  FROM (SELECT pg_catalog.count(*) AS total FROM page) AS n
  LEFT JOIN (SELECT x.track_id, x.nr FROM page AS x
              ORDER BY x.nr LIMIT $6 OFFSET $7) AS p ON true
 ORDER BY p.nr;

-- Tracks that a track is a remix of.
-- @ api_remixing ($1 id int4, $2 gated bool, $3 limit int8, $4 offset int8)
--   -> 0..n (track_id int4)
SELECT t.track_id
  FROM (SELECT m.parent_track_id
          FROM disc.tracks AS c
          JOIN disc.remixes AS m ON m.child_track_id = c.track_id
         WHERE c.track_id = $1 AND c.is_current
           AND ($2::bool OR NOT COALESCE(c.is_stream_gated, false))
         ORDER BY m.parent_track_id
         LIMIT 5000) AS m
 CROSS JOIN LATERAL (
       SELECT p.track_id, p.created_at
         FROM disc.tracks AS p
        WHERE p.track_id = m.parent_track_id AND p.is_current
          AND NOT p.is_unlisted AND p.access_authorities IS NULL
          AND ($2 OR NOT COALESCE(p.is_stream_gated, false))
       OFFSET 0) AS t
 ORDER BY t.created_at DESC, t.track_id DESC
 LIMIT $3 OFFSET $4;

-- Stems of a track; 500 at most.
-- @ api_stems ($1 id int4) -> 0..n (track_id int4, parent_id int4,
--   category text, cid text, user_id int4, blocknumber int4,
--   orig_filename text)
SELECT t.track_id, $1::int4 AS parent_id,
       disc.clip(t.stem_of ->> 'category', 4000) AS category,
       disc.clip(t.track_cid, 4000) AS cid, t.owner_id AS user_id,
       t.blocknumber, disc.clip(t.orig_filename, 4000) AS orig_filename
  FROM (SELECT s.child_track_id
          FROM disc.tracks AS p
          JOIN disc.stems AS s ON s.parent_track_id = p.track_id
         WHERE p.track_id = $1 AND p.is_current AND NOT p.is_delete
           AND p.access_authorities IS NULL
         ORDER BY s.child_track_id
         LIMIT 5000) AS s
 CROSS JOIN LATERAL (
       SELECT c.*
         FROM disc.tracks AS c
        WHERE c.track_id = s.child_track_id AND c.is_current
          AND NOT c.is_delete AND c.access_authorities IS NULL
       OFFSET 0) AS t
 ORDER BY t.track_id
 LIMIT 500;
