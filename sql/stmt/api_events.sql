-- Events: contests above all.

-- By ids, by what they are about, or all.
-- @ api_events ($1 ids int4[], $2 entity_ids int4[], $3 entity_type text,
--   $4 event_type text, $5 filter_deleted bool, $6 limit int8, $7 offset int8)
--   -> 0..n (event_id int4, event_type text, user_id int4, entity_type text,
--   entity_id int4, end_date timestamp without time zone, is_deleted bool,
--   event_data jsonb, created_at timestamp without time zone,
--   updated_at timestamp without time zone)
SELECT e.event_id, e.event_type::text AS event_type, e.user_id,
       e.entity_type::text AS entity_type, e.entity_id, e.end_date,
       e.is_deleted,
       CASE WHEN pg_catalog.jsonb_typeof(e.event_data) = 'object'
            THEN disc.clip('{"description": "", "prize_info": "",
		"winners": null}'::jsonb || e.event_data, 65536)
            END AS event_data,
       e.created_at, e.updated_at
  FROM disc.events AS e
 WHERE ($1::int4[] IS NULL OR e.event_id = ANY ($1))
   AND ($2::int4[] IS NULL OR e.entity_id = ANY ($2))
   AND ($3::text IS NULL OR e.entity_type = $3::disc.event_entity_type)
   AND ($4::text IS NULL OR e.event_type = $4::disc.event_type)
   AND NOT (e.is_deleted AND $5)
 ORDER BY e.created_at DESC, e.event_id
 LIMIT $6 OFFSET $7;

-- Contests, the newest first; over, or not yet, or both.
-- @ api_remix_contests ($1 host int4, $2 status text, $3 limit int8,
--   $4 offset int8) -> 0..n (event_id int4, event_type text, user_id int4,
--   entity_type text, entity_id int4, end_date timestamp without time zone,
--   is_deleted bool, event_data jsonb,
--   created_at timestamp without time zone,
--   updated_at timestamp without time zone)
SELECT e.event_id, e.event_type::text AS event_type, e.user_id,
       e.entity_type::text AS entity_type, e.entity_id, e.end_date,
       e.is_deleted,
       CASE WHEN pg_catalog.jsonb_typeof(e.event_data) = 'object'
            THEN disc.clip('{"description": "", "prize_info": "",
		"winners": null}'::jsonb || e.event_data, 65536)
            END AS event_data,
       e.created_at, e.updated_at
  FROM disc.events AS e
 WHERE ($1::int4 IS NULL OR e.user_id = $1)
   AND e.event_type = 'remix_contest' AND NOT e.is_deleted
   AND ($2 = 'all' OR ($2 = 'ended') = COALESCE(e.end_date
	<= pg_catalog.timezone('UTC', pg_catalog.now()), false))
 ORDER BY e.created_at DESC, e.event_id
 LIMIT $3 OFFSET $4;

-- Who follows an event, those with most followers first; of the first 7000.
-- @ api_event_followers ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4)
SELECT u.user_id
  FROM (SELECT s.subscriber_id
          FROM disc.subscriptions AS s
         WHERE s.user_id = $1 AND s.entity_type = 'Event' AND NOT s.is_delete
         ORDER BY s.subscriber_id
         LIMIT 7000) AS f
 CROSS JOIN LATERAL (SELECT w.user_id
                       FROM disc.users AS w
                      WHERE w.user_id = f.subscriber_id AND w.is_current
                        AND NOT w.is_deactivated AND w.wallet IS NOT NULL
                        AND w.handle IS NOT NULL
                     OFFSET 0) AS u
  LEFT JOIN LATERAL (SELECT a.follower_count
                       FROM disc.aggregate_user AS a
                      WHERE a.user_id = f.subscriber_id
                     OFFSET 0) AS a ON true
 ORDER BY a.follower_count DESC NULLS LAST, u.user_id
 LIMIT $2 OFFSET $3;

-- Does the current user, and how many do, counted up to 30000.
-- @ api_event_follow_state ($1 id int4, $2 me int4) -> 1 (is_followed bool,
--   follower_count int8)
SELECT EXISTS (SELECT FROM disc.subscriptions AS s
                WHERE s.subscriber_id = $2 AND s.user_id = $1
                  AND s.entity_type = 'Event' AND NOT s.is_delete)
           AS is_followed,
       (SELECT pg_catalog.count(*)
          FROM (SELECT FROM disc.subscriptions AS s
                 WHERE s.user_id = $1 AND s.entity_type = 'Event'
                   AND NOT s.is_delete
                 LIMIT 30000) AS f) AS follower_count;
