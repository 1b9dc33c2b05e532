-- Lists of users that belong to a user.

-- Who is shown in lists: others take no place of a page.
-- @part named (of)
	   EXISTS (SELECT FROM disc.users AS u
	            WHERE u.user_id = {of} AND u.is_current
	              AND u.wallet IS NOT NULL AND u.handle IS NOT NULL
	           OFFSET 0)
-- @end

-- @ api_user_subscribers ($1 id int4, $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4)
SELECT s.subscriber_id AS user_id
  FROM disc.subscriptions AS s
 WHERE s.user_id = $1 AND s.entity_type = 'User' AND NOT s.is_delete
   AND
-- @use named (s.subscriber_id)
 ORDER BY s.subscriber_id
 LIMIT $2 OFFSET $3;

-- The same for several users at once, 20000 in all: each user's share of them.
-- @ api_subscribers_of ($1 ids int4[]) -> 0..n (user_id int4,
--   subscriber_ids int4[])
SELECT i.id AS user_id,
       ARRAY(SELECT s.subscriber_id
               FROM disc.subscriptions AS s
              WHERE s.user_id = i.id AND s.entity_type = 'User'
                AND NOT s.is_delete
              ORDER BY s.subscriber_id
              LIMIT share.looks) AS subscriber_ids
  FROM pg_catalog.unnest($1::int4[]) WITH ORDINALITY AS i (id, place)
 CROSS JOIN (SELECT 20000 / GREATEST(pg_catalog.cardinality($1::int4[]), 1)
               AS looks) AS share
 ORDER BY i.place;

-- Followers of a user whom the current one follows, those with most followers
-- first; of one who follows many, among the 5000 oldest accounts of these.
-- @ api_user_mutuals ($1 id int4, $2 me int4, $3 limit int8, $4 offset int8)
--   -> 0..n (user_id int4)
SELECT f.id AS user_id
  FROM (SELECT w.followee_user_id AS id
          FROM disc.follows AS w
         WHERE w.follower_user_id = $2::int4 AND NOT w.is_delete
         ORDER BY w.followee_user_id
         LIMIT 5000) AS f
  LEFT JOIN disc.aggregate_user AS a ON a.user_id = f.id
 WHERE EXISTS (SELECT 1 FROM disc.follows AS x
                WHERE x.follower_user_id = f.id AND x.followee_user_id = $1
                  AND NOT x.is_delete OFFSET 0)
   AND
-- @use named (f.id)
 ORDER BY a.follower_count DESC NULLS LAST, f.id
 LIMIT $3 OFFSET $4;

-- Only for the user himself.
-- @ api_user_muted ($1 id int4, $2 auth int4, $3 limit int8, $4 offset int8)
--   -> 0..n (user_id int4)
SELECT m.muted_user_id AS user_id
  FROM disc.muted_users AS m
 WHERE m.user_id = $1 AND $1 = $2::int4 AND NOT m.is_delete
   AND
-- @use named (m.muted_user_id)
 ORDER BY m.muted_user_id
 LIMIT $3 OFFSET $4;

-- Whose public tracks are remixes of a user's public tracks (of one of them);
-- among the newest 2000 of these tracks and 8000 remixes.
-- @ api_user_remixers ($1 id int4, $2 track_id int4, $3 limit int8,
--   $4 offset int8) -> 0..n (user_id int4, total int8)
SELECT c.owner_id AS user_id, pg_catalog.count(*) OVER () AS total
  FROM (SELECT r.child_track_id
          FROM (SELECT t.track_id
                  FROM disc.tracks AS t
                 WHERE t.owner_id = $1 AND t.is_current AND NOT t.is_delete
                   AND NOT t.is_unlisted AND t.access_authorities IS NULL
                   AND ($2::int4 IS NULL OR t.track_id = $2)
                 ORDER BY t.created_at DESC, t.track_id DESC
                 LIMIT 2000) AS p
         CROSS JOIN LATERAL (SELECT x.child_track_id
                               FROM disc.remixes AS x
                              WHERE x.parent_track_id = p.track_id
                             OFFSET 0) AS r
         LIMIT 8000) AS q
 CROSS JOIN LATERAL (SELECT w.owner_id
                       FROM disc.tracks AS w
                      WHERE w.track_id = q.child_track_id AND w.is_current
                        AND NOT w.is_delete AND NOT w.is_unlisted
                        AND w.access_authorities IS NULL
                     OFFSET 0) AS c
 WHERE
-- @use named (c.owner_id)
 GROUP BY c.owner_id
 ORDER BY 1
 LIMIT $3 OFFSET $4;

-- Who is like a user.  Of one with less than 100 followers: artists of his five
-- commonest genres, in their order, who have less than three times as many
-- followers; no more than ten.  Of others: whom at least three of his newest
-- followers follow as well, by the share of followers in common.
-- @ api_user_related ($1 id int4, $2 me int4, $3 filter_followed bool,
--   $4 limit int8, $5 offset int8) -> 0..n (user_id int4)
WITH own AS MATERIALIZED (
	SELECT a.follower_count
	  FROM disc.aggregate_user AS a
	 WHERE a.user_id = $1
), genres AS MATERIALIZED (
	SELECT t.genre, pg_catalog.row_number() OVER (
	           ORDER BY pg_catalog.count(*) DESC, t.genre) AS place
	  FROM (SELECT w.genre, w.is_unlisted, w.is_delete, w.stem_of,
	               w.access_authorities
	          FROM disc.tracks AS w
	         WHERE w.owner_id = $1 AND w.is_current
	         ORDER BY w.created_at DESC, w.track_id DESC
	         LIMIT 2000) AS t
	 WHERE NOT t.is_unlisted AND NOT t.is_delete AND t.stem_of IS NULL
	   AND t.access_authorities IS NULL AND t.genre <> ''
	 GROUP BY t.genre
	 ORDER BY 2
	 LIMIT 5
), alike AS (
	SELECT c.user_id, g.place, c.follower_count::float8 AS score
	  FROM own
	 CROSS JOIN genres AS g
	 CROSS JOIN LATERAL (
	       SELECT n.user_id, n.follower_count
	         FROM (SELECT a.user_id, a.follower_count
	                 FROM disc.aggregate_user AS a
	                WHERE a.dominant_genre = g.genre
	                  AND a.follower_count < 3 * own.follower_count
	                  AND a.user_id <> $1
	                ORDER BY a.follower_count DESC, a.user_id
	                LIMIT 1000) AS n
	        WHERE EXISTS (SELECT 1 FROM disc.users AS u
	                       WHERE u.user_id = n.user_id AND u.is_current
	                         AND NOT u.is_deactivated AND u.is_available
	                         AND u.wallet IS NOT NULL
	                         AND u.handle IS NOT NULL OFFSET 0)
	          AND ($3::bool IS NOT TRUE OR $2::int4 IS NULL
	               OR NOT EXISTS (SELECT 1 FROM disc.follows AS w
	                               WHERE w.follower_user_id = $2
	                                 AND w.followee_user_id = n.user_id
	                                 AND NOT w.is_delete OFFSET 0))
	        LIMIT 10) AS c
	 WHERE own.follower_count < 100
), shared AS (
	SELECT n.user_id, pg_catalog.count(*) AS n
	  FROM own
	 CROSS JOIN LATERAL (
	       SELECT f.follower_user_id AS id
	         FROM disc.follows AS f
	        WHERE f.followee_user_id = $1 AND NOT f.is_delete
	          AND own.follower_count >= 100
	        ORDER BY f.follower_user_id DESC
	        LIMIT 150) AS f
	 CROSS JOIN LATERAL (
	       SELECT w.followee_user_id AS user_id
	         FROM disc.follows AS w
	        WHERE w.follower_user_id = f.id AND NOT w.is_delete
	        ORDER BY w.followee_user_id DESC
	        LIMIT 150) AS n
	 WHERE n.user_id <> $1
	 GROUP BY n.user_id
	HAVING pg_catalog.count(*) >= 3
), near AS (
	SELECT s.user_id, 0::int8 AS place,
	       s.n::float8 / (150 + a.follower_count - s.n)
	       + CASE WHEN a.dominant_genre IN (SELECT g.genre FROM genres AS g
	                                         WHERE g.place <= 3)
	              THEN 0.05 ELSE 0 END AS score
	  FROM (SELECT h.user_id, h.n FROM shared AS h
	         ORDER BY h.n DESC, h.user_id LIMIT 2000) AS s
	 CROSS JOIN LATERAL (SELECT a.follower_count, a.dominant_genre
	                       FROM disc.aggregate_user AS a
	                      WHERE a.user_id = s.user_id
	                        AND a.follower_count > 10 OFFSET 0) AS a
)
SELECT q.user_id
  FROM (SELECT x.user_id, x.place, x.score, x.page
          FROM (SELECT l.user_id, l.place, l.score,
                       GREATEST(10 - $5::int8, 0) AS page
                  FROM alike AS l
                UNION ALL
                SELECT r.user_id, r.place, r.score, 100 FROM near AS r) AS x
         WHERE EXISTS (SELECT 1 FROM disc.users AS u
                        WHERE u.user_id = x.user_id AND u.is_current
                          AND NOT u.is_deactivated AND u.is_available
                          AND u.wallet IS NOT NULL
                          AND u.handle IS NOT NULL OFFSET 0)
           AND ($3 IS NOT TRUE OR $2 IS NULL
                OR NOT EXISTS (SELECT 1 FROM disc.follows AS w
                                WHERE w.follower_user_id = $2
                                  AND w.followee_user_id = x.user_id
                                  AND NOT w.is_delete OFFSET 0))) AS q
 ORDER BY q.place, q.score DESC, q.user_id
 LIMIT LEAST($4, (SELECT CASE WHEN o.follower_count < 100
                              THEN GREATEST(10 - $5, 0) ELSE $4 END
                    FROM own AS o))
OFFSET $5;

-- Artists, those with most followers first.
-- @ api_users_top ($1 limit int8, $2 offset int8) -> 0..n (user_id int4)
SELECT a.user_id
  FROM disc.aggregate_user AS a
 WHERE a.track_count > 0
   AND
-- @use named (a.user_id)
 ORDER BY a.follower_count DESC, a.user_id
 LIMIT $1 OFFSET $2;

-- Of these genres; 20000 looks in all.  When none is named, of any, also where no
-- job has counted yet which of them one makes most; nobody without followers.
-- @ api_users_genre_top ($1 genre text[], $2 limit int8, $3 offset int8)
--   -> 0..n (user_id int4)
WITH wanted AS MATERIALIZED (
	SELECT DISTINCT g.genre
	  FROM pg_catalog.unnest($1::text[]) AS g (genre)
)
SELECT q.user_id
  FROM ((SELECT c.user_id, c.follower_count
           FROM wanted AS w
          CROSS JOIN LATERAL (
                SELECT a.user_id, a.follower_count
                  FROM disc.aggregate_user AS a
                 WHERE a.dominant_genre = w.genre AND a.track_count > 0
                   AND
-- @use named (a.user_id)
                 ORDER BY a.follower_count DESC, a.user_id
                 LIMIT LEAST($2::int8 + $3::int8,
                             (SELECT 20000 / GREATEST(pg_catalog.count(*), 1)
                                FROM wanted AS n))) AS c)
        UNION ALL
        (SELECT a.user_id, a.follower_count
           FROM disc.aggregate_user AS a
          WHERE $1 IS NULL AND a.track_count > 0 AND a.follower_count > 0
            AND (a.dominant_genre IS NOT NULL OR EXISTS (
                SELECT FROM (SELECT t.genre FROM disc.tracks AS t
                              WHERE t.owner_id = a.user_id
                                AND t.is_current AND NOT t.is_delete
                                AND NOT t.is_unlisted
                              ORDER BY t.created_at DESC, t.track_id DESC
                              LIMIT 20) AS t
                 WHERE t.genre <> ''))
            AND
-- @use named (a.user_id)
          ORDER BY a.follower_count DESC, a.user_id
          LIMIT $2 + $3)) AS q
 ORDER BY q.follower_count DESC, q.user_id
 LIMIT $2 OFFSET $3;

-- Whom a user follows (the 4900 oldest accounts of these) and who does
-- something with this thing: follows it, has reposted it.
-- @ api_followees_who ($1 id int4, $2 follower_user_id int4, $3 what text,
--   $4 limit int8, $5 offset int8) -> 0..n (user_id int4)
SELECT f.id AS user_id
  FROM (SELECT w.followee_user_id AS id
          FROM disc.follows AS w
         WHERE w.follower_user_id = $2 AND NOT w.is_delete
         ORDER BY w.followee_user_id
         LIMIT 4900) AS f
  LEFT JOIN disc.aggregate_user AS a ON $3 = 'follow' AND a.user_id = f.id
 WHERE CASE $3::text WHEN 'follow' THEN
           EXISTS (SELECT 1 FROM disc.follows AS x
                    WHERE x.follower_user_id = f.id
                      AND x.followee_user_id = $1
                      AND NOT x.is_delete OFFSET 0)
       WHEN 'track' THEN
           EXISTS (SELECT 1 FROM disc.reposts AS r
                    WHERE r.user_id = f.id AND r.repost_item_id = $1
                      AND r.repost_type = 'track'
                      AND NOT r.is_delete OFFSET 0)
       ELSE
           EXISTS (SELECT 1 FROM disc.reposts AS r
                    WHERE r.user_id = f.id AND r.repost_item_id = $1
                      AND r.repost_type <> 'track'
                      AND NOT r.is_delete OFFSET 0)
       END
   AND
-- @use named (f.id)
 ORDER BY a.follower_count DESC NULLS LAST, f.id
 LIMIT $4 OFFSET $5;
