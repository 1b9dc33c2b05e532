-- SPDX-License-Identifier: ISC
-- Counters and histories of plays, and the indexes of the greatest tables;
-- data_acts.sql was here.
\ir data_session.sql

-- Of tables that were emptied here no row is logged.
BEGIN;
TRUNCATE disc.aggregate_plays, disc.aggregate_monthly_plays,
	disc.hourly_play_counts, disc.user_listening_history;
INSERT INTO disc.aggregate_plays (play_item_id, count)
SELECT p.play_item_id, count(*) FROM disc.plays AS p GROUP BY 1;
INSERT INTO disc.aggregate_monthly_plays (play_item_id, timestamp, country, count)
SELECT p.play_item_id, date_trunc('month', p.created_at)::date, p.country,
       count(*)
  FROM disc.plays AS p GROUP BY 1, 2, 3;
INSERT INTO disc.hourly_play_counts (hourly_timestamp, play_count)
SELECT date_trunc('hour', p.created_at), count(*) FROM disc.plays AS p GROUP BY 1;
INSERT INTO disc.user_listening_history (user_id, listening_history)
SELECT h.user_id, jsonb_agg(jsonb_build_object('track_id', h.play_item_id,
	'timestamp', disc.play_time(h.heard), 'play_count', h.n)
	ORDER BY h.heard DESC)
  FROM (SELECT p.user_id, p.play_item_id, max(p.created_at) AS heard,
	       count(*) AS n, row_number() OVER (PARTITION BY p.user_id
			ORDER BY max(p.created_at) DESC) AS place
	  FROM disc.plays AS p WHERE p.user_id IS NOT NULL GROUP BY 1, 2) AS h
 WHERE h.place <= 1000 GROUP BY 1;
COMMIT;

SELECT m.make FROM bench.made AS m WHERE m.what = 'great' \gexec
