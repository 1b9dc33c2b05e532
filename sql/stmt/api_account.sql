-- A user as he himself sees his account.

-- The user of a wallet (lower-case), the oldest of several who have a handle.
-- @ api_account ($1 wallet text) -> 0..1 (user_id int4, track_save_count int8,
--   playlist_library jsonb)
SELECT u.user_id, COALESCE((SELECT a.track_save_count
                              FROM disc.aggregate_user AS a
                             WHERE a.user_id = u.user_id), 0)
           AS track_save_count,
       u.playlist_library
  FROM disc.users AS u
 WHERE pg_catalog.lower(u.wallet) = $1 AND u.is_current
   AND u.handle IS NOT NULL
 ORDER BY u.created_at, u.user_id
 LIMIT 1;

-- Playlists and albums that he owns or has saved, the newest 2500 of each;
-- private ones are his who signs.
-- @ api_account_playlists ($1 id int4, $2 auth int4) -> 0..n (playlist_id int4,
--   is_album bool, name text, slug text, user_id int4, handle text,
--   is_deactivated bool)
SELECT p.playlist_id, p.is_album, p.name, r.slug, u.user_id, u.handle,
       u.is_deactivated
  FROM (SELECT q.id
          FROM ((SELECT w.playlist_id AS id
                   FROM disc.playlists AS w
                  WHERE w.playlist_owner_id = $1
                  ORDER BY w.created_at DESC, w.playlist_id DESC
                  LIMIT 2500)
                UNION ALL
                (SELECT s.save_item_id
                   FROM (SELECT w.save_item_id, w.save_type
                           FROM disc.saves AS w
                          WHERE w.user_id = $1 AND NOT w.is_delete
                          ORDER BY w.created_at DESC, w.save_item_id DESC
                          LIMIT 5000) AS s
                  WHERE s.save_type <> 'track'
                  LIMIT 2500)) AS q
         GROUP BY q.id) AS i
 CROSS JOIN LATERAL (SELECT w.playlist_id, w.is_album, w.created_at,
                            w.playlist_owner_id,
                            disc.clip(w.playlist_name, 4000) AS name
                       FROM disc.playlists AS w
                      WHERE w.playlist_id = i.id AND w.is_current
                        AND NOT w.is_delete
                        AND (NOT w.is_private
                             OR w.playlist_owner_id = $2::int4)
                     OFFSET 0) AS p
 CROSS JOIN LATERAL (SELECT w.user_id, w.handle, w.is_deactivated
                       FROM disc.users AS w
                      WHERE w.user_id = p.playlist_owner_id AND w.is_current
                     OFFSET 0) AS u
  LEFT JOIN LATERAL (SELECT w.slug
                       FROM disc.playlist_routes AS w
                      WHERE w.playlist_id = p.playlist_id AND w.is_current
                     OFFSET 0) AS r ON true
 ORDER BY p.created_at DESC, p.playlist_id;
