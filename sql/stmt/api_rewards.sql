-- Rewards: what a user has earned or may earn, and what waits to be claimed.
-- Who keeps these tables is another chain (sql/schema/0029_rewards.sql).

-- Of those that can be earned now, or of all: each of the user's own, of an
-- aggregate one the sum of what is complete, and an empty one of what he has
-- not begun.  rv and s are for verified users, r for the others; e is counted by
-- a streak of listening that is not over.  The newest 5000 of the user's count.
-- @ api_user_challenges ($1 id int4, $2 show_historical bool) -> 0..n
--   (amount text, challenge_id text, challenge_type text, cooldown_days int4,
--   current_step_count int8, disbursed_amount int8, is_active bool,
--   is_complete bool, is_disbursed bool, max_steps int4, specifier text,
--   user_id int4)
WITH offered AS MATERIALIZED (
	SELECT c.id, c.type::text AS type, c.active, c.step_count,
	       COALESCE(c.cooldown_days, 0) AS cooldown_days, u.user_id,
	       CASE c.id WHEN 'o' THEN '1' ELSE c.amount END AS amount
	  FROM disc.users AS u
	 CROSS JOIN disc.challenges AS c
	 WHERE u.user_id = $1 AND u.is_current AND (c.active OR $2::bool)
	   AND CASE WHEN u.is_verified THEN c.id <> 'r'
	       ELSE c.id NOT IN ('rv', 's') END
	 ORDER BY c.id
	 LIMIT 500
), mine AS MATERIALIZED (
	SELECT m.challenge_id, m.specifier, m.is_complete, m.amount,
	       COALESCE(m.current_step_count, 0) AS steps,
	       d.signature IS NOT NULL AS is_disbursed,
	       CASE WHEN d.amount ~ '^[0-9]{1,18}$'
		    THEN d.amount::int8 ELSE 0 END / 100000000 AS disbursed
	  FROM (SELECT w.*
		  FROM disc.user_challenges AS w
		 WHERE w.user_id = $1
		 ORDER BY w.created_at DESC, w.challenge_id, w.specifier
		 LIMIT 5000) AS m
	  LEFT JOIN disc.challenge_disbursements AS d
	    ON d.challenge_id = m.challenge_id AND d.specifier = m.specifier
)
SELECT o.amount, o.id AS challenge_id, o.type AS challenge_type,
       o.cooldown_days, e.steps AS current_step_count,
       e.disbursed AS disbursed_amount, o.active AS is_active, e.is_complete,
       e.is_disbursed, o.step_count AS max_steps, e.specifier, o.user_id
  FROM offered AS o
 CROSS JOIN LATERAL (
	SELECT m.steps::int8 AS steps, m.disbursed, m.is_complete,
	       m.is_disbursed, m.specifier
	  FROM mine AS m
	 WHERE m.challenge_id = o.id AND o.type <> 'aggregate'
	   AND (m.is_complete OR o.type <> 'trending')
	 UNION ALL
	SELECT CASE o.id WHEN 'e' THEN COALESCE((SELECT l.listen_streak
				  FROM disc.challenge_listen_streak AS l
				 WHERE l.user_id = $1 AND l.last_listen_date
					> pg_catalog.timezone('UTC',
					    pg_catalog.now())
					    - interval '16 hours'), 0)
	       ELSE COALESCE(sum(m.amount) FILTER (WHERE m.is_complete), 0)
	       END, COALESCE(sum(m.disbursed), 0)::int8,
	       o.type = 'aggregate' AND COALESCE(pg_catalog.count(*)
		   FILTER (WHERE m.is_complete) >= o.step_count, false),
	       false, ''
	  FROM mine AS m
	 WHERE m.challenge_id = o.id
	HAVING o.type = 'aggregate'
	    OR pg_catalog.count(*) = 0 AND o.type <> 'trending') AS e
 ORDER BY o.id, e.specifier;

-- Complete, and not paid yet: of a user, or of the 20000 completed last.
-- @ api_undisbursed ($1 id int4, $2 challenge_id text,
--   $3 completed_blocknumber int4, $4 limit int8, $5 offset int8) -> 0..n
--   (amount text, challenge_id text, completed_at timestamp without time zone,
--   completed_blocknumber int4, cooldown_days int4,
--   created_at timestamp without time zone, handle text, specifier text,
--   user_id int4, wallet text)
SELECT m.amount::text AS amount, m.challenge_id, m.completed_at,
       m.completed_blocknumber, COALESCE(c.cooldown_days, 0) AS cooldown_days,
       pg_catalog.timezone('UTC', m.created_at) AS created_at, u.handle,
       m.specifier, m.user_id, u.wallet
  FROM ((SELECT w.*
	   FROM disc.user_challenges AS w
	  WHERE w.user_id = $1 AND w.is_complete
	  LIMIT 5000)
	 UNION ALL
	(SELECT w.*
	   FROM disc.user_challenges AS w
	  WHERE $1 IS NULL AND w.is_complete
	  ORDER BY w.completed_at DESC
	  LIMIT 20000)) AS m
  JOIN disc.challenges AS c ON c.id = m.challenge_id AND c.active
  JOIN disc.users AS u ON u.user_id = m.user_id AND u.is_current
   AND NOT u.is_deactivated
 WHERE ($2::text IS NULL OR m.challenge_id = $2)
   AND ($3::int4 IS NULL OR m.completed_blocknumber > $3)
   AND NOT EXISTS (SELECT FROM disc.challenge_disbursements AS d
		    WHERE d.challenge_id = m.challenge_id
		      AND d.specifier = m.specifier)
 ORDER BY m.user_id, m.completed_blocknumber, m.challenge_id, m.specifier
 LIMIT $4 OFFSET $5;
