-- Comments: lists of their ids, and what is shown of each.

-- Whose it is what a comment is about, a track or an event.
-- @part owner (of)
	CASE WHEN {of}.entity_type = 'Track'
	     THEN (SELECT t.owner_id FROM disc.tracks AS t
		    WHERE t.track_id = {of}.entity_id)
	     ELSE (SELECT e.user_id FROM disc.events AS e
		    WHERE e.event_id = {of}.entity_id) END
-- @end

-- Those about a track or an event which are no answers.  The first 1000 are
-- looked at; of one that was deleted its answers stay.
-- @ api_comments_on ($1 id int4, $2 me int4, $3 entity_type text,
--   $4 sort_method text, $5 limit int8, $6 offset int8) -> 0..n (
--   comment_id int4)
WITH found AS (
	(SELECT c.comment_id, c.user_id, c.created_at
	   FROM disc.comments AS c
	  WHERE $4 <> 'timestamp' AND c.entity_id = $1 AND c.entity_type = $3
	    AND (NOT c.is_delete OR EXISTS (
		SELECT 1 FROM disc.comment_threads AS t
		  JOIN disc.comments AS r ON r.comment_id = t.comment_id
		 WHERE t.parent_comment_id = c.comment_id AND NOT r.is_delete))
	    AND NOT EXISTS (SELECT 1 FROM disc.comment_threads AS t
			     WHERE t.comment_id = c.comment_id)
	  ORDER BY c.created_at DESC, c.comment_id DESC
	  LIMIT 1000)
	UNION ALL
	(SELECT c.comment_id, c.user_id, c.created_at
	   FROM disc.comments AS c
	  WHERE $4 = 'timestamp' AND c.entity_id = $1 AND c.entity_type = $3
	    AND (NOT c.is_delete OR EXISTS (
		SELECT 1 FROM disc.comment_threads AS t
		  JOIN disc.comments AS r ON r.comment_id = t.comment_id
		 WHERE t.parent_comment_id = c.comment_id AND NOT r.is_delete))
	    AND NOT EXISTS (SELECT 1 FROM disc.comment_threads AS t
			     WHERE t.comment_id = c.comment_id)
	  ORDER BY c.created_at, c.comment_id
	  LIMIT 1000))
SELECT s.comment_id
  FROM found AS s
  LEFT JOIN LATERAL (
	SELECT pg_catalog.count(*) AS n
	  FROM (SELECT 1 FROM disc.comment_reactions AS r
		 WHERE r.comment_id = s.comment_id AND NOT r.is_delete
		 LIMIT 1000) AS q) AS top ON $4 = 'top'
 WHERE disc.comment_shown(s.comment_id, s.user_id,
	CASE WHEN $3 = 'Track'
	     THEN (SELECT t.owner_id FROM disc.tracks AS t
		    WHERE t.track_id = $1)
	     ELSE (SELECT e.user_id FROM disc.events AS e
		    WHERE e.event_id = $1) END, $2)
 ORDER BY top.n DESC NULLS LAST,
       CASE WHEN $4 = 'timestamp' THEN s.created_at END,
       CASE WHEN $4 = 'timestamp' THEN s.comment_id END,
       s.created_at DESC, s.comment_id DESC
 LIMIT $5 OFFSET $6;

-- With answers.  Of very many only the newest 1000 are looked at one by one.
-- @ api_comment_count ($1 id int4, $2 me int4) -> 1 (n int8)
SELECT pg_catalog.count(*) FILTER (
	WHERE q.comment_id IS NOT NULL
	  AND disc.comment_shown(q.comment_id, q.user_id, t.owner_id, $2))
       + GREATEST(0, max(a.comment_count) - 1000) AS n
  FROM (SELECT $1::int4 AS track_id) AS one
  LEFT JOIN disc.tracks AS t ON t.track_id = one.track_id
  LEFT JOIN disc.aggregate_track AS a ON a.track_id = one.track_id
  LEFT JOIN LATERAL (
	SELECT c.comment_id, c.user_id
	  FROM disc.comments AS c
	 WHERE c.entity_id = one.track_id AND c.entity_type = 'Track'
	   AND NOT c.is_delete
	 ORDER BY c.created_at DESC, c.comment_id DESC
	 LIMIT 1000) AS q ON true;

-- A comment that is there, or whose answers are.
-- @ api_comment ($1 id int4) -> 0..1 (comment_id int4)
SELECT c.comment_id
  FROM disc.comments AS c
 WHERE c.comment_id = $1 AND c.entity_type = 'Track'
   AND (NOT c.is_delete OR EXISTS (
	SELECT 1 FROM disc.comment_threads AS t
	  JOIN disc.comments AS r ON r.comment_id = t.comment_id
	 WHERE t.parent_comment_id = c.comment_id AND NOT r.is_delete));

-- What a user wrote about tracks, but not about those hidden from $2.
-- @ api_user_comments ($1 id int4, $2 auth int4, $3 limit int8,
--   $4 offset int8) -> 0..n (comment_id int4)
SELECT c.comment_id
  FROM disc.comments AS c
  JOIN disc.tracks AS t ON t.track_id = c.entity_id
 WHERE c.user_id = $1 AND NOT c.is_delete AND c.entity_type = 'Track'
   AND (t.owner_id = $2
        OR (NOT t.is_unlisted AND t.access_authorities IS NULL))
 ORDER BY c.created_at DESC, c.comment_id DESC
 LIMIT $3 OFFSET $4;

-- Answers to a comment, the oldest first; of each of several the first three.
-- @ api_comment_replies ($1 id int4, $2 me int4, $3 limit int8,
--   $4 offset int8) -> 0..n (comment_id int4)
SELECT q.comment_id
  FROM (SELECT c.comment_id, c.user_id, c.created_at, c.entity_id,
	       c.entity_type
	  FROM disc.comment_threads AS t
	  JOIN disc.comments AS c ON c.comment_id = t.comment_id
	 WHERE t.parent_comment_id = $1 AND NOT c.is_delete
	 ORDER BY t.comment_id
	 LIMIT 1000) AS q
 WHERE disc.comment_shown(q.comment_id, q.user_id,
-- @use owner (q)
       , $2)
 ORDER BY q.created_at, q.comment_id
 LIMIT $3 OFFSET $4;

-- @ api_first_replies ($1 ids int4[], $2 me int4) -> 0..n (comment_id int4)
SELECT r.comment_id
  FROM pg_catalog.unnest($1::int4[]) AS p (id),
       LATERAL (
	SELECT q.comment_id
	  FROM (SELECT c.comment_id, c.user_id, c.created_at, c.entity_id,
		       c.entity_type
		  FROM disc.comment_threads AS t
		  JOIN disc.comments AS c ON c.comment_id = t.comment_id
		 WHERE t.parent_comment_id = p.id AND NOT c.is_delete
		 ORDER BY t.comment_id
		 LIMIT 100) AS q
	 WHERE disc.comment_shown(q.comment_id, q.user_id,
-- @use owner (q)
	       , $2)
	 ORDER BY q.created_at, q.comment_id
	 LIMIT 3) AS r;

-- Counts end at 1000.
-- @ api_comments ($1 ids int4[], $2 me int4) -> 0..n (comment_id int4,
--   entity_type text, entity_id int4, user_id int4, message text,
--   mentions jsonb, track_timestamp_s int8, is_muted bool, is_edited bool,
--   is_members_only bool, video_url text, is_current_user_reacted bool,
--   is_artist_reacted bool, is_tombstone bool, react_count int8,
--   reply_count int8, parent_comment_id int4,
--   created_at timestamp without time zone,
--   updated_at timestamp without time zone)
SELECT c.comment_id, c.entity_type, c.entity_id, c.user_id,
       CASE WHEN c.is_delete THEN '[Removed]'
            ELSE disc.clip(c.text, 16000) END AS message,
       CASE WHEN NOT c.is_delete THEN (
	SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
		'user_id', q.user_id, 'handle', q.handle) ORDER BY q.user_id)
	  FROM (SELECT m.user_id, u.handle
		  FROM disc.comment_mentions AS m
		  JOIN disc.users AS u ON u.user_id = m.user_id
		 WHERE m.comment_id = c.comment_id AND NOT m.is_delete
		 ORDER BY m.user_id
		 LIMIT 20) AS q) END AS mentions,
       c.track_timestamp_s,
       COALESCE((SELECT s.is_muted
                   FROM disc.comment_notification_settings AS s
                  WHERE s.user_id = $2 AND s.entity_id = c.comment_id
                    AND s.entity_type = 'Comment'), false) AS is_muted,
       c.is_edited, c.is_members_only,
       CASE WHEN NOT c.is_delete
            THEN disc.clip(c.video_url, 4000) END AS video_url,
       EXISTS (SELECT 1 FROM disc.comment_reactions AS r
                WHERE r.comment_id = c.comment_id AND r.user_id = $2
                  AND NOT r.is_delete) AS is_current_user_reacted,
       EXISTS (SELECT 1 FROM disc.comment_reactions AS r
                 JOIN disc.tracks AS t ON t.owner_id = r.user_id
                WHERE r.comment_id = c.comment_id AND NOT r.is_delete
                  AND c.entity_type = 'Track' AND t.track_id = c.entity_id)
           AS is_artist_reacted,
       c.is_delete AS is_tombstone,
       (SELECT pg_catalog.count(*)
          FROM (SELECT 1 FROM disc.comment_reactions AS r
                 WHERE r.comment_id = c.comment_id AND NOT r.is_delete
                 LIMIT 1000) AS q) AS react_count,
       (SELECT pg_catalog.count(*)
          FROM (SELECT 1 FROM disc.comment_threads AS t
                  JOIN disc.comments AS r ON r.comment_id = t.comment_id
                 WHERE t.parent_comment_id = c.comment_id AND NOT r.is_delete
                 LIMIT 1000) AS q) AS reply_count,
       (SELECT min(t.parent_comment_id) FROM disc.comment_threads AS t
         WHERE t.comment_id = c.comment_id) AS parent_comment_id,
       c.created_at, c.updated_at
  FROM pg_catalog.unnest($1::int4[]) WITH ORDINALITY AS i (id, n)
  JOIN disc.comments AS c ON c.comment_id = i.id
 ORDER BY i.n;

-- Does one hear of comments on his track?
-- @ api_comment_setting ($1 id int4, $2 me int4) -> 1 (is_muted bool)
SELECT COALESCE(bool_or(s.is_muted), false) AS is_muted
  FROM disc.comment_notification_settings AS s
 WHERE s.user_id = $2 AND s.entity_id = $1 AND s.entity_type = 'Track';

-- The newest reaction to each of these, with whom its wallet belongs to; in the
-- order of time.
-- @ api_reactions ($1 reacted_to text[], $2 type text)
--   -> 0..n (reacted_to text, reaction_type text, reaction_value text,
--   sender_user_id int4)
SELECT r.reacted_to, r.reaction_type, r.reaction_value::text AS reaction_value,
       u.user_id AS sender_user_id
  FROM (SELECT DISTINCT pg_catalog.btrim(i.t) AS to_what
          FROM pg_catalog.unnest($1::text[]) AS i (t)) AS i
 CROSS JOIN LATERAL (SELECT w.*
                       FROM disc.reactions AS w
                      WHERE w.reacted_to = i.to_what
                        AND ($2::text IS NULL OR w.reaction_type = $2)
                      ORDER BY w.timestamp DESC, w.reaction_type
                      LIMIT 1) AS r
 CROSS JOIN LATERAL (SELECT w.user_id
                       FROM disc.users AS w
                      WHERE pg_catalog.lower(w.wallet) =
                                pg_catalog.lower(r.sender_wallet)
                        AND w.is_current
                      ORDER BY w.created_at, w.user_id
                      LIMIT 1) AS u
 ORDER BY r.timestamp DESC, r.reacted_to;
