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

-- Who was given an address, by its owner or by another one.
-- @ idx_receivers_load ($1 email_owner_user_id int4[]) -> 0..n (
--   email_owner_user_id int4, users int4[])
SELECT l.email_owner_user_id, l.users
  FROM (SELECT a.email_owner_user_id,
	       array_agg(DISTINCT a.receiving_user_id) AS users
	  FROM disc.email_access AS a
	 WHERE a.email_owner_user_id = ANY ($1)
	 GROUP BY a.email_owner_user_id) AS l;

-- @ idx_asked_load ($1 track_id int4[]) -> 0..n (track_id int4, users int4[])
SELECT l.track_id, l.users
  FROM (SELECT c.track_id,
	       array_agg(c.collaborator_user_id
		ORDER BY c.collaborator_user_id) AS users
	  FROM disc.track_collaborators AS c
	 WHERE c.track_id = ANY ($1)
	 GROUP BY c.track_id) AS l;

-- A row without a status is one that is gone.
-- @ idx_collaborators_put ($1 track_id int4[],
--   $2 collaborator_user_id int4[], $3 invited_by int4[], $4 status text[],
--   $5 created_at timestamp[], $6 updated_at timestamp[], $7 txhash text[],
--   $8 blocknumber int4[]) -> 0
WITH n AS (
	SELECT *
	  FROM unnest($1::int4[], $2::int4[], $3::int4[], $4::text[],
		$5::timestamp[], $6::timestamp[], $7::text[], $8::int4[])
	    AS c (track_id, collaborator_user_id, invited_by, status,
		created_at, updated_at, txhash, blocknumber)
), gone AS (
	DELETE FROM disc.track_collaborators AS c
	 USING n
	 WHERE c.track_id = n.track_id
	   AND c.collaborator_user_id = n.collaborator_user_id
	   AND n.status IS NULL
)
INSERT INTO disc.track_collaborators (track_id, collaborator_user_id,
	invited_by, status, created_at, updated_at, txhash, blocknumber)
SELECT n.track_id, n.collaborator_user_id, n.invited_by, n.status,
       n.created_at, n.updated_at, n.txhash, n.blocknumber
  FROM n
 WHERE n.status IS NOT NULL
ON CONFLICT (track_id, collaborator_user_id) DO UPDATE SET
	(invited_by, status, created_at, updated_at, txhash, blocknumber) =
	(EXCLUDED.invited_by, EXCLUDED.status, EXCLUDED.created_at,
	EXCLUDED.updated_at, EXCLUDED.txhash, EXCLUDED.blocknumber);

-- @ idx_muters_load ($1 muted_user_id int4[]) -> 0..n (
--   muted_user_id int4, users int4[])
SELECT l.muted_user_id, l.users
  FROM (SELECT m.muted_user_id,
	       array_agg(m.user_id ORDER BY m.user_id) AS users
	  FROM disc.muted_users AS m
	 WHERE m.muted_user_id = ANY ($1)
	 GROUP BY m.muted_user_id) AS l;

-- @ idx_members_load ($1 playlist_id int4[]) -> 0..n (
--   playlist_id int4, tracks int4[])
SELECT l.playlist_id, l.tracks
  FROM (SELECT p.playlist_id,
	       array_agg(p.track_id ORDER BY p.track_id) AS tracks
	  FROM disc.playlist_tracks AS p
	 WHERE p.playlist_id = ANY ($1)
	   AND NOT p.is_removed
	 GROUP BY p.playlist_id) AS l;
