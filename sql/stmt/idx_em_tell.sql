-- SPDX-License-Identifier: ISC
-- Statements of the indexer, EntityManager: notices for crowds, one row each.
-- They are made where the crowd is, since it may be everybody.

-- The host's followers, who saved the track, and who subscribed to the event.
-- @ idx_tell_contest_started ($1 event_id int4, $2 track_id int4,
--   $3 host int4, $4 blocknumber int4, $5 time timestamp) -> 0
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT r.id::text, 'fan_remix_contest_started:' || $2::int4 || ':user:' || $3::int4,
       'fan_remix_contest_started', $4::int4, $5::timestamp,
       pg_catalog.jsonb_build_object('entity_user_id', $3::int4, 'entity_id', $2::int4),
       ARRAY[r.id]
  FROM (SELECT f.follower_user_id AS id
	  FROM disc.follows AS f
	 WHERE f.followee_user_id = $3::int4 AND NOT f.is_delete
	UNION
	SELECT s.user_id
	  FROM disc.saves AS s
	 WHERE s.save_item_id = $2::int4 AND s.save_type = 'track'
	   AND NOT s.is_delete
	UNION
	SELECT s.subscriber_id
	  FROM disc.subscriptions AS s
	 WHERE s.user_id = $1::int4 AND s.entity_type = 'Event'
	   AND NOT s.is_delete) AS r
 WHERE r.id <> $3::int4
 ORDER BY r.id
ON CONFLICT (group_id, specifier) DO NOTHING;

-- The event's subscribers and its host hear of an entry.
-- @ idx_tell_contest_entry ($1 event_id int4, $2 track_id int4,
--   $3 host int4, $4 entry int4, $5 uploader int4, $6 blocknumber int4,
--   $7 time timestamp) -> 0
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT r.id::text,
       'fan_remix_contest_submission:' || $1::int4 || ':submission:' || $4::int4,
       'fan_remix_contest_submission', $6::int4, $7::timestamp,
       pg_catalog.jsonb_build_object('event_id', $1::int4, 'entity_id', $2::int4,
		'entity_user_id', $3::int4, 'submission_track_id', $4::int4,
		'submitter_user_id', $5::int4),
       ARRAY[r.id]
  FROM (SELECT $3::int4 AS id
	UNION
	SELECT s.subscriber_id
	  FROM disc.subscriptions AS s
	 WHERE s.user_id = $1::int4 AND s.entity_type = 'Event'
	   AND NOT s.is_delete) AS r
 WHERE r.id <> $5::int4
 ORDER BY r.id
ON CONFLICT (group_id, specifier) DO NOTHING;

-- The event's subscribers hear what its host writes there.
-- @ idx_tell_contest_update ($1 event_id int4, $2 track_id int4,
--   $3 host int4, $4 comment_id int4, $5 blocknumber int4,
--   $6 time timestamp) -> 0
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT s.subscriber_id::text,
       'remix_contest_update:' || $4::int4 || ':event:' || $1::int4,
       'remix_contest_update', $5::int4, $6::timestamp,
       pg_catalog.jsonb_build_object('event_id', $1::int4, 'entity_id', $2::int4,
		'entity_user_id', $3::int4, 'comment_id', $4::int4),
       ARRAY[s.subscriber_id]
  FROM disc.subscriptions AS s
 WHERE s.user_id = $1::int4
   AND s.entity_type = 'Event'
   AND NOT s.is_delete
   AND s.subscriber_id <> $3::int4
 ORDER BY s.subscriber_id
ON CONFLICT (group_id, specifier) DO NOTHING;

-- An artist's followers hear what is written in the fan club.
-- @ idx_tell_fan_club ($1 artist int4, $2 comment_id int4,
--   $3 blocknumber int4, $4 time timestamp) -> 0
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT f.follower_user_id::text,
       'fan_club_text_post:' || $2::int4 || ':user:' || $1::int4,
       'fan_club_text_post', $3::int4, $4::timestamp,
       pg_catalog.jsonb_build_object('entity_user_id', $1::int4, 'comment_id', $2::int4),
       ARRAY[f.follower_user_id]
  FROM disc.follows AS f
 WHERE f.followee_user_id = $1::int4
   AND NOT f.is_delete
   AND f.follower_user_id <> $1::int4
 ORDER BY f.follower_user_id
ON CONFLICT (group_id, specifier) DO NOTHING;

-- Others than the host who have made a remix since then.
-- @ idx_tell_winners ($1 event_id int4, $2 track_id int4, $3 host int4,
--   $4 since timestamp, $5 time timestamp) -> 0
INSERT INTO disc.notification (specifier, group_id, type, timestamp, data,
	user_ids)
SELECT $3::int4::text,
       'fan_remix_contest_winners_selected:' || $1::int4 || ':user:' || r.id,
       'fan_remix_contest_winners_selected', $5::timestamp,
       pg_catalog.jsonb_build_object('entity_id', $2::int4, 'entity_user_id', $3::int4),
       ARRAY[r.id]
  FROM (SELECT DISTINCT t.owner_id AS id
	  FROM disc.remixes AS m
	  JOIN disc.tracks AS t ON t.track_id = m.child_track_id
	 WHERE m.parent_track_id = $2::int4
	   AND t.created_at > $4::timestamp
	   AND NOT t.is_delete) AS r
 WHERE r.id <> $3::int4
 ORDER BY r.id
ON CONFLICT (group_id, specifier) DO NOTHING;
