-- Fifty draws: a number that no row of that table has.
-- @ api_free_id ($1 of text, $2 first int4, $3 last int4) -> 0..1 (id int4)
SELECT d.id
  FROM (SELECT $2::int4 + pg_catalog.floor(pg_catalog.random()
                   * ($3::int4 - $2::int4 + 1::float8))::int4 AS id
          FROM pg_catalog.generate_series(1, 50)) AS d
 WHERE CASE $1::text
       WHEN 'users' THEN NOT EXISTS (SELECT FROM disc.users AS x
                                      WHERE x.user_id = d.id)
       WHEN 'tracks' THEN NOT EXISTS (SELECT FROM disc.tracks AS x
                                       WHERE x.track_id = d.id)
       WHEN 'playlists' THEN NOT EXISTS (SELECT FROM disc.playlists AS x
                                          WHERE x.playlist_id = d.id)
       WHEN 'comments' THEN NOT EXISTS (SELECT FROM disc.comments AS x
                                         WHERE x.comment_id = d.id)
       WHEN 'events' THEN NOT EXISTS (SELECT FROM disc.events AS x
                                       WHERE x.event_id = d.id)
       END
 LIMIT 1;
