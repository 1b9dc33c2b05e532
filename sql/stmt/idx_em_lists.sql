-- Statements of the indexer, EntityManager: what rows cannot be asked for by
-- their keys, as one row a key with a list, and what is asked once.

-- Whom a comment mentions or did mention.
-- @ idx_mentioned_load ($1 comment_id int4[]) -> 0..n (
--   comment_id int4, users int4[])
SELECT l.comment_id, l.users
  FROM (SELECT m.comment_id,
	       array_agg(m.user_id ORDER BY m.user_id) AS users
	  FROM disc.comment_mentions AS m
	 WHERE m.comment_id = ANY ($1)
	 GROUP BY m.comment_id) AS l;

-- @ idx_reporters_load ($1 comment_id int4[]) -> 0..n (
--   comment_id int4, users int4[])
SELECT l.comment_id, l.users
  FROM (SELECT r.comment_id,
	       array_agg(r.user_id ORDER BY r.user_id) AS users
	  FROM disc.comment_reports AS r
	 WHERE r.comment_id = ANY ($1)
	   AND NOT r.is_delete
	 GROUP BY r.comment_id) AS l;

-- How many follow these users, all together.
-- @ idx_karma ($1 users int4[]) -> 1 (followers int8)
SELECT COALESCE(sum(a.follower_count), 0)::int8 AS followers
  FROM disc.aggregate_user AS a
 WHERE a.user_id = ANY ($1);

-- @ idx_contests_load ($1 entity_id int4[]) -> 0..n (
--   entity_id int4, events int4[])
SELECT l.entity_id, l.events
  FROM (SELECT e.entity_id,
	       array_agg(e.event_id ORDER BY e.event_id) AS events
	  FROM disc.events AS e
	 WHERE e.entity_id = ANY ($1)
	   AND e.event_type = 'remix_contest'
	 GROUP BY e.entity_id) AS l;

-- Who has remixed a track since then.
-- @ idx_remixers ($1 track_id int4, $2 since timestamp) -> 0..n (
--   owner_id int4)
SELECT DISTINCT t.owner_id
  FROM disc.remixes AS r
  JOIN disc.tracks AS t ON t.track_id = r.child_track_id
 WHERE r.parent_track_id = $1
   AND t.created_at > $2
   AND t.is_current
   AND NOT t.is_delete
 ORDER BY t.owner_id;

-- Others who hold a key of a primary user.
-- @ idx_delegates_load ($1 primary_user_id int4[]) -> 0..n (
--   primary_user_id int4, users int4[])
SELECT l.primary_user_id, l.users
  FROM (SELECT k.primary_user_id,
	       array_agg(k.delegated_user_id ORDER BY k.delegated_user_id) AS users
	  FROM disc.email_access_keys AS k
	 WHERE k.primary_user_id = ANY ($1)
	 GROUP BY k.primary_user_id) AS l;

-- A row without a key is one that is gone.
-- @ idx_email_access_put ($1 primary_user_id int4[],
--   $2 delegated_user_id int4[], $3 encrypted_key text[],
--   $4 created_at timestamp[], $5 updated_at timestamp[]) -> 0
WITH n AS (
	SELECT *
	  FROM unnest($1::int4[], $2::int4[], $3::text[], $4::timestamp[],
		$5::timestamp[])
	    AS c (primary_user_id, delegated_user_id, encrypted_key,
		created_at, updated_at)
), gone AS (
	DELETE FROM disc.email_access_keys AS k
	 USING n
	 WHERE k.primary_user_id = n.primary_user_id
	   AND k.delegated_user_id = n.delegated_user_id
	   AND n.encrypted_key IS NULL
)
INSERT INTO disc.email_access_keys (primary_user_id, delegated_user_id,
	encrypted_key, created_at, updated_at)
SELECT n.primary_user_id, n.delegated_user_id, n.encrypted_key, n.created_at,
       n.updated_at
  FROM n
 WHERE n.encrypted_key IS NOT NULL
 ORDER BY n.primary_user_id, n.delegated_user_id
ON CONFLICT (primary_user_id, delegated_user_id) DO UPDATE SET
	(encrypted_key, created_at, updated_at) =
	(EXCLUDED.encrypted_key, EXCLUDED.created_at, EXCLUDED.updated_at);

-- @ idx_members_load ($1 playlist_id int4[]) -> 0..n (
--   playlist_id int4, tracks int4[])
SELECT l.playlist_id, l.tracks
  FROM (SELECT p.playlist_id,
	       array_agg(p.track_id ORDER BY p.track_id) AS tracks
	  FROM disc.playlist_tracks AS p
	 WHERE p.playlist_id = ANY ($1)
	   AND NOT p.is_removed
	 GROUP BY p.playlist_id) AS l;
